// Package owner answers for the pages of those who answer for the services of an authority.
package owner

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

const servicesPath = "/admin/services"

// Desk answers for the pages of owners.
type Desk struct {
	manual    *manual.Store
	proposals *proposal.Store
	sessions  *session.Store
}

// New is those pages over those stores.
func New(periods *manual.Store, proposals *proposal.Store, sessions *session.Store) *Desk {
	return &Desk{manual: periods, proposals: proposals, sessions: sessions}
}

// Services is what the owner may switch: GET /admin/services.
func (d *Desk) Services(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.manual.Services(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Services{Page: d.page(r, l.T("owner.title"))}
	by := 0
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{{Title: l.T("owner.service")}, {Title: l.T("owner.state")}}}
	for _, svc := range list {
		state := ui.Cell{Body: ui.Tag(ui.Leaf, l.T("owner.by-rules"))}
		if svc.Since != nil {
			by++
			state = ui.Cell{Body: ui.Tag(ui.Yellow, l.T("owner.by-people")), Note: l.T("owner.since", "Time", l.DateTime(*svc.Since))}
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{{Text: svc.Title.In(l), Href: v.Page.Link(servicesPath + "/" + svc.Code)}, state})
	}
	v.Count = l.T("owner.count", "Count", len(list), "N", l.Number(int64(len(list))))
	if by > 0 {
		v.Count += " " + l.T("owner.count-people", "Count", by, "N", l.Number(int64(by)))
	}
	return respond.HTML(w, r, http.StatusOK, pages.ServicesPage(v))
}

// Service is one of them: GET /admin/services/{code}.
func (d *Desk) Service(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.show(w, r, o, http.StatusOK, nil, nil)
}

// Values of the form's field "to": who shall decide.
const (
	toPeople = "people"
	toRules  = "rules"
)

// Switch lets people decide it, or its rules again: POST /admin/services/{code}.
func (d *Desk) Switch(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.show(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	act, said := d.manual.Begin, "owner.begun"
	switch r.PostForm.Get("to") {
	case toPeople:
	case toRules:
		act, said = d.manual.End, "owner.ended"
	default:
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	code := chi.URLParam(r, "code")
	problems, err := act(r.Context(), o, code, r.PostForm.Get("reason"))
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.show(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
	}
	d.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, servicesPath+"/"+code)
}

func (d *Desk) show(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	svc, periods, err := d.manual.Service(r.Context(), o, chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Service{
		Page: d.page(r, svc.Title.In(l)), To: toPeople, State: l.T("owner.rules-decide"), About: l.T("owner.about-people"), Button: l.T("owner.to-people"),
		Faults: ui.Faults(problems, l),
	}
	if svc.Since != nil {
		v.To, v.State, v.About, v.Button = toRules, l.T("owner.people-decide", "Time", l.DateTime(*svc.Since)), l.T("owner.about-rules"), l.T("owner.to-rules")
	}
	v.May, v.Rules = o.Owner(), rules(l, svc.Service)
	if v.May {
		v.Page.Crumbs = []layout.Crumb{{Title: l.T("owner.title"), Path: servicesPath}}
	} else {
		v.Page.Section, v.Page.Crumbs = "board", []layout.Crumb{{Title: l.T("taskforce.title"), Path: "/taskforce"}}
	}
	v.Page.Form, v.Passport = servicesPath+"/"+svc.Code, v.Page.Link("/services/"+svc.Code)
	v.Reason = ui.Control{
		Field: form.Field{Key: "reason", Kind: form.KindTextarea, Label: locale.TextOf("owner.reason"), Hint: locale.TextOf("owner.reason-" + v.To)},
		Name:  "reason", Lang: l, Values: values, Problems: problems, InRow: true,
	}
	v.Grid = ui.Grid{Caption: l.T("owner.history"), Stack: true, Columns: []ui.Column{{Title: l.T("owner.from")}, {Title: l.T("owner.why")}, {Title: l.T("owner.until")}, {Title: l.T("owner.why-over")}}}
	for _, p := range periods {
		until := ui.Cell{Text: l.T("owner.lasts")}
		if p.EndedAt != nil {
			until = ui.Cell{Text: l.DateTime(*p.EndedAt), Note: p.EndedBy}
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{{Text: l.DateTime(p.BegunAt), Note: p.BegunBy}, {Text: p.Reason}, until, {Text: p.Outcome}})
	}
	if v.May && len(svc.Checks) > 0 {
		if err := d.offer(r, o, &v, svc.Service); err != nil {
			return err
		}
	}
	return respond.HTML(w, r, status, pages.ServicePage(v))
}

// rules is the rules of a service in their order.
func rules(l locale.Lang, svc *catalogue.Service) []pages.Rule {
	var list []pages.Rule
	for i := range svc.Checks {
		list = append(list, ruleOf(l, svc, i))
	}
	return list
}

// ruleOf is one of them, from 0.
func ruleOf(l locale.Lang, svc *catalogue.Service, i int) pages.Rule {
	c := svc.Checks[i]
	return pages.Rule{
		ID: "rule-" + strconv.Itoa(i+1), Title: l.T("owner.rule", "N", i+1), Result: l.T("owner.otherwise." + string(c.Otherwise)), Reason: c.Reason.In(l),
		Words: ui.Rule{Lang: l, Clause: explain.Rule(svc, i, l)}, Expr: c.Require,
	}
}

// page is the shell of a page of owners.
func (d *Desk) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "switches"
	return p
}
