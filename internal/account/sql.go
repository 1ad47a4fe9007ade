package account

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/problem"
)

const ensureSQL = `
	INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
	VALUES ($1, $2, $3, $4, $5, $5)
	ON CONFLICT ON CONSTRAINT accounts_identity_unique
	DO UPDATE SET name = excluded.name, level = excluded.level
	RETURNING id`

// sealSQL comes after ensureSQL: a number is sealed for its row, whose id has to be known. Each sign-in seals it anew, so that
// one that was damaged mends.
const sealSQL = `UPDATE accounts SET pinfl_sealed = $2, pinfl_index = $3, pinfl = $4 WHERE id = $1`

func (s *Store) ensure(ctx context.Context, tx pgx.Tx, c Claims) (id int64, err error) {
	if err := tx.QueryRow(ctx, ensureSQL, c.Issuer, c.Subject, c.Name, c.Level, s.now()).Scan(&id); err != nil {
		return 0, err
	}
	raw, err := s.ring.Seal(NumberColumn, id, c.PINFL)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, sealSQL, id, raw, s.ring.Index(c.PINFL), s.ring.Beside(NumberColumn, s.now(), c.PINFL))
	return id, err
}

// refuseBlocked locks the account's row, so that a sign-in and a block at the same moment come one after the other.
func refuseBlocked(ctx context.Context, tx pgx.Tx, c Claims) error {
	var blocked bool
	err := tx.QueryRow(ctx, `SELECT blocked_at IS NOT NULL FROM accounts WHERE issuer = $1 AND subject = $2 FOR UPDATE`,
		c.Issuer, c.Subject).Scan(&blocked)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	case blocked:
		return problem.New(problem.Forbidden, "account.blocked")
	}
	return nil
}

// recordSignIn writes the history and reports whether the device is new. The very first sign-in is on no new device:
// there is nothing yet to compare it with.
func recordSignIn(ctx context.Context, tx pgx.Tx, id int64, c Claims, device string, now time.Time) (newDevice bool, err error) {
	if _, err := tx.Exec(ctx, `UPDATE accounts SET last_sign_in_at = $2 WHERE id = $1`, id, now); err != nil {
		return false, err
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO sign_ins (account_id, at, level, device, new_device)
		SELECT $1, $2, $3, $4, count(*) > 0 AND count(*) FILTER (WHERE device = $4) = 0 FROM sign_ins WHERE account_id = $1
		RETURNING new_device`, id, now, c.Level, device).Scan(&newDevice)
	return newDevice, err
}

func (s *Store) principal(ctx context.Context, tx pgx.Tx, id int64) (Principal, error) {
	who := Principal{AccountID: id}
	var sealed []byte
	var plain *string
	var office struct{ authority, region, role *string }
	err := tx.QueryRow(ctx, `
		SELECT a.name, a.pinfl_sealed, a.pinfl, a.level, o.authority, o.region, o.role
		FROM accounts a LEFT JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL
		WHERE a.id = $1`, id).
		Scan(&who.Name, &sealed, &plain, &who.Level, &office.authority, &office.region, &office.role)
	if errors.Is(err, pgx.ErrNoRows) {
		return who, problem.New(problem.NotFound, "account.not_found")
	}
	if err == nil {
		who.PINFL, err = s.ring.Read(NumberColumn, id, sealed, plain)
	}
	if err != nil {
		return who, err
	}
	if office.role != nil {
		who.Official = &Official{ID: id, Name: who.Name, Authority: *office.authority, Region: *office.region, Role: Role(*office.role)}
	}
	return who, nil
}
