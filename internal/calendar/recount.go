package calendar

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
)

// RecountArgs is the job that looks through what rests on a day after it was moved or moved back: appointments and answers,
// and where a working day was lost the terms of open cases.
type RecountArgs struct {
	DayID int64 `json:"day_id"`
}

// Kind names the job.
func (RecountArgs) Kind() string { return "calendar.recount" }

// InsertOpts puts it where it may take its time.
func (RecountArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 10} }

// Sizes of the work: cases that are looked for at once, and such rounds in one attempt, well under what fits into the time
// that a job may take.
const (
	batch = 100
	stint = 5
)

// Plan adds the job.
func (s *Store) Plan(p *job.Plan) { job.Work(p, s.recount) }

// recount goes through the open cases in the order of their ids. A case, its place in that order and the count are one
// transaction: whoever is killed in the middle leaves the rest to the next attempt, and no case is moved twice.
func (s *Store) recount(ctx context.Context, args RecountArgs) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	off := casework.DayOff{Change: args.DayID}
	var reached int64
	var ordered, ended *time.Time
	err := s.pool.QueryRow(ctx, `SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent', why, works, recount_at, reached, recounted_at FROM moved_days WHERE id = $1`, args.DayID).
		Scan(&off.Day, &off.Why, &off.Again, &ordered, &reached, &ended)
	if errors.Is(err, pgx.ErrNoRows) || ended != nil {
		return nil
	}
	if err != nil {
		return postgres.Problem(fmt.Errorf("read recount: %w", err))
	}
	if ordered == nil {
		return s.others(ctx, off.Day)
	}
	off.At = *ordered
	for range stint {
		ids, err := s.cases.DueFrom(ctx, off.Day, reached, batch)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.move(ctx, id, off); err != nil {
				return err
			}
			reached = id
		}
		if len(ids) < batch {
			return s.finish(ctx, off)
		}
	}
	return job.Later(time.Millisecond)
}

// move counts the term of one case anew.
func (s *Store) move(ctx context.Context, id int64, off casework.DayOff) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		moved, err := s.cases.Recount(ctx, tx, id, off)
		if err != nil {
			return err
		}
		n := 0
		if moved {
			n = 1
		}
		if _, err := tx.Exec(ctx, `UPDATE moved_days SET reached = $2, moved = moved + $3 WHERE id = $1 AND reached < $2`, off.Change, id, n); err != nil {
			return fmt.Errorf("note recount: %w", err)
		}
		return nil
	})
}

// others has everything else that rests on the day look after itself.
func (s *Store) others(ctx context.Context, day time.Time) error {
	for _, look := range s.rest {
		if err := look(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

// finish notes that nothing is left to do once the others have been asked.
func (s *Store) finish(ctx context.Context, off casework.DayOff) error {
	if err := s.others(ctx, off.Day); err != nil {
		return err
	}
	if _, err := s.pool.Exec(ctx, `UPDATE moved_days SET recounted_at = $2 WHERE id = $1`, off.Change, s.now()); err != nil {
		return postgres.Problem(fmt.Errorf("end recount: %w", err))
	}
	return nil
}
