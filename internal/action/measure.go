package action

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// MeasureArgs asks to measure the actions whose time has come.
type MeasureArgs struct{}

// Kind names the job.
func (MeasureArgs) Kind() string { return "action.measure" }

// InsertOpts puts it behind everything that a person waits for.
func (MeasureArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// Measure freezes the effect of each action that was done long enough ago and is not measured yet, and tells both sides.
// The job action.measure calls it each hour. It waits for figures that are as new as the last day of the span.
func (s *Store) Measure(ctx context.Context) error {
	asOf, err := s.figures.AsOf(ctx)
	if err != nil {
		return err
	}
	for _, days := range Spans {
		// The day on which it was done is the first of the span; the last must be over.
		list, err := read(ctx, s.pool, `WHERE a.state = 'done' AND (a.ended_at AT TIME ZONE interval '5 hours')::date <= $1::date - $2::int
			AND NOT EXISTS (SELECT FROM action_effects e WHERE e.action_id = a.id AND e.days = $2) ORDER BY a.id`, register.DateOf(asOf).Time, days)
		if err != nil {
			return postgres.Problem(err)
		}
		for _, a := range list {
			if err := s.measure(ctx, a, days); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) measure(ctx context.Context, a Action, days int) error {
	e, err := s.figures.Measure(ctx, a.Aim, *a.EndedAt, days)
	if err != nil {
		return err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO action_effects (action_id, days, measured_at, before_from, before_to, before_n, before_mean, before_variance, before_hours,
				after_from, after_to, after_n, after_mean, after_variance, after_hours, term_days)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
			a.ID, days, s.now(), e.Before.From, e.Before.To, e.Before.N, e.Before.Mean, e.Before.Variance, e.Before.Hours,
			e.After.From, e.After.To, e.After.N, e.After.Mean, e.After.Variance, e.After.Hours, e.Term)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.note(ctx, tx, account.Official{}, a, Measured, Measured+" "+strconv.Itoa(days), strconv.Itoa(days))
	})
	if err != nil {
		return fmt.Errorf("measure action %d: %w", a.ID, err)
	}
	return nil
}

// Next is when the effect of an action that is done is measured next; zero when it was measured for the last time.
func Next(a Action, measured []Effect) time.Time {
	if a.State != Done || len(measured) >= len(Spans) {
		return time.Time{}
	}
	return register.DateOf(*a.EndedAt).AddDate(0, 0, Spans[len(measured)])
}
