package taskforce

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Calendar is the days of a year on which nobody works, or somebody does all the same.
type Calendar struct {
	Page  layout.Page
	Years []Link
	Grid  ui.Grid
	Added string // path of the form
}

// DayForm is a day to move.
type DayForm struct {
	Page     layout.Page
	Controls []ui.Control
	Faults   []ui.Fault
	Agree    *Agree // before anything is changed: what it does
	Cancel   templ.SafeURL
}

// Agree is what moving a day does, with the button that does it.
type Agree struct {
	Texts  []string
	Button string
}

// Withdrawal asks whether a moved day is to be withdrawn.
type Withdrawal struct {
	Page   layout.Page
	Rows   []ui.Row
	Texts  []string
	Action templ.SafeURL // empty when nothing can be changed any more
	Cancel templ.SafeURL
}
