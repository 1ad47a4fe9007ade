package finance

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/finance"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const (
	ratesPath   = "/admin/money/rates"
	newRatePath = ratesPath + "/new"
)

// Rates is every base amount that there is or was: GET /admin/money/rates.
func (d *Desk) Rates(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l := locale.FromContext(r.Context())
	list, err := d.payments.RateLog(r.Context(), o)
	if err != nil {
		return err
	}
	v := pages.Rates{Page: d.page(r, l.T("money.rate.title"), "rates"), Added: newRatePath, Now: today(l, list)}
	v.Grid = ui.Grid{Caption: l.T("money.rate.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("money.rate.since")},
		{Title: l.T("money.rate.amount"), Numeric: true},
		{Title: l.T("money.rate.state")},
		{Title: l.T("money.rate.act")},
		{Title: l.T("money.rate.people")},
		{Title: l.T("money.do")},
	}}
	for _, e := range list {
		v.Grid.Rows = append(v.Grid.Rows, row(v.Page, o, e))
	}
	return respond.HTML(w, r, http.StatusOK, pages.RatesPage(v))
}

// today is the amount in force; the list has one unless all of it is to come.
func today(l locale.Lang, list []payment.RateEntry) string {
	for _, e := range list {
		if e.State == payment.InForce {
			return l.T("money.rate.now", "Amount", l.Money(e.Amount))
		}
	}
	return ""
}

func row(p layout.Page, o account.Official, e payment.RateEntry) []ui.Cell {
	l := p.Lang
	state := ui.Cell{Body: ui.Tag(tone(e.State), l.T("payment.rate."+string(e.State)))}
	if e.Estimated {
		state.Note = l.T("money.rate.estimated")
	}
	people := ui.Cell{Text: l.T("money.rate.with-program")}
	if e.AuthorID != 0 {
		people = ui.Cell{Text: e.Author, Note: l.DateTime(e.MadeAt)}
	}
	switch {
	case e.WithdrawnAt != nil:
		people.Note = l.T("money.rate.withdrawn-by", "Name", e.WithdrawnBy, "Time", l.DateTime(*e.WithdrawnAt))
	case e.ConfirmedBy != "" && e.ConfirmedAt != nil:
		people.Note = l.T("money.rate.confirmed-by", "Name", e.ConfirmedBy, "Time", l.DateTime(*e.ConfirmedAt))
	}
	var do []pages.Do
	button := func(verb string) {
		path := ratesPath + "/" + strconv.FormatInt(e.ID, 10) + "/" + verb
		do = append(do, pages.Do{Action: p.Link(path), Label: l.T("money.rate." + verb), About: l.Money(e.Amount) + ", " + l.Date(e.Since)})
	}
	if e.State == payment.Proposed && e.AuthorID != o.ID {
		button("confirm")
	}
	if e.Open() {
		button("withdraw")
	}
	last := ui.Cell{}
	if len(do) > 0 {
		last.Body = pages.Buttons(do)
	}
	return []ui.Cell{
		{Text: l.Date(e.Since)}, {Text: l.Money(e.Amount)}, state, {Text: e.Act, Note: e.Note}, people, last,
	}
}

func tone(s payment.RateState) ui.Tone {
	switch s {
	case payment.InForce:
		return ui.Leaf
	case payment.Proposed:
		return ui.Yellow
	case payment.Coming:
		return ui.Plain
	default:
		return ui.Grey
	}
}

// rateFields are the questions about a new amount.
func rateFields() []form.Field {
	optional := false
	text := func(id string) locale.Text { return locale.TextOf("money.rate." + id) }
	return []form.Field{
		{Key: "since", Kind: form.KindDate, Label: text("since"), Hint: text("since-hint")},
		{Key: "amount", Kind: form.KindMoney, Label: text("amount")},
		{Key: "act", Kind: form.KindText, Label: text("act"), Hint: text("act-hint")},
		{Key: "note", Kind: form.KindText, Label: text("note"), Required: &optional},
	}
}

// NewRate asks for a base amount: GET /admin/money/rates/new.
func (d *Desk) NewRate(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.rateForm(w, r, o, http.StatusOK, nil, nil)
}

// ProposeRate puts it forward: POST /admin/money/rates/new.
func (d *Desk) ProposeRate(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return d.rateForm(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	fields := rateFields()
	answers, problems := form.Parse(fields, r.PostForm, form.Context{Today: register.DateOf(d.now()).Time})
	if len(problems) == 0 {
		since, err := register.ParseDate(form.String(answers["since"]))
		if err != nil {
			return err // the form took it for a day
		}
		amount, _ := form.Number(answers["amount"])
		e := payment.RateEdit{Since: since.Time, Amount: payment.Som(amount), Act: form.String(answers["act"]), Note: form.String(answers["note"])}
		if problems, err = d.payments.ProposeRate(r.Context(), o, e); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return d.rateForm(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
	}
	return d.done(w, r, ratesPath, "money.rate.proposed")
}

func (d *Desk) rateForm(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	if err := o.Accounting(); err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	bhm, err := d.payments.BHM(r.Context(), d.now())
	if err != nil {
		return err
	}
	v := pages.RateForm{Page: d.page(r, l.T("money.rate.new"), "rates"), Now: l.T("money.rate.now", "Amount", l.Money(bhm))}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("money.rate.title"), Path: ratesPath}}
	v.Page.Form, v.Cancel = newRatePath, v.Page.Link(ratesPath)
	for _, f := range rateFields() {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true})
	}
	v.Faults = ui.Faults(problems, l)
	return respond.HTML(w, r, status, pages.RateFormPage(v))
}

// ConfirmRate agrees to a colleague's proposal: POST /admin/money/rates/{id}/confirm.
func (d *Desk) ConfirmRate(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := d.payments.ConfirmRate(r.Context(), o, id(r)); err != nil {
		return err
	}
	return d.done(w, r, ratesPath, "money.rate.confirmed")
}

// WithdrawRate takes an amount back before its day: POST /admin/money/rates/{id}/withdraw.
func (d *Desk) WithdrawRate(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := d.payments.WithdrawRate(r.Context(), o, id(r)); err != nil {
		return err
	}
	return d.done(w, r, ratesPath, "money.rate.gone")
}
