package admin

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

func changeTag(l locale.Lang, c participation.Change) templ.Component {
	if c.PublishedAt == nil {
		return ui.Tag(ui.Grey, l.T("cause.change.draft"))
	}
	return ui.Tag(ui.Leaf, l.T("cause.change.published"))
}

// answered is a problem that a change is written for, and the others of its service that it can answer as well.
func (x *Problems) answered(r *http.Request, o account.Official, number string) (participation.Problem, []participation.Problem, error) {
	p, err := x.problems.Problem(r.Context(), o, number)
	if err != nil {
		return p, nil, err
	}
	others, err := x.problems.Mergeable(r.Context(), p)
	list := append([]participation.Problem{p}, others...)
	return p, slices.DeleteFunc(list, func(p participation.Problem) bool {
		return p.Into != "" || p.State != participation.Open && p.State != participation.Done
	}), err
}

// changeFields ask for a change that answers some of these problems.
func (x *Problems) changeFields(r *http.Request, p participation.Problem, list []participation.Problem) ([]form.Field, error) {
	l, optional := locale.FromContext(r.Context()), false
	same := func(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }
	answers := form.Field{Key: "problems", Kind: form.KindChoices, Label: locale.TextOf("cause.ask.problems")}
	for _, q := range list {
		answers.Options = append(answers.Options, form.Option{Value: q.Number, Label: same(q.Title.In(l))})
	}
	kind := form.Field{Key: "kind", Kind: form.KindChoice, Label: locale.TextOf("cause.ask.kind")}
	version := form.Field{Key: "version", Kind: form.KindChoice, Label: locale.TextOf("cause.ask.version"), Hint: locale.TextOf("cause.ask.version-hint"), Required: &optional}
	if p.Service != "" {
		versions, err := x.services.Versions(r.Context(), p.Service)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if v.PublishedAt != nil && len(version.Options) < maxVersions {
				version.Options = append(version.Options, form.Option{Value: strconv.FormatInt(v.ID, 10), Label: same(l.T("cause.of-version", "N", v.Number) + ", " + l.Date(*v.PublishedAt))})
			}
		}
	}
	for _, k := range participation.ChangeKinds {
		if k != participation.NewVersion || len(version.Options) > 0 {
			kind.Options = append(kind.Options, form.Option{Value: string(k), Label: locale.TextOf("cause.kind." + string(k))})
		}
	}
	fields := []form.Field{answers, kind}
	if len(version.Options) > 0 {
		fields = append(fields, version)
	}
	fields = append(fields, form.Field{Key: "day", Kind: form.KindDate, Label: locale.TextOf("cause.ask.day"), Hint: locale.TextOf("cause.ask.day-hint")})
	fields = append(fields, inThree("title", form.KindText, true)...)
	return append(fields, inThree("text", form.KindTextarea, true)...), nil
}

// maxVersions is how many versions of a service can be chosen, the newest: a change is written soon after it is made.
const maxVersions = 12

// NewChange asks what was done about a problem: GET /admin/changes/new?problem=.
func (x *Problems) NewChange(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number := r.URL.Query().Get("problem")
	if number == "" {
		return respond.Redirect(w, r, problemsOf(participation.Filter{State: participation.Open}))
	}
	today := x.today()
	values := url.Values{"token": {rand.Text()}, "problems": {number}}
	fillDay(values, "day", &today)
	return x.askChange(w, r, o, number, http.StatusOK, values, nil, nil)
}

// WriteChange keeps it, before anybody is told: POST /admin/changes/new?problem=.
func (x *Problems) WriteChange(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number := r.URL.Query().Get("problem")
	if respond.Switched(r) {
		return x.askChange(w, r, o, number, http.StatusOK, r.PostForm, nil, nil)
	}
	p, list, err := x.answered(r, o, number)
	if err != nil {
		return err
	}
	fields, err := x.changeFields(r, p, list)
	if err != nil {
		return err
	}
	answers, problems := form.Parse(fields, r.PostForm, form.Context{Today: x.today()})
	if len(problems) > 0 {
		return x.askChange(w, r, o, number, http.StatusUnprocessableEntity, r.PostForm, problems, nil)
	}
	draft := participation.Draft{
		Token: r.PostForm.Get("token"), Kind: participation.ChangeKind(form.String(answers["kind"])), Title: three(answers, "title"), Text: three(answers, "text"),
		Problems: form.Strings(answers["problems"]),
	}
	if draft.Token == "" {
		draft.Token = rand.Text()
	}
	if draft.Kind == participation.NewVersion {
		draft.Version, _ = strconv.ParseInt(form.String(answers["version"]), 10, 64)
	}
	if at := dayOf(answers["day"]); at != nil {
		draft.Day = *at
	}
	drawn, err := x.problems.Write(r.Context(), o, draft)
	if flaw, status := flawOf(err); flaw != nil {
		return x.askChange(w, r, o, number, status, r.PostForm, nil, refused(r, flaw))
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, answersPath+"/"+drawn)
}

func (x *Problems) askChange(w http.ResponseWriter, r *http.Request, o account.Official, number string, status int, values url.Values, problems form.Problems, faults []ui.Fault) error {
	p, list, err := x.answered(r, o, number)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].ID != p.ID {
		if r.Method != http.MethodPost {
			return problem.New(problem.Conflict, "cause.changed")
		}
		status, faults = http.StatusConflict, append(faults, ui.Fault{Field: "problems", Text: locale.FromContext(r.Context()).T("cause.flaw.unanswerable")})
	}
	fields, err := x.changeFields(r, p, list)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := x.asked(r, p, "change")
	v.Form = answersPath + "/new?problem=" + p.Number
	v.Faults = append(ui.Faults(problems, l), faults...)
	v.Hidden = []ui.Option{{Title: "token", Value: values.Get("token")}}
	v.Controls = controls(l, fields, values, problems)
	return respond.HTML(w, r, status, pages.ProblemFormPage(v))
}

// Change is a change on a page: GET /admin/changes/{number}.
func (x *Problems) Change(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	c, answers, err := x.problems.Change(ctx, o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := pages.Change{Page: x.page(r, c.Title.In(l)), Text: c.Text.In(l), Tag: pages.Tag{Tone: ui.Grey, Text: l.T("cause.change.draft")}}
	v.Facts = []ui.Row{
		{Key: l.T("cause.service"), Value: x.subject(l, c.Service)}, {Key: l.T("cause.ask.kind"), Value: l.T("cause.kind." + string(c.Kind))}, {Key: l.T("cause.change.day"), Value: l.Date(c.Day)},
	}
	if c.Version != 0 {
		v.Facts = append(v.Facts, ui.Row{Key: l.T("cause.version"), Value: strconv.Itoa(c.Version)})
	}
	for _, p := range answers {
		tone, text := ui.ProblemTag(l, p, x.today())
		v.Answers = append(v.Answers, ui.Entry{Title: p.Title.In(l), Href: v.Link(problemPath(p.Number)), Note: l.T("cause.count", "Count", p.People, "N", l.Number(int64(p.People))), Side: ui.Tag(tone, text)})
	}
	if c.PublishedAt == nil {
		n, err := x.problems.Concerned(ctx, c)
		if err != nil {
			return err
		}
		v.Tells = l.T("cause.change.tells", "Count", n, "N", l.Number(int64(n)))
		v.Publish, v.Discard = v.Link(answersPath+"/"+c.Number+"/publish"), v.Link(answersPath+"/"+c.Number+"/discard")
	} else {
		v.Tag = pages.Tag{Tone: ui.Leaf, Text: l.T("cause.change.published")}
		v.Public = &pages.Link{Title: l.T("cause.admin.public"), Href: v.Link("/you-said-we-did/" + c.Number)}
		v.Facts = append(v.Facts, ui.Row{Key: l.T("cause.change.told"), Value: l.T("cause.change.telling")})
		if c.ToldAt != nil {
			v.Facts[len(v.Facts)-1].Value = l.T("cause.change.told-people", "Count", c.Told, "N", l.Number(int64(c.Told)))
		}
	}
	if err := x.effect(r, l, c, &v); err != nil {
		return err
	}
	return respond.HTML(w, r, http.StatusOK, pages.ChangePage(v))
}

// effect is the figures before and after, or why there are none.
func (x *Problems) effect(r *http.Request, l locale.Lang, c participation.Change, v *pages.Change) error {
	if c.Service == "" {
		v.Early = l.T("cause.effect.portal")
		return nil
	}
	e, err := x.report.Turn(r.Context(), c.Service, c.Day)
	if err != nil {
		return err
	}
	v.Early = l.T("cause.effect.early", "N", report.FewestMeasured, "Have", e.After.Decided)
	if !e.Early() {
		g := ui.EffectGrid(l, e)
		v.Effect = &g
	}
	return nil
}

// Publish makes it known: POST /admin/changes/{number}/publish.
func (x *Problems) Publish(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number := chi.URLParam(r, "number")
	if err := x.problems.Publish(r.Context(), o, number); err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, "cause.said.published")
	return respond.Redirect(w, r, answersPath+"/"+number)
}

// Discard removes one that nobody was told of: POST /admin/changes/{number}/discard.
func (x *Problems) Discard(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := x.problems.Discard(r.Context(), o, chi.URLParam(r, "number")); err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, "cause.said.discarded")
	return respond.Redirect(w, r, problemsOf(participation.Filter{State: participation.Open}))
}

// Where says which questions of a service cause trouble: GET /admin/problems/where?service=.
func (x *Problems) Where(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l, code := r.Context(), locale.FromContext(r.Context()), r.URL.Query().Get("service")
	v := pages.Places{Page: x.page(r, l.T("cause.where.title"))}
	authority := o.Authority
	if o.Steering() == nil {
		authority = ""
	}
	v.Services = x.choices(l, authority, code, l.T("cause.where.choose"))
	if code == "" {
		return respond.HTML(w, r, http.StatusOK, pages.PlacesPage(v))
	}
	all, err := x.problems.Where(ctx, o, code)
	if err != nil {
		return err
	}
	v.Lead = l.T("cause.where.none")
	if len(all.List) > 0 {
		v.Lead = l.T("cause.where.all", "Concerns", l.Number(int64(all.Concerns)), "Corrections", l.Number(int64(all.Corrections)))
	}
	v.Grid = ui.Grid{Caption: l.T("cause.where.title"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("cause.step")}, {Title: l.T("cause.version"), Numeric: true}, {Title: l.T("cause.where.concerns"), Numeric: true}, {Title: l.T("cause.where.corrections"), Numeric: true},
	}}
	part := func(n, of int) ui.Cell {
		if of == 0 {
			return ui.Cell{Text: "0"}
		}
		return ui.Cell{Text: l.Percent(float64(n)/float64(of)) + " (" + l.Number(int64(n)) + ")"}
	}
	for _, p := range all.List {
		row := []ui.Cell{{Text: l.T("cause.where.no-step")}, {Text: l.T("cause.where.no-version")}, part(p.Concerns, all.Concerns), part(p.Corrections, all.Corrections)}
		if p.Step != "" {
			row[0] = x.step(l, code, p.Step)
		}
		if p.Version != 0 {
			row[1].Text = strconv.Itoa(p.Version)
		}
		v.Grid.Rows = append(v.Grid.Rows, row)
	}
	return respond.HTML(w, r, http.StatusOK, pages.PlacesPage(v))
}
