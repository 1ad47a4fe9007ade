// Package calendar keeps the moved days of the working-day calendar: days that a decree makes a day off, and days off that
// are worked instead. The task force enters them. They are kept at hand in a workday.Calendar, on every replica, and a
// working day that becomes a day off gives open cases the time that it takes from them.
//
// A date that was promised never comes nearer: a day off that becomes worked shortens the terms that begin after it was
// entered, and no others.
package calendar

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// Day is a moved day with how it came about.
type Day struct {
	ID          int64
	Day         time.Time // midnight in Tashkent
	Works       bool
	Why         locale.Text
	EnteredBy   string // a name; empty for what came with the program
	EnteredAt   time.Time
	WithdrawnBy string // a name; empty while it holds
	WithdrawnAt *time.Time
	RecountAt   *time.Time // since when the terms of open cases are counted anew because of it; nil: they need not be
	RecountedAt *time.Time // nil while they are
	Moved       int        // cases that have a later date by it
}

// Holds reports whether the calendar goes by it.
func (d Day) Holds() bool { return d.WithdrawnAt == nil }

// Store keeps moved days and has the calendar of the process go by them.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	calendar *workday.Calendar
	cases    *casework.Store
	rest     []func(ctx context.Context, day time.Time) error
}

// NewStore is the moved days in that database, for that calendar and the cases that are counted by it. What else rests on
// days looks after itself when one is moved, and must take being asked twice.
func NewStore(pool *pgxpool.Pool, now func() time.Time, calendar *workday.Calendar, cases *casework.Store, rest ...func(ctx context.Context, day time.Time) error) *Store {
	return &Store{pool: pool, now: now, calendar: calendar, cases: cases, rest: rest}
}

const columns = `d.id, d.day::timestamp AT TIME ZONE 'Asia/Tashkent', d.works, d.why, coalesce(e.name, ''), d.entered_at, coalesce(w.name, ''), d.withdrawn_at, d.recount_at, d.recounted_at, d.moved`

const from = ` FROM moved_days d LEFT JOIN accounts e ON e.id = d.entered_by LEFT JOIN accounts w ON w.id = d.withdrawn_by `

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func read(ctx context.Context, q querier, where string, args ...any) ([]Day, error) {
	rows, _ := q.Query(ctx, `SELECT `+columns+from+where, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Day])
	if err != nil {
		return nil, fmt.Errorf("read moved days: %w", err)
	}
	return list, nil
}

// Log is every moved day of a year, those that were withdrawn among them, by date.
func (s *Store) Log(ctx context.Context, by account.Official, year int) ([]Day, error) {
	if err := by.Steering(); err != nil {
		return nil, err
	}
	list, err := read(ctx, s.pool, `WHERE d.day >= make_date($1, 1, 1) AND d.day < make_date($1 + 1, 1, 1) ORDER BY d.day, d.id`, year)
	return list, postgres.Problem(err)
}

// Load has the calendar of this process go by the moved days that hold now.
func (s *Store) Load(ctx context.Context) error {
	_, err := s.load(ctx, nil)
	return err
}

// load does that if they are others than those of before, and says which hold.
func (s *Store) load(ctx context.Context, before []workday.Moved) ([]workday.Moved, error) {
	rows, _ := s.pool.Query(ctx, `SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent', works FROM moved_days WHERE withdrawn_at IS NULL ORDER BY day`)
	days, err := pgx.CollectRows(rows, pgx.RowToStructByPos[workday.Moved])
	if err != nil {
		return before, postgres.Problem(fmt.Errorf("read moved days: %w", err))
	}
	same := func(a, b workday.Moved) bool { return a.Day.Equal(b.Day) && a.Works == b.Works }
	if before == nil || !slices.EqualFunc(before, days, same) {
		s.calendar.Replace(days)
	}
	return days, nil
}

// Times of the watch: what is changed on one replica holds on every other within them.
const (
	poll    = time.Second
	silence = time.Second // how long the database may take to say
)

// Watch keeps the calendar of this process fresh until the context ends.
func (s *Store) Watch(ctx context.Context, log *slog.Logger) {
	var days []workday.Moved
	for ctx.Err() == nil {
		asking, stop := context.WithTimeout(ctx, silence)
		var err error
		if days, err = s.load(asking, days); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "the calendar was not read", "error", err)
		}
		stop()
		select {
		case <-ctx.Done():
		case <-time.After(poll):
		}
	}
}
