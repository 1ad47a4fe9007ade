package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// PortalOwner is who answers for the portal itself: feedback on a page that belongs to no service goes there.
const PortalOwner = "digital"

// corruptionBody hears reports of corruption about a body that has none above it.
const corruptionBody = "prosecutor"

// Store keeps what people said and the cases that follow from it.
type Store struct {
	pool     *pgxpool.Pool
	ring     *keyring.Ring
	services *catalogue.Store
	now      func() time.Time
	calendar *workday.Calendar
	photos   *document.Store // nil: none are taken
	letters  bool            // the portal has e-mail
}

// NewStore is the feedback in that database about those services, contacts sealed with that ring, by that clock and calendar.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, services *catalogue.Store, now func() time.Time, calendar *workday.Calendar) *Store {
	return &Store{pool: pool, ring: ring, services: services, now: now, calendar: calendar}
}

// ContactColumn is where stands how authors want to be reached.
var ContactColumn = keyring.Column{Table: "feedback_entries", Name: "contact", By: keyring.Nothing}

// contact opens what an author left. One that was damaged reads as none: the words are there to be answered even so.
func (s *Store) contact(ctx context.Context, entry int64, sealed []byte, plain *string) string {
	text, err := s.ring.Read(ContactColumn, entry, sealed, plain)
	if err != nil {
		slog.ErrorContext(ctx, "contact not opened", "err", err)
	}
	return text
}

// AccountSender is how the sender of a submission begins that is an account, not an address.
const AccountSender = "account "

// One sender may write ten times at once and then once in three minutes.
const (
	limitEvery = 3 * time.Minute
	limitBurst = 10
)

// executor is a pool or a transaction.
type executor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// limit counts one more message of a sender by the generic cell rate algorithm: one row and one statement for all
// replicas. The key is a hash, because an address is personal data and only its being the same matters.
func (s *Store) limit(ctx context.Context, tx executor, sender string) error {
	if sender == "" {
		return nil
	}
	sum := sha256.Sum256([]byte("feedback\x00" + sender))
	tag, err := tx.Exec(ctx, `
		INSERT INTO feedback_limits (key, tat) VALUES (@key, @now::timestamptz + @every::interval)
		ON CONFLICT (key) DO UPDATE SET tat = greatest(feedback_limits.tat, @now) + @every::interval
		WHERE greatest(feedback_limits.tat, @now) <= @now::timestamptz + @every::interval * (@burst::int - 1)`,
		pgx.NamedArgs{"key": hex.EncodeToString(sum[:16]), "now": s.now(), "every": limitEvery, "burst": limitBurst})
	if err != nil {
		return fmt.Errorf("feedback limit: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.TooMany, "feedback.too-many")
	}
	return nil
}

// Sweep forgets senders who have been quiet for a day, and what was said a day ago. A periodic job calls it.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM feedback_limits WHERE tat < $1`, s.now().Add(-24*time.Hour))
	if err != nil {
		return fmt.Errorf("sweep feedback limits: %w", err)
	}
	if _, err := s.pool.Exec(ctx, `DELETE FROM feedback_repeats WHERE at <= $1`, s.now().Add(-repeatWithin)); err != nil {
		return fmt.Errorf("sweep repeated feedback: %w", err)
	}
	return nil
}
