package casework

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Act_fifty_at_once(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	row := w.read(a.Number).Row
	var mu sync.Mutex
	var done, conflicts int
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			in := ActionInput{Action: Grant, Row: row}
			if i%2 == 0 {
				in = ActionInput{Action: Refuse, Row: row, Note: "Asos yoʻq.", Fields: onGround}
			}
			err := w.Act(t.Context(), Officer(w.clerk), a.Number, in)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case problem.Is(err, problem.Conflict):
				conflicts++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Equal(t, 1, done)
	require.Equal(t, 49, conflicts)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM application_events WHERE action IN ('grant', 'refuse')`))
}

func TestStore_scope(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})

	_, err := w.Application(ctx, w.other, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), "another citizen: %v", err)
	err = w.Act(ctx, Citizen(w.other), a.Number, ActionInput{Action: Withdraw, Row: a.Row})
	require.True(t, problem.Is(err, problem.NotFound))
	err = w.Resubmit(ctx, w.other, a.Number, Correction{Row: a.Row})
	require.True(t, problem.Is(err, problem.NotFound))
	for name, o := range map[string]Actor{"another region": Officer(w.far), "another authority": Officer(w.stranger)} {
		_, err = w.Case(ctx, *o.Official, a.Number)
		require.True(t, problem.Is(err, problem.NotFound), name)
		err = w.Act(ctx, o, a.Number, ActionInput{Action: Claim, Row: a.Row})
		require.True(t, problem.Is(err, problem.NotFound), name)
		_, err = w.CaseUpload(ctx, *o.Official, a.Number, "any")
		require.True(t, problem.Is(err, problem.NotFound), name)
	}
	err = w.Act(ctx, Citizen(w.citizen), a.Number, ActionInput{Action: Grant, Row: a.Row})
	require.True(t, problem.Is(err, problem.Forbidden), "no citizen grants: %v", err)
	err = w.Act(ctx, Officer(w.clerk), a.Number, ActionInput{Action: AutoGrant, Row: a.Row})
	require.Error(t, err, "no official acts as the machine")

	own, err := w.Case(ctx, w.clerk, a.Number)
	require.NoError(t, err)
	require.Equal(t, a.Number, own.Number)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.view'`), "the look is on record")

	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Reroute, Note: "U yerda yashaydi.", Fields: map[string]string{"region": samarkand}})
	_, err = w.Case(ctx, w.far, a.Number)
	require.NoError(t, err, "now it is theirs")
	_, err = w.Case(ctx, w.clerk, a.Number)
	require.True(t, problem.Is(err, problem.NotFound))
}

func TestStore_Act_bounds(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	mark := func(reason string) error {
		err := w.try(Officer(w.clerk), a.Number, ActionInput{Action: AskCorrection, Note: "Aniqroq yozing.", Marks: []Mark{{Key: "why", Reason: reason}}})
		return err
	}
	require.ErrorContains(t, mark(strings.Repeat("ў", maxMark+1)), "mark_too_long")
	require.NoError(t, mark(strings.Repeat("ў", maxMark)))

	visited := w.apply("tax-inspection", form.Answers{})
	w.act(Officer(w.clerk), visited.Number, ActionInput{Action: Claim})
	fix := func(place string) error {
		err := w.try(Officer(w.clerk), visited.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{"at": "2026-11-27T10:00", "place": place}})
		return err
	}
	require.ErrorContains(t, fix(strings.Repeat("x", maxPlace+1)), "place_too_long")
	require.NoError(t, fix("Chilonzor 5"))
	err := w.try(Officer(w.clerk), visited.Number, ActionInput{Action: RecordResult, Note: "Koʻrildi.", Fields: map[string]string{"passed": "maybe"}, Record: looked})
	require.ErrorContains(t, err, "field_needed.passed", "what is neither yes nor no has not failed the inspection")
}

func TestStore_Act_withdraw(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-paid", form.Answers{})
	require.Equal(t, payment.Open, a.Invoice.Status)
	a = w.act(Citizen(w.citizen), a.Number, ActionInput{Action: Withdraw})
	require.Equal(t, Withdrawn, a.State)
	require.Equal(t, payment.Cancelled, a.Invoice.Status)
	require.ErrorIs(t, w.settle(t.Context(), a, "late"), payment.ErrNotPayable, "a closed invoice takes no money")
	require.Empty(t, a.ActionsFor(Citizen(w.citizen)))
}

func TestStore_Act_assign(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	give := func(id string) error {
		err := w.try(Officer(w.head), a.Number, ActionInput{Action: Assign, Fields: map[string]string{"official": id}})
		return err
	}
	require.True(t, problem.Is(give("nobody"), problem.Invalid))
	require.True(t, problem.Is(give(itoa(w.far.ID)), problem.Invalid), "an official of another region")
	require.True(t, problem.Is(give(itoa(w.citizen.AccountID)), problem.Invalid), "a citizen")
	blocked := w.official("blocked", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Specialist})
	_, err := w.pool.Exec(t.Context(), `UPDATE accounts SET blocked_at = now() WHERE id = $1`, blocked.ID)
	require.NoError(t, err)
	require.True(t, problem.Is(give(itoa(blocked.ID)), problem.Invalid), "one who cannot sign in")
	require.NoError(t, give(itoa(w.second.ID)))
	require.Equal(t, w.second.ID, w.read(a.Number).Assignee)
	err = w.try(Officer(w.clerk), a.Number, ActionInput{Action: Assign, Fields: map[string]string{"official": itoa(w.clerk.ID)}})
	require.True(t, problem.Is(err, problem.Forbidden), "only a head assigns")

	a = w.apply("tax-approval", form.Answers{})
	require.NoError(t, w.settle(t.Context(), a, "paid"))
	deputy := w.official("deputy", account.Official{Authority: taxes, Role: account.Head})
	w.act(Officer(deputy), a.Number, ActionInput{Action: ProposeGrant, Note: "Hammasi joyida."})
	require.False(t, w.read(a.Number).Suits(deputy.ID))
	require.True(t, problem.Is(give(itoa(deputy.ID)), problem.Invalid), "who prepared a proposal does not approve it")
	require.NoError(t, give(itoa(w.head.ID)))
}

func TestStore_lapse(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	unpaid := w.apply("tax-paid", form.Answers{})
	wrong := w.apply("tax-decision", form.Answers{"sum": 0.0, "why": "kerak"})
	require.Equal(t, "2026-11-30", unpaid.DueAt.In(time.UTC).Format(time.DateOnly), "three working days")
	require.Equal(t, "2026-12-02", wrong.DueAt.In(time.UTC).Format(time.DateOnly), "five working days")

	w.clock.forward(5 * 24 * time.Hour) // Monday morning: both are due within days, the invoice today
	require.NoError(t, w.LapseDue(ctx))
	require.NoError(t, w.LapseDue(ctx))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'reminder'`), "one reminder, of what is due within a day")
	require.Equal(t, AwaitingPayment, w.read(unpaid.Number).State)

	w.clock.forward(24 * time.Hour)
	require.NoError(t, w.LapseDue(ctx))
	unpaid = w.read(unpaid.Number)
	require.Equal(t, Lapsed, unpaid.State)
	require.Equal(t, NotPaid, unpaid.Cause)
	require.Equal(t, payment.Lapsed, unpaid.Invoice.Status)
	require.Equal(t, ToBeCorrected, w.read(wrong.Number).State)

	w.clock.forward(3 * 24 * time.Hour)
	require.NoError(t, w.LapseDue(ctx))
	require.Equal(t, NotCorrected, w.read(wrong.Number).Cause)
	require.Equal(t, 2, w.count(`SELECT count(*) FROM messages WHERE event = 'lapsed'`))
}

func TestStore_Track(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-debt", form.Answers{})
	st, err := w.Track(t.Context(), a.Number[:3]+" "+a.Number[3:], " "+a.Code+" ")
	require.NoError(t, err)
	require.Equal(t, Done, st.State)
	require.Len(t, st.Events, 2)
	for _, e := range st.Events {
		require.Zero(t, e.ActorID)
		require.Empty(t, e.Note)
	}
	_, err = w.Track(t.Context(), a.Number, "WRONG234")
	require.True(t, problem.Is(err, problem.NotFound))
	_, err = w.Track(t.Context(), "123456789", a.Code)
	require.True(t, problem.Is(err, problem.NotFound))
}

func TestStore_events_append_only(t *testing.T) {
	w := newWorld(t)
	w.apply("tax-debt", form.Answers{})
	owner := postgrestest.Owner(t, w.pool)
	for _, sql := range []string{`UPDATE application_events SET note = 'x'`, `DELETE FROM application_events`, `TRUNCATE application_events CASCADE`, `UPDATE assessments SET at = now()`, `UPDATE number_keys SET key = ''`} {
		_, err := owner.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "append-only", sql)
	}
}

// TestStore_assessments_sealed: an assessment is sealed and sealed anew, and what it says can't be written by the program.
func TestStore_assessments_sealed(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-debt", form.Answers{})
	for _, sql := range []string{
		`UPDATE assessments SET facts = '{}', facts_sealed = NULL`, `UPDATE assessments SET assessment = '{"outcome": "refuse"}', assessment_sealed = NULL`,
		`UPDATE assessments SET outcome = 'refuse'`, `UPDATE assessments SET answers = '{}'`, `UPDATE assessments SET today = today - 1`,
	} {
		_, err := w.pool.Exec(t.Context(), sql)
		require.Error(t, err, sql)
	}
	require.Equal(t, 1, w.count(`SELECT count(*) FROM assessments WHERE outcome = 'grant' AND answers IS NULL AND facts IS NULL AND assessment IS NULL`))

	// A former release wrote one in plain.
	owner := postgrestest.Owner(t, w.pool)
	_, err := owner.Exec(t.Context(), `INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment)
		SELECT application_id, service_version_id, at, today, '{}', '{"tax": {}}', '{"outcome": "refuse"}' FROM assessments`)
	require.NoError(t, err)
	require.Equal(t, catalogue.Refuse, w.read(a.Number).Assessments[0].Outcome.Outcome)
	tag, err := w.pool.Exec(t.Context(), `UPDATE assessments SET assessment_sealed = 'sealed', assessment = NULL WHERE assessment IS NOT NULL`)
	require.NoError(t, err)
	require.Equal(t, int64(1), tag.RowsAffected())
	require.Equal(t, 1, w.count(`SELECT count(*) FROM assessments WHERE outcome = 'refuse'`), "it leaves its outcome")
}

func TestStore_WaitDecided(t *testing.T) {
	w := newWorld(t)
	a := w.submit("tax-debt", form.Answers{})
	begun := time.Now()
	require.NoError(t, w.WaitDecided(t.Context(), a.Number, 100*time.Millisecond))
	require.Less(t, time.Since(begun), 20*time.Second)
	go func() { _ = w.Assess(t.Context(), a.ID) }()
	require.NoError(t, w.WaitDecided(t.Context(), a.Number, 10*time.Second))
	require.Equal(t, Done, w.read(a.Number).State)
}
