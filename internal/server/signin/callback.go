package signin

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/signin"
)

// Callback takes the provider's answer. It never shows a page itself: an address with a code in it must not stay in
// the browser, and every outcome has a page that can be read again in another language.
func (s *Signin) Callback(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	q := r.URL.Query()
	if len(q["state"]) != 1 || len(q["code"]) > 1 || len(q["iss"]) > 1 {
		return s.outcome(w, r, locale.FromContext(r.Context()), "expired", "", "")
	}
	a, err := s.sessions.TakeAttempt(r.Context(), r, q.Get("state"))
	if errors.Is(err, session.ErrNoAttempt) {
		return s.outcome(w, r, locale.FromContext(r.Context()), "expired", "", "")
	}
	if err != nil {
		return err
	}
	if why := q.Get("error"); why != "" {
		if why == "access_denied" {
			return s.outcome(w, r, a.Lang, "cancelled", a.Next, a.Level)
		}
		slog.WarnContext(r.Context(), "the provider ended a sign-in", "request", respond.RequestID(r.Context()), "code", safeCode(why))
		return s.outcome(w, r, a.Lang, "refused", a.Next, a.Level)
	}
	claims, err := s.provider.Exchange(r.Context(), identity.Answer{Code: q.Get("code"), Issuer: q.Get("iss")}, asked(a), a.At)
	if err != nil {
		slog.WarnContext(r.Context(), "a sign-in was not completed", "request", respond.RequestID(r.Context()), "error", err.Error())
		if problem.Is(err, problem.Unavailable) {
			return s.outcome(w, r, a.Lang, "unavailable", a.Next, a.Level)
		}
		return s.outcome(w, r, a.Lang, "refused", a.Next, a.Level)
	}
	return s.enter(w, r, a, claims)
}

// enter begins the session. Who proved too little is signed in at what was proven, unless that would lower the session
// that is there already.
func (s *Signin) enter(w http.ResponseWriter, r *http.Request, a session.Attempt, c account.Claims) error {
	short := !account.Reaches(c.Level, a.Level)
	if short && account.FromContext(r.Context()) != nil {
		return s.outcome(w, r, a.Lang, "level", a.Next, a.Level)
	}
	who, err := s.accounts.SignIn(r.Context(), c, session.Device(r.UserAgent()))
	if problem.Is(err, problem.Forbidden) {
		return s.outcome(w, r, a.Lang, "blocked", "", "")
	}
	if err != nil {
		return err
	}
	if err := s.sessions.Begin(w, r, who); err != nil {
		return err
	}
	if short {
		return s.outcome(w, r, a.Lang, "level", a.Next, a.Level)
	}
	return s.goOn(w, r, a.Lang, a.Next, who.Principal)
}

// outcome leads to the page that says why nobody came in.
func (s *Signin) outcome(w http.ResponseWriter, r *http.Request, l locale.Lang, why, next string, level catalogue.Assurance) error {
	q := url.Values{}
	if next != "" {
		q.Set("next", next)
	}
	if level != "" && level != catalogue.Basic {
		q.Set("level", string(level))
	}
	path := "/sign-in/" + why
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	http.Redirect(w, r, string(layout.URL(l, path)), http.StatusSeeOther)
	return nil
}

// outcomes and the status of their pages.
var outcomes = map[string]int{
	"expired": http.StatusBadRequest, "refused": http.StatusBadRequest, "cancelled": http.StatusOK,
	"level": http.StatusForbidden, "blocked": http.StatusForbidden, "unavailable": http.StatusServiceUnavailable,
}

// Outcome says calmly why nobody came in, and what to do.
func (s *Signin) Outcome(w http.ResponseWriter, r *http.Request) error {
	why := r.PathValue("why")
	status, ok := outcomes[why]
	if !ok {
		return problem.New(problem.NotFound, "account.not_found")
	}
	if status >= http.StatusInternalServerError { // the page names this request
		slog.WarnContext(r.Context(), "nobody came in", "request", respond.RequestID(r.Context()), "why", why)
	}
	next, level := safeNext(locale.FromContext(r.Context()), r.URL.Query().Get("next")), askedLevel(r.URL.Query().Get("level"))
	return respond.HTML(w, r, status, view.TroublePage(s.trouble(r, why, next, level)))
}

func (s *Signin) trouble(r *http.Request, why, next string, level catalogue.Assurance) view.Trouble {
	l := locale.FromContext(r.Context())
	v := view.Trouble{Next: next, Level: string(level), Again: l.T("account.problem.again")}
	title := ""
	switch why {
	case "expired":
		title, v.Text = l.T("account.problem.expired-title"), l.T("account.problem.expired-text")
	case "refused":
		title, v.Text = l.T("account.problem.refused-title"), l.T("account.problem.refused-text")
	case "cancelled":
		title, v.Text = l.T("account.problem.cancelled-title"), l.T("account.problem.cancelled-text")
	case "blocked":
		title, v.Text, v.Again = l.T("account.problem.blocked-title"), l.T("account.blocked"), ""
	case "unavailable":
		v.Request = respond.RequestID(r.Context())
		title, v.Text, v.Again = l.T("account.problem.unavailable-title"), l.T("account.problem.unavailable-text"), l.T("account.problem.retry")
	case "level":
		title, v.Text, v.Again = l.T("account.problem.level-title"), l.T("account.problem.level-text"), l.T("account.problem.level-other")
		v.How = []string{l.T("account.problem.level-how-signature")}
		if level != catalogue.Signature {
			v.How = []string{l.T("account.problem.level-how-verified"), l.T("account.problem.level-how-signature")}
		}
	}
	v.Page = respond.Page(r, title)
	v.AlternateOff, v.NoTabs = true, true
	if who := account.FromContext(r.Context()); who != nil {
		v.On = layout.Home(*who)
	}
	return v
}

// unavailable is the answer at once, without a redirect: nothing has been begun yet.
func (s *Signin) unavailable(w http.ResponseWriter, r *http.Request, err error, next string, level catalogue.Assurance) error {
	slog.ErrorContext(r.Context(), "the identity provider does not answer", "request", respond.RequestID(r.Context()), "error", err.Error())
	return respond.HTML(w, r, http.StatusServiceUnavailable, view.TroublePage(s.trouble(r, "unavailable", next, level)))
}

// safeCode keeps what a stranger can write in an address out of the log, all but an error code of OAuth.
func safeCode(s string) string {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '_' {
			return "other"
		}
	}
	return s[:min(len(s), 40)]
}
