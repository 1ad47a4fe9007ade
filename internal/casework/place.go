package casework

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// booked is the question of a booking whose answer is the time at an office that is granted, and that time; zero for none. Where
// something else is granted, a time is for whoever looks into it, and says nothing of what comes after.
func (a Application) booked() (key string, at time.Time) {
	if a.Process != catalogue.Booking {
		return "", time.Time{}
	}
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
		came := a.Appointment.Came != nil && *a.Appointment.Came
		return !came && !at.After(a.at), nil
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
// back, and the applicant is asked for another one; so he is where the case goes back to him for something else. Words of the
// official who decided stay the reason of the case.
func (s *Store) keepPlace(ctx context.Context, tx pgx.Tx, before, after *Application, e *Event) error {
	key, _ := before.booked()
	switch {
	case key == "" || after.State == before.State:
		return nil
	case e.placeless():
		after.Cause, after.marked = NoSlot, true
		after.Marks = []Mark{{Key: key, Reason: after.Lang.T(placeGone)}}
		if e.Action != Overturn {
			after.Reason = locale.TextOf(placeGone)
		}
		if before.State == New { // nobody has decided: the rules look at it again with the new time
			after.Resume = ""
		}
		return booking.Release(ctx, tx, after.ID, e.At)
	case after.State == ToBeCorrected && (before.placeGone || before.Appointment == nil):
		if !marks(after.Marks, key) {
			after.Marks, after.marked = append(slices.Clone(after.Marks), Mark{Key: key, Reason: after.Lang.T(placeGone)}), true
		}
		return nil
	case before.Appointment == nil && e.Action != Resubmit && (after.State == Done || after.State == AwaitingPayment):
		return s.take(ctx, tx, after.Service, after.Answers, booking.Holder{Application: after.ID}, e.At)
	default:
		return nil
	}
}

// placeGone is what is said to whoever has to choose another time.
const placeGone = "casework.place_gone"

// marks reports whether a question is among those to be mended.
func marks(list []Mark, key string) bool {
	return slices.ContainsFunc(list, func(m Mark) bool { return m.Key == key })
}

// placeless reports whether the event sent the case back to its applicant because its time was gone: every other way there
// has an action of its own.
func (e Event) placeless() bool {
	return e.To == ToBeCorrected && e.From != ToBeCorrected && !slices.Contains([]Action{AskCorrection, AutoCorrect}, e.Action)
}

// Title is the id of the message that says what happened.
func (e Event) Title() string {
	switch {
	case e.placeless():
		return "casework.event." + string(NoSlot)
	case e.refusesAsProposed():
		return "casework.event.approve-refuse"
	default:
		return "casework.event." + string(e.Action)
	}
}

// untilBooked is the day by which the applicant must pay, no later than the time that was chosen begins: after it nothing
// could be granted. A time that was past already bounds nothing.
func (a Application) untilBooked(since, due time.Time) time.Time {
	key, at := a.booked()
	if key == "" || !at.After(since) || at.After(due) {
		return due
	}
	return at
}
