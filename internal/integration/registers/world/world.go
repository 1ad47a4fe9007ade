package world

import (
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// People is the size of the population unless a test wants a smaller one.
const People = 20_000

// World is the population. It is made once and never changes; records are worked out on request, so it is safe for
// any number of readers.
type World struct {
	seed   uint64
	now    func() time.Time
	base   time.Time // the first of the month in which the world was made
	people []citizen
	homes  []home
	firms  []firm
	places []place
	pinfls map[string]int
}

// place is a district of the country.
type place struct {
	region, district string // SOATO
	regionName, name string
	weight           int // of a hundred thousand people, roughly
}

// New makes a world of that many people. The same size gives the same people at every start; only what is dated by
// today's calendar moves with the clock.
func New(size int, now func() time.Time) *World {
	y, m, _ := now().In(workday.Zone).Date()
	w := &World{
		seed: 20_260_101, now: now, base: time.Date(y, m, 1, 0, 0, 0, 0, workday.Zone),
		people: make([]citizen, 0, size+16), pinfls: make(map[string]int, size),
	}
	for code, region := range catalogue.Lists().Regions.All() {
		for _, d := range region.Districts {
			w.places = append(w.places, place{
				region: code, district: d.Code, regionName: region.Title.Uz, name: d.Title.Uz,
				weight: max(1, regionWeights[code]/len(region.Districts)),
			})
		}
	}
	w.settleCast()
	w.settle(size)
	w.found(size * 7 / 100)
	w.live()
	return w
}

// regionWeights is the population of the regions in thousands.
var regionWeights = map[string]int{
	"1703": 3350, "1706": 2040, "1708": 1500, "1710": 3560, "1712": 1070, "1714": 3060,
	"1718": 4210, "1722": 2880, "1724": 920, "1726": 3040, "1727": 3050, "1730": 4070, "1733": 2000, "1735": 2010,
}

// Today is the day on which the registers answer.
func (w *World) Today() register.Date { return register.DateOf(w.now()) }

// Size is how many people there are.
func (w *World) Size() int { return len(w.people) }

// Person finds a resident by the personal number.
func (w *World) Person(pinfl string) (Resident, bool) {
	i, ok := w.pinfls[pinfl]
	if !ok {
		return Resident{}, false
	}
	return w.Resident(i), true
}

// Resident is what those who fill a demonstration need to know of somebody.
type Resident struct {
	PINFL, Name      string
	Female           bool
	Age              int
	Region, District string // SOATO
	Phone            string
	TIN              string   // the person's own
	Companies        []string // TINs of the companies that he or she directs
	Citizenship      string
}

// Resident is the i-th of the population, from 0 to Size()-1; those with a name of their own in a demonstration come
// first.
func (w *World) Resident(i int) Resident {
	c := &w.people[i]
	r := Resident{
		PINFL: c.pinfl, Name: c.fullName(), Female: c.female, Age: w.age(c.born),
		Region: w.homes[c.home].region, District: w.homes[c.home].district,
		Phone: w.phone(i), Citizenship: c.country, TIN: tinOfPersons.number(person(i), 0),
	}
	for _, f := range c.directs {
		r.Companies = append(r.Companies, w.firms[f].tin)
	}
	return r
}

// phone is the number that every register has for a person.
func (w *World) phone(i int) string { return w.dice(person(i), "phone").phone() }

func (w *World) age(born register.Date) int {
	return yearsBetween(born, w.Today())
}

func yearsBetween(from, until register.Date) int {
	years := until.Year() - from.Year()
	if until.YearDay() < from.YearDay() {
		years--
	}
	return max(0, years)
}
