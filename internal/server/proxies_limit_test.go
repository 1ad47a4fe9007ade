package server_test

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/cabinet"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestProxies: who guesses codes of papers is stopped, alone, also behind a balancer and under made-up names.
func TestProxies(t *testing.T) {
	for name, x := range map[string]struct {
		proxies []netip.Prefix
		stopped bool
	}{
		"behind a balancer each counts for himself": {proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}},
		"made-up names count for nothing":           {stopped: true},
	} {
		t.Run(name, func(t *testing.T) {
			portal := servertest.New(t, func(p *servertest.Portal, d *server.Deps) {
				d.Proxies, d.Catalogue = x.proxies, catalogue.NewStore(p.Pool, p.Clock.Now)
				d.Cabinet = &cabinet.Cabinet{Documents: document.NewStore(p.Pool, keyringtest.Ring(), p.Clock.Now, p.URL), Sessions: p.Sessions, Now: p.Clock.Now}
			})
			guess := func(as string) int {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, portal.URL+"/uz/verify/AAAA", http.NoBody)
				require.NoError(t, err)
				r.Header.Set("X-Forwarded-For", as)
				res, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				require.NoError(t, res.Body.Close())
				return res.StatusCode
			}
			last := 0
			for range 40 {
				last = guess("203.0.113.9")
			}
			require.Equal(t, http.StatusTooManyRequests, last)
			require.Equal(t, x.stopped, guess("198.51.100.7") == http.StatusTooManyRequests)
		})
	}
}
