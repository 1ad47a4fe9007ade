package signin

import (
	"context"
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/signin"
	"github.com/yagona/portal/web/ui"
)

// FactorsPath is where officials see what they confirm with.
const FactorsPath = "/cabinet/factors"

const appPath = FactorsPath + "/app"

// Codes is what the telephones of the demo's officials show now.
type Codes func(context.Context) ([]DemoCode, error)

// Factors lists what an official confirms with, and offers more: GET /cabinet/factors. Who has none yet sets the first up
// here with nothing but the national sign-in of just now; from then on the page wants a confirmation of late.
func (s *Signin) Factors(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func(list []factor.Factor) error { return s.list(w, r, who, list, http.StatusOK, nil) })
}

// change lets those change their factors who have confirmed of late, or have none yet and have just signed in; do is what
// they change. Nothing that comes too late is kept: secrets stand in it.
func (s *Signin) change(w http.ResponseWriter, r *http.Request, who account.Principal, do func([]factor.Factor) error) error {
	list, err := s.staff(r, who)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	back := string(layout.URL(l, withNext(FactorsPath, safeNext(l, r.FormValue("next")))))
	if len(list) > 0 && (who.Official == nil || !s.sessions.Fresh(r.Context())) {
		return gate.Step(w, r, back)
	}
	if len(list) == 0 && !s.sessions.SignedInWithin(r.Context(), gate.Lately, catalogue.Verified) {
		return gate.Again(w, r, catalogue.Verified, back)
	}
	err = do(list)
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.Conflict) {
		return s.list(w, r, who, list, http.StatusUnprocessableEntity, p)
	}
	return err
}

// BeginApp makes the secret of a new app: POST /cabinet/factors/app.
func (s *Signin) BeginApp(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func([]factor.Factor) error {
		if err := s.factors.BeginApp(r.Context(), who, session.FromContext(r.Context()).ID); err != nil {
			return err
		}
		return respond.Redirect(w, r, withNext(appPath, safeNext(locale.FromContext(r.Context()), r.PostFormValue("next"))))
	})
}

// App shows the secret to the telephone, and asks for its first code: GET /cabinet/factors/app.
func (s *Signin) App(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func([]factor.Factor) error {
		return s.app(w, r, who, http.StatusOK, safeNext(locale.FromContext(r.Context()), r.URL.Query().Get("next")), nil)
	})
}

// ConfirmApp takes that code: POST /cabinet/factors/app/confirm.
func (s *Signin) ConfirmApp(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func(list []factor.Factor) error {
		next := safeNext(locale.FromContext(r.Context()), r.PostFormValue("next"))
		if respond.Switched(r) {
			return s.app(w, r, who, http.StatusOK, next, nil)
		}
		err := s.factors.ConfirmApp(r.Context(), who, session.FromContext(r.Context()).ID, r.PostFormValue("name"), r.PostFormValue("code"))
		if p := shown(err); p != nil {
			return s.app(w, r, who, status(p), next, p)
		}
		if err != nil {
			return err
		}
		return s.added(w, r, len(list) == 0, factor.App, next)
	})
}

// AskAdd is what the browser is asked to make a passkey by: POST /cabinet/factors/passkey/options.
func (s *Signin) AskAdd(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func([]factor.Factor) error {
		options, err := s.factors.AskAdd(r.Context(), who, session.FromContext(r.Context()).ID)
		if err != nil {
			return err
		}
		return script(w, options)
	})
}

// AddPasskey takes the passkey that it made: POST /cabinet/factors/passkey.
func (s *Signin) AddPasskey(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if _ = r.PostFormValue("name"); respond.Switched(r) {
		return s.Factors(w, r, who)
	}
	return s.change(w, r, who, func(list []factor.Factor) error {
		err := s.factors.AddPasskey(r.Context(), who, session.FromContext(r.Context()).ID, r.PostFormValue("name"), r.PostFormValue("answer"))
		if err != nil {
			return err
		}
		return s.added(w, r, len(list) == 0, factor.Passkey, safeNext(locale.FromContext(r.Context()), r.PostFormValue("next")))
	})
}

// added leads back to the list. The first factor confirms the session in which it was set up.
func (s *Signin) added(w http.ResponseWriter, r *http.Request, first bool, kind factor.Kind, next string) error {
	if first {
		if err := s.sessions.Prove(w, r, string(kind)); err != nil {
			return err
		}
	}
	return respond.Redirect(w, r, withNext(FactorsPath, next))
}

// RemoveFactor takes one away: POST /cabinet/factors/{id}/remove.
func (s *Signin) RemoveFactor(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "factor.not_found")
	}
	return s.change(w, r, who, func([]factor.Factor) error {
		if err := s.factors.Remove(r.Context(), who, session.FromContext(r.Context()).ID, id); err != nil {
			return err
		}
		s.sessions.SetFlash(w, r, "factor.removed")
		return respond.Redirect(w, r, FactorsPath)
	})
}

// NewCodes makes recovery codes and shows them, this once: POST /cabinet/factors/codes.
func (s *Signin) NewCodes(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	return s.change(w, r, who, func(list []factor.Factor) error {
		if len(list) == 0 {
			return problem.New(problem.Conflict, "factor.first")
		}
		codes, err := s.factors.NewCodes(r.Context(), who)
		if err != nil {
			return err
		}
		l := locale.FromContext(r.Context())
		v := view.Recovery{Page: s.factorPage(r, l.T("factor.codes.title")), Codes: codes, Back: FactorsPath}
		v.Path, v.Query = FactorsPath, ""
		return respond.HTML(w, r, http.StatusOK, view.RecoveryPage(v))
	})
}

// fieldOf is the field to which a problem belongs: that of the name, or the other one.
func fieldOf(p *problem.Error, other, name string) string {
	if p != nil && p.ID == factor.NameLong {
		return name
	}
	return other
}

func (s *Signin) factorPage(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.AlternateOff, p.NoTabs = true, true
	return p
}

func (s *Signin) list(w http.ResponseWriter, r *http.Request, who account.Principal, list []factor.Factor, status int, p *problem.Error) error {
	l := locale.FromContext(r.Context())
	left, err := s.factors.CodesLeft(r.Context(), who.AccountID)
	if err != nil {
		return err
	}
	next := safeNext(l, r.FormValue("next"))
	v := view.Factors{Page: s.factorPage(r, l.T("factor.title")), Next: next, On: next, Faults: faults(l, fieldOf(p, "", view.PasskeyName), p), Full: len(list) >= factor.Most, NameLimit: factor.MostNamed, Apps: s.factors.Apps(), Passkeys: s.factors.Passkeys()}
	v.Path, v.Query = FactorsPath, nextQuery(next)
	if next == "" {
		v.On = string(v.Link(layout.Home(who)))
	}
	v.First, v.Name = len(list) == 0, r.PostFormValue("name")
	if v.Passkeys && !v.Full {
		v.Form = FactorsPath + "/passkey"
	}
	v.Left = l.T("factor.codes.left", "Count", left)
	if left == 0 {
		v.Left = l.T("factor.codes.none")
	}
	for _, f := range list {
		one := view.Factor{ID: f.ID, Kind: l.T("factor.kind." + string(f.Kind)), Name: f.Name, Since: l.T("factor.since", "Time", l.DateTime(f.Since)), Alone: len(list) == 1}
		if one.Name == "" {
			one.Name = one.Kind
		}
		if f.UsedAt != nil {
			one.Used = l.T("factor.used", "Time", l.DateTime(*f.UsedAt))
		}
		v.Factors = append(v.Factors, one)
	}
	return respond.HTML(w, r, status, view.FactorsPage(v))
}

func (s *Signin) app(w http.ResponseWriter, r *http.Request, who account.Principal, status int, next string, p *problem.Error) error {
	pending, err := s.factors.PendingApp(r.Context(), who, session.FromContext(r.Context()).ID)
	if problem.Is(err, problem.NotFound) {
		return respond.Redirect(w, r, withNext(FactorsPath, next))
	}
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := view.App{Page: s.factorPage(r, l.T("factor.app.title")), Next: next, Name: r.PostFormValue("name"), Faults: faults(l, fieldOf(p, "code", view.AppName), p), Back: withNext(FactorsPath, next)}
	v.Form, v.Path, v.Query = appPath+"/confirm", appPath, nextQuery(next)
	for i := 0; i < len(pending.Secret); i += 4 {
		v.Secret = append(v.Secret, pending.Secret[i:min(i+4, len(pending.Secret))])
	}
	if v.Size, v.QR, err = ui.Squares(pending.Address); err != nil {
		return err
	}
	return respond.HTML(w, r, status, view.AppPage(v))
}
