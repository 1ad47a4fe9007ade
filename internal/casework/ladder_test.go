package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/notify"
)

// told is the events that an official was told as one of his office, oldest first.
func (w *world) told(o account.Official) (events []string) {
	w.t.Helper()
	list, err := notify.NewStore(w.pool, w.clock.now).Desk(w.t.Context(), o, 0)
	require.NoError(w.t, err)
	for _, m := range list {
		events = append([]string{m.Event}, events...)
	}
	return events
}

// TestEscalate: each rung once, to whom it belongs, and not while the clock stands still.
func TestEscalate(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	chief := w.official("chief", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Head})
	above, _ := catalogue.Lists().Authorities.Get(taxes)
	require.NotEmpty(t, above.Supervisor)
	minister := w.official("minister", account.Official{Authority: above.Supervisor, Role: account.Head})
	free := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	taken := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	paused := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), taken.Number, ActionInput{Action: Claim})
	w.act(Officer(w.second), paused.Number, ActionInput{Action: Claim})
	w.act(Officer(w.second), paused.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})

	at := func(rung deadline.Rung) {
		t.Helper()
		w.clock.at.Store(rung.At(free.SubmittedAt, free.DueAt).Add(time.Minute).UnixMicro())
		for range 3 {
			require.NoError(t, w.EscalateDue(ctx))
		}
	}
	require.NoError(t, w.EscalateDue(ctx))
	require.Zero(t, w.count(`SELECT count(*) FROM messages WHERE office <> ''`), "nothing before its time")
	at(deadline.Warned)
	require.Equal(t, []string{"escalate-80", "escalate-80"}, w.told(w.clerk), "his own and the one that nobody has")
	require.Equal(t, []string{"escalate-80"}, w.told(w.second), "the office; the clock of what he sent back stands still")
	require.Empty(t, w.told(w.far))
	require.Empty(t, w.told(w.head), "the office of the region has people of its own")
	row := w.read(free.Number).Row
	require.Equal(t, free.Row, row, "who has the form open is not disturbed")

	at(deadline.Late)
	require.Equal(t, []string{"escalate-80", "escalate-100", "escalate-100"}, w.told(chief))
	require.Equal(t, 2, w.count(`SELECT count(*) FROM messages WHERE event = 'overdue' AND account_id = $1`, w.citizen.AccountID), "the applicant is told as well")
	require.Empty(t, w.told(minister))
	at(deadline.Failed)
	require.Equal(t, []string{"escalate-150", "escalate-150"}, w.told(minister))
	require.Zero(t, w.count(`SELECT count(*) FROM copies`))
	inbox, err := notify.NewStore(w.pool, w.clock.now).Inbox(ctx, account.Principal{AccountID: minister.ID}, 0)
	require.NoError(t, err)
	require.Empty(t, inbox, "the inbox of the person is apart")

	var actions []Action
	for _, e := range w.read(free.Number).Events {
		actions = append(actions, e.Action)
	}
	require.Equal(t, []Action{Submit, SendOn, Route, Escalate80, Escalate100, Escalate150}, actions)
	list, err := w.Worklist(ctx, w.clerk, Filter{Queue: QueueMine})
	require.NoError(t, err)
	require.Equal(t, deadline.Failed, list.Cases[0].Rung)
	w.act(Officer(w.clerk), taken.Number, ActionInput{Action: Refuse, Note: "Asos yoʻq.", Fields: onGround})
	require.Zero(t, w.count(`SELECT count(*) FROM ladders l JOIN applications a ON a.id = l.application_id WHERE a.number = $1`, taken.Number))
	w.act(Citizen(w.citizen), taken.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	require.Equal(t, 1, w.count(`SELECT count(*) FROM ladders l JOIN applications a ON a.id = l.application_id
		WHERE a.number = $1 AND l.rung = 0 AND l.due_at = a.due_at AND l.next_at > $2`, taken.Number, w.clock.now()), "an appeal has a term and a ladder of its own")
}

// TestTerm_by_people: what only the rules could answer in minutes has a term of people when people get it, once, and both
// sides read the same day.
func TestTerm_by_people(t *testing.T) {
	w := newWorld(t)
	w.registers.down.Store(true)
	a := w.submit("tax-debt", form.Answers{})
	require.Equal(t, 5*time.Minute, a.DueAt.Sub(a.SubmittedAt))
	w.clock.forward(2 * time.Hour)
	require.NoError(t, w.Assess(t.Context(), a.ID))
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	due := w.calendar.Add(w.clock.now(), 3)
	require.True(t, due.Equal(a.DueAt), "three working days from now")
	require.True(t, a.TermAt.Equal(a.DueAt))
	require.Equal(t, 3, a.TermByPeople())
	seen, err := w.Case(t.Context(), w.clerk, a.Number)
	require.NoError(t, err)
	require.True(t, seen.DueAt.Equal(a.DueAt))
	require.Equal(t, seen.ClockWords("uz"), a.ClockWords("uz"))
	require.Len(t, a.ClockWords("uz"), 1)
	list, err := w.Worklist(t.Context(), w.clerk, Filter{Queue: QueueOverdue})
	require.NoError(t, err)
	require.Empty(t, list.Cases, "nobody is late with what he has just got")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'with-people' AND args->>'Due' LIKE '2026-11-30%'`))

	w.clock.forward(24 * time.Hour)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Recheck})
	w.clock.forward(2 * time.Hour)
	require.NoError(t, w.Assess(t.Context(), a.ID))
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	require.True(t, due.Equal(a.DueAt), "asking the rules again gives nobody more time")
}

// TestKeepTerms_broken: one case that cannot be read keeps no other case, and nothing else that days bring, from its time.
func TestKeepTerms_broken(t *testing.T) {
	w := newWorld(t)
	broken := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	whole := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	unpaid := w.apply("tax-approval", form.Answers{})
	late := w.apply("tax-approval", form.Answers{})
	for _, a := range []Application{broken, unpaid} {
		_, err := w.pool.Exec(t.Context(), `UPDATE application_payloads SET reason = '"not a text of three languages"' WHERE application_id = $1`, a.ID)
		require.NoError(t, err)
	}
	w.clock.at.Store(late.DueAt.Add(30 * 24 * time.Hour).UnixMicro())
	err := w.keepTerms(t.Context(), KeepTermsArgs{})
	require.ErrorContains(t, err, itoa(broken.ID))
	require.ErrorContains(t, err, itoa(unpaid.ID))
	require.Equal(t, Lapsed, w.read(late.Number).State)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM application_events WHERE action = 'escalate-150' AND application_id = $1`, whole.ID))
}
