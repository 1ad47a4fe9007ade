package taskforce

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// actionsPath is the list for the task force, ownersPath that for officials of an authority.
const (
	actionsPath = "/taskforce/actions"
	ownersPath  = "/admin/actions"
)

// Actions answers for the pages of actions: those of the task force, and those on which their owners report.
type Actions struct {
	desk     *Desk
	actions  *action.Store
	accounts *account.Store
	sessions *session.Store
	now      func() time.Time
}

// NewActions is those pages over those stores; the desk has the figures that actions are made of.
func NewActions(desk *Desk, actions *action.Store, accounts *account.Store, sessions *session.Store, now func() time.Time) *Actions {
	return &Actions{desk: desk, actions: actions, accounts: accounts, sessions: sessions, now: now}
}

func base(o account.Official) string {
	if o.Steering() == nil {
		return actionsPath
	}
	return ownersPath
}

func actionPath(o account.Official, id int64) string {
	return base(o) + "/" + strconv.FormatInt(id, 10)
}

func (d *Actions) page(r *http.Request, o account.Official, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "actions"
	p.Crumbs = []layout.Crumb{{Title: p.T("action.title"), Path: base(o)}}
	return p
}

func (d *Actions) today() time.Time { return register.DateOf(d.now()).Time }

// late is the state of the list that is none: what is overdue.
const late = "overdue"

// List is the actions that the official sees: GET /taskforce/actions and GET /admin/actions.
func (d *Actions) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l, q := r.Context(), locale.FromContext(r.Context()), r.URL.Query()
	f := action.Filter{Overdue: q.Get("state") == late}
	if state := action.State(q.Get("state")); slices.Contains(action.States, state) {
		f.State = state
	}
	if code := q.Get("authority"); o.Steering() == nil && catalogue.Lists().Authorities.Has(code) {
		f.Authority = code
	}
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	list, err := d.actions.List(ctx, o, f, before)
	if err != nil {
		return err
	}
	v := pages.Actions{Page: d.page(r, o, l.T("action.title")), About: l.T("action.about"), Action: base(o)}
	v.Page.Crumbs = nil
	if v.Tabs, err = d.tabs(r, o, f); err != nil {
		return err
	}
	if o.Steering() == nil {
		v.New, v.Notices = actionsPath+"/new", "/taskforce/notices"
		v.Choices = &pages.Select{Name: "authority", Label: l.T("taskforce.authority"), Choices: authorities(l, f.Authority, l.T("taskforce.all-authorities"))}
		v.Hidden = q.Get("state")
	}
	v.Pager = ui.NewPager(l)
	if before > 0 {
		v.Pager.Previous = layout.URL(l, listPath(o, f, 0))
	}
	if len(list) > action.Page {
		list = list[:action.Page]
		v.Pager.Next = layout.URL(l, listPath(o, f, list[len(list)-1].ID))
	}
	for _, a := range list {
		v.Rows = append(v.Rows, pages.ActionRow{
			Number: l.T("action.number", "N", a.ID), Title: a.Title, Path: actionPath(o, a.ID), Owner: catalogue.Lists().Office(a.Authority, l), Name: a.Name,
			Due: l.T("action.by", "Date", l.Date(a.Due)), Expected: l.T("action.expects", "Count", a.Expected, "N", l.Number(int64(a.Expected))),
			State: stateMark(l, a.State), Late: a.Overdue(d.today()),
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.ActionsPage(v))
}

func listPath(o account.Official, f action.Filter, before int64) string {
	q := url.Values{}
	if f.State != "" {
		q.Set("state", string(f.State))
	}
	if f.Overdue {
		q.Set("state", late)
	}
	if f.Authority != "" {
		q.Set("authority", f.Authority)
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return base(o)
	}
	return base(o) + "?" + q.Encode()
}

// tabs are the states, with how many actions are in each.
func (d *Actions) tabs(r *http.Request, o account.Official, f action.Filter) ([]pages.Tab, error) {
	l := locale.FromContext(r.Context())
	states, overdue, err := d.actions.Counts(r.Context(), o)
	if err != nil {
		return nil, err
	}
	sum := 0
	for _, n := range states {
		sum += n
	}
	tab := func(label string, n int, g action.Filter) pages.Tab {
		g.Authority = f.Authority
		return pages.Tab{Label: label, Count: l.Number(int64(n)), Path: listPath(o, g, 0), Current: g == f}
	}
	list := []pages.Tab{tab(l.T("action.all"), sum, action.Filter{}), tab(l.T("action.overdue"), overdue, action.Filter{Overdue: true})}
	for _, s := range action.States {
		list = append(list, tab(l.T("action.state."+string(s)), states[s], action.Filter{State: s}))
	}
	return list, nil
}

func authorities(l locale.Lang, chosen, none string) []pages.Choice {
	list := []pages.Choice{{Label: none}}
	for code, a := range catalogue.Lists().Authorities.All() {
		list = append(list, pages.Choice{Value: code, Label: a.Short.In(l), Chosen: code == chosen})
	}
	return list
}

func stateMark(l locale.Lang, s action.State) pages.Mark {
	tones := map[action.State]ui.Tone{action.Proposed: ui.Yellow, action.Agreed: ui.Plain, action.Done: ui.Leaf, action.Dropped: ui.Grey}
	return pages.Mark{Tone: tones[s], Text: l.T("action.state." + string(s))}
}

// actionFields are what is typed of a new action.
func actionFields() []form.Field {
	text := func(id string) locale.Text { return locale.TextOf("action.ask." + id) }
	return []form.Field{
		{Key: "title", Kind: form.KindText, Label: text("title"), Hint: text("title-hint")},
		{Key: "plan", Kind: form.KindTextarea, Label: text("plan"), Hint: text("plan-hint")},
		{Key: "due", Kind: form.KindDate, Label: text("due"), Hint: text("due-hint")},
		{Key: "expected", Kind: form.KindInteger, Label: text("expected"), Hint: text("expected-hint")},
	}
}

// New asks for an action, made of a fix when the address names one: GET /taskforce/actions/new.
func (d *Actions) New(w http.ResponseWriter, r *http.Request, o account.Official) error {
	values := url.Values{"token": {rand.Text()}}
	if r.URL.Query().Get("kind") != "" {
		f := everywhere(parse(r))
		x, _, err := d.desk.chosenFix(r, f)
		if err != nil {
			return err
		}
		year, err := d.desk.figures.Yearly(r.Context(), f)
		if err != nil {
			return err
		}
		l := locale.FromContext(r.Context())
		for _, key := range []string{"kind", "service", "what"} {
			values.Set(key, about(x, f).Get(key))
		}
		values.Set("title", d.desk.service(l, x.Service).text)
		values.Set("expected", strconv.Itoa(int(x.Hours*year+0.5)))
		if svc, ok := d.desk.snapshot().Service(x.Service); ok {
			values.Set("authority", svc.Authority)
		}
	}
	return d.form(w, r, o, http.StatusOK, values, nil)
}

// everywhere is a service as a whole: what an action saves is measured on all its applications, so that what one expects of
// it must not be that of the region or the channel that the page happened to show.
func everywhere(f report.Filter) report.Filter {
	return report.Filter{Months: f.Months, Service: f.Service}
}

// Propose keeps it: POST /taskforce/actions/new.
func (d *Actions) Propose(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.form(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	answers, problems := form.Parse(actionFields(), r.PostForm, form.Context{Today: d.today()})
	draft := action.Draft{
		Token: r.PostForm.Get("token"), Title: form.String(answers["title"]), Plan: form.String(answers["plan"]), Authority: r.PostForm.Get("authority"),
	}
	draft.Aim.Kind, draft.Aim.Service, draft.Aim.What = aimOf(r.PostForm)
	if hours, ok := form.Number(answers["expected"]); ok {
		draft.Expected = int(min(max(hours, -1), action.HoursLimit+1))
	}
	if len(problems) == 0 {
		due, err := register.ParseDate(form.String(answers["due"]))
		if err != nil {
			return err // the form took it for a day
		}
		draft.Due = due.Time
		id, found, err := d.actions.Propose(r.Context(), o, draft)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			d.sessions.SetFlash(w, r, "action.proposed")
			return respond.Redirect(w, r, actionPath(o, id))
		}
		problems = found
	}
	return d.form(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
}

// aimOf is what the form says that the action aims at: all hours of its authority when it was made of no fix.
func aimOf(v url.Values) (kind, service, what string) {
	if v.Get("kind") == "" || !serviceCode(v.Get("service")) {
		return "hours", "", ""
	}
	return v.Get("kind"), v.Get("service"), v.Get("what")
}

func (d *Actions) form(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	if err := o.Steering(); err != nil {
		return err
	}
	ctx, l := r.Context(), locale.FromContext(r.Context())
	v := pages.ActionForm{Page: d.page(r, o, l.T("action.new")), Token: values.Get("token"), Faults: ui.Faults(problems, l)}
	v.Page.Form, v.Cancel = actionsPath+"/new", layout.URL(l, actionsPath)
	if kind, service, what := aimOf(values); service != "" {
		f := everywhere(parse(r))
		x, _, err := d.desk.figures.FixCourse(ctx, f, fixKind(kind), service, what)
		if err != nil {
			return err
		}
		year, err := d.desk.figures.Yearly(ctx, f)
		if err != nil {
			return err
		}
		fix := d.desk.fix(l, x, f, year)
		v.Fix = &fix
		for _, key := range []string{"kind", "service", "what"} {
			v.Hidden = append(v.Hidden, pages.Choice{Label: key, Value: values.Get(key)})
		}
	}
	for _, f := range actionFields() {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true})
	}
	v.Authorities = authorities(l, values.Get("authority"), l.T("action.choose"))
	return respond.HTML(w, r, status, pages.ActionFormPage(v))
}

// number is the number of the action in the address.
func number64(r *http.Request) int64 {
	n, _ := strconv.ParseInt(chi.URLParam(r, "n"), 10, 64)
	return n
}

// Act writes about an action or takes it to another state: POST /taskforce/actions/{n} and POST /admin/actions/{n}.
func (d *Actions) Act(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, note, do := number64(r), r.PostForm.Get("note"), r.PostForm.Get("do")
	if respond.Switched(r) {
		return d.show(w, r, o, http.StatusOK, nil)
	}
	var err error
	if slices.Contains(action.States, action.State(do)) {
		err = d.actions.Move(r.Context(), o, id, action.State(do), note)
	} else {
		err = d.actions.Comment(r.Context(), o, id, r.PostForm.Get("token"), note)
	}
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.Conflict) { // what was written can be sent from where the action is now
		return d.show(w, r, o, respond.Status(p.Kind), p)
	}
	if err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "action.saved")
	return respond.Redirect(w, r, actionPath(o, id))
}

// Entrust names who looks after an action: POST …/actions/{n}/owner.
func (d *Actions) Entrust(w http.ResponseWriter, r *http.Request, o account.Official) error {
	official, _ := strconv.ParseInt(r.PostForm.Get("official"), 10, 64)
	if err := d.actions.Entrust(r.Context(), o, number64(r), official); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "action.saved")
	return respond.Redirect(w, r, actionPath(o, number64(r)))
}
