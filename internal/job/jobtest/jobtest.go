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
func Run(tb testing.TB, pool *pgxpool.Pool, plan *job.Plan) {
	tb.Helper()
	for _, failure := range Try(tb, pool, plan) {
		tb.Errorf("job failed: %s", failure)
	}
}

// RunUntil first brings jobs forward that are scheduled up to that time: the test's clock has reached it.
func RunUntil(tb testing.TB, pool *pgxpool.Pool, plan *job.Plan, until time.Time) {
	tb.Helper()
	_, err := pool.Exec(tb.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state IN ('scheduled', 'retryable') AND scheduled_at <= $1`, until)
	if err != nil {
		tb.Fatalf("bring jobs forward: %v", err)
	}
	Run(tb, pool, plan)
}

// Try is Run for jobs that are meant to fail: it returns "kind: error" of each job whose last attempt failed.
func Try(tb testing.TB, pool *pgxpool.Pool, plan *job.Plan) []string {
	tb.Helper()
	client, err := job.NewForTest(pool, plan, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	wait(tb, pool)
	ctx, cancel := context.WithTimeout(tb.Context(), 10*time.Second)
	defer cancel()
	if err := client.Stop(ctx); err != nil {
		tb.Fatal(err)
	}
	rows, err := pool.Query(tb.Context(), `SELECT kind || ': ' || (errors[array_upper(errors, 1)]->>'error')
		FROM river_job WHERE state <> 'completed' AND errors <> '{}' ORDER BY id`)
	if err != nil {
		tb.Fatal(err)
	}
	failures, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatal(err)
	}
	return failures
}

// wait returns when no job is due or running.
func wait(tb testing.TB, pool *pgxpool.Pool) {
	tb.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var due int
		err := pool.QueryRow(tb.Context(), `SELECT count(*) FROM river_job WHERE state = 'running' OR state = 'available' AND scheduled_at <= now()`).Scan(&due)
		if err != nil {
			tb.Fatal(err)
		}
		if due == 0 {
			return
		}
	}
	tb.Fatal("the jobs do not come to an end")
}
