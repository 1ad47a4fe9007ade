package finance

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/finance"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const refundsPath = "/admin/money/refunds"

// Refunds is a queue of money that goes back: GET /admin/money/refunds.
func (d *Desk) Refunds(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l, q := locale.FromContext(r.Context()), r.URL.Query()
	state := payment.RefundState(q.Get("state"))
	if !slices.Contains(payment.RefundStates, state) {
		state = payment.RefundAsked
	}
	after, err := strconv.ParseInt(q.Get("after"), 10, 64)
	if err != nil {
		after = 0
	}
	list, err := d.payments.Refunds(r.Context(), o, state, after)
	if err != nil {
		return err
	}
	v := pages.Sheet{Page: d.page(r, l.T("money.refund.title"), "refunds"), About: l.T("money.refund.about"), Empty: l.T("money.empty")}
	for _, s := range payment.RefundStates {
		v.Tabs = append(v.Tabs, pages.Tab{Label: l.T("money.refund.queue." + string(s)), Href: v.Page.Link(refundsAt(s, 0)), Current: s == state})
	}
	v.Grid = ui.Grid{Caption: l.T("money.refund.queue." + string(state)), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("money.refund.invoice")},
		{Title: l.T("money.refund.amount"), Numeric: true},
		{Title: l.T("money.refund.reason")},
		{Title: l.T("money.refund.since")},
		{Title: l.T("money.refund.provider")},
		{Title: l.T("money.do")},
	}}
	for _, x := range list {
		v.Grid.Rows = append(v.Grid.Rows, refundRow(v.Page, x))
	}
	v.Pager = ui.NewPager(l)
	if after > 0 {
		v.Pager.Previous = v.Page.Link(refundsAt(state, 0))
	}
	if len(list) == payment.RefundPage {
		v.Pager.Next = v.Page.Link(refundsAt(state, list[len(list)-1].ID))
	}
	return respond.HTML(w, r, http.StatusOK, pages.SheetPage(v))
}

func refundsAt(state payment.RefundState, after int64) string {
	q := url.Values{"state": {string(state)}}
	if after > 0 {
		q.Set("after", strconv.FormatInt(after, 10))
	}
	return refundsPath + "?" + q.Encode()
}

func refundPath(id int64, verb string) string {
	return refundsPath + "/" + strconv.FormatInt(id, 10) + "/" + verb
}

func refundRow(p layout.Page, x payment.Refund) []ui.Cell {
	l := p.Lang
	when, last := ui.Cell{Text: l.Date(x.MadeAt), Note: x.Trouble}, ui.Cell{Text: x.Note}
	switch {
	case x.State == payment.RefundAsked || x.State == payment.RefundFailed:
		about := l.Money(x.Amount) + ", " + x.Invoice
		last.Body = pages.Buttons([]pages.Do{
			{Action: p.Link(refundPath(x.ID, "send")), Label: l.T("money.refund.send"), About: about},
			{Action: p.Link(refundPath(x.ID, "paid")), Label: l.T("money.refund.paid"), About: about, Look: true},
		})
	case x.SettledAt != nil:
		when.Text = l.DateTime(*x.SettledAt)
	case x.SentAt != nil:
		when.Text = l.DateTime(*x.SentAt)
	}
	return []ui.Cell{
		{Body: pages.Whole(x.Invoice)},
		{Text: l.Money(x.Amount)},
		{Text: l.T("payment.refund.reason." + x.Reason)},
		when,
		{Text: providerName(l, x.Provider)},
		last,
	}
}

// providerName is a provider in words; one of a demonstration's past has none.
func providerName(l locale.Lang, code string) string {
	if id := "payment.provider." + code; l.Has(id) {
		return l.T(id)
	}
	return code
}

// SendRefund has the provider give the money back: POST /admin/money/refunds/{id}/send.
func (d *Desk) SendRefund(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := d.payments.SendRefund(r.Context(), o, id(r)); err != nil {
		return err
	}
	return d.done(w, r, refundsPath, "money.refund.is-sent")
}

// AskPaid asks how a refund was made without the provider: GET /admin/money/refunds/{id}/paid.
func (d *Desk) AskPaid(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.askPaid(w, r, o, http.StatusOK, nil)
}

func (d *Desk) askPaid(w http.ResponseWriter, r *http.Request, o account.Official, status int, problems form.Problems) error {
	x, err := d.payments.Refund(r.Context(), o, id(r))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Note{Page: d.page(r, l.T("money.refund.paid-title"), "refunds"), Ask: locale.TextOf("money.refund.how"), Hint: locale.TextOf("money.refund.how-hint"), Button: l.T("money.refund.paid"), Back: refundsAt(x.State, 0)}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("money.refund.title"), Path: refundsPath}}
	v.Page.Form = refundPath(x.ID, "paid")
	v.Rows = []ui.Row{
		{Key: l.T("money.refund.invoice"), Value: x.Invoice},
		{Key: l.T("money.refund.amount"), Value: l.Money(x.Amount)},
		{Key: l.T("money.refund.reason"), Value: l.T("payment.refund.reason." + x.Reason)},
		{Key: l.T("money.refund.provider"), Value: providerName(l, x.Provider), Note: x.External},
		{Key: l.T("money.refund.state"), Value: l.T("payment.refund." + string(x.State)), Note: x.Trouble},
	}
	return d.note(w, r, v, status, problems)
}

// Paid ends a refund that was made without the provider: POST /admin/money/refunds/{id}/paid.
func (d *Desk) Paid(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return d.AskPaid(w, r, o)
	}
	problems, err := d.cases.CompensateRefund(r.Context(), o, id(r), r.PostFormValue("note"))
	switch p := problem.Of(err); {
	case p != nil && p.Kind == problem.Conflict: // the page says how it stands now, beside what was typed
		return d.askPaid(w, r, o, http.StatusConflict, form.Problems{{Input: "note", Field: "note", ID: p.ID, Args: p.Args}})
	case err != nil:
		return err
	case len(problems) > 0:
		return d.askPaid(w, r, o, http.StatusUnprocessableEntity, problems)
	default:
		return d.done(w, r, refundsPath, "money.refund.is-paid")
	}
}
