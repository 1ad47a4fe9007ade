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
			require.Empty(t, inline.FindString(data.ReplaceAllString(w.Body.String(), "")), path)
			requireUniqueIDs(t, path, w.Body.String())
		}
	}
}

// TestStyleguide_inABrowser looks at every component in every state and every language, on a phone and on a desk; axe
// at each size in one language, because its rules are not about words.
func TestStyleguide_inABrowser(t *testing.T) {
	s := httptest.NewServer(portal(t, func(d *server.Deps) { d.Styleguide = styleguide.Page }))
	defer s.Close()
	for name, size := range map[string]struct {
		width int64
		axe   locale.Lang
	}{"phone": {360, locale.UzCyrl}, "desk": {1280, locale.Ru}} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t, s.URL, size.width, 900)
			for _, l := range locale.Langs {
				for _, path := range styleguide.Paths() {
					address := "/" + string(l) + "/styleguide"
					if path != "" {
						address += "/" + path
					}
					b.Goto(address)
					b.Seems(name + "-" + string(l) + "-" + path)
					if l == size.axe {
						b.Axe()
					}
				}
			}
		})
	}
}
