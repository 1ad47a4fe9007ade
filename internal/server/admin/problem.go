package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Problems is the pages on which those who answer for services, and the task force, see what people say has one cause,
// and say what is done about it.
type Problems struct {
	problems *participation.Store
	report   *report.Store
	services *catalogue.Store
	sessions *session.Store
	now      func() time.Time
}

// NewProblems is those pages over those stores.
func NewProblems(problems *participation.Store, figures *report.Store, services *catalogue.Store, sessions *session.Store, now func() time.Time) *Problems {
	return &Problems{problems: problems, report: figures, services: services, sessions: sessions, now: now}
}

const (
	problemsPath = "/admin/problems"
	answersPath  = "/admin/changes"
)

func problemPath(number string, more ...string) string {
	return strings.Join(append([]string{problemsPath, number}, more...), "/")
}

func (x *Problems) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "problems"
	p.Crumbs = []layout.Crumb{{Title: p.T("cause.admin.title"), Path: problemsPath}}
	return p
}

// today is the day of Tashkent as dates come from the database.
func (x *Problems) today() time.Time {
	now := x.now().In(workday.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

// subject is the service that something is about, or the portal.
func (x *Problems) subject(l locale.Lang, service string) string {
	if svc, ok := x.services.Snapshot().Service(service); ok {
		return svc.Title.In(l)
	}
	return l.T("feedback.subject-portal")
}

// List is the problems that the official works on: GET /admin/problems?state=&service=&authority=&after=.
func (x *Problems) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l, q := r.Context(), locale.FromContext(r.Context()), r.URL.Query()
	f := participation.Filter{State: participation.State(q.Get("state")), Service: q.Get("service"), Authority: q.Get("authority"), After: q.Get("after")}
	if !slices.Contains(participation.States, f.State) {
		f.State = participation.Proposed
	}
	if o.Steering() != nil {
		f.Authority = "" // there is but one
	}
	list, err := x.problems.Problems(ctx, o, f)
	if err != nil {
		return err
	}
	v := pages.Problems{Page: x.page(r, l.T("cause.admin.title")), State: string(f.State), WherePath: problemsPath + "/where"}
	v.Crumbs = nil
	for _, state := range participation.States {
		at := f
		at.State, at.After = state, ""
		v.Tabs = append(v.Tabs, pages.Tab{Label: l.T("cause.tab." + string(state)), Path: problemsOf(at), Count: count(l, list.Counts[state], participation.Counted), Current: state == f.State})
	}
	x.narrow(&v, l, o, f)
	v.Grid = ui.Grid{Caption: l.T("cause.admin.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("cause.problem")}, {Title: l.T("cause.service")}, {Title: l.T("cause.people"), Numeric: true}, {Title: l.T("cause.last")}, {Title: l.T("cause.state.title")},
	}}
	for _, p := range list.Problems {
		title, err := x.title(ctx, l, p)
		if err != nil {
			return err
		}
		about := ui.Cell{Text: x.subject(l, p.Service)}
		if o.Steering() == nil {
			about.Note = catalogue.Lists().Office(p.Authority, l)
		}
		tone, text := ui.ProblemTag(l, p, x.today())
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Body: pages.ProblemLink(v.Link(problemPath(p.Number)), title, locale.ByThrees(p.Number))},
			about,
			{Text: l.Number(int64(p.People))},
			{Text: l.DayMonth(p.LastAt)},
			{Body: ui.Tag(tone, text)},
		})
	}
	v.Pager = ui.NewPager(l)
	if f.After != "" {
		at := f
		at.After = ""
		v.Pager.Previous = layout.URL(l, problemsOf(at))
	}
	if list.Next != "" {
		at := f
		at.After = list.Next
		v.Pager.Next = layout.URL(l, problemsOf(at))
	}
	return respond.HTML(w, r, http.StatusOK, pages.ProblemsPage(v))
}

// problemsOf is the address of a list.
func problemsOf(f participation.Filter) string {
	q := url.Values{}
	for name, value := range map[string]string{"service": f.Service, "authority": f.Authority, "after": f.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.State != participation.Proposed {
		q.Set("state", string(f.State))
	}
	if len(q) == 0 {
		return problemsPath
	}
	return problemsPath + "?" + q.Encode()
}

// narrow fills in the filter: the services of the authority, and for the task force the authorities.
func (x *Problems) narrow(v *pages.Problems, l locale.Lang, o account.Official, f participation.Filter) {
	authority := o.Authority
	if o.Steering() == nil {
		authority = f.Authority
		all := pages.Selected{Name: "authority", Label: l.T("cause.authority"), Choices: []pages.Choice{{Label: l.T("admin.any")}}}
		for code := range catalogue.Lists().Authorities.All() {
			all.Choices = append(all.Choices, pages.Choice{Value: code, Label: catalogue.Lists().Office(code, l), Chosen: code == f.Authority})
		}
		v.Selects = append(v.Selects, all)
	}
	v.Selects = append(v.Selects, pages.Selected{Name: "service", Label: l.T("cause.service"), Choices: x.choices(l, authority, f.Service, l.T("admin.any"))})
	at := f
	at.After = ""
	chip := func(label string, without participation.Filter) {
		v.Chips = append(v.Chips, pages.Chip{Label: label, Path: problemsOf(without)})
	}
	if f.Authority != "" {
		without := at
		without.Authority = ""
		chip(catalogue.Lists().Office(f.Authority, l), without)
	}
	if f.Service != "" {
		without := at
		without.Service = ""
		chip(x.subject(l, f.Service), without)
	}
	v.Clear = problemsOf(participation.Filter{State: f.State})
}

// choices is the services of an authority, or all, with one that is none.
func (x *Problems) choices(l locale.Lang, authority, chosen, none string) []pages.Choice {
	list := []pages.Choice{{Label: none}}
	services := x.services.Snapshot().All()
	if authority != "" {
		services = x.services.Snapshot().ByAuthority(authority)
	}
	for _, svc := range services {
		list = append(list, pages.Choice{Value: svc.Code, Label: svc.Title.In(l), Chosen: svc.Code == chosen})
	}
	return list
}

// title is what a problem is called: its title, or how the first who spoke of it put it.
func (x *Problems) title(ctx context.Context, l locale.Lang, p participation.Problem) (pages.Said, error) {
	if p.Title != (locale.Text{}) {
		return pages.Said{Text: p.Title.In(l), Lang: l.Tag()}, nil
	}
	first, err := x.problems.First(ctx, p)
	return pages.Said{Text: start(first.Comment), Lang: locale.Lang(first.Lang).Tag()}, err
}

// Problem is one on a page: GET /admin/problems/{number}?before=.
func (x *Problems) Problem(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	p, err := x.problems.Problem(ctx, o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := pages.Problem{Page: x.page(r, l.T("cause.admin.proposal")), Number: p.Number, Facts: x.facts(l, o, p)}
	if p.Title != (locale.Text{}) {
		v.Title = p.Title.In(l)
	}
	v.Tag.Tone, v.Tag.Text = ui.ProblemTag(l, p, x.today())
	if p.Public() {
		v.Public = &pages.Link{Title: l.T("cause.admin.public"), Href: v.Link("/problems/" + p.Number)}
	}
	if err := x.fill(ctx, r, l, p, &v); err != nil {
		return err
	}
	if p.Into != "" {
		v.Into = &pages.Link{Title: locale.ByThrees(p.Into), Href: v.Link(problemPath(p.Into))}
		v.Unmerge = v.Link(problemPath(p.Number, "unmerge"))
		return respond.HTML(w, r, http.StatusOK, pages.ProblemPage(v))
	}
	x.offer(l, p, &v)
	return respond.HTML(w, r, http.StatusOK, pages.ProblemPage(v))
}

// offer is what can be done with a problem that stands by itself.
func (x *Problems) offer(l locale.Lang, p participation.Problem, v *pages.Problem) {
	act := func(do string) {
		v.Acts = append(v.Acts, pages.Act{Path: v.Link(problemPath(p.Number, do)), Label: l.T("cause.act." + do), Row: strconv.Itoa(p.Row)})
	}
	v.Words, v.WordsText = v.Link(problemPath(p.Number, "words")), l.T("cause.act.words")
	v.Merge = v.Link(problemPath(p.Number, "merge"))
	if p.Entries > 1 {
		v.Split = v.Link(problemPath(p.Number, "split"))
	}
	switch p.State {
	case participation.Proposed:
		v.WordsText = l.T("cause.act.confirm")
		act("reject")
	case participation.Rejected:
		v.WordsText = l.T("cause.act.confirm")
	case participation.Open:
		v.Answer = v.Link(answersPath + "/new?problem=" + p.Number)
		act("reject")
	case participation.Done:
		v.Answer = v.Link(answersPath + "/new?problem=" + p.Number)
		act("reopen")
	}
}

// facts is what is known of a problem.
func (x *Problems) facts(l locale.Lang, o account.Official, p participation.Problem) []ui.Row {
	rows := []ui.Row{{Key: l.T("cause.service"), Value: x.subject(l, p.Service)}}
	if o.Steering() == nil {
		rows = append(rows, ui.Row{Key: l.T("cause.authority"), Value: catalogue.Lists().Office(p.Authority, l)})
	}
	if p.Version != 0 {
		rows = append(rows, ui.Row{Key: l.T("cause.version"), Value: strconv.Itoa(p.Version)})
	}
	if p.Step != "" {
		cell := x.step(l, p.Service, p.Step)
		rows = append(rows, ui.Row{Key: l.T("cause.step"), Value: cell.Text, Content: cell.Body})
	}
	rows = append(rows,
		ui.Row{Key: l.T("cause.people"), Value: l.Number(int64(p.People)), Note: l.T("cause.admin.public-at", "N", participation.PublicAt)},
		ui.Row{Key: l.T("cause.entries"), Value: l.Number(int64(p.Entries))},
		ui.Row{Key: l.T("cause.found"), Value: l.Date(p.FoundAt)},
	)
	if p.PromiseOn != nil {
		rows = append(rows, ui.Row{Key: l.T("cause.promise"), Value: p.Promise.In(l), Note: l.T("cause.until", "Day", l.Date(*p.PromiseOn))})
	}
	if p.Listed && p.People < participation.PublicAt {
		rows = append(rows, ui.Row{Key: l.T("cause.listed"), Value: l.T("cause.listed-yes")})
	}
	return rows
}

// step is a question by its key: its number and label in the service of today, or what was named as it was written.
func (x *Problems) step(l locale.Lang, service, key string) ui.Cell {
	if svc, ok := x.services.Snapshot().Service(service); ok {
		for i, f := range svc.Form {
			if f.Key == key {
				return ui.Cell{Text: strconv.Itoa(i+1) + ". " + f.Label.In(l)}
			}
		}
	}
	return ui.Cell{Body: pages.AsWritten(key)}
}

// fill adds what was said, how often, and what was done about it.
func (x *Problems) fill(ctx context.Context, r *http.Request, l locale.Lang, p participation.Problem, v *pages.Problem) error {
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, more, err := x.problems.Said(ctx, p, max(0, before))
	if err != nil {
		return err
	}
	for _, s := range list {
		v.Said = append(v.Said, x.said(l, p.Service, s))
	}
	v.Pager = ui.NewPager(l)
	if before > 0 {
		v.Pager.Previous = v.Link(problemPath(p.Number))
	}
	if more {
		v.Pager.Next = v.Link(problemPath(p.Number) + "?before=" + strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	months, err := x.problems.Months(ctx, p)
	if err != nil {
		return err
	}
	v.Months = ui.ProblemMonths(l, months, l.T("cause.months.title"))
	changes, err := x.problems.Changes(ctx, p, true)
	if err != nil {
		return err
	}
	for _, c := range changes {
		v.Changes = append(v.Changes, ui.Entry{Title: c.Title.In(l), Href: v.Link(answersPath + "/" + c.Number), Note: l.Date(c.Day), Side: changeTag(l, c)})
	}
	merged, err := x.problems.Merged(ctx, p)
	if err != nil {
		return err
	}
	for _, m := range merged {
		title := locale.ByThrees(m.Number)
		if m.Title != (locale.Text{}) {
			title += " " + m.Title.In(l)
		}
		v.Merged = append(v.Merged, pages.MergedIn{Title: title, Undo: v.Link(problemPath(m.Number, "unmerge"))})
	}
	return nil
}

func (x *Problems) said(l locale.Lang, service string, s participation.Said) pages.Said {
	note := l.T("feedback.kind."+string(s.Kind)) + ", " + l.Date(s.At)
	if s.Version != 0 {
		note += ", " + l.T("cause.of-version", "N", s.Version)
	}
	if s.Step != "" {
		if text := x.step(l, service, s.Step).Text; text != "" {
			note += ", " + text
		}
	}
	return pages.Said{ID: strconv.FormatInt(s.ID, 10), Text: covered(s.Comment), Lang: locale.Lang(s.Lang).Tag(), Note: note}
}
