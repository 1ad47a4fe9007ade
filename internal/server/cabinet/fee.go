package cabinet

import (
	"errors"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/ui"
)

// feeLine is the fee as far as it is known, for the margin of a form.
func (c *Cabinet) feeLine(r *http.Request, s *sheet, l locale.Lang) (string, error) {
	q, err := c.Cases.Quote(r.Context(), s.svc, s.input())
	switch {
	case errors.Is(err, casework.ErrUncertain):
		return "", nil
	case err != nil:
		return "", err
	case q.Amount == 0 && !free(s.svc):
		return "", nil
	case q.Amount == 0:
		return l.T("cabinet.fill.free"), nil
	default:
		return l.T("cabinet.fill.fee", "Amount", l.Money(q.Amount)), nil
	}
}

// prices explains before the first question how the fee comes about: the base amount of today, the factors, the one
// rounding, and what each row of the tariff comes to. A free service has none.
func (c *Cabinet) prices(r *http.Request, svc *catalogue.Service, l locale.Lang) (how string, rows []ui.Row, err error) {
	if free(svc) {
		return "", nil, nil
	}
	list, err := c.Cases.Prices(r.Context(), svc)
	if err != nil {
		return "", nil, err
	}
	how = "cabinet.fee.how-market"
	for i, p := range list {
		row := ui.Row{Key: l.T("cabinet.start.fee"), Value: l.Money(p.Online.Amount)}
		if len(list) > 1 {
			row.Key = svc.FeeCase(i, l)
		}
		switch {
		case p.Online.Amount == 0:
			row.Value = l.T("cabinet.start.free")
		case p.Online.Online:
			how = "cabinet.fee.how"
			row.Note = l.T("cabinet.fee.online", "Factor", decimalMark(p.Online.Factor, l), "BHM", l.Money(p.Online.BHM), "Social", l.Money(p.Social.Amount))
		default:
			row.Note = l.T("cabinet.fee.base", "Factor", decimalMark(p.Online.Factor, l), "BHM", l.Money(p.Online.BHM))
		}
		rows = append(rows, row)
	}
	return l.T(how, "BHM", l.Money(list[0].Online.BHM)), rows, nil
}

// feeRows explains an amount step by step, as it was worked out.
func feeRows(q payment.Quote, l locale.Lang) []ui.Row {
	var rows []ui.Row
	for _, step := range q.Steps {
		row := ui.Row{Key: l.T("payment.step." + string(step.Kind)), Value: l.Money(step.Amount)}
		switch step.Kind {
		case payment.StepBase:
			row.Note = l.T("cabinet.fee.base", "Factor", decimalMark(step.Factor, l), "BHM", l.Money(q.BHM))
			if on, err := register.ParseDate(q.On); err == nil {
				row.Note += ", " + l.Date(on.Time)
			}
			if label := q.Label.In(l); label != "" {
				row.Note = label + ". " + row.Note
			}
		case payment.StepSocial:
			row.Note = l.T("payment.ground." + string(q.Ground))
		case payment.StepOnline, payment.StepRound, payment.StepBill: // their names say it all
		}
		rows = append(rows, row)
	}
	return append(rows, ui.Row{Key: l.T("cabinet.fee.total"), Value: l.Money(q.Amount)})
}

// decimalMark writes an exact decimal with the language's mark.
func decimalMark(s string, l locale.Lang) string {
	if l == locale.En {
		return s
	}
	return strings.ReplaceAll(s, ".", ",")
}
