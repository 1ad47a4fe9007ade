package admin

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Words is a list of what the search knows or was asked for.
type Words struct {
	Page   layout.Page
	Tabs   []Tab
	About  string
	Filter WordsFilter
	Grid   ui.Grid
	Empty  string // instead of the table
	Pager  ui.Pager
	Note   string // what is not shown; may be empty
	File   string // path of the list as a file; may be empty
}

// WordsFilter narrows such a list. It is sent by GET; a field without a name is left out.
type WordsFilter struct {
	Action  string
	Text    string
	HasText bool
	Name    string // of the choice
	Label   string
	Choices []Choice
	Chips   []Chip
	Clear   string
}

// Synonym is one synonym with its form, what it would change, and its history.
type Synonym struct {
	Page    layout.Page
	Action  string // path of the form
	Base    string
	Words   string
	Means   string
	Note    string
	Try     string
	Faults  []ui.Fault
	Now     string // after a conflict: what somebody else made of it
	Removed bool
	New     bool
	Trial   *Trial
	Events  []ui.Event
}

func (s Synonym) fault(field string) string { return ui.FaultOf(s.Faults, field) }

// Trial is what a query finds before and after the change.
type Trial struct {
	Query string
	Sides []TrialSide
}

// TrialSide is the first services that are found, or a word about there being none.
type TrialSide struct {
	Title string
	Found []ui.Entry
	Empty string
}

// Restore leads back to an earlier version.
type Restore struct {
	Page         layout.Page
	Action       string
	Base, Number string
	About        string // said to screen readers: which version
}
