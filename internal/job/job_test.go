package job_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/job/jobtest"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

func (greet) InsertOpts() job.Options { return job.Options{Queue: job.Prompt} }

type tick struct{}

func (tick) Kind() string { return "tick" }

func TestInsert(t *testing.T) {
	pool := postgrestest.New(t)
	var mu sync.Mutex
	var greeted []string
	plan := job.NewPlan()
	job.Work(plan, func(_ context.Context, args greet) error {
		mu.Lock()
		defer mu.Unlock()
		greeted = append(greeted, args.Name)
		return nil
	})

	undone := errors.New("undone")
	err := postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		return errors.Join(job.Insert(t.Context(), tx, greet{"rolled back"}), undone)
	})
	require.ErrorIs(t, err, undone)
	require.NoError(t, postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		if err := job.Insert(t.Context(), tx, greet{"now"}); err != nil {
			return err
		}
		return job.InsertAt(t.Context(), tx, greet{"tomorrow"}, time.Now().Add(24*time.Hour))
	}))

	jobtest.Run(t, pool, plan)
	require.Equal(t, []string{"now"}, greeted)
	jobtest.RunUntil(t, pool, plan, time.Now().Add(25*time.Hour))
	require.Equal(t, []string{"now", "tomorrow"}, greeted)
}

func TestWork_failures(t *testing.T) {
	pool := postgrestest.New(t)
	plan := job.NewPlan()
	job.Work(plan, func(ctx context.Context, args greet) error {
		switch args.Name {
		case "panic":
			panic("at the greeting")
		case "never":
			return job.GiveUp(errors.New("nobody of that name"))
		}
		require.Equal(t, 1, job.AttemptOf(ctx).Number)
		return nil
	})
	insert(t, pool, greet{"panic"}, greet{"never"}, greet{"fine"})
	failed := jobtest.Try(t, pool, plan)
	require.Len(t, failed, 2)
	require.Contains(t, strings.Join(failed, " "), "at the greeting")
	require.Contains(t, strings.Join(failed, " "), "nobody of that name")
	require.Equal(t, 1, count(t, pool, "completed"))
}

// TestClient_takes_over is the kill -9: the dead replica's session is gone, its job is still marked as running.
func TestClient_takes_over(t *testing.T) {
	pool := postgrestest.New(t)
	insert(t, pool, greet{"left behind"}, greet{"poison"}, greet{"in good hands"})
	_, err := pool.Exec(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now(),
		attempted_by = CASE args->>'name' WHEN 'in good hands' THEN ARRAY['dead', 'alive'] ELSE ARRAY['dead'] END,
		max_attempts = CASE args->>'name' WHEN 'poison' THEN 1 ELSE max_attempts END`)
	require.NoError(t, err)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), `SELECT pg_advisory_lock(hashtextextended('alive', 0))`)
	require.NoError(t, err)

	done := make(chan string, 3)
	plan := job.NewPlan()
	job.Work(plan, func(_ context.Context, args greet) error {
		done <- args.Name
		return nil
	})
	client := start(t, pool, plan)
	require.Equal(t, "left behind", <-done)
	require.NoError(t, client.Stop(t.Context()))
	require.Equal(t, 2, count(t, pool, "running"), "the living keep theirs, and a job that may not be tried again is not")
}

// What the queue gave us and what never arrived, because the answer was lost, comes back while we live.
func TestClient_takes_back_what_never_arrived(t *testing.T) {
	pool := postgrestest.New(t)
	done := make(chan string, 3)
	plan := job.NewPlan()
	job.Work(plan, func(_ context.Context, args greet) error {
		done <- args.Name
		return nil
	})
	client := start(t, pool, plan)
	insert(t, pool, greet{"arrives"})
	require.Equal(t, "arrives", <-done)
	_, err := pool.Exec(t.Context(), `INSERT INTO river_job (args, kind, queue, max_attempts, priority, state, attempt, attempted_at, attempted_by)
		SELECT '{"name": "is lost"}', kind, queue, max_attempts, priority, 'running', 1, now() - interval '1 minute', attempted_by FROM river_job
		WHERE attempted_by IS NOT NULL LIMIT 1`)
	require.NoError(t, err)
	require.Equal(t, "is lost", <-done)
	require.NoError(t, client.Stop(t.Context()))
}

func TestClient_Stop(t *testing.T) {
	pool := postgrestest.New(t)
	begun := make(chan struct{})
	var finished, cancelled atomic.Bool
	plan := job.NewPlan()
	job.Work(plan, func(ctx context.Context, args greet) error {
		begun <- struct{}{}
		wait := 200 * time.Millisecond
		if args.Name == "long" {
			wait = time.Hour
		}
		select {
		case <-ctx.Done():
			cancelled.Store(true)
			return ctx.Err()
		case <-time.After(wait):
			finished.Store(true)
			return nil
		}
	})

	insert(t, pool, greet{"short"})
	client := start(t, pool, plan)
	<-begun
	require.NoError(t, client.Stop(t.Context()))
	require.True(t, finished.Load(), "a running job is let finish")

	insert(t, pool, greet{"long"})
	client = start(t, pool, plan)
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.NoError(t, client.Stop(ctx))
	require.True(t, cancelled.Load())
	require.Zero(t, count(t, pool, "running"), "a job that is not finished goes back")
}

func TestEvery(t *testing.T) {
	pool := postgrestest.New(t)
	ran := make(chan struct{}, 10)
	plan := job.NewPlan()
	job.Work(plan, func(context.Context, tick) error {
		ran <- struct{}{}
		return nil
	})
	job.Every(plan, time.Hour, tick{})
	var log bytes.Buffer
	client, err := job.New(pool, plan, slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, err)
	require.NoError(t, client.Start(t.Context()))
	<-ran
	require.NoError(t, client.Stop(t.Context()))
	require.Empty(t, log.String())
}

func start(t *testing.T, pool *pgxpool.Pool, plan *job.Plan) *job.Client {
	t.Helper()
	client, err := job.NewForTest(pool, plan, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NoError(t, client.Start(t.Context()))
	return client
}

func insert(t *testing.T, pool *pgxpool.Pool, all ...job.Args) {
	t.Helper()
	require.NoError(t, postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		for _, args := range all {
			if err := job.Insert(t.Context(), tx, args); err != nil {
				return err
			}
		}
		return nil
	}))
}

func count(t *testing.T, pool *pgxpool.Pool, state string) int {
	t.Helper()
	var n int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE state = $1::river_job_state`, state).Scan(&n))
	return n
}
