package registers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

func TestClient_Outages(t *testing.T) {
	g := open(t)
	limits := quick
	limits.Probe = 30 * time.Millisecond
	limits.Attempt = time.Second // so that a busy machine is no outage
	c := NewClient(g.url, time.Now, limits)
	ctx, stop := context.WithCancel(t.Context())
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		c.Watch(ctx)
	}()
	t.Cleanup(func() { stop(); <-watching })
	out := func(code string) bool {
		_, out := c.Outages().Since(code)
		return out
	}
	time.Sleep(3 * limits.Probe)
	require.Nil(t, c.Outages(), "all is well")

	for _, fault := range []Fault{{Down: true}, {LatencyMS: 2000}, {Garbage: "html"}} {
		g.SetFaults(map[string]Fault{"tax": fault})
		require.Eventually(t, func() bool { return out("tax") }, 10*time.Second, 10*time.Millisecond, "found before anybody asks: %+v", fault)
		require.False(t, out("civil"))
		before := c.Outages()
		since, _ := before.Since("tax")
		require.WithinDuration(t, time.Now(), since, 10*time.Second)
		time.Sleep(3 * limits.Probe)
		require.Same(t, before, c.Outages(), "nothing changed")

		g.SetFaults(nil)
		require.Eventually(t, func() bool { return c.Outages() == nil }, 10*time.Second, 10*time.Millisecond, "and it goes by itself: %+v", fault)
	}
}

// A call that fails says so at once, without a probe.
func TestClient_Outages_of_calls(t *testing.T) {
	g := open(t)
	c := g.client(quick)
	g.SetFaults(map[string]Fault{"tax": {Down: true}})
	_, err := c.Read(t.Context(), ask("tax", aziz, "debt"))
	require.Error(t, err)
	since, out := c.Outages().Since("tax")
	require.True(t, out)
	require.Equal(t, day, since)
	g.SetFaults(nil)
	_, err = c.Read(t.Context(), ask("tax", aziz, "debt"))
	require.NoError(t, err)
	require.Nil(t, c.Outages())

	picky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }))
	t.Cleanup(picky.Close)
	refusing := NewClient(picky.URL, time.Now, quick)
	_, err = refusing.Read(t.Context(), ask("tax", "no such key", "debt"))
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	require.Nil(t, refusing.Outages(), "it answers, if only to say no to this key")

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.Read(gone, ask("tax", aziz, "debt"))
	require.Error(t, err)
	require.Nil(t, c.Outages(), "a reader who left says nothing of the register")
	var none *register.Outages
	_, out = none.Since("tax")
	require.False(t, out)
}
