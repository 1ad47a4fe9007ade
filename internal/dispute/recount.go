package dispute

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Recount counts the days of answers that end on a day or later anew, after that day was moved. None comes nearer than it
// was promised, and a second time changes nothing.
func (s *Store) Recount(ctx context.Context, day time.Time) error {
	rows, _ := s.pool.Query(ctx, `SELECT id, opened_at FROM disputes WHERE state = 'open' AND due_at >= $1 ORDER BY id`, day)
	var ids []int64
	var dues []time.Time
	var id int64
	var opened time.Time
	_, err := pgx.ForEachRow(rows, []any{&id, &opened}, func() error {
		ids, dues = append(ids, id), append(dues, s.calendar.Add(opened, daysToAnswer))
		return nil
	})
	if err != nil {
		return postgres.Problem(fmt.Errorf("read disputes: %w", err))
	}
	_, err = s.pool.Exec(ctx, `UPDATE disputes d SET due_at = anew.due FROM unnest($1::bigint[], $2::timestamptz[]) AS anew (id, due)
		WHERE d.id = anew.id AND d.state = 'open' AND d.due_at < anew.due`, ids, dues)
	if err != nil {
		return postgres.Problem(fmt.Errorf("move disputes: %w", err))
	}
	return nil
}
