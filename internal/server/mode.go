package server

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/operation"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
)

// inMode has pages say what the portal does now, where that is not everything.
func inMode(mode func() layout.Mode) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if m := mode(); m != (layout.Mode{}) {
				r = r.WithContext(respond.WithMode(r.Context(), m))
			}
			next.ServeHTTP(w, r)
		})
	}
}

// post is a form that writes something.
func post(r chi.Router, path string, h respond.Handler) {
	r.Method(http.MethodPost, path, unless(h, operation.ReadOnly))
}

// decides is a form by which officials decide about what people have sent.
func decides(r chi.Router, path string, h respond.Handler) {
	r.Method(http.MethodPost, path, unless(h, operation.ReadOnly, operation.QueueOnly))
}

// asks is a form that works in every mode: it only asks something, or is a way in and out of the portal or of the mode. What
// it may write is who signed in, and who looked at whose data.
func asks(r chi.Router, path string, h respond.Handler) { r.Method(http.MethodPost, path, h) }

// unless answers a form in these modes with why it is not taken, and with what was written in it.
func unless(h respond.Handler, modes ...operation.Mode) respond.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		now := respond.Mode(r.Context())
		if !slices.Contains(modes, operation.Mode(now.Name)) {
			return h(w, r)
		}
		return respond.UnsaidForm(r, problem.New(problem.Unavailable, "ui.mode."+now.Name+".form"))
	}
}

// unlessReadOnly sends other systems away for a while: what they tell is told again.
func unlessReadOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if operation.Mode(respond.Mode(r.Context()).Name) == operation.ReadOnly {
			w.Header().Set("Retry-After", "60")
			plain(w, http.StatusServiceUnavailable, "nothing is written now; tell it again\n")
			return
		}
		next.ServeHTTP(w, r)
	})
}
