package signin

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/signin"
	"github.com/yagona/portal/web/ui"
)

// SignOut ends this session here and at the provider.
func (s *Signin) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.End(w, r); err != nil {
		return err
	}
	return s.leave(w, r)
}

// leave clears what the browser remembers and goes by way of the provider, so that the next person at this computer
// cannot come in with one press.
func (s *Signin) leave(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	w.Header().Set("Cache-Control", "no-store")
	path := string(layout.URL(locale.FromContext(r.Context()), "/signed-out"))
	back := *s.base
	back.Path = path
	if to, ok := s.provider.EndSessionURL(r.Context(), back.String()); ok {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	return respond.Redirect(w, r, path)
}

// SignedOut is the end of a visit.
func (s *Signin) SignedOut(w http.ResponseWriter, r *http.Request) error {
	p := respond.Page(r, locale.FromContext(r.Context()).T("account.signed-out.title"))
	p.AlternateOff = true
	return respond.HTML(w, r, http.StatusOK, view.SignedOutPage(p))
}

// Kept shows that the answers which came too late are still here, and sends them again.
func (s *Signin) Kept(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	k, err := s.sessions.Kept(r.Context(), r.URL.Query().Get(gate.KeptName))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	if k == nil || safeNext(l, k.Path) == "" {
		v := view.Kept{Page: respond.Page(r, l.T("account.kept.gone")), Home: layout.Home(who)}
		v.AlternateOff, v.NoTabs = true, true
		return respond.HTML(w, r, http.StatusOK, view.KeptPage(v))
	}
	v := view.Kept{Page: respond.Page(r, l.T("account.kept.title")), Action: safeNext(l, k.Path), Multipart: k.Multipart, Home: layout.Home(who)}
	v.AlternateOff, v.NoTabs = true, true
	names := make([]string, 0, len(k.Form))
	for name := range k.Form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range k.Form[name] {
			v.Fields = append(v.Fields, view.Field{Name: name, Value: value})
			if value != "" {
				v.Shown = append(v.Shown, ui.Row{Key: name, Value: value})
			}
		}
	}
	return respond.HTML(w, r, http.StatusOK, view.KeptPage(v))
}

// Sessions lists the person's devices and sign-ins.
func (s *Signin) Sessions(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	list, err := s.sessions.List(r.Context(), who)
	if err != nil {
		return err
	}
	history, err := s.accounts.SignIns(r.Context(), who)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := view.Sessions{Page: respond.Page(r, l.T("account.sessions.title")), Staff: who.Office() != nil}
	v.Section, v.AlternateOff = "cabinet", true
	v.Crumbs = []layout.Crumb{{Title: l.T("ui.nav.cabinet"), Path: layout.Home(who)}}
	now := session.FromContext(r.Context())
	for _, x := range list {
		second := ""
		if x.FactorAt != nil && x.FactorKind != nil {
			second = l.T("factor.session", "Kind", l.T("factor.kind."+*x.FactorKind), "Time", l.DateTime(*x.FactorAt))
		}
		v.Devices = append(v.Devices, view.Device{
			Second: second,
			ID:     x.ID, Name: deviceName(l, x.Device), Current: now != nil && now.ID == x.ID,
			SignedIn: l.DateTime(x.SignedInAt), Seen: l.DateTime(x.SeenAt), Level: levelTitle(l, x.Level),
		})
	}
	for _, x := range history {
		v.History = append(v.History, view.Visit{
			Time: l.DateTime(x.At), Device: deviceName(l, x.Device), Level: levelTitle(l, x.Level), New: x.NewDevice,
		})
	}
	return respond.HTML(w, r, http.StatusOK, view.SessionsPage(v))
}

// Stay moves the end of the session, as every request does, and says in seconds when it comes now: POST /cabinet/sessions/stay,
// from the warning before it.
func (s *Signin) Stay(w http.ResponseWriter, _ *http.Request, who account.Principal) error {
	return script(w, []byte(strconv.Itoa(int(who.EndsIn.Seconds()))))
}

func deviceName(l locale.Lang, device string) string {
	if device == "" {
		return l.T("account.unknown_device")
	}
	return device
}

// EndSession signs one device out. When it is this one, that is a sign-out.
func (s *Signin) EndSession(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "account.session_not_found")
	}
	if now := session.FromContext(r.Context()); now != nil && now.ID == id {
		return s.SignOut(w, r)
	}
	if err := s.sessions.EndOne(r.Context(), who, id); err != nil {
		return err
	}
	s.sessions.SetFlash(w, r, "account.sessions.ended")
	return respond.Redirect(w, r, "/cabinet/sessions")
}

// EndOthers signs every device out but this one.
func (s *Signin) EndOthers(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	now := session.FromContext(r.Context())
	if now == nil {
		return problem.New(problem.NotFound, "account.session_not_found")
	}
	if err := s.sessions.EndOthers(r.Context(), who, now.ID); err != nil {
		return err
	}
	s.sessions.SetFlash(w, r, "account.sessions.others-ended")
	return respond.Redirect(w, r, "/cabinet/sessions")
}

// EndAll signs every device out.
func (s *Signin) EndAll(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if err := s.sessions.EndAll(r.Context(), who); err != nil {
		return err
	}
	return s.SignOut(w, r)
}
