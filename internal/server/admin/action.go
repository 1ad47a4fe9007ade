package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
)

// main is the actions that a case is moved towards: the first that is possible is the one green button.
var main = []casework.Action{
	casework.ApproveProposal, casework.Grant, casework.ProposeGrant, casework.RecordResult, casework.ScheduleVisit,
	casework.GiveConsent, casework.AnswerOpinion, casework.Overturn, casework.Claim, casework.ClaimConsent,
}

// beside is the actions that move a case between people and decide nothing.
var beside = []casework.Action{casework.Release, casework.ReleaseConsent, casework.Assign, casework.Reroute, casework.Recheck, casework.AskOpinion, casework.WithdrawOpinion, casework.Remark}

// keys is what officials press instead of the mouse.
var keys = map[casework.Action]string{
	casework.Claim: "c", casework.ClaimConsent: "c", casework.Grant: "g", casework.ProposeGrant: "g", casework.ApproveProposal: "g", casework.Refuse: "r",
	casework.ProposeRefuse: "r", casework.AskCorrection: "t", casework.Return: "t", casework.RecordResult: "v", casework.ScheduleVisit: "v",
}

// refusals are the actions with a reason that the applicant must be able to use.
var refusals = []casework.Action{casework.Refuse, casework.ProposeRefuse, casework.RefuseConsent}

// actions is what the official can do now, drawn from casework's table.
func actions(l locale.Lang, o account.Official, a casework.Application) []pages.Action {
	actor := casework.Officer(o)
	possible := a.ActionsFor(actor)
	green := casework.Action("")
	for _, m := range main {
		if slices.Contains(possible, m) {
			green = m
			break
		}
	}
	var list []pages.Action
	for _, action := range possible {
		key := keys[action]
		if action != green && key == keys[green] {
			key = "" // one key does one thing
		}
		list = append(list, pages.Action{
			Name: string(action), Label: l.T("casework.action." + string(action)), Direct: direct(a.InputFor(action, actor)),
			Main: action == green, Aside: slices.Contains(beside, action), Key: key,
		})
	}
	// the green one comes first, whatever its place in the table
	slices.SortStableFunc(list, func(x, y pages.Action) int {
		switch {
		case x.Main == y.Main:
			return 0
		case x.Main:
			return -1
		default:
			return 1
		}
	})
	return list
}

// direct reports whether an action needs nothing but the press of its button.
func direct(in casework.Input) bool {
	return in.Note == casework.No && !in.Marks && len(in.Fields) == 0
}

// Ask shows what an action needs: GET /admin/cases/{number}/actions/{action}.
func (d *Desk) Ask(w http.ResponseWriter, r *http.Request, o account.Official) error {
	a, action, err := d.possible(r, o)
	if err != nil {
		return err
	}
	in := typed(r)
	if in.row == "" {
		in.row, in.seen = strconv.Itoa(a.Row), strconv.FormatInt(newest(a), 10)
	}
	return d.ask(w, r, o, http.StatusOK, a, action, in, nil)
}

// Act does the action: POST /admin/cases/{number}/actions/{action}. When somebody else changed the case meanwhile, the
// page shows what changed and keeps what was typed.
func (d *Desk) Act(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return d.Ask(w, r, o)
	}
	number, action, in := chi.URLParam(r, "number"), casework.Action(chi.URLParam(r, "action")), typed(r)
	if r.FormValue("do") == "preview" {
		return d.preview(w, r, o, in)
	}
	err := d.Cases.Act(r.Context(), casework.Officer(o), number, in.input(action))
	switch {
	case err == nil:
		d.done(w, r, "admin.action.done", "Event", locale.FromContext(r.Context()).T("casework.event."+string(action)))
		return respond.Redirect(w, r, d.after(r, o, number))
	case problem.Is(err, problem.Conflict):
		return d.conflict(w, r, o, action, in, err)
	case problem.Is(err, problem.Invalid):
		a, possible, gone := d.possible(r, o)
		if problem.Is(gone, problem.Conflict) {
			return d.conflict(w, r, o, action, in, gone)
		}
		if gone != nil {
			return gone
		}
		return d.ask(w, r, o, http.StatusUnprocessableEntity, a, possible, in, problem.Of(err))
	default:
		return err
	}
}

// after is where an official goes on: the case, or the list when the case has left the office.
func (d *Desk) after(r *http.Request, o account.Official, number string) string {
	if _, err := d.Cases.Case(r.Context(), o, number); err != nil {
		return "/admin"
	}
	return "/admin/cases/" + number
}

// conflict shows what changed, unless it was this press, made twice. An action that is still possible can be sent again on top of it; of another what was typed is
// shown, to be said in another way.
func (d *Desk) conflict(w http.ResponseWriter, r *http.Request, o account.Official, action casework.Action, in entry, cause error) error {
	a, err := d.Cases.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	lang := locale.FromContext(r.Context())
	in.row = strconv.Itoa(a.Row)
	if may(a, casework.Officer(o), action) {
		return d.ask(w, r, o, http.StatusConflict, a, action, in, nil)
	}
	if in.is(a, o, action) {
		d.done(w, r, "admin.action.done", "Event", lang.T("casework.event."+string(action)))
		return respond.Redirect(w, r, "/admin/cases/"+a.Number)
	}
	v := d.view(lang, o, a)
	p := problem.Of(cause)
	v.Banner, v.Unsaid = lang.T("admin.action.changed")+". "+lang.T(p.ID, p.Args...), in.said()
	d.dress(r, lang, a, &v)
	v.Veil.Said = v.Unsaid
	return respond.HTML(w, r, http.StatusConflict, pages.CasePage(v))
}

// possible is the case and the action, if the official can do it now.
func (d *Desk) possible(r *http.Request, o account.Official) (casework.Application, casework.Action, error) {
	a, err := d.Cases.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return a, "", err
	}
	action := casework.Action(chi.URLParam(r, "action"))
	if !may(a, casework.Officer(o), action) {
		return a, "", problem.New(problem.Conflict, "casework.not_now")
	}
	return a, action, nil
}

// entry is what an official typed.
type entry struct {
	row, seen, note string
	fields          map[string]string
	marks           []casework.Mark
	shown           *pages.Preview // what the applicant will read of it, when the official asked
}

func typed(r *http.Request) entry {
	f := entry{
		row: r.FormValue("row"), seen: r.FormValue("seen"), note: r.FormValue("note"),
		fields: map[string]string{},
	}
	for _, name := range []string{"at", "place", "inspector", "official", "region", "ground", "authority", "where", "days", "opinion"} {
		if v := r.FormValue(name); v != "" {
			f.fields[name] = v
		}
	}
	for _, key := range r.Form["mark"] {
		f.marks = append(f.marks, casework.Mark{Key: key, Reason: strings.TrimSpace(r.FormValue("why-" + key))})
	}
	return f
}

// is reports whether the last that the official did about the case is what he sends here.
func (f entry) is(a casework.Application, o account.Official, action casework.Action) bool {
	for _, e := range slices.Backward(a.Events) {
		if e.ActorID == o.ID {
			return e.Action == action && e.Note == strings.TrimSpace(f.note)
		}
	}
	return false
}

// said is all that was written: the note, the place, and why each answer is to be mended.
func (f entry) said() string {
	said := []string{f.note, f.fields["place"]}
	for _, m := range f.marks {
		said = append(said, m.Reason)
	}
	return strings.TrimSpace(strings.Join(said, "\n"))
}

// input is what casework is asked to do.
func (f entry) input(action casework.Action) casework.ActionInput {
	return casework.ActionInput{Action: action, Note: strings.TrimSpace(f.note), Row: whole(f.row), Fields: f.fields, Marks: f.marks}
}
