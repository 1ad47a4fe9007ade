package feedback

import (
	"context"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/postgres"
)

// Recount gives cases whose term of calendar days ends on a day until the next working day, when that day has become a day
// off. A second time changes nothing.
func (s *Store) Recount(ctx context.Context, day time.Time) error {
	next, days := day, 0
	for ; !s.calendar.Works(next); days++ {
		next = next.AddDate(0, 0, 1)
	}
	_, err := s.pool.Exec(ctx, `UPDATE feedback_cases SET due_at = due_at + make_interval(days => $3) WHERE state IN ('open', 'reopened') AND due_at >= $1 AND due_at < $2`,
		day, day.AddDate(0, 0, 1), days)
	if err != nil {
		return postgres.Problem(fmt.Errorf("move feedback cases: %w", err))
	}
	return nil
}
