package bulletin

import "github.com/yagona/portal/internal/report"

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

// Against is how marks compare with the mean of the country.
func Against(country float64, e report.Estimate) Standing {
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
