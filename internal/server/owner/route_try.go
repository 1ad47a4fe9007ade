package owner

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/routing"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

// Try says where a case would go by the rules of now: GET /admin/routes/try. It is a case of the authority by its number, or
// any case that is described in the address.
func (d *Routes) Try(w http.ResponseWriter, r *http.Request, o account.Official) error {
	values := r.URL.Query()
	tried, problems, err := d.tried(r, o, values)
	if err != nil {
		return err
	}
	l, status := locale.FromContext(r.Context()), http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	v := pages.TryRoute{Page: d.page(r, l.T("route.try")), Faults: ui.Faults(problems, l), When: d.conditions(l, o, values, l.T("route.choose-service"))}
	v.Action, v.Where = v.Link(routesPath+"/try"), controls(l, whereFields(), values, problems)
	v.Number = controls(l, []form.Field{{Key: "number", Kind: form.KindText, Label: locale.TextOf("route.ask-number")}}, values, problems)[0]
	if tried != nil {
		if v.Found, err = d.found(r, o, *tried); err != nil {
			return err
		}
	}
	return respond.HTML(w, r, status, pages.TryRoutePage(v))
}

// trial is a case to look where it would go.
type trial struct {
	routing.Case
	title string    // of the service
	about string    // number of the application; empty: it is none
	due   time.Time // by when it would have to be decided; zero: it is finished
}

// tried is the case that the address names or describes; nil: none yet.
func (d *Routes) tried(r *http.Request, o account.Official, values url.Values) (*trial, form.Problems, error) {
	l := locale.FromContext(r.Context())
	if typed := values.Get("number"); typed != "" {
		a, c, err := d.cases.Routing(r.Context(), o, number.Typed(typed))
		if problem.Is(err, problem.NotFound) {
			return nil, form.Problems{{Field: "number", Input: "number", Label: locale.TextOf("route.ask-number"), ID: "route.no_case"}}, nil
		}
		if err != nil {
			return nil, nil, err
		}
		t := trial{Case: c, title: a.Service.Title.In(l), about: a.Number}
		if !a.State.Final() {
			t.due = a.DueAt
		}
		return &t, nil, nil
	}
	answers, problems := form.Parse(whereFields(), values, form.Context{Territory: catalogue.Lists().RegionOf})
	svc, known := d.snapshot().Service(values.Get("service"))
	if len(problems) > 0 || !known || svc.Authority != o.Authority {
		return nil, problems, nil
	}
	term := svc.TermByPeople()
	return &trial{
		Case:  routing.Case{Authority: o.Authority, Service: svc.Code, Territory: territory(answers), Company: values.Get("applicant") == routing.Company},
		title: svc.Title.In(l), due: d.cases.Calendar().Due(d.now(), term.Value, term.Unit),
	}, nil, nil
}

// found is where that case would go, each rule that was tried for it, and who is there.
func (d *Routes) found(r *http.Request, o account.Official, t trial) (*pages.Found, error) {
	decided, err := d.rules.Foresee(r.Context(), o, t.Case)
	if err != nil {
		return nil, err
	}
	names, err := d.names(r, o)
	if err != nil {
		return nil, err
	}
	l := locale.FromContext(r.Context())
	f := &pages.Found{Title: t.title, Rows: []ui.Row{{Key: l.T("route.goes"), Value: ui.OfficeOf(l, o.Authority, decided.Region)}}}
	if t.about != "" {
		f.Title = locale.ByThrees(t.about) + " · " + t.title
	}
	if decided.Raised != "" {
		f.Rows[0].Note = l.T("route.raised-from", "Region", catalogue.Lists().Territory(decided.Raised, l))
	}
	who := ui.Row{Key: l.T("route.who"), Value: l.T("route.share.pool")}
	switch {
	case decided.Official != 0:
		who.Value = names[decided.Official]
	case len(decided.Staff) == 0:
		who.Value = l.T("route.why.nobody")
	}
	f.Rows = append(f.Rows, who)
	if !t.due.IsZero() {
		f.Rows = append(f.Rows, ui.Row{Key: l.T("route.due"), Value: l.Due(t.due)})
	}
	f.Tried = ui.Grid{Caption: l.T("route.tried"), Stack: true, Columns: []ui.Column{{Title: l.T("route.title")}, {Title: l.T("route.then")}, {Title: l.T("route.fits")}}}
	for i, x := range decided.Tried {
		fits := ui.Cell{Body: ui.Tag(ui.Grey, l.T("common.no")), Note: l.T("route.why." + string(x.Why))}
		if x.Why == routing.Fits {
			fits = ui.Cell{Body: ui.Tag(ui.Leaf, l.T("common.yes"))}
		}
		f.Tried.Rows = append(f.Tried.Rows, []ui.Cell{{Text: title(l, i, x.Rule), Note: d.when(l, x.Rule)}, {Text: d.then(l, x.Rule, names)}, fits})
	}
	f.Staff = ui.Grid{Caption: l.T("route.staff"), Stack: true, Columns: []ui.Column{{Title: l.T("route.official")}, {Title: l.T("route.open"), Numeric: true}, {Title: l.T("route.here")}}}
	for _, x := range decided.Staff {
		here := ui.Cell{Text: l.T("route.at-work")}
		if x.Away {
			here = ui.Cell{Text: l.T("route.away")}
		}
		f.Staff.Rows = append(f.Staff.Rows, []ui.Cell{{Text: x.Name, Note: l.T("admin.role." + string(x.Role))}, {Text: strconv.Itoa(x.Open)}, here})
	}
	return f, nil
}
