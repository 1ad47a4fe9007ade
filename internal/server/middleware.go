package server

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
)

// identify gives the request the id under which the log knows it and a person at the help desk can name it, and the
// language of its reader.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw [8]byte
		_, _ = rand.Read(raw[:]) // never fails on our systems; the runtime aborts if it does
		id := hex.EncodeToString(raw[:])
		w.Header()["X-Request-Id"] = []string{id}
		next.ServeHTTP(w, r.WithContext(respond.WithRequestID(locale.WithLang(r.Context(), spoken(r)), id)))
	})
}

// logRequests writes one line for each request. It names the route, not the address: numbers of applications and
// searched words are not for the log. Measured, where it is given, is told the same.
func logRequests(measured func(route, method string, status int, took time.Duration)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return logged(next, measured) }
}

func logged(next http.Handler, measured func(route, method string, status int, took time.Duration)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now() //nolint:forbidigo // how long it takes, not what time it is
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		took, route := time.Since(start), chi.RouteContext(r.Context()).RoutePattern()
		describe(r, ww.Status())
		if measured != nil {
			measured(route, r.Method, ww.Status(), took)
		}
		level := slog.LevelInfo
		if ww.Status() >= http.StatusInternalServerError {
			level = slog.LevelWarn
		}
		slog.LogAttrs(r.Context(), level, "request",
			slog.String("request", respond.RequestID(r.Context())),
			slog.String("method", r.Method),
			slog.String("route", route),
			slog.Int("status", ww.Status()),
			slog.Int("bytes", ww.BytesWritten()),
			slog.Duration("took", took),
		)
	})
}

// recoverPanics turns a panic into the calm page for faults of ours.
func recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ww, ok := w.(middleware.WrapResponseWriter) // that of the log
		if !ok {
			ww = middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		}
		defer func() { //nolint:contextcheck // the request carries it
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // the server compares it the same way
				panic(v)
			}
			slog.ErrorContext(r.Context(), "a handler panicked",
				"request", respond.RequestID(r.Context()), "panic", v, "stack", string(debug.Stack()))
			if ww.Status() == 0 {
				respond.Failed(ww, r)
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

// headAsGet lets every page be asked for its headers alone; net/http leaves the body out. The router's own middleware
// for it looks first whether a route takes HEAD, and takes the front door of a language for one that does.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// methodNotAllowed says which methods the address takes, as RFC 9110 asks; the router's own answer does, but is bare.
func methodNotAllowed(w http.ResponseWriter, r *http.Request) {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		route := method
		if method == http.MethodHead {
			route = http.MethodGet
		}
		if chi.RouteContext(r.Context()).Routes.Match(chi.NewRouteContext(), route, r.URL.Path) {
			w.Header().Add("Allow", method)
		}
	}
	respond.MethodNotAllowed(w, r)
}
