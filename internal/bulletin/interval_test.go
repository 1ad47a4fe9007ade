package bulletin

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

func tallied(marks ...int64) (t report.Tally) {
	for _, m := range marks {
		t = t.Add(report.Tally{1, 12 * m, 144 * m * m})
	}
	return t
}

func TestAgainst(t *testing.T) {
	e := report.Estimated(tallied(5, 5, 5, 5, 5, 5, 5, 5, 5, 5))
	require.Equal(t, Above, Against(4, e))
	require.Equal(t, Alike, Against(4.2, e))
	require.Equal(t, Below, Against(4, report.Estimated(tallied(1, 1, 1, 1, 1, 1, 1, 1, 1, 1))))
	require.Equal(t, Few, Against(1, report.Estimated(tallied(5, 5, 5, 5, 5, 5, 5, 5, 5))), "nine people say nothing")
}

func TestPeriod(t *testing.T) {
	year := Period{2026, 1, 12}
	require.Equal(t, []Period{{2026, 1, 6}, {2026, 7, 6}}, year.parts())
	require.Equal(t, []Period{{2026, 10, 1}, {2026, 11, 1}, {2026, 12, 1}}, Period{2026, 10, 3}.parts())
	require.Empty(t, Period{2026, 10, 1}.parts())
	for p, written := range map[Period]string{year: "2026", {2026, 7, 6}: "2026-h2", {2026, 10, 3}: "2026-q4", {2026, 4, 1}: "2026-04"} {
		require.Equal(t, written, p.String())
		for _, l := range locale.Langs {
			require.Contains(t, p.In(l), "2026")
		}
	}
}

// TestSeries_publish reads what is published, as anybody may who keeps every file, and looks for a number that can be worked
// out from others.
func TestSeries_publish(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		months := map[Period][]report.Line{}
		published := map[Period][]Row{}
		for m := range rapid.IntRange(3, 12).Draw(t, "months") {
			months[Period{2026, m + 1, 1}] = drawn(t)
			var s Series
			s.publish(months)
			for p, rows := range published {
				require.Equal(t, rows, s.rows[p], "what was published of %s stays", p)
			}
			published = s.rows
		}
		var s Series
		s.publish(months)
		require.Len(t, s.Periods(3), len(months)/3, "only quarters that are over")
		for _, p := range s.periods {
			all := &counts{}
			var lines []report.Line
			for _, r := range s.rows[p] {
				require.False(t, r.People.N > 0 && r.People.N < Floor, "a small number is published")
				require.Equal(t, r.People.N, r.Rated.N)
				require.False(t, p.Months == 1 && (r.People != Number{}), "in a month too few give marks")
			}
			for _, l := range gathered(p, months) {
				all.n, lines = append(all.n, l.Overall.N()), append(lines, l)
				all.hidden = append(all.hidden, s.Row(p, l.Level, l.Code).People.Hidden)
			}
			if p.Months == quarter {
				all.sums = totals(lines)
				require.Equal(t, -1, solved(all), "%s: %v %v", p, all.n, all.hidden)
			}
			for _, q := range p.parts() {
				for _, r := range s.rows[q] {
					if q.Months > 1 && r.People.Hidden {
						require.True(t, s.Row(p, r.Scope, r.Code).People.Hidden, "%s shows what %s hides", p, q)
					}
				}
			}
		}
	})
}

// drawn is a month of three authorities with a service each and two regions.
func drawn(t *rapid.T) []report.Line {
	line := func(scope report.Scope, code, owner string, n int64) report.Line {
		return report.Line{Level: scope, Code: code, Owner: owner, Overall: report.Tally{n, 48 * n, 48 * 48 * n}}
	}
	var all int64
	var authorities, services []report.Line
	for _, code := range []string{"a", "b", "c"} {
		n := rapid.SampledFrom([]int64{0, 2, 9, 12, 40, 300}).Draw(t, code)
		all += n
		authorities, services = append(authorities, line(report.OfAuthority, code, "", n)), append(services, line(report.OfService, "of-"+code, code, n))
	}
	part := rapid.Int64Range(0, all).Draw(t, "region")
	lines := append([]report.Line{line(report.Country, "", "", all)}, authorities...)
	return append(append(lines, line(report.OfRegion, "1726", "", part), line(report.OfRegion, "1703", "", all-part)), services...)
}
