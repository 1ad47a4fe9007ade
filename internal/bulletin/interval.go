package bulletin

import (
	"math"

	"github.com/yagona/portal/internal/report"
)

// Estimate is a mean mark with the interval in which, as 95 times of 100, the mean of all would lie had all spoken.
type Estimate struct {
	N               int
	Mean, Low, High float64
}

// Estimated is the mean of the marks of people. For its interval the lowest and the highest mark are added once each, as
// Agresti and Coull do for shares: so that ten people who all say five leave some doubt, as they do, and no interval has
// the width of nothing. It always holds the mean itself.
func Estimated(t report.Tally) Estimate {
	if t.N() == 0 {
		return Estimate{}
	}
	const lowest, highest = 1, 5
	n, sum, squares := float64(t[0]), float64(t[1])/12, float64(t[2])/144
	m := n + 2
	middle := (sum + lowest + highest) / m
	spread := (squares + lowest*lowest + highest*highest - m*middle*middle) / (m - 1)
	half := report.Sure * math.Sqrt(spread/m)
	return Estimate{N: t.N(), Mean: sum / n, Low: max(lowest, middle-half), High: min(highest, middle+half)}
}

// Standing is how marks compare with those of the country. Who is above another is said only where intervals allow it;
// there are no places.
type Standing string

// Standings, in the order of pages.
const (
	Above Standing = "above" // the whole interval is above the mean of the country
	Alike Standing = "alike" // the mean of the country lies in it
	Below Standing = "below"
	Few   Standing = "scarce" // too few people to say
)

// Standings is every one, in the order of pages.
var Standings = []Standing{Above, Alike, Below, Few}

// Against is how an estimate compares with the mean of the country.
func (e Estimate) Against(country float64) Standing {
	switch {
	case e.N < Floor:
		return Few
	case e.Low > country:
		return Above
	case e.High < country:
		return Below
	default:
		return Alike
	}
}
