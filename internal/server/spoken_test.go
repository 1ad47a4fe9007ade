package server_test

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
)

// TestSpoken_publicPages is what somebody hears of the public pages who sees nothing. The catalogue has two services of its own, so that
// the pages are read otherwise only when they change.
func TestSpoken_publicPages(t *testing.T) {
	services, findings := catalogue.Load(os.DirFS("testdata/catalogue"))
	require.Empty(t, findings)
	two := catalogue.NewSnapshot(services, catalogue.Hints{}, day)
	s := httptest.NewServer(portal(t, func(d *server.Deps) { d.Snapshot = func() *catalogue.Snapshot { return two } }))
	defer s.Close()
	b := browsertest.New(t, s.URL, 1280, 900)
	for _, l := range locale.Langs {
		for name, path := range map[string]string{
			"home": "/", "search": "/services?q=pasport", "service": "/services/stall-certificate", "accessibility": "/accessibility",
		} {
			b.Goto("/" + string(l) + path)
			b.Reads(name + "." + string(l))
		}
	}
}
