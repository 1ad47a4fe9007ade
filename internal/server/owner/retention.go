package owner

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/retention"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

const retentionPath = "/admin/retention"

// Retention answers for the pages on which heads see which cases are about to be erased, and hold them.
type Retention struct {
	store    *retention.Store
	sessions *session.Store
	snapshot func() *catalogue.Snapshot
}

// NewRetention is those pages.
func NewRetention(store *retention.Store, sessions *session.Store, snapshot func() *catalogue.Snapshot) *Retention {
	return &Retention{store: store, sessions: sessions, snapshot: snapshot}
}

func (d *Retention) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "retention"
	p.Crumbs = []layout.Crumb{{Title: p.T("admin.title"), Path: "/admin"}}
	return p
}

// List is the cases that are about to be erased or are held: GET /admin/retention.
func (d *Retention) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.store.Near(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Retention{Page: d.page(r, l.T("retention.title"))}
	v.Grid = ui.Grid{Caption: v.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("retention.number")}, {Title: l.T("retention.service")}, {Title: l.T("retention.ended")}, {Title: l.T("retention.goes")},
	}}
	for _, c := range list {
		goes := ui.Cell{Text: l.Date(c.EraseAt)}
		if c.HeldAt != nil {
			goes = ui.Cell{Body: ui.Tag(ui.Yellow, l.T("retention.held")), Note: c.HeldWhy}
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: c.Number, Href: v.Link(retentionPath + "/" + c.Number)}, {Text: d.service(c, l)}, {Text: l.Date(c.Ended)}, goes,
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.RetentionPage(v))
}

// service is how the service of a case is called, also one that is published no longer.
func (d *Retention) service(c retention.Case, l locale.Lang) string {
	if svc, ok := d.snapshot().Service(c.Service); ok {
		return svc.Title.In(l)
	}
	return c.Service
}

// Case asks whether a case is to be held, or let go: GET /admin/retention/{number}.
func (d *Retention) Case(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.show(w, r, o, nil, http.StatusOK)
}

func whyField() form.Field {
	return form.Field{Key: "why", Kind: form.KindText, Label: locale.TextOf("retention.ask-why"), Hint: locale.TextOf("retention.why-hint")}
}

func (d *Retention) show(w http.ResponseWriter, r *http.Request, o account.Official, problems form.Problems, status int) error {
	c, err := d.store.Of(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.RetentionCase{Page: d.page(r, l.T("retention.case", "Number", c.Number)), Faults: ui.Faults(problems, l), Held: c.HeldAt != nil}
	v.Crumbs = append(v.Crumbs, layout.Crumb{Title: l.T("retention.title"), Path: retentionPath})
	v.Page.Form = retentionPath + "/" + c.Number
	v.Rows = []ui.Row{
		{Key: l.T("retention.service"), Value: d.service(c, l)},
		{Key: l.T("retention.ended"), Value: l.Date(c.Ended)},
		{Key: l.T("retention.goes"), Value: l.Date(c.EraseAt)},
	}
	if v.Held {
		v.Rows[2] = ui.Row{Key: l.T("retention.held"), Value: c.HeldWhy, Note: c.HeldBy + ", " + l.DateTime(*c.HeldAt)}
	}
	v.Why = ui.Control{Field: whyField(), Name: "why", Lang: l, Values: r.PostForm, Problems: problems}
	return respond.HTML(w, r, status, pages.RetentionCasePage(v))
}

// Act holds the case, or lets it go: POST /admin/retention/{number}.
func (d *Retention) Act(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.show(w, r, o, nil, http.StatusOK)
	}
	number, said := chi.URLParam(r, "number"), "retention.now-held"
	if r.PostFormValue("do") == "release" {
		said = "retention.now-released"
		if err := d.store.Release(r.Context(), o, number); err != nil {
			return err
		}
	} else {
		err := d.store.Hold(r.Context(), o, number, r.PostFormValue("why"))
		if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
			return d.show(w, r, o, form.Problems{{Input: "why", Field: "why", Label: whyField().Label, ID: p.ID, Args: p.Args}}, http.StatusUnprocessableEntity)
		}
		if err != nil {
			return err
		}
	}
	d.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, retentionPath)
}
