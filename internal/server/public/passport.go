package public

import (
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/ui"
)

// passport is the facts of a service, row by row.
func (r reader) passport(svc *catalogue.Service) []ui.Row {
	process, _ := r.list.Processes.Get(string(svc.Process))
	assurance, _ := r.list.Assurances.Get(string(svc.Assurance))
	authority, _ := r.list.Authorities.Get(svc.Authority)
	rows := []ui.Row{
		{Key: r.lang.T("public.passport.for-whom"), Value: r.forWhom(svc)},
		{Key: r.lang.T("public.passport.result"), Value: r.result(svc)},
		{Key: r.lang.T("public.passport.decides"), Value: process.Lead.In(r.lang)},
	}
	if names := r.consents(svc); names != "" {
		rows = append(rows, ui.Row{Key: r.lang.T("public.passport.consents"), Value: names})
	}
	rows = append(rows, ui.Row{Key: r.lang.T("public.passport.term"), Value: r.termRow(svc)})
	if names := r.registers(svc); names != "" {
		rows = append(rows, ui.Row{Key: r.lang.T("public.passport.registers"), Value: names})
	}
	return append(rows,
		ui.Row{Key: r.lang.T("public.passport.sign-in"), Value: assurance.Title.In(r.lang) + ". " + assurance.Lead.In(r.lang)},
		ui.Row{Key: r.lang.T("public.passport.fill"), Value: r.lang.T("public.glance.minutes", "Count", fillMinutes(svc.Form), "N", fillMinutes(svc.Form))},
		ui.Row{Key: r.lang.T("public.passport.office"), Value: authority.Title.In(r.lang), Note: r.phone(authority)},
		ui.Row{Key: r.lang.T("public.passport.appeal"), Value: r.lang.T("public.passport.appeal-text")},
		ui.Row{Key: r.lang.T("public.passport.basis"), Value: r.basis(svc)},
	)
}

func (r reader) forWhom(svc *catalogue.Service) string {
	var parts []string
	for _, code := range svc.Audience {
		a, _ := r.list.Audiences.Get(code)
		parts = append(parts, a.Title.In(r.lang))
	}
	for _, code := range svc.Groups {
		g, _ := r.list.Groups.Get(code)
		parts = append(parts, g.Title.In(r.lang))
	}
	return strings.Join(parts, ", ")
}

func (r reader) result(svc *catalogue.Service) string {
	kind, _ := r.list.ResultKinds.Get(svc.Result.Kind)
	text := kind.Title.In(r.lang) + ". " + kind.Lead.In(r.lang)
	if days := svc.Result.ValidDays; days > 0 {
		text += " " + r.lang.T("public.passport.valid", "Term", r.term(catalogue.Term{Value: days, Unit: workday.CalendarDays}))
	}
	return text
}

func (r reader) termRow(svc *catalogue.Service) string {
	if svc.Process.Automatic() {
		return r.lang.T("public.passport.term-automatic", "Term", r.term(svc.Term))
	}
	return r.lang.T("public.passport.term-official", "Term", r.term(svc.Term))
}

func (r reader) consents(svc *catalogue.Service) string {
	var names []string
	for _, code := range svc.Consents {
		a, _ := r.list.Authorities.Get(code)
		names = append(names, a.Title.In(r.lang))
	}
	return strings.Join(names, ", ")
}

// basis says honestly where the term and the fee come from.
func (r reader) basis(svc *catalogue.Service) string {
	if svc.Basis == "known" {
		return r.lang.T("public.passport.basis-known")
	}
	return r.lang.T("public.passport.basis-estimated")
}

// priced reports whether anything is paid for the service itself.
func (r reader) priced(svc *catalogue.Service) bool {
	for _, q := range r.prices(svc) {
		if q.Amount > 0 {
			return true
		}
	}
	return false
}

// feeNote is the small print of the price on top.
func (r reader) feeNote(svc *catalogue.Service) string {
	switch {
	case !r.priced(svc) && svc.Process == catalogue.Payment:
		return r.lang.T("public.fee.no-commission")
	case !r.priced(svc):
		return r.lang.T("public.fee.none")
	case !discounted(svc):
		return r.lang.T("public.fee.commercial")
	default:
		return r.lang.T("public.fee.online")
	}
}

// fees is the tariff as a table, nil when nothing is paid: each row in BHM, in full, through the portal, and with
// the social discount.
func (r reader) fees(svc *catalogue.Service) (*ui.Grid, string) {
	if !r.priced(svc) {
		return nil, ""
	}
	g := &ui.Grid{Caption: r.lang.T("public.fee.caption"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: r.lang.T("public.fee.case")}, {Title: r.lang.T("public.fee.in-bhm"), Numeric: true},
	}}
	state := discounted(svc)
	if r.bhm > 0 && state {
		g.Columns = append(g.Columns, ui.Column{Title: r.lang.T("public.fee.full"), Numeric: true},
			ui.Column{Title: r.lang.T("public.fee.portal"), Numeric: true}, ui.Column{Title: r.lang.T("public.fee.social"), Numeric: true})
	} else if r.bhm > 0 {
		g.Columns = append(g.Columns, ui.Column{Title: r.lang.T("public.fee.som"), Numeric: true})
	}
	for i, row := range svc.Definition.Fee {
		cells := ui.Text(r.feeCase(svc, i), r.decimal(row.BHM))
		online, social := r.price(svc, row, payment.NoGround), r.price(svc, row, payment.SocialRegister)
		if r.bhm > 0 && state {
			cells = append(cells, ui.Text(r.lang.Number(online.Base), r.lang.Number(online.Amount), r.lang.Number(social.Amount))...)
		} else if r.bhm > 0 {
			cells = append(cells, ui.Cell{Text: r.lang.Number(online.Amount)})
		}
		g.Rows = append(g.Rows, cells)
	}
	return g, r.feeFootnote(state)
}

// feeCase names a row of the tariff: its own label, or what a row without one stands for.
func (r reader) feeCase(svc *catalogue.Service, i int) string {
	row := svc.Definition.Fee[i]
	switch {
	case !row.Label.IsZero():
		return row.Label.In(r.lang)
	case len(svc.Definition.Fee) == 1:
		return r.lang.T("public.fee.everyone")
	case row.When == "":
		return r.lang.T("public.fee.otherwise")
	default:
		return r.lang.T("public.fee.by-condition")
	}
}

func (r reader) feeFootnote(state bool) string {
	var note string
	if r.bhm > 0 {
		note = r.lang.T("public.fee.bhm-today", "Sum", r.lang.Money(r.bhm)) + " "
	}
	if !state {
		return note + r.lang.T("public.fee.note-commercial")
	}
	return note + r.lang.T("public.fee.note-state")
}
