package session

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
)

// attemptLimit is how long a person may stay at the provider.
const attemptLimit = 15 * time.Minute

// ErrNoAttempt says that this browser began no such sign-in, or took too long, or has used it already.
var ErrNoAttempt = errors.New("no such sign-in attempt")

// Attempt is a sign-in on its way to the provider and back.
type Attempt struct {
	State    string // known only in the answer of BeginAttempt: the database has its hash
	Nonce    string
	Verifier string // of PKCE
	Level    catalogue.Assurance
	StepUp   bool // somebody is signed in and proves a higher level
	Lang     locale.Lang
	Next     string
	At       time.Time
}

// BeginAttempt remembers a sign-in and binds it to this browser by a cookie of its own. Two tabs may each have an
// attempt: they share the cookie and differ in their state.
func (s *Store) BeginAttempt(w http.ResponseWriter, r *http.Request, a Attempt) (Attempt, error) {
	browser := s.read(r, "signin")
	if browser == "" {
		browser = newToken()
	}
	a.State, a.Nonce, a.Verifier, a.At = newToken(), newToken(), newToken(), s.now()
	_, err := s.pool.Exec(r.Context(), `
		INSERT INTO sign_in_attempts (state_hash, browser_hash, nonce, verifier, level, step_up, lang, next, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		hash(a.State), hash(browser), a.Nonce, a.Verifier, a.Level, a.StepUp, a.Lang, a.Next, a.At, a.At.Add(attemptLimit))
	if err != nil {
		return Attempt{}, postgres.Problem(err)
	}
	http.SetCookie(w, s.cookie("signin", browser, int(attemptLimit.Seconds())))
	return a, nil
}

// TakeAttempt takes the attempt out, once, for the browser that began it. It is spent even if what follows fails.
func (s *Store) TakeAttempt(ctx context.Context, r *http.Request, state string) (Attempt, error) {
	browser := s.read(r, "signin")
	if browser == "" || !wellFormed(state) {
		return Attempt{}, ErrNoAttempt
	}
	a := Attempt{State: state}
	err := s.pool.QueryRow(ctx, `
		DELETE FROM sign_in_attempts WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3
		RETURNING nonce, verifier, level, step_up, lang, next, created_at`, hash(state), hash(browser), s.now()).
		Scan(&a.Nonce, &a.Verifier, &a.Level, &a.StepUp, &a.Lang, &a.Next, &a.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return Attempt{}, ErrNoAttempt
	}
	return a, postgres.Problem(err)
}
