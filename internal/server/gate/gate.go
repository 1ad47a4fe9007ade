// Package gate is the doors of signed-in pages: a handler behind one of them receives who is signed in as an argument,
// so that none can exist without somebody.
package gate

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
)

// Person answers somebody who is signed in.
type Person func(w http.ResponseWriter, r *http.Request, who account.Principal) error

// Official answers somebody who holds an office at this very request.
type Official func(w http.ResponseWriter, r *http.Request, official account.Official) error

// Gate opens the doors.
type Gate struct {
	sessions *session.Store
	mandates *mandate.Store // nil: nobody acts for others
	looks    *access.Store  // nil: nobody counts what officials open
}

// New is the doors to pages of people with these sessions.
func New(sessions *session.Store) *Gate { return &Gate{sessions: sessions} }

// Renewing is the same doors, which ask the registers again for the rights to act for others once they have grown old.
func (g *Gate) Renewing(mandates *mandate.Store) *Gate {
	return &Gate{sessions: g.sessions, mandates: mandates, looks: g.looks}
}

// Counting is the same doors, which count what officials open: see Sparing.
func (g *Gate) Counting(looks *access.Store) *Gate {
	return &Gate{sessions: g.sessions, mandates: g.mandates, looks: looks}
}

// SignedIn lets everybody in who is signed in, citizens and officials alike.
func (g *Gate) SignedIn(h Person) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := account.FromContext(r.Context())
		if who == nil {
			return g.signIn(w, r)
		}
		return h(w, r, *who)
	}
}

// Secret is SignedIn for a door through which secrets are sent: codes, tokens, answers of a passkey. They are never kept for
// later; who is not signed in any more comes back to the page on which they are typed.
func (g *Gate) Secret(page string, h Person) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := account.FromContext(r.Context())
		if who != nil {
			return h(w, r, *who)
		}
		if err := session.Trouble(r.Context()); err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return respond.Redirect(w, r, SignInPath("", string(layout.URL(locale.FromContext(r.Context()), page))))
	}
}

// Citizen lets those in who can apply: people with a PINFL. An official who has one may apply like everybody else; who
// has none is told so. See Home for the one page where that would be a poor answer.
func (g *Gate) Citizen(h Person) respond.Handler {
	return g.Choosing(func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if who.For != nil && g.mandates != nil {
			if err := who.For.Stands(g.mandates.Now()); err != nil {
				return respond.UnsaidForm(r, err)
			}
		}
		return h(w, r, who)
	})
}

// Choosing is the same door for the pages on which people choose for whom they act: a right that no register confirms
// any more does not close them.
func (g *Gate) Choosing(h Person) respond.Handler {
	return g.SignedIn(func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if who.PINFL == "" {
			return problem.New(problem.Forbidden, "account.citizens_only")
		}
		if err := g.renew(r.Context(), &who); err != nil {
			return err
		}
		return h(w, r, who)
	})
}

// renew has old rights confirmed, also for the shell of the page, which says for whom one acts.
func (g *Gate) renew(ctx context.Context, who *account.Principal) error {
	if g.mandates == nil || !who.Renewable {
		return nil
	}
	under, err := g.mandates.Renew(ctx, *who)
	if err != nil {
		return err
	}
	if under != nil {
		who.Under(under, g.mandates.Now())
		*account.FromContext(ctx) = *who
	}
	return nil
}

// Home is the door of the cabinet's first page, where many links lead that mean "my own place": an official without a
// PINFL goes on to the office.
func (g *Gate) Home(h Person) respond.Handler {
	citizen := g.Citizen(h)
	return g.SignedIn(func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if who.PINFL == "" && who.Office() != nil {
			return respond.Redirect(w, r, layout.Home(who))
		}
		return citizen(w, r)
	})
}

// Official lets officials in who have confirmed with a second factor; with roles, only those. Who holds the office and has
// not confirmed in this session does so first. Scope within the office is for the noun to check; what its queries forget,
// the database keeps from other offices.
func (g *Gate) Official(h Official, roles ...account.Role) respond.Handler {
	return g.SignedIn(func(w http.ResponseWriter, r *http.Request, who account.Principal) error {
		if who.Official == nil && who.Unproven != nil && holds(who.Unproven.Role, roles) {
			return g.Confirm(w, r)
		}
		if who.Official == nil || !holds(who.Official.Role, roles) {
			return problem.New(problem.Forbidden, "account.officials_only")
		}
		return h(w, r.WithContext(who.Official.Within(r.Context())), *who.Official)
	})
}

func holds(role account.Role, roles []account.Role) bool {
	if slices.Contains(roles, role) {
		return true
	}
	return len(roles) == 0
}

// SignInPath is the address without its language at which a person signs in, at that level if one is named, and from
// which the way leads on to next.
func SignInPath(level catalogue.Assurance, next string) string {
	q := url.Values{"next": {next}}
	if level != "" {
		q.Set("level", string(level))
	}
	return "/sign-in?" + q.Encode()
}

// signIn sends a visitor to sign in and back. A form that came after its session expired is kept for its author, who
// then sends it again with one press.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := session.Trouble(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return respond.Redirect(w, r, SignInPath("", r.URL.RequestURI()))
	}
	k, err := typed(r)
	if err != nil {
		return err
	}
	id, err := g.sessions.Keep(r.Context(), k)
	if err != nil {
		return err
	}
	if id == "" {
		return respond.Redirect(w, r, SignInPath("", r.URL.Path))
	}
	return respond.Redirect(w, r, SignInPath("", keptPath(r, id)))
}

// typed is the values of the form without its files, which a browser has to send anew.
func typed(r *http.Request) (session.Kept, error) {
	k := session.Kept{Path: r.URL.RequestURI(), Multipart: strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")}
	if !k.Multipart {
		err := r.ParseForm()
		k.Form = r.PostForm
		return k, err
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return k, problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	k.Form = r.MultipartForm.Value
	return k, r.MultipartForm.RemoveAll()
}
