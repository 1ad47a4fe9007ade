package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// What history calls an appointment at which its holder was there or not. Neither changes a state, so they are no rows
// of the table.
const (
	Came   Action = "came"
	Missed Action = "missed"
)

// Reception is an appointment as those see it who receive people.
type Reception struct {
	Number    string
	At        time.Time
	Title     locale.Text
	Applicant string
	Came      *bool // nil until it is noted
	Displaced bool  // the office does not receive people at that time
	Open      bool  // the official may look into the case
}

// DayList is the appointments of a day at an office, in the order in which people come. Whose they are those read who
// receive them there. With a number it is the day of that application's appointment, if it has one there, and only
// that. People choose where they go: the cases of some belong to another region.
func (s *Store) DayList(ctx context.Context, o account.Official, office booking.Office, day time.Time, typed string) ([]Reception, error) {
	ctx, from := postgres.Beyond(ctx), booking.Midnight(day)
	rows, err := s.pool.Query(ctx, `SELECT a.number, b.at, coalesce(g.name, p.name), a.service, a.service_version_id, a.region, b.came, b.displaced_at IS NOT NULL
		FROM bookings b JOIN applications a ON a.id = b.application_id JOIN accounts p ON p.id = a.account_id LEFT JOIN mandates g ON g.id = a.mandate_id
		WHERE b.office_id = $1 AND b.released_at IS NULL AND CASE WHEN $4 = '' THEN b.at >= $2 AND b.at < $3 ELSE a.number = $4 END ORDER BY b.at, b.id`,
		office.ID, from, from.AddDate(0, 0, 1), number.Typed(typed))
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read appointments of a day: %w", err))
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Reception, error) {
		var v Reception
		var service string
		var version int64
		a := Application{Authority: office.Authority}
		if err := row.Scan(&v.Number, &v.At, &v.Applicant, &service, &version, &a.Region, &v.Came, &v.Displaced); err != nil {
			return v, err
		}
		v.Open = a.inScope(o)
		title, err := s.titleOf(ctx, service, version)
		v.Title = title
		return v, err
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read appointments of a day: %w", err))
	}
	return list, nil
}

// Attend notes whether the holder of an appointment came, as somebody of the office saw it; noted wrongly, it is noted
// again. Who did not come is told what follows from it, and who is said to have come after all, that too.
func (s *Store) Attend(ctx context.Context, o account.Official, officeID int64, number string, came bool) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		office, err := booking.Admitted(ctx, tx, o, officeID)
		if err != nil {
			return err
		}
		if err := postgres.Lift(ctx, tx); err != nil { // the case may belong to another region
			return err
		}
		a, err := s.load(ctx, tx, true, `a.number = $1`, []any{number})
		if err != nil {
			return err
		}
		if a.concerns(o.ID) { // nobody notes of himself that he came
			return problem.New(problem.NotFound, "booking.no_appointment")
		}
		was, err := office.Attend(ctx, tx, a.ID, came, o, s.now())
		if err != nil || was != nil && *was == came {
			return err
		}
		action, news := Came, "visit-came"
		if !came {
			action, news = Missed, "visit-missed"
		}
		before := a
		if err := s.write(ctx, tx, &before, &a, Event{Action: action, Kind: string(audit.Official), ActorID: o.ID, Detail: map[string]any{"at": a.Appointment.At}}); err != nil {
			return err
		}
		if !came || was != nil {
			err := s.tellAll(ctx, tx, &a, news, notify.Args{"Service": a.Service.Title, "Office": a.Appointment.Office, "Time": a.Appointment.At})
			if err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "application." + string(action), Object: "application:" + a.Number, About: a.about(),
			Detail: map[string]any{"authority": o.Authority, "region": o.Region, "service": a.Service.Code},
		})
	})
}

// RemindDue reminds of appointments the day before and two hours before, and of inspections the day before. Each is a
// transaction of its own.
func (s *Store) RemindDue(ctx context.Context) error {
	due, err := booking.ToRemind(ctx, s.pool, s.now(), batch)
	if err != nil {
		return postgres.Problem(err)
	}
	reminded := s.each(ctx, due, func(ctx context.Context, tx pgx.Tx, id int64) error {
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
		if err != nil {
			return err
		}
		news, err := booking.Remind(ctx, tx, a.ID, s.now())
		if err != nil || news == "" { // moved or given back meanwhile
			return err
		}
		return s.tellAll(ctx, tx, &a, string(news), notify.Args{"Service": a.Service.Title, "Office": a.Appointment.Office, "Time": a.Appointment.At})
	})
	return errors.Join(reminded, s.remindVisits(ctx))
}
