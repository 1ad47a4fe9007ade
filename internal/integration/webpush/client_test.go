package webpush

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/guard"
	"github.com/yagona/portal/internal/notify"
)

// TestPublic is every way into our own networks that a name may resolve to.
func TestPublic(t *testing.T) {
	check := public("http://127.0.0.1:4711")
	for _, address := range []string{
		"127.0.0.1:443", "127.0.0.1:4712", "[::1]:443", "10.0.0.1:443", "172.16.0.1:443", "192.168.1.1:443", "169.254.169.254:80",
		"[::ffff:127.0.0.1]:443", "[::ffff:10.0.0.1]:443", "[fd00::1]:443", "[fe80::1]:443", "0.0.0.0:443", "[::]:443", "224.0.0.1:443", "255.255.255.255:443", "localhost:443",
	} {
		require.Error(t, check("tcp", address, nil), address)
	}
	for _, address := range []string{"142.250.1.1:443", "[2a00:1450::1]:443", "127.0.0.1:4711"} {
		require.NoError(t, check("tcp", address, nil), address)
	}
}

// TestPush_elsewhere has a service that leads elsewhere, and one that is no service.
func TestPush_elsewhere(t *testing.T) {
	var asked []string
	inside := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.URL.Path) }))
	t.Cleanup(inside.Close)
	service := httptest.NewServer(http.RedirectHandler(inside.URL+"/secret", http.StatusTemporaryRedirect))
	t.Cleanup(service.Close)
	key, err := NewKey()
	require.NoError(t, err)
	c, err := NewClient(key, "https://portal.example", service.URL, guard.Limits{Attempt: time.Second, Concurrent: 1, OpenFor: time.Millisecond})
	require.NoError(t, err)
	d, err := NewFake(service.URL, c.PublicKey(), time.Now).Allow("x")
	require.NoError(t, err)
	require.ErrorIs(t, c.Push(t.Context(), d, []byte("{}"), "t", false), notify.ErrRefused)
	d.Endpoint = inside.URL + "/secret"
	err = c.Push(t.Context(), d, []byte("{}"), "t", false)
	require.ErrorIs(t, err, notify.ErrAddress)
	require.NotContains(t, err.Error(), "secret", "no endpoint stands in an error")
	require.Empty(t, asked)
}
