package casework

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// wish is the time that an answer names; nil for none.
func wish(svc *catalogue.Service, answer any) (*booking.Wish, error) {
	slot := form.Map(answer)
	if slot == nil {
		return nil, nil
	}
	office, err := booking.ParseOffice(form.String(slot["office"]))
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339, form.String(slot["at"]))
	if err != nil {
		return nil, problem.New(problem.Invalid, booking.Taken).Because(err)
	}
	return &booking.Wish{Office: office, Authority: svc.Authority, At: at}, nil
}

// take keeps the time that was chosen for an application; one that somebody else has taken meanwhile is a Conflict, and
// nothing is sent.
func (s *Store) take(ctx context.Context, tx pgx.Tx, svc *catalogue.Service, answers form.Answers, mine booking.Holder, now time.Time) error {
	for _, f := range svc.Form {
		if f.Kind != form.KindSlot {
			continue
		}
		w, err := wish(svc, answers[f.Key])
		if err != nil || w == nil {
			return err
		}
		if err := booking.Take(ctx, tx, s.calendar, mine, *w, now); err != nil {
			return err
		}
	}
	return nil
}

// MoveVisit gives the applicant's booked visit another time, until it begins: the place is changed, and what was issued
// with the former time is replaced. A time that somebody else has is a Conflict, and the former one stays.
func (s *Store) MoveVisit(ctx context.Context, who account.Principal, number string, row int, slot map[string]any) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := s.own(ctx, tx, true, who, number)
		if err != nil {
			return err
		}
		key := before.VisitKey()
		switch {
		case !before.visibleTo(Citizen(who)):
			return problem.New(problem.NotFound, "casework.not_found")
		case before.Row != row:
			return problem.New(problem.Conflict, "casework.changed")
		case key == "":
			return problem.New(problem.Conflict, "casework.not_now")
		}
		w, err := wish(before.Service, slot)
		if err != nil || w == nil || w.At.Equal(before.Appointment.At) && slotOf(slot)["office"] == slotOf(before.Answers[key])["office"] {
			return err
		}
		a := before
		a.Answers = maps.Clone(before.Answers)
		a.Answers[key] = slot
		return s.move(ctx, tx, &before, &a, *w, who)
	})
}

// move writes all of a visit's new time.
func (s *Store) move(ctx context.Context, tx pgx.Tx, before, a *Application, w booking.Wish, who account.Principal) error {
	now := s.now()
	if err := booking.Release(ctx, tx, a.ID, now); err != nil {
		return err
	}
	if err := booking.Take(ctx, tx, s.calendar, booking.Holder{Application: a.ID}, w, now); err != nil {
		return err
	}
	sealed, plain, err := s.ring.Document(payloadAnswers, a.ID, now, a.Answers)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE application_payloads SET answers_sealed = $2, answers = $3 WHERE application_id = $1`, a.ID, sealed, plain); err != nil {
		return fmt.Errorf("move visit: %w", err)
	}
	if a.State == AwaitingPayment { // until the visit at the latest
		from, due := s.mustAct(a, a.since(), deadline.Clock{})
		if a.DueAt, a.warnAt = due, deadline.Warned.At(from, due); !due.Equal(before.DueAt) {
			if err := payment.Postpone(ctx, tx, a.ID, due); err != nil {
				return err
			}
		}
	}
	e := Event{Action: MoveVisit, Kind: string(audit.Citizen), ActorID: who.AccountID, Detail: map[string]any{"was": before.Appointment.At, "is": w.At}}
	if err := s.write(ctx, tx, before, a, e); err != nil {
		return err
	}
	if a.State == Done {
		if err := document.Revoke(ctx, tx, a.ID, string(MoveVisit), now); err != nil {
			return err
		}
		if err := s.issue(ctx, tx, a); err != nil {
			return err
		}
	}
	if err := s.tellAll(ctx, tx, a, "visit-moved", notify.Args{"Service": a.Service.Title, "Time": w.At}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Citizen, Actor: who.AccountID, Action: "application.move-visit", Object: "application:" + a.Number})
}

// MoveVisit is what history calls a booked visit that got another time. It changes no state, so it is no row of the table.
const MoveVisit Action = "move-visit"

// tellDisplaced tells those whom an application concerns that the office does not receive people at the booked time any
// more, or that it does again. The time stays theirs until they take another one.
func (s *Store) tellDisplaced(ctx context.Context, args booking.DisplacedArgs) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{args.ApplicationID})
		if err != nil {
			return err
		}
		news, err := booking.Tell(ctx, tx, a.ID)
		if err != nil || news == "" || !a.visiting { // told already, moved or given back meanwhile
			return err
		}
		before := a
		if err := s.write(ctx, tx, &before, &a, Event{Action: Action(news), Kind: string(audit.Machine), Detail: map[string]any{"at": a.Appointment.At}}); err != nil {
			return err
		}
		return s.tellAll(ctx, tx, &a, string(news), notify.Args{"Service": a.Service.Title, "Office": a.Appointment.Office, "Time": a.Appointment.At})
	})
}

// VisitKey is the question whose answer is a booked visit that can still be moved; empty for none.
func (a Application) VisitKey() string {
	if !a.visiting || a.State.Final() && a.State != Done || a.State == ToBeCorrected {
		return ""
	}
	for _, f := range a.Service.Form {
		if f.Kind == form.KindSlot && form.Map(a.Answers[f.Key]) != nil {
			return f.Key
		}
	}
	return ""
}

// Displaced reports whether a visit is booked for a time at which its office receives nobody any more: it has to be moved.
func (a Application) Displaced() bool { return a.VisitKey() != "" && a.Appointment.DisplacedAt != nil }

// hold keeps the time that was chosen on a page of a form for a while.
func (s *Store) hold(ctx context.Context, tx pgx.Tx, d Draft, page []form.Field) error {
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	if err != nil {
		return err
	}
	for _, f := range page {
		if f.Kind != form.KindSlot {
			continue
		}
		w, err := wish(svc, d.Answers[f.Key])
		if err != nil {
			return err
		}
		if w == nil {
			return booking.LetGo(ctx, tx, d.ID)
		}
		return booking.Hold(ctx, tx, s.calendar, d.ID, *w, s.now())
	}
	return nil
}
