package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// DayOff is a working day that became a day off after people were given dates.
type DayOff struct {
	Change int64 // id of the change, which moves a case once
	Day    time.Time
	Why    locale.Text
	Again  bool // it was to be worked by an earlier change, which was withdrawn: Why is the reason of that one
	At     time.Time
}

// concerned is the open cases that have a date on a day or later, of the case or of an opinion in it: no other one is moved by what becomes of that day.
const concerned = ` FROM applications a WHERE ` + open + ` AND (a.due_at >= $1 OR a.term_at >= $1
	OR a.id IN (SELECT o.application_id FROM opinions o WHERE o.answered_at IS NULL AND o.withdrawn_at IS NULL AND o.due_at >= $1))`

// Concerned is how many open cases have a date on that day or later.
func (s *Store) Concerned(ctx context.Context, day time.Time) (n int, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT count(*)`+concerned, day).Scan(&n); err != nil {
		return 0, postgres.Problem(fmt.Errorf("count applications: %w", err))
	}
	return n, nil
}

// DueFrom is those cases in the order of their ids, from after one on, at most that many.
func (s *Store) DueFrom(ctx context.Context, day time.Time, after int64, most int) ([]int64, error) {
	return s.ids(ctx, `SELECT a.id`+concerned+` AND a.id > $2 ORDER BY a.id LIMIT $3`, day, after, most)
}

// Recount counts the dates of an open case anew after a working day became a day off, in the caller's transaction, and
// reports whether any moved. None comes nearer than it was promised. The rungs of its ladder follow the new date; those
// that were climbed stay climbed. The row keeps its version: who has the form open is not disturbed.
func (s *Store) Recount(ctx context.Context, tx pgx.Tx, id int64, off DayOff) (moved bool, err error) {
	before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil || before.ClosedAt != nil || before.recounted(off) {
		return false, err
	}
	a := before
	c := before.runs(s.calendar)
	c.Promise(before.TermAt)
	if a.State != Appealed { // the term of the refusal is over; that of the appeal is its own
		a.TermAt = c.Due
	}
	from, due := s.mustAct(&a, a.since(), c)
	if due.After(a.DueAt) {
		a.DueAt, a.warnAt = due, deadline.Warned.At(from, due)
	}
	asked, err := s.postpone(ctx, tx, &a, off)
	if err != nil || !asked && a.TermAt.Equal(before.TermAt) && a.DueAt.Equal(before.DueAt) {
		return false, err
	}
	detail := map[string]any{
		"change": off.Change, "day": register.DateOf(off.Day).String(), "why": off.Why, "again": off.Again,
	}
	if a.DueAt.After(before.DueAt) {
		detail["was"], detail["due"] = register.DateOf(before.DueAt).String(), register.DateOf(a.DueAt).String()
	}
	_, err = tx.Exec(ctx, `UPDATE applications SET term_at = $2, due_at = $3, warn_at = $4 WHERE id = $1`, a.ID, a.TermAt, a.DueAt, a.warnAt)
	if err != nil {
		return false, fmt.Errorf("move dates: %w", err)
	}
	err = appendEvent(ctx, tx, a.ID, Event{
		At: s.now(), Action: MoveDate, From: a.State, To: a.State, Step: a.Step, Kind: string(audit.Machine), Detail: detail,
	})
	if err != nil {
		return false, err
	}
	if err := a.follows(ctx, tx, from); err != nil {
		return false, err
	}
	if a.DueAt.After(before.DueAt) {
		if err := s.tellMoved(ctx, tx, &a, before.DueAt, off); err != nil {
			return false, err
		}
	}
	return true, audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Machine, Action: "application.move-date", Object: "application:" + a.Number, Detail: map[string]any{"change": off.Change},
	})
}

// tellMoved tells those whom the application concerns that the date they were given has moved, and why: once for a change
// of the calendar, which leaves the row of the case as it is.
func (s *Store) tellMoved(ctx context.Context, tx pgx.Tx, a *Application, was time.Time, off DayOff) error {
	n := a.notice("date-moved", notify.Args{"Service": a.Service.Title, "Was": was, "Due": a.DueAt, "Day": off.Day, "Reason": off.Why})
	n.Occasion = fmt.Sprintf("%d/off/%d", a.ID, off.Change)
	return s.tellEach(ctx, tx, a, n)
}

// follows has what else names the new date name it: the ladder, the appeal, the invoice.
func (a Application) follows(ctx context.Context, tx pgx.Tx, from time.Time) error {
	if a.State == InProcess || a.State == Appealed {
		if err := deadline.Run(ctx, tx, a.ID, from, a.DueAt); err != nil {
			return err
		}
	}
	if a.State == Appealed {
		if _, err := tx.Exec(ctx, `UPDATE appeals SET due_at = $2 WHERE application_id = $1 AND outcome = ''`, a.ID, a.DueAt); err != nil {
			return fmt.Errorf("move appeal: %w", err)
		}
	}
	if a.State == AwaitingPayment {
		return payment.Postpone(ctx, tx, a.ID, a.DueAt)
	}
	return nil
}

// recounted reports whether that change has moved the case before.
func (a Application) recounted(off DayOff) bool {
	return slices.ContainsFunc(a.Events, func(e Event) bool {
		change, _ := form.Number(e.Detail["change"])
		return e.Action == MoveDate && int64(change) == off.Change
	})
}

// since is when the application came into its state.
func (a Application) since() (at time.Time) {
	for _, e := range a.Events {
		if e.From != e.To {
			at = e.At
		}
	}
	return at
}

// mustAct is by when whoever must act must act in the case, whose state began then, and since when that time counts.
func (s *Store) mustAct(a *Application, since time.Time, c deadline.Clock) (from, due time.Time) {
	switch a.State {
	case ToBeCorrected:
		return since, s.calendar.Add(since, daysToCorrect) // also beyond a booked time: another one can be chosen
	case AwaitingPayment:
		return since, a.untilBooked(since, s.calendar.Add(since, daysToPay))
	case Appealed:
		return since, s.calendar.Due(since, DaysToHear, workday.CalendarDays)
	case New, InProcess:
		return c.From, c.Due
	default:
		return since, since
	}
}

// postpone gives authorities and offices that were asked for consent or for their opinion before, and have the day in their
// time, another one for it.
func (s *Store) postpone(ctx context.Context, tx pgx.Tx, a *Application, off DayOff) (moved bool, err error) {
	loses := func(asked, due time.Time) bool {
		return asked.Before(off.At) && asked.Before(off.Day) && !due.Before(off.Day)
	}
	for _, o := range a.Opinions {
		if !o.Waits() || !loses(o.AskedAt, o.DueAt) {
			continue
		}
		if err := consent.PostponeOpinion(ctx, tx, o.ID, s.calendar.Add(o.DueAt, 1)); err != nil {
			return false, err
		}
		moved = true
	}
	for _, c := range a.Consents {
		if !c.Waits() || !loses(c.AskedAt, c.DueAt) {
			continue
		}
		if err := consent.Postpone(ctx, tx, a.ID, c.Authority, s.calendar.Add(c.DueAt, 1)); err != nil {
			return false, err
		}
		moved = true
	}
	return moved, nil
}
