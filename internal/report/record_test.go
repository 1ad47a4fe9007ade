package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStore_Records(t *testing.T) {
	h := newHistory(t)
	for range 2 {
		h.add(t, app{authority: "tax-committee", state: "done", sent: 4, closed: 1, term: 0})
	}
	h.add(t, app{authority: "tax-committee", state: "refused", sent: 9, closed: 1, term: 5, human: true, cause: "check", corrected: true})
	h.add(t, app{authority: "tax-committee", state: "in-process", sent: 500, term: 3, human: true, cause: "check"})
	// Written as it stands: the store of feedback keeps only services that its catalogue knows, and this one knows none.
	_, err := h.pool.Exec(t.Context(), `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, legality, quality, lang, created_at)
		VALUES ('a', 'a', 'rating', 'marked-only', 'interior', 5, 4, 'uz', $1), ('b', 'b', 'concern', 'marked-only', 'interior', NULL, NULL, 'uz', $1)`, now)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))

	records, err := h.Records(t.Context(), Filter{})
	require.NoError(t, err)
	used := records["tax-debt-certificate"]
	require.InDelta(t, 3, used.Days, 0.01, "the median")
	used.Days = 0
	require.Equal(t, Record{Service: "tax-debt-certificate", Granted: 2, Refused: 1, Corrected: 1, Open: 1}, used)
	require.Equal(t, 3, used.Decided())
	require.Equal(t, Record{Service: "marked-only", Raters: 1, Mean: 4.5}, records["marked-only"], "a concern is no mark")
}
