package signin

import (
	"net/http"
	"net/url"
	"time"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	view "github.com/yagona/portal/web/signin"
	"github.com/yagona/portal/web/ui"
)

// Second asks an official to confirm with a second factor: GET /cabinet/second-step. Who has none yet sets one up, and who
// has confirmed of late goes on.
func (s *Signin) Second(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	list, err := s.staff(r, who)
	if err != nil {
		return err
	}
	next := safeNext(locale.FromContext(r.Context()), r.URL.Query().Get("next"))
	switch {
	case len(list) == 0:
		return respond.Redirect(w, r, withNext(FactorsPath, next))
	case s.sessions.Fresh(r.Context()):
		return s.onward(w, r, who, next)
	}
	return s.second(w, r, who, list, http.StatusOK, next, nil)
}

// Confirm takes a code of an app or a recovery code: POST /cabinet/second-step.
func (s *Signin) Confirm(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	list, err := s.staff(r, who)
	if err != nil {
		return err
	}
	next := safeNext(locale.FromContext(r.Context()), r.PostFormValue("next"))
	if respond.Switched(r) {
		return s.second(w, r, who, list, http.StatusOK, next, nil)
	}
	kind, err := s.factors.Confirm(r.Context(), who, r.PostFormValue("code"))
	if p := shown(err); p != nil {
		return s.second(w, r, who, list, status(p), next, p)
	}
	if err != nil {
		return err
	}
	return s.proven(w, r, who, kind, next)
}

// AskPasskey is what the browser is asked to sign: POST /cabinet/second-step/options.
func (s *Signin) AskPasskey(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if _, err := s.staff(r, who); err != nil {
		return err
	}
	options, err := s.factors.AskConfirm(r.Context(), who, session.FromContext(r.Context()).ID)
	if err != nil {
		return err
	}
	return script(w, options)
}

// Passkey takes what a passkey signed: POST /cabinet/second-step/passkey.
func (s *Signin) Passkey(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	list, err := s.staff(r, who)
	if err != nil {
		return err
	}
	next := safeNext(locale.FromContext(r.Context()), r.PostFormValue("next"))
	err = s.factors.ConfirmPasskey(r.Context(), who, session.FromContext(r.Context()).ID, r.PostFormValue("answer"))
	if p := shown(err); p != nil {
		return s.second(w, r, who, list, status(p), next, p)
	}
	if err != nil {
		return err
	}
	return s.proven(w, r, who, factor.Passkey, next)
}

// staff is the person's factors; only those who hold an office have any.
func (s *Signin) staff(r *http.Request, who account.Principal) ([]factor.Factor, error) {
	if who.Office() == nil {
		return nil, problem.New(problem.Forbidden, "account.officials_only")
	}
	return s.factors.List(r.Context(), who.AccountID)
}

// proven gives the session a new token and leads on.
func (s *Signin) proven(w http.ResponseWriter, r *http.Request, who account.Principal, kind factor.Kind, next string) error {
	if err := s.sessions.Prove(w, r, string(kind)); err != nil {
		return err
	}
	return s.onward(w, r, who, next)
}

func (s *Signin) onward(w http.ResponseWriter, r *http.Request, who account.Principal, next string) error {
	return s.goOn(w, r, locale.FromContext(r.Context()), next, who)
}

func (s *Signin) second(w http.ResponseWriter, r *http.Request, who account.Principal, list []factor.Factor, status int, next string, p *problem.Error) error {
	l := locale.FromContext(r.Context())
	v := view.Second{Page: respond.Page(r, l.T("factor.confirm.title")), Next: next, Demo: s.demo != nil}
	v.NoTabs, v.AlternateOff, v.Form = true, true, gate.SecondStep
	v.Path, v.Query = gate.SecondStep, nextQuery(next)
	v.Faults = faults(l, "code", p)
	v.Lead = l.T("factor.confirm.lead")
	if who.Official != nil {
		v.Lead = l.T("factor.confirm.lead-again")
	}
	if r.FormValue(gate.WhyName) == gate.ManyLooks { // of the address, or of the form that comes back
		v.Why = gate.ManyLooks
		v.Lead, v.Query = l.T("factor.confirm.lead-looks", "Limit", access.LooksInHour, "Minutes", int(session.FactorFresh.Minutes())), v.Query+"&"+url.Values{gate.WhyName: {gate.ManyLooks}}.Encode()
	}
	v.Rule = l.T("factor.confirm.rule", "Minutes", int(session.FactorFresh.Minutes()), "Limit", int(session.FactorLimit/time.Hour))
	for _, f := range list {
		v.Passkey = v.Passkey || f.Kind == factor.Passkey && s.factors.Passkeys()
	}
	if who.PINFL != "" && who.Official == nil {
		v.Citizen = "/cabinet"
	}
	return respond.HTML(w, r, status, view.SecondPage(v))
}

// shown is a problem that is shown beside what was typed.
func shown(err error) *problem.Error {
	p := problem.Of(err)
	if p != nil && (p.Kind == problem.Invalid || p.Kind == problem.TooMany) {
		return p
	}
	return nil
}

func status(p *problem.Error) int {
	if p.Kind == problem.TooMany {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

func faults(l locale.Lang, field string, p *problem.Error) []ui.Fault {
	if p == nil {
		return nil
	}
	return []ui.Fault{{Field: field, Text: l.T(p.ID, p.Args...)}}
}

func withNext(path, next string) string {
	if q := nextQuery(next); q != "" {
		return path + "?" + q
	}
	return path
}

func nextQuery(next string) string {
	if next == "" {
		return ""
	}
	return url.Values{"next": {next}}.Encode()
}

// script answers one of our own scripts with JSON.
func script(w http.ResponseWriter, raw []byte) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(raw) // the reader left; there is nobody to tell
	return nil
}

// DemoCode is what the telephone of an invented official shows now.
type DemoCode struct {
	Subject, Name string
	AccountID     int64
	Code          string        // empty: its last one was used, and the next is not there yet
	For           time.Duration // how long it is shown, or until there is one
}

// Codes shows what the authenticator apps of the demo's officials show: GET /demo/codes. Nobody has their telephones.
func (s *Signin) Codes(w http.ResponseWriter, r *http.Request) error {
	list, err := s.demo(r.Context())
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := view.Codes{Page: respond.Page(r, l.T("factor.demo.title"))}
	v.AlternateOff = true
	who := account.FromContext(r.Context())
	for _, c := range list {
		one := view.Code{Subject: c.Subject, Name: c.Name, Code: c.Code, For: l.T("factor.demo.for", "Count", int(c.For.Seconds())), Mine: who != nil && who.AccountID == c.AccountID}
		if c.Code == "" {
			one.For = l.T("factor.demo.wait", "Count", int(c.For.Seconds()))
		}
		if one.Mine {
			v.Codes = append([]view.Code{one}, v.Codes...)
			continue
		}
		v.Codes = append(v.Codes, one)
	}
	return respond.HTML(w, r, http.StatusOK, view.CodesPage(v))
}

// Demonstrating shows on a page of the demo what its officials' apps show.
func (s *Signin) Demonstrating(codes Codes) *Signin {
	s.demo = codes
	return s
}

// Demonstrates reports whether that page is there.
func (s *Signin) Demonstrates() bool { return s.demo != nil }
