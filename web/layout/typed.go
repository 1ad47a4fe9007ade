package layout

import "github.com/a-h/templ"

// formID is the id of the one form of a page whose answers the language switch takes along.
const formID = "typed"

// TypedID is the id of the form that Page.Form is about, for a button elsewhere on the page that takes along what is typed
// there; empty where there is none.
func (p Page) TypedID() string {
	if p.Form == "" {
		return ""
	}
	return formID
}

// SwitchVerb is what the language switch sends under "do" together with what was typed; respond.Switched asks for it.
const SwitchVerb = "language"

// Typed is the attributes of the form that Page.Form is about: <form { v.Typed()... }>. On such a page the language
// switch is buttons of this form, which send what was typed to the same form in the other language, without scripts.
// Files that were chosen stay behind: no browser lets a page choose them again.
func (p Page) Typed() templ.Attributes {
	return templ.Attributes{"id": formID, "action": string(p.Link(p.Form)), "method": "post", "novalidate": true}
}

// Asked is the same for a form that asks and goes elsewhere by GET, such as a search. What the language switch posts to
// Page.Form leads to an address with what was typed.
func (p Page) Asked() templ.Attributes { return templ.Attributes{"id": formID} }
