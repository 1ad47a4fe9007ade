package cabinet

import (
	"crypto/rand"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
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
		Page: c.page(r, l.T("cabinet.pay.title", "Amount", l.Money(inv.Amount)), "applications"), Service: a.Service.Title.In(l),
		Amount: l.Money(inv.Amount), Due: l.T("cabinet.turn.until", "Day", day, "Left", left), Rows: feeRows(inv.Quote, l),
	}
	v.Crumbs = []layout.Crumb{{Title: l.T("cabinet.list.title"), Path: "/applications"}, {Title: locale.ByThrees(a.Number), Path: "/applications/" + a.Number}}
	if c.DemoPayment {
		v.Action = v.Link("/applications/" + a.Number + "/pay/demo")
	}
	v.Case = v.Link("/applications/" + a.Number)
	switch inv.Status {
	case payment.Open:
	case payment.Paid:
		v.Title = l.T("cabinet.pay.receipt")
		v.Paid = []ui.Row{
			{Key: l.T("cabinet.provider.invoice"), Value: inv.Number},
			{Key: l.T("cabinet.provider.amount"), Value: l.Money(inv.Amount)},
			{Key: l.T("cabinet.pay.by"), Value: a.Applicant},
		}
		if inv.PaidAt != nil {
			v.Paid = append(v.Paid, ui.Row{Key: l.T("cabinet.pay.at"), Value: l.DateTime(*inv.PaidAt)})
		}
	default:
		v.Closed = l.T("payment.status." + string(inv.Status))
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.PayPage(v))
}

// Provider is the page of the demonstration's payment provider. The token is made here: pressing the button twice, or
// sending the page again, pays once.
func (c *Cabinet) Provider(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.invoice(r, who)
	if err != nil {
		return err
	}
	if a.Invoice.Status != payment.Open {
		return respond.Redirect(w, r, "/applications/"+a.Number+"/pay")
	}
	l := locale.FromContext(r.Context())
	v := cabinet.Provider{Page: c.page(r, l.T("cabinet.provider.title"), "applications"), Amount: l.Money(a.Invoice.Amount), Number: a.Invoice.Number, Token: rand.Text()}
	v.NoTabs, v.Back = true, "/applications/"+a.Number+"/pay"
	v.Action = v.Link("/applications/" + a.Number + "/pay/demo")
	v.Cancel = v.Link("/applications/" + a.Number + "/pay")
	return respond.HTML(w, r, http.StatusOK, cabinet.ProviderPage(v))
}

// Pay settles the invoice.
func (c *Cabinet) Pay(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	token := r.PostFormValue("token")
	if token == "" || len(token) > 100 {
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	number := chi.URLParam(r, "number")
	if _, err := c.Cases.Pay(r.Context(), who, number, casework.DemoProvider, token); err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, "cabinet.pay.paid")
	return respond.Redirect(w, r, "/applications/"+number)
}
