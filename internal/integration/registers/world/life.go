package world

import "slices"

// life is the circumstances of a person: what all registers agree on. A record adds only detail to it.
type life struct {
	work      work
	employer  int // firm; nobody unless employed by one
	post      string
	wage      int // soʻm a month
	seniority int // years
	grade     grade
	field     string // of the highest diploma
	skills    []skill

	disability int      // group 1..3, 0 for none
	cars       []string // kinds of vehicles, as the picker of vehicles names them
	drives     bool
	homesOwned int // dwellings beside the one lived in
	plots      int
	farm       bool
	herd       bool
	passport   bool // for travel abroad

	taxDebt     int // soʻm
	bailiffDebt int
	fines       int // unpaid
	loans       int
	overdue     int
	convicted   bool
	prisoner    bool
	queued      bool   // for housing
	notebook    string // iron|women|youth
}

// work is what a person does.
type work string

const (
	infant       work = "infant"
	pupil        work = "pupil"
	student      work = "student"
	employed     work = "employed" // by a firm
	stateBody    work = "state"    // by the state
	selfEmployed work = "self"
	soleTrader   work = "trader"
	unemployed   work = "unemployed" // and registered as such
	homemaker    work = "home"
	pensioner    work = "pensioner"
	serving      work = "serving"
	abroad       work = "abroad"
	imprisoned   work = "prison"
)

// earns reports whether the person has an income from work.
func (l life) earns() bool {
	return slices.Contains([]work{employed, stateBody, selfEmployed, soleTrader, abroad}, l.work)
}

// grade is the highest education.
type grade int

const (
	noSchool grade = iota
	school
	vocational
	bachelor
	master
)

// skill is a qualification or a circumstance that a few services are about. A few people have one, so that every such
// service has somebody whom it grants.
type skill string

const (
	cadastralEngineer skill = "cadastral-engineer"
	ictOfficer        skill = "ict-officer"
	securitiesExpert  skill = "securities-market"
	actuary           skill = "actuary"
	corporateManager  skill = "corporate-manager"
	tourGuide         skill = "tour-guide"
	labourSafety      skill = "labour-safety"
	appraiser         skill = "appraiser"
	realtor           skill = "realtor"
	ecoAuditor        skill = "environmental-auditor"
	safetyExpert      skill = "industrial-safety"
	hunter            skill = "hunting"
	mediator          skill = "mediator"
	teacher           skill = "teacher"
	medic             skill = "medic"
	scientist         skill = "scientist"
	athlete           skill = "athlete"
	craftsman         skill = "craftsman"
	tutor             skill = "language-tutor"
	carrier           skill = "carrier"
	sailor            skill = "vessel"
	importer          skill = "importer"
	railway           skill = "rolling-stock"
	programmer        skill = "it-certificate"
	poolOwner         skill = "pool"
	bidder            skill = "auction"
	tenant            skill = "privatisation"
	shareholder       skill = "securities"
	claimant          skill = "insurance-claim"
	fireVictim        skill = "fire"
	officer           skill = "uniformed-service"
	inventor          skill = "ip"
)

var commonSkills = []skill{
	cadastralEngineer, ictOfficer, securitiesExpert, actuary, corporateManager, tourGuide, labourSafety,
	appraiser, realtor, ecoAuditor, safetyExpert, hunter, mediator, scientist, athlete, craftsman, tutor, carrier, sailor,
	importer, programmer, bidder, tenant, shareholder, shareholder, claimant, fireVictim, officer, inventor, poolOwner,
}

func (l life) has(s skill) bool { return slices.Contains(l.skills, s) }

// live deals everybody a life and tells the firms whom they employ.
func (w *World) live() {
	for i := range w.people {
		c := &w.people[i]
		c.life = w.dealLife(i)
		if m, ok := castAt[c.pinfl]; ok && m.shape != nil {
			m.shape(&c.life)
		}
		if c.employer != nobody {
			w.firms[c.employer].workers = append(w.firms[c.employer].workers, i)
		}
	}
}

func (w *World) dealLife(i int) life {
	c, d := &w.people[i], w.dice(person(i), "life")
	age := yearsBetween(c.born, genesis)
	l := life{employer: nobody}
	l.work = dealWork(d, c, age)
	l.grade, l.field = dealGrade(d, l.work, age)
	l.seniority = max(0, min(42, age-23)-d.between(0, 8))
	switch l.work {
	case employed:
		l.employer = w.dealEmployer(d, c)
		l.post, l.wage = pick(d, posts[l.field]), d.between(22, 120)*100_000
	case stateBody:
		l.post, l.wage = pick(d, statePosts[l.field]), d.between(25, 75)*100_000
	case selfEmployed, soleTrader:
		l.wage = d.between(15, 140) * 100_000
	case abroad:
		l.wage = d.between(60, 160) * 100_000
	case infant, pupil, student:
		l.seniority = 0
	case homemaker, unemployed:
		l.seniority = min(l.seniority, d.between(0, 6))
	case pensioner, serving, imprisoned: // what they earned before counts, they earn nothing now
	}
	w.dealFortune(d, c, &l, age)
	return l
}

func dealWork(d dice, c *citizen, age int) work {
	retired := 60
	if c.female {
		retired = 55
	}
	switch {
	case age < 7:
		return infant
	case age < 18:
		return pupil
	case len(c.directs) > 0:
		return employed
	case age >= retired:
		return []work{pensioner, stateBody, selfEmployed}[weighted(d, 90, 7, 3)]
	case age < 23 && d.chance(55), age < 27 && d.chance(4): // the older ones study for a master's degree
		return student
	case age < 28 && !c.female && d.chance(5):
		return serving
	case c.female:
		return []work{employed, stateBody, selfEmployed, soleTrader, unemployed, homemaker, abroad}[weighted(d, 27, 24, 11, 4, 6, 25, 3)]
	default:
		return []work{employed, stateBody, selfEmployed, soleTrader, unemployed, homemaker, abroad, imprisoned}[weighted(d, 44, 15, 15, 6, 6, 4, 10, 1)]
	}
}

func dealGrade(d dice, doing work, age int) (grade, string) {
	g := school
	switch {
	case age < 17:
		return noSchool, ""
	case doing == stateBody:
		g = []grade{vocational, bachelor, master}[weighted(d, 30, 55, 15)]
	case age > 22 && doing == student:
		g = bachelor
	case age > 22:
		g = []grade{school, vocational, bachelor, master}[weighted(d, 28, 42, 24, 6)]
	}
	if g < vocational {
		return g, ""
	}
	return g, pick(d, fields)
}

// dealEmployer prefers a firm of the same region, because people rarely commute across the country.
func (w *World) dealEmployer(d dice, c *citizen) int {
	if len(c.directs) > 0 {
		return c.directs[0]
	}
	best := d.IntN(len(w.firms))
	for range 12 {
		if w.firms[best].region == w.homes[c.home].region {
			break
		}
		best = d.IntN(len(w.firms))
	}
	return best
}

// dealFortune deals what a person has and owes, and the luck and misfortune of a life.
func (w *World) dealFortune(d dice, c *citizen, l *life, age int) {
	h := &w.homes[c.home]
	if age < 18 {
		if d.chance(1.8) {
			l.disability = 2
		}
		return
	}
	if p := 1.5 + float64(max(0, age-40))/8; d.chance(p) {
		l.disability = 1 + weighted(d, 15, 55, 30)
	}
	l.drives = d.chance(map[bool]float64{true: 18, false: 62}[c.female])
	if l.drives && h.poverty == "none" && d.chance(60) {
		l.cars = append(l.cars, "car")
		if d.chance(6) {
			l.cars = append(l.cars, pick(d, []string{"truck", "motorcycle", "trailer", "car", "bus"}))
		}
	}
	rural := !h.apartment
	if d.chance(7) && h.poverty == "none" {
		l.homesOwned = 1
	}
	if rural && d.chance(14) {
		l.plots = 1
	}
	if rural && d.chance(16) {
		l.herd = true
	}
	for _, f := range c.directs {
		if w.firms[f].form == "farm" {
			l.farm, l.herd, l.plots = true, true, 2
			l.cars = append(l.cars, "tractor")
		}
	}
	l.passport = d.chance(34) || l.work == abroad
	if d.chance(8) {
		l.taxDebt = d.between(1, 60) * 50_000
	}
	if d.chance(4) {
		l.bailiffDebt = d.between(3, 200) * 100_000
	}
	if l.drives && d.chance(17) {
		l.fines = 1 + weighted(d, 70, 22, 8)
	}
	l.loans = weighted(d, 58, 27, 10, 5)
	if l.loans > 0 && d.chance(9) {
		l.overdue = d.between(2, 90) * 100_000
	}
	l.prisoner = l.work == imprisoned
	l.convicted = l.prisoner || d.chance(map[bool]float64{true: 0.4, false: 2.2}[c.female])
	l.queued = h.rented && d.chance(18)
	switch {
	case h.poverty == "red" && d.chance(50):
		l.notebook = "iron"
	case c.female && d.chance(3):
		l.notebook = "women"
	case age <= 30 && l.work == unemployed && d.chance(45):
		l.notebook = "youth"
	}
	if age >= 20 && d.chance(14) {
		l.skills = append(l.skills, pick(d, commonSkills))
	}
	if l.field == "education" && l.work == stateBody {
		l.skills = append(l.skills, teacher)
	}
	if l.field == "health" && l.work == stateBody {
		l.skills = append(l.skills, medic)
	}
	if l.has(carrier) {
		l.cars = append(l.cars, "bus")
	}
}
