// Package taskforce answers for the figures that the task force reads. Every handler takes an official, so that none
// can exist without one; who is not of the task force gets no figure.
package taskforce

import (
	"net/http"
	"net/url"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
)

// Handler is a page of the task force.
type Handler func(w http.ResponseWriter, r *http.Request, official account.Official) error

// Desk answers for the pages of the task force.
type Desk struct {
	figures  *report.Store
	snapshot func() *catalogue.Snapshot
	now      func() time.Time
}

// New is the pages of the task force over those figures.
func New(figures *report.Store, snapshot func() *catalogue.Snapshot, now func() time.Time) *Desk {
	return &Desk{figures: figures, snapshot: snapshot, now: now}
}

// Signed lets only members of the task force to a page; who is signed out signs in first.
func Signed(h Handler) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := account.FromContext(r.Context())
		switch {
		case who == nil:
			return respond.Redirect(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		case who.Official == nil || who.Official.Role != account.TaskForce:
			return problem.New(problem.Forbidden, "taskforce.not-yours")
		default:
			return h(w, r, *who.Official)
		}
	}
}
