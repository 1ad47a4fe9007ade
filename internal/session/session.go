// Package session is who is signed in on which device: the cookie, the limits, the levels, the principal of a request.
package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Limits of a session.
const (
	AbsoluteLimit = 12 * time.Hour
	CitizenIdle   = 30 * time.Minute
	OfficialIdle  = 15 * time.Minute
)

// Session is one signed-in device of a person.
type Session struct {
	ID         int64
	AccountID  int64
	Level      catalogue.Assurance
	Device     string    // as people say it: "Firefox, Windows"; empty when unknown
	SignedInAt time.Time // when the person last proved the level to the provider
	SeenAt     time.Time // to the minute
	ExpiresAt  time.Time // whatever the person does

	FactorAt     *time.Time // when an official last confirmed with a second factor; nil: not in this session
	FactorUsedAt *time.Time // the last decision under that confirmation
	FactorKind   *string    // what it was: see package factor
}

// left is how long the session lasts from now when nothing more is asked for.
func (x *Session) left(now time.Time, official bool) time.Duration {
	idle := CitizenIdle
	if official {
		idle = OfficialIdle
	}
	return min(x.SeenAt.Add(idle).Sub(now), x.ExpiresAt.Sub(now))
}

// Store keeps the sessions. Tokens are stored as SHA-256 only: a copy of the table signs nobody in.
type Store struct {
	pool   *pgxpool.Pool
	ring   *keyring.Ring
	now    func() time.Time
	secure bool
}

// NewStore is the sessions in that database. Secure is whether people reach the portal over https: the cookie then
// is __Host-session with Secure, else plain "session", which only a developer's machine may have.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, secure bool) *Store {
	return &Store{pool: pool, ring: ring, now: now, secure: secure}
}

// live is what every reader of sessions s, accounts a and offices o asks for; $1 is the time by the portal's clock.
var live = fmt.Sprintf(`(a.blocked_at IS NULL AND s.created_at >= a.sessions_from AND $1 < s.expires_at
	AND $1 < s.seen_at + CASE WHEN o.id IS NULL THEN interval '%v' ELSE interval '%v' END)`, CitizenIdle, OfficialIdle)

// from joins what live needs.
const from = ` FROM sessions s JOIN accounts a ON a.id = s.account_id
	LEFT JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL `

// Begin signs a person in on this device and sets the cookie. The token is new each time, and the session that the
// browser had before is gone: a token known before signing in, or before proving a higher level, opens nothing after.
// A form that came too late for the former session of the same person passes on (see Kept). A device that was never
// there before is told of in the inbox.
func (s *Store) Begin(w http.ResponseWriter, r *http.Request, who account.Entered) error {
	token := newToken()
	now, ctx := s.now(), r.Context()
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		former, err := takeFormer(ctx, tx, s.token(r), who.AccountID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO sessions (token_hash, account_id, level, device, signed_in_at, created_at, seen_at, expires_at, kept_path, kept_form, kept_at, mandate_id)
			VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)`,
			hash(token), who.AccountID, who.Level, Device(r.UserAgent()), who.ProvedAt, now, now.Add(AbsoluteLimit),
			former.path, former.form, former.at, former.mandate)
		if err != nil {
			return err
		}
		if !who.NewDevice {
			return nil
		}
		device := Device(r.UserAgent())
		if device == "" {
			device = "—"
		}
		return notify.Queue(ctx, tx, notify.Notice{
			AccountID: who.AccountID, Event: "new-device", Occasion: now.UTC().Format(time.RFC3339Nano), Args: notify.Args{"Device": device, "Time": now},
		})
	})
	if err != nil {
		return err
	}
	s.setCookie(w, token)
	return nil
}

type former struct {
	path *string
	form []byte
	at   *time.Time

	mandate *int64 // for whom he acted: who proves a higher level goes on for the same
}

// takeFormer removes the browser's session before this one. What it kept passes on only to its own author: the next
// person at a shared computer must not see it.
func takeFormer(ctx context.Context, tx pgx.Tx, token string, accountID int64) (former, error) {
	var f former
	var owner int64
	if token == "" {
		return f, nil
	}
	err := tx.QueryRow(ctx, `DELETE FROM sessions WHERE token_hash = $1 RETURNING account_id, kept_path, kept_form, kept_at, mandate_id`, hash(token)).
		Scan(&owner, &f.path, &f.form, &f.at, &f.mandate)
	if errors.Is(err, pgx.ErrNoRows) {
		return f, nil
	}
	if owner != accountID {
		return former{}, err
	}
	return f, err
}

// ActFor keeps with this device for whom its person acts from now on; zero is for himself. The right is one of the
// person's own, or nothing changes.
func (s *Store) ActFor(ctx context.Context, who account.Principal, mandateID int64) error {
	x := FromContext(ctx)
	if x == nil {
		return problem.New(problem.Forbidden, "account.session_not_found")
	}
	tag, err := s.pool.Exec(ctx, `UPDATE sessions SET mandate_id = nullif($3::bigint, 0) WHERE id = $1 AND account_id = $2
		AND ($3::bigint = 0 OR EXISTS (SELECT FROM mandates m WHERE m.id = $3 AND m.account_id = $2))`, x.ID, who.AccountID, mandateID)
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "mandate.none")
	}
	return postgres.Problem(err)
}

// End signs this browser out and forgets its cookies.
func (s *Store) End(w http.ResponseWriter, r *http.Request) error {
	if token := s.token(r); token != "" {
		if _, err := s.pool.Exec(r.Context(), `DELETE FROM sessions WHERE token_hash = $1`, hash(token)); err != nil {
			return postgres.Problem(err)
		}
	}
	s.dropCookie(w, s.cookieName("session"))
	return nil
}

// List is the person's living sessions, the one seen last first.
func (s *Store) List(ctx context.Context, who account.Principal) ([]Session, error) {
	rows, err := s.pool.Query(ctx, `SELECT s.id, s.account_id, s.level, s.device, s.signed_in_at, s.seen_at, s.expires_at, s.factor_at, s.factor_used_at, s.factor_kind`+from+
		`WHERE s.account_id = $2 AND `+live+` ORDER BY s.seen_at DESC, s.id DESC`, s.now(), who.AccountID)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Session])
	return list, postgres.Problem(err)
}

// EndOne ends one of the person's own sessions. Another person's is not found.
func (s *Store) EndOne(ctx context.Context, who account.Principal, id int64) error {
	tag, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE id = $1 AND account_id = $2`, id, who.AccountID)
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "account.session_not_found")
	}
	return postgres.Problem(err)
}

// EndOthers ends every session of the person but the one with that id.
func (s *Store) EndOthers(ctx context.Context, who account.Principal, id int64) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE account_id = $1 AND id <> $2`, who.AccountID, id)
	return postgres.Problem(err)
}

// EndAll ends every session of the person, this one as well.
func (s *Store) EndAll(ctx context.Context, who account.Principal) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM sessions WHERE account_id = $1`, who.AccountID)
	return postgres.Problem(err)
}

// Sweep removes what nobody can use any more and reports how many rows it was. Expired sessions stay a day for the
// sake of forms that came too late.
func (s *Store) Sweep(ctx context.Context) (int64, error) {
	var swept int64
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		sessions, err := tx.Exec(ctx, `DELETE FROM sessions WHERE greatest(seen_at, kept_at) < $1`, s.now().Add(-24*time.Hour))
		if err != nil {
			return err
		}
		attempts, err := tx.Exec(ctx, `DELETE FROM sign_in_attempts WHERE expires_at < $1`, s.now())
		swept = sessions.RowsAffected() + attempts.RowsAffected()
		return err
	})
	return swept, err
}
