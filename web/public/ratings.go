package public

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Ratings is what people say of authorities and regions in a period.
type Ratings struct {
	layout.Page
	Lead    string
	Periods []Choice
	Message string // what the figures come to; empty without any
	Who     string // how many people, and the mean of the country
	None    string // instead of everything below
	Groups  []RatingGroup
	Map     ui.TileMap
	Regions ui.Grid
	About   []string // how it is counted
	Frozen  string   // from which snapshot
}

// Choice is one of several, such as periods of the same length.
type Choice struct {
	Label string
	Links []Chosen
}

// Chosen is one of a choice.
type Chosen struct {
	Title string
	Href  templ.SafeURL
	Here  bool
}

// RatingGroup is the authorities that stand alike against the country.
type RatingGroup struct {
	ID, Title, Text string
	Folded          string // what opens the table; empty: it is open
	Grid            ui.Grid
}

// Rated is what people say of one authority, quarter by quarter.
type Rated struct {
	layout.Page
	Lead      string
	None      string
	Smalls    []ui.Small
	Grid      ui.Grid
	Authority Link
	All       Link
	Say       Link
	About     []string
}

// OpenData is the sets of open data: their files, what each column means, on what terms.
type OpenData struct {
	layout.Page
	Facts   []ui.Row
	None    string // instead of files
	Columns ui.Grid
	Sets    []OpenSet
	Hidden  []string // how small numbers are hidden
}

// OpenSet is a set with its files.
type OpenSet struct {
	ID, Title, About string
	CSV, JSON        templ.SafeURL
	Names            [2]string // of the links, for whoever hears them alone
	Columns          ui.Grid
}
