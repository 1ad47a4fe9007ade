package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// bitter is a job that may be tried three times.
type bitter struct {
	N int `json:"n"`
}

func (bitter) Kind() string { return "bitter" }

func (bitter) InsertOpts() job.Options { return job.Options{MaxAttempts: 3} }

// TestDead: a job that fails or panics each time is tried as often as it may, then it waits for somebody; the others go on.
func TestDead(t *testing.T) {
	pool := postgrestest.New(t)
	var tried, done atomic.Int32
	mended := false
	plan := job.NewPlan()
	job.Work(plan, func(_ context.Context, b bitter) error {
		tried.Add(1)
		switch {
		case mended:
			return nil
		case b.N%2 == 0:
			panic("at +998 90 123 45 67")
		default:
			return errors.New("refused by malika@example.uz")
		}
	})
	job.Work(plan, func(context.Context, greet) error {
		done.Add(1)
		return nil
	})
	insert(t, pool, bitter{1}, greet{"a"}, bitter{2}, greet{"b"})
	for range 6 {
		jobtest.Try(t, pool, plan)
		// River has a job whose next try is seconds away "available" at once, with the time to come.
		_, err := pool.Exec(t.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state IN ('retryable', 'available')`)
		require.NoError(t, err)
	}
	require.EqualValues(t, 6, tried.Load(), "three times each, and no more")
	require.EqualValues(t, 2, done.Load(), "the others went on")
	kinds, err := job.DeadKinds(t.Context(), pool)
	require.NoError(t, err)
	require.Len(t, kinds, 1)
	require.Equal(t, 2, kinds[0].Jobs)
	list, err := job.DeadOf(t.Context(), pool, "bitter", 10)
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, d := range list {
		require.Equal(t, 3, d.Attempts)
		require.NotContains(t, d.Error, "malika")
		require.NotContains(t, d.Error, "123 45")
	}

	mended = true
	require.NoError(t, postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		n, err := job.Revive(t.Context(), tx, "bitter", []int64{})
		require.Equal(t, 2, n)
		return err
	}))
	jobtest.Try(t, pool, plan)
	require.EqualValues(t, 8, tried.Load())
	kinds, err = job.DeadKinds(t.Context(), pool)
	require.NoError(t, err)
	require.Empty(t, kinds)
}
