package server

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBehind: a proxy of ours says who asks. What anybody else says, or said before it came to the proxy, counts for nothing.
func TestBehind(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("10.0.0.5/32"), netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	for name, x := range map[string]struct {
		proxies []netip.Prefix
		peer    string
		said    []string
		asks    string
	}{
		"behind a proxy":                 {proxies: ours, peer: "10.0.0.5", said: []string{"198.51.100.7"}, asks: "198.51.100.7"},
		"behind two":                     {proxies: ours, peer: "10.0.0.5", said: []string{"198.51.100.7, 10.1.2.3"}, asks: "198.51.100.7"},
		"spoofed before the proxy":       {proxies: ours, peer: "10.0.0.5", said: []string{"203.0.113.9, 198.51.100.7"}, asks: "198.51.100.7"},
		"spoofed in a header of its own": {proxies: ours, peer: "10.0.0.5", said: []string{"203.0.113.9", "198.51.100.7"}, asks: "198.51.100.7"},
		"spoofed past the proxy":         {proxies: ours, peer: "198.51.100.7", said: []string{"203.0.113.9"}, asks: "198.51.100.7"},
		"of the sixth version":           {proxies: ours, peer: "fd00::1", said: []string{"2001:db8::7"}, asks: "2001:db8::7"},
		"no sense":                       {proxies: ours, peer: "10.0.0.5", said: []string{"198.51.100.7, nobody"}, asks: "10.0.0.5"},
		"the proxy itself":               {proxies: ours, peer: "10.0.0.5", asks: "10.0.0.5"},
		"no proxy is known":              {peer: "10.0.0.5", said: []string{"198.51.100.7"}, asks: "10.0.0.5"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.RemoteAddr = net.JoinHostPort(x.peer, "4711")
			r.Header["X-Forwarded-For"] = x.said
			asked := ""
			behind(x.proxies)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked, _, _ = net.SplitHostPort(r.RemoteAddr)
			})).ServeHTTP(httptest.NewRecorder(), r)
			require.Equal(t, x.asks, asked)
		})
	}
}
