package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// notes is what the note of an action is called where it is more than a note.
var notes = map[casework.Action]string{casework.AskOpinion: "casework.opinion.question", casework.AnswerOpinion: "casework.opinion.answer"}

// ask draws the form of an action with what was typed.
func (d *Desk) ask(w http.ResponseWriter, r *http.Request, o account.Official, status int, a casework.Application,
	action casework.Action, in entry, flaw *problem.Error,
) error {
	lang := locale.FromContext(r.Context())
	need := a.InputFor(action, casework.Officer(o))
	v := pages.ActionForm{
		Page: respond.Page(r, lang.T("casework.action."+string(action))), Number: a.Number, Name: string(action),
		Subject: a.Service.Title.In(lang) + " · " + a.Applicant, Row: in.row, Seen: strconv.FormatInt(newest(a), 10),
		Public: public(action), Note: in.note, NoteAsked: need.Note != casework.No, Optional: need.Note == casework.Optional,
		Main: slices.Contains(main, action) || !slices.Contains(refusals, action), Changes: since(lang, a, in.seen),
		Previews: public(action), Preview: in.shown,
	}
	v.Page.Dense, v.Page.Section = true, "cases"
	v.Page.Form = "/admin/cases/" + a.Number + "/actions/" + string(action)
	v.Page.Crumbs = []layout.Crumb{
		{Title: lang.T("admin.title"), Path: "/admin"}, {Title: locale.ByThrees(a.Number), Path: "/admin/cases/" + a.Number},
	}
	if need.Marks {
		v.Marks = marks(lang, a, in.marks)
		if len(a.Consents) > 0 {
			v.Hint = lang.T("admin.action.reconsent")
		}
	}
	if action == casework.Uphold || action == casework.Oblige || action == casework.Overturn {
		v.Hint = lang.T("admin.action." + follows(a, action))
	}
	if x := a.AskedOf(o); action == casework.AnswerOpinion && x != nil {
		question, _ := personal.Mask(x.Question)
		v.Hint = lang.T("casework.opinion.asked", "Day", lang.DueName(x.DueAt), "Question", question)
	}
	if label, own := notes[action]; own {
		v.NoteLabel = lang.T(label)
	}
	for _, f := range need.Fields {
		field, err := d.field(r, o, lang, a, f, in.fields[f.Name])
		if err != nil {
			return err
		}
		v.Fields = append(v.Fields, field)
	}
	if flaw != nil {
		v.Faults = []ui.Fault{{Field: blamed(flaw.ID, v), Text: lang.T(flaw.ID, flaw.Args...)}}
	}
	return respond.HTML(w, r, status, pages.ActionPage(v))
}

// follows names the words that say what the decision on a review or an appeal brings with it.
func follows(a casework.Application, action casework.Action) string {
	if action == casework.Overturn && a.Unstudied() {
		return "overturn-study"
	}
	return string(action)
}

// dress puts the shell around a case page that answers something else than a look at the case.
func (d *Desk) dress(r *http.Request, l locale.Lang, a casework.Application, v *pages.Case) {
	v.Page = respond.Page(r, a.Service.Title.In(l))
	v.Page.Dense, v.Page.Section, v.Page.Path = true, "cases", "/admin/cases/"+a.Number
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	v.Veil = veil(v.Page, false)
	v.Page.Bar = pages.Decisions(*v)
}

// public reports whether the applicant reads the note of an action: at once, or once the proposal is approved.
func public(action casework.Action) bool {
	return casework.Public(action) || action == casework.ProposeGrant || action == casework.ProposeRefuse
}

// since is what happened after the event that the official saw last, the newest first.
func since(l locale.Lang, a casework.Application, seen string) []ui.Event {
	last, err := strconv.ParseInt(seen, 10, 64)
	if err != nil {
		return nil
	}
	var fresh []casework.Event
	for _, e := range a.Events {
		if e.ID > last {
			fresh = append(fresh, e)
		}
	}
	return events(l, fresh)
}

// preview shows what the applicant will read, in the form that stays open; or what is missing.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, o account.Official, in entry) error {
	a, action, err := d.possible(r, o)
	if problem.Is(err, problem.Conflict) {
		return d.conflict(w, r, o, casework.Action(chi.URLParam(r, "action")), in, err)
	}
	if err != nil {
		return err
	}
	reason, next, err := a.Preview(casework.Officer(o), in.input(action))
	if flaw := problem.Of(err); problem.Is(err, problem.Invalid) {
		return d.ask(w, r, o, http.StatusUnprocessableEntity, a, action, in, flaw)
	}
	if err != nil {
		return err
	}
	in.shown = &pages.Preview{Lang: a.Lang, Title: a.Lang.T("casework.event." + string(action)), Reason: reason, Next: next}
	for _, m := range in.marks {
		if i := slices.IndexFunc(a.Service.Form, func(f form.Field) bool { return f.Key == m.Key }); i >= 0 {
			in.shown.Marks = append(in.shown.Marks, ui.Row{Key: a.Service.Form[i].Label.In(a.Lang), Value: m.Reason})
		}
	}
	return d.ask(w, r, o, http.StatusOK, a, action, in, nil)
}

// marks is every question with its answer, to be chosen for correction.
func marks(l locale.Lang, a casework.Application, chosen []casework.Mark) []pages.Mark {
	shown := map[string]string{}
	for _, v := range answers(l, a) {
		shown[v.Label] = strings.Join(v.Lines, ", ")
	}
	var list []pages.Mark
	for _, f := range a.Service.Form {
		label := f.Label.In(l)
		m := pages.Mark{Key: f.Key, Label: label}
		m.Answer, _ = personal.Mask(shown[label])
		if _, answered := a.Answers[f.Key]; !answered && a.Number != "" { // many cases have each their own
			m.Answer = l.T("admin.case.no-answer")
		}
		for _, c := range chosen {
			if c.Key == f.Key {
				m.Chosen, m.Reason = true, c.Reason
			}
		}
		list = append(list, m)
	}
	return list
}

// field is a named value with its choices.
func (d *Desk) field(r *http.Request, o account.Official, l locale.Lang, a casework.Application, f casework.Field, v string) (pages.ActionField, error) {
	x := pages.ActionField{Name: f.Name, Kind: f.Kind, Label: l.T("casework.field." + f.Name), Value: v}
	switch f.Kind {
	case "ground":
		for _, g := range casework.Grounds(a.Service) {
			x.Choices = append(x.Choices, pages.Choice{Value: g.Code, Label: g.Title.In(l), Note: g.Next.In(l), Chosen: v == g.Code})
		}
	case "authority", "where", "days", "opinion":
		x.Choices = opinionChoices(l, a, f.Kind, v)
	case "region":
		x.Choices = []pages.Choice{{Label: l.T("admin.action.choose")}}
		for code, region := range catalogue.Lists().Regions.All() {
			if code != a.Region {
				x.Choices = append(x.Choices, pages.Choice{Value: code, Label: region.Title.In(l), Chosen: v == code})
			}
		}
	case "official":
		x.Choices = []pages.Choice{{Label: l.T("admin.action.choose")}}
		colleagues, err := d.Accounts.Officials(r.Context(), o.Authority, a.Region)
		if err != nil {
			return x, err
		}
		if f.Name == "inspector" {
			x.Choices, v = nil, cmp.Or(v, strconv.FormatInt(o.ID, 10)) // who schedules it makes it, unless another is named
		}
		for _, c := range colleagues {
			if !a.Suits(c.ID) {
				continue
			}
			id := strconv.FormatInt(c.ID, 10)
			x.Choices = append(x.Choices, pages.Choice{Value: id, Label: c.Name + ", " + l.T("admin.role."+string(c.Role)), Chosen: v == id})
		}
	}
	return x, nil
}

// blamed is the field that a flaw of casework is about.
func blamed(id string, v pages.ActionForm) string {
	switch {
	case strings.HasPrefix(id, "casework.field_needed."):
		return strings.TrimPrefix(id, "casework.field_needed.")
	case (id == "casework.marks_needed" || id == "casework.mark_too_long") && len(v.Marks) > 0:
		return "marks"
	case id == "casework.opinion_nobody" || id == "casework.opinion_twice" || id == "casework.opinions_many":
		return "authority"
	case id == "casework.opinion_own":
		return "where"
	case id == "casework.opinion_days":
		return "days"
	case id == "casework.no_official":
		return "official"
	case id == "casework.no_region":
		return "region"
	case id == "casework.place_too_long":
		return "place"
	case id == "casework.no_inspector":
		return "inspector"
	case id == "casework.visit_past" || id == "casework.visit_hours":
		return "at"
	default:
		return "note"
	}
}
