package report

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// What months keep comes out as if every application had been looked at.
func TestStore_Durations(t *testing.T) {
	h := newHistory(t)
	none, err := h.Durations(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Duration{{}}, none)

	h.crowd(t, 300)
	for _, authority := range []string{"interior", "justice"} {
		_, err := h.pool.Exec(t.Context(), `UPDATE applications SET authority = $1 WHERE id % 7 = $2`, authority, len(authority)%7)
		require.NoError(t, err)
	}
	_, err = h.pool.Exec(t.Context(), `UPDATE applications SET authority = 'few' WHERE id IN (SELECT id FROM applications WHERE state = 'done' ORDER BY id LIMIT $1)`, Floor-1)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	h.judgeDurations(t)

	// A release that knows nothing of hours writes a month while this one is coming.
	_, err = postgrestest.Owner(t, h.pool).Exec(t.Context(), `UPDATE report_months SET hours = NULL, took = NULL WHERE service = 'asked'`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	h.judgeDurations(t)
}

// judgeDurations counts from the applications themselves.
func (h *history) judgeDurations(t *testing.T) {
	t.Helper()
	for _, f := range []Filter{{}, {Months: 3}, {Region: "1703"}, {Service: "asked"}, {Authority: "interior", Months: 24}, {Via: Self}, {Process: "extract", Region: "1726", Whole: true}} {
		want, err := collect[Duration](t.Context(), h.Store, `
			SELECT coalesce(authority, ''), count(*), count(*) FILTER (WHERE in_term),
				coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY round(days * 24)), 0) / 24, coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY round(days * 24)), 0) / 24
			FROM report_applications WHERE decided AND`+inPeriod("day_out")+begun+`
			GROUP BY GROUPING SETS ((), (authority))
			HAVING grouping(authority) = 1 OR count(*) >= @floor
			ORDER BY grouping(authority) DESC, count(*) FILTER (WHERE in_term)::float8 / greatest(count(*), 1), count(*) DESC, 1`, f)
		require.NoError(t, err)
		got, err := h.Durations(t.Context(), f)
		require.NoError(t, err)
		require.Len(t, got, len(want), "%+v", f)
		require.Positive(t, got[0].Decided, "%+v", f)
		for i := range want {
			require.InDelta(t, want[i].P50, got[i].P50, 1e-9, "%+v", f)
			require.InDelta(t, want[i].P90, got[i].P90, 1e-9, "%+v", f)
			want[i].P50, want[i].P90 = got[i].P50, got[i].P90
		}
		require.Equal(t, want, got, "%+v", f)
	}
}
