package gate

import (
	"log/slog"
	"net/http"
	"net/url"
	"path"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
)

// SecondStep is where an official confirms with a second factor, and from which the way leads back.
const SecondStep = "/cabinet/second-step"

// KeptPath is where a form that was kept is sent again; KeptName is the parameter that says which.
const (
	KeptPath = "/sign-in/kept"
	KeptName = "form"
)

// Fresh stands behind the door of what needs a confirmation of late: decisions, exports, grants (see session.FactorFresh
// for how late). Who sent a form without one confirms, finds the form as it was typed, and sends it.
func (g *Gate) Fresh(h Official) Official { return g.fresh(h, false) }

// FreshForm is Fresh for a door that draws its form anew when its language changes: that decides nothing and passes. Only
// a handler that asks respond.Switched before it does anything may stand behind it.
func (g *Gate) FreshForm(h Official) Official { return g.fresh(h, true) }

func (g *Gate) fresh(h Official, draws bool) Official {
	return func(w http.ResponseWriter, r *http.Request, o account.Official) error {
		if !g.sessions.Fresh(r.Context()) {
			if looks(r) || !draws {
				return g.Confirm(w, r)
			}
			return g.later(w, r, "", func() error { return h(w, r, o) })
		}
		if err := h(w, r, o); err != nil || looks(r) || respond.Switched(r) {
			return err
		}
		if err := g.sessions.UseFactor(r.Context()); err != nil { // the answer is given: at worst he confirms a little earlier
			slog.WarnContext(r.Context(), "confirmation not prolonged", "err", err)
		}
		return nil
	}
}

// File is Fresh for a page of which some addresses are files to take along: those with an ending, such as .csv.
func (g *Gate) File(h Official) Official {
	fresh := g.Fresh(h)
	return func(w http.ResponseWriter, r *http.Request, o account.Official) error {
		if path.Ext(r.URL.Path) != "" {
			return fresh(w, r, o)
		}
		return h(w, r, o)
	}
}

func looks(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// Confirm leads to the second step and back. A form that came without it is kept for its author, who then sends it again
// with one press.
func (g *Gate) Confirm(w http.ResponseWriter, r *http.Request) error { return g.confirm(w, r, "") }

// confirm is the same; the page of the second step says why, where it is another reason than the usual one.
func (g *Gate) confirm(w http.ResponseWriter, r *http.Request, why string) error {
	if !looks(r) {
		return g.later(w, r, why, nil)
	}
	return step(w, r, r.URL.RequestURI(), why)
}

// later keeps a form until its author has confirmed. Switched, if any, answers one that only changes the language.
func (g *Gate) later(w http.ResponseWriter, r *http.Request, why string, switched func() error) error {
	k, err := typed(r)
	if err != nil {
		return err
	}
	if switched != nil && !k.Multipart && respond.Switched(r) {
		return switched()
	}
	id, err := g.sessions.Hold(r.Context(), k)
	if err != nil {
		return err
	}
	return step(w, r, keptPath(r, id), why)
}

// Step leads to the second step and on to next, which says its language. What was sent is not kept.
func Step(w http.ResponseWriter, r *http.Request, next string) error { return step(w, r, next, "") }

func step(w http.ResponseWriter, r *http.Request, next, why string) error {
	w.Header().Set("Cache-Control", "no-store")
	q := url.Values{"next": {next}}
	if why != "" {
		q.Set(WhyName, why)
	}
	return respond.Redirect(w, r, SecondStep+"?"+q.Encode())
}

// keptPath is where the form with that id waits; without one the page says that it could not be kept.
func keptPath(r *http.Request, id string) string {
	return string(layout.URL(locale.FromContext(r.Context()), KeptPath+"?"+url.Values{KeptName: {id}}.Encode()))
}
