// Package access is the pages of those who say who holds which office.
package access

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// List is what waits for a second person, and who holds an office.
type List struct {
	layout.Page
	New     string // where to propose; empty for heads, who only look
	Open    []Proposal
	Holders []Holder
	More    string // the next page
}

// Proposal is an office that waits for its second person.
type Proposal struct {
	Path, Name, Office, Reason, By string
	Mine                           bool // the reader proposed it
	About                          bool // it is about the reader
}

// Holder is somebody with an office.
type Holder struct {
	Path, Name, Office string
	Bare               bool // has set up no second factor yet
}

// New is the form of a proposal.
type New struct {
	layout.Page
	Controls []ui.Control
	Faults   []ui.Fault
	Back     string
}

// One is one official.
type One struct {
	layout.Page
	Path                      string
	Rows                      []ui.Row
	Oneself, MayEnd, MayReset bool
}

// First is where the first administrator comes in.
type First struct {
	layout.Page
	Control ui.Control
	Faults  []ui.Fault
}
