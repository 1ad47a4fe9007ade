package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// offersTimes publishes a service that books a time, refuses who owes taxes, and costs that many BHM; it gives an office with
// its free times.
func (w *world) offersTimes(bhm string) (office int64, free []booking.Slot) {
	w.t.Helper()
	ctx := w.t.Context()
	w.publish(service("visit-strict", catalogue.Booking, func(d *catalogue.Definition) {
		costs(bhm)(d)
		d.Form = []form.Field{question("visit", form.KindSlot)}
		d.Result = catalogue.Result{Kind: "booking", Shows: []string{"person.full_name", "form.visit"}}
	}))
	offices, err := w.booking.Offices(ctx, taxes, tashkentCity)
	require.NoError(w.t, err)
	free, err = w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 7, booking.Holder{})
	require.NoError(w.t, err)
	return offices[0].ID, free
}

// publish puts a service into the catalogue.
func (w *world) publish(d catalogue.Definition) {
	w.t.Helper()
	findings, err := w.catalogue.Publish(w.t.Context(), catalogue.Edit{Author: "test", Note: "test", Definition: d})
	require.NoError(w.t, err)
	require.Empty(w.t, findings)
	require.NoError(w.t, w.catalogue.Refresh(w.t.Context()))
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
				require.Equal(t, []Mark{{Key: "visit", Reason: locale.Uz.T(placeGone)}}, a.Marks)
				require.Empty(t, a.Documents)
				require.True(t, a.DueAt.After(w.clock.now()))
				require.Equal(t, written("Qarz yoʻq."), a.Reason, "what the official said stands")
				last := a.Events[len(a.Events)-1]
				require.Equal(t, Overturn, last.Action)
				require.Equal(t, "casework.event.no-slot", last.Title())
				require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'to-correct' AND application_id = $1`, a.ID))
				require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'annulled' AND application_id = $1`, a.ID))
				require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event IN ('granted', 'invoice') AND application_id = $1`, a.ID))

				err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
				require.Equal(t, booking.Taken, problem.Of(err).ID, "the time that is gone")
				a, err = w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[10].At)}})
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
	a, err = w.resubmit(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
	require.NoError(t, err)
	require.Equal(t, Done, a.State, "it was paid")

	b := w.apply("visit-strict", form.Answers{"visit": slot(office, free[1].At)})
	w.clock.forward(free[1].At.Sub(w.clock.now()) + time.Minute)
	require.NoError(t, w.LapseDue(ctx))
	require.Equal(t, Lapsed, w.read(b.Number).State, "what nobody paid ends with its time")
}

// TestPlace_reminder: what ends at an hour is told with its hour, and who moves his visit is reminded of the new hour.
func TestPlace_reminder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, free := w.offersTimes("0.5")
	a := w.apply("visit-strict", form.Answers{"visit": slot(office, free[2].At)})
	told := func(event string) (texts []string) {
		inbox, err := notify.NewStore(w.pool, w.clock.now).Inbox(ctx, w.citizen, 0)
		require.NoError(t, err)
		for _, m := range inbox {
			if m.Event == event {
				texts = append(texts, m.Text(locale.En))
			}
		}
		return texts
	}
	require.Contains(t, told("invoice")[0], "by "+locale.En.DateTime(free[2].At)+";")
	for _, next := range []int{3, 4} {
		w.clock.forward(max(0, a.DueAt.Sub(w.clock.now())-time.Hour))
		for range 2 {
			require.NoError(t, w.LapseDue(ctx))
		}
		require.Len(t, told("reminder"), next-2, "once for each hour")
		require.Contains(t, told("reminder")[0], locale.En.DateTime(a.DueAt))
		var err error
		a, err = w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(office, free[next].At))
		require.NoError(t, err)
	}
	wrong := w.apply("tax-decision", form.Answers{"sum": 0.0, "why": "kerak"})
	require.Contains(t, told("to-correct")[0], "by "+locale.En.Date(wrong.DueAt)+".", "a whole day has no hour")
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
	a, err = w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
	require.NoError(t, err)
	require.Equal(t, Done, a.State)
	require.Equal(t, register.DateOf(w.clock.now()), register.DateOf(*a.ClosedAt))
}

// TestPlace_other: where a time is for whoever looks into the case, and something else is granted, it may be past.
func TestPlace_other(t *testing.T) {
	w := newWorld(t)
	w.publish(service("heat-inspection", catalogue.Inspection, func(d *catalogue.Definition) {
		d.Form = []form.Field{question("visit", form.KindSlot)}
		d.Visit = []form.Field{question("hall", form.KindYesNo)}
	}))
	_, free := w.offersTimes("0")
	offices, err := w.booking.Offices(t.Context(), taxes, tashkentCity)
	require.NoError(t, err)
	a := w.apply("heat-inspection", form.Answers{"visit": slot(offices[0].ID, free[0].At)})
	require.Equal(t, InProcess, a.State)
	me := Officer(w.clerk)
	w.act(me, a.Number, ActionInput{Action: Claim})
	w.clock.forward(free[0].At.Sub(w.clock.now()) + time.Minute)
	a = w.act(me, a.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "visit"}}})
	require.Len(t, a.Marks, 1)
	free, err = w.booking.Slots(t.Context(), offices[0].ID, w.clock.now(), 7, booking.Holder{})
	require.NoError(t, err)
	a, err = w.resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(offices[0].ID, free[0].At)}})
	require.NoError(t, err)
	w.work()
	at := w.clock.now().Add(24 * time.Hour).In(workday.Zone)
	w.act(me, a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": at.Format("2006-01-02") + "T10:00", "place": "Navoiy 1"}})
	w.clock.forward(free[0].At.Sub(w.clock.now()) + 48*time.Hour)
	w.act(me, a.Number, ActionInput{Action: RecordResult, Note: "Hammasi joyida.", Fields: map[string]string{"passed": "yes"}, Record: looked})
	require.Equal(t, Done, w.act(me, a.Number, ActionInput{Action: Grant}).State)
}

// TestPlace_corrected: a time that passes while a booking is with its applicant keeps nothing from being sent back; where it
// is past before, another one is asked for along with the rest.
func TestPlace_corrected(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, free := w.offersTimes("0")
	w.publish(service("visit-why", catalogue.Booking, func(d *catalogue.Definition) {
		d.Form = []form.Field{question("visit", form.KindSlot), question("why", form.KindText)}
		d.Checks = []catalogue.Check{
			{Require: `form.why != "shubha"`, Otherwise: catalogue.ToReview, Reason: words("Xodim koʻradi.")},
			{Require: `form.why != "xato"`, Otherwise: catalogue.Correct, Reason: words("Yana yozing.")},
		}
		d.Result = catalogue.Result{Kind: "booking", Shows: []string{"person.full_name", "form.visit"}}
	}))
	a := w.apply("visit-why", form.Answers{"visit": slot(office, free[0].At), "why": "xato"})
	require.Equal(t, ToBeCorrected, a.State)
	require.Equal(t, []Mark{{Key: "why"}}, a.Marks)
	require.True(t, a.DueAt.After(free[0].At), "the days to correct are not bounded by the time")
	b := w.apply("visit-why", form.Answers{"visit": slot(office, free[1].At), "why": "shubha"})
	w.act(Officer(w.clerk), b.Number, ActionInput{Action: Claim})

	w.clock.forward(free[1].At.Sub(w.clock.now()) + time.Minute)
	a, err := w.resubmit(ctx, w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "kerak"}})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.Equal(t, []any{ToBeCorrected, NoSlot}, []any{a.State, a.Cause}, "it goes on to another time")

	b = w.act(Officer(w.clerk), b.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})
	require.Equal(t, []Mark{{Key: "why", Reason: "Aniqroq"}, {Key: "visit", Reason: locale.Uz.T(placeGone)}}, b.Marks)
	err = w.Resubmit(ctx, w.citizen, b.Number, Correction{Row: b.Row, Answers: form.Answers{"visit": slot(office, free[1].At), "why": "kerak"}})
	require.Equal(t, booking.Taken, problem.Of(err).ID)
	free, err = w.booking.Slots(ctx, office, w.clock.now(), 7, booking.Holder{})
	require.NoError(t, err)
	err = w.Resubmit(ctx, w.citizen, b.Number, Correction{Row: b.Row, Answers: form.Answers{"visit": slot(office, free[0].At), "why": "kerak"}})
	require.NoError(t, err)
	w.work()
	require.Equal(t, Done, w.read(b.Number).State)
}

// paidLate is a booking that was paid for after its time had begun.
func (w *world) paidLate(office int64, at time.Time) Application {
	w.t.Helper()
	a := w.apply("visit-strict", form.Answers{"visit": slot(office, at)})
	w.clock.forward(at.Sub(w.clock.now()) + time.Minute)
	require.NoError(w.t, w.settle(w.t.Context(), a, a.Number))
	a = w.read(a.Number)
	require.Equal(w.t, ToBeCorrected, a.State)
	return a
}

// TestPlace_lapsed: who paid and chose no other time has the money back, and is told.
func TestPlace_lapsed(t *testing.T) {
	w := newWorld(t)
	office, free := w.offersTimes("0.5")
	a := w.paidLate(office, free[0].At)
	w.clock.forward(a.DueAt.Sub(w.clock.now()) + time.Minute)
	require.NoError(t, w.LapseDue(t.Context()))
	a = w.read(a.Number)
	require.Equal(t, Lapsed, a.State)
	require.Len(t, a.Refunds, 1)
	require.Equal(t, a.Invoice.Amount, a.Refunds[0].Amount)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'refund' AND application_id = $1`, a.ID))
}
