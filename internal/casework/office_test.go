package casework

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// tax is the tax office of Tashkent city with the times that it has free.
func (w *world) tax(t *testing.T) (booking.Office, []booking.Slot) {
	t.Helper()
	offices, err := w.booking.Offices(t.Context(), taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(t.Context(), offices[0].ID, w.clock.now(), booking.Horizon, booking.Holder{})
	require.NoError(t, err)
	return offices[0], slots
}

// TestOffice_change closes an office for a day on which somebody is expected: nothing is cancelled, he is told, and
// opening it again tells him that too.
func TestOffice_change(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, slots := w.tax(t)
	require.Equal(t, "Manzil koʻrsatilmagan", office.Where(locale.Uz), "no address is invented")
	a := w.apply("visit-office", form.Answers{"visit": slot(office.ID, slots[0].At)})
	b := w.apply("visit-office", form.Answers{"visit": slot(office.ID, slots[20].At)})

	to := office.Setup
	day := register.DateOf(slots[0].At)
	to.Closed = []booking.Span{{From: day, Until: day}}
	edit := booking.Edit{Office: office.ID, Row: office.Row, Setup: to, Reason: "Taʼmirlash"}
	lose, err := w.booking.Displaced(ctx, w.head, office.ID, to)
	require.NoError(t, err)
	require.Len(t, lose, 1)
	require.Equal(t, a.Number, lose[0].Number)
	_, err = w.booking.Change(ctx, w.head, edit)
	require.Equal(t, booking.More, problem.Of(err).ID, "who has not read of the appointment cannot displace it")
	edit.Agreed = 1
	for name, who := range map[string]account.Official{
		"a specialist": w.clerk, "another authority": w.official("eco", account.Official{Authority: "ecology", Role: account.Head}),
		"another region": w.official("sam", account.Official{Authority: taxes, Region: samarkand, Role: account.Head}),
	} {
		_, err = w.booking.Change(ctx, who, edit)
		require.True(t, problem.Is(err, problem.NotFound), name)
		_, _, _, err = w.booking.KeptOffice(ctx, who, office.ID)
		require.True(t, problem.Is(err, problem.NotFound), name)
	}
	problems, err := w.booking.Change(ctx, w.official("city", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Head}), edit)
	require.NoError(t, err)
	require.Empty(t, problems)
	_, err = w.booking.Change(ctx, w.head, edit)
	require.Equal(t, "booking.changed", problem.Of(err).ID, "a page from before")

	w.work()
	require.True(t, w.read(a.Number).Displaced())
	require.True(t, w.read(a.Number).Appointment.At.Equal(slots[0].At), "the time stays his")
	require.False(t, w.read(b.Number).Displaced())
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-displaced' AND application_id = $1`, a.ID))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-displaced'`))
	require.NoError(t, w.tellDisplaced(ctx, booking.DisplacedArgs{ApplicationID: a.ID}))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-displaced'`), "a job that runs twice tells once")
	_, free := w.tax(t)
	require.True(t, register.DateOf(free[0].At).After(day.Time), "nobody is offered the closed day")

	office, displaced, changes, err := w.booking.KeptOffice(ctx, w.head, office.ID)
	require.NoError(t, err)
	require.Len(t, displaced, 1)
	require.Len(t, changes, 1)
	require.Equal(t, 1, changes[0].Displaced)
	problems, err = w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row, Setup: office.Setup, Reason: "Hech nima"})
	require.NoError(t, err)
	require.Equal(t, "booking.problem.same", problems[0].ID)
	_, err = w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row, Setup: changes[0].Was, Reason: "Tugadi"})
	require.NoError(t, err, "going back is a change like any other")
	w.work()
	require.Nil(t, w.read(a.Number).Appointment.DisplacedAt)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-stands'`))
	require.Equal(t, 2, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'office.change'`))
}

// TestOffice_move lets somebody whose time fell out of the hours take another one.
func TestOffice_move(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, slots := w.tax(t)
	a := w.apply("visit-office", form.Answers{"visit": slot(office.ID, slots[0].At)})
	to := office.Setup
	to.Week[2].Opens = 16 * 60 // of Wednesdays; today is one
	to.Week[2].BreakFrom, to.Week[2].BreakTo = 0, 0
	_, err := w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row, Setup: to, Reason: "Kechroq", Agreed: 1})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.NotEmpty(t, a.VisitKey())
	_, free := w.tax(t)
	at := free[0].At.In(workday.Zone)
	require.Equal(t, 16, at.Hour())
	moved, err := w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(office.ID, at))
	require.NoError(t, err)
	require.Nil(t, moved.Appointment.DisplacedAt)
	_, displaced, _, err := w.booking.KeptOffice(ctx, w.head, office.ID)
	require.NoError(t, err)
	require.Empty(t, displaced)
}

// TestOffice_race books while the head halves the places: never more stay than there are places, and who has one too
// many is known to be displaced.
func TestOffice_race(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, slots := w.tax(t)
	at := slots[len(slots)-1].At
	const people = 8
	drafts, who := make([]Draft, people), make([]account.Principal, people)
	var err error
	for i := range people {
		who[i] = w.person(string(rune('A'+i)), "Person", "")
		drafts[i], err = w.StartDraft(ctx, who[i], "visit-office")
		require.NoError(t, err)
		require.NoError(t, w.Consent(ctx, who[i], drafts[i].ID, locale.Uz))
	}
	fields := w.visit(t)
	var race sync.WaitGroup
	for i := range people {
		race.Go(func() {
			d, err := w.Draft(ctx, who[i], drafts[i].ID)
			if err != nil {
				return
			}
			d.Answers = form.Answers{"visit": slot(office.ID, at)}
			if d, err = w.SaveDraft(ctx, who[i], d, fields...); err == nil {
				_, _ = w.Submit(ctx, who[i], Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
			}
		})
	}
	race.Go(func() {
		to := office.Setup
		to.Places = 1
		_, err := w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row, Setup: to, Reason: "Bitta xodim", Agreed: 2})
		require.NoError(t, err)
	})
	race.Wait()
	require.Equal(t, 1, w.count(`SELECT places FROM offices WHERE id = $1`, office.ID))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM bookings WHERE at = $1 AND released_at IS NULL AND displaced_at IS NULL`, at))
	require.LessOrEqual(t, w.count(`SELECT count(*) FROM bookings WHERE at = $1 AND released_at IS NULL`, at), 2)
}

// TestOffice_hours says which times an office has: Saturdays where it opens, no holiday, nothing beyond its hours.
func TestOffice_hours(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	office, _ := w.tax(t)
	to := office.Setup
	to.Week = booking.Week{}
	to.Week[1] = booking.Hours{Opens: 600, Closes: 645} // 8 December is a Tuesday and a holiday
	to.Week[5] = booking.Hours{Opens: 540, Closes: 660, BreakFrom: 570, BreakTo: 600}
	_, err := w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row, Setup: to, Reason: "Shanba"})
	require.NoError(t, err)
	_, slots := w.tax(t)
	var got []string
	for _, s := range slots {
		got = append(got, s.At.In(workday.Zone).Format("0102 15:04"))
	}
	require.Equal(t, []string{
		"1128 09:00", "1128 10:00", "1128 10:30", "1201 10:00", "1205 09:00", "1205 10:00", "1205 10:30", "1212 09:00", "1212 10:00", "1212 10:30",
		"1215 10:00", "1219 09:00", "1219 10:00", "1219 10:30", "1222 10:00",
	}, got)
	require.Equal(t, []string{"Se 10:00–10:45", "Sh 9:00–11:00, tanaffus 9:30–10:00"}, to.Week.Words(locale.Uz))

	bad := to
	bad.Week[0] = booking.Hours{Opens: 600, Closes: 610}
	bad.Week[1] = booking.Hours{Opens: 700, Closes: 600}
	bad.Week[5].BreakTo = 700
	bad.Places, bad.Address.Ru = 0, "Ташкент"
	bad.Closed = []booking.Span{{From: register.NewDate(2026, 12, 2), Until: register.NewDate(2026, 12, 1)}}
	problems, err := w.booking.Change(ctx, w.head, booking.Edit{Office: office.ID, Row: office.Row + 1, Setup: bad})
	require.NoError(t, err)
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.Input+" "+p.ID)
	}
	require.Equal(t, []string{
		"day-1 booking.problem.short", "day-2 booking.problem.hours", "day-6 booking.problem.break", "places booking.problem.places",
		"address-uz booking.problem.address", "closed booking.problem.span", "reason booking.problem.reason",
	}, ids)
}
