package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// offersTimes publishes a service that books a time, refuses who owes taxes, and costs that many BHM; it gives an office with
// its free times.
func (w *world) offersTimes(bhm string) (office int64, free []booking.Slot) {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := w.catalogue.Publish(ctx, catalogue.Edit{Author: "test", Note: "test", Definition: service("visit-strict", catalogue.Booking, func(d *catalogue.Definition) {
		costs(bhm)(d)
		d.Form = []form.Field{question("visit", form.KindSlot)}
		d.Result = catalogue.Result{Kind: "booking", Shows: []string{"person.full_name", "form.visit"}}
	})})
	require.NoError(w.t, err)
	require.NoError(w.t, w.catalogue.Refresh(ctx))
	offices, err := w.booking.Offices(ctx, taxes, tashkentCity)
	require.NoError(w.t, err)
	free, err = w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 7, booking.Holder{})
	require.NoError(w.t, err)
	return offices[0].ID, free
}

// refused is an application for that time which the rules refused, with a review under way.
func (w *world) refused(office int64, at time.Time) Application {
	w.t.Helper()
	w.registers.set("tax", "debt", 5000.0)
	defer w.registers.set("tax", "debt", 0.0)
	a := w.apply("visit-strict", form.Answers{"visit": slot(office, at)})
	require.Equal(w.t, Refused, a.State)
	require.Nil(w.t, a.Appointment, "a refusal gives the place back")
	return w.act(Citizen(w.citizen), a.Number, ActionInput{Action: RequestReview})
}

// TestPlace_annulled: what is granted after a refusal has its place again, with all that hangs on it.
func TestPlace_annulled(t *testing.T) {
	w := newWorld(t)
	office, free := w.offersTimes("0")
	a := w.refused(office, free[3].At)
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Qarz yoʻq."})
	require.Equal(t, Done, a.State)
	require.NotNil(t, a.Appointment)
	require.True(t, a.Appointment.At.Equal(free[3].At))
	require.Equal(t, "visit", a.VisitKey(), "it can be moved")
	require.Contains(t, a.ActionsFor(Citizen(w.citizen)), Withdraw, "and called off")
	moved, err := w.MoveVisit(t.Context(), w.citizen, a.Number, a.Row, slot(office, free[4].At))
	require.NoError(t, err)
	require.True(t, moved.Appointment.At.Equal(free[4].At))
}

// TestPlace_gone: where somebody else has the time meanwhile, or it is past, the applicant chooses another one, and what
// was decided stands.
func TestPlace_gone(t *testing.T) {
	for name, lose := range map[string]func(w *world, office int64, at time.Time){
		"taken": func(w *world, office int64, at time.Time) {
			for range 2 {
				require.Equal(w.t, Done, w.apply("visit-office", form.Answers{"visit": slot(office, at)}).State)
			}
		},
		"past": func(w *world, _ int64, at time.Time) { w.clock.forward(at.Sub(w.clock.now()) + time.Minute) },
	} {
		for _, bhm := range []string{"0", "0.5"} {
			t.Run(name+" "+bhm, func(t *testing.T) {
				w := newWorld(t)
				office, free := w.offersTimes(bhm)
				_, err := w.pool.Exec(t.Context(), `UPDATE offices SET places = 2 WHERE id = $1`, office)
				require.NoError(t, err)
				a := w.refused(office, free[0].At)
				lose(w, office, free[0].At)
				w.registers.set("tax", "debt", 5000.0) // the rules would refuse it once more
				a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Overturn, Note: "Qarz yoʻq."})
				require.Equal(t, ToBeCorrected, a.State)
				require.Equal(t, NoSlot, a.Cause)
				require.Equal(t, []Mark{{Key: "visit"}}, a.Marks)
				require.Empty(t, a.Documents)
				require.True(t, a.DueAt.After(w.clock.now()))
				require.Equal(t, locale.TextOf("casework.place_gone"), a.Reason)
				last := a.Events[len(a.Events)-1]
				require.Equal(t, Overturn, last.Action)
				require.Equal(t, "casework.event.no-slot", last.Title())
				require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'to-correct' AND application_id = $1`, a.ID))
				require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event IN ('annulled', 'granted', 'invoice') AND application_id = $1`, a.ID))

				_, err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
				require.Equal(t, booking.Taken, problem.Of(err).ID, "the time that is gone")
				a, err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[10].At)}})
				require.NoError(t, err)
				if bhm != "0" {
					require.Equal(t, AwaitingPayment, a.State)
					require.NoError(t, w.settle(t.Context(), a, "pay"))
					a = w.read(a.Number)
				}
				require.Equal(t, Done, a.State, "it is not decided a second time")
				require.True(t, a.Appointment.At.Equal(free[10].At))
				require.Len(t, a.Documents, 1)
				require.Equal(t, NoCause, a.Cause)
				require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'granted' AND application_id = $1`, a.ID))
				require.Equal(t, 1, w.count(`SELECT count(*) FROM bookings WHERE application_id = $1 AND released_at IS NULL`, a.ID))
			})
		}
	}
}

// TestPlace_due: a booked time is paid for and mended before it begins, and nobody is granted one that is past.
func TestPlace_due(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, free := w.offersTimes("0.5")
	a := w.apply("visit-strict", form.Answers{"visit": slot(office, free[2].At)})
	require.Equal(t, AwaitingPayment, a.State)
	require.True(t, a.DueAt.Equal(free[2].At), "the visit begins before the days to pay are over")
	require.True(t, a.Invoice.DueAt.Equal(free[2].At))
	a, err := w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(office, free[5].At))
	require.NoError(t, err)
	require.True(t, a.DueAt.Equal(free[5].At), "it follows the visit")
	require.True(t, a.Invoice.DueAt.Equal(free[5].At))
	require.Zero(t, w.makeOff(1, booking.Midnight(a.DueAt.AddDate(0, 0, 1))), "and no day off moves it behind the visit")
	w.calendar.Replace(nil)

	w.clock.forward(free[5].At.Sub(w.clock.now()) + time.Minute) // the money comes before the round that closes the case
	require.NoError(t, w.settle(ctx, a, "late"))
	a = w.read(a.Number)
	require.Equal(t, ToBeCorrected, a.State, "what is paid for is not lost with its time")
	require.Equal(t, NoSlot, a.Cause)
	require.Zero(t, w.count(`SELECT count(*) FROM bookings WHERE application_id = $1 AND released_at IS NULL`, a.ID))
	free, err = w.booking.Slots(ctx, office, w.clock.now(), 7, booking.Holder{})
	require.NoError(t, err)
	a, err = w.Resubmit(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
	require.NoError(t, err)
	require.Equal(t, Done, a.State, "it was paid")

	b := w.apply("visit-strict", form.Answers{"visit": slot(office, free[1].At)})
	w.clock.forward(free[1].At.Sub(w.clock.now()) + time.Minute)
	require.NoError(t, w.LapseDue(ctx))
	require.Equal(t, Lapsed, w.read(b.Number).State, "what nobody paid ends with its time")
}

// TestPlace_granted: an official who grants a time that passed while people had the case asks for another one.
func TestPlace_granted(t *testing.T) {
	w := newWorld(t)
	office, free := w.offersTimes("0")
	a := w.refused(office, free[0].At)
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Oblige, Note: "Qayta koʻring."})
	require.Equal(t, InProcess, a.State)
	w.clock.forward(free[0].At.Sub(w.clock.now()) + time.Minute)
	w.act(Officer(w.second), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.second), a.Number, ActionInput{Action: Grant})
	require.Equal(t, ToBeCorrected, a.State)
	require.Equal(t, w.second.ID, a.DecidedBy)
	free, err := w.booking.Slots(t.Context(), office, w.clock.now(), 7, booking.Holder{})
	require.NoError(t, err)
	a, err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
	require.NoError(t, err)
	require.Equal(t, Done, a.State)
	require.Equal(t, register.DateOf(w.clock.now()), register.DateOf(*a.ClosedAt))
}
