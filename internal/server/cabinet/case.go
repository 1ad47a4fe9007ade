package cabinet

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/threads"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// How long the page of an application that was just sent waits for the machine, and for how long it asks again by
// itself afterwards.
const (
	waitNow   = 2500 * time.Millisecond
	justSent  = 20 * time.Second
	askAgain  = 3 * time.Minute
	askEvery  = 3
	askSlower = 10
)

// Application is one application of one's own.
func (c *Cabinet) Application(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return c.show(w, r, who, http.StatusOK, nil)
}

// show is the page of an application, with what must be mended in what was asked for on it.
func (c *Cabinet) show(w http.ResponseWriter, r *http.Request, who account.Principal, status int, faults []ui.Fault) error {
	number := chi.URLParam(r, "number")
	var said []feedback.Own
	written := c.Threads.Opening(thread.Citizen(who), number, 0, threads.Shown)
	read := func(ctx context.Context) (casework.Application, error) {
		return c.Cases.Application(ctx, who, number, feedback.OfApplication(who, number, &said), written.Read)
	}
	a, err := read(r.Context())
	if err != nil {
		return err
	}
	waiting := a.State == casework.New
	if waiting && c.Now().Sub(lastMove(a)) < justSent { // an answer that comes in a moment is worth a moment
		if err := c.Cases.WaitDecided(r.Context(), a.Number, waitNow); err != nil {
			return err
		}
		if a, err = read(r.Context()); err != nil {
			return err
		}
		waiting = a.State == casework.New
	}
	if age := c.Now().Sub(lastMove(a)); waiting && age < askAgain {
		every := askEvery
		if age > justSent {
			every = askSlower
		}
		w.Header().Set("Refresh", strconv.Itoa(every))
	}
	v := c.view(r, who, a)
	v.Said = saidRows(said, v.Lang)
	t, err := written.Open(r.Context())
	if err != nil {
		return err
	}
	v.Thread = threadCard(t, a, v)
	if v.Faults = faults; len(faults) > 0 {
		v.Page.Title = v.T("form.error") + " " + v.Page.Title
	}
	return respond.HTML(w, r, status, cabinet.ApplicationPage(v))
}

// lastMove is when something last happened to the application.
func lastMove(a casework.Application) time.Time {
	if n := len(a.Events); n > 0 {
		return a.Events[n-1].At
	}
	return a.SubmittedAt
}

// WithdrawForm asks once more.
func (c *Cabinet) WithdrawForm(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	l, words := locale.FromContext(r.Context()), withdrawal(a)
	v := cabinet.Confirm{
		Page: c.caseShell(r, who, a, l.T(words+".title")), Heading: l.T(words + ".title"),
		Text: l.T(words+".text", "Service", a.Service.Title.In(l), "Number", locale.ByThrees(a.Number)), Row: a.Row, Button: l.T(words + ".button"),
	}
	v.Action = v.Link("/applications/" + a.Number + "/withdraw")
	v.Cancel = v.Link("/applications/" + a.Number)
	v.Back = "/applications/" + a.Number
	return respond.HTML(w, r, http.StatusOK, cabinet.ConfirmPage(v))
}

// withdrawal begins the keys of the words for taking an application back: what is granted and not used yet is a booked
// visit, which people cancel.
func withdrawal(a casework.Application) string {
	if a.State == casework.Done {
		return "cabinet.cancel"
	}
	return "cabinet.withdraw"
}

// Withdraw takes the application back.
func (c *Cabinet) Withdraw(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	if err := c.act(r, who, casework.Withdraw); err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, withdrawal(a)+".done")
	return respond.Redirect(w, r, "/applications/"+chi.URLParam(r, "number"))
}

// act does with an application what was sent: as the page showed it, with what was typed.
func (c *Cabinet) act(r *http.Request, who account.Principal, action casework.Action) error {
	row, err := strconv.Atoi(r.PostFormValue("row"))
	if err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	return c.Cases.Act(r.Context(), casework.Citizen(who), chi.URLParam(r, "number"), casework.ActionInput{Action: action, Note: r.PostFormValue("note"), Row: row})
}
