package bulk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// WorkArgs is the job that works an order off.
type WorkArgs struct {
	BulkID int64 `json:"bulk_id"`
}

// Kind names the job.
func (WorkArgs) Kind() string { return "bulk.work" }

// InsertOpts puts it where it may take its time.
func (WorkArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 10} }

// stint is how many cases one attempt does: well under what fits into the time that a job may take.
const stint = 100

// Plan adds the job.
func (s *Store) Plan(p *job.Plan) { job.Work(p, s.work) }

// work does what of an order waits, case by case. A case and its result are one transaction: whoever is killed in the
// middle leaves the rest to the next attempt, and nothing is done twice. A case that fails again and again for a reason of
// our own does not keep the others: the last attempt writes it down as not possible, goes on, and tells of it at the end.
func (s *Store) work(ctx context.Context, args WorkArgs) error {
	var failed []error
	for range stint {
		more, left, err := s.next(ctx, args.BulkID)
		if failed = append(failed, left); err != nil || !more {
			return errors.Join(append(failed, err)...)
		}
	}
	return job.Later(time.Millisecond)
}

// next does the next case of an order, and says whether there was one, and why it was left where the last attempt failed.
func (s *Store) next(ctx context.Context, id int64) (more bool, left, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var who int64
		var place int
		var number string
		var in casework.ActionInput
		err := tx.QueryRow(ctx, `SELECT b.account_id, b.action, b.note, b.fields, b.marks, i.place, i.number, i.row
			FROM bulk_items i JOIN bulks b ON b.id = i.bulk_id WHERE i.bulk_id = $1 AND i.result = '' ORDER BY i.place LIMIT 1 FOR UPDATE OF i`, id).
			Scan(&who, &in.Action, &in.Note, &in.Fields, &in.Marks, &place, &number, &in.Row)
		if more = err == nil; errors.Is(err, pgx.ErrNoRows) {
			return s.end(ctx, tx, id)
		}
		if err != nil {
			return fmt.Errorf("find next of order: %w", err)
		}
		result, why, err := s.do(ctx, tx, who, number, in)
		if err != nil && !job.AttemptOf(ctx).Last {
			return err
		}
		if left = err; left != nil {
			result, why = Refused, "bulk.failed"
		}
		_, err = tx.Exec(ctx, `UPDATE bulk_items SET result = $3, why = $4, at = $5 WHERE bulk_id = $1 AND place = $2`, id, place, result, why, s.now())
		if err != nil {
			return fmt.Errorf("keep result: %w", err)
		}
		return nil
	})
	return more, left, err
}

// do does the action of one case with the rights that the official has now. What is in the way undoes this case alone.
func (s *Store) do(ctx context.Context, tx pgx.Tx, who int64, number string, in casework.ActionInput) (Result, string, error) {
	o, holds, err := account.Holds(ctx, tx, who)
	if err != nil {
		return "", "", err
	}
	if !holds {
		return Refused, "bulk.no_office", nil
	}
	err = pgx.BeginFunc(ctx, tx, func(step pgx.Tx) error {
		err := s.cases.ActIn(ctx, step, casework.Officer(o), number, in)
		return err
	})
	p := problem.Of(postgres.Problem(err))
	switch {
	case err == nil:
		return Done, "", nil
	case p == nil || p.Kind == problem.Internal || p.Kind == problem.Unavailable:
		return "", "", err
	case p.ID == casework.ChangedMeanwhile:
		return Changed, "", nil
	default:
		return Refused, p.ID, nil
	}
}

// end notes that nothing of an order waits any more.
func (s *Store) end(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE bulks SET ended_at = coalesce(ended_at, $2) WHERE id = $1`, id, s.now()); err != nil {
		return fmt.Errorf("end order: %w", err)
	}
	return nil
}
