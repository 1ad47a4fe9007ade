package job

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Dead is a job that was given up after its last attempt. It stays until somebody has it tried again or drops it.
type Dead struct {
	ID       int64
	Kind     string
	Queue    string
	Attempts int
	Since    time.Time // of the last attempt
	Error    string    // of the last attempt, masked
}

// DeadKind is the dead jobs of a kind.
type DeadKind struct {
	Kind  string
	Jobs  int
	First time.Time // when the first of them was given up
	Last  time.Time
	Error string // of the newest, masked
}

// DeadKinds is the kinds that have dead jobs, those with most first.
func DeadKinds(ctx context.Context, pool *pgxpool.Pool) ([]DeadKind, error) {
	rows, _ := pool.Query(ctx, `SELECT kind, count(*), min(finalized_at), max(finalized_at),
			coalesce((array_agg(errors[array_length(errors, 1)] ->> 'error' ORDER BY finalized_at DESC))[1], '')
		FROM river_job WHERE state = 'discarded' GROUP BY kind ORDER BY count(*) DESC, kind`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DeadKind])
	if err != nil {
		return nil, fmt.Errorf("dead jobs by kind: %w", err)
	}
	for i := range list {
		list[i].Error = masked(list[i].Error)
	}
	return list, nil
}

// DeadOf is the newest dead jobs of a kind.
func DeadOf(ctx context.Context, pool *pgxpool.Pool, kind string, most int) ([]Dead, error) {
	rows, _ := pool.Query(ctx, `SELECT id, kind, queue, attempt, finalized_at, coalesce(errors[array_length(errors, 1)] ->> 'error', '')
		FROM river_job WHERE state = 'discarded' AND kind = $1 ORDER BY finalized_at DESC, id DESC LIMIT $2`, kind, most)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Dead])
	if err != nil {
		return nil, fmt.Errorf("dead jobs: %w", err)
	}
	for i := range list {
		list[i].Error = masked(list[i].Error)
	}
	return list, nil
}

// Revive has dead jobs of a kind tried again, all of them where ids is empty, and says how many. Each has one attempt more;
// what failed before stays in its errors. A job whose like waits already (see Once) is let rest.
func Revive(ctx context.Context, tx pgx.Tx, kind string, ids []int64) (int, error) {
	tag, err := tx.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now(), finalized_at = NULL, max_attempts = greatest(max_attempts, attempt + 1)
		WHERE id IN (SELECT id FROM (
				SELECT d.id, d.unique_key, row_number() OVER (PARTITION BY coalesce(d.unique_key, d.id::text::bytea) ORDER BY d.id DESC) AS n
				FROM river_job d WHERE d.state = 'discarded' AND d.kind = $1 AND (cardinality($2::bigint[]) = 0 OR d.id = ANY ($2))
			) d WHERE d.n = 1 AND NOT EXISTS (SELECT FROM river_job w WHERE w.unique_key = d.unique_key AND w.id <> d.id
				AND w.state IN ('available', 'pending', 'retryable', 'running', 'scheduled')))`, kind, ids)
	if err != nil {
		return 0, fmt.Errorf("revive jobs: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// Drop removes dead jobs of a kind for good, all of them where ids is empty, and says how many.
func Drop(ctx context.Context, tx pgx.Tx, kind string, ids []int64) (int, error) {
	tag, err := tx.Exec(ctx, `DELETE FROM river_job WHERE state = 'discarded' AND kind = $1 AND (cardinality($2::bigint[]) = 0 OR id = ANY ($2))`, kind, ids)
	if err != nil {
		return 0, fmt.Errorf("drop jobs: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// mostSaid is how much of an error is shown.
const mostSaid = 300

// What an error of another system may say of a person: addresses, and numbers as long as a part of a phone number. Errors are
// logged and must name nobody; what others answer is not in our hands.
var (
	addresses = regexp.MustCompile(`[^\s<>"]+@[^\s<>",;:]+`)
	numbers   = regexp.MustCompile(`\d[\d\s()-]{3,}\d`)
)

func masked(said string) string {
	said = numbers.ReplaceAllString(addresses.ReplaceAllString(said, "…"), "…")
	if short := []rune(said); len(short) > mostSaid {
		said = string(short[:mostSaid]) + "…"
	}
	return said
}
