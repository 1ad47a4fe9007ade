package owner

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

func proposalPath(code string, number int) string {
	return servicesPath + "/" + code + "/proposals/" + strconv.Itoa(number)
}

// offer adds to the page of a service the proposals that wait, and the way to a new one.
func (d *Desk) offer(r *http.Request, o account.Official, v *pages.Service, svc *catalogue.Service) error {
	open, err := d.proposals.Open(r.Context(), o, svc.Code)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v.Propose = v.Page.Link(servicesPath + "/" + svc.Code + "/rules")
	v.Proposals = ui.Grid{Caption: l.T("proposal.waiting"), Stack: true, Columns: []ui.Column{{Title: l.T("proposal.proposal")}, {Title: l.T("proposal.what")}}}
	for _, p := range open {
		v.Proposals.Rows = append(v.Proposals.Rows, []ui.Cell{
			{Text: l.T("proposal.version", "N", p.Number), Href: v.Page.Link(proposalPath(svc.Code, p.Number)), Note: l.DateTime(p.At) + ", " + p.Author}, {Text: p.Note},
		})
	}
	return nil
}

// Edit is the form of other rules: GET /admin/services/{code}/rules.
func (d *Desk) Edit(w http.ResponseWriter, r *http.Request, o account.Official) error {
	svc, err := d.proposals.Service(o, chi.URLParam(r, "code"))
	if err != nil {
		return err
	}
	return d.edit(w, r, http.StatusOK, svc, proposal.Draft{Base: svc.VersionID, Checks: svc.Checks}, nil)
}

// Propose keeps them: POST /admin/services/{code}/rules.
func (d *Desk) Propose(w http.ResponseWriter, r *http.Request, o account.Official) error {
	code := chi.URLParam(r, "code")
	svc, err := d.proposals.Service(o, code)
	if err != nil {
		return err
	}
	draft := draftOf(r.PostForm)
	if respond.Switched(r) {
		return d.edit(w, r, http.StatusOK, svc, draft, nil)
	}
	number, problems, err := d.proposals.Propose(r.Context(), o, code, draft)
	if p := problem.Of(err); p != nil && p.Kind == problem.Conflict { // sent once more it is against the rules that hold now
		draft.Base = svc.VersionID
		return d.edit(w, r, http.StatusConflict, svc, draft, form.Problems{{Input: "rule-0", Field: "rule-0", ID: "proposal.problem.base"}})
	}
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.edit(w, r, http.StatusUnprocessableEntity, svc, draft, problems)
	}
	d.sessions.SetFlash(w, r, "proposal.kept")
	return respond.Redirect(w, r, proposalPath(code, number))
}

// draftOf reads the form. A rule whose expression is empty is left out, and so is taken away.
func draftOf(typed url.Values) proposal.Draft {
	d := proposal.Draft{Note: typed.Get("note")}
	d.Base, _ = strconv.ParseInt(typed.Get("base"), 10, 64) // another number is another version: a Conflict
	for i := 0; i <= proposal.MaxRules && typed.Has(fmt.Sprintf("rule-%d", i)); i++ {
		of := func(name string) string { return strings.TrimSpace(typed.Get(fmt.Sprintf("%s-%d", name, i))) }
		if of("rule") == "" {
			continue
		}
		d.Checks = append(d.Checks, catalogue.Check{
			Require: of("rule"), Otherwise: catalogue.Outcome(of("otherwise")),
			Reason: locale.Text{Uz: line(of("reason-uz")), Ru: line(of("reason-ru")), En: line(of("reason-en"))},
		})
	}
	return d
}

// line is a text that people read in one paragraph, however it was typed.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func (d *Desk) edit(w http.ResponseWriter, r *http.Request, status int, svc *catalogue.Service, draft proposal.Draft, problems form.Problems) error {
	l := locale.FromContext(r.Context())
	v := pages.Edit{Page: d.page(r, l.T("proposal.title")), Base: draft.Base, Faults: ui.Faults(problems, l)}
	v.Page.Form = servicesPath + "/" + svc.Code + "/rules"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("owner.title"), Path: servicesPath}, {Title: svc.Title.In(l), Path: servicesPath + "/" + svc.Code}}
	for i := range len(draft.Checks) + 1 {
		check, title := catalogue.Check{Otherwise: catalogue.Refuse}, l.T("proposal.new-rule")
		if i < len(draft.Checks) {
			check, title = draft.Checks[i], l.T("owner.rule", "N", i+1)
		}
		if i == proposal.MaxRules {
			break
		}
		v.Rules = append(v.Rules, pages.EditRule{ID: "edit-" + strconv.Itoa(i), Title: title, Controls: ruleControls(l, i, check, problems)})
	}
	v.Note = ui.Control{
		Field: form.Field{Key: "note", Kind: form.KindTextarea, Label: locale.TextOf("proposal.note"), Hint: locale.TextOf("proposal.note-hint")},
		Name:  "note", Lang: l, Values: url.Values{"note": {draft.Note}}, Problems: problems, InRow: true,
	}
	return respond.HTML(w, r, status, pages.EditPage(v))
}

// ruleControls is the questions about one rule. Those of the empty one at the end may stay empty.
func ruleControls(l locale.Lang, i int, check catalogue.Check, problems form.Problems) []ui.Control {
	var list []ui.Control
	add := func(name string, kind form.Kind, value string, options ...form.Option) {
		input := fmt.Sprintf("%s-%d", name, i)
		f := form.Field{Key: input, Kind: kind, Label: locale.TextOf("proposal.ask." + name), Options: options}
		if name == "rule" {
			f.Hint = locale.TextOf("proposal.ask.rule-hint")
		}
		list = append(list, ui.Control{Field: f, Name: input, Lang: l, Values: url.Values{input: {value}}, Problems: problems, InRow: true})
	}
	add("rule", form.KindTextarea, check.Require)
	var options []form.Option
	for _, o := range []catalogue.Outcome{catalogue.Refuse, catalogue.Correct, catalogue.ToReview} {
		options = append(options, form.Option{Value: string(o), Label: locale.TextOf("proposal.otherwise." + string(o))})
	}
	add("otherwise", form.KindChoice, string(check.Otherwise), options...)
	add("reason-uz", form.KindTextarea, check.Reason.Uz)
	add("reason-ru", form.KindTextarea, check.Reason.Ru)
	add("reason-en", form.KindTextarea, check.Reason.En)
	return list
}

// Proposal is one of a service: GET /admin/services/{code}/proposals/{number}.
func (d *Desk) Proposal(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.proposal(w, r, o, strconv.Itoa(proposal.Sizes[1]))
}

// proposal shows it, with the size of a run that is chosen.
func (d *Desk) proposal(w http.ResponseWriter, r *http.Request, o account.Official, size string) error {
	code, number := proposalOf(r)
	p, err := d.proposals.Proposal(r.Context(), o, code, number)
	if err != nil {
		return err
	}
	after := behind(r.URL.Query().Get("after"), p.Run)
	differences, kept, err := d.proposals.Differences(r.Context(), p, after)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Proposal{
		Page: d.page(r, l.T("proposal.heading", "N", number)), State: l.T("proposal.state." + string(p.State)), Tone: tones[p.State],
		About: l.T("proposal.about", "Name", p.Author, "Time", l.DateTime(p.At)), Note: p.Note, Waits: p.State == proposal.Waiting, Rules: compared(l, p),
		At: proposalPath(code, number),
	}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("owner.title"), Path: servicesPath}, {Title: p.Current.Title.In(l), Path: servicesPath + "/" + code}}
	switch {
	case !p.Ready():
		v.Why = l.T("proposal.not-tried")
	case !p.MayPublish(o):
		v.Why = l.T("proposal.second-person")
	}
	v.Size = ui.Control{
		Field: form.Field{Key: "size", Kind: form.KindChoice, Label: locale.TextOf("proposal.size")}, Name: "size", Lang: l, Values: url.Values{"size": {size}}, InRow: true,
	}
	for _, n := range proposal.Sizes {
		v.Size.Field.Options = append(v.Size.Field.Options, form.Option{Value: strconv.Itoa(n), Label: plain(l.Number(int64(n)))})
	}
	if run := p.Run; run != nil && run.EndedAt == nil {
		respond.Underway(w)
		v.Waits, v.Share = false, 100*run.Examined/max(1, run.Total)
		v.Progress = l.T("proposal.begins")
		if run.Total > 0 {
			v.Progress = l.T("proposal.progress", "N", l.Number(int64(run.Examined)), "Total", l.Number(int64(run.Total)))
		}
	} else if run != nil {
		result(l, &v, *run, differences, kept)
		if after != 0 {
			v.Pager.Previous = layout.URL(l, v.At+"#differences")
		}
	}
	if v.Waits {
		v.Page.Form = v.At + "/run"
	}
	return respond.HTML(w, r, http.StatusOK, pages.ProposalPage(v))
}

var tones = map[proposal.State]ui.Tone{proposal.Waiting: ui.Yellow, proposal.Published: ui.Leaf, proposal.Withdrawn: ui.Plain}

// result is what came of a run: in a sentence, by group, and each decision, page by page.
func result(l locale.Lang, v *pages.Proposal, run proposal.Run, differences []proposal.Difference, kept int) {
	v.Result = l.T("proposal.result", "Count", run.Examined, "N", l.Number(int64(run.Examined))) + " " +
		l.T("proposal.result-differ", "N", l.Number(int64(run.Differing)), "Time", l.DateTime(*run.EndedAt))
	for _, by := range []string{"all", "region", "sex", "age"} {
		g := ui.Grid{Caption: l.T("proposal.by." + by), Stack: true, Columns: []ui.Column{
			{Title: l.T("proposal.group")},
			{Title: l.T("proposal.decisions"), Numeric: true},
			{Title: l.T("proposal.refused-before"), Numeric: true},
			{Title: l.T("proposal.refused-after"), Numeric: true},
			{Title: l.T("proposal.people-before"), Numeric: true},
			{Title: l.T("proposal.people-after"), Numeric: true},
		}}
		for _, e := range run.Effects {
			if e.By != by {
				continue
			}
			g.Rows = append(g.Rows, []ui.Cell{
				{Text: groupName(l, e)},
				{Text: l.Number(int64(e.Before.All()))},
				{Text: l.Percent(e.Before.Share(catalogue.Refuse))},
				{Text: l.Percent(e.After.Share(catalogue.Refuse))},
				{Text: l.Percent(e.Before.Share(catalogue.ToReview))},
				{Text: l.Percent(e.After.Share(catalogue.ToReview))},
			})
		}
		if len(g.Rows) > 0 {
			v.Effects = append(v.Effects, g)
		}
	}
	v.Differ = ui.Grid{Caption: l.T("proposal.differences"), Stack: true, Columns: []ui.Column{{Title: l.T("proposal.application")}, {Title: l.T("proposal.current")}, {Title: l.T("proposal.proposed")}}}
	v.Pager = ui.NewPager(l)
	if len(differences) > proposal.MostTold {
		differences = differences[:proposal.MostTold]
		v.Pager.Next = layout.URL(l, fmt.Sprintf("%s?after=%d.%d#differences", v.At, run.ID, differences[proposal.MostTold-1].ID))
	}
	if kept < run.Differing {
		v.Gone = l.T("proposal.kept-of", "N", l.Number(int64(kept)), "Total", l.Number(int64(run.Differing)))
	}
	for _, x := range differences {
		v.Differ.Rows = append(v.Differ.Rows, []ui.Cell{
			{Text: x.Number, Href: v.Page.Link("/admin/cases/" + x.Number), Note: l.DateTime(x.At)}, {Text: l.T("proposal.outcome." + string(x.Before))}, {Text: l.T("proposal.outcome." + string(x.After))},
		})
	}
}

// behind is the decision that a page of a run's differences begins after; 0, the first page, where the key is none or that
// of an earlier run, which sorts its decisions otherwise.
func behind(key string, run *proposal.Run) int64 {
	of, id, _ := strings.Cut(key, ".")
	if run == nil || of != strconv.FormatInt(run.ID, 10) {
		return 0
	}
	after, _ := strconv.ParseInt(id, 10, 64)
	return after
}

// plain is what reads the same in every language.
func plain(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

func groupName(l locale.Lang, e proposal.Effect) string {
	switch {
	case e.By == "all":
		return l.T("proposal.everybody")
	case e.Group == "":
		return l.T("proposal.unknown")
	case e.By == "region":
		if region, ok := catalogue.Lists().Regions.Get(e.Group); ok {
			return region.Title.In(l)
		}
		return e.Group
	case e.By == "sex":
		return l.T("proposal.sex." + e.Group)
	case strings.HasSuffix(e.Group, "-"):
		return l.T("proposal.age-from", "Age", strings.TrimSuffix(e.Group, "-"))
	default:
		return l.T("proposal.age", "Age", strings.ReplaceAll(e.Group, "-", "–"))
	}
}

// compared is the rules of a proposal beside those that are current: the same expression is the same rule, else the one in
// its place; and those that are gone.
func compared(l locale.Lang, p proposal.Proposal) []pages.Compared {
	was, taken := p.Current.Checks, map[int]bool{}
	same := func(c catalogue.Check) int {
		return slices.IndexFunc(was, func(x catalogue.Check) bool { return x.Require == c.Require })
	}
	for _, c := range p.Proposed.Checks {
		if at := same(c); at >= 0 {
			taken[at] = true
		}
	}
	var list []pages.Compared
	for i, c := range p.Proposed.Checks {
		x := pages.Compared{Rule: ruleOf(l, p.Proposed, i)}
		at := same(c)
		if at < 0 && i < len(was) && !taken[i] {
			at, taken[i] = i, true
		}
		switch {
		case at < 0:
			x.Change, x.Tone = l.T("proposal.change.new"), ui.Leaf
		case was[at] != c:
			before := ruleOf(l, p.Current, at)
			x.Change, x.Tone, x.Before = l.T("proposal.change.changed"), ui.Yellow, &before
		}
		list = append(list, x)
	}
	for i := range was {
		if !taken[i] {
			gone := pages.Compared{Rule: ruleOf(l, p.Current, i), Change: l.T("proposal.change.gone"), Tone: ui.Red}
			gone.ID = "gone-" + strconv.Itoa(i+1)
			list = append(list, gone)
		}
	}
	return list
}

// Try asks for a run: POST /admin/services/{code}/proposals/{number}/run.
func (d *Desk) Try(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.proposal(w, r, o, r.PostForm.Get("size"))
	}
	code, number := proposalOf(r)
	size, err := strconv.Atoi(r.PostForm.Get("size"))
	if err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	if err := d.proposals.Try(r.Context(), o, code, number, size); err != nil {
		return err
	}
	return respond.Redirect(w, r, proposalPath(code, number))
}

// Publish makes it the rules of the service: POST /admin/services/{code}/proposals/{number}/publish.
func (d *Desk) Publish(w http.ResponseWriter, r *http.Request, o account.Official) error {
	code, number := proposalOf(r)
	if err := d.proposals.Publish(r.Context(), o, code, number); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "proposal.published")
	return respond.Redirect(w, r, servicesPath+"/"+code)
}

// Withdraw ends it: POST /admin/services/{code}/proposals/{number}/withdraw.
func (d *Desk) Withdraw(w http.ResponseWriter, r *http.Request, o account.Official) error {
	code, number := proposalOf(r)
	if err := d.proposals.Withdraw(r.Context(), o, code, number); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "proposal.withdrawn")
	return respond.Redirect(w, r, servicesPath+"/"+code)
}

// proposalOf is what the address names; a number that is none names nothing.
func proposalOf(r *http.Request) (code string, number int) {
	number, _ = strconv.Atoi(chi.URLParam(r, "number"))
	return chi.URLParam(r, "code"), number
}
