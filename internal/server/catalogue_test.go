package server_test

import (
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
)

// budget is the most that a page may weigh on the wire, in bytes.
const budget = 14 << 10

func TestServices_allInEveryForm(t *testing.T) {
	h := portal(t)
	for _, svc := range snapshot(t).All() {
		for _, l := range locale.Langs {
			w := get(h, "/"+string(l)+"/services/"+svc.Code, "Accept-Encoding", "gzip")
			require.Equal(t, http.StatusOK, w.Code, "%s %s", l, svc.Code)
			require.LessOrEqual(t, w.Body.Len(), budget, "%s %s", l, svc.Code)
			body := unzip(t, w.Body.Bytes())
			require.Contains(t, body, `/services/`+svc.Code+`/apply"`, "%s has no start", svc.Code)
			require.NotContains(t, body, "⟦", "%s %s", l, svc.Code)
			require.NotContains(t, body, "<dd class=\"govuk-summary-list__value\"></dd>", "%s %s has an empty row", l, svc.Code)
		}
	}
}

func TestPages_weight(t *testing.T) {
	h := portal(t)
	for _, l := range locale.Langs {
		paths := append([]string{}, kinds...)
		lists := snapshotLists()
		paths = append(paths, lists...)
		for _, path := range paths {
			w := get(h, "/"+string(l)+path, "Accept-Encoding", "gzip")
			require.Equal(t, http.StatusOK, w.Code, path)
			require.LessOrEqual(t, w.Body.Len(), budget, "%s %s", l, path)
		}
	}
}

func TestKept_encodings(t *testing.T) {
	h := portal(t)
	const path = "/uz/services/residence-certificate"
	plain := get(h, path)
	require.Empty(t, plain.Header().Get("Content-Encoding"))
	require.Equal(t, strconv.Itoa(plain.Body.Len()), plain.Header().Get("Content-Length"))
	tags := map[string]bool{plain.Header().Get("ETag"): true}
	for accepts, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, *": "gzip"} {
		w := get(h, path, "Accept-Encoding", accepts)
		require.Equal(t, want, w.Header().Get("Content-Encoding"), accepts)
		require.Equal(t, strconv.Itoa(w.Body.Len()), w.Header().Get("Content-Length"))
		require.Less(t, w.Body.Len(), plain.Body.Len()/2)
		tag := w.Header().Get("ETag")
		require.Regexp(t, `^"[0-9a-f]+-`+want+`"$`, tag)
		tags[tag] = true
		for _, seen := range []string{tag, `"other", W/` + tag, "*"} {
			again := get(h, path, "Accept-Encoding", accepts, "If-None-Match", seen)
			require.Equal(t, http.StatusNotModified, again.Code, seen)
			require.Zero(t, again.Body.Len())
			require.Equal(t, tag, again.Header().Get("ETag"))
			require.Equal(t, w.Header().Get("Vary"), again.Header().Get("Vary"))
			require.Equal(t, w.Header().Get("Cache-Control"), again.Header().Get("Cache-Control"))
		}
		require.Equal(t, http.StatusOK, get(h, path, "If-None-Match", tag).Code, "another encoding is another answer")
		if want == "gzip" {
			require.Equal(t, plain.Body.String(), unzip(t, w.Body.Bytes()))
			continue
		}
		body, err := io.ReadAll(brotli.NewReader(w.Body))
		require.NoError(t, err)
		require.Equal(t, plain.Body.String(), string(body))
	}
	require.Len(t, tags, 3, "each encoding has a tag of its own")
	require.Empty(t, get(h, path, "Accept-Encoding", "gzip;q=0, br;q=0").Header().Get("Content-Encoding"))
}

// Shared caches keep what strangers got; what goes to a reader with a cookie stays in his browser, and an answer that
// sets one stays nowhere.
func TestKept_caching(t *testing.T) {
	h := portal(t, func(d *server.Deps) {
		d.Session = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Cookie") == "session=old" {
					http.SetCookie(w, &http.Cookie{Name: "session", MaxAge: -1})
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	stranger := get(h, "/uz/help").Header()
	require.Equal(t, "public, max-age=0, s-maxage=1, must-revalidate", stranger.Get("Cache-Control"))
	require.Equal(t, "Accept-Encoding, Cookie", stranger.Get("Vary"))
	require.Equal(t, "private, no-cache", get(h, "/uz/help", "Cookie", "lang=uz").Header().Get("Cache-Control"))
	require.Equal(t, "no-store", get(h, "/uz/help", "Cookie", "session=old").Header().Get("Cache-Control"))
	require.Equal(t, "no-store", get(h, "/uz/services?q=pasport").Header().Get("Cache-Control"), "what was searched for is nobody's business")
}

func TestMachines(t *testing.T) {
	h := portal(t)
	manifest := get(h, "/ru/manifest.webmanifest")
	require.Equal(t, "application/manifest+json", manifest.Header().Get("Content-Type"))
	require.Contains(t, manifest.Body.String(), `"start_url":"/ru/"`)

	page := get(h, "/ru/services/residence-certificate").Body.String()
	require.Contains(t, page, `<link rel="canonical" href="http://portal.test/ru/services/residence-certificate"`)
	require.Contains(t, page, `hreflang="uz-Cyrl" href="http://portal.test/uz-cyrl/services/residence-certificate"`)
}
