package server_test

import (
	"net/http/httptest"
	"testing"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
)

// TestSpoken_publicPages is what somebody hears of the public pages who sees nothing.
func TestSpoken_publicPages(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	b := browsertest.New(t, s.URL, 1280, 900)
	for _, l := range locale.Langs {
		for name, path := range map[string]string{
			"home": "/", "search": "/services?q=pasport", "service": "/services/residence-certificate", "accessibility": "/accessibility",
		} {
			b.Goto("/" + string(l) + path)
			b.Reads(name + "." + string(l))
		}
	}
}
