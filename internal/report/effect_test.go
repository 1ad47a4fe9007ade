package report

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEffect_Verdict(t *testing.T) {
	side := func(n int, mean, variance, hours float64) Sample {
		return Sample{N: n, Mean: mean, Variance: variance, Hours: hours}
	}
	for name, tc := range map[string]struct {
		e    Effect
		want string
	}{
		"too few before":                  {Effect{Days: 30, Before: side(29, 0.9, 0.1, 9), After: side(300, 0, 0, 0)}, EffectFew},
		"too few after":                   {Effect{Days: 30, Before: side(300, 0.9, 0.1, 9), After: side(29, 0, 0, 0)}, EffectFew},
		"better":                          {Effect{Days: 30, Before: side(100, 0.4, 0.24, 40), After: side(100, 0.1, 0.09, 10)}, EffectBetter},
		"worse":                           {Effect{Days: 30, Before: side(100, 0.1, 0.09, 10), After: side(100, 0.4, 0.24, 40)}, EffectWorse},
		"by chance":                       {Effect{Days: 30, Before: side(40, 0.40, 0.24, 16), After: side(40, 0.35, 0.23, 14)}, EffectSame},
		"the term is as long":             {Effect{Days: 30, Term: 30, Before: side(40, 0.40, 0.24, 16), After: side(40, 0.35, 0.23, 14)}, EffectSame},
		"too early to see none":           {Effect{Days: 30, Term: 31, Before: side(40, 0.40, 0.24, 16), After: side(40, 0.35, 0.23, 14)}, EffectEarly},
		"too early to have any":           {Effect{Days: 30, Term: 60, Before: side(3, 0.9, 0.1, 9), After: side(2, 0, 0, 0)}, EffectEarly},
		"what is seen early is seen well": {Effect{Days: 30, Term: 60, Before: side(100, 0.4, 0.24, 40), After: side(100, 0.1, 0.09, 10)}, EffectBetter},
	} {
		require.Equal(t, tc.want, tc.e.Verdict(), name)
	}
	e := Effect{Days: 30, Before: side(100, 0.4, 0.24, 40), After: side(200, 0.1, 0.09, 20)}
	require.InDelta(t, -0.3, e.Difference(), 1e-9)
	require.InDelta(t, 1.96*math.Sqrt(0.0024+0.00045), e.Margin(), 1e-9)
	require.InDelta(t, (0.4-0.1)*200*365/30, e.Saved(), 1e-6, "hours of an application less, at as many applications as after it")
}

func TestStore_Measure(t *testing.T) {
	h := newHistory(t)
	h.crowd(t, 400)
	require.NoError(t, h.Refresh(t.Context()))
	all := h.raws(t)
	at := now.AddDate(0, 0, -90)
	middle := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
	for _, aim := range []Aim{
		{Kind: AimHours, Authority: "tax-committee"},
		{Kind: AimHours, Service: "asked"},
		{Kind: "question", Service: "asked", What: "one"},
		{Kind: "late", Service: "asked"},
		{Kind: "coming", Service: "asked"},
		{Kind: "again", Service: "asked"},
		{Kind: "unpaid", Service: "asked"},
		{Kind: "reason", Service: "asked", What: "check:" + ruleMark("reg.tax.receipts == 0")},
	} {
		e, err := h.Measure(t.Context(), aim, at, 90)
		require.NoError(t, err)
		for i, got := range []Sample{e.Before, e.After} {
			from := middle.AddDate(0, 0, 90*(i-1))
			to := from.AddDate(0, 0, 90)
			var values []float64
			for _, a := range all {
				in := func(at time.Time) bool { return !at.Before(from) && at.Before(to) }
				if (aim.Service == "" || aim.Service == a.Service) && in(a.Sent) && a.Closed != nil && in(*a.Closed) {
					values = append(values, a.aimed(aim, all))
				}
			}
			mean, variance := spread(values)
			require.NotEmpty(t, values)
			require.Len(t, values, got.N, aim)
			require.InDelta(t, mean, got.Mean, 1e-3*max(1, mean), aim)
			require.InDelta(t, variance, got.Variance, 1e-2*max(1, variance), aim)
		}
	}
}

// aimed is the value of an application for an aim.
func (a raw) aimed(aim Aim, all []raw) float64 {
	yes := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	l := a.hours(all)
	switch aim.Kind {
	case AimHours:
		return l.Hours()
	case "question":
		return yes(slices.Contains(a.Marks, aim.What))
	case "late":
		return yes(a.decided() && a.Closed.After(a.Term))
	case "coming":
		return float64(max(0, a.Trips-1))
	case "again":
		return yes(l.Again > 0)
	case "unpaid":
		return yes(a.State == "lapsed" && a.Billed && !a.Paid)
	default:
		return yes(!a.Automatic && a.Hit == 1)
	}
}

func spread(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}

func TestStore_Funnel(t *testing.T) {
	h := newHistory(t)
	h.crowd(t, 200)
	_, err := h.pool.Exec(t.Context(), `INSERT INTO form_starts (draft_id, service, service_version_id, via, day, questions, reached, sent)
		SELECT n, 'asked', (SELECT max(service_version_id) FROM applications WHERE service = 'asked'), CASE WHEN n % 5 = 0 THEN 'parent' ELSE 'self' END,
			'2026-11-20'::date - n, 5, n % 6, n % 6 = 5 FROM generate_series(1, 120) n`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	got, err := h.Funnel(t.Context(), Filter{})
	require.NoError(t, err)
	want := Funnel{Started: 120, First: 100, Half: 60, Sent: 20}
	for _, a := range h.raws(t) {
		if !inYear(a.Sent) {
			continue
		}
		want.Submitted++
		if a.Billed {
			want.Billed++
		}
		if a.Paid {
			want.Paid++
		}
		if a.decided() {
			want.Decided++
		}
		if a.State == "done" {
			want.Granted++
		}
	}
	require.Equal(t, want, got)
	child, err := h.Funnel(t.Context(), Filter{Via: "parent"})
	require.NoError(t, err)
	require.Equal(t, 24, child.Started)
	require.Zero(t, child.Submitted)
	left, err := h.Left(t.Context(), Filter{Service: "asked"})
	require.NoError(t, err)
	require.Len(t, left, 5, "sent ones are not left")
	// A form that comes further is counted anew; the draft is not needed any more.
	_, err = h.pool.Exec(t.Context(), `UPDATE form_starts SET sent = true WHERE draft_id = 1`)
	require.NoError(t, err)
	require.NoError(t, h.Refresh(t.Context()))
	got, err = h.Funnel(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, 21, got.Sent)
}

func TestFilter_yearly(t *testing.T) {
	at := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		require.NoError(t, err)
		return d
	}
	for name, tc := range map[string]struct {
		f     Filter
		first string
		days  float64 // that are in the sum
	}{
		"twelve months":                 {Filter{}, "2020-01-01", 360},
		"a portal of ten days":          {Filter{}, "2026-11-16", 10},
		"its first day":                 {Filter{}, "2026-11-25", 1},
		"months of which none had data": {Filter{Months: 3, Before: true, Whole: true}, "2026-11-16", 1},
		"nothing yet":                   {Filter{Months: 1}, "0001-01-01", 25},
	} {
		require.InDelta(t, 365/tc.days, tc.f.yearly(at, day(tc.first)), 1e-9, name)
	}
}
