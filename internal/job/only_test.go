package job_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// calm is a job of the usual queue.
type calm struct{}

func (calm) Kind() string { return "calm" }

// prompt is one of another.
type prompt struct{}

func (prompt) Kind() string { return "prompt" }

func (prompt) InsertOpts() job.Options { return job.Options{Queue: job.Prompt} }

// TestOnly: a queue that is left out waits, one that is not goes on; without any nothing is written; what was under way is done
// again when its queue is back; and after Stop nothing begins any more.
func TestOnly(t *testing.T) {
	pool := postgrestest.New(t)
	var prompted, greeted, ticked, begun atomic.Int32
	hold := make(chan struct{})
	plan := job.NewPlan()
	job.Work(plan, func(ctx context.Context, _ prompt) error {
		if begun.Add(1) == 1 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-hold:
			}
		}
		prompted.Add(1)
		return nil
	})
	job.Work(plan, func(context.Context, calm) error { greeted.Add(1); return nil })
	job.Work(plan, func(context.Context, tick) error { ticked.Add(1); return nil })
	job.Every(plan, time.Hour, tick{})
	client, err := job.New(pool, plan, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	soon := func(is func() bool, why string) {
		t.Helper()
		require.Eventually(t, is, 20*time.Second, 10*time.Millisecond, why)
	}
	only := func(queues ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		require.NoError(t, client.Only(ctx, queues...))
	}

	require.NoError(t, client.Only(t.Context(), job.Queues()...))
	insert(t, pool, prompt{})
	soon(func() bool { return begun.Load() == 1 }, "begun")

	only(job.Default)
	require.Zero(t, prompted.Load())
	insert(t, pool, calm{}, prompt{})
	soon(func() bool { return greeted.Load() == 1 }, "the queue that is left")
	time.Sleep(700 * time.Millisecond) // longer than a queue is not looked at
	require.EqualValues(t, 1, begun.Load(), "the queue that is left out waits")

	require.NoError(t, client.Only(t.Context()))
	insert(t, pool, calm{})
	waiting := func() (held string) {
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) || ' ' || sum(hashtextextended(xmin::text || ctid::text, 0)) FROM river_job`).Scan(&held))
		return held
	}
	before := waiting()
	time.Sleep(1500 * time.Millisecond)
	require.Equal(t, before, waiting(), "nothing is worked off, and nothing comes by the clock")

	close(hold)
	require.NoError(t, client.Only(t.Context(), job.Queues()...))
	soon(func() bool { return greeted.Load() == 2 }, "goes on")
	soon(func() bool { return prompted.Load() == 2 }, "what was under way, and what waited")

	require.NoError(t, client.Stop(t.Context()))
	require.NoError(t, client.Only(t.Context(), job.Queues()...))
	insert(t, pool, calm{})
	time.Sleep(700 * time.Millisecond)
	require.EqualValues(t, 2, greeted.Load(), "it has ended for good")
}
