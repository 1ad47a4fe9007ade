package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/session"
)

func (b *bench) official(j browser, subject string) account.Principal {
	b.t.Helper()
	who := b.person(subject)
	require.NoError(b.t, b.accounts.GrantOfficial(b.t.Context(), who.AccountID, account.Official{Authority: "cadastre", Role: account.Head}))
	b.signIn(j, who)
	return who
}

func TestStore_Prove(t *testing.T) {
	b := newBench(t)
	j := browser{}
	b.official(j, "aziz")
	before := browser{"__Host-session": j["__Host-session"]}
	require.False(t, b.sessions.Fresh(b.visit(j, "GET")))
	b.prove(j)
	require.False(t, b.signedIn(before), "the token from before the second factor opens nothing after it")
	require.True(t, b.sessions.Fresh(b.visit(j, "GET")))
	require.NotNil(t, account.FromContext(b.visit(j, "GET")).Official)

	other := browser{}
	b.signIn(other, b.person("aziz"))
	require.Nil(t, account.FromContext(b.visit(other, "GET")).Official, "a factor counts for the session in which it was shown")
}

// TestStore_Fresh is the rule of session.FactorFresh: a busy clerk is asked every two hours, an idle one after a quarter.
func TestStore_Fresh(t *testing.T) {
	b := newBench(t)
	j := browser{}
	b.official(j, "aziz")
	b.prove(j)
	begun := b.clock
	for b.clock.Sub(begun) < session.FactorLimit-10*time.Minute {
		b.clock = b.clock.Add(10 * time.Minute)
		ctx := b.visit(j, "POST")
		require.True(t, b.sessions.Fresh(ctx), "%s", b.clock.Sub(begun))
		require.NoError(t, b.sessions.UseFactor(ctx))
	}
	b.clock = begun.Add(session.FactorLimit - time.Second)
	require.True(t, b.sessions.Fresh(b.visit(j, "GET")))
	b.clock = begun.Add(session.FactorLimit)
	require.False(t, b.sessions.Fresh(b.visit(j, "GET")), "however busy")

	b.prove(j)
	for range 3 { // reads, and decides nothing
		b.clock = b.clock.Add(5 * time.Minute)
		require.NotNil(t, account.FromContext(b.visit(j, "GET")).Official)
	}
	require.False(t, b.sessions.Fresh(b.visit(j, "GET")))
	require.NotNil(t, account.FromContext(b.visit(j, "GET")).Official, "reading goes on")
}

func TestStore_Prove_crowd(t *testing.T) {
	b := newBench(t)
	first := browser{}
	who := b.official(first, "aziz")
	b.prove(first)
	for range session.OfficialDevices + 1 {
		b.clock = b.clock.Add(10 * time.Second)
		b.signIn(browser{}, who)
	}
	require.True(t, b.signedIn(first), "who has only the national sign-in ends nobody's session")
	for range session.OfficialDevices - 1 {
		b.clock = b.clock.Add(10 * time.Second)
		j := browser{}
		b.signIn(j, who)
		b.prove(j)
	}
	require.True(t, b.signedIn(first), "as many as he may have")
	b.clock = b.clock.Add(2 * time.Minute)
	b.visit(first, "GET")
	last := browser{}
	b.signIn(last, who)
	b.prove(last)
	require.True(t, b.signedIn(first), "it was in use")
	require.True(t, b.signedIn(last))
	list, err := b.sessions.List(t.Context(), who)
	require.NoError(t, err)
	proven := 0
	for _, x := range list {
		if x.FactorAt != nil {
			proven++
		}
	}
	require.Equal(t, session.OfficialDevices, proven, "the one seen longest ago is signed out")

	citizen := b.person("malika")
	for range session.OfficialDevices + 2 {
		b.signIn(browser{}, citizen)
	}
	list, err = b.sessions.List(t.Context(), citizen)
	require.NoError(t, err)
	require.Len(t, list, session.OfficialDevices+2, "citizens have as many devices as they like")
}

// TestStore_Prove_parallel: a request that was under way with the former token does not take the new one from the browser.
func TestStore_Prove_parallel(t *testing.T) {
	b := newBench(t)
	j := browser{}
	b.official(j, "aziz")
	late := browser{"__Host-session": j["__Host-session"]}
	b.prove(j)
	before := j["__Host-session"]
	w := httptest.NewRecorder()
	b.sessions.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, late.request("GET", "/uz/"))
	j.learn(w)
	require.Equal(t, before, j["__Host-session"])
	require.True(t, b.signedIn(j))
}
