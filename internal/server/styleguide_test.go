package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/web/styleguide"
)

func TestStyleguide(t *testing.T) {
	require.Equal(t, http.StatusNotFound, get(portal(t), "/uz/styleguide").Code, "only development builds have it")
	h := portal(t, func(d *server.Deps) { d.Styleguide = styleguide.Page })
	require.Equal(t, http.StatusNotFound, get(h, "/uz/styleguide/nothing").Code)
	for _, l := range locale.Langs {
		for _, path := range styleguide.Paths() {
			w := get(h, "/"+string(l)+"/styleguide/"+path)
			if path == "" {
				w = get(h, "/"+string(l)+"/styleguide")
			}
			require.Equal(t, http.StatusOK, w.Code, path)
			require.NotContains(t, w.Body.String(), "⟦", "%s %s shows a message that does not exist", l, path)
			require.Empty(t, inline.FindString(w.Body.String()), path)
			requireUniqueIDs(t, path, w.Body.String())
		}
	}
}

// TestStyleguide_inABrowser has axe look at every component in every state and every language, on a phone and on a desk.
func TestStyleguide_inABrowser(t *testing.T) {
	s := httptest.NewServer(portal(t, func(d *server.Deps) { d.Styleguide = styleguide.Page }))
	defer s.Close()
	for name, width := range map[string]int64{"phone": 360, "desk": 1280} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t, s.URL, width, 900)
			for _, l := range locale.Langs {
				for _, path := range styleguide.Paths() {
					address := "/" + string(l) + "/styleguide"
					if path != "" {
						address += "/" + path
					}
					b.Goto(address)
					b.Sound(name + "-" + string(l) + "-" + path)
				}
			}
		})
	}
}
