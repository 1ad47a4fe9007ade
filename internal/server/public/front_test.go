package public

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// Who brings nothing gets the page at the door, in the words of the route's own handler; whoever might get another
// answer goes the whole way.
func TestFront(t *testing.T) {
	w := newWorld(t)
	far := 0
	var logged string
	router := chi.NewRouter()
	router.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(locale.WithLang(r.Context(), locale.Uz)))
			logged = chi.RouteContext(r.Context()).RoutePattern()
		})
	}, w.Front, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			far++
			next.ServeHTTP(w, r)
		})
	})
	router.Method(http.MethodGet, "/{lang}/{page}", w.Kept(w.page("x")))

	ask := func(method, address string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(context.Background(), method, address, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		rec := httptest.NewRecorder()
		router.ServeHTTP(rec, r)
		return rec
	}
	first := ask(http.MethodGet, "/uz/help")
	require.Equal(t, 1, far, "nobody has drawn it yet")
	second := ask(http.MethodGet, "/uz/help")
	require.Equal(t, 1, far)
	require.Equal(t, first.Header(), second.Header())
	require.Equal(t, "x", second.Body.String())
	require.Equal(t, "/{lang}/{page}", logged)
	require.Equal(t, http.StatusNotModified, ask(http.MethodGet, "/uz/help", "If-None-Match", first.Header().Get("ETag")).Code)
	require.Equal(t, http.StatusOK, ask(http.MethodHead, "/uz/help").Code)
	require.Equal(t, 1, far)

	for n, other := range []func() *httptest.ResponseRecorder{
		func() *httptest.ResponseRecorder { return ask(http.MethodGet, "/uz/help", "Cookie", "session=1") },
		func() *httptest.ResponseRecorder { return ask(http.MethodGet, "/uz/help?q=a") },
		func() *httptest.ResponseRecorder {
			return ask(http.MethodGet, "/uz/help", "Referer", "http://x.test/uz/services?q=a")
		},
		func() *httptest.ResponseRecorder { return ask(http.MethodPost, "/uz/help") },
		func() *httptest.ResponseRecorder { return ask(http.MethodGet, "/uz/h%65lp%2f") },
	} {
		far = 0
		other()
		require.Equal(t, 1, far, "case %d", n)
	}

	far = 0
	w.publish()
	require.Equal(t, "x", ask(http.MethodGet, "/uz/help").Body.String())
	require.Equal(t, 1, far, "a page of an edition before is never sent")
	require.NotContains(t, first.Header().Get("Cache-Control"), "no-store")
}
