// Package notices is the pages on which people say how they want to be told, and the page that ends a letter.
package notices

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Choices is the page of all that a person can choose.
type Choices struct {
	layout.Page
	Faults   []ui.Fault
	Broken   bool
	Places   []Place
	Devices  []Place
	Push     *Push // nil: the portal has no web push
	Kinds    []ui.Control
	Pace     *ui.Control // nil: the portal has no e-mail
	Hour     Hours
	From     Hours
	Until    Hours
	Langs    []Lang
	Removing templ.SafeURL
}

// Place is an address, or that there is none.
type Place struct {
	ID      string // empty for none
	Title   string
	Address string
	Tag     string
	Tone    ui.Tone
	Change  templ.SafeURL
	Label   string // of the link
}

// Push is how this device is added.
type Push struct {
	Action templ.SafeURL
	Key    string
	Demo   bool // there is a device to try it with
}

// Hours is an hour to choose.
type Hours struct {
	Name, Label string
	Options     []ui.Option
	Chosen      string
}

// Lang is a written form to choose, by its own name.
type Lang struct {
	Value, Name, Tag string
	Chosen           bool
}

// Address is the form of an address, and of the code that proves it.
type Address struct {
	layout.Page
	Faults []ui.Fault
	Field  ui.Control
	Button string
	Lead   string        // of the code
	Code   string        // as typed
	Again  templ.SafeURL // of the code
}

// Unsubscribe ends the letters to an address.
type Unsubscribe struct {
	layout.Page
	Action string
	Done   bool
}

// Outbox is what the demonstration sent.
type Outbox struct {
	layout.Page
	Lists []Sent
}

// Sent is what went out on one channel.
type Sent struct {
	Title string
	Items []Item
}

// Item is one message as it went out.
type Item struct{ Title, Note, Text string }
