// Package signin is the way in and out: the page before the provider, its answer, the person's devices, sign-out.
package signin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/signin"
)

// CallbackPath is where the provider sends people back to, below the portal's address.
const CallbackPath = "/auth/callback"

// Signin answers all that has to do with signing in.
type Signin struct {
	base     *url.URL
	accounts *account.Store
	sessions *session.Store
	provider *identity.Client
	factors  *factor.Store
	demo     Codes // nil outside of a demonstration
}

// New is the sign-in of the portal that people know under base.
func New(base string, accounts *account.Store, sessions *session.Store, factors *factor.Store, provider *identity.Client) (*Signin, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	return &Signin{base: u, accounts: accounts, sessions: sessions, factors: factors, provider: provider}, nil
}

// Form is the page before the provider. Who is signed in well enough goes on at once. It writes nothing: a link on any
// page may lead here, also for those who only look.
func (s *Signin) Form(w http.ResponseWriter, r *http.Request) error {
	if s.elsewhere(w, r) {
		return nil
	}
	l := locale.FromContext(r.Context())
	next, level := safeNext(l, r.URL.Query().Get("next")), askedLevel(r.URL.Query().Get("level"))
	who := account.FromContext(r.Context())
	if who != nil && !r.URL.Query().Has(gate.AgainName) && (level == "" || account.Reaches(who.Level, level)) {
		return s.goOn(w, r, l, next, *who)
	}
	v := view.SignIn{Page: respond.Page(r, l.T("account.sign-in.title")), Next: next, Level: string(level)}
	v.AlternateOff, v.NoTabs = true, true
	v.Needs = levelTitle(l, level)
	if who != nil {
		v.Has = levelTitle(l, who.Level)
	}
	v.Levels = []view.Level{
		{Title: levelTitle(l, catalogue.Basic), Means: l.T("account.sign-in.level-basic")},
		{Title: levelTitle(l, catalogue.Verified), Means: l.T("account.sign-in.level-verified")},
		{Title: levelTitle(l, catalogue.Signature), Means: l.T("account.sign-in.level-signature")},
	}
	return respond.HTML(w, r, http.StatusOK, view.SignInPage(v))
}

// Start remembers the attempt and sends the browser to the provider.
func (s *Signin) Start(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	next, level := safeNext(l, r.PostFormValue("next")), askedLevel(r.PostFormValue("level"))
	who := account.FromContext(r.Context())
	// Who is signed in proves it anew, whatever level the form names: else one without a level would raise the session by
	// what the provider remembers of somebody who proved it hours ago.
	a := session.Attempt{Level: level, StepUp: who != nil, Lang: l, Next: next}
	if a.Level == "" {
		a.Level = catalogue.Basic
	}
	// Asked first for its own sake: a provider that is down costs no row.
	if _, err := s.provider.AuthorizeURL(r.Context(), identity.Ask{Level: a.Level, Lang: l}); err != nil {
		return s.unavailable(w, r, err, next, level)
	}
	a, err := s.sessions.BeginAttempt(w, r, a)
	if err != nil {
		return err
	}
	ask := asked(a)
	if who != nil {
		ask.Hint, err = s.accounts.Subject(r.Context(), who.AccountID)
		if err != nil {
			return err
		}
	}
	to, err := s.provider.AuthorizeURL(r.Context(), ask)
	if err != nil {
		return s.unavailable(w, r, err, next, level)
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // the configured provider
	return nil
}

func asked(a session.Attempt) identity.Ask {
	return identity.Ask{State: a.State, Nonce: a.Nonce, Verifier: a.Verifier, Level: a.Level, StepUp: a.StepUp, Lang: a.Lang}
}

// elsewhere sends people who came under another name of this machine (127.0.0.1, an old address) to the portal's own:
// the provider leads back there, and a cookie of one host is not sent to another. Once only, for the sake of proxies
// that do not pass the host on.
func (s *Signin) elsewhere(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	if strings.EqualFold(r.Host, s.base.Host) || q.Has("here") {
		return false
	}
	q.Set("here", "1")
	to := *s.base
	to.Path, to.RawQuery = r.URL.Path, q.Encode()
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return true
}

// goOn leads to where the person wanted, or to where people like this one begin.
func (s *Signin) goOn(w http.ResponseWriter, r *http.Request, l locale.Lang, next string, who account.Principal) error {
	if next == "" {
		next = string(layout.URL(l, layout.Home(who)))
	}
	http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // safeNext let it through
	return nil
}

func askedLevel(s string) catalogue.Assurance {
	if l := catalogue.Assurance(s); account.KnownLevel(l) {
		return l
	}
	return ""
}

func levelTitle(l locale.Lang, level catalogue.Assurance) string {
	e, _ := catalogue.Lists().Assurances.Get(string(level))
	return e.Title.In(l)
}
