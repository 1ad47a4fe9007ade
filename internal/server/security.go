package server

import (
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
)

// policy allows what we serve ourselves and nothing else: no inline script or style, so that public pages need no
// nonce and can be kept ready. Forms may lead to the identity provider as well, because browsers also look at where
// the answer to a form sends them.
func policy(provider string) string {
	return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action " + strings.TrimSpace("'self' "+provider) +
		"; frame-ancestors 'none'; base-uri 'none'"
}

// secure sets the headers that every answer carries. All answers share the values: nobody changes one in place.
func secure(https bool, provider string) func(http.Handler) http.Handler {
	always := http.Header{}
	always.Set("Content-Security-Policy", policy(provider))
	always.Set("X-Content-Type-Options", "nosniff")
	always.Set("Referrer-Policy", "same-origin")
	always.Set("Cross-Origin-Opener-Policy", "same-origin")
	always.Set("Cross-Origin-Resource-Policy", "same-origin")
	always.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if https {
		always.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			maps.Copy(w.Header(), always)
			next.ServeHTTP(w, r)
		})
	}
}

// CallbackPath is where outside systems send their messages. They sign them themselves and have no origin.
const CallbackPath = "/callbacks/"

// sameOrigin refuses forms that were sent from another site.
func sameOrigin(origin string) func(http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.AddInsecureBypassPattern(CallbackPath)
	if origin != "" {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			slog.Warn("the public address is no origin; forms are checked by the host name alone", "error", err.Error())
		}
	}
	guard.SetDenyHandler(respond.Handler(func(http.ResponseWriter, *http.Request) error {
		return problem.New(problem.Forbidden, "ui.problem.cross-site")
	}))
	return guard.Handler
}

// Limits of a request's body, in bytes.
const (
	// BodyLimit is for forms without files.
	BodyLimit = respond.FormLimit
	// UploadLimit is for forms with files: three of the largest allowed and what is typed beside them.
	UploadLimit = 64 << 20

	// drained is how much of a body that is too large is still read, so that a browser sees the page that names the
	// limit instead of a broken connection.
	drained = 128 << 20
)

// limitBody refuses what is declared too large and stops what turns out to be.
func limitBody(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				_, _ = io.CopyN(io.Discard, r.Body, min(r.ContentLength, drained))
				respond.Error(w, r, problem.New(problem.TooLarge, respond.TooLarge(limit)))
				return
			}
			if r.Body != http.NoBody {
				r.Body = http.MaxBytesReader(w, r.Body, limit)
			}
			next.ServeHTTP(w, r)
		})
	}
}
