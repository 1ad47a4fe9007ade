package account

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/problem"
)

const ensureSQL = `
	INSERT INTO accounts (issuer, subject, name, pinfl, level, created_at, sessions_from)
	VALUES ($1, $2, $3, $4, $5, $6, $6)
	ON CONFLICT ON CONSTRAINT accounts_identity_unique
	DO UPDATE SET name = excluded.name, pinfl = excluded.pinfl, level = excluded.level
	RETURNING id`

func ensure(ctx context.Context, tx pgx.Tx, c Claims, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, ensureSQL, c.Issuer, c.Subject, c.Name, c.PINFL, c.Level, now).Scan(&id)
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

func principal(ctx context.Context, tx pgx.Tx, id int64) (Principal, error) {
	who := Principal{AccountID: id}
	var office struct{ authority, region, role *string }
	err := tx.QueryRow(ctx, `
		SELECT a.name, a.pinfl, a.level, o.authority, o.region, o.role
		FROM accounts a LEFT JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL
		WHERE a.id = $1`, id).
		Scan(&who.Name, &who.PINFL, &who.Level, &office.authority, &office.region, &office.role)
	if errors.Is(err, pgx.ErrNoRows) {
		return who, problem.New(problem.NotFound, "account.not_found")
	}
	if err != nil {
		return who, err
	}
	if office.role != nil {
		who.Official = &Official{ID: id, Name: who.Name, Authority: *office.authority, Region: *office.region, Role: Role(*office.role)}
	}
	return who, nil
}
