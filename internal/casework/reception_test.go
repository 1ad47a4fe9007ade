package casework

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/problem"
)

// booked is an application with an appointment at the nth free time of the office of the capital.
func (w *world) booked(nth int) (Application, booking.Office) {
	w.t.Helper()
	offices, err := w.booking.Offices(w.t.Context(), taxes, tashkentCity)
	require.NoError(w.t, err)
	slots, err := w.booking.Slots(w.t.Context(), offices[0].ID, w.clock.now(), 9, booking.Holder{})
	require.NoError(w.t, err)
	return w.apply("visit-office", form.Answers{"visit": slot(offices[0].ID, slots[nth].At)}), offices[0]
}

func TestRemindDue(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	told := func(a Application, event string) int {
		return w.count(`SELECT count(*) FROM messages WHERE application_id = $1 AND event = $2`, a.ID, event)
	}
	a, office := w.booked(40)
	soon, _ := w.booked(0) // the first free time of today
	at := a.Appointment.At
	require.Greater(t, at.Sub(w.clock.now()), booking.DayBefore)
	require.Less(t, soon.Appointment.At.Sub(w.clock.now()), booking.HoursBefore)
	require.NoError(t, w.RemindDue(ctx))
	require.Equal(t, 0, told(a, "visit-tomorrow")+told(soon, "visit-tomorrow")+told(soon, "visit-soon"), "it has just been made, or is far off")

	w.clock.forward(at.Sub(w.clock.now()) - booking.DayBefore)
	var race sync.WaitGroup
	for range 4 {
		race.Go(func() { _ = w.RemindDue(ctx) })
	}
	race.Wait()
	require.NoError(t, w.RemindDue(ctx))
	require.Equal(t, 1, told(a, "visit-tomorrow"), "once, however many look")
	require.Equal(t, 0, told(a, "visit-soon"))

	slots, err := w.booking.Slots(ctx, office.ID, at.AddDate(0, 0, 1), 6, booking.Holder{})
	require.NoError(t, err)
	a = w.read(a.Number)
	_, err = w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(office.ID, slots[len(slots)-1].At))
	require.NoError(t, err)
	a = w.read(a.Number)
	w.clock.forward(a.Appointment.At.Sub(w.clock.now()) - booking.HoursBefore)
	require.NoError(t, w.RemindDue(ctx))
	require.Equal(t, []int{1, 1}, []int{told(a, "visit-tomorrow"), told(a, "visit-soon")}, "of the new time; who looks late says only what is still true")

	b, _ := w.booked(40)
	w.act(Citizen(w.citizen), b.Number, ActionInput{Action: Withdraw})
	w.clock.forward(b.Appointment.At.Sub(w.clock.now()) - time.Hour)
	require.NoError(t, w.RemindDue(ctx))
	require.Equal(t, 0, told(b, "visit-tomorrow")+told(b, "visit-soon"), "of what was cancelled nobody is reminded")
}

func TestAttend(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a, office := w.booked(20)
	day := func() []Reception {
		list, err := w.DayList(ctx, w.clerk, office, a.Appointment.At, "")
		require.NoError(t, err)
		return list
	}
	require.Len(t, day(), 1)
	require.Equal(t, a.Number, day()[0].Number)
	require.Equal(t, "Karimov Anvar", day()[0].Applicant)
	require.True(t, day()[0].Open)
	found, err := w.DayList(ctx, w.clerk, office, w.clock.now(), a.Number[:3]+" "+a.Number[3:])
	require.NoError(t, err)
	require.Len(t, found, 1, "found by its number, whatever day is shown")

	fails := func(id string, err error) {
		t.Helper()
		require.Equal(t, id, problem.Of(err).ID, err)
	}
	fails("booking.not_today", w.Attend(ctx, w.clerk, office.ID, a.Number, true))
	w.clock.forward(a.Appointment.At.Sub(w.clock.now()) - 5*time.Minute)
	fails("booking.not_over", w.Attend(ctx, w.clerk, office.ID, a.Number, false))
	fails("booking.no_office", w.Attend(ctx, w.stranger, office.ID, a.Number, true))
	fails("booking.no_office", w.Attend(ctx, w.far, office.ID, a.Number, true))
	fails("casework.not_found", w.Attend(ctx, w.clerk, office.ID, "123456789", true))

	w.clock.forward(40 * time.Minute)
	require.NoError(t, w.Attend(ctx, w.clerk, office.ID, a.Number, false))
	require.NoError(t, w.Attend(ctx, w.second, office.ID, a.Number, false), "twice is once")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-missed' AND application_id = $1`, a.ID))
	require.False(t, *day()[0].Came)
	require.NoError(t, w.Attend(ctx, w.head, office.ID, a.Number, true), "it can be put right")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-came' AND application_id = $1`, a.ID))
	require.True(t, *w.read(a.Number).Appointment.Came)
	require.Equal(t, Done, w.read(a.Number).State)
	var actions []Action
	for _, e := range w.read(a.Number).Events {
		if e.Action == Came || e.Action == Missed {
			actions = append(actions, e.Action)
		}
	}
	require.Equal(t, []Action{Missed, Came}, actions)
	require.Equal(t, 2, w.count(`SELECT count(*) FROM audit_entries WHERE object = $1 AND action IN ('application.came', 'application.missed')`, "application:"+a.Number))
}

// TestAttend_own: nobody of the office notes of his own appointment that he came.
func TestAttend_own(t *testing.T) {
	w := newWorld(t)
	a, office := w.booked(20)
	w.clock.forward(a.Appointment.At.Sub(w.clock.now()) + time.Minute)
	me := account.Official{ID: w.citizen.AccountID, Name: w.citizen.Name, Authority: taxes, Region: tashkentCity, Role: account.Specialist}
	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).GrantOfficial(t.Context(), me.ID, me))
	err := w.Attend(t.Context(), me, office.ID, a.Number, true)
	require.True(t, problem.Is(err, problem.NotFound), err)
	require.Nil(t, w.read(a.Number).Appointment.Came)
}
