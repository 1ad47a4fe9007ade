package casework

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/problem"
)

// From the switch on no rule decides: not what would be granted, refused or corrected, and not what was granted before
// it, and is paid after it.
func TestManual(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	switches := manual.NewStore(w.pool, w.catalogue, w.clock.now)
	begin := func(code string) {
		problems, err := switches.Begin(ctx, w.head, code, "Qoida xato hisoblayapti.")
		require.NoError(t, err)
		require.Empty(t, problems)
	}
	paid := w.apply("tax-paid", form.Answers{})
	require.Equal(t, AwaitingPayment, paid.State)
	begin("tax-debt")
	begin("tax-decision")
	begin("tax-paid")

	byHand := func(a Application) {
		t.Helper()
		require.Equal(t, InProcess, a.State)
		require.Equal(t, Study, a.Step)
		require.Equal(t, ByHand, a.Cause)
		require.False(t, a.Automatic)
		require.True(t, a.Reason.IsZero())
		require.Empty(t, a.Marks)
		require.Empty(t, a.Documents)
	}
	granted := w.apply("tax-debt", form.Answers{})
	byHand(granted)
	byHand(w.apply("tax-decision", form.Answers{"sum": 0.0, "why": "kerak"})) // would be corrected
	w.registers.set("tax", "debt", 10.0)
	refused := w.apply("tax-decision", form.Answers{"sum": 100.0, "why": "kerak"})
	byHand(refused)
	require.NotNil(t, refused.Assessment(), "the official sees what the rules found")
	w.registers.set("tax", "debt", 0.0)

	require.NoError(t, w.settle(ctx, paid, "token"))
	_, err := w.PerformPayment(ctx, "test", "token")
	require.NoError(t, err)
	byHand(w.read(paid.Number))

	a := w.act(Officer(w.clerk), granted.Number, ActionInput{Action: Claim})
	a = w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant})
	require.Equal(t, Done, a.State)

	problems, err := switches.End(ctx, w.head, "tax-debt", "Qoida tuzatildi.")
	require.NoError(t, err)
	require.Empty(t, problems)
	require.Equal(t, Done, w.apply("tax-debt", form.Answers{}).State)
}

// TestManual_late: what the rules would grant, and was paid for after its time, goes to officials with the new time.
func TestManual_late(t *testing.T) {
	w := newWorld(t)
	office, free := w.offersTimes("0.5")
	a := w.paidLate(office, free[0].At)
	_, err := manual.NewStore(w.pool, w.catalogue, w.clock.now).Begin(t.Context(), w.head, "visit-strict", "Qoida xato hisoblayapti.")
	require.NoError(t, err)
	free, err = w.booking.Slots(t.Context(), office, w.clock.now(), 7, booking.Holder{})
	require.NoError(t, err)
	err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"visit": slot(office, free[0].At)}})
	require.NoError(t, err)
	w.work()
	a = w.read(a.Number)
	require.Equal(t, []any{InProcess, ByHand}, []any{a.State, a.Cause})
	require.Empty(t, a.Documents)
	w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
	require.Equal(t, Done, w.act(Officer(w.clerk), a.Number, ActionInput{Action: Grant}).State, "it is paid and has a time")
}

// TestManual_race: a decision of the rules that is under way ends before the switch is there, and none begins after it.
func TestManual_race(t *testing.T) {
	w := newWorld(t)
	switches := manual.NewStore(w.pool, w.catalogue, w.clock.now)
	deciding, err := w.pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = deciding.Rollback(context.WithoutCancel(t.Context())) }()
	holds, err := manual.Holds(t.Context(), deciding, "tax-debt")
	require.NoError(t, err)
	require.False(t, holds)
	begun := make(chan error, 1)
	go func() {
		_, err := switches.Begin(context.WithoutCancel(t.Context()), w.head, "tax-debt", "Qoida xato hisoblayapti.")
		begun <- err
	}()
	for deadline := time.Now().Add(10 * time.Second); w.count(`SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
		WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`) == 0; time.Sleep(10 * time.Millisecond) {
		require.Empty(t, begun, "the switch waits for what decides")
		require.True(t, time.Now().Before(deadline), "the switch waits for what decides")
	}
	require.NoError(t, deciding.Commit(t.Context()))
	require.NoError(t, <-begun)
	require.Equal(t, InProcess, w.apply("tax-debt", form.Answers{}).State)
}

func TestManual_right(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	switches := manual.NewStore(w.pool, w.catalogue, w.clock.now)
	_, err := switches.Begin(ctx, w.clerk, "tax-debt", "x")
	require.True(t, problem.Is(err, problem.Forbidden))
	_, err = switches.Begin(ctx, w.stranger, "tax-debt", "x")
	require.True(t, problem.Is(err, problem.NotFound), "another authority's service is not there")
	_, err = switches.Services(ctx, w.far)
	require.True(t, problem.Is(err, problem.Forbidden))

	problems, err := switches.Begin(ctx, w.head, "tax-debt", "  ")
	require.NoError(t, err)
	require.Len(t, problems, 1)
	_, err = switches.End(ctx, w.head, "tax-debt", "x")
	require.True(t, problem.Is(err, problem.Conflict), "the rules decide it already")
	_, err = switches.Begin(ctx, w.head, "tax-debt", "x")
	require.NoError(t, err)
	_, err = switches.Begin(ctx, w.head, "tax-debt", "y")
	require.True(t, problem.Is(err, problem.Conflict), "once is enough")

	list, err := switches.Services(ctx, w.head)
	require.NoError(t, err)
	require.Equal(t, "tax-debt", list[0].Code)
	require.NotNil(t, list[0].Since)
	require.Nil(t, list[1].Since)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'service.manual-begin' AND object = 'service:tax-debt'`))
}
