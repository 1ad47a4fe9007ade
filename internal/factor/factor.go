// Package factor is what officials confirm with beside the national sign-in: passkeys, authenticator apps as the
// fallback, and recovery codes for the day when both are lost.
package factor

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Kind is what an official confirms with.
type Kind string

// Kinds of factors. A recovery code is none of its own: it opens the way to a new factor.
const (
	Passkey  Kind = "passkey"
	App      Kind = "app"
	Recovery Kind = "recovery"
)

// Limits.
const (
	// Most is how many factors a person may have: a telephone, a computer, a key, and spare ones.
	Most = 6
	// MostNamed is how long the name of a factor may be.
	MostNamed = 60
	// NameLong is the problem of a longer one.
	NameLong = "factor.name_long"
	// Tries is how many wrong codes slow the next down, within TriesIn. Nobody is locked out for good: the oldest is
	// forgotten after that time, and then one more may be tried.
	Tries   = 5
	TriesIn = 15 * time.Minute
	// TriesADay is how many there may be in a day and a night, after which the person is told and the next has to wait for
	// the oldest to be forgotten. Passkeys do not wait, and a reset forgets them all.
	TriesADay = 20

	day24 = 24 * time.Hour
)

// Factor is one of a person's second factors.
type Factor struct {
	ID     int64
	Kind   Kind
	Name   string
	Since  time.Time
	UsedAt *time.Time
}

// Store keeps the factors.
type Store struct {
	pool   *pgxpool.Pool
	now    func() time.Time
	vault  *vault // nil: no key is configured, and no app can be used
	relies *webauthn.WebAuthn
}

// NewStore is the factors in that database. Key seals the secrets of apps: 32 random characters or more, with former ones after commas (see vault), or none where
// no app may be used. Origin is the portal's address, to which passkeys are bound; where it is no name but a number,
// browsers know no passkeys, and none are offered.
func NewStore(pool *pgxpool.Pool, now func() time.Time, key, origin string) (*Store, error) {
	s := &Store{pool: pool, now: now}
	var err error
	if key != "" {
		if s.vault, err = newVault(key); err != nil {
			return nil, err
		}
	}
	s.relies, err = relying(origin)
	return s, err
}

// Apps reports whether authenticator apps can be used.
func (s *Store) Apps() bool { return s.vault != nil }

// Passkeys reports whether passkeys can be used.
func (s *Store) Passkeys() bool { return s.relies != nil }

// List is the person's factors, the oldest first.
func (s *Store) List(ctx context.Context, accountID int64) ([]Factor, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, kind, name, confirmed_at, used_at FROM factors
		WHERE account_id = $1 AND confirmed_at IS NOT NULL ORDER BY id`, accountID)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Factor])
	return list, postgres.Problem(err)
}

// Remove takes one of the person's own factors away, all but the last: without one nobody could confirm. The person's
// sessions but this one confirm anew.
func (s *Store) Remove(ctx context.Context, who account.Principal, sessionID, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		n, err := settled(ctx, tx, who.AccountID)
		if err != nil {
			return err
		}
		var kind Kind
		var name string
		err = tx.QueryRow(ctx, `DELETE FROM factors WHERE id = $1 AND account_id = $2 AND confirmed_at IS NOT NULL RETURNING kind, name`, id, who.AccountID).Scan(&kind, &name)
		switch {
		case err != nil:
			return notFound(err)
		case n < 2:
			return problem.New(problem.Conflict, "factor.last")
		}
		// It may be the thief's who has it now: only the session that removes it stays confirmed.
		_, err = tx.Exec(ctx, `UPDATE sessions SET factor_at = NULL, factor_used_at = NULL, factor_kind = NULL WHERE account_id = $1 AND id <> $2`, who.AccountID, sessionID)
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, who.AccountID, who.AccountID, "factor.remove", "factor-removed", kind, name)
	})
}

// settled locks the account, so that what changes its factors comes one after the other, and counts them.
func settled(ctx context.Context, tx pgx.Tx, accountID int64) (n int, err error) {
	if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR UPDATE`, accountID); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `SELECT count(*) FROM factors WHERE account_id = $1 AND confirmed_at IS NOT NULL`, accountID).Scan(&n)
	return n, err
}

// roomFor locks the account as settled does and refuses one factor too many, and any but the first to a session that has
// confirmed nothing: the first may have come from another session since the page was drawn.
func roomFor(ctx context.Context, tx pgx.Tx, who account.Principal) error {
	n, err := settled(ctx, tx, who.AccountID)
	switch {
	case err != nil:
		return err
	case n > 0 && who.Official == nil:
		return problem.New(problem.Forbidden, "factor.unconfirmed")
	case n >= Most:
		return problem.New(problem.Conflict, "factor.most", "Limit", Most)
	}
	return nil
}

// changed records a change of somebody's factors and tells the person.
func (s *Store) changed(ctx context.Context, tx pgx.Tx, by, accountID int64, action, event string, kind Kind, name string) error {
	now := s.now()
	err := notify.Queue(ctx, tx, notify.Notice{
		AccountID: accountID, Event: event, Occasion: now.UTC().Format(time.RFC3339Nano), Args: notify.Args{"Name": name, "Time": now},
	})
	if err != nil {
		return err
	}
	return record(ctx, tx, by, accountID, action, kind)
}

// record is the entry of the audit; what was typed never stands in it.
func record(ctx context.Context, tx pgx.Tx, by, accountID int64, action string, kind Kind) error {
	detail := map[string]any{}
	if kind != "" {
		detail["kind"] = kind
	}
	who := audit.Official
	if by == 0 {
		who = audit.Machine
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: who, Actor: by, Action: action, Object: "account:" + strconv.FormatInt(accountID, 10), Detail: detail,
	})
}

func notFound(err error) error {
	if err == pgx.ErrNoRows { //nolint:errorlint // as pgx returns it
		return problem.New(problem.NotFound, "factor.not_found")
	}
	return fmt.Errorf("factor: %w", err)
}
