package cabinet

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// appeals is what the applicant can ask for against a refusal and until when, and what was asked for.
func appeals(a casework.Application, actions []casework.Action, l locale.Lang) (v cabinet.Appeals) {
	until := l.Date(a.AppealBy())
	switch {
	case slices.Contains(actions, casework.RequestReview):
		v.Ask, v.Text, v.Reason, v.Button = &cabinet.Ask{Row: a.Row}, l.T("cabinet.review.text"), l.T("cabinet.review.reason"), l.T("cabinet.review.button")
		v.Until = l.T("cabinet.appeal.until", "Day", until)
	case slices.Contains(actions, casework.FileAppeal):
		v.Ask, v.Text, v.Reason, v.Button = &cabinet.Ask{Row: a.Row}, l.T("cabinet.appeal.text"), l.T("cabinet.appeal.reason"), l.T("cabinet.appeal.button")
		v.Until = l.T("cabinet.appeal.until", "Day", until)
	case a.State != casework.Refused:
	case a.Remedy() == casework.NoRemedy:
		v.Over = l.T("cabinet.appeal.heard")
	default:
		v.Over = l.T("cabinet.appeal.over", "Day", until)
	}
	for _, p := range slices.Backward(a.Appeals) {
		v.Asked = append(v.Asked, asked(p, l))
	}
	return v
}

// asked is a review or an appeal, and what came of it.
func asked(p casework.Appeal, l locale.Lang) ui.Row {
	row := ui.Row{
		Key: l.T("casework.remedy." + string(p.Kind)), Value: l.T("cabinet.appeal.number", "Number", locale.ByThrees(p.Number)),
		Note: l.T("cabinet.appeal.filed", "Date", l.Date(p.FiledAt)),
	}
	if p.Outcome == casework.Unheard {
		row.Value += "\n" + l.T("cabinet.appeal.due", "Day", l.Due(p.DueAt))
		return row
	}
	row.Value += "\n" + l.T("casework.outcome."+string(p.Outcome)) + ", " + l.Date(*p.DecidedAt) + "\n" + p.Note
	return row
}

// AskReview asks a person to look at what the rules refused: POST /applications/{number}/review.
func (c *Cabinet) AskReview(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.request(w, r, who, casework.RequestReview, func() { c.filed(w, r, who, "cabinet.review.done") })
}

// Appeal appeals against what an official refused: POST /applications/{number}/appeal.
func (c *Cabinet) Appeal(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.request(w, r, who, casework.FileAppeal, func() { c.filed(w, r, who, "cabinet.appeal.done") })
}

// filed says so with the number. It is filed, whatever can be read now: who is told that it failed would press again in vain.
func (c *Cabinet) filed(w http.ResponseWriter, r *http.Request, who account.Principal, done string) {
	if a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number")); err == nil {
		c.Sessions.SetFlash(w, r, done, "Number", locale.ByThrees(a.Appeal().Number))
	}
}

// empty says what is to be written in a request that needs it.
var empty = map[casework.Action]string{casework.FileAppeal: "cabinet.appeal.empty", casework.AskOtherTime: "cabinet.inspection.empty"}

// request does what the form with one text on the page of an application asks for. What can't be done as it
// stands comes back with the text, as long as it may still be asked for; else the page of the error gives the text back.
func (c *Cabinet) request(w http.ResponseWriter, r *http.Request, who account.Principal, action casework.Action, done func()) error {
	if respond.Switched(r) {
		return c.Application(w, r, who)
	}
	err := c.act(r, who, action)
	p := problem.Of(err)
	switch {
	case err == nil:
		done()
		return respond.Redirect(w, r, "/applications/"+chi.URLParam(r, "number"))
	case p == nil:
	case p.Kind == problem.Invalid:
		id := p.ID
		if id == casework.NoteNeeded {
			id = empty[action]
		}
		return c.show(w, r, who, http.StatusUnprocessableEntity, []ui.Fault{{Field: "note", Text: locale.FromContext(r.Context()).T(id, p.Args...)}})
	case p.ID == casework.ChangedMeanwhile:
		a, bad := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
		if bad == nil && slices.Contains(a.ActionsFor(casework.Citizen(who)), action) { // it can still be asked for, of the case as it is now
			return c.show(w, r, who, http.StatusConflict, []ui.Fault{{Field: "note", Text: locale.FromContext(r.Context()).T("cabinet.correct.changed")}})
		}
	}
	return respond.Unsaid(err, r.PostFormValue("note"))
}
