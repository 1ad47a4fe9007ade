package demo

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/report"
)

// foundPlanted requires that the task force finds what the year has on purpose: among the first ten fixes and the first ten
// problems, without knowing where to look.
func foundPlanted(t *testing.T, h History) {
	t.Helper()
	figures := report.NewStore(h.Pool, h.Services, h.Now)
	require.NoError(t, figures.Refresh(t.Context()))
	fixes, err := figures.Fixes(t.Context(), report.Filter{})
	require.NoError(t, err)
	first := fixes[:min(len(fixes), report.TopFixes)]
	for _, planted := range []struct {
		kind    report.FixKind
		service string
	}{{report.FixLate, slowService}, {report.FixQuestion, askedWrongly}} {
		at := slices.IndexFunc(first, func(x report.Fix) bool { return x.Kind == planted.kind && x.Service == planted.service })
		require.GreaterOrEqual(t, at, 0, "%s of %s is not among the first ten: %v", planted.kind, planted.service, first)
		t.Logf("%s of %s stands in place %d", planted.kind, planted.service, at+1)
	}
	at := slices.IndexFunc(first, func(x report.Fix) bool { return x.Kind == report.FixLate && x.Service == slowService })
	require.Equal(t, query(t, h.Pool, `SELECT count(*) FROM applications WHERE service = $1 AND state IN ('done', 'refused') AND closed_at > term_at
		AND closed_at >= date_trunc('month', $2::timestamptz AT TIME ZONE interval '5 hours') AT TIME ZONE interval '5 hours' - interval '11 months'`, slowService, testDay), first[at].N, "counted once more, over the applications")

	problems := rows(t, h.Pool, `SELECT service || ' ' || step FROM problems WHERE merged_into IS NULL ORDER BY people DESC, id DESC LIMIT 10`)
	for _, c := range causes {
		require.Contains(t, problems, c.service+" "+c.step, "what many say of it is not among the first ten problems")
	}
}
