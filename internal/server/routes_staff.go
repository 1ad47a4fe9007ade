package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/access"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/signin"
	"github.com/yagona/portal/web/layout"
)

// signinRoutes are the way in and out, and the person's own devices.
func signinRoutes(r chi.Router, g *gate.Gate, s *signin.Signin) {
	get(r, "/sign-in", s.Form)
	asks(r, "/sign-in", s.Start)
	get(r, "/sign-in/kept", g.SignedIn(s.Kept))
	get(r, "/sign-in/{why}", s.Outcome)
	asks(r, "/sign-out", s.SignOut)
	get(r, "/signed-out", s.SignedOut)
	get(r, "/cabinet/sessions", g.SignedIn(s.Sessions))
	asks(r, layout.StayPath, g.Secret("/cabinet/sessions", s.Stay))
	asks(r, "/cabinet/sessions/end-others", g.SignedIn(s.EndOthers))
	asks(r, "/cabinet/sessions/end-all", g.SignedIn(s.EndAll))
	asks(r, "/cabinet/sessions/{id}/end", g.SignedIn(s.EndSession))
	staffRoutes(r, g, s)
}

// staffRoutes are the second step of officials, and what they confirm with.
func staffRoutes(r chi.Router, g *gate.Gate, s *signin.Signin) {
	confirms := func(h gate.Person) respond.Handler { return g.Secret(gate.SecondStep, h) }
	get(r, gate.SecondStep, g.SignedIn(s.Second))
	asks(r, gate.SecondStep, confirms(s.Confirm))
	asks(r, gate.SecondStep+"/options", confirms(s.AskPasskey))
	asks(r, gate.SecondStep+"/passkey", confirms(s.Passkey))
	changes := func(h gate.Person) respond.Handler { return g.Secret(signin.FactorsPath, h) }
	get(r, signin.FactorsPath, g.SignedIn(s.Factors))
	post(r, signin.FactorsPath+"/app", changes(s.BeginApp))
	get(r, signin.FactorsPath+"/app", g.SignedIn(s.App))
	post(r, signin.FactorsPath+"/app/confirm", changes(s.ConfirmApp))
	post(r, signin.FactorsPath+"/passkey", changes(s.AddPasskey))
	post(r, signin.FactorsPath+"/passkey/options", changes(s.AskAdd))
	post(r, signin.FactorsPath+"/codes", changes(s.NewCodes))
	post(r, signin.FactorsPath+"/{id}/remove", changes(s.RemoveFactor))
	if s.Demonstrates() {
		get(r, "/demo/codes", s.Codes)
	}
}

// accessRoutes are who holds which office. Heads look at their own people and let them set up anew what they confirm with.
func accessRoutes(r chi.Router, g *gate.Gate, d *access.Desk) {
	administrator := func(h gate.Official) respond.Handler { return g.Official(h, account.Administrator) }
	above := func(h gate.Official) respond.Handler { return g.Official(h, account.Administrator, account.Head) }
	get(r, access.FirstPath, g.SignedIn(d.First))
	post(r, access.FirstPath, g.Secret(access.FirstPath, d.BecomeFirst))
	get(r, "/admin/access", above(d.List))
	get(r, "/admin/access/new", administrator(g.FreshForm(d.Ask)))
	post(r, "/admin/access/new", administrator(g.FreshForm(d.Propose)))
	post(r, "/admin/access/proposals/{id}/{verb}", administrator(g.Fresh(d.Settle)))
	get(r, "/admin/access/officials/{id}", above(d.Holder))
	post(r, "/admin/access/officials/{id}/end", administrator(g.Fresh(d.End)))
	post(r, "/admin/access/officials/{id}/reset", above(g.Fresh(d.Reset)))
}
