// Package taskforce is the pages of the task force: figures, each with its meaning, its table and its file.
package taskforce

import (
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Board is the overview.
type Board struct {
	Page   layout.Page
	AsOf   string
	Alarm  Link // to decisions that come out otherwise today; empty when there are none
	Filter Filter
	Meters []Meter
	Smalls []ui.Small
	Course Card // against the period before
	Funnel Card
	Lost   Card
	Map    Card
	Tiles  ui.TileMap
	Cards  []Card
	Months Outcomes
	Wide   []Card // tables that need the whole width
}

// Meter is a level of automation with its target.
type Meter struct {
	ID      string
	Message string
	Value   string // "66,9 %"
	Of      string // "744 tadan 498 tasi"
	Share   float64
	Goal    float64
	About   string // what is counted
	Measure string // its place in the list of measures
	Link    Link
}

// Card is a message with its proof: bars or a table.
type Card struct {
	ID      string
	Message string
	About   string // what is counted
	Measure string // its place in the list of measures; may be empty
	Bars    *ui.Bars
	Grid    *ui.Grid
	Empty   string
	Link    Link
}

// Outcomes is the ends of applications month by month: each a bar of four parts beside its figures.
type Outcomes struct {
	Card   Card
	Names  [4]string // granted, refused, withdrawn, lapsed
	Column string    // heading of the months
	Rows   []Outcome
}

// Outcome is a month.
type Outcome struct {
	Month string
	Texts [4]string
	Parts [4]Part
}

// Part is a piece of a bar on a scale of 100.
type Part struct{ X, Width string }

// shades are the parts of the bar, in the order of Outcomes.Names.
var shades = [4]string{"q4", "q3", "q2", "q1"}

// Link leads to the whole table.
type Link struct {
	Text string
	Path string
}

// Filter is the form that narrows every figure, as it was chosen.
type Filter struct {
	Action  string // path
	Period  []Choice
	Selects []Select
	Chips   []Chip
	Clear   string // path without any filter, empty when there is none
}

// Select is a filter of which one value is chosen; the first choice stands for all.
type Select struct {
	Name, Label string
	Choices     []Choice
}

// Choice is an option of a select.
type Choice struct {
	Value, Label string
	Chosen       bool
}

// Chip is a chosen filter; its path leaves it out.
type Chip struct{ Label, Path string }

// Table is one report as a whole.
type Table struct {
	Page   layout.Page
	AsOf   string
	About  string
	Filter Filter
	Grid   ui.Grid
	Empty  string
	CSV    string // path
	Others []Link
}
