package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// KeptFor is how long a chosen time is kept for a form that is not sent yet: long enough to finish it.
const KeptFor = 15 * time.Minute

// Holder is for whom a time is kept: a form that is being filled in, or an application.
type Holder struct {
	Draft       int64
	Application int64
}

// Wish is a time at an office of an authority.
type Wish struct {
	Office    int64
	Authority string
	At        time.Time
}

// Held is a time that is kept for a form.
type Held struct {
	At    time.Time
	Until time.Time
}

// Hold keeps a time for a draft, in the caller's transaction, and gives back the one that the draft had before. Of two
// who want the last place the later one gets a Conflict, and nothing of his changes.
func Hold(ctx context.Context, tx pgx.Tx, calendar *workday.Calendar, draft int64, w Wish, now time.Time) error {
	until := now.Add(KeptFor)
	tag, err := tx.Exec(ctx, `UPDATE bookings SET held_until = $4 WHERE draft_id = $1 AND office_id = $2 AND at = $3`, draft, w.Office, w.At, until)
	if err != nil {
		return fmt.Errorf("keep slot: %w", err)
	}
	if tag.RowsAffected() > 0 { // also one whose time ran out and that nobody else took
		return nil
	}
	if err := place(ctx, tx, calendar, w, Holder{Draft: draft}, &until, now); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM bookings WHERE draft_id = $1 AND NOT (office_id = $2 AND at = $3)`, draft, w.Office, w.At)
	if err != nil {
		return fmt.Errorf("change slot: %w", err)
	}
	return nil
}

// Take gives a time to an application for good, in the caller's transaction: the one that its draft holds, or any place
// that is still free. What the draft held besides is given back.
func Take(ctx context.Context, tx pgx.Tx, calendar *workday.Calendar, mine Holder, w Wish, now time.Time) error {
	tag, err := tx.Exec(ctx, `UPDATE bookings SET application_id = $4, draft_id = NULL, held_until = NULL, reminded = $6
		WHERE draft_id = $1 AND office_id = $2 AND at = $3 AND at > $5`, mine.Draft, w.Office, w.At, mine.Application, now, late(w.At, now))
	if err != nil {
		return fmt.Errorf("take slot: %w", err)
	}
	if tag.RowsAffected() == 0 {
		if err := place(ctx, tx, calendar, w, Holder{Application: mine.Application}, nil, now); err != nil {
			return err
		}
	}
	return LetGo(ctx, tx, mine.Draft)
}

// LetGo gives back what a draft holds, in the caller's transaction.
func LetGo(ctx context.Context, tx pgx.Tx, draft int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM bookings WHERE draft_id = $1`, draft); err != nil {
		return fmt.Errorf("give slot back: %w", err)
	}
	return nil
}

// place takes one of the places of an office at a time. The unique index over office, time and place decides between
// two who want the last one. The lock on the office is the one that the booking's reference to it takes anyway: whoever
// changes the hours waits for bookings under way, and those that come later see the new ones.
func place(ctx context.Context, tx pgx.Tx, calendar *workday.Calendar, w Wish, mine Holder, until *time.Time, now time.Time) error {
	rows, err := tx.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1 AND authority = $2 FOR KEY SHARE`, w.Office, w.Authority)
	if err != nil {
		return fmt.Errorf("read office: %w", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOffice)
	if err != nil {
		return lost(err)
	}
	if !o.offers(calendar, w.At, now) {
		return problem.New(problem.Conflict, Taken)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM bookings WHERE office_id = $1 AND at = $2 AND held_until <= $3`, o.ID, w.At, now); err != nil {
		return fmt.Errorf("clear slot: %w", err)
	}
	for range o.Places { // a place lost to somebody else at this very moment leaves the next one
		tag, err := tx.Exec(ctx, `INSERT INTO bookings (office_id, at, place, application_id, draft_id, held_until, reminded)
			SELECT $1, $2, p, $3, $4, $5, $7 FROM generate_series(1, $6::int) AS p
			WHERE NOT EXISTS (SELECT FROM bookings b WHERE b.office_id = $1 AND b.at = $2 AND b.place = p AND b.released_at IS NULL)
				AND (SELECT count(*) FROM bookings b WHERE b.office_id = $1 AND b.at = $2 AND b.released_at IS NULL) < $6
			ORDER BY p LIMIT 1
			ON CONFLICT (office_id, at, place) WHERE released_at IS NULL DO NOTHING`, o.ID, w.At, id(mine.Application), id(mine.Draft), until, o.Places, late(w.At, now))
		if err != nil {
			return fmt.Errorf("take slot: %w", err)
		}
		if tag.RowsAffected() == 1 {
			return nil
		}
	}
	return problem.New(problem.Conflict, Taken)
}

// Free reports whether that time can be taken now. Take says it for good: somebody may be quicker.
func Free(ctx context.Context, q querier, calendar *workday.Calendar, w Wish, now time.Time) (bool, error) {
	rows, err := q.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1 AND authority = $2`, w.Office, w.Authority)
	if err != nil {
		return false, fmt.Errorf("read office: %w", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOffice)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read office: %w", err)
	case !o.offers(calendar, w.At, now):
		return false, nil
	}
	rows, _ = q.Query(ctx, `SELECT count(*) FROM bookings WHERE office_id = $1 AND at = $2 AND released_at IS NULL AND (held_until IS NULL OR held_until > $3)`, o.ID, w.At, now)
	taken, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	if err != nil {
		return false, fmt.Errorf("read bookings: %w", err)
	}
	return taken < o.Places, nil
}

// Taken is the message of the Conflict of a time that somebody else has.
const Taken = "booking.taken"

// id is a reference, or nothing.
func id(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// Release gives the times of an application back, in the caller's transaction.
func Release(ctx context.Context, tx pgx.Tx, applicationID int64, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE bookings SET released_at = $2 WHERE application_id = $1 AND released_at IS NULL`, applicationID, at)
	if err != nil {
		return fmt.Errorf("release slot: %w", err)
	}
	return nil
}

// Tidy removes what was held for forms that were left, in the caller's transaction.
func Tidy(ctx context.Context, tx pgx.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM bookings WHERE held_until <= $1`, now); err != nil {
		return fmt.Errorf("tidy slots: %w", err)
	}
	return nil
}

// Held is the time that is kept for a draft now; the zero value for none.
func (s *Store) Held(ctx context.Context, draft int64) (Held, error) {
	var h Held
	err := s.pool.QueryRow(ctx, `SELECT at, held_until FROM bookings WHERE draft_id = $1 AND held_until > $2 ORDER BY id LIMIT 1`, draft, s.now()).Scan(&h.At, &h.Until)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Held{}, postgres.Problem(fmt.Errorf("read kept slot: %w", err))
	}
	return h, nil
}
