package finance

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
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
	booksPath       = "/admin/money/books"
	differencesPath = "/admin/money/differences"
)

// Books is the days that were compared with providers: GET /admin/money/books.
func (d *Desk) Books(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l := locale.FromContext(r.Context())
	before, err := register.ParseDate(r.URL.Query().Get("before"))
	if err != nil {
		before = register.Date{}
	}
	list, err := d.payments.Comparisons(r.Context(), o, before.Time)
	if err != nil {
		return err
	}
	v := pages.Sheet{Page: d.page(r, l.T("money.books.title"), "books"), About: l.T("money.books.about"), Empty: l.T("money.books.empty")}
	v.Grid = ui.Grid{Caption: l.T("money.books.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("money.books.day")},
		{Title: l.T("money.refund.provider")},
		{Title: l.T("money.books.ours"), Numeric: true},
		{Title: l.T("money.books.theirs"), Numeric: true},
		{Title: l.T("money.books.open")},
	}}
	for _, c := range list {
		open := ui.Cell{Body: ui.Tag(ui.Leaf, l.T("money.books.agree"))}
		if c.Open > 0 {
			open.Body = ui.Tag(ui.Red, l.T("money.books.differ", "Count", c.Open))
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: l.Date(c.Day), Href: v.Page.Link(bookPath(c))},
			{Text: providerName(l, c.Provider)},
			{Text: l.Money(c.Ours.Taken - c.Ours.Returned)},
			{Text: l.Money(c.Theirs.Taken - c.Theirs.Returned)},
			open,
		})
	}
	v.Pager = ui.NewPager(l)
	if !before.IsZero() {
		v.Pager.Previous = v.Page.Link(booksPath)
	}
	if len(list) == payment.ComparisonPage {
		v.Pager.Next = v.Page.Link(booksPath + "?before=" + register.DateOf(list[len(list)-1].Day).String())
	}
	return respond.HTML(w, r, http.StatusOK, pages.SheetPage(v))
}

func bookPath(c payment.Comparison) string {
	return booksPath + "/" + register.DateOf(c.Day).String() + "/" + c.Provider
}

func dayOf(r *http.Request) (time.Time, error) {
	on, err := register.ParseDate(chi.URLParam(r, "day"))
	if err != nil {
		return time.Time{}, problem.New(problem.NotFound, "payment.difference.none")
	}
	return on.Time, nil
}

// Book is a day with a provider, both sides and what differs: GET /admin/money/books/{day}/{provider}.
func (d *Desk) Book(w http.ResponseWriter, r *http.Request, o account.Official) error {
	on, err := dayOf(r)
	if err != nil {
		return err
	}
	c, list, err := d.payments.Comparison(r.Context(), o, chi.URLParam(r, "provider"), on)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Book{Page: d.page(r, providerName(l, c.Provider)+", "+l.Date(c.Day), "books"), Read: l.T("money.books.read", "Time", l.DateTime(c.ReadAt))}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("money.books.title"), Path: booksPath}}
	v.Again = v.Page.Link(bookPath(c) + "/again")
	v.Sums = sums(l, c)
	v.Grid = ui.Grid{Caption: l.T("money.books.differences"), Stack: true, Columns: []ui.Column{
		{Title: l.T("money.books.payment")},
		{Title: l.T("money.books.what")},
		{Title: l.T("money.books.ours"), Numeric: true},
		{Title: l.T("money.books.theirs"), Numeric: true},
		{Title: l.T("money.refund.state")},
	}}
	for _, x := range list {
		v.Grid.Rows = append(v.Grid.Rows, differenceRow(v.Page, x))
	}
	return respond.HTML(w, r, http.StatusOK, pages.BookPage(v))
}

func sums(l locale.Lang, c payment.Comparison) ui.Grid {
	line := func(name string, ours, theirs int64, write func(int64) string) []ui.Cell {
		return ui.Text(l.T("money.books."+name), write(ours), write(theirs), write(ours-theirs))
	}
	return ui.Grid{
		Caption: l.T("money.books.sums"), Stack: true, Columns: []ui.Column{
			{Title: l.T("money.books.sum")},
			{Title: l.T("money.books.ours"), Numeric: true},
			{Title: l.T("money.books.theirs"), Numeric: true},
			{Title: l.T("money.books.difference"), Numeric: true},
		},
		Rows: [][]ui.Cell{
			line("payments", int64(c.Ours.Payments), int64(c.Theirs.Payments), l.Number),
			line("taken", c.Ours.Taken, c.Theirs.Taken, l.Money),
			line("returned", c.Ours.Returned, c.Theirs.Returned, l.Money),
			line("left", c.Ours.Taken-c.Ours.Returned, c.Theirs.Taken-c.Theirs.Returned, l.Money),
		},
	}
}

func differenceRow(p layout.Page, x payment.Difference) []ui.Cell {
	l := p.Lang
	state := ui.Cell{Body: ui.Tag(ui.Red, l.T("money.books.unexplained"))}
	switch {
	case x.ExplainedAt != nil:
		state = ui.Cell{Body: ui.Tag(ui.Leaf, l.T("money.books.explained")), Note: x.Note + " · " + x.Explained}
	case x.GoneAt != nil:
		state = ui.Cell{Body: ui.Tag(ui.Grey, l.T("money.books.gone")), Note: l.DateTime(*x.GoneAt)}
	}
	return []ui.Cell{
		{Text: x.External, Href: p.Link(differencesPath + "/" + strconv.FormatInt(x.ID, 10)), Note: x.Invoice},
		{Text: l.T("payment.difference." + x.Kind)},
		side(l, x.OurAmount, x.OurState), side(l, x.TheirAmount, x.TheirState), state,
	}
}

// side is what one book says of a payment.
func side(l locale.Lang, amount int64, state payment.TransactionState) ui.Cell {
	if state == "" {
		return ui.Cell{Text: "–"}
	}
	return ui.Cell{Text: l.Money(amount), Note: l.T("payment.transaction." + string(state))}
}

// Again compares a day anew: POST /admin/money/books/{day}/{provider}/again.
func (d *Desk) Again(w http.ResponseWriter, r *http.Request, o account.Official) error {
	on, err := dayOf(r)
	if err != nil {
		return err
	}
	provider := chi.URLParam(r, "provider")
	if err := d.payments.CompareAgain(r.Context(), o, provider, on); err != nil {
		return err
	}
	return d.done(w, r, bookPath(payment.Comparison{Day: on, Provider: provider}), "money.books.compared")
}

// Difference is one of them, with the form that closes it: GET /admin/money/differences/{id}.
func (d *Desk) Difference(w http.ResponseWriter, r *http.Request, o account.Official) error {
	x, err := d.payments.Difference(r.Context(), o, id(r))
	if err != nil {
		return err
	}
	return d.note(w, r, d.difference(r, x), http.StatusOK, nil)
}

func (d *Desk) difference(r *http.Request, x payment.Difference) pages.Note {
	l, back := locale.FromContext(r.Context()), bookPath(payment.Comparison{Day: x.Day, Provider: x.Provider})
	v := pages.Note{Page: d.page(r, l.T("payment.difference."+x.Kind), "books"), Ask: locale.TextOf("money.books.why"), Hint: locale.TextOf("money.books.why-hint"), Button: l.T("money.books.explain"), Back: back}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("money.books.title"), Path: booksPath}, {Title: providerName(l, x.Provider) + ", " + l.Date(x.Day), Path: back}}
	v.Page.Form = differencesPath + "/" + strconv.FormatInt(x.ID, 10)
	ours, theirs := side(l, x.OurAmount, x.OurState), side(l, x.TheirAmount, x.TheirState)
	v.Rows = []ui.Row{
		{Key: l.T("money.books.payment"), Value: x.External},
		{Key: l.T("money.refund.invoice"), Value: x.Invoice},
		{Key: l.T("money.books.ours"), Value: ours.Text, Note: ours.Note},
		{Key: l.T("money.books.theirs"), Value: theirs.Text, Note: theirs.Note},
		{Key: l.T("money.books.found"), Value: l.DateTime(x.FoundAt)},
	}
	if x.GoneAt != nil {
		v.Rows = append(v.Rows, ui.Row{Key: l.T("money.books.gone"), Value: l.DateTime(*x.GoneAt)})
	}
	if x.ExplainedAt != nil {
		v.Rows = append(v.Rows, ui.Row{Key: l.T("money.books.explained"), Value: x.Note, Note: x.Explained + ", " + l.DateTime(*x.ExplainedAt)})
		v.Closed = true
	}
	return v
}

// Explain closes a difference with a reason: POST /admin/money/differences/{id}.
func (d *Desk) Explain(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return d.Difference(w, r, o)
	}
	note := strings.TrimSpace(r.PostFormValue("note"))
	problems, err := d.payments.Explain(r.Context(), o, id(r), note)
	conflict := problem.Is(err, problem.Conflict)
	done := func() error {
		return d.done(w, r, differencesPath+"/"+strconv.FormatInt(id(r), 10), "money.books.is-explained")
	}
	switch {
	case err != nil && !conflict:
		return err
	case err == nil && len(problems) == 0:
		return done()
	}
	x, bad := d.payments.Difference(r.Context(), o, id(r))
	if bad != nil {
		return bad
	}
	v := d.difference(r, x)
	switch {
	case !conflict:
		return d.note(w, r, v, http.StatusUnprocessableEntity, problems)
	case x.ExplainedBy == o.ID && x.Note == note: // pressed twice
		return done()
	default:
		v.Banner, v.Unsaid = locale.FromContext(r.Context()).T(problem.Of(err).ID), note
		return d.note(w, r, v, http.StatusConflict, nil)
	}
}
