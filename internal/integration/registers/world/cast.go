package world

import (
	"time"

	"github.com/yagona/portal/internal/register"
)

// member is somebody with a name and a story: the people that a demonstration is shown with.
type member struct {
	citizen
	district string
	rented   bool
	poverty  string
	spouse   *citizen
	children []citizen
	firms    []firm
	shape    func(*life)
}

// castAt is the cast by personal number.
var castAt = func() map[string]*member {
	at := map[string]*member{}
	for i := range cast {
		at[cast[i].pinfl] = &cast[i]
	}
	return at
}()

func date(year int, month time.Month, day int) register.Date {
	return register.NewDate(year, month, day)
}

// settleCast gives the cast the first places of the population, each with a family.
func (w *World) settleCast() {
	for i := range cast {
		m := &cast[i]
		d := w.dice(person(len(w.people)), "cast")
		h := w.newHome(d, w.placeOf(m.district))
		w.homes[h].rented, w.homes[h].poverty = m.rented, "none"
		if m.poverty != "" {
			w.homes[h].poverty = m.poverty
		}
		c := m.citizen
		c.home = h
		self := w.add(c)
		father, mother := self, nobody
		if m.spouse != nil {
			s := *m.spouse
			s.home, s.marital = h, "married"
			spouse := w.add(s)
			w.people[self].spouse, w.people[spouse].spouse = spouse, self
			father, mother = self, spouse
		}
		if c.female {
			father, mother = mother, self
		}
		for _, child := range m.children {
			w.bear(mother, father, child.first, child.born, child.female)
		}
	}
}

// foundCast gives the directors of the cast their firms, the first of the country.
func (w *World) foundCast() {
	for i := range cast {
		for _, f := range cast[i].firms {
			f.director = w.pinfls[cast[i].pinfl]
			w.addFirm(f)
		}
	}
}

func male(pinfl, last, first, patronymic string, born register.Date, marital string) citizen {
	return citizen{pinfl: pinfl, last: last, first: first, patronymic: patronymic, born: born, marital: marital}
}

func female(pinfl, last, first, patronymic string, born register.Date, marital string) citizen {
	c := male(pinfl, last, first, patronymic, born, marital)
	c.female = true
	return c
}

func son(name string, born register.Date) citizen { return citizen{first: name, born: born} }
func daughter(name string, born register.Date) citizen {
	return citizen{first: name, born: born, female: true}
}

// cast is in the order of the sign-in page. The first firms of the country are theirs.
var cast = []member{
	{
		citizen: male("31204862260015", "Karimov", "Aziz", "Baxtiyor oʻgʻli", date(1986, time.April, 12), "married"), district: "1726269",
		spouse:   &citizen{last: "Karimova", first: "Dilnoza", patronymic: "Anvar qizi", born: date(1989, time.July, 3), female: true},
		children: []citizen{son("Jasur", date(2013, time.May, 20)), daughter("Madina", date(2018, time.October, 9))},
		shape: func(l *life) {
			*l = life{
				work: employed, employer: 2, post: "yetakchi muhandis", wage: 14_500_000, seniority: 16, grade: master,
				field: "engineering", cars: []string{"car"}, drives: true, homesOwned: 1, plots: 1, passport: true, loans: 1,
				skills: []skill{
					cadastralEngineer, ictOfficer, appraiser, hunter, safetyExpert, ecoAuditor, labourSafety,
					shareholder, fireVictim, bidder, tenant, claimant, programmer, inventor,
				},
			}
		},
	},
	{
		citizen: female("40309832260014", "Yusupova", "Malika", "Rustam qizi", date(1983, time.September, 3), "married"), district: "1726273",
		spouse:   &citizen{last: "Yusupov", first: "Sherzod", patronymic: "Hamid oʻgʻli", born: date(1980, time.March, 14)},
		children: []citizen{daughter("Sevara", date(2008, time.February, 11)), son("Temur", date(2012, time.November, 30))},
		firms: []firm{
			{name: "“Malika Food” MChJ", form: "llc", status: "active", trade: tradeOf("56100"), registered: date(2017, time.April, 5), vat: true},
			{name: "“Registon Invest” AJ", form: "jsc", status: "active", trade: tradeOf("66190"), registered: date(2014, time.June, 18), vat: true},
			{name: "“Toshkent Loyiha” MChJ", form: "llc", status: "active", trade: tradeOf("71110"), registered: date(2011, time.March, 22), vat: true},
		},
		shape: func(l *life) {
			*l = life{
				work: employed, employer: 0, post: "direktor", wage: 25_000_000, seniority: 19, grade: master, field: "business",
				cars: []string{"car", "truck"}, drives: true, homesOwned: 2, passport: true, loans: 1,
				skills: []skill{
					corporateManager, securitiesExpert, actuary, mediator, realtor, tourGuide, importer, shareholder,
					bidder, poolOwner, inventor,
				},
			}
		},
	},
	{
		citizen: female("42002922180013", "Rahimova", "Nodira", "Anvar qizi", date(1992, time.February, 20), "married"), district: "1718401",
		spouse: &citizen{last: "Rahimov", first: "Ulugʻbek", patronymic: "Sobir oʻgʻli", born: date(1989, time.December, 1)},
		children: []citizen{
			daughter("Robiya", date(2014, time.August, 4)), son("Bobur", date(2018, time.January, 27)),
			son("Muhammadali", date(2023, time.September, 15)),
		},
		shape: func(l *life) {
			*l = life{
				work: stateBody, employer: nobody, post: "oʻqituvchi", wage: 5_400_000, seniority: 9, grade: bachelor,
				field: "education", drives: true, passport: true, skills: []skill{teacher, tutor},
			}
		},
	},
	{
		citizen: male("31506572300017", "Toshmatov", "Olim", "Xudoyberdiyevich", date(1957, time.June, 15), "widowed"), district: "1730401",
		shape: func(l *life) {
			*l = life{
				work: pensioner, employer: nobody, seniority: 36, grade: master, field: "sciences", cars: []string{"car"},
				drives: true, plots: 1, herd: true, skills: []skill{scientist, shareholder, medic},
			}
		},
	},
	{
		citizen: male("30811902030012", "Ergashev", "Jasur", "Ilhom oʻgʻli", date(1990, time.November, 8), "married"), district: "1703401",
		spouse:   &citizen{last: "Ergasheva", first: "Barno", patronymic: "Komil qizi", born: date(1993, time.April, 22), female: true},
		children: []citizen{son("Sanjar", date(2017, time.June, 8))},
		shape: func(l *life) {
			*l = life{
				work: selfEmployed, employer: nobody, wage: 6_000_000, seniority: 11, grade: vocational, field: "services",
				cars: []string{"car"}, drives: true, taxDebt: 2_350_000, bailiffDebt: 18_400_000, fines: 3, loans: 2,
				overdue: 3_100_000, convicted: true, passport: true,
			}
		},
	},
	{
		citizen: female("61705062260016", "Abdullayeva", "Shahnoza", "Otabek qizi", date(2006, time.May, 17), "single"), district: "1726266",
		rented: true, shape: func(l *life) {
			*l = life{work: student, employer: nobody, grade: school, passport: true, skills: []skill{athlete, programmer}}
		},
	},
	{
		citizen: male("32501792060010", "Qodirov", "Bekzod", "Sobirovich", date(1979, time.January, 25), "married"), district: "1706401", poverty: "yellow",
		spouse:   &citizen{last: "Qodirova", first: "Zuhra", patronymic: "Botirovna", born: date(1982, time.May, 6), female: true},
		children: []citizen{son("Islom", date(2010, time.July, 19)), daughter("Laylo", date(2015, time.March, 2))},
		shape: func(l *life) {
			*l = life{
				work: homemaker, employer: nobody, seniority: 14, grade: vocational, field: "services", disability: 2,
				cars: []string{"car"}, drives: true, plots: 1, skills: []skill{craftsman, bidder},
			}
		},
	},
	{
		citizen: male("33003722180010", "Mamatov", "Gʻayrat", "Norboyevich", date(1972, time.March, 30), "married"), district: "1718236",
		spouse:   &citizen{last: "Mamatova", first: "Saodat", patronymic: "Ergashevna", born: date(1975, time.August, 16), female: true},
		children: []citizen{son("Eldor", date(2004, time.January, 12)), daughter("Nargiza", date(2009, time.April, 25))},
		firms:    []firm{{name: "“Gʻayrat Agro” fermer xoʻjaligi", form: "farm", status: "active", trade: tradeOf("01240"), registered: date(2009, time.February, 10)}},
		shape: func(l *life) {
			*l = life{
				work: employed, employer: 3, post: "fermer xoʻjaligi boshligʻi", wage: 9_000_000, seniority: 27, grade: bachelor,
				field: "agriculture", cars: []string{"car", "tractor", "truck"}, drives: true, plots: 3, farm: true, herd: true,
				passport: true, loans: 1, skills: []skill{importer, hunter},
			}
		},
	},
	{
		citizen:  citizen{pinfl: "32107812260011", last: "Petrov", first: "Andrey", patronymic: "Viktorovich", born: date(1981, time.July, 21), marital: "married", country: "RUS"},
		district: "1726287",
		spouse:   &citizen{last: "Petrova", first: "Kamola", patronymic: "Rustam qizi", born: date(1986, time.November, 3), female: true},
		children: []citizen{daughter("Anna", date(2016, time.June, 1))},
		shape: func(l *life) {
			*l = life{
				work: employed, employer: 1, post: "dasturchi", wage: 22_000_000, seniority: 4, grade: master, field: "it",
				cars: []string{"car"}, drives: true, passport: true, skills: []skill{programmer},
			}
		},
	},
	{
		citizen: female("40512942140015", "Saidova", "Gulnora", "Murod qizi", date(1994, time.December, 5), "divorced"), district: "1714401",
		rented: true, poverty: "red", children: []citizen{son("Kamol", date(2016, time.October, 28)), daughter("Soliha", date(2021, time.May, 13))},
		shape: func(l *life) {
			*l = life{
				work: homemaker, employer: nobody, seniority: 3, grade: vocational, field: "health", queued: true,
				notebook: "women", loans: 1,
			}
		},
	},
	{
		citizen: male("51408022100014", "Xolmatov", "Sardor", "Jamshid oʻgʻli", date(2002, time.August, 14), "single"), district: "1710401",
		rented: true, shape: func(l *life) {
			*l = life{
				work: unemployed, employer: nobody, seniority: 1, grade: school, drives: true, notebook: "youth", queued: true,
				passport: true,
			}
		},
	},
	{
		citizen: female("41103992330010", "Nazarova", "Zilola", "Ikrom qizi", date(1999, time.March, 11), "single"), district: "1733401",
		shape: func(l *life) {
			*l = life{
				work: stateBody, employer: nobody, post: "hamshira", wage: 3_800_000, seniority: 4, grade: vocational, field: "health",
				skills: []skill{medic},
			}
		},
	},
	{
		citizen: male("30210882270018", "Rasulov", "Otabek", "Shavkat oʻgʻli", date(1988, time.October, 2), "married"), district: "1727401",
		spouse:   &citizen{last: "Rasulova", first: "Feruza", patronymic: "Valijon qizi", born: date(1991, time.January, 18), female: true},
		children: []citizen{son("Doniyor", date(2015, time.September, 7)), son("Firdavs", date(2020, time.December, 24))},
		shape: func(l *life) {
			*l = life{
				work: soleTrader, employer: nobody, wage: 16_000_000, seniority: 12, grade: vocational, field: "engineering",
				cars: []string{"car", "bus", "truck", "trailer"}, drives: true, homesOwned: 1, passport: true, loans: 2,
				skills: []skill{carrier, sailor, craftsman, railway, officer},
			}
		},
	},
}

func tradeOf(code string) int {
	for i, t := range trades {
		if t.code == code {
			return i
		}
	}
	panic("world: no trade " + code)
}
