package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/owner"
	"github.com/yagona/portal/internal/server/taskforce"
)

// retentionRoutes are the cases that are about to be erased: for heads.
func retentionRoutes(r chi.Router, g *gate.Gate, d *owner.Retention) {
	head := func(h gate.Official) respond.Handler { return g.Official(h, account.Head) }
	get(r, "/admin/retention", head(d.List))
	get(r, "/admin/retention/{number}", head(d.Case))
	post(r, "/admin/retention/{number}", head(g.FreshForm(d.Act)))
}

// operationRoutes are how the portal itself stands: only for the task force.
func operationRoutes(r chi.Router, g *gate.Gate, d *taskforce.Operations) {
	member := func(h gate.Official) respond.Handler { return g.Official(h, account.TaskForce) }
	get(r, "/taskforce/operations", member(d.Overview))
	get(r, "/taskforce/operations/mode", member(g.FreshForm(d.AskMode)))
	asks(r, "/taskforce/operations/mode", member(g.FreshForm(d.Turn)))
	get(r, "/taskforce/operations/jobs/{kind}", member(d.Dead))
	post(r, "/taskforce/operations/jobs/{kind}", member(g.FreshForm(d.Act)))
}

// calendarRoutes are the working-day calendar: only for the task force.
func calendarRoutes(r chi.Router, g *gate.Gate, d *taskforce.Calendar) {
	member := func(h gate.Official) respond.Handler { return g.Official(h, account.TaskForce) }
	get(r, "/taskforce/calendar", member(d.Year))
	get(r, "/taskforce/calendar/new", member(d.New))
	post(r, "/taskforce/calendar/new", member(g.FreshForm(d.Add)))
	get(r, "/taskforce/calendar/{id}", member(d.Day))
	post(r, "/taskforce/calendar/{id}/withdraw", member(g.Fresh(d.Withdraw)))
}
