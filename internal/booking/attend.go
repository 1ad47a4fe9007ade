package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// When the holder of an appointment is reminded of it.
const (
	DayBefore   = 24 * time.Hour
	HoursBefore = 2 * time.Hour
)

// News that reminds of an appointment: once the day before it and once two hours before.
const (
	Tomorrow News = "visit-tomorrow"
	Soon     News = "visit-soon"
)

// admits refuses who does not receive people at the office, as if there were none.
func (o Office) admits(by account.Official) error {
	desk := by.Role == account.Specialist || by.Role == account.Head
	if !desk || by.ID == 0 || by.Authority != o.Authority || by.Region != "" && by.Region != o.Region {
		return problem.New(problem.NotFound, "booking.no_office")
	}
	return nil
}

// Desks is the offices at which the official receives people.
func (s *Store) Desks(ctx context.Context, by account.Official) ([]Office, error) {
	if err := (Office{Authority: by.Authority, Region: by.Region}).admits(by); err != nil {
		return nil, err
	}
	return s.Offices(ctx, by.Authority, by.Region)
}

// Desk is one of them.
func (s *Store) Desk(ctx context.Context, by account.Official, id int64) (Office, error) {
	o, err := s.Office(ctx, id)
	if err != nil {
		return Office{}, err
	}
	return o, o.admits(by)
}

// Admitted is the same in the caller's transaction.
func Admitted(ctx context.Context, tx pgx.Tx, by account.Official, id int64) (Office, error) {
	rows, err := tx.Query(ctx, `SELECT `+officeColumns+` FROM offices WHERE id = $1`, id)
	if err != nil {
		return Office{}, lost(err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scanOffice)
	if err != nil {
		return Office{}, lost(err)
	}
	return o, o.admits(by)
}

// Attend notes whether the holder of an application's appointment came, in the caller's transaction. On another day than
// that of the appointment nobody can have come yet, and nobody is missing before the time is over: both are a Conflict.
// What was noted before is returned; nil for nothing. It can be put right by noting it again.
func (o Office) Attend(ctx context.Context, tx pgx.Tx, applicationID int64, came bool, by account.Official, now time.Time) (was *bool, err error) {
	var id int64
	var at time.Time
	err = tx.QueryRow(ctx, `SELECT id, at, came FROM bookings WHERE application_id = $1 AND office_id = $2 AND released_at IS NULL FOR UPDATE`,
		applicationID, o.ID).Scan(&id, &at, &was)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, problem.New(problem.NotFound, "booking.no_appointment")
	case err != nil:
		return nil, fmt.Errorf("read appointment: %w", err)
	case now.Before(Midnight(at)):
		return nil, problem.New(problem.Conflict, "booking.not_today")
	case !came && now.Before(at.Add(time.Duration(o.Length)*time.Minute)):
		return nil, problem.New(problem.Conflict, "booking.not_over")
	}
	_, err = tx.Exec(ctx, `UPDATE bookings SET came = $2, noted_by = $3, noted_at = $4 WHERE id = $1`, id, came, by.ID, now)
	if err != nil {
		return nil, fmt.Errorf("note attendance: %w", err)
	}
	return was, nil
}

// Midnight is the beginning of that time's day in Tashkent.
func Midnight(t time.Time) time.Time {
	y, m, d := t.In(workday.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, workday.Zone)
}

// ToRemind is the applications whose appointment somebody has to be reminded of now, those that are soonest first.
func ToRemind(ctx context.Context, q querier, now time.Time, most int) ([]int64, error) {
	rows, err := q.Query(ctx, `SELECT application_id FROM bookings
		WHERE reminded < 2 AND released_at IS NULL AND application_id IS NOT NULL AND displaced_at IS NULL
			AND at > $1 AND at <= CASE reminded WHEN 0 THEN $2::timestamptz ELSE $3::timestamptz END ORDER BY at, id LIMIT $4`, now, now.Add(DayBefore), now.Add(HoursBefore), most)
	if err != nil {
		return nil, fmt.Errorf("find appointments to remind of: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find appointments to remind of: %w", err)
	}
	return list, nil
}

// Remind is the reminder that the holder of an application's appointment is owed now, in the transaction that tells it;
// empty for none. One that is too late is passed over for the next.
func Remind(ctx context.Context, tx pgx.Tx, applicationID int64, now time.Time) (News, error) {
	rows, err := tx.Query(ctx, `UPDATE bookings SET reminded = CASE WHEN at <= $3::timestamptz THEN 2 ELSE 1 END
		WHERE application_id = $1 AND released_at IS NULL AND displaced_at IS NULL
			AND reminded < 2 AND at > $2 AND at <= CASE reminded WHEN 0 THEN $4::timestamptz ELSE $3::timestamptz END RETURNING reminded`,
		applicationID, now, now.Add(HoursBefore), now.Add(DayBefore))
	if err != nil {
		return "", fmt.Errorf("remind of appointment: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int])
	switch {
	case err != nil:
		return "", fmt.Errorf("remind of appointment: %w", err)
	case len(list) == 0:
		return "", nil
	case list[0] == 1:
		return Tomorrow, nil
	default:
		return Soon, nil
	}
}

// late is how many of the reminders come too late for an appointment that is made now.
func late(at, now time.Time) int {
	switch {
	case at.Before(now.Add(HoursBefore)):
		return 2
	case at.Before(now.Add(DayBefore)):
		return 1
	default:
		return 0
	}
}
