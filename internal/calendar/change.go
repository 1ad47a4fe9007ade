package calendar

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Limits of a moved day.
const (
	MaxWhy    = 120 // characters, in each language
	yearsMost = 2   // ahead
)

// Edit is a day as it is to be moved.
type Edit struct {
	Day   time.Time // midnight in Tashkent
	Works bool
	Why   locale.Text
}

// Checked is what moving a day would do.
type Checked struct {
	Problems  form.Problems // to be mended first
	Loses     bool          // a working day becomes a day off
	Concerned int           // then: open cases that have a date on that day or later
}

// Check says what an edit would do, and changes nothing.
func (s *Store) Check(ctx context.Context, by account.Official, e Edit) (c Checked, err error) {
	if err := by.Steering(); err != nil {
		return Checked{}, err
	}
	c.Problems, c.Loses = s.problems(e), !e.Works && s.calendar.Works(e.Day)
	if len(c.Problems) == 0 && c.Loses {
		c.Concerned, err = s.cases.Concerned(ctx, e.Day)
	}
	return c, err
}

func (s *Store) problems(e Edit) (problems form.Problems) {
	say := func(input, field, id string, args ...any) {
		problems = append(problems, form.Problem{Input: input, Field: field, ID: "calendar.problem." + id, Args: args})
	}
	today := register.DateOf(s.now()).Time
	switch {
	case e.Day.Before(today):
		say("day-day", "day", "past")
	case e.Day.After(today.AddDate(yearsMost, 0, 0)):
		say("day-year", "day", "far", "Years", yearsMost)
	case e.Works && s.calendar.Works(e.Day):
		say("day-day", "day", "works")
	case !e.Works && s.calendar.Holiday(e.Day):
		say("day-day", "day", "off")
	}
	for _, why := range []struct{ input, text string }{{"why-uz", e.Why.Uz}, {"why-ru", e.Why.Ru}, {"why-en", e.Why.En}} {
		if strings.TrimSpace(why.text) == "" {
			say(why.input, why.input, "why")
		} else if utf8.RuneCountInString(why.text) > MaxWhy {
			say(why.input, why.input, "long", "Max", MaxWhy)
		}
	}
	return problems
}

// Add moves a day that has not passed. What must be mended first is returned as values.
func (s *Store) Add(ctx context.Context, by account.Official, e Edit) (problems form.Problems, err error) {
	if err := by.Steering(); err != nil {
		return nil, err
	}
	if problems := s.problems(e); len(problems) > 0 {
		return problems, nil
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `INSERT INTO moved_days (day, works, why, entered_by, entered_at) VALUES ($1::date, $2, $3, $4, $5) RETURNING id`,
			register.DateOf(e.Day).String(), e.Works, e.Why, by.ID, s.now()).Scan(&id)
		if err != nil {
			return err
		}
		if err := s.order(ctx, tx, id, !e.Works && s.calendar.Works(e.Day)); err != nil {
			return err
		}
		return record(ctx, tx, by, "calendar.add", id, e)
	})
	if postgres.Violates(err, "moved_days_day_key") {
		return form.Problems{{Input: "day-day", Field: "day", ID: "calendar.problem.taken"}}, nil
	}
	if err != nil {
		return nil, err
	}
	return nil, s.Load(ctx)
}

// Of is one moved day, and how many open cases its withdrawal would give a later date at most.
func (s *Store) Of(ctx context.Context, by account.Official, id int64) (d Day, concerned int, err error) {
	if err := by.Steering(); err != nil {
		return Day{}, 0, err
	}
	list, err := read(ctx, s.pool, `WHERE d.id = $1`, id)
	if err != nil {
		return Day{}, 0, postgres.Problem(err)
	}
	if len(list) == 0 {
		return Day{}, 0, none()
	}
	if d = list[0]; d.Works && s.Open(d) {
		concerned, err = s.cases.Concerned(ctx, d.Day)
	}
	return d, concerned, err
}

func none() error { return problem.New(problem.NotFound, "calendar.none") }

// Open reports whether a moved day can still be withdrawn: it holds, and has not passed.
func (s *Store) Open(d Day) bool {
	return d.Holds() && !d.Day.Before(register.DateOf(s.now()).Time)
}

// Withdraw lets a day that has not passed be again what its date and its day of the week say.
func (s *Store) Withdraw(ctx context.Context, by account.Official, id int64) error {
	if err := by.Steering(); err != nil {
		return err
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		d := Day{ID: id}
		err := tx.QueryRow(ctx, `SELECT day::timestamp AT TIME ZONE 'Asia/Tashkent', works, why, withdrawn_at FROM moved_days WHERE id = $1 FOR UPDATE`, id).
			Scan(&d.Day, &d.Works, &d.Why, &d.WithdrawnAt)
		if errors.Is(err, pgx.ErrNoRows) {
			return none()
		}
		if err != nil {
			return fmt.Errorf("read moved day: %w", err)
		}
		if !s.Open(d) {
			return problem.New(problem.Conflict, "calendar.changed")
		}
		if _, err := tx.Exec(ctx, `UPDATE moved_days SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1`, id, by.ID, s.now()); err != nil {
			return fmt.Errorf("withdraw moved day: %w", err)
		}
		if err := s.order(ctx, tx, id, d.Works); err != nil {
			return err
		}
		return record(ctx, tx, by, "calendar.withdraw", id, Edit{d.Day, d.Works, d.Why})
	})
	if err != nil {
		return err
	}
	return s.Load(ctx)
}

// order has what rests on the day looked through once every replica goes by the change: what is sent meanwhile to one that
// does not is counted then too. The terms of open cases are counted anew where a working day was lost.
func (s *Store) order(ctx context.Context, tx pgx.Tx, id int64, lost bool) error {
	if lost {
		if _, err := tx.Exec(ctx, `UPDATE moved_days SET recount_at = $2 WHERE id = $1`, id, s.now()); err != nil {
			return fmt.Errorf("order recount: %w", err)
		}
	}
	return job.InsertAt(ctx, tx, RecountArgs{DayID: id}, s.now().Add(Settled))
}

// Settled is how long after a change every replica goes by it, or can't reach the database either.
const Settled = 3 * (poll + silence)

func record(ctx context.Context, tx pgx.Tx, by account.Official, action string, id int64, e Edit) error {
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Official, Actor: by.ID, Action: action, Object: "moved-day:" + strconv.FormatInt(id, 10),
		Detail: map[string]any{"day": register.DateOf(e.Day).String(), "works": e.Works, "why": e.Why},
	})
}
