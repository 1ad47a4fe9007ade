package finance

import (
	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Sheet is a list on one page: a queue of refunds, the days that were compared.
type Sheet struct {
	Page  layout.Page
	About string
	Tabs  []Tab
	Grid  ui.Grid
	Empty string // instead of a table without rows
	Pager ui.Pager
}

// Tab is one queue of several.
type Tab struct {
	Label   string
	Href    templ.SafeURL
	Current bool
}

// Note asks for a reason in words, beside what it is about.
type Note struct {
	Page    layout.Page
	Rows    []ui.Row
	Ask     locale.Text
	Hint    locale.Text
	Control ui.Control
	Faults  []ui.Fault
	Button  string
	Back    string // path
	Cancel  templ.SafeURL
	Closed  bool   // nothing is asked any more
	Banner  string // why what was typed was not taken
	Unsaid  string // what was typed
}

// Book is a day with a provider.
type Book struct {
	Page  layout.Page
	Read  string
	Sums  ui.Grid
	Grid  ui.Grid
	Again templ.SafeURL
}
