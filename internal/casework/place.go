package casework

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// booked is the question of the service whose answer is a time at an office, and that time; zero for none.
func (a Application) booked() (key string, at time.Time) {
	for _, f := range a.Service.Form {
		if f.Kind != form.KindSlot {
			continue
		}
		if at, err := time.Parse(time.RFC3339, form.String(form.Map(a.Answers[f.Key])["at"])); err == nil {
			return f.Key, at
		}
	}
	return "", time.Time{}
}

// isPlaceGone reports whether the time that was chosen cannot be granted any more: it is past, or it was given back with a
// refusal and cannot be had again.
func (s *Store) isPlaceGone(ctx context.Context, q querier, a Application) (bool, error) {
	key, at := a.booked()
	switch {
	case key == "" || a.State.Final():
		return false, nil
	case a.Appointment != nil:
		return !at.After(a.at), nil
	}
	w, err := wish(a.Service, a.Answers[key])
	if err != nil {
		return true, nil //nolint:nilerr // no time that anybody could have
	}
	free, err := booking.Free(ctx, q, s.calendar, *w, a.at)
	return !free, err
}

// keepPlace has the time that was chosen stand behind what is granted: one that was given back with a refusal is taken again
// before anything is issued or billed for it. Where the row of the table says that it is gone, what was kept of it is given
// back, and the applicant is asked for another one.
func (s *Store) keepPlace(ctx context.Context, tx pgx.Tx, before, after *Application, e *Event) error {
	key, _ := before.booked()
	switch {
	case key == "" || after.State == before.State:
		return nil
	case e.placeless():
		after.Cause, after.Reason, after.marked = NoSlot, locale.TextOf("casework.place_gone"), true
		after.Marks = []Mark{{Key: key}}
		if before.State == New { // nobody has decided: the rules look at it again with the new time
			after.Resume = ""
		}
		return booking.Release(ctx, tx, after.ID, e.At)
	case before.Appointment == nil && e.Action != Resubmit && (after.State == Done || after.State == AwaitingPayment):
		return s.take(ctx, tx, after.Service, after.Answers, booking.Holder{Application: after.ID}, e.At)
	default:
		return nil
	}
}

// placeless reports whether the event sent the case back to its applicant because its time was gone: every other way there
// has an action of its own.
func (e Event) placeless() bool {
	return e.To == ToBeCorrected && e.From != ToBeCorrected && !slices.Contains([]Action{AskCorrection, AutoCorrect}, e.Action)
}

// Title is the id of the message that says what happened.
func (e Event) Title() string {
	if e.placeless() {
		return "casework.event." + string(NoSlot)
	}
	return "casework.event." + string(e.Action)
}

// untilBooked is the day by which the applicant must act, no later than the time that was chosen begins: after it nothing
// could be granted. A time that was past already, or is to be chosen anew, bounds nothing.
func (a Application) untilBooked(since, due time.Time) time.Time {
	key, at := a.booked()
	chosenAnew := a.State == ToBeCorrected && slices.ContainsFunc(a.Marks, func(m Mark) bool { return m.Key == key })
	if key == "" || chosenAnew || !at.After(since) || at.After(due) {
		return due
	}
	return at
}
