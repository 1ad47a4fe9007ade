// Package layout is the shell of every page: head, header, breadcrumbs, footer, phone tab bar and the error pages.
package layout

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
)

// Page is what the shell needs to know about the page inside it. Handlers start from respond.Page.
type Page struct {
	Lang        locale.Lang
	Path        string // without the language: "/services/x"; the language switch leads to the same path
	Query       string // raw, kept by the language switch
	Title       string // of the document; the name of the portal is added
	Description string // for search engines and previews; public pages have one
	Origin      string // scheme and host; public pages set it, and so get canonical and hreflang links
	Principal   *account.Principal
	Himself     bool   // what the page is about is the person's own, though he acts for another at the moment
	Section     string // code of the current item of the menu: home, services, applications, cabinet, cases, board, …
	Crumbs      []Crumb
	Back        string // instead of breadcrumbs inside a form: the path of the step before
	Flash       string // what was just done, said once above the page
	Mode        Mode   // of the portal

	// Form is the path, with its query, to which the page's form goes (see Typed). The language switch then sends along
	// what was typed, and the handler, asking respond.Switched, draws the form again in the other language.
	Form string

	// Voice is what feedback from this page is about, besides the address of the page.
	Voice Voice

	NoTabs       bool // forms have one way forward: no tab bar, short footer
	Dense        bool // pages of officials: smaller type, their menu
	AlternateOff bool // not for search engines

	Linked []any // what the page is about as schema.org says it, for search engines

	Hero templ.Component // drawn on tile, over the full width, above the girih line
	Bar  templ.Component // kept in reach at the bottom: the decisions of an official
}

// Mode is what the portal does now instead of everything; the zero value is the usual. Words are under "ui.mode.<name>".
type Mode struct {
	Name   string // read-only or queue-only
	Reason string // words are under "ui.mode.why.<reason>"
}

// why is the reason in words.
func (p Page) why() string { return p.T("ui.mode.why." + p.Mode.Reason) }

// Voice is where somebody is who says how it went. An application is known from the address of its pages.
type Voice struct {
	Service string // code, where the address does not have it
	Step    string // where the person has come to: the state of an application, or one of those of package feedback
}

// Crumb is one link of the breadcrumbs; the path is without language. The home page is added in front.
type Crumb struct{ Title, Path string }

// URL is the address of a path in a written form: URL(locale.Uz, "/services/x") is "/uz/services/x". The path may
// have a query.
func URL(l locale.Lang, path string) templ.SafeURL {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return templ.SafeURL("/" + string(l) + path)
}

// Link is the address of a path in the language of the page.
func (p Page) Link(path string) templ.SafeURL { return URL(p.Lang, path) }

// T is the message in the language of the page.
func (p Page) T(id string, args ...any) string { return p.Lang.T(id, args...) }

// Here is the page with its query, without language: for "come back here" after sign-in or feedback.
func (p Page) Here() string {
	if p.Query == "" {
		return p.Path
	}
	return p.Path + "?" + p.Query
}

// in is the same page in another written form.
func (p Page) in(l locale.Lang) templ.SafeURL { return URL(l, p.Here()) }

// signIn leads to the sign-in and back to this page.
func (p Page) signIn() templ.SafeURL {
	return p.Link("/sign-in?next=" + url.QueryEscape(string(p.Link(p.Here()))))
}

// feedback leads to the feedback form, which says what page it is about.
func (p Page) feedback() templ.SafeURL { return p.Say("", p.Voice.Step) }

// Say leads to the feedback form of that kind ("concern"; empty: marks) about this page, at that step.
func (p Page) Say(kind, step string) templ.SafeURL {
	q := url.Values{"page": {p.Path}}
	for name, value := range map[string]string{"kind": kind, "service": p.Voice.Service, "step": step} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return p.Link("/feedback?" + q.Encode())
}

// open reports whether anybody may see this page, when it is drawn for nobody in particular: the service worker then
// asks for it without cookies and keeps it.
func (p Page) open() bool { return p.Origin != "" && p.Query == "" && !p.AlternateOff }

// below reports whether the page has a way back up: every page of the portal but the first. A form has its step before
// instead, and the pages of officials have one only where they stand below another.
func (p Page) below() bool {
	return len(p.Crumbs) > 0 || p.Path != "/" && !p.NoTabs && !p.Dense
}

func (p Page) hidden() bool { return p.AlternateOff || p.Principal != nil }

func (p Page) documentTitle() string {
	if p.Title == "" || p.Path == "/" {
		return p.T("ui.portal.title")
	}
	return p.Title + " · " + p.T("ui.portal.name")
}

func (p Page) bodyClass() string {
	if p.Dense {
		return "govuk-template__body app-dense"
	}
	return "govuk-template__body"
}
