package session_test

import (
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/session"
)

func TestStore_Keep(t *testing.T) {
	typed := url.Values{"purpose": {"uy"}, "items": {"a", "b"}}
	late := func(t *testing.T) (*bench, browser, account.Principal, string) {
		t.Helper()
		b := newBench(t)
		j := browser{}
		who := b.person("aziz")
		b.signIn(j, who)
		b.clock = b.clock.Add(time.Hour)
		id, err := b.sessions.Keep(b.visit(j, "POST"), session.Kept{Path: "/uz/services/x/apply", Form: typed})
		require.NoError(t, err)
		require.NotEmpty(t, id)
		return b, j, who, id
	}

	t.Run("its author finds it after signing in again", func(t *testing.T) {
		b, j, who, id := late(t)
		b.signIn(j, who)
		k, err := b.sessions.Kept(b.visit(j, "GET"), id)
		require.NoError(t, err)
		require.Equal(t, &session.Kept{ID: id, Path: "/uz/services/x/apply", Form: typed}, k)
	})

	t.Run("the next person at the same computer does not", func(t *testing.T) {
		b, j, _, id := late(t)
		b.signIn(j, b.person("malika"))
		k, err := b.sessions.Kept(b.visit(j, "GET"), id)
		require.NoError(t, err)
		require.Nil(t, k)
	})

	t.Run("strangers and the living keep nothing", func(t *testing.T) {
		b := newBench(t)
		id, err := b.sessions.Keep(b.visit(browser{}, "POST"), session.Kept{Path: "/uz/x", Form: typed})
		require.NoError(t, err)
		require.Empty(t, id)
		j := browser{}
		b.signIn(j, b.person("aziz"))
		id, err = b.sessions.Keep(b.visit(j, "POST"), session.Kept{Path: "/uz/x", Form: typed})
		require.NoError(t, err)
		require.Empty(t, id)
	})

	t.Run("who has the cookie too puts nothing in the place of what the official sent", func(t *testing.T) {
		b := newBench(t)
		j := browser{}
		b.official(j, "aziz")
		thief := browser{"__Host-session": j["__Host-session"]}
		mine, err := b.sessions.Hold(b.visit(j, "POST"), session.Kept{Path: "/uz/admin/x", Form: typed})
		require.NoError(t, err)
		his, err := b.sessions.Hold(b.visit(thief, "POST"), session.Kept{Path: "/uz/admin/access/new", Form: url.Values{"person": {"thief"}}})
		require.NoError(t, err)
		require.NotEqual(t, mine, his)
		b.prove(j)
		k, err := b.sessions.Kept(b.visit(j, "GET"), mine)
		require.NoError(t, err)
		require.Nil(t, k)
		k, err = b.sessions.Kept(b.visit(j, "GET"), "")
		require.NoError(t, err)
		require.Nil(t, k)
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
