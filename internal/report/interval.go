package report

import "math"

// Every interval of the portal is one of these four, at 95 %: the board, ratings, "you said, we did" and effects of actions.

// Sure is how many standard errors to either side 95 % of a normal distribution lie within.
const Sure = 1.96

// Interval is where a figure would lie, as 95 times of 100, had everybody been counted whom it speaks of.
type Interval struct{ Low, High float64 }

// Estimate is a mean mark with its interval.
type Estimate struct {
	N               int
	Mean, Low, High float64
}

// Estimated is the mean of the marks of people. For its interval the lowest and the highest mark are added once each, as
// Agresti and Coull do for shares (The American Statistician 52, 1998): so that ten people who all say five leave some doubt, as
// they do, and no interval has the width of nothing. It always holds the mean itself.
func Estimated(t Tally) Estimate {
	if t.N() == 0 {
		return Estimate{}
	}
	const lowest, highest = 1, 5
	n, sum, squares := float64(t[0]), float64(t[1])/twelfths, float64(t[2])/twelfths/twelfths
	m := n + 2
	middle := (sum + lowest + highest) / m
	spread := (squares + lowest*lowest + highest*highest - m*middle*middle) / (m - 1)
	half := Sure * math.Sqrt(spread/m)
	return Estimate{N: t.N(), Mean: sum / n, Low: max(lowest, middle-half), High: min(highest, middle+half)}
}

// shareInterval is that of a share of so many (Wilson, Journal of the American Statistical Association 22, 1927): it holds for
// few cases too, and never leaves 0 to 1.
func shareInterval(part, whole int) Interval {
	if whole == 0 {
		return Interval{0, 1}
	}
	n, p, z := float64(whole), share(part, whole), Sure*Sure/float64(whole)
	middle, half := (p+z/2)/(1+z), math.Sqrt(p*(1-p)*Sure*Sure/n+z*z/4)/(1+z)
	return Interval{max(0, middle-half), min(1, middle+half)}
}

// medianInterval is that of the median of so many, as fractions of their order: the values that stand there are its ends
// (Conover, Practical Nonparametric Statistics, 3.2). It asks nothing of how the values are spread. Of fewer than six not even
// the lowest and the highest hold it 95 times of 100: there is none then.
func medianInterval(n int) (in Interval, ok bool) {
	k := math.Floor(float64(n+1)/2 - Sure/2*math.Sqrt(float64(n)))
	if k < 1 {
		return Interval{0, 1}, false
	}
	low := (k - 0.5) / float64(n) // the k-th lowest, and as many from the highest
	return Interval{low, 1 - low}, true
}

// differenceMargin is how far the difference of two means may be off to either side (Welch, Biometrika 34, 1947: both sides
// have variances of their own); without end when a side has none.
func differenceMargin(a, b Sample) float64 {
	if a.N == 0 || b.N == 0 {
		return math.Inf(1)
	}
	return Sure * math.Sqrt(a.Variance/float64(a.N)+b.Variance/float64(b.N))
}
