package casework

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
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
func take(ctx context.Context, tx pgx.Tx, svc *catalogue.Service, answers form.Answers, mine booking.Holder, now time.Time) error {
	for _, f := range svc.Form {
		if f.Kind != form.KindSlot {
			continue
		}
		w, err := wish(svc, answers[f.Key])
		if err != nil || w == nil {
			return err
		}
		if err := booking.Take(ctx, tx, mine, *w, now); err != nil {
			return err
		}
	}
	return nil
}

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
		return booking.Hold(ctx, tx, d.ID, *w, s.now())
	}
	return nil
}
