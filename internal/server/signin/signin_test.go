package signin_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/session"
)

const devices = "/uz/cabinet/sessions"

func signedIn(b *servertest.Browser) bool {
	b.T.Helper()
	return b.Get(devices).URL.Path == devices
}

func TestSignin(t *testing.T) {
	p := servertest.New(t)

	t.Run("a page that needs somebody leads through the provider and back to itself", func(t *testing.T) {
		b := p.Visitor()
		page := b.Get("/ru/cabinet/sessions")
		require.Equal(t, "/ru/sign-in", page.URL.Path)
		require.Equal(t, "/ru/cabinet/sessions", page.URL.Query().Get("next"))
		page = b.Become(page, "aziz")
		require.Equal(t, http.StatusOK, page.Status)
		require.Equal(t, "/ru/cabinet/sessions", page.Path())
		require.Contains(t, page.Body, "Karimov Aziz Baxtiyor oʻgʻli")
		require.Contains(t, page.Text(), "Firefox, Linux")
		require.Equal(t, "no-store", page.Header.Get("Cache-Control"))
	})

	t.Run("without a page in mind each begins where his work is", func(t *testing.T) {
		for subject, home := range map[string]string{"olim": "/uz/cabinet", "cadastre-head": "/uz/admin", "taskforce": "/uz/taskforce", "editor": "/uz/admin/search"} {
			b := p.Visitor()
			require.Equal(t, home, b.Become(b.Get("/uz/sign-in"), subject).Path())
		}
	})

	t.Run("the page of personas speaks the language that the person came from", func(t *testing.T) {
		for _, l := range locale.Langs {
			choice := p.Visitor().Get("/" + string(l) + "/sign-in").Form("/sign-in").Submit("")
			require.Equal(t, l.Tag(), servertest.Attr(choice.First("html"), "lang"))
			require.Equal(t, l.T("account.demo.title"), choice.Title())
			require.NotContains(t, choice.Body, "⟦")
		}
	})

	t.Run("who goes back without choosing may begin again", func(t *testing.T) {
		b := p.Visitor()
		page := b.Get("/en/sign-in?next=/en/cabinet/sessions").Form("/sign-in").Submit("").Form("/authorize").Submit("Back")
		require.Equal(t, "/en/sign-in/cancelled", page.URL.Path)
		require.False(t, signedIn(b))
		require.Equal(t, "/en/cabinet/sessions", b.Become(page, "aziz").Path())
	})
}

func TestSignin_levels(t *testing.T) {
	p := servertest.New(t)
	low := func(subject string) *servertest.Browser {
		b := p.Visitor()
		for _, f := range b.Get("/uz/sign-in").Form("/sign-in").Submit("").Forms() {
			if f.Values.Get("subject") == subject {
				f.Set("level", "basic").Submit("")
			}
		}
		require.True(t, signedIn(b))
		return b
	}

	t.Run("a higher level is proven by the same person, and the token changes", func(t *testing.T) {
		b := low("aziz")
		before := b.Cookie("session")
		page := b.Get("/uz/sign-in?level=signature&next=" + devices)
		choice := page.Form("/sign-in").Submit("")
		require.Len(t, choice.All("input", "name", "subject"), 1, "only the person who is signed in")
		require.Equal(t, devices, b.Become(page, "aziz").Path())
		require.NotEqual(t, before, b.Cookie("session"))
		require.Equal(t, devices, b.Get("/uz/sign-in?level=signature&next="+devices).Path(), "proven: nothing is asked again")
		thief := p.Visitor()
		thief.Plant("session", before)
		require.False(t, signedIn(thief), "the token before is dead")
	})

	t.Run("who cannot prove it is told how, keeps what there was, and may go on", func(t *testing.T) {
		b := low("zilola")
		before := b.Cookie("session")
		page := b.Become(b.Get("/en/sign-in?level=verified&next=/en/cabinet/sessions"), "zilola")
		require.Equal(t, http.StatusForbidden, page.Status)
		require.Equal(t, "/en/sign-in/level", page.URL.Path)
		require.Contains(t, page.Text(), "public service centre")
		require.Equal(t, before, b.Cookie("session"))
		require.True(t, signedIn(b))
	})

	t.Run("what a form leaves out spares nobody the proof", func(t *testing.T) {
		b := low("aziz")
		before := b.Cookie("session")
		for _, level := range []string{"", "basic", "verified", "signature", "no such level"} {
			form := b.Get("/uz/sign-in?level=signature&next=" + devices).Form("/sign-in")
			form.Set("level", level)
			to := b.Do(form.Request("")).URL.Query()
			require.Equal(t, []string{"0"}, to["max_age"], "%q: the provider's own session is not enough", level)
			require.Equal(t, []string{"login"}, to["prompt"], level)
			require.Equal(t, before, b.Cookie("session"), "%q: asking raises nothing", level)
		}
		require.NotEqual(t, devices, b.Get("/uz/sign-in?level=signature&next="+devices).Path(), "still low")
	})

	t.Run("a visitor who proves too little is signed in with that", func(t *testing.T) {
		b := p.Visitor()
		require.Equal(t, "/uz/sign-in/level", b.Become(b.Get("/uz/sign-in?level=signature"), "zilola").URL.Path)
		require.True(t, signedIn(b))
	})
}

func TestSignin_attacks(t *testing.T) {
	p := servertest.New(t)
	// comeBack goes to the provider and stops with its answer in hand, before the portal has seen it.
	comeBack := func(b *servertest.Browser, subject string) *url.URL {
		for _, f := range b.Get("/uz/sign-in").Form("/sign-in").Submit("").Forms() {
			if f.Values.Get("subject") == subject {
				to, err := url.Parse(f.Submit("").Header.Get("Location"))
				require.NoError(t, err)
				return to
			}
		}
		return nil
	}
	// held stops at the provider's answer only.
	held := func() *servertest.Browser {
		b := p.Visitor()
		b.HTTP.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if r.URL.Path == "/auth/callback" {
				return http.ErrUseLastResponse
			}
			return nil
		}
		return b
	}

	t.Run("fixation: a session planted before is not the one after", func(t *testing.T) {
		attacker, victim := p.SignIn("jasur"), held()
		planted := attacker.Cookie("session")
		to := comeBack(victim, "aziz")
		victim.Plant("session", planted)
		victim.Follow()
		require.Contains(t, victim.Get(to.RequestURI()).Body, "Karimov Aziz")
		require.NotEqual(t, planted, victim.Cookie("session"))
		require.False(t, signedIn(attacker), "the planted one is gone altogether")
	})

	t.Run("sign-in of another browser: the answer opens nothing elsewhere", func(t *testing.T) {
		attacker, victim := held(), p.Visitor()
		to := comeBack(attacker, "jasur")
		victim.Get("/uz/sign-in").Form("/sign-in").Submit("")
		page := victim.Get(to.RequestURI())
		require.Equal(t, http.StatusBadRequest, page.Status)
		require.Contains(t, page.URL.Path, "/sign-in/expired")
		require.False(t, signedIn(victim))
	})

	t.Run("an answer counts once", func(t *testing.T) {
		b := held()
		to := comeBack(b, "aziz")
		b.Follow()
		require.Equal(t, "/uz/cabinet", b.Get(to.RequestURI()).Path())
		require.Contains(t, b.Get(to.RequestURI()).URL.Path, "/sign-in/expired")
		require.True(t, signedIn(b), "and the session there is stays")
	})

	for name, spoil := range map[string]func(url.Values){
		"another issuer":  func(q url.Values) { q.Set("iss", "https://evil.example") },
		"no issuer":       func(q url.Values) { q.Del("iss") },
		"two issuers":     func(q url.Values) { q.Add("iss", q.Get("iss")) },
		"two states":      func(q url.Values) { q.Add("state", q.Get("state")) },
		"no state":        func(q url.Values) { q.Del("state") },
		"another state":   func(q url.Values) { q.Set("state", strings.Repeat("A", 43)) },
		"no code":         func(q url.Values) { q.Del("code") },
		"another code":    func(q url.Values) { q.Set("code", "guess") },
		"two codes":       func(q url.Values) { q.Add("code", "guess") },
		"an error inside": func(q url.Values) { q.Set("error", "x\r\nSet-Cookie: a=b") },
	} {
		t.Run(name, func(t *testing.T) {
			b := held()
			to := comeBack(b, "aziz")
			q := to.Query()
			spoil(q)
			b.Follow()
			page := b.Get(to.Path + "?" + q.Encode())
			require.Equal(t, http.StatusBadRequest, page.Status)
			require.False(t, signedIn(b))
		})
	}

	t.Run("too late", func(t *testing.T) {
		b := held()
		to := comeBack(b, "aziz")
		p.Clock.Pass(16 * time.Minute)
		b.Follow()
		page := b.Get(to.RequestURI())
		require.Contains(t, page.URL.Path, "/sign-in/expired")
		require.Equal(t, "/uz/cabinet", b.Become(page, "aziz").Path(), "beginning again is one press")
	})

	t.Run("two tabs, both come in", func(t *testing.T) {
		b := held()
		one, two := comeBack(b, "aziz"), comeBack(b, "aziz")
		b.Follow()
		require.Equal(t, "/uz/cabinet", b.Get(two.RequestURI()).Path())
		require.Equal(t, "/uz/cabinet", b.Get(one.RequestURI()).Path())
		require.True(t, signedIn(b))
	})

	t.Run("next leads nowhere else", func(t *testing.T) {
		b := p.SignIn("aziz").Stay()
		for _, next := range []string{
			"//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "http:evil.example", "javascript:alert(1)",
			"/%2f/evil.example", "/%5cevil.example", "/\t/evil.example", "/uz/x%0d%0aLocation:%20https://evil.example", "/uz\\@evil.example",
			"evil.example", "/evil.example", "/auth/callback", "/demo/identity/authorize", "/uz//evil.example", "/uz/../..//evil.example", "/" + strings.Repeat("a", 3000),
		} {
			page := b.Get("/uz/sign-in?next=" + url.QueryEscape(next))
			require.Equal(t, "/uz/cabinet", page.Header.Get("Location"), next)
		}
		require.Equal(t, "/uz/services?q=a%20b", b.Get("/uz/sign-in?next="+url.QueryEscape("/uz/services?q=a%20b")).Header.Get("Location"))
	})

	t.Run("another site's form starts nothing and ends nothing", func(t *testing.T) {
		b := p.SignIn("aziz")
		for _, path := range []string{"/uz/sign-in", "/uz/sign-out", "/uz/cabinet/sessions/end-all"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+path, nil)
			require.NoError(t, err)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			require.Equal(t, http.StatusForbidden, b.Do(r).Status, path)
		}
		require.True(t, signedIn(b))
	})
}

func TestSignin_blockedAccount(t *testing.T) {
	p := servertest.New(t)
	b := p.SignIn("jasur")
	require.NoError(t, p.Accounts.Block(t.Context(), p.IDs["jasur"]))
	page := b.Get(devices)
	require.Equal(t, "/uz/sign-in", page.URL.Path, "out at the next request")
	page = b.Become(page, "jasur")
	require.Equal(t, http.StatusForbidden, page.Status)
	require.Equal(t, locale.Uz.T("account.problem.blocked-title"), page.Title())
}

func TestSignin_anotherNameOfTheMachine(t *testing.T) {
	p := servertest.New(t)
	local := strings.Replace(p.URL, "127.0.0.1", "localhost", 1)
	b := p.Visitor()
	page := b.Get(local + "/en/sign-in?next=/en/cabinet/sessions")
	require.True(t, strings.HasPrefix(page.URL.String(), p.URL+"/en/sign-in"), page.URL.String())
	require.Equal(t, "/en/cabinet/sessions", b.Become(page, "aziz").Path())
}

func TestSignOut(t *testing.T) {
	p := servertest.New(t)
	b := p.SignIn("aziz")
	token := b.Cookie("session")
	b.Stay()
	page := b.Post("/en/sign-out", nil)
	require.Equal(t, http.StatusSeeOther, page.Status)
	require.Equal(t, `"cache", "storage"`, page.Header.Get("Clear-Site-Data"))
	require.Contains(t, page.Header.Get("Location"), "/demo/identity/end_session?")
	b.Follow()
	page = b.Get(page.Header.Get("Location"))
	require.Equal(t, "/en/signed-out", page.Path(), "by way of the provider")
	require.False(t, signedIn(b))
	b.Plant("session", token)
	require.False(t, signedIn(b), "ended here, not only forgotten there")
	require.Equal(t, http.StatusMethodNotAllowed, p.Visitor().Get("/en/sign-out").Status, "no picture on another page can sign people out")
}

func TestSessions(t *testing.T) {
	p := servertest.New(t)
	desk := p.SignIn("aziz")
	phone := p.Visitor()
	phone.Agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
	phone.Become(phone.Get("/uz/sign-in"), "aziz")

	inbox, err := notify.NewStore(p.Pool, p.Clock.Now).Inbox(t.Context(), p.Principal("aziz"), 0)
	require.NoError(t, err)
	require.Len(t, inbox, 1, "the second device is told of, the first is not")
	require.Contains(t, inbox[0].Text(locale.En), "Chrome, Android")

	page := desk.Get("/en/cabinet/sessions")
	require.Contains(t, page.Text(), "Chrome, Android")
	require.Contains(t, page.Text(), "First time with this device")
	require.Len(t, page.All("ul", "class", "app-rows"), 1)

	page = page.Form("/end").Submit("the device Chrome")
	require.Equal(t, "/en/cabinet/sessions", page.Path())
	require.Contains(t, page.Text(), locale.En.T("account.sessions.ended"))
	require.NotContains(t, desk.Get("/en/cabinet/sessions").Text(), locale.En.T("account.sessions.ended"), "said once")
	require.False(t, signedIn(phone))

	stranger := p.SignIn("malika")
	list, err := p.Sessions.List(t.Context(), p.Principal("aziz"))
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, stranger.Post("/uz/cabinet/sessions/"+strconv.FormatInt(list[0].ID, 10)+"/end", nil).Status)
	require.True(t, signedIn(desk))

	phone.Become(phone.Get("/uz/sign-in"), "aziz")
	page = desk.Get("/en/cabinet/sessions").Form("end-others").Submit("")
	require.Contains(t, page.Text(), locale.En.T("account.sessions.others-ended"))
	require.NotContains(t, page.Body, "end-others", "there is no other")
	require.True(t, signedIn(desk))
	require.False(t, signedIn(phone))
	require.True(t, signedIn(stranger), "another person's stay")

	phone.Become(phone.Get("/uz/sign-in"), "aziz")
	require.Equal(t, "/en/signed-out", desk.Get("/en/cabinet/sessions").Form("end-all").Submit("").Path())
	require.False(t, signedIn(desk))
	require.False(t, signedIn(phone))
	require.True(t, signedIn(stranger))
}

func TestSignin_nothingTypedIsLost(t *testing.T) {
	p := servertest.New(t)
	desk, phone := p.SignIn("aziz"), p.SignIn("aziz")
	page := desk.Get("/ru/cabinet/sessions")
	p.Clock.Pass(session.CitizenIdle)
	page = page.Form("end-all").Set("why", "because <I> say so", "twice").Submit("")
	require.Equal(t, "/ru/sign-in", page.URL.Path)
	page = desk.Become(page, "aziz")
	require.Equal(t, "/ru/sign-in/kept", page.URL.Path)
	form := page.Form("end-all")
	require.Equal(t, []string{"because <I> say so", "twice"}, form.Values["why"])
	form = page.In(locale.En).Form("end-all")
	require.Equal(t, []string{"because <I> say so", "twice"}, form.Values["why"])
	require.Equal(t, "/en/signed-out", form.Submit("").Path(), "in the language that was chosen meanwhile")
	require.False(t, signedIn(phone))
}

func TestGate(t *testing.T) {
	p := servertest.New(t)
	official := p.SignIn("cadastre-head")
	require.NoError(t, p.Accounts.EndOffice(t.Context(), p.IDs["cadastre-head"]))
	require.True(t, signedIn(official), "still a person with an account")
	who := p.Principal("cadastre-head")
	require.Nil(t, who.Official)
	require.True(t, account.Reaches(who.Level, catalogue.Signature))
}

func TestSignin_everyPageInEveryLanguage(t *testing.T) {
	p := servertest.New(t)
	visitor, person := p.Visitor(), p.SignIn("nodira")
	for _, l := range locale.Langs {
		at := "/" + string(l)
		for _, path := range []string{
			"/sign-in", "/sign-in?level=signature", "/signed-out", "/sign-in/expired", "/sign-in/refused", "/sign-in/cancelled",
			"/sign-in/blocked", "/sign-in/unavailable", "/sign-in/level?level=verified", "/sign-in/level?level=signature",
		} {
			page := visitor.Get(at + path)
			require.NotContains(t, page.Body, "⟦", path)
			require.NotEmpty(t, page.Title(), path)
		}
		for _, path := range []string{"/sign-in?level=signature", "/cabinet/sessions"} {
			page := person.Get(at + path)
			require.Equal(t, http.StatusOK, page.Status)
			require.NotContains(t, page.Body, "⟦", path)
		}
		require.Equal(t, http.StatusNotFound, visitor.Get(at+"/sign-in/nonsense").Status)
	}
	browsertest.Valid(t, visitor.Seen)
	browsertest.Valid(t, person.Seen)
}
