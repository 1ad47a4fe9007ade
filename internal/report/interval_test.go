package report

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func tallied(marks ...int64) (t Tally) {
	for _, m := range marks {
		t = t.Add(Tally{1, twelfths * m, twelfths * twelfths * m * m})
	}
	return t
}

func TestEstimated(t *testing.T) {
	// Ten fives: with one 1 and one 5 more the mean is 56/12, the variance 12·(56/12)·(5−56/12)… worked out by hand:
	// Σx² = 276, 276 − 12·(14/3)² = 14.667, /11 = 1.3333, √(1.3333/12) = 0.33333, ·1.96 = 0.65333.
	e := Estimated(tallied(5, 5, 5, 5, 5, 5, 5, 5, 5, 5))
	require.Equal(t, 10, e.N)
	require.InDelta(t, 5, e.Mean, 1e-9)
	require.InDelta(t, 56.0/12-0.65333, e.Low, 1e-4)
	require.InDelta(t, 5, e.High, 1e-9, "nobody can give more")
	require.Equal(t, Estimate{}, Estimated(Tally{}))
}

// TestIntervals_cover counts in how many of all samples that chance can bring the interval holds what they are samples of.
func TestIntervals_cover(t *testing.T) {
	for _, n := range []int{30, 100} {
		for _, p := range []float64{0.05, 0.2, 0.5} {
			share := 0.0
			for k := range n + 1 {
				if in := shareInterval(k, n); in.Low <= p && p <= in.High {
					share += binomial(n, k, p)
				}
			}
			require.InDelta(t, 0.95, share, 0.03, "share %v of %d", p, n)
		}
	}
	for n := range 101 {
		in, ok := medianInterval(n)
		require.Equal(t, n >= 6, ok, "of %d", n)
		// The median lies below as many of the sample as come by a fair coin.
		low, high, held := int(math.Ceil(in.Low*float64(n))), int(math.Ceil(in.High*float64(n))), 0.0
		for k := range n + 1 {
			if low <= k && k < high {
				held += binomial(n, k, 0.5)
			}
		}
		if ok {
			require.GreaterOrEqual(t, held, 0.945, "median of %d", n)
			require.LessOrEqual(t, held, 0.995, "median of %d: no wider than need be", n)
		}
	}
	// Worked out by hand: 10 of 40 by Wilson are 0.1419 to 0.4019.
	in := shareInterval(10, 40)
	require.InDelta(t, 0.1419, in.Low, 1e-4)
	require.InDelta(t, 0.4019, in.High, 1e-4)
}

func binomial(n, k int, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
}

func TestIntervals_hold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Estimated(tallied(rapid.SliceOfN(rapid.Int64Range(1, 5), 1, 200).Draw(t, "marks")...))
		require.LessOrEqual(t, e.Low, e.Mean)
		require.GreaterOrEqual(t, e.High, e.Mean)
		require.GreaterOrEqual(t, e.Low, 1.0)
		require.LessOrEqual(t, e.High, 5.0)
		n := rapid.IntRange(1, 500).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		in := shareInterval(k, n)
		require.LessOrEqual(t, in.Low, float64(k)/float64(n)+1e-9)
		require.GreaterOrEqual(t, in.High, float64(k)/float64(n)-1e-9)
		require.True(t, in.Low >= 0 && in.High <= 1)
	})
}
