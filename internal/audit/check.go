package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
)

// CheckArgs asks for a look through the whole record.
type CheckArgs struct{}

// Kind names the job.
func (CheckArgs) Kind() string { return "audit.check" }

// InsertOpts puts it behind what people wait for. The next night looks again: nothing is read twice in one.
func (CheckArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 1} }

// Check is what a look through the whole record found, and when.
type Check struct {
	At       time.Time
	Entries  int64
	Roots    int
	Breaks   int
	SignedAt *time.Time // of the newest root whose signature held; nil when none was checked
}

// Keep writes down what a look through the record found.
func (s *Store) Keep(ctx context.Context, v Verdict, now time.Time) error {
	var signed *time.Time
	if !v.Signed.IsZero() {
		signed = &v.Signed
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO audit_checks (at, entries, roots, breaks, signed_at) VALUES ($1, $2, $3, $4, $5)`, now, v.Entries, v.Roots, len(v.Breaks), signed)
	if err != nil {
		return fmt.Errorf("keep check of audit: %w", postgres.Problem(err))
	}
	return nil
}

// State is how the record stands: its newest root and the last look through all of it. Both are zero where there is none.
type State struct {
	Root  int64
	At    time.Time // of the newest root
	Check Check
}

// State reads it.
func (s *Store) State(ctx context.Context) (State, error) {
	var st State
	err := s.pool.QueryRow(ctx, `SELECT number, at FROM audit_roots ORDER BY number DESC LIMIT 1`).Scan(&st.Root, &st.At)
	if err == nil || errors.Is(err, pgx.ErrNoRows) {
		err = s.pool.QueryRow(ctx, `SELECT at, entries, roots, breaks, signed_at FROM audit_checks ORDER BY id DESC LIMIT 1`).
			Scan(&st.Check.At, &st.Check.Entries, &st.Check.Roots, &st.Check.Breaks, &st.Check.SignedAt)
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return State{}, fmt.Errorf("state of audit: %w", postgres.Problem(err))
	}
	return st, nil
}
