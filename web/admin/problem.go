package admin

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Problems is the problems that an official works on.
type Problems struct {
	layout.Page
	State     string
	Tabs      []Tab
	Selects   []Selected
	Chips     []Chip
	Clear     string
	Grid      ui.Grid
	Pager     ui.Pager
	WherePath string
}

// Selected is a choice of the filter.
type Selected struct {
	Name, Label string
	Choices     []Choice
}

// Problem is one of them.
type Problem struct {
	layout.Page
	Number    string
	Tag       Tag
	Into      *Link // it was merged into that one
	Unmerge   templ.SafeURL
	Facts     []ui.Row
	Said      []Said
	Pager     ui.Pager
	Months    ui.Small
	Words     templ.SafeURL // the form of what citizens read
	WordsText string
	Merge     templ.SafeURL // empty: there is nothing to merge with
	Split     templ.SafeURL
	Answer    templ.SafeURL // writes a change
	Acts      []Act
	Changes   []ui.Entry
	Merged    []MergedIn
	Public    *Link
}

// Link is a way to somewhere.
type Link struct {
	Title string
	Href  templ.SafeURL
}

// Act is a button that sends the row that the official saw.
type Act struct {
	Path  templ.SafeURL
	Label string
	Row   string
}

// Said is an entry without its author.
type Said struct {
	ID   string
	Text string
	Lang string // in which it was written
	Note string
}

// MergedIn is a problem that was merged into this one.
type MergedIn struct {
	Title string
	Undo  templ.SafeURL
}

// ProblemForm is a form about a problem or a change: what it asks, one control after the other.
type ProblemForm struct {
	layout.Page
	Lead     string
	Faults   []ui.Fault
	Hidden   []ui.Option
	Controls []ui.Control
	Button   string
	Said     []Said // of the split: what can be taken out
	Out      map[string]bool
	More     templ.SafeURL // older ones
}

// Change is what was done, before and after it is published.
type Change struct {
	layout.Page
	Tag     Tag
	Text    string
	Facts   []ui.Row
	Answers []ui.Entry
	Early   string // why there are no figures yet
	Effect  *ui.Grid
	Tells   string // whom publishing tells
	Publish templ.SafeURL
	Discard templ.SafeURL
	Public  *Link
}

// Places is where the trouble of a service comes from.
type Places struct {
	layout.Page
	Services []Choice
	Lead     string
	Grid     ui.Grid
}
