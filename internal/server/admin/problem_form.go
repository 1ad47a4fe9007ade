package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

func wordsFields() []form.Field {
	optional := false
	fields := append(inThree("title", form.KindText, true), inThree("promise", form.KindTextarea, false)...)
	return append(fields,
		form.Field{Key: "promise_on", Kind: form.KindDate, Label: locale.TextOf("cause.ask.promise-on"), Hint: locale.TextOf("cause.ask.promise-on-hint"), Required: &optional},
		form.Field{
			Key: "listed", Kind: form.KindChoices, Label: locale.TextOf("cause.ask.listed"), Hint: locale.TextOf("cause.ask.listed-hint", "N", participation.PublicAt), Required: &optional,
			Options: []form.Option{{Value: "yes", Label: locale.TextOf("cause.ask.listed-yes")}},
		},
	)
}

// AskWords asks what citizens read of a problem: GET /admin/problems/{number}/words.
func (x *Problems) AskWords(w http.ResponseWriter, r *http.Request, o account.Official) error {
	p, err := x.problems.Problem(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	values := url.Values{"row": {strconv.Itoa(p.Row)}}
	fillThree(values, "title", p.Title)
	fillThree(values, "promise", p.Promise)
	fillDay(values, "promise_on", p.PromiseOn)
	if p.Listed {
		values.Set("listed", "yes")
	}
	return x.askWords(w, r, p, http.StatusOK, values, nil, nil)
}

// KeepWords keeps it, and confirms a proposal by it: POST /admin/problems/{number}/words.
func (x *Problems) KeepWords(w http.ResponseWriter, r *http.Request, o account.Official) error {
	p, err := x.problems.Problem(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	if respond.Switched(r) {
		return x.askWords(w, r, p, http.StatusOK, r.PostForm, nil, nil)
	}
	answers, problems := form.Parse(wordsFields(), r.PostForm, form.Context{Today: x.today()})
	if len(problems) > 0 {
		return x.askWords(w, r, p, http.StatusUnprocessableEntity, r.PostForm, problems, nil)
	}
	err = x.problems.Keep(r.Context(), o, p.Number, whole(r.PostForm.Get("row")), participation.Words{
		Title: three(answers, "title"), Promise: three(answers, "promise"), PromiseOn: dayOf(answers["promise_on"]), Listed: len(form.Strings(answers["listed"])) > 0,
	})
	if flaw, status := flawOf(err); flaw != nil {
		if status == http.StatusConflict { // sent once more it stands on what the problem is now
			r.PostForm.Set("row", strconv.Itoa(p.Row))
			flaw = problem.New(problem.Conflict, "cause.flaw.overtaken")
			if p.Into != "" {
				flaw = problem.New(problem.Conflict, "cause.flaw.unanswerable")
			}
		}
		return x.askWords(w, r, p, status, r.PostForm, nil, refused(r, flaw))
	}
	if err != nil {
		return err
	}
	said := "cause.said.kept"
	if p.State == participation.Proposed || p.State == participation.Rejected {
		said = "cause.said.confirmed"
	}
	x.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, problemPath(p.Number))
}

// asked draws a form about a problem.
func (x *Problems) asked(r *http.Request, p participation.Problem, do string) pages.ProblemForm {
	l := locale.FromContext(r.Context())
	v := pages.ProblemForm{Page: x.page(r, l.T("cause."+do+".title")), Lead: l.T("cause." + do + ".lead"), Button: l.T("cause." + do + ".send")}
	title := l.T("cause.admin.proposal")
	if p.Title != (locale.Text{}) {
		title = p.Title.In(l)
	}
	v.Crumbs = append(v.Crumbs, layout.Crumb{Title: title, Path: problemPath(p.Number)})
	v.Form = problemPath(p.Number, do)
	return v
}

func (x *Problems) askWords(w http.ResponseWriter, r *http.Request, p participation.Problem, status int, values url.Values, problems form.Problems, faults []ui.Fault) error {
	v, l := x.asked(r, p, "words"), locale.FromContext(r.Context())
	v.Faults = append(ui.Faults(problems, l), faults...)
	v.Hidden = []ui.Option{{Title: "row", Value: values.Get("row")}}
	v.Controls = controls(l, wordsFields(), values, problems)
	return respond.HTML(w, r, status, pages.ProblemFormPage(v))
}

func controls(l locale.Lang, fields []form.Field, values url.Values, problems form.Problems) []ui.Control {
	list := make([]ui.Control, len(fields))
	for i, f := range fields {
		list[i] = ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true}
	}
	return list
}

// Reject says that no one cause explains it: POST /admin/problems/{number}/reject.
func (x *Problems) Reject(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.act(w, r, "cause.said.rejected", func(number string, row int) error { return x.problems.Reject(r.Context(), o, number, row) })
}

// Reopen says that what was done did not help: POST /admin/problems/{number}/reopen.
func (x *Problems) Reopen(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.act(w, r, "cause.said.reopened", func(number string, row int) error { return x.problems.Reopen(r.Context(), o, number, row) })
}

// Unmerge parts a problem from the one that it was merged into: POST /admin/problems/{number}/unmerge.
func (x *Problems) Unmerge(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.act(w, r, "cause.said.unmerged", func(number string, _ int) error { return x.problems.Unmerge(r.Context(), o, number) })
}

func (x *Problems) act(w http.ResponseWriter, r *http.Request, said string, do func(number string, row int) error) error {
	number := chi.URLParam(r, "number")
	if err := do(number, whole(r.PostFormValue("row"))); err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, problemPath(number))
}

// AskMerge asks which problem it is the same as: GET /admin/problems/{number}/merge.
func (x *Problems) AskMerge(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.merge(w, r, o, http.StatusOK, nil, nil)
}

// Merge keeps it: POST /admin/problems/{number}/merge.
func (x *Problems) Merge(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return x.merge(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	number, into := chi.URLParam(r, "number"), r.PostForm.Get("into")
	err := x.problems.Merge(r.Context(), o, number, whole(r.PostForm.Get("row")), into)
	if into == "" || problem.Is(err, problem.NotFound) {
		err = problem.New(problem.Invalid, "cause.flaw.merge")
	}
	if flaw, status := flawOf(err); flaw != nil {
		return x.merge(w, r, o, status, r.PostForm, []ui.Fault{{Field: "into", Text: locale.FromContext(r.Context()).T(flaw.ID, flaw.Args...)}})
	}
	if err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, "cause.said.merged")
	return respond.Redirect(w, r, problemPath(into))
}

func (x *Problems) merge(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, faults []ui.Fault) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	p, err := x.problems.Problem(ctx, o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	others, err := x.problems.Mergeable(ctx, p)
	if err != nil {
		return err
	}
	into := form.Field{Key: "into", Kind: form.KindChoice, Label: locale.TextOf("cause.merge.into")}
	for _, other := range others {
		title, err := x.title(ctx, l, other)
		if err != nil {
			return err
		}
		label := locale.ByThrees(other.Number) + " · " + title.Text + " (" + l.T("cause.count", "Count", other.People, "N", l.Number(int64(other.People))) + ")"
		into.Options = append(into.Options, form.Option{Value: other.Number, Label: locale.Text{Uz: label, Ru: label, En: label}})
	}
	v := x.asked(r, p, "merge")
	v.Faults = faults
	v.Hidden = []ui.Option{{Title: "row", Value: seen(values, p)}}
	if len(others) == 0 {
		v.Lead = l.T("cause.merge.none")
	} else {
		v.Controls = controls(l, []form.Field{into}, values, nil)
	}
	return respond.HTML(w, r, status, pages.ProblemFormPage(v))
}

// seen is the version of the row that the official saw first.
func seen(values url.Values, p participation.Problem) string {
	if values.Has("row") {
		return values.Get("row")
	}
	return strconv.Itoa(p.Row)
}

// AskSplit asks which entries have another cause: GET /admin/problems/{number}/split?before=.
func (x *Problems) AskSplit(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.split(w, r, o, http.StatusOK, nil, nil)
}

// Split takes them out: POST /admin/problems/{number}/split.
func (x *Problems) Split(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return x.split(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	var out []int64
	for _, id := range r.PostForm["entry"] {
		n, _ := strconv.ParseInt(id, 10, 64)
		out = append(out, n)
	}
	drawn, err := x.problems.Split(r.Context(), o, chi.URLParam(r, "number"), whole(r.PostForm.Get("row")), out)
	if flaw, status := flawOf(err); flaw != nil {
		return x.split(w, r, o, status, r.PostForm, []ui.Fault{{Text: locale.FromContext(r.Context()).T(flaw.ID, flaw.Args...)}})
	}
	if err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, "cause.said.split")
	return respond.Redirect(w, r, problemPath(drawn))
}

func (x *Problems) split(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, faults []ui.Fault) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	p, err := x.problems.Problem(ctx, o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, more, err := x.problems.Said(ctx, p, max(0, before))
	if err != nil {
		return err
	}
	v := x.asked(r, p, "split")
	if before > 0 {
		v.Form += "?before=" + strconv.FormatInt(before, 10)
	}
	v.Faults, v.Out = faults, map[string]bool{}
	v.Hidden = []ui.Option{{Title: "row", Value: seen(values, p)}}
	for _, s := range slices.DeleteFunc(slices.Clone(list), func(s participation.Said) bool { return s.Apart }) {
		one := x.said(l, p.Service, s)
		v.Said, v.Out[one.ID] = append(v.Said, one), slices.Contains(values["entry"], one.ID)
	}
	if more {
		v.More = v.Link(problemPath(p.Number, "split") + "?before=" + strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	return respond.HTML(w, r, status, pages.ProblemFormPage(v))
}
