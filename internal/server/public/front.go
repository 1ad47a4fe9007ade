package public

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// Front answers at the door, with a page that is ready, those who could get nothing else: nobody's session is looked
// for, no route searched. Everybody else goes on to next.
func (s *Site) Front(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := s.front(r)
		if k == nil {
			next.ServeHTTP(w, r)
			return
		}
		route := chi.RouteContext(r.Context())
		route.RoutePatterns = append(route.RoutePatterns, k.route)
		k.send(w, r)
	})
}

// front is the page for a reader who brings nothing: no cookie, no query, no body, no search that he comes from (see
// Opened). It is nil when the page has yet to be drawn.
func (s *Site) front(r *http.Request) *kept {
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead,
		r.URL.RawQuery != "", r.URL.RawPath != "", r.ContentLength != 0,
		len(r.Header["Cookie"]) > 0, strings.Contains(r.Referer(), "?"):
		return nil
	}
	k, ok := s.pages.Load(r.URL.Path)
	if !ok || k.(*kept).edition != s.current(r.Context()).number {
		return nil
	}
	return k.(*kept)
}
