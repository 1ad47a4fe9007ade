package cabinet

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/integration/card"
	"github.com/yagona/portal/internal/integration/payme"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// invoice is the application with an invoice of one's own.
func (c *Cabinet) invoice(r *http.Request, who account.Principal) (casework.Application, error) {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return a, err
	}
	if a.Invoice == nil {
		return a, problem.New(problem.NotFound, "payment.not_found")
	}
	return a, nil
}

// Invoice explains what is to be paid, or shows the receipt.
func (c *Cabinet) Invoice(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.invoice(r, who)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	inv := *a.Invoice
	day, left := c.dueIn(l, inv.DueAt)
	v := cabinet.Pay{
		Page: c.caseShell(r, who, a, l.T("cabinet.pay.title", "Amount", l.Money(inv.Amount))), Service: a.Service.Title.In(l),
		Amount: l.Money(inv.Amount), Due: l.T("cabinet.turn.until", "Day", day, "Left", left), Rows: feeRows(inv.Quote, l),
	}
	v.Crumbs = []layout.Crumb{{Title: l.T("cabinet.list.title"), Path: "/applications"}, {Title: locale.ByThrees(a.Number), Path: "/applications/" + a.Number}}
	for _, till := range c.Tills {
		label := l.T("cabinet.pay.go", "Amount", l.Money(inv.Amount))
		if len(c.Tills) > 1 {
			label = l.T("cabinet.pay.with." + till.Name())
		}
		v.Ways = append(v.Ways, cabinet.Way{Label: label, Href: templ.SafeURL(till.Link(inv.Number, inv.Amount, l, string(v.Link("/applications/"+a.Number+"/pay"))))})
	}
	v.Case = v.Link("/applications/" + a.Number)
	switch inv.Status {
	case payment.Open:
	case payment.Paid:
		v.Title = l.T("cabinet.pay.receipt")
		v.Paid = []ui.Row{
			{Key: l.T("cabinet.provider.invoice"), Value: inv.Number},
			{Key: l.T("cabinet.provider.amount"), Value: l.Money(inv.Amount)},
			{Key: l.T("cabinet.pay.by"), Value: a.Sender},
		}
		if inv.PaidAt != nil {
			v.Paid = append(v.Paid, ui.Row{Key: l.T("cabinet.pay.at"), Value: l.DateTime(*inv.PaidAt)})
		}
	case payment.Lapsed:
		v.Closed = l.T("cabinet.pay.lapsed", "Date", l.Due(inv.DueAt))
	default:
		v.Closed = l.T("payment.status." + string(inv.Status))
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.PayPage(v))
}

// DemoTill is the page of the demonstration's Payme, drawn with the portal's own shell.
func DemoTill(w http.ResponseWriter, r *http.Request, o payme.Offer) error {
	return providerPage(w, r, cabinet.Provider{
		Amount: o.Lang.Money(o.Amount), Number: o.Invoice, Receipt: o.Receipt, Refusal: o.Refusal, Action: templ.SafeURL(o.Action), Cancel: templ.SafeURL(o.Back),
	})
}

// DemoCard is the page of the demonstration's card provider: the same with two test cards to choose from.
func DemoCard(w http.ResponseWriter, r *http.Request, o card.Offer) error {
	return providerPage(w, r, cabinet.Provider{
		Amount: o.Lang.Money(o.Amount), Number: o.Invoice, Receipt: o.Receipt, Refusal: o.Refusal, Action: templ.SafeURL(o.Action), Cancel: templ.SafeURL(o.Back),
		Cards: true, Declined: o.Declined,
	})
}

func providerPage(w http.ResponseWriter, r *http.Request, v cabinet.Provider) error {
	v.Page = respond.Page(r, locale.FromContext(r.Context()).T("cabinet.provider.title"))
	// The page belongs to the provider: it has no address in another language, and nobody is signed in on it.
	v.Path, v.Query, v.AlternateOff, v.NoTabs = "/", "", true, true
	status := http.StatusOK
	if v.Refusal != "" || v.Declined {
		status = http.StatusConflict
	}
	return respond.HTML(w, r, status, cabinet.ProviderPage(v))
}
