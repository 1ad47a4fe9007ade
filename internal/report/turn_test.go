package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStore_Turn(t *testing.T) {
	h := newHistory(t)
	on := now.AddDate(0, 0, -30)
	for i := range FewestMeasured - 1 {
		h.add(t, app{authority: "tax-committee", state: "done", sent: 27, closed: 25, term: 20, human: true, cause: "check"})
		h.add(t, app{authority: "tax-committee", state: "done", sent: 50, closed: 40, term: 20, human: true, cause: "check", corrected: i%2 == 0})
	}
	h.add(t, app{authority: "tax-committee", state: "done", sent: 75, closed: 70, term: 60}) // longer before than the span after
	h.add(t, app{authority: "tax-committee", state: "done", sent: 45, closed: 2, term: 20})  // sent before the change and ended after it
	mark := func(receipt string, ago int, marks any) {
		_, err := h.pool.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, legality, lang, created_at)
			VALUES ($1, $1, 'rating', 'tax-debt-certificate', 'tax-committee', $2, 'uz', $3)`, receipt, marks, now.AddDate(0, 0, -ago))
		require.NoError(t, err)
	}
	for i, m := range []int{1, 3, 5, 3} {
		mark("before"+string(rune('a'+i)), 35, m)
	}
	mark("after", 3, 5)
	mark("long before", 61, 1)
	require.NoError(t, h.Refresh(t.Context()))

	e, err := h.Turn(t.Context(), "tax-debt-certificate", on)
	require.NoError(t, err)
	require.Equal(t, 30, e.Days)
	require.True(t, e.Early(), "one decision is missing")
	h.add(t, app{authority: "tax-committee", state: "done", sent: 3, closed: 1, term: 0, human: true, cause: "check"})
	require.NoError(t, h.Refresh(t.Context()))
	e, err = h.Turn(t.Context(), "tax-debt-certificate", on)
	require.NoError(t, err)
	require.False(t, e.Early())
	require.InDelta(t, 10, e.Before.P50, 0.01)
	require.InDelta(t, 2, e.After.P50, 0.01)
	require.InDelta(t, 15.0/29, e.Before.CorrectedShare(), 0.001)
	require.Equal(t, shareInterval(15, 29), e.Before.CorrectedIn)
	require.InDelta(t, 10, e.Before.P50In.Low, 0.01, "all took the same")
	require.InDelta(t, 10, e.Before.P50In.High, 0.01)
	require.Zero(t, e.After.Corrected)
	require.Positive(t, e.After.CorrectedIn.High, "that none was sent back does not say that none will be")
	require.Equal(t, Estimated(tallied(1, 3, 5, 3)), e.Before.Marks)
	require.Equal(t, Estimated(tallied(5)), e.After.Marks)

	e, err = h.Turn(t.Context(), "tax-debt-certificate", now.AddDate(-1, 0, 0))
	require.NoError(t, err)
	require.Equal(t, TurnDays, e.Days, "no longer than that")
}
