package feedback

import (
	"context"
	"fmt"

	"github.com/yagona/portal/internal/postgres"
)

// Backlog is how many cases wait for an authority, and how many of them have waited too long.
func (s *Store) Backlog(ctx context.Context) (waiting, late int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE due_at < $1) FROM feedback_cases WHERE state IN ('open', 'reopened')`, s.now()).Scan(&waiting, &late)
	if err != nil {
		return 0, 0, fmt.Errorf("backlog of feedback: %w", postgres.Problem(err))
	}
	return waiting, late, nil
}
