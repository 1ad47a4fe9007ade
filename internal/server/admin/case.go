package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

// Case is an application on one page, its personal numbers masked: GET /admin/cases/{number}.
func (d *Desk) Case(w http.ResponseWriter, r *http.Request, o account.Official) error {
	a, err := d.Cases.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return d.casePage(w, r, o, a, false)
}

// ShowCase is the same page with the numbers, and with what the page gave back of what was typed: POST /admin/cases/{number}/show.
func (d *Desk) ShowCase(w http.ResponseWriter, r *http.Request, o account.Official) error {
	a, err := d.Cases.CaseShown(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return d.casePage(w, r, o, a, true)
}

func (d *Desk) casePage(w http.ResponseWriter, r *http.Request, o account.Official, a casework.Application, shown bool) error {
	lang := locale.FromContext(r.Context())
	v := d.view(lang, o, a)
	d.dress(r, lang, a, &v)
	v.Veil.Lives = shown
	if v.Unsaid = r.PostFormValue(ui.SaidName); v.Unsaid != "" {
		v.Banner = lang.T("admin.action.changed")
	}
	if err := d.written(r, o, a, &v); err != nil {
		return err
	}
	v.Page.Bar = pages.Decisions(v)
	return respond.HTML(w, r, http.StatusOK, pages.CasePage(v))
}

func (d *Desk) view(l locale.Lang, o account.Official, a casework.Application) pages.Case {
	v := pages.Case{
		Number: a.Number, Who: applicant(l, a), Row: strconv.Itoa(a.Row), Seen: strconv.FormatInt(newest(a), 10),
		Checks: checks(l, a), Outcome: outcome(l, a), Answers: answers(l, a), Facts: facts(l, a), Files: files(l, a), Results: results(l, a),
		Clock: d.clock(l, o, a), Proposal: proposal(l, a), Consents: consents(l, a), Visits: d.visits(l, a), Came: came(l, a), Opinions: opinions(l, d.Now(), a), Appeals: appeals(l, a),
		Events: events(l, a.Events), Actions: actions(l, o, a),
	}
	v.Signed = signed(l, a)
	v.Tags = append(v.Tags, pages.Tag{Tone: tone(a.State), Text: stateTitle(l, a.State)})
	if !a.State.Final() {
		v.Tags = append(v.Tags, pages.Tag{Tone: ui.Grey, Text: l.T("casework.step." + string(a.Step))})
	}
	if n := sentBack(a); n > 0 {
		v.Tags = append(v.Tags, pages.Tag{Tone: ui.Grey, Text: l.T("admin.case.corrected", "Count", n)})
	}
	switch {
	case a.Step == casework.Consents: // each request has its own official
	case a.AssignedTo != "":
		v.Tags = append(v.Tags, pages.Tag{Tone: ui.Grey, Text: a.AssignedTo})
	case a.State == casework.InProcess:
		v.Tags = append(v.Tags, pages.Tag{Tone: ui.Grey, Text: l.T("admin.nobody")})
	}
	v.Banner = anew(l, a)
	asked := a.AskedOf(o)
	if a.Cause != casework.NoCause {
		v.Banner = l.T("casework.cause." + string(a.Cause))
		if reason := a.Reason.In(l); reason != "" && a.State == casework.InProcess && a.Proposal == "" {
			v.Banner = sentences(v.Banner, reason)
		}
	}
	if note := returned(a); note != "" {
		v.Banner = l.T("admin.case.returned", "Note", note)
	}
	if unknown := a.FeeUnknown(); unknown != "" {
		v.Banner = sentences(v.Banner, l.T(unknown))
	}
	if asked != nil {
		v.Banner = l.T("casework.opinion.asked", "Day", l.DueName(asked.DueAt), "Question", asked.Question)
	}
	if !a.ReadUntil.IsZero() {
		v.Banner = l.T("emergency.banner", "Time", l.DateTime(a.ReadUntil))
	}
	return v
}

// returned is what the head of office wrote when the proposal went back; empty once there is another one.
func returned(a casework.Application) string {
	for _, e := range slices.Backward(a.Events) {
		if e.Action == casework.Return && a.Step == casework.Prepare {
			return e.Note
		}
		if e.Action == casework.ProposeGrant || e.Action == casework.ProposeRefuse {
			return ""
		}
	}
	return ""
}

// sentences is one after another.
func sentences(first, second string) string {
	if first == "" {
		return second
	}
	return strings.TrimSuffix(first, ".") + ". " + second
}

func applicant(l locale.Lang, a casework.Application) string {
	who := a.Applicant
	if a.Mandate != nil {
		who += " (" + l.T("admin.case.sent-by", "Name", a.Sender, "Ground", l.T("mandate.ground."+string(a.Mandate.Ground), "Number", a.Mandate.Number)) + ")"
	}
	if a.Company != "" {
		return who + " · " + l.T("admin.case.for-company", "TIN", a.Company)
	}
	return who + " · " + l.T("admin.case.for-self")
}

func newest(a casework.Application) int64 {
	if len(a.Events) == 0 {
		return 0
	}
	return a.Events[len(a.Events)-1].ID
}

func sentBack(a casework.Application) int {
	n := 0
	for _, e := range a.Events {
		if e.Action == casework.Resubmit {
			n++
		}
	}
	return n
}

func tone(s casework.State) ui.Tone {
	switch s {
	case casework.Done:
		return ui.Leaf
	case casework.Refused:
		return ui.Red
	case casework.InProcess, casework.New, casework.Appealed:
		return ui.Plain
	default:
		return ui.Grey
	}
}

// clock is by when somebody must act, and how the term runs.
func (d *Desk) clock(l locale.Lang, o account.Official, a casework.Application) pages.Clock {
	now, calendar := d.Now(), d.Cases.Calendar()
	var c pages.Clock
	asked := consent.Of(a.Consents, o.Authority)
	switch {
	case asked != nil && asked.Waits() && a.Step == casework.Consents: // who is asked has a day of his own
		c.Due, c.Left = l.DueName(asked.DueAt), left(l, calendar, now, asked.DueAt)
		c.Notes = append(c.Notes, l.T("admin.case.asked", "Date", l.DateTime(asked.AskedAt)), l.T("admin.case.silence"))
		return c
	case a.Advises(o):
		x := a.AskedOf(o)
		c.Due, c.Left = l.DueName(x.DueAt), left(l, calendar, now, x.DueAt)
		c.Notes = append(c.Notes, l.T("admin.case.asked", "Date", l.DateTime(x.AskedAt)), l.T("casework.opinion.runs"))
		return c
	case a.ClosedAt != nil:
		c.Due = l.Date(*a.ClosedAt)
		c.Left = pages.Tag{Tone: tone(a.State), Text: stateTitle(l, a.State)}
		return c
	case a.StoppedAt != nil:
		c.Due = l.DueName(a.DueAt)
		c.Left = pages.Tag{Tone: ui.Grey, Text: l.T("admin.paused")}
	default:
		c.Due, c.Left = l.DueName(a.DueAt), left(l, calendar, now, a.DueAt)
		c.Notes = append(c.Notes, l.T("admin.case.same-date"))
		if at, ok := a.SilenceGrantsAt(); ok {
			c.Notes = append(c.Notes, l.T("admin.case.by-silence", "Date", l.DateTime(at)))
		}
	}
	total, gone := calendar.Between(a.SubmittedAt, a.TermAt), calendar.Between(a.SubmittedAt, now)
	if total > 0 && total <= 30 {
		c.Total, c.Done = total, min(max(gone, 0), total)
		c.Notes = append(c.Notes, l.T("admin.case.gone", "Done", c.Done, "Total", total))
	}
	c.Notes = append(c.Notes, a.ClockWords(l)...)
	c.Notes = append(c.Notes, l.T("admin.case.sent", "Date", l.DateTime(a.SubmittedAt)))
	return c
}

// events is the history, the newest first: an official reads what came last before all else.
func events(l locale.Lang, list []casework.Event) []ui.Event {
	out := make([]ui.Event, 0, len(list))
	for i, e := range list {
		v := ui.Event{
			Title: ui.EventTitle(l, e), When: l.DateTime(e.At), At: e.At.Format(time.RFC3339), Text: cmp.Or(e.DateWords(l), e.Note),
		}
		switch {
		case e.Actor != "":
			v.By = e.Actor
		case e.Kind == "machine":
			v.By = l.T("admin.case.by-machine")
		default:
			v.By = l.T("admin.case.by-applicant")
		}
		if i == len(list)-1 {
			v.Moment = ui.Now
		}
		out = append(out, v)
	}
	slices.Reverse(out)
	return out
}
