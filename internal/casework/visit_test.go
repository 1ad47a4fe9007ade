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
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

// visit is the questions of the service of the fixture that books a time.
func (w *world) visit(t *testing.T) []form.Field {
	t.Helper()
	svc, ok := w.catalogue.Snapshot().Service("visit-office")
	require.True(t, ok)
	return svc.Form
}

// TestSaveDraft_hold races for the places of one time from the moment at which it is chosen: as many get it as there are
// places, and each of them can send.
func TestSaveDraft_hold(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	fields := w.visit(t)
	offices, err := w.booking.Offices(ctx, taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 3, booking.Holder{})
	require.NoError(t, err)
	at, other := slots[0].At, slots[1].At

	const people = 32
	who := make([]account.Principal, people)
	drafts := make([]Draft, people)
	for i := range people {
		who[i] = w.person(string(rune('A'+i)), "Person", "")
		drafts[i], err = w.StartDraft(ctx, who[i], "visit-office")
		require.NoError(t, err)
		require.NoError(t, w.Consent(ctx, who[i], drafts[i].ID, locale.Uz))
	}
	choose := func(i int, at time.Time) error {
		d, err := w.Draft(ctx, who[i], drafts[i].ID)
		if err != nil {
			return err
		}
		d.Answers = form.Answers{"visit": slot(offices[0].ID, at)}
		d, err = w.SaveDraft(ctx, who[i], d, fields...)
		if err == nil {
			drafts[i] = d
		}
		return err
	}
	send := func(i int) error {
		_, err := w.Submit(ctx, who[i], Submission{DraftID: drafts[i].ID, Row: drafts[i].Row, Token: drafts[i].Token, Lang: locale.Uz})
		return err
	}
	free := func(mine booking.Holder) bool {
		left, err := w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 3, mine)
		require.NoError(t, err)
		return left[0].At.Equal(at)
	}

	errs := make([]error, people)
	var race sync.WaitGroup
	for i := range people {
		race.Go(func() { errs[i] = choose(i, at) })
	}
	race.Wait()
	var winners, losers []int
	for i, err := range errs {
		if err == nil {
			winners = append(winners, i)
			continue
		}
		require.Equal(t, booking.Taken, problem.Of(err).ID, err)
		losers = append(losers, i)
		kept, err := w.Draft(ctx, who[i], drafts[i].ID)
		require.NoError(t, err)
		require.Empty(t, kept.Answers, "nothing is saved of a time that could not be kept")
	}
	require.Len(t, winners, offices[0].Places)
	require.False(t, free(booking.Holder{}), "nobody else is offered it")
	require.True(t, free(booking.Holder{Draft: drafts[winners[0]].ID}), "but who holds it")
	held, err := w.booking.Held(ctx, drafts[winners[0]].ID)
	require.NoError(t, err)
	require.True(t, held.At.Equal(at))
	require.WithinDuration(t, w.clock.now().Add(booking.KeptFor), held.Until, time.Second)

	require.NoError(t, choose(winners[0], other), "another time gives the first one back")
	require.NoError(t, choose(losers[0], at))
	require.NoError(t, choose(losers[0], at), "again is the same hold")
	require.NoError(t, w.DiscardDraft(ctx, who[losers[0]], drafts[losers[0]].ID))
	require.True(t, free(booking.Holder{}), "a discarded draft holds nothing")
	require.NoError(t, choose(losers[1], at))

	w.clock.forward(booking.KeptFor + time.Minute)
	require.True(t, free(booking.Holder{}), "a hold ends")
	require.NoError(t, send(winners[1]), "nobody took it meanwhile")
	require.NoError(t, choose(losers[2], at), "the expired hold of another gives way")
	require.Equal(t, booking.Taken, problem.Of(send(losers[1])).ID, "and does not come back")
	require.NoError(t, send(losers[2]))
	require.Equal(t, 2, w.count(`SELECT count(*) FROM bookings WHERE application_id IS NOT NULL`))
	require.NoError(t, w.TidyDrafts(ctx))
	require.Zero(t, w.count(`SELECT count(*) FROM bookings WHERE application_id IS NULL AND at = (SELECT min(at) FROM bookings)`))
}

// TestSlots_calendar holds the offered times against the calendar of the country and the hours of the office.
func TestSlots_calendar(t *testing.T) {
	w := newWorld(t)
	offices, err := w.booking.Offices(t.Context(), taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(t.Context(), offices[0].ID, w.clock.now(), booking.Horizon+1, booking.Holder{})
	require.NoError(t, err)
	require.NotEmpty(t, slots)
	days := map[string]int{}
	for _, s := range slots {
		at := s.At.In(time.FixedZone("Tashkent", 5*3600))
		days[at.Format(time.DateOnly)]++
		require.True(t, w.calendar.Works(at), at)
		require.NotEqual(t, 13, at.Hour(), "the break")
		require.False(t, at.Hour() < 9 || at.Hour() >= 17, at)
		require.True(t, at.After(w.clock.now().Add(time.Hour)) && at.Before(w.clock.now().AddDate(0, 0, booking.Horizon)))
	}
	require.Zero(t, days["2026-12-08"], "Constitution Day is no working day")
	for day, n := range days {
		require.LessOrEqual(t, n, 14, day)
	}
}

// TestMoveVisit moves a booked visit, and gives it back.
func TestMoveVisit(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	offices, err := w.booking.Offices(ctx, taxes, tashkentCity)
	require.NoError(t, err)
	slots, err := w.booking.Slots(ctx, offices[0].ID, w.clock.now(), 5, booking.Holder{})
	require.NoError(t, err)
	at, other := slots[0].At, slots[5].At
	a := w.apply("visit-office", form.Answers{"visit": slot(offices[0].ID, at)})
	require.Equal(t, Done, a.State)
	require.Equal(t, "visit", a.VisitKey())

	_, err = w.MoveVisit(ctx, w.other, a.Number, a.Row, slot(offices[0].ID, other))
	require.True(t, problem.Is(err, problem.NotFound), "another's visit")
	_, err = w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(offices[0].ID, other.Add(time.Minute)))
	require.Equal(t, booking.Taken, problem.Of(err).ID, "no such time: the former one stays")
	require.True(t, w.read(a.Number).Appointment.At.Equal(at))

	moved, err := w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(offices[0].ID, other))
	require.NoError(t, err)
	require.Equal(t, Done, moved.State)
	require.True(t, moved.Appointment.At.Equal(other))
	require.Len(t, moved.Documents, 2, "a new paper")
	require.NotNil(t, moved.Documents[0].RevokedAt, "the former one is no longer good")
	require.Nil(t, moved.Documents[1].RevokedAt)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM bookings WHERE released_at IS NULL`))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-moved'`))
	_, err = w.MoveVisit(ctx, w.citizen, a.Number, a.Row, slot(offices[0].ID, at))
	require.True(t, problem.Is(err, problem.Conflict), "a page from before")

	sealed, err := keyringtest.Ring().Seal(account.SubjectColumn, 1_000_000, w.other.PINFL)
	require.NoError(t, err)
	_, err = w.pool.Exec(ctx, `INSERT INTO mandates (id, account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at)
		OVERRIDING SYSTEM VALUE VALUES (1000000, $1, 'parent', 'person', $2, $3, 'Aliyeva Nodira', now(), now())`, w.citizen.AccountID, sealed, keyringtest.Ring().Index(w.other.PINFL))
	require.NoError(t, err)
	_, err = w.pool.Exec(ctx, `UPDATE applications SET mandate_id = 1000000 WHERE number = $1`, a.Number)
	require.NoError(t, err)
	moved, err = w.MoveVisit(ctx, w.citizen, a.Number, moved.Row, slot(offices[0].ID, slots[6].At))
	require.NoError(t, err)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'visit-moved' AND account_id = $1`, w.other.AccountID), "whose visit it is")

	gone := w.act(Citizen(w.citizen), a.Number, ActionInput{Action: Withdraw, Row: moved.Row})
	require.Equal(t, Withdrawn, gone.State)
	require.Nil(t, gone.Appointment)
	require.NotNil(t, gone.Documents[2].RevokedAt)
	require.Zero(t, w.count(`SELECT count(*) FROM bookings WHERE released_at IS NULL`))

	b := w.apply("visit-office", form.Answers{"visit": slot(offices[0].ID, at)})
	w.clock.forward(at.Sub(w.clock.now()) + time.Minute)
	require.Empty(t, w.read(b.Number).VisitKey(), "a visit that began is not moved")
	err = w.Act(ctx, Citizen(w.citizen), b.Number, ActionInput{Action: Withdraw, Row: w.read(b.Number).Row})
	require.True(t, problem.Is(err, problem.Conflict))
}
