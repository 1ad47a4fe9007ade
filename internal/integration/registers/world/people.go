package world

import (
	"fmt"
	"strings"
	"time"

	"github.com/yagona/portal/internal/register"
)

// citizen is what is settled of a person when the world is made: who and whose. Everything else is worked out on request.
type citizen struct {
	pinfl                   string
	last, first, patronymic string
	born                    register.Date
	female                  bool
	country                 string // of citizenship
	home                    int
	spouse, father, mother  int // -1 when there is none here
	children                []int
	marital                 string // single|married|divorced|widowed
	directs                 []int  // firms
	life
}

func (c *citizen) fullName() string {
	return strings.TrimSpace(c.last + " " + c.first + " " + c.patronymic)
}

// home is where a household lives.
type home struct {
	region, district string
	address          string
	mahalla          string
	apartment        bool
	rented           bool
	owner            int    // person; -1 while rented
	poverty          string // none|yellow|red
	members          []int
}

// genesis is the day from which ages are dealt. It is fixed: a personal number holds the birth date and must not
// change with the calendar.
var genesis = register.NewDate(2026, time.July, 1)

const nobody = -1

// settle adds households until the population has its size.
func (w *World) settle(size int) {
	d := w.dice(owner{}, "settle")
	for len(w.people) < size {
		h := w.newHome(d, w.anyPlace(d))
		switch weighted(d, 62, 12, 9, 7, 4, 4, 2) {
		case 0:
			w.family(d, h)
		case 1:
			w.oldCouple(d, h)
		case 2:
			w.add(citizen{born: bornAt(d, 18, 33), female: d.chance(45), marital: "single", home: h})
		case 3:
			mother := w.add(citizen{born: bornAt(d, 24, 50), female: true, marital: "divorced", home: h})
			w.bringUp(d, mother, nobody, d.between(1, 3))
		case 4:
			w.add(citizen{born: bornAt(d, 55, 86), female: d.chance(75), marital: "widowed", home: h})
		case 5:
			w.add(citizen{born: bornAt(d, 28, 60), marital: "divorced", home: h})
		default:
			w.add(citizen{
				born: bornAt(d, 22, 58), female: d.chance(40), marital: "single", home: h,
				country: pick(d, foreignCountries),
			})
		}
	}
}

func (w *World) family(d dice, h int) {
	father := w.add(citizen{born: bornAt(d, 22, 58), marital: "married", home: h})
	born := w.people[father].born
	motherBorn := daysAfter(born, d.between(-300, 2200))
	if yearsBetween(motherBorn, genesis) < 19 {
		motherBorn = bornAt(d, 19, 20)
	}
	mother := w.add(citizen{born: motherBorn, female: true, marital: "married", home: h})
	w.marry(father, mother)
	w.bringUp(d, mother, father, weighted(d, 8, 22, 32, 26, 9, 3))
	if d.chance(25) { // a grandparent in the house: the father's mother more often than not
		female := d.chance(70)
		old := w.add(citizen{born: yearsAfter(born, -d.between(21, 30)), female: female, marital: "widowed", home: h})
		w.people[old].children = append(w.people[old].children, father)
		if female {
			w.people[father].mother = old
		} else {
			w.people[father].father = old
			w.people[father].patronymic = patronymic(w.people[old].first, false, born.Year())
		}
		w.people[old].last = w.people[father].last
		if female {
			w.people[old].last = feminine(w.people[father].last)
		}
	}
}

func (w *World) oldCouple(d dice, h int) {
	husband := w.add(citizen{born: bornAt(d, 58, 82), marital: "married", home: h})
	wife := w.add(citizen{born: daysAfter(w.people[husband].born, d.between(0, 2500)), female: true, marital: "married", home: h})
	w.marry(husband, wife)
}

func (w *World) marry(husband, wife int) {
	w.people[husband].spouse, w.people[wife].spouse = wife, husband
	if w.people[wife].country == "UZB" && w.people[husband].country == "UZB" {
		w.people[wife].last = feminine(w.people[husband].last)
	}
}

// bringUp gives a mother children that still live with her: the eldest is up to 27 and unmarried.
func (w *World) bringUp(d dice, mother, father, count int) {
	first := yearsAfter(w.people[mother].born, d.between(20, 25))
	for range count {
		if first.After(genesis.Time) {
			return
		}
		if yearsBetween(first, genesis) <= 27 {
			w.bear(mother, father, "", first, d.chance(49))
		}
		first = daysAfter(first, d.between(500, 1700))
	}
}

// bear adds a child of the couple, with its father's family name and given name.
func (w *World) bear(mother, father int, name string, born register.Date, female bool) {
	m := w.people[mother]
	child := citizen{first: name, born: born, female: female, marital: "single", home: m.home, country: "UZB"}
	last, fatherName := strings.TrimSuffix(m.last, "a"), ""
	if father != nobody {
		last, fatherName = w.people[father].last, w.people[father].first
	}
	child.last = last
	if female {
		child.last = feminine(last)
	}
	if fatherName != "" {
		child.patronymic = patronymic(fatherName, female, born.Year())
	}
	i := w.add(child)
	w.people[i].mother, w.people[i].father = mother, father
	w.people[mother].children = append(w.people[mother].children, i)
	if father != nobody {
		w.people[father].children = append(w.people[father].children, i)
	}
}

// add puts a person into the population and gives what is not settled yet: a name, a personal number.
func (w *World) add(c citizen) int {
	i := len(w.people)
	d := w.dice(person(i), "birth")
	if c.country == "" {
		c.country = "UZB"
	}
	male, female, families := maleNames, femaleNames, familyStems
	if c.country != "UZB" {
		male, female, families = foreignMale, foreignFemale, foreignFamilies
	}
	if c.first == "" {
		c.first = pick(d, male)
		if c.female {
			c.first = pick(d, female)
		}
	}
	if c.last == "" {
		if c.last = pick(d, families); c.female {
			c.last = feminine(c.last)
		}
	}
	if c.patronymic == "" && c.country == "UZB" {
		c.patronymic = patronymic(pick(d, maleNames), c.female, c.born.Year())
	}
	c.spouse, c.father, c.mother = nobody, nobody, nobody
	if c.pinfl == "" {
		c.pinfl = w.newPINFL(c.born, c.female, w.homes[c.home].district)
	}
	w.people = append(w.people, c)
	w.pinfls[c.pinfl] = i
	w.homes[c.home].members = append(w.homes[c.home].members, i)
	if w.homes[c.home].owner == nobody && !w.homes[c.home].rented {
		w.homes[c.home].owner = i
	}
	return i
}

// newPINFL takes the next free serial of the birthday in the area.
func (w *World) newPINFL(born register.Date, female bool, district string) string {
	area := 200
	for i, p := range w.places {
		if p.district == district {
			area += i
		}
	}
	for serial := 1; ; serial++ {
		pinfl := PINFL(born, female, area, serial)
		if _, taken := w.pinfls[pinfl]; !taken {
			return pinfl
		}
	}
}

func (w *World) newHome(d dice, p place) int {
	h := home{region: p.region, district: p.district, owner: nobody, poverty: "none", mahalla: pick(d, mahallas)}
	city := p.district[4] == '4' || p.region == "1726" // SOATO: cities have 4 as the first digit of the district
	h.apartment = d.chance(12) || city && d.chance(70)
	h.rented = d.chance(11)
	h.address = fmt.Sprintf("%s, %s, %s MFY, %s koʻchasi, %d-uy", p.regionName, p.name, h.mahalla, pick(d, streetNames), d.between(1, 180))
	if h.apartment {
		h.address += fmt.Sprintf(", %d-xonadon", d.between(1, 96))
	}
	switch {
	case d.chance(6):
		h.poverty = "red"
	case d.chance(9):
		h.poverty = "yellow"
	}
	w.homes = append(w.homes, h)
	return len(w.homes) - 1
}

func (w *World) anyPlace(d dice) place {
	sum := 0
	for _, p := range w.places {
		sum += p.weight
	}
	n := d.IntN(sum)
	for _, p := range w.places {
		if n < p.weight {
			return p
		}
		n -= p.weight
	}
	return w.places[0]
}

func (w *World) placeOf(district string) place {
	for _, p := range w.places {
		if p.district == district {
			return p
		}
	}
	panic("world: no district " + district)
}

// bornAt is a birthday of somebody of that age on the day of genesis.
func bornAt(d dice, youngest, oldest int) register.Date {
	return daysAfter(yearsAfter(genesis, -d.between(youngest, oldest)), -d.between(1, 360))
}
