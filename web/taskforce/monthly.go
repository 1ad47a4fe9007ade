package taskforce

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// MonthlyList is every frozen report, and whether the reader is told of new ones.
type MonthlyList struct {
	Page    layout.Page
	Grid    ui.Grid
	Follow  templ.SafeURL
	Follows bool
}

// Monthly is one edition of a month.
type Monthly struct {
	Page     layout.Page
	Older    Link // to the newest edition; empty on that one
	Empty    string
	Facts    []ui.Row
	Parts    []MonthlyPart
	Glossary []ui.Row
	Files    []Link
	Editions ui.Grid // empty while there is only one
	Correct  templ.SafeURL
}

// MonthlyPart is a table of the report under its heading.
type MonthlyPart struct {
	ID, Title, About string
	Empty            string // instead of the table
	Small            string // what the smaller figures are
	Grid             ui.Grid
}

// MonthlyCorrection asks why a month is counted anew.
type MonthlyCorrection struct {
	Page    layout.Page
	Base    string // the edition that was read
	Control ui.Control
	Faults  []ui.Fault
	Cancel  templ.SafeURL
}
