package deadline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Rung is how many percent of a term have gone when somebody is told.
type Rung int

// The rungs of the ladder.
const (
	Warned Rung = 80  // who has claimed the case, or the office
	Late   Rung = 100 // the head of office
	Failed Rung = 150 // the supervising authority
)

// Rungs is every rung, from below.
var Rungs = []Rung{Warned, Late, Failed}

// At is when the rung of a term comes.
func (r Rung) At(from, due time.Time) time.Time {
	return from.Add(due.Sub(from) * time.Duration(r) / 100)
}

// Next is the rung after this one; 0 after the last.
func (r Rung) Next() Rung {
	for _, n := range Rungs {
		if n > r {
			return n
		}
	}
	return 0
}

// Run lets the ladder of a case run, in the caller's transaction: the term counts from one time and ends at the other.
// What was told of the same term stays told, also when the term was moved.
func Run(ctx context.Context, tx pgx.Tx, id int64, from, due time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO ladders (application_id, from_at, due_at, next_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT ON CONSTRAINT ladders_pkey DO UPDATE SET from_at = $2, due_at = $3,
			next_at = CASE ladders.rung WHEN 0 THEN $4 WHEN 80 THEN $3 WHEN 100 THEN $5::timestamptz END`,
		id, from, due, Warned.At(from, due), Failed.At(from, due))
	if err != nil {
		return fmt.Errorf("run ladder: %w", err)
	}
	return nil
}

// Hold keeps the ladder of a case as it is while nobody of the authority must act.
func Hold(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE ladders SET next_at = NULL WHERE application_id = $1`, id); err != nil {
		return fmt.Errorf("hold ladder: %w", err)
	}
	return nil
}

// Drop forgets the ladder of a case: it has ended, or another term begins.
func Drop(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM ladders WHERE application_id = $1`, id); err != nil {
		return fmt.Errorf("drop ladder: %w", err)
	}
	return nil
}

// Ripe is the cases whose next rung has come, the longest waiting first, at most that many.
func Ripe(ctx context.Context, pool *pgxpool.Pool, now time.Time, most int) ([]int64, error) {
	rows, _ := pool.Query(ctx, `SELECT application_id FROM ladders WHERE next_at <= $1 ORDER BY next_at, application_id LIMIT $2`, now, most)
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find ripe ladders: %w", err)
	}
	return list, nil
}

// Climb goes one rung up if its time has come, and says which: each rung of a term once, whoever else tries. 0 is none.
func Climb(ctx context.Context, tx pgx.Tx, id int64, now time.Time) (Rung, error) {
	var from, due time.Time
	var rung Rung
	err := tx.QueryRow(ctx, `SELECT from_at, due_at, rung FROM ladders WHERE application_id = $1 AND next_at <= $2 FOR UPDATE`, id, now).Scan(&from, &due, &rung)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("climb ladder: %w", err)
	}
	rung = rung.Next()
	var next *time.Time
	if n := rung.Next(); n != 0 {
		at := n.At(from, due)
		next = &at
	}
	if _, err := tx.Exec(ctx, `UPDATE ladders SET rung = $2, next_at = $3 WHERE application_id = $1`, id, rung, next); err != nil {
		return 0, fmt.Errorf("climb ladder: %w", err)
	}
	return rung, nil
}

// Past is the ladder of a case of a demonstration's past.
type Past struct {
	ApplicationID int64
	From, Due     time.Time
	Rung          Rung
	Held          bool
}

// CopyPast writes ladders in bulk.
func CopyPast(ctx context.Context, tx pgx.Tx, ladders []Past) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"ladders"}, []string{"application_id", "from_at", "due_at", "rung", "next_at"},
		pgx.CopyFromSlice(len(ladders), func(i int) ([]any, error) {
			l := ladders[i]
			var next *time.Time
			if n := l.Rung.Next(); n != 0 && !l.Held {
				at := n.At(l.From, l.Due)
				next = &at
			}
			return []any{l.ApplicationID, l.From, l.Due, l.Rung, next}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy ladders: %w", err)
	}
	return nil
}
