package session_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring/keyringtest"
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
	b.accounts = account.NewStore(b.pool, keyringtest.Ring(), now)
	b.sessions = session.NewStore(b.pool, keyringtest.Ring(), now, true)
	return b
}

func (b *bench) person(subject string) account.Principal {
	b.t.Helper()
	who, err := b.accounts.SignIn(b.t.Context(), account.Claims{Issuer: "https://id.example", Subject: subject, Name: subject, Level: catalogue.Verified}, "")
	require.NoError(b.t, err)
	return who.Principal
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
	require.NoError(b.t, b.sessions.Begin(w, j.request("GET", "/auth/callback"), account.Entered{Principal: who, ProvedAt: b.clock}))
	j.learn(w)
}

// prove shows a second factor in the browser's session.
func (b *bench) prove(j browser) {
	b.t.Helper()
	w := httptest.NewRecorder()
	var err error
	b.sessions.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err = b.sessions.Prove(w, r, "app")
	})).ServeHTTP(w, j.request("POST", "/uz/cabinet/second-step"))
	require.NoError(b.t, err)
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
		require.NoError(t, b.sessions.Begin(w, browser{}.request("GET", "/"), account.Entered{Principal: b.person("aziz"), ProvedAt: b.clock}))
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

func TestStore_Middleware_unknown(t *testing.T) {
	b := newBench(t)
	r := browser{"__Host-session": base64.RawURLEncoding.EncodeToString(make([]byte, 32))}.request(http.MethodGet, "/uz/manifest.webmanifest")
	w := httptest.NewRecorder()
	b.sessions.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
	require.Empty(t, w.Result().Cookies(), "the browser may have got a new one meanwhile: see TestStore_Prove_parallel")
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
		who = *account.FromContext(b.visit(j, "GET"))
		require.Nil(t, who.Official, "a national sign-in alone opens no office")
		require.Equal(t, account.Head, who.Office().Role)
		b.prove(j)
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
