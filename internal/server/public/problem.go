package public

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

const (
	problemsPath = "/problems"
	changesPath  = "/you-said-we-did"
)

// Problems answers for the pages on which everybody reads what does not work, says "me too", and reads what was done.
type Problems struct {
	problems *participation.Store
	report   *report.Store
	snapshot func() *catalogue.Snapshot
	now      func() time.Time
	tries    *tries
	turns    turns
}

// NewProblems is those pages over those stores.
func NewProblems(problems *participation.Store, figures *report.Store, snapshot func() *catalogue.Snapshot, now func() time.Time) *Problems {
	return &Problems{problems: problems, report: figures, snapshot: snapshot, now: now, tries: newTries(now)}
}

func (x *Problems) today() time.Time {
	now := x.now().In(workday.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

// subject is the service that something is about with its address, or the portal.
func (x *Problems) subject(l locale.Lang, service string) layout.Crumb {
	if svc, ok := x.snapshot().Service(service); ok {
		return layout.Crumb{Title: svc.Title.In(l), Path: "/services/" + svc.Code}
	}
	return layout.Crumb{Title: l.T("feedback.subject-portal")}
}

// List is the known problems: GET /problems?service=&after=.
func (x *Problems) List(w http.ResponseWriter, r *http.Request) error {
	l, q := locale.FromContext(r.Context()), r.URL.Query()
	service, after := q.Get("service"), q.Get("after")
	if _, known := x.snapshot().Service(service); !known {
		service = ""
	}
	list, err := x.problems.Known(r.Context(), service, after)
	if err != nil {
		return err
	}
	v := pages.Problems{Page: respond.Page(r, l.T("cause.public.title"))}
	v.All, v.WhatDone = v.Link(problemsPath), v.Link(changesPath)
	if service != "" {
		v.Service = x.subject(l, service).Title
	}
	for _, p := range list.Problems {
		v.Entries = append(v.Entries, x.entry(v.Page, p))
	}
	v.Pager = ui.NewPager(l)
	if after != "" {
		v.Pager.Previous = v.Link(knownPath(service, ""))
	}
	if list.Next != "" {
		v.Pager.Next = v.Link(knownPath(service, list.Next))
	}
	return respond.HTML(w, r, http.StatusOK, pages.ProblemsPage(v))
}

func knownPath(service, after string) string {
	q := url.Values{}
	if service != "" {
		q.Set("service", service)
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return problemsPath
	}
	return problemsPath + "?" + q.Encode()
}

// entry is a problem in a list.
func (x *Problems) entry(v layout.Page, p participation.Problem) ui.Entry {
	tone, text := ui.ProblemTag(v.Lang, p, x.today())
	return ui.Entry{
		Title: p.Title.In(v.Lang), Href: v.Link(problemsPath + "/" + p.Number), Side: ui.Tag(tone, text),
		Note: x.subject(v.Lang, p.Service).Title + " · " + v.T("cause.count", "Count", p.People, "N", v.Lang.Number(int64(p.People))),
	}
}

// Problem is one of them: GET /problems/{number}.
func (x *Problems) Problem(w http.ResponseWriter, r *http.Request) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	p, err := x.problems.Read(ctx, voter(r), chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	if p.Into != "" {
		return respond.Redirect(w, r, problemsPath+"/"+p.Into)
	}
	months, err := x.problems.Months(ctx, p.Problem)
	if err != nil {
		return err
	}
	done, err := x.problems.Changes(ctx, p.Problem, false)
	if err != nil {
		return err
	}
	about := x.subject(l, p.Service)
	v := pages.Problem{
		Page: respond.Page(r, p.Title.In(l)), Service: about.Title, People: l.Number(int64(p.People)), About: l.T("cause.public.people", "Count", p.People),
		Months: ui.ProblemMonths(l, months, l.T("cause.months.title")),
	}
	v.Crumbs = []layout.Crumb{{Title: l.T("cause.public.title"), Path: problemsPath}}
	v.Tone, v.Tag = ui.ProblemTag(l, p.Problem, x.today())
	v.Say = v.Link("/feedback?kind=concern")
	if about.Path != "" {
		v.Href, v.Say = v.Link(about.Path), v.Link("/feedback?kind=concern&service="+url.QueryEscape(p.Service))
	}
	if p.PromiseOn != nil {
		v.Promise, v.Due = p.Promise.In(l), l.T("cause.until", "Day", l.Date(*p.PromiseOn))
		if p.Overdue(x.today()) {
			v.Due = l.T("cause.overdue", "Day", l.Date(*p.PromiseOn))
		}
	}
	switch path := problemsPath + "/" + p.Number; {
	case p.Wrote:
		v.Joined = l.T("cause.public.wrote")
	case p.Joined:
		v.Joined, v.Back = l.T("cause.public.counted"), v.Link(path+"/take-back")
		if v.Principal != nil { // only an account has an inbox
			v.Joined = l.T("cause.public.joined")
		}
	default:
		v.MeToo = v.Link(path + "/me-too")
	}
	for _, c := range done {
		v.Done = append(v.Done, ui.Entry{Title: c.Title.In(l), Href: v.Link(changesPath + "/" + c.Number), Note: l.Date(c.Day)})
	}
	return respond.HTML(w, r, http.StatusOK, pages.KnownProblemPage(v))
}

// voter is who reads: an account, or an address.
func voter(r *http.Request) participation.Voter {
	return participation.VoterOf(account.FromContext(r.Context()), sender(r.Context(), r))
}

// MeToo counts the reader: POST /problems/{number}/me-too.
func (x *Problems) MeToo(w http.ResponseWriter, r *http.Request) error {
	number := chi.URLParam(r, "number")
	if !x.tries.allow(r) {
		return problem.New(problem.TooMany, "cause.too-many")
	}
	if err := x.problems.MeToo(r.Context(), voter(r), number); err != nil {
		return err
	}
	return respond.Redirect(w, r, problemsPath+"/"+number)
}

// TakeBack undoes that: POST /problems/{number}/take-back. With it the problem may concern too few to be public.
func (x *Problems) TakeBack(w http.ResponseWriter, r *http.Request) error {
	number := chi.URLParam(r, "number")
	if err := x.problems.TakeBack(r.Context(), voter(r), number); err != nil {
		return err
	}
	if _, err := x.problems.Read(r.Context(), voter(r), number); problem.Is(err, problem.NotFound) {
		return respond.Redirect(w, r, problemsPath)
	}
	return respond.Redirect(w, r, problemsPath+"/"+number)
}

// Changes is what was done: GET /you-said-we-did?before=.
func (x *Problems) Changes(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, more, err := x.problems.Published(r.Context(), max(0, before))
	if err != nil {
		return err
	}
	v := pages.Changes{Page: respond.Page(r, l.T("cause.did.title"))}
	for _, c := range list {
		v.Entries = append(v.Entries, ui.Entry{Title: c.Title.In(l), Href: v.Link(changesPath + "/" + c.Number), Note: x.subject(l, c.Service).Title + " · " + l.Date(c.Day), Side: ui.Tag(ui.Leaf, l.T("cause.kind."+string(c.Kind)))})
	}
	v.Pager = ui.NewPager(l)
	if before > 0 {
		v.Pager.Previous = v.Link(changesPath)
	}
	if more {
		v.Pager.Next = v.Link(changesPath + "?before=" + strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	return respond.HTML(w, r, http.StatusOK, pages.ChangesPage(v))
}

// Change is one of them: GET /you-said-we-did/{number}.
func (x *Problems) Change(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	c, answers, err := x.problems.Answer(r.Context(), chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	about := x.subject(l, c.Service)
	v := pages.Change{Page: respond.Page(r, c.Title.In(l)), Service: about.Title, Text: c.Text.In(l)}
	v.Crumbs = []layout.Crumb{{Title: l.T("cause.did.title"), Path: changesPath}}
	if about.Path != "" {
		v.Href = v.Link(about.Path)
	}
	v.Facts = []ui.Row{
		{Key: l.T("cause.change.day"), Value: l.Date(c.Day)},
		{Key: l.T("cause.ask.kind"), Value: l.T("cause.kind." + string(c.Kind))},
		{Key: l.T("cause.authority"), Value: catalogue.Lists().Office(c.Authority, l)},
	}
	for _, p := range answers {
		v.Answers = append(v.Answers, x.entry(v.Page, p))
	}
	v.Early = l.T("cause.effect.portal")
	if c.Service != "" {
		e, err := x.turn(r.Context(), c.Service, c.Day)
		if err != nil {
			return err
		}
		v.Early = l.T("cause.effect.early", "N", report.FewestMeasured, "Have", e.After.Decided)
		if !e.Early() {
			g := ui.EffectGrid(l, e)
			v.Effect = &g
		}
	}
	return respond.HTML(w, r, http.StatusOK, pages.ChangePage(v))
}
