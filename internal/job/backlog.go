package job

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Counted is how far jobs of one queue and state are counted: a million would take longer than a page or a scrape may.
const Counted = 20_000

// Backlog is how many jobs of a queue are in a state, up to Counted. Those that failed for good are "discarded".
type Backlog struct {
	Queue  string
	State  string
	Jobs   int
	Oldest time.Duration // how long the one that waits longest should have been running; 0 in other states than available
}

// backlogs goes from one queue and state to the next by the index from which jobs are fetched, and reads the first job of each
// priority there: it takes as long with a million jobs as with a few.
const backlogs = `WITH RECURSIVE kinds AS (
		(SELECT state, queue FROM river_job ORDER BY state, queue LIMIT 1)
		UNION ALL
		SELECT n.state, n.queue FROM kinds k CROSS JOIN LATERAL (
			SELECT j.state, j.queue FROM river_job j WHERE (j.state, j.queue) > (k.state, k.queue) ORDER BY j.state, j.queue LIMIT 1) n
	)
	SELECT k.queue, k.state::text, (SELECT count(*) FROM (SELECT FROM river_job j WHERE j.state = k.state AND j.queue = k.queue LIMIT $1) up_to),
		make_interval(secs => CASE WHEN k.state = 'available' THEN coalesce((
			SELECT greatest(0, extract(epoch FROM now() - min(first.scheduled_at)))::float8 FROM generate_series(1, 4) p CROSS JOIN LATERAL (
				SELECT j.scheduled_at FROM river_job j WHERE j.state = k.state AND j.queue = k.queue AND j.priority = p ORDER BY j.scheduled_at LIMIT 1) first), 0) ELSE 0 END)
	FROM kinds k WHERE k.state NOT IN ('completed', 'cancelled') ORDER BY k.queue, k.state`

// Backlogs is what stands in the queues, finished jobs left out.
func Backlogs(ctx context.Context, pool *pgxpool.Pool) ([]Backlog, error) {
	rows, _ := pool.Query(ctx, backlogs, Counted)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Backlog])
	if err != nil {
		return nil, fmt.Errorf("backlog of jobs: %w", err)
	}
	return list, nil
}
