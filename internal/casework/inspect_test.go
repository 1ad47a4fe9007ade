package casework

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/workday"
)

// TestInspection_calledOff: who asked for another time has asked, also when the case goes to an office that plans the visit anew.
func TestInspection_calledOff(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-27T10:00", "place": "Chilonzor 5"}})
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: AskOtherTime, Note: "Safardaman."})
	require.NotContains(t, a.ActionsFor(Citizen(w.citizen)), AskOtherTime)
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Reroute, Note: "U yerda.", Fields: map[string]string{"region": samarkand}})
	require.Empty(t, a.Visits)
	w.act(Officer(w.far), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.far), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-30T10:00", "place": "Registon 1"}})
	require.NotContains(t, a.ActionsFor(Citizen(w.citizen)), AskOtherTime, "once in a case")
}

// TestStore_VisitsOn: when the day of a planned visit becomes a day off, all whom it concerns are told once, the list shows it as
// one to be moved, and nobody is reminded to be there; when it is worked again those are told who were told so.
func TestStore_VisitsOn(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	planned := func(at string) Application {
		a := w.apply("tax-inspection", form.Answers{})
		w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
		return w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{
			"at": at, "place": "Chilonzor 5", "inspector": strconv.FormatInt(w.second.ID, 10),
		}})
	}
	a, other := planned("2026-11-27T10:00"), planned("2026-11-30T10:00")
	friday := booking.Midnight(w.tashkent(27, 0))
	told := func(event string, account int64) int {
		return w.count(`SELECT count(*) FROM messages WHERE event = $1 AND account_id = $2 AND application_id = $3`, event, account, a.ID)
	}
	require.NoError(t, w.VisitsOn(ctx, friday))
	require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event LIKE 'visit-o%'`), "a day that is worked")

	w.calendar.Replace([]workday.Moved{{Day: friday}})
	for range 2 {
		require.NoError(t, w.VisitsOn(ctx, friday))
	}
	require.Equal(t, []int{1, 1, 1}, []int{told("visit-off", w.citizen.AccountID), told("visit-off-here", w.second.ID), told("visit-off-here", w.clerk.ID)})
	require.Equal(t, 3, w.count(`SELECT count(*) FROM messages WHERE event LIKE 'visit-o%'`), "of no other visit")
	list, err := w.Rounds(ctx, w.second, false, nil)
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, []bool{list[0].Visit.Moves, list[1].Visit.Moves})
	require.Equal(t, other.Number, list[1].Number)
	w.clock.forward(w.tashkent(26, 12).Sub(w.clock.now()))
	require.NoError(t, w.RemindDue(ctx))
	require.Zero(t, told("inspection-tomorrow", w.citizen.AccountID))

	w.calendar.Replace(nil)
	for range 2 {
		require.NoError(t, w.VisitsOn(ctx, friday))
	}
	require.Equal(t, []int{1, 1, 1}, []int{told("visit-on", w.citizen.AccountID), told("visit-on-here", w.second.ID), told("visit-on-here", w.clerk.ID)})
	w.calendar.Replace([]workday.Moved{{Day: friday}})
	require.NoError(t, w.VisitsOn(ctx, friday))
	require.Equal(t, 2, told("visit-off", w.citizen.AccountID), "and a day off once more")
	w.clock.forward(24 * time.Hour)
	require.False(t, w.read(a.Number).Visits[0].Moves, "one that was to be is past")
}

// TestStore_VisitsOn_ownSaturday: a Saturday on which the office works by its own hours is no day off, and a visit on it stays
// where it is; when the office gives its Saturdays up the visit has to be moved.
func TestStore_VisitsOn_ownSaturday(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	open := func(hours string) {
		_, err := w.pool.Exec(ctx, `UPDATE offices SET week = jsonb_set(week, '{5}', `+hours+`) WHERE authority = $1 AND region = $2`, taxes, tashkentCity)
		require.NoError(t, err)
	}
	open(`week -> 0`)
	saturday := w.tashkent(28, 10)
	require.False(t, w.calendar.Works(saturday), "the country does not work")
	a := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": saturday.Format("2006-01-02T15:04"), "place": "Chilonzor 5"}})
	hears := func() (told int, moves bool) {
		require.NoError(t, w.VisitsOn(ctx, booking.Midnight(saturday)))
		list, err := w.Rounds(ctx, w.clerk, false, nil)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, list[0].Visit.Moves, w.read(a.Number).Visits[0].Moves, "the list and the case say the same")
		return w.count(`SELECT count(*) FROM messages WHERE event LIKE 'visit-o%' AND account_id = $1`, w.citizen.AccountID), list[0].Visit.Moves
	}
	told, moves := hears()
	require.Zero(t, told)
	require.False(t, moves)

	open(`'{"opens": 0, "closes": 0, "break_from": 0, "break_to": 0}'`)
	told, moves = hears()
	require.Equal(t, 1, told)
	require.True(t, moves)
}
