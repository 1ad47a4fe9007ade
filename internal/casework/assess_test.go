package casework

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Assess_at_once(t *testing.T) {
	w := newWorld(t)
	a := w.submit("tax-debt", form.Answers{})
	var runs sync.WaitGroup
	for range 10 {
		runs.Go(func() {
			if err := w.Assess(t.Context(), a.ID); err != nil {
				t.Error(err)
			}
		})
	}
	runs.Wait()
	require.NoError(t, w.Assess(t.Context(), a.ID))
	require.Equal(t, Done, w.read(a.Number).State)
	for table, want := range map[string]int{"documents": 1, "assessments": 1, "application_events": 2, "messages": 2} {
		require.Equal(t, want, w.count(`SELECT count(*) FROM `+table), table)
	}
}

// TestStore_Assess_broken_anywhere breaks the transaction at each of its statements, as a killed process would: the
// next run does all of it, once.
func TestStore_Assess_broken_anywhere(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.submit("tax-debt", form.Answers{})
	owner := postgrestest.Owner(t, w.pool)
	_, err := owner.Exec(ctx, `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`)
	require.NoError(t, err)
	for _, table := range []string{"applications", "application_payloads", "assessments", "application_events", "documents", "messages", "audit_entries"} {
		_, err = owner.Exec(ctx, `CREATE TRIGGER broken AFTER INSERT OR UPDATE ON `+table+` FOR EACH ROW EXECUTE FUNCTION broken()`)
		require.NoError(t, err)
		require.ErrorContains(t, w.Assess(ctx, a.ID), "broken", table)
		_, err = owner.Exec(ctx, `DROP TRIGGER broken ON `+table)
		require.NoError(t, err)
		require.Equal(t, New, w.read(a.Number).State, table)
		require.Zero(t, w.count(`SELECT count(*) FROM documents`), table)
	}
	require.NoError(t, w.Assess(ctx, a.ID))
	require.Equal(t, Done, w.read(a.Number).State)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM documents`))
}

func TestStore_Assess_outage(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.registers.down.Store(true)
	a := w.submit("tax-decision", form.Answers{"sum": 1.0, "why": "kerak"})
	for range 3 {
		require.True(t, problem.Is(w.Assess(ctx, a.ID), problem.Unavailable))
	}
	a = w.read(a.Number)
	require.Equal(t, New, a.State, "it waits")
	require.Equal(t, RegisterDown, a.Cause)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE event = 'waiting'`), "told once")

	w.clock.forward(2 * time.Hour)
	require.NoError(t, w.Assess(ctx, a.ID))
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State, "an outage refuses nobody: people take it")
	require.Equal(t, RegisterDown, a.Cause)

	// The register is back: the official has the rules look again.
	w.registers.down.Store(false)
	w.act(Officer(w.head), a.Number, ActionInput{Action: Recheck})
	w.work()
	require.Equal(t, Done, w.read(a.Number).State)
}

func TestStore_Assess_missing_fact(t *testing.T) {
	w := newWorld(t)
	w.registers.mu.Lock()
	delete(w.registers.data["tax/"+pinfl], "debt")
	w.registers.mu.Unlock()
	a := w.apply("tax-debt", form.Answers{})
	require.Equal(t, InProcess, a.State, "a missing fact never refuses")
	require.Equal(t, CantEvaluate, a.Cause)
	require.NotEmpty(t, a.Assessment().Outcome.Trace[0].Error, "the official sees why")
}

func TestStore_fee_uncertain(t *testing.T) {
	w := newWorld(t)
	w.registers.down.Store(true)
	a := w.submit("tax-paid", form.Answers{})
	w.clock.forward(2 * time.Hour)
	require.NoError(t, w.Assess(t.Context(), a.ID))
	require.Nil(t, w.read(a.Number).Invoice, "no invoice while the amount is not certain")
	require.ErrorContains(t, w.try(Officer(w.head), a.Number, ActionInput{Action: Grant}), "fee_unknown", "and nothing for nothing")
	require.NotContains(t, w.read(a.Number).ActionsFor(Officer(w.head)), Grant)
	w.registers.down.Store(false)
	w.act(Officer(w.head), a.Number, ActionInput{Action: Recheck})
	w.work()
	a = w.read(a.Number)
	require.Equal(t, AwaitingPayment, a.State)
	require.EqualValues(t, 370_800, a.Invoice.Amount)
}

func TestStore_SendToPeople(t *testing.T) {
	w := newWorld(t)
	a := w.submit("tax-debt", form.Answers{})
	require.NoError(t, w.SendToPeople(t.Context(), a.ID))
	a = w.read(a.Number)
	require.Equal(t, InProcess, a.State)
	require.Equal(t, CantEvaluate, a.Cause)
	require.NoError(t, w.SendToPeople(t.Context(), a.ID), "a second time changes nothing")
}

func TestStore_Rescue(t *testing.T) {
	w := newWorld(t)
	a := w.submit("tax-debt", form.Answers{})
	_, err := w.pool.Exec(t.Context(), `DELETE FROM river_job`)
	require.NoError(t, err)
	require.NoError(t, w.Rescue(t.Context()))
	require.Zero(t, w.count(`SELECT count(*) FROM river_job`), "a young one may still be under way")
	w.clock.forward(2 * time.Hour)
	require.NoError(t, w.Rescue(t.Context()))
	require.NoError(t, w.Rescue(t.Context()))
	require.Equal(t, 1, w.count(`SELECT count(*) FROM river_job`))
	w.work()
	require.Equal(t, Done, w.read(a.Number).State)
}

// TestStore_Assess_overtaken: what is said of an application while registers are asked loses no assessment.
func TestStore_Assess_overtaken(t *testing.T) {
	w := newWorld(t)
	a := w.read(w.submit("tax-debt", form.Answers{}).Number)
	_, err := w.pool.Exec(t.Context(), `UPDATE applications SET row = row + 1 WHERE id = $1`, a.ID)
	require.NoError(t, err)
	require.ErrorIs(t, w.conclude(t.Context(), a, finding{action: AutoRefuse, answers: a.Answers, facts: a.Facts}), errOvertaken)
	w.work()
	require.Equal(t, Done, w.read(a.Number).State)
	require.NoError(t, w.conclude(t.Context(), a, finding{action: AutoRefuse, answers: a.Answers, facts: a.Facts}), "what is assessed is not assessed again")
	require.Equal(t, Done, w.read(a.Number).State)
}

// TestApplication_waitingSince: only a submission, a correction and a new check begin the time that a register has.
func TestApplication_waitingSince(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	a := Application{SubmittedAt: at(8), Events: []Event{
		{Action: Submit, At: at(8), To: New},
		{Action: SendOn, At: at(9), From: New, To: InProcess},
		{Action: Recheck, At: at(10), From: InProcess, To: New},
		{Action: Wait, At: at(11), From: New, To: New},
		{Action: MoveDate, At: at(12), From: New, To: New},
	}}
	require.Equal(t, at(10), a.waitingSince())
	a.Events = a.Events[:1]
	require.Equal(t, at(8), a.waitingSince())
}

// TestFinding_overruled: after an appeal no rule refuses once more, nor asks for what lies in a register; what the applicant
// can mend he is asked for.
func TestFinding_overruled(t *testing.T) {
	svc := &catalogue.Service{Definition: service("x", catalogue.Decision, func(d *catalogue.Definition) { d.Form = []form.Field{question("why", form.KindText)} })}
	assessed := func(o catalogue.Outcome, reads string) *finding {
		return &finding{sure: true, outcome: &catalogue.Assessment{Outcome: o, Cause: words("Sabab."), Trace: []catalogue.CheckTrace{{Values: map[string]any{reads: "x"}}}}}
	}
	for _, c := range []struct {
		outcome catalogue.Outcome
		reads   string
		before  Action
		after   Action
	}{
		{catalogue.Refuse, "reg.tax.debt", AutoRefuse, SendOn},
		{catalogue.Correct, "reg.tax.debt", AutoCorrect, SendOn},
		{catalogue.Correct, "form.why", AutoCorrect, AutoCorrect},
	} {
		f := assessed(c.outcome, c.reads)
		f.decide(Application{Service: svc, Process: svc.Process})
		require.Equal(t, c.before, f.action)
		f = assessed(c.outcome, c.reads)
		f.decide(Application{Service: svc, Process: svc.Process, Appeals: []Appeal{{Outcome: Obliged}}})
		require.Equal(t, c.after, f.action)
		if c.after == SendOn {
			require.Equal(t, AfterAppeal, f.cause)
		}
	}
}

// TestApplication_FeeUnknown: each step says what there can be pressed.
func TestApplication_FeeUnknown(t *testing.T) {
	for want, a := range map[string]Application{
		"casework.fee_unknown":         {State: InProcess, Step: Decide, feeUnsure: true},
		"casework.fee_unknown_approve": {State: InProcess, Step: Approve, feeUnsure: true},
		"casework.fee_unknown_hear":    {State: Appealed, Step: Hear, feeUnsure: true},
		"":                             {State: InProcess, Step: Study},
	} {
		require.Equal(t, want, a.FeeUnknown())
	}
}
