package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStore_Records(t *testing.T) {
	h := newHistory(t)
	for range 2 {
		h.add(t, app{authority: "tax-committee", state: "done", sent: 4, closed: 1, term: 0})
	}
	h.add(t, app{authority: "tax-committee", state: "refused", sent: 9, closed: 1, term: 5, human: true, cause: "check", corrected: true})
	h.add(t, app{authority: "tax-committee", state: "done", sent: 300, closed: 200, term: 205}) // counted, but of no usual time now
	h.add(t, app{authority: "tax-committee", state: "withdrawn", sent: 3, closed: 2, term: 0})
	h.add(t, app{authority: "tax-committee", state: "done", sent: 800, closed: 790, term: 780})
	h.add(t, app{authority: "tax-committee", state: "in-process", sent: 500, term: 3, human: true, cause: "check"})
	mark := func(receipt, kind string, legality, quality any) {
		// Written as it stands: the store of feedback keeps only services that its catalogue knows, and this one knows none.
		_, err := h.pool.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, legality, quality, lang, created_at)
			VALUES ($1, $1, $2, 'marked-only', 'interior', $3, $4, 'uz', $5)`, receipt, kind, legality, quality, now)
		require.NoError(t, err)
	}
	mark("a", "rating", 5, 4)
	mark("b", "concern", nil, nil)
	require.NoError(t, h.Refresh(t.Context()))

	records, err := h.Records(t.Context())
	require.NoError(t, err)
	used := records["tax-debt-certificate"]
	require.InDelta(t, 3, used.P50, 0.01)
	require.InDelta(t, 7, used.P90, 0.01)
	require.False(t, used.Usual(), "three cases are no usual time")
	used.P50, used.P90 = 0, 0
	require.Equal(t, Record{
		Service: "tax-debt-certificate", Corrected: 1, Decided: 3,
		States: map[string]int{"done": 3, "refused": 1, "withdrawn": 1, "in-process": 1},
	}, used)
	require.Equal(t, Record{Service: "marked-only", States: map[string]int{}, Raters: 1, Mean: 4.5}, records["marked-only"], "a concern is no mark")

	uses, err := h.Uses(t.Context())
	require.NoError(t, err)
	require.Equal(t, 6, uses["tax-debt-certificate"], "however they ended")
	require.Zero(t, uses["marked-only"])

	mark("c", "rating", 3, nil)
	require.NoError(t, h.Refresh(t.Context()))
	records, err = h.Records(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, records["marked-only"].Raters, "a mark alone brings the counters up to date")
}

func TestStore_Records_another_day(t *testing.T) {
	h := newHistory(t)
	for range UsualFloor {
		h.add(t, app{authority: "tax-committee", state: "done", sent: UsualDays + 5, closed: UsualDays - 1, term: 0})
	}
	require.NoError(t, h.Refresh(t.Context()))
	records, err := h.Records(t.Context())
	require.NoError(t, err)
	require.True(t, records["tax-debt-certificate"].Usual())

	at := now.AddDate(0, 0, 1)
	h.now = func() time.Time { return at }
	require.NoError(t, h.Refresh(t.Context()), "nothing new happened, but the days moved on")
	records, err = h.Records(t.Context())
	require.NoError(t, err)
	require.Zero(t, records["tax-debt-certificate"].Decided)
}
