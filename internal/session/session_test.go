package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/session"
)

// bench is a portal with nothing but sessions, whose clock the test turns.
type bench struct {
	t        *testing.T
	pool     *pgxpool.Pool
	clock    time.Time
	accounts *account.Store
	sessions *session.Store
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, pool: postgrestest.New(t), clock: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return b.clock }
	b.accounts = account.NewStore(b.pool, now)
	b.sessions = session.NewStore(b.pool, now, true)
	return b
}

func (b *bench) person(subject string) account.Principal {
	b.t.Helper()
	who, err := b.accounts.SignIn(b.t.Context(), account.Claims{Issuer: "https://id.example", Subject: subject, Name: subject, Level: catalogue.Verified}, "")
	require.NoError(b.t, err)
	return who
}

// browser is what a browser remembers.
type browser map[string]string

func (j browser) request(method, path string) *http.Request {
	r := httptest.NewRequest(method, path, nil)
	for name, value := range j {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

func (j browser) learn(w *httptest.ResponseRecorder) {
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(j, c.Name)
		} else {
			j[c.Name] = c.Value
		}
	}
}

func (b *bench) signIn(j browser, who account.Principal) {
	b.t.Helper()
	w := httptest.NewRecorder()
	require.NoError(b.t, b.sessions.Begin(w, j.request("GET", "/auth/callback"), who, b.clock))
	j.learn(w)
}

// visit is one request through the middleware; it returns the context that the handler saw.
func (b *bench) visit(j browser, method string) context.Context {
	b.t.Helper()
	var seen context.Context
	w := httptest.NewRecorder()
	b.sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.Context() })).
		ServeHTTP(w, j.request(method, "/uz/cabinet"))
	j.learn(w)
	return seen
}

func (b *bench) signedIn(j browser) bool {
	b.t.Helper()
	return account.FromContext(b.visit(j, "GET")) != nil
}

func TestStore_Begin(t *testing.T) {
	t.Run("the cookie is closed to scripts, other sites and plain connections", func(t *testing.T) {
		b := newBench(t)
		w := httptest.NewRecorder()
		require.NoError(t, b.sessions.Begin(w, browser{}.request("GET", "/"), b.person("aziz"), b.clock))
		c := w.Result().Cookies()[0]
		require.Equal(t, "__Host-session", c.Name)
		require.True(t, c.Secure && c.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, c.SameSite)
		require.Equal(t, "/", c.Path)
		require.Empty(t, c.Domain)
		require.Len(t, c.Value, 43, "256 bits")
	})

	t.Run("a token planted before signing in opens nothing after", func(t *testing.T) {
		b := newBench(t)
		attacker, victim := browser{}, browser{}
		b.signIn(attacker, b.person("mallory"))
		planted := attacker["__Host-session"]
		victim["__Host-session"] = planted
		b.signIn(victim, b.person("aziz"))
		require.NotEqual(t, planted, victim["__Host-session"])
		require.True(t, b.signedIn(victim))
		require.False(t, b.signedIn(attacker), "the planted session is gone altogether")
	})

	t.Run("proving a higher level makes a new token and ends the old one", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		old := browser{"__Host-session": j["__Host-session"]}
		who.Level = catalogue.Signature
		b.signIn(j, who)
		require.Equal(t, catalogue.Signature, account.FromContext(b.visit(j, "GET")).Level)
		require.False(t, b.signedIn(old))
		list, err := b.sessions.List(t.Context(), who)
		require.NoError(t, err)
		require.Len(t, list, 1)
	})

	t.Run("what the table holds signs nobody in", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		var stolen string
		require.NoError(t, b.pool.QueryRow(t.Context(), `SELECT translate(encode(token_hash, 'base64'), '+/=', '-_') FROM sessions`).Scan(&stolen))
		require.NotEqual(t, j["__Host-session"], stolen)
		require.False(t, b.signedIn(browser{"__Host-session": stolen}))
	})
}

func TestStore_Middleware_limits(t *testing.T) {
	t.Run("a citizen is signed out after 30 minutes without a request", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		b.clock = b.clock.Add(session.CitizenIdle - time.Second)
		require.True(t, b.signedIn(j), "just in time, which also begins the half hour again")
		b.clock = b.clock.Add(session.CitizenIdle - time.Second)
		require.True(t, b.signedIn(j))
		b.clock = b.clock.Add(session.CitizenIdle)
		require.False(t, b.signedIn(j))
	})

	t.Run("an official after 15, and at once when the citizen became one meanwhile", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		b.clock = b.clock.Add(session.OfficialIdle)
		require.True(t, b.signedIn(j))
		b.clock = b.clock.Add(session.OfficialIdle)
		require.NoError(t, b.accounts.GrantOfficial(t.Context(), who.AccountID, account.Official{Authority: "cadastre", Role: account.Head}))
		require.False(t, b.signedIn(j))
	})

	t.Run("everybody after 12 hours, however busy", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		begun := b.clock
		for b.clock.Sub(begun) < session.AbsoluteLimit-10*time.Minute {
			b.clock = b.clock.Add(10 * time.Minute)
			require.True(t, b.signedIn(j), "%s", b.clock.Sub(begun))
		}
		b.clock = begun.Add(session.AbsoluteLimit)
		require.False(t, b.signedIn(j))
	})

	t.Run("the database refuses a longer life, whatever the program says", func(t *testing.T) {
		b := newBench(t)
		b.signIn(browser{}, b.person("aziz"))
		_, err := b.pool.Exec(t.Context(), `UPDATE sessions SET expires_at = created_at + interval '13 hours'`)
		require.ErrorContains(t, err, "sessions_absolute_limit")
	})

	t.Run("last seen is written at most once a minute", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		begun := b.clock
		for _, step := range []struct {
			at   time.Duration
			seen time.Duration
		}{{30 * time.Second, 0}, {59 * time.Second, 0}, {time.Minute, time.Minute}, {90 * time.Second, time.Minute}, {3 * time.Minute, 3 * time.Minute}} {
			b.clock = begun.Add(step.at)
			require.True(t, b.signedIn(j))
			list, err := b.sessions.List(t.Context(), who)
			require.NoError(t, err)
			require.Equal(t, begun.Add(step.seen).UTC(), list[0].SeenAt.UTC())
		}
	})
}

func TestStore_Middleware_rights(t *testing.T) {
	t.Run("an office given or ended acts at the next request", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		require.Nil(t, account.FromContext(b.visit(j, "GET")).Official)
		require.NoError(t, b.accounts.GrantOfficial(t.Context(), who.AccountID, account.Official{Authority: "cadastre", Region: "1726", Role: account.Head}))
		got := account.FromContext(b.visit(j, "GET")).Official
		require.Equal(t, &account.Official{ID: who.AccountID, Name: "aziz", Authority: "cadastre", Region: "1726", Role: account.Head}, got)
		require.NoError(t, b.accounts.EndOffice(t.Context(), who.AccountID))
		require.Nil(t, account.FromContext(b.visit(j, "GET")).Official)
	})

	t.Run("a block ends every session, and unblocking revives none", func(t *testing.T) {
		b := newBench(t)
		phone, desk := browser{}, browser{}
		who := b.person("aziz")
		b.signIn(phone, who)
		b.signIn(desk, who)
		b.clock = b.clock.Add(time.Second)
		require.NoError(t, b.accounts.Block(t.Context(), who.AccountID))
		require.False(t, b.signedIn(phone))
		require.NoError(t, b.accounts.Unblock(t.Context(), who.AccountID))
		require.False(t, b.signedIn(desk))
	})

	t.Run("rubbish in the cookie is a visitor", func(t *testing.T) {
		b := newBench(t)
		for _, value := range []string{"", "x", "' OR 1=1 --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
			require.False(t, b.signedIn(browser{"__Host-session": value}), value)
		}
	})

	t.Run("a database that is away is trouble, not a visitor", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		b.pool.Close()
		ctx := b.visit(j, "GET")
		require.Nil(t, account.FromContext(ctx))
		require.Error(t, session.Trouble(ctx))
		require.Contains(t, j, "__Host-session", "the person stays signed in for when it is back")
	})
}

func TestStore_End(t *testing.T) {
	b := newBench(t)
	phone, desk, stranger := browser{}, browser{}, browser{}
	who := b.person("aziz")
	b.signIn(phone, who)
	b.signIn(desk, who)
	b.signIn(stranger, b.person("malika"))
	list, err := b.sessions.List(t.Context(), who)
	require.NoError(t, err)
	require.Len(t, list, 2)

	other := session.FromContext(b.visit(stranger, "GET"))
	require.True(t, problem.Is(b.sessions.EndOne(t.Context(), who, other.ID), problem.NotFound), "another person's session")
	require.True(t, b.signedIn(stranger))

	require.NoError(t, b.sessions.EndOne(t.Context(), who, session.FromContext(b.visit(phone, "GET")).ID))
	require.False(t, b.signedIn(phone))
	require.True(t, b.signedIn(desk))

	w := httptest.NewRecorder()
	old := browser{"__Host-session": desk["__Host-session"]}
	require.NoError(t, b.sessions.End(w, desk.request("POST", "/uz/sign-out")))
	desk.learn(w)
	require.NotContains(t, desk, "__Host-session")
	require.False(t, b.signedIn(old), "ended in the database, not only in the browser")

	b.signIn(phone, who)
	require.NoError(t, b.sessions.EndAll(t.Context(), who))
	require.False(t, b.signedIn(phone))
}

func TestStore_Keep(t *testing.T) {
	typed := url.Values{"purpose": {"uy"}, "items": {"a", "b"}}
	late := func(t *testing.T) (*bench, browser, account.Principal) {
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		b.clock = b.clock.Add(time.Hour)
		ok, err := b.sessions.Keep(b.visit(j, "POST"), session.Kept{Path: "/uz/services/x/apply", Form: typed})
		require.NoError(t, err)
		require.True(t, ok)
		return b, j, who
	}

	t.Run("its author finds it after signing in again", func(t *testing.T) {
		b, j, who := late(t)
		b.signIn(j, who)
		k, err := b.sessions.Kept(b.visit(j, "GET"))
		require.NoError(t, err)
		require.Equal(t, &session.Kept{Path: "/uz/services/x/apply", Form: typed}, k)
	})

	t.Run("the next person at the same computer does not", func(t *testing.T) {
		b, j, _ := late(t)
		b.signIn(j, b.person("malika"))
		k, err := b.sessions.Kept(b.visit(j, "GET"))
		require.NoError(t, err)
		require.Nil(t, k)
	})

	t.Run("strangers and the living keep nothing", func(t *testing.T) {
		b := newBench(t)
		ok, err := b.sessions.Keep(b.visit(browser{}, "POST"), session.Kept{Path: "/uz/x", Form: typed})
		require.NoError(t, err)
		require.False(t, ok)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		ok, err = b.sessions.Keep(b.visit(j, "POST"), session.Kept{Path: "/uz/x", Form: typed})
		require.NoError(t, err)
		require.False(t, ok)
	})
}

func TestStore_TakeAttempt(t *testing.T) {
	ask := session.Attempt{Level: catalogue.Verified, Lang: locale.Ru, Next: "/ru/cabinet"}
	begin := func(b *bench, j browser) session.Attempt {
		w := httptest.NewRecorder()
		a, err := b.sessions.BeginAttempt(w, j.request("POST", "/ru/sign-in"), ask)
		require.NoError(b.t, err)
		j.learn(w)
		return a
	}
	take := func(b *bench, j browser, state string) (session.Attempt, error) {
		return b.sessions.TakeAttempt(b.t.Context(), j.request("GET", "/auth/callback"), state)
	}
	b := newBench(t)

	t.Run("two tabs of one browser, each once", func(t *testing.T) {
		j := browser{}
		one, two := begin(b, j), begin(b, j)
		require.NotEqual(t, one.Nonce, two.Nonce)
		require.NotEqual(t, one.Verifier, two.Verifier)
		got, err := take(b, j, one.State)
		require.NoError(t, err)
		require.Equal(t, one.Verifier, got.Verifier)
		require.Equal(t, "/ru/cabinet", got.Next)
		require.Equal(t, locale.Ru, got.Lang)
		_, err = take(b, j, one.State)
		require.ErrorIs(t, err, session.ErrNoAttempt)
		_, err = take(b, j, two.State)
		require.NoError(t, err)
	})

	t.Run("not in another browser", func(t *testing.T) {
		j, other := browser{}, browser{}
		a := begin(b, j)
		begin(b, other)
		_, err := take(b, other, a.State)
		require.ErrorIs(t, err, session.ErrNoAttempt)
		_, err = take(b, browser{}, a.State)
		require.ErrorIs(t, err, session.ErrNoAttempt)
		_, err = take(b, j, a.State)
		require.NoError(t, err, "a stranger's try does not spend it")
	})

	t.Run("not after a quarter of an hour, and swept then", func(t *testing.T) {
		j := browser{}
		a := begin(b, j)
		b.clock = b.clock.Add(15 * time.Minute)
		_, err := take(b, j, a.State)
		require.ErrorIs(t, err, session.ErrNoAttempt)
		b.clock = b.clock.Add(time.Second)
		swept, err := b.sessions.Sweep(t.Context())
		require.NoError(t, err)
		require.Positive(t, swept)
	})
}

func TestStore_SetFlash(t *testing.T) {
	b := newBench(t)
	j := browser{}
	b.signIn(j, b.person("aziz"))
	leave := func() {
		w := httptest.NewRecorder()
		b.sessions.SetFlash(w, j.request("POST", "/en/x"), "common.yes")
		j.learn(w)
	}
	leave()
	require.Empty(t, session.Flash(b.visit(j, "POST"), locale.En))
	require.Equal(t, locale.En.T("common.yes"), session.Flash(b.visit(j, "GET"), locale.En))
	require.Empty(t, session.Flash(b.visit(j, "GET"), locale.En), "shown once")

	leave()
	j["__Host-flash"] = "x" + j["__Host-flash"]
	require.Empty(t, session.Flash(b.visit(j, "GET"), locale.En), "words that we did not write")
	leave()
	b.signIn(j, b.person("aziz"))
	require.Empty(t, session.Flash(b.visit(j, "GET"), locale.En), "words to another session")
}

func TestDevice(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                  "Firefox, Linux",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":                                "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 YaBrowser/25.8 Safari/537.36":              "Yandex Browser, Windows",
		"curl/8.5": "", "": "",
	} {
		require.Equal(t, want, session.Device(agent))
	}
}
