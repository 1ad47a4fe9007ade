// Package admin is the workplace of officials: the worklist, a case on one page with the decision in reach, and the
// feedback that an office must answer.
package admin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Tab is a queue with how much waits in it.
type Tab struct {
	Label   string
	Path    string
	Count   string
	Hot     bool // overdue: the count is red
	Current bool
}

// Choice is an option of a select.
type Choice struct {
	Value, Label string
	Note         string // a hint below the label, where there is one
	Chosen       bool
}

// Chip is a chosen filter; its path leaves it out.
type Chip struct{ Label, Path string }

// Tag is a state in a word or two.
type Tag struct {
	Tone ui.Tone
	Text string
}

// Worklist is a queue of an office.
type Worklist struct {
	Page   layout.Page
	Office string // whose work, and the day
	Tabs   []Tab
	Filter Filter
	Rows   []Row
	Pager  ui.Pager
	ByDue  bool // the most urgent stands first
	Next   bool // there is something unclaimed to take
	Unread int  // notices for the official
	// Standing is for whom the official acts besides himself, each in a sentence.
	Standing []string
	Views    []View
	Bulk     *Bulk  // nil: nothing can be done to many at once
	Keep     string // path of the page that keeps the list as it is as a view
}

// View is a state of the worklist that the official keeps under a name.
type View struct {
	Name     string
	Path     string
	Action   string // path, before the change
	Standard bool   // the worklist opens with it
	Current  bool
}

// Views is the views of an official, and the form that keeps another.
type Views struct {
	Page    layout.Page
	List    []View
	Of      string // what the new one would show
	Name    string // as typed
	Fault   string
	Removed *View // can be restored
}

// Filter narrows the queue. It is sent by GET, so that its state is the address.
type Filter struct {
	Action   string // path
	Queue    string
	Text     string
	Services []Choice
	States   []Choice
	Dues     []Choice
	Sorts    []Choice
	Limits   []Choice
	Chosen   int // how many are chosen
	Chips    []Chip
	Clear    string // path without any
}

// Row is a case in the worklist.
type Row struct {
	Number   string // as people write it
	Path     string
	Pick     string // the case as the form of an action on many sends it
	Service  string
	Note     string // region
	Who      string
	Step     string
	Tags     []Tag
	Due      string
	Left     Tag
	Late     bool
	Soon     bool
	Assignee string
}
