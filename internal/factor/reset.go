package factor

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Reset takes every factor and recovery code of another official away, who has lost them: he signs
// in anew and sets up new ones. That is for an administrator, and for a head of the same authority who sits above him. Every
// session of his ends, so that nobody who holds one sets up a factor in his place, and the person is told.
func (s *Store) Reset(ctx context.Context, by account.Official, accountID int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		office, holds, err := account.Holds(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if !holds || !MayReset(by, office) {
			return problem.New(problem.NotFound, "factor.not_found")
		}
		if _, err := settled(ctx, tx, accountID); err != nil {
			return err
		}
		if err := forget(ctx, tx, accountID); err != nil {
			return err
		}
		return s.changed(ctx, tx, by.ID, accountID, "factor.reset", "factor-reset", "", by.Name)
	})
}

// MayReset reports whether an official may let another set up anew what he confirms with: an administrator anybody's but his
// own, a head those of the specialists of his office and, from the centre, of heads in the regions. Two of one rank do not
// reset each other.
func MayReset(by, office account.Official) bool {
	if by.ID == office.ID || by.ID == 0 {
		return false
	}
	above := by.Role == account.Head && by.Authority != "" && by.Authority == office.Authority &&
		(by.Region == "" || by.Region == office.Region) && (office.Role == account.Specialist || by.Region == "" && office.Region != "")
	return above || by.Administering() == nil
}

// ResetAlone is Reset by whoever runs the portal, for an administrator beside whom there is none: no page lets him in any
// more. Subject is the person's at the identity provider. NotFound means that nobody of that name holds an office.
func (s *Store) ResetAlone(ctx context.Context, subject string) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `SELECT a.id FROM accounts a JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL WHERE a.subject = $1`, subject).Scan(&id)
		if err != nil {
			return notFound(err)
		}
		if _, err := settled(ctx, tx, id); err != nil {
			return err
		}
		if err := forget(ctx, tx, id); err != nil {
			return err
		}
		return s.changed(ctx, tx, 0, id, "factor.reset", "factor-reset", "", "portal admin reset")
	})
}

// forget takes away all that the person confirms with, and every session.
func forget(ctx context.Context, tx pgx.Tx, accountID int64) error {
	for _, sql := range []string{
		`DELETE FROM factors WHERE account_id = $1`, `DELETE FROM factor_codes WHERE account_id = $1`,
		`DELETE FROM factor_tries WHERE account_id = $1`, `DELETE FROM sessions WHERE account_id = $1`,
	} {
		if _, err := tx.Exec(ctx, sql, accountID); err != nil {
			return err
		}
	}
	return nil
}
