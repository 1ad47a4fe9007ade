package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// GrantOfficial gives an account an office, in place of the one it has. Granting the same office again changes nothing.
// It acts at the person's next request: no role is kept in the cookie or the session.
func (s *Store) GrantOfficial(ctx context.Context, accountID int64, o Official) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return Grant(ctx, tx, 0, accountID, o, s.now()) })
}

// Grant is GrantOfficial in the caller's transaction, by that account; zero is the machine.
func Grant(ctx context.Context, tx pgx.Tx, by, accountID int64, o Official, now time.Time) error {
	if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR UPDATE`, accountID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE officials SET ended_at = $2
		WHERE account_id = $1 AND ended_at IS NULL AND (authority, region, role) <> ($3, $4, $5)`,
		accountID, now, o.Authority, o.Region, o.Role)
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO officials (account_id, authority, region, role, granted_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id) WHERE ended_at IS NULL DO NOTHING`,
		accountID, o.Authority, o.Region, o.Role, now)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: hand(by), Actor: by, Action: "account.grant-office", Object: object(accountID),
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "role": o.Role},
	})
}

// End takes the office of an account away in the caller's transaction, by that account; zero is the machine.
func End(ctx context.Context, tx pgx.Tx, by, accountID int64, now time.Time) error {
	tag, err := tx.Exec(ctx, `UPDATE officials SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL`, accountID, now)
	if err == nil && tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "account.not_found")
	}
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: hand(by), Actor: by, Action: "account.end-office", Object: object(accountID)})
}

func hand(by int64) audit.Kind {
	if by == 0 {
		return audit.Machine
	}
	return audit.Official
}

// EndOffice takes the office away. The person stays a citizen with an account.
func (s *Store) EndOffice(ctx context.Context, accountID int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return End(ctx, tx, 0, accountID, s.now()) })
}

// Officials are those who hold an office of that authority now, by name. An empty region takes in every region.
func (s *Store) Officials(ctx context.Context, authority, region string) ([]Official, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT a.id, a.name, o.authority, o.region, o.role
		FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $1 AND ($2 = '' OR o.region IN ('', $2))
		ORDER BY a.name, a.id`, authority, region)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Official])
}

// holds is the condition on a row a of applications that an official's office works on: of his authority, in his territory
// or in none, and no case of his own.
const holds = `(a.authority = $1 AND ($2 = '' OR a.region IN ('', $2)) AND a.account_id <> $3
	AND NOT EXISTS (SELECT FROM mandates g JOIN accounts p ON p.pinfl_index = g.subject_index WHERE g.id = a.mandate_id AND p.id = $3))`

// Reach is a condition in SQL on a row a of applications, and its arguments after those that are there already: those
// that the official's office works on. Roles that see no case reach none.
func (o Official) Reach(args ...any) (string, []any) {
	if o.Authority == "" || o.Role != Specialist && o.Role != Head {
		return `false`, args
	}
	return numbered(holds, args, o.Authority, o.Region, o.ID)
}

// Within bounds what is asked of the database to the cases of the official's office, see postgres.Within. Those who serve
// all authorities have no such bounds.
func (o Official) Within(ctx context.Context) context.Context {
	return postgres.Within(ctx, postgres.Office{Authority: o.Authority, Region: o.Region, Official: o.ID})
}

// Desk is the accounts of those who hold an office of those roles now, in the caller's transaction: in the region, or
// where nobody sits there, for the whole country. An empty region asks for the latter, and for anybody where there is
// none.
func Desk(ctx context.Context, tx pgx.Tx, authority, region string, roles ...Role) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		WITH staff AS (
			SELECT o.account_id, o.region FROM officials o JOIN accounts a ON a.id = o.account_id
			WHERE o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $1 AND o.role = ANY ($3) AND (o.region IN ('', $2) OR $2 = '')
		)
		SELECT account_id FROM staff WHERE region = $2 OR NOT EXISTS (SELECT FROM staff WHERE region = $2) ORDER BY account_id`, authority, region, roles)
	if err != nil {
		return nil, fmt.Errorf("read desk: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// Holds is the office that an account holds now, in the caller's transaction; false when it holds none.
func Holds(ctx context.Context, tx pgx.Tx, accountID int64) (Official, bool, error) {
	rows, _ := tx.Query(ctx, `SELECT a.id, a.name, o.authority, o.region, o.role
		FROM officials o JOIN accounts a ON a.id = o.account_id WHERE o.ended_at IS NULL AND a.blocked_at IS NULL AND a.id = $1`, accountID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Official])
	if err != nil {
		return Official{}, false, fmt.Errorf("read office: %w", err)
	}
	if len(list) == 0 {
		return Official{}, false, nil
	}
	return list[0], true, nil
}
