package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

// makeOff has the calendar go by another day off and counts every open case anew, as the job does; it says how many moved.
func (w *world) makeOff(change int64, days ...time.Time) (moved int) {
	w.t.Helper()
	all := make([]workday.Moved, len(days))
	for i, day := range days {
		all[i] = workday.Moved{Day: day}
	}
	w.calendar.Replace(all)
	off := DayOff{Change: change, Day: days[len(days)-1], Why: locale.Text{Uz: "Farmon", Ru: "Указ", En: "Decree"}, At: w.clock.now()}
	after := int64(0)
	for {
		ids, err := w.DueFrom(w.t.Context(), off.Day, after, 2)
		require.NoError(w.t, err)
		for _, id := range ids {
			after = id
			require.NoError(w.t, postgres.InTx(w.t.Context(), w.pool, func(tx pgx.Tx) error {
				did, err := w.Recount(w.t.Context(), tx, id, off)
				if did {
					moved++
				}
				return err
			}))
		}
		if len(ids) < 2 {
			return moved
		}
	}
}

func (w *world) tashkent(day, hour int) time.Time {
	return time.Date(2026, 11, day, hour, 0, 0, 0, workday.Zone)
}

// TestRecount: a new day off moves every date that it takes a day from, once, with an event that says why, and no other.
func TestRecount(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	answers := form.Answers{"why": "kerak", "more": "ha"}
	free, sent, appealed := w.apply("tax-review", answers), w.apply("tax-review", answers), w.apply("tax-review", answers)
	instant := w.apply("tax-debt", form.Answers{})
	w.act(Officer(w.second), sent.Number, ActionInput{Action: Claim})
	w.act(Officer(w.second), sent.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})
	w.act(Officer(w.clerk), appealed.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), appealed.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	w.act(Citizen(w.citizen), appealed.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	was := map[string]Application{}
	for _, a := range []Application{free, sent, appealed, instant} {
		was[a.Number] = w.read(a.Number)
	}
	require.Equal(t, w.tashkent(32, 18), was[free.Number].DueAt.In(workday.Zone), "five working days from Wednesday, 25 November")

	n, err := w.Concerned(ctx, booking.Midnight(w.tashkent(27, 0)))
	require.NoError(t, err)
	require.Equal(t, 3, n, "what is closed is not concerned")
	require.Equal(t, 2, w.makeOff(1, w.tashkent(27, 0)), "calendar days that end on another day do not move")
	now := w.read(free.Number)
	require.Equal(t, w.tashkent(33, 18), now.DueAt.In(workday.Zone))
	require.Equal(t, now.DueAt, now.TermAt)
	require.Equal(t, was[free.Number].Row, now.Row, "who has the form open is not disturbed")
	last := now.Events[len(now.Events)-1]
	require.Equal(t, MoveDate, last.Action)
	require.Equal(t, "27 November 2026 became a day off: Decree. The new date is 3 December 2026.", last.DateWords(locale.En))
	require.Equal(t, "27 ноября 2026\u00a0г. стало выходным днём: Указ. Новый срок: 3 декабря 2026\u00a0г.", last.DateWords(locale.Ru))
	mended := w.read(sent.Number)
	require.Equal(t, w.tashkent(33, 18), mended.DueAt.In(workday.Zone), "the applicant's time")
	require.Equal(t, w.tashkent(33, 18), mended.TermAt.In(workday.Zone), "and the authority's that stands still")
	require.Equal(t, was[appealed.Number].DueAt, w.read(appealed.Number).DueAt)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM ladders l JOIN applications a ON a.id = l.application_id WHERE a.number = $1 AND l.due_at = a.due_at AND l.next_at = a.warn_at`, free.Number))
	require.Equal(t, deadline.Warned.At(now.SubmittedAt, now.DueAt), now.warnAt)

	require.Zero(t, w.makeOff(1, w.tashkent(27, 0)), "the same change moves nothing a second time")
	for _, a := range []Application{free, sent} {
		require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'date-moved' AND account_id = $1 AND number = $2`, w.citizen.AccountID, a.Number), "told once")
	}
	require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE event = 'date-moved' AND number IN ($1, $2)`, appealed.Number, instant.Number))
	inbox, err := notify.NewStore(w.pool, w.clock.now).Inbox(ctx, w.citizen, 0)
	require.NoError(t, err)
	at := slices.IndexFunc(inbox, func(m notify.Message) bool { return m.Event == "date-moved" && m.Number == free.Number })
	require.Contains(t, inbox[at].Text(locale.En), "the date was 2 December 2026 and is 3 December 2026 now. Reason: 27 November 2026 became a day off (Decree).")
	due := was[appealed.Number].DueAt
	require.Equal(t, 1, w.makeOff(2, w.tashkent(27, 0), due), "a day on which calendar days end")
	heard := w.read(appealed.Number)
	require.True(t, heard.DueAt.After(due))
	require.Equal(t, heard.DueAt, heard.Appeal().DueAt)

	require.Zero(t, w.makeOff(3, w.tashkent(22, 0)), "the days are worked again: a date that was promised comes no nearer")
	w.act(Officer(w.clerk), free.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), free.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})
	require.Equal(t, w.tashkent(33, 18), w.read(free.Number).TermAt.In(workday.Zone), "nor by what is done with the case")
}

// TestRecount_others: who is asked for consent, who has to pay and who has an appointment lose no day either.
func TestRecount_others(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	asked, bill := w.apply("tax-consent", form.Answers{}), w.apply("tax-approval", form.Answers{})
	require.Equal(t, AwaitingPayment, bill.State)
	require.Equal(t, w.tashkent(27, 18), asked.Consents[0].DueAt.In(workday.Zone))
	offices := booking.NewStore(w.pool, w.clock.now, w.calendar)
	list, err := offices.Offices(ctx, taxes, tashkentCity)
	require.NoError(t, err)
	free, err := offices.Slots(ctx, list[0].ID, w.tashkent(27, 0), 1, booking.Holder{})
	require.NoError(t, err)
	visit := w.apply("visit-office", form.Answers{"visit": slot(list[0].ID, free[0].At)})
	require.NotNil(t, visit.Appointment)
	w.clock.forward(time.Minute)

	require.Equal(t, 2, w.makeOff(1, w.tashkent(27, 0)))
	asked, bill = w.read(asked.Number), w.read(bill.Number)
	for _, c := range asked.Consents {
		require.Equal(t, w.tashkent(30, 18), c.DueAt.In(workday.Zone))
	}
	require.NoError(t, w.SilenceDue(ctx))
	require.Equal(t, w.tashkent(31, 18), bill.DueAt.In(workday.Zone))
	require.Equal(t, bill.DueAt, bill.Invoice.DueAt, "the invoice names the same day")
	require.Zero(t, w.makeOff(1, w.tashkent(27, 0)))
	require.Equal(t, asked.Consents, w.read(asked.Number).Consents, "once")

	for range 2 {
		require.NoError(t, offices.Recheck(ctx, w.tashkent(27, 0)))
	}
	require.NotNil(t, w.read(visit.Number).Appointment.DisplacedAt, "nobody is received on that day")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM river_job WHERE kind = $1`, booking.DisplacedArgs{}.Kind()), "the holder is told once")
	w.calendar.Replace(nil)
	require.NoError(t, offices.Recheck(ctx, w.tashkent(27, 0)))
	require.Nil(t, w.read(visit.Number).Appointment.DisplacedAt)
}

// TestRecount_opinion: an office that was asked for its opinion loses no day either, also of a case that is late itself.
func TestRecount_opinion(t *testing.T) {
	w := newWorld(t)
	a := w.study()
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, asking("ecology", samarkand, ""))
	due := a.Opinions[0].DueAt
	w.clock.forward(time.Minute)
	require.Equal(t, 1, w.makeOff(1, w.tashkent(26, 0)))
	require.True(t, w.calendar.Add(due, 1).Equal(w.read(a.Number).Opinions[0].DueAt))
	require.Zero(t, w.makeOff(1, w.tashkent(26, 0)))
	require.True(t, w.calendar.Add(due, 1).Equal(w.read(a.Number).Opinions[0].DueAt), "once")

	_, err := w.pool.Exec(t.Context(), `UPDATE applications SET due_at = submitted_at, term_at = submitted_at WHERE id = $1`, a.ID)
	require.NoError(t, err)
	n, err := w.Concerned(t.Context(), booking.Midnight(due))
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
