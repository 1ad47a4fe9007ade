package taskforce

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// Registers is how the state's registers answer, those that do not first: GET /taskforce/registers.
func (d *Desk) Registers(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	l := locale.FromContext(r.Context())
	v := pages.Registers{Page: respond.Page(r, l.T("taskforce.registers.title"))}
	v.Page.Dense, v.Page.Section = true, "registers"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("taskforce.title"), Path: "/taskforce"}}
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("taskforce.registers.register")},
		{Title: l.T("taskforce.registers.state")},
		{Title: l.T("taskforce.registers.asked"), Numeric: true},
		{Title: l.T("taskforce.registers.failed"), Numeric: true},
		{Title: l.T("taskforce.registers.mean"), Numeric: true},
		{Title: l.T("taskforce.registers.slowest"), Numeric: true},
		{Title: l.T("taskforce.registers.services"), Numeric: true},
	}}
	needed := map[string]int{}
	for _, svc := range d.snapshot().All() {
		for code := range casework.Reads(svc) {
			needed[code]++
		}
	}
	list := d.health()
	out := 0
	slices.SortStableFunc(list, func(a, b register.Condition) int { // those out first, the longest out before
		switch {
		case a.Out.IsZero() && b.Out.IsZero():
			return b.Asked - a.Asked
		case a.Out.IsZero():
			return 1
		case b.Out.IsZero():
			return -1
		default:
			return a.Out.Compare(b.Out)
		}
	})
	for _, h := range list {
		if !h.Out.IsZero() {
			out++
		}
		v.Grid.Rows = append(v.Grid.Rows, registerRow(l, h, needed[h.Register]))
	}
	v.Summary = l.T("taskforce.registers.summary", "N", len(list)-out, "Total", len(list))
	return respond.HTML(w, r, http.StatusOK, pages.RegistersPage(v))
}

func registerRow(l locale.Lang, h register.Condition, services int) []ui.Cell {
	book, _ := catalogue.Lists().Registers.Get(h.Register)
	state := ui.Cell{Body: ui.Tag(ui.Leaf, l.T("taskforce.registers.answers"))}
	switch {
	case !h.Out.IsZero():
		state = ui.Cell{Body: ui.Tag(ui.Red, l.T("taskforce.registers.out")), Note: l.T("taskforce.registers.since", "Time", l.DateTime(h.Out), "Fault", h.Fault)}
	case h.Heard.IsZero():
		state = ui.Cell{Body: ui.Tag(ui.Grey, l.T("taskforce.registers.unheard"))}
	}
	millis := func(t time.Duration) string {
		if h.Asked == 0 {
			return "–"
		}
		return l.Number(t.Milliseconds())
	}
	return []ui.Cell{
		{Text: book.Title.In(l), Note: catalogue.Lists().Office(book.Owner, l)},
		state,
		{Text: l.Number(int64(h.Asked))},
		{Text: l.Number(int64(h.Failed))},
		{Text: millis(h.Mean)},
		{Text: millis(h.Slowest)},
		{Text: strconv.Itoa(services)},
	}
}
