package server

import (
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/server/public"
)

// feedbackRoutes are for everybody too, signed in or not.
func feedbackRoutes(r chi.Router, g *gate.Gate, f *public.Feedback) {
	get(r, "/feedback", f.Form)
	get(r, "/feedback/thanks", f.Thanks)
	get(r, "/feedback/mine", g.SignedIn(f.Mine))
	get(r, "/feedback/cases/{number}", g.SignedIn(f.Case))
	get(r, "/feedback/letters/{number}/{key}", f.Letter)
	post(r, "/feedback/letters/{number}/{key}", f.Unlock)
	get(r, "/feedback/{receipt}", f.Receipt)
	get(r, "/feedback/{receipt}/solved", f.AskSolved)
	post(r, "/feedback/{receipt}/solved", f.Solved)
	post(r, "/feedback/{receipt}/rate", f.Rate)
	post(r, "/feedback/{receipt}/reopen", f.Reopen)
}
