// Package finance is the pages of those who look after the money: the base amount, refunds, differences with providers.
package finance

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Rates is every base amount that there is or was.
type Rates struct {
	Page  layout.Page
	Now   string
	Grid  ui.Grid
	Added string // path of the form
}

// RateForm is a base amount to put forward.
type RateForm struct {
	Page     layout.Page
	Now      string
	Controls []ui.Control
	Faults   []ui.Fault
	Cancel   templ.SafeURL
}

// Do is a button in a row: what it does, and about what for screen readers.
type Do struct {
	Action templ.SafeURL
	Label  string
	About  string
	Look   bool // it leads to a page and does nothing yet
}
