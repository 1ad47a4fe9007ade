package taskforce

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Lost is the hours that people lose, and what would save most.
type Lost struct {
	Page   layout.Page
	AsOf   string
	Filter Filter
	Total  string // "12 400 hours"
	Note   string // of how many applications, and what that is in a year
	Causes Card
	Fixes  []Fix
	All    Link // every fix
	Course ui.Small
	Cards  []Card
	Model  ui.Grid
}

// Fix is something to mend, with what it would save.
type Fix struct {
	Text    string
	Service string
	Hours   string // in a year
	N       string // how many are concerned
	Path    string // what it is made of
	Make    string // path of the form that makes an action of it
}

// FixDetail is what the hours of a fix are made of.
type FixDetail struct {
	Page    layout.Page
	Fix     Fix
	Formula string
	Overlap string
	Grid    ui.Grid
	Behind  Link
}

// Measures is the dictionary of measures.
type Measures struct {
	Page layout.Page
	List []Measure
}

// Measure is one entry of it.
type Measure struct {
	ID, Title, Means, Formula, Source, Floor string
}
