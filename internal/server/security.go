package server

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
)

// policy allows what we serve ourselves and nothing else: no inline script or style, so that public pages need no
// nonce and can be kept ready. Pictures may stand in the page, because its icon does: as an image, data neither run nor ask
// anybody for anything. Forms may lead to the identity provider as well, because browsers also look at where
// the answer to a form sends them, and pictures come from the server of map tiles, if there is one.
func policy(provider, tiles string) string {
	return "default-src 'none'; style-src 'self'; script-src 'self'; img-src " + strings.TrimSpace("'self' data: "+tiles) + "; font-src 'self'; " +
		"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action " + strings.TrimSpace("'self' "+provider) +
		"; frame-ancestors 'none'; base-uri 'none'"
}

// secure sets the headers that every answer carries. All answers share the values: nobody changes one in place.
func secure(https bool, provider, tiles string) func(http.Handler) http.Handler {
	type header struct {
		name   string
		values []string
	}
	always := []header{
		{"Content-Security-Policy", []string{policy(provider, tiles)}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
		{"Permissions-Policy", []string{"camera=(), geolocation=(), microphone=()"}},
	}
	if https {
		always = append(always, header{"Strict-Transport-Security", []string{"max-age=63072000; includeSubDomains"}})
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			all := w.Header()
			for _, h := range always {
				all[h.name] = h.values
			}
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
	// UploadLimit is for forms with files: all that an application may have, and what is typed beside them. The bytes
	// pass through in pieces, so that the limit costs no memory.
	UploadLimit = document.MaxApplication + BodyLimit
	// PhotoLimit is for the form to which anybody, signed in or not, may add one photo.
	PhotoLimit = document.MaxPhoto + BodyLimit

	// drained is how much of a body that is too large is still read, so that a browser sees the page that names the
	// limit instead of a broken connection. A larger one is not read at all: nobody fills our line with what we refuse.
	drained = 2 << 20
	// drainedKnown is the same for who is signed in and may have picked a film in place of a photo.
	drainedKnown = 2 * UploadLimit
)

// uploadTime is how long a signed-in person's files may take: 100 MB over a slow phone. Strangers have what every
// form has.
const uploadTime = 15 * time.Minute

// photoTime is how long a stranger's photo may take.
const photoTime = 2 * time.Minute

// limitBody refuses what is declared too large and stops what turns out to be.
func limitBody(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				drain(w, r, limit)
				respond.Error(w, r, respond.TooLarge(limit))
				return
			}
			if r.Body != http.NoBody {
				r.Body = http.MaxBytesReader(w, r.Body, limit)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// drain reads a refused body to its end when that is near, and otherwise ends the connection after the answer.
func drain(w http.ResponseWriter, r *http.Request, limit int64) {
	most := int64(drained)
	switch {
	case limit == UploadLimit && account.FromContext(r.Context()) != nil:
		most = drainedKnown
	case limit == PhotoLimit: // a stranger's camera may be a better one
		most = 2 * PhotoLimit
	}
	if r.ContentLength > most {
		w.Header().Set("Connection", "close")
		return
	}
	_, _ = io.Copy(io.Discard, r.Body) // the sender left; there is nobody to tell
}

// patient gives a signed-in person's files the time that they need, as long as they come on.
func patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && account.FromContext(r.Context()) != nil {
			until := wait(w, uploadTime)
			r.Body = &paced{ReadCloser: r.Body, conn: http.NewResponseController(w), bytes: paceBytes, time: paceTime, until: until}
		}
		next.ServeHTTP(w, r)
	})
}

// lenient gives anybody's photo the time that it needs.
func lenient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			wait(w, photoTime)
		}
		next.ServeHTTP(w, r)
	})
}

func wait(w http.ResponseWriter, long time.Duration) (until time.Time) {
	until = time.Now().Add(long) //nolint:forbidigo // a deadline of the connection, by the clock of this machine
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(until) // a connection without deadlines needs no other
	_ = c.SetWriteDeadline(until)
	return until
}
