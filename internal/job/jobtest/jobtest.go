// Package jobtest runs the jobs that a test has caused.
package jobtest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/job"
)

// Run works off all jobs that are due, and those that they cause, and fails the test when one fails.
func Run(t testing.TB, pool *pgxpool.Pool, plan *job.Plan) {
	t.Helper()
	for _, failure := range Try(t, pool, plan) {
		t.Errorf("job failed: %s", failure)
	}
}

// RunUntil first brings jobs forward that are scheduled up to that time: the test's clock has reached it.
func RunUntil(t testing.TB, pool *pgxpool.Pool, plan *job.Plan, until time.Time) {
	t.Helper()
	_, err := pool.Exec(t.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state IN ('scheduled', 'retryable') AND scheduled_at <= $1`, until)
	if err != nil {
		t.Fatalf("bring jobs forward: %v", err)
	}
	Run(t, pool, plan)
}

// Try is Run for jobs that are meant to fail: it returns "kind: error" of each job whose last attempt failed.
func Try(t testing.TB, pool *pgxpool.Pool, plan *job.Plan) []string {
	t.Helper()
	client, err := job.NewForTest(pool, plan, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	wait(t, pool)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := client.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	rows, err := pool.Query(t.Context(), `SELECT kind || ': ' || (errors[array_upper(errors, 1)]->>'error')
		FROM river_job WHERE state <> 'completed' AND errors <> '{}' ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	failures, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return failures
}

// wait returns when no job is due or running.
func wait(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var due int
		err := pool.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE state = 'running' OR state = 'available' AND scheduled_at <= now()`).Scan(&due)
		if err != nil {
			t.Fatal(err)
		}
		if due == 0 {
			return
		}
	}
	t.Fatal("the jobs do not come to an end")
}
