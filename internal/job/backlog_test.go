package job_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestBacklogs: many more jobs than are counted are told as soon as a few, each queue with the age of its oldest job.
func TestBacklogs(t *testing.T) {
	pool := postgrestest.New(t)
	list, err := job.Backlogs(t.Context(), pool)
	require.NoError(t, err)
	require.Empty(t, list)
	for _, x := range []struct {
		queue, state  string
		jobs, minutes int
	}{{"copies", "available", job.Counted + 1, 7}, {"copies", "discarded", job.Counted, 1}, {"default", "available", 3, 5}, {"default", "scheduled", 2, -60}, {"default", "completed", 9, 90}} {
		_, err := pool.Exec(t.Context(), `INSERT INTO river_job (kind, args, max_attempts, queue, state, priority, scheduled_at, created_at, finalized_at)
			SELECT 'x', '{}', 5, $1, $2::text::river_job_state, 1 + g % 4, now() - make_interval(mins => $4, secs => -g / 1000.0), now(), CASE WHEN $2::text IN ('completed', 'discarded') THEN now() END FROM generate_series(0, $3 - 1) g`,
			x.queue, x.state, x.jobs, x.minutes)
		require.NoError(t, err)
	}
	began := time.Now()
	list, err = job.Backlogs(t.Context(), pool)
	require.NoError(t, err)
	t.Log(time.Since(began))
	require.Len(t, list, 4)
	for i, want := range []job.Backlog{
		{Queue: "copies", State: "available", Jobs: job.Counted, Oldest: 7 * time.Minute},
		{Queue: "copies", State: "discarded", Jobs: job.Counted},
		{Queue: "default", State: "available", Jobs: 3, Oldest: 5 * time.Minute},
		{Queue: "default", State: "scheduled", Jobs: 2},
	} {
		require.InDelta(t, want.Oldest.Seconds(), list[i].Oldest.Seconds(), 60, want.Queue)
		list[i].Oldest = want.Oldest
		require.Equal(t, want, list[i])
	}
}
