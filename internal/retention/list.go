package retention

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// most is how many cases a list shows: those that go first.
const most = 200

// Case is an ended application that is about to be erased, or held.
type Case struct {
	Number  string
	Service string
	Ended   time.Time
	EraseAt time.Time
	HeldAt  *time.Time
	HeldWhy string
	HeldBy  string // name of the head
}

const selectCase = `SELECT a.number, a.service, a.closed_at, r.erase_at, r.held_at, r.held_why, coalesce(h.name, '')
	FROM retentions r JOIN applications a ON a.id = r.application_id LEFT JOIN accounts h ON h.id = r.held_by
	WHERE r.erased_at IS NULL AND a.closed_at IS NOT NULL AND `

// Near is the cases of the head's office that are about to be erased or are held, those that go first on top.
func (s *Store) Near(ctx context.Context, o account.Official) ([]Case, error) {
	if !o.Receiving() {
		return nil, problem.New(problem.Forbidden, "retention.head_only")
	}
	reach, args := o.Reach(most)
	rows, _ := s.pool.Query(ctx, selectCase+reach+` ORDER BY r.erase_at, a.id LIMIT $1`, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Case])
	if err != nil {
		return nil, fmt.Errorf("cases about to be erased: %w", postgres.Problem(err))
	}
	return list, nil
}

// Of is one of them.
func (s *Store) Of(ctx context.Context, o account.Official, number string) (Case, error) {
	if !o.Receiving() {
		return Case{}, problem.New(problem.Forbidden, "retention.head_only")
	}
	reach, args := o.Reach(number)
	rows, _ := s.pool.Query(ctx, selectCase+`a.number = $1 AND `+reach, args...)
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Case])
	if errors.Is(err, pgx.ErrNoRows) {
		return Case{}, problem.New(problem.NotFound, "retention.none")
	}
	if err != nil {
		return Case{}, fmt.Errorf("case about to be erased: %w", postgres.Problem(err))
	}
	return c, nil
}
