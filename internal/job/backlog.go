package job

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Backlog is how many jobs of a queue are in a state. Those that failed for good are "discarded".
type Backlog struct {
	Queue  string
	State  string
	Jobs   int
	Oldest time.Duration // how long the one that waits longest should have been running; 0 in other states than available
}

// Backlogs is what stands in the queues, finished jobs left out.
func Backlogs(ctx context.Context, pool *pgxpool.Pool) ([]Backlog, error) {
	rows, _ := pool.Query(ctx, `SELECT queue, state::text, count(*),
			make_interval(secs => CASE WHEN state = 'available' THEN greatest(0, extract(epoch FROM now() - min(scheduled_at)))::float8 ELSE 0 END)
		FROM river_job WHERE state NOT IN ('completed', 'cancelled') GROUP BY queue, state ORDER BY queue, state`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Backlog])
	if err != nil {
		return nil, fmt.Errorf("backlog of jobs: %w", err)
	}
	return list, nil
}
