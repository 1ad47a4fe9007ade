package server_test

import (
	"net/http/httptest"
	"testing"

	"github.com/yagona/portal/internal/browsertest"
)

// TestBrowser_publicPagesHaveNoBarriers looks at every kind of public page as a browser shows it: on a phone and on a
// desk, in two scripts; nothing is wider than the smallest screen.
func TestBrowser_publicPagesHaveNoBarriers(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	paths := append([]string{"/nothing-here"}, kinds...)
	for _, size := range []struct {
		lang  string
		width int64
	}{{"/uz-cyrl", 320}, {"/uz", 1280}} {
		b := browsertest.New(t, s.URL, size.width, 900)
		for _, path := range paths {
			b.Goto(size.lang + path)
			b.Axe()
			b.Obeys()
			b.Fits()
		}
	}
}
