package gate

import (
	"net/http"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/respond"
)

// Lately is how long ago the national sign-in may have been with which somebody takes along what the portal keeps about him,
// changes where messages reach him, or sets up a first factor: a session found open on a shared computer is not enough.
const Lately = 10 * time.Minute

// AgainName is the parameter with which a page wants a sign-in of now from somebody who is signed in.
const AgainName = "again"

// Lately lets those through who have just signed in; others sign in again and come back. A form that came without it is
// kept for its author, who then sends it with one press.
func (g *Gate) Lately(h Person) Person { return g.lately(h, false) }

// LatelyForm is Lately for a door that draws its form anew when its language changes: that decides nothing and passes. Only
// a handler that asks respond.Switched before it does anything may stand behind it.
func (g *Gate) LatelyForm(h Person) Person { return g.lately(h, true) }

func (g *Gate) lately(h Person, draws bool) Person {
	return func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if g.sessions.SignedInWithin(r.Context(), Lately, catalogue.Basic) {
			return h(w, r, who)
		}
		if looks(r) {
			return Again(w, r, who.Level, r.URL.RequestURI())
		}
		k, err := typed(r)
		if err != nil {
			return err
		}
		if draws && !k.Multipart && respond.Switched(r) {
			return h(w, r, who)
		}
		id, err := g.sessions.Hold(r.Context(), k)
		if err != nil {
			return err
		}
		return Again(w, r, who.Level, keptPath(r, id))
	}
}

// Again leads to a sign-in of now at that level, and on to next, which says its language.
func Again(w http.ResponseWriter, r *http.Request, level catalogue.Assurance, next string) error {
	w.Header().Set("Cache-Control", "no-store")
	return respond.Redirect(w, r, SignInPath(level, next)+"&"+AgainName+"=1")
}
