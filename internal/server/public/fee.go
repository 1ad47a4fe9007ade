package public

import (
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/web/ui"
)

// fees is the tariff as a table, nil when nothing is paid: for each of its rows what each class of applicants pays today,
// and how that is worked out.
func (r reader) fees(svc *catalogue.Service) (*ui.Grid, string) {
	if !r.priced(svc) {
		return nil, ""
	}
	g := &ui.Grid{Caption: r.lang.T("public.fee.caption"), HideCaption: true, Stack: true}
	several := len(svc.Definition.Fee) > 1
	if several {
		g.Columns = append(g.Columns, ui.Column{Title: r.lang.T("public.fee.case")})
	}
	g.Columns = append(g.Columns, ui.Column{Title: r.lang.T("passport.fee.who")}, ui.Column{Title: r.lang.T("passport.fee.how")},
		ui.Column{Title: r.lang.T("public.fee.som"), Numeric: true})
	for i, row := range svc.Definition.Fee {
		for _, cells := range r.classes(svc, row) {
			if several {
				cells = append(ui.Text(svc.FeeCase(i, r.lang)), cells...)
			}
			g.Rows = append(g.Rows, cells)
		}
	}
	return g, r.feeFootnote(discounted(svc))
}

// classes is what each class of applicants pays for a row of the tariff: whoever applies here, those with the social
// discount, and whoever goes to an office instead.
func (r reader) classes(svc *catalogue.Service, row catalogue.Tariff) [][]ui.Cell {
	var who []string
	for _, code := range svc.Audience {
		a, _ := r.list.Audiences.Get(code)
		who = append(who, a.Title.In(r.lang))
	}
	everyone := strings.Join(who, ", ")
	online, social := r.price(svc, row, payment.NoGround), r.price(svc, row, payment.SocialRegister)
	out := [][]ui.Cell{r.class(everyone, online)}
	if social.Amount < online.Amount {
		out = append(out, r.class(r.lang.T("passport.fee.social"), social))
	}
	if online.Online {
		full := online
		full.Amount, full.Steps = full.Base, online.Steps[:1]
		out = append(out, r.class(r.lang.T("passport.fee.office"), full))
	}
	return out
}

func (r reader) class(who string, q payment.Quote) []ui.Cell {
	cells := ui.Text(who, r.formula(q), r.lang.Number(q.Amount))
	if r.bhm == 0 && q.Amount > 0 {
		cells[2].Text = r.lang.T("passport.fee.unknown")
	}
	return cells
}

// formula is how a sum is worked out, in plain words.
func (r reader) formula(q payment.Quote) string {
	if q.Amount == 0 {
		return r.lang.T("public.fee.free")
	}
	var text strings.Builder
	text.WriteString(r.lang.T("public.fee.bhm", "N", r.decimal(q.Factor)))
	if r.bhm > 0 {
		text.WriteString(" × " + r.lang.Money(q.BHM))
	}
	for _, step := range q.Steps {
		switch step.Kind {
		case payment.StepOnline, payment.StepSocial:
			text.WriteString(" × " + r.decimal(step.Factor))
		case payment.StepRound:
			text.WriteString(r.lang.T("passport.fee.rounded"))
		case payment.StepBase, payment.StepBill: // the first is said already, the second is no fee
		}
	}
	return text.String()
}

func (r reader) feeFootnote(state bool) string {
	var note string
	if r.bhm > 0 {
		note = r.lang.T("public.fee.bhm-today", "Sum", r.lang.Money(r.bhm)) + " "
	}
	if !state {
		return note + r.lang.T("public.fee.note-commercial")
	}
	return note + r.lang.T("passport.fee.note")
}
