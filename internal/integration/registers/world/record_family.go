package world

import (
	"fmt"
	"slices"

	"github.com/yagona/portal/internal/register"
)

func (w *World) personRef(i int) register.PersonRef {
	p := w.personOf(i)
	return register.PersonRef{PINFL: p.PINFL, FullName: p.FullName, BirthDate: p.BirthDate, Age: p.Age, Sex: p.Sex, Citizenship: p.Citizenship}
}

func (w *World) civilOf(i int) register.Civil {
	c, d := &w.people[i], w.dice(person(i), "civil")
	r := register.Civil{MaritalStatus: c.marital, Guardian: d.chance(0.6)}
	if c.spouse != nobody {
		spouse := w.personRef(c.spouse)
		r.Spouse = &spouse
	}
	for _, k := range c.children {
		if w.homes[w.people[k].home].members[0] == k && w.age(w.people[k].born) > 30 {
			continue // a grown-up with a household of his own is in his own records
		}
		r.Children = append(r.Children, w.childOf(k))
		if w.age(w.people[k].born) < 18 {
			r.MinorChildren++
		}
	}
	if r.Guardian {
		r.ChildrenInCare = int64(d.between(1, 2))
	}
	_, named := castAt[c.pinfl]
	r.PendingAct = !named && d.chance(1)
	w.acts(i, d, &r)
	w.deceased(i, d, &r)
	w.paternity(i, d, &r)
	return r
}

// acts are those that the civil registry wrote about a person, the birth first.
func (w *World) acts(i int, d dice, r *register.Civil) {
	c := &w.people[i]
	office := w.placeOf(w.homes[c.home].district).name + " " + registryZ
	act := func(kind string, on register.Date) string {
		n := actNumbers.number(person(i), len(r.Acts))
		r.Acts = append(r.Acts, register.CivilAct{Kind: kind, Number: n, Date: on, Office: office})
		return n
	}
	act("birth", daysAfter(c.born, 20))
	if c.marital != "single" {
		wed := w.wedding(i)
		act("marriage", wed)
		if c.marital == "divorced" {
			parted := d.ago(20, 200) // the newly divorced
			if _, named := castAt[c.pinfl]; !named {
				parted = daysAfter(wed, d.between(800, 1800))
			}
			if parted.After(w.base) {
				parted = d.ago(20, 60)
			}
			act("divorce", parted)
		}
	}
	if changed := c.female && c.marital == "married" && d.chance(45) || d.chance(0.7); changed && w.age(c.born) >= 18 {
		on := d.ago(200, 2500)
		if c.marital == "married" {
			on = daysAfter(w.wedding(i), 14)
		}
		former := pick(d, familyStems)
		if c.female {
			former = feminine(former)
		}
		r.NameChanges = []register.CivilNameChange{{
			FormerName: former + " " + c.first + " " + c.patronymic, NewName: c.fullName(),
			Date: on, ActNumber: act("name-change", on), Office: office,
		}}
	}
}

// wedding is the same day for both.
func (w *World) wedding(i int) register.Date {
	c := &w.people[i]
	bride := i
	if !c.female && c.spouse != nobody {
		bride = c.spouse
	}
	on := daysAfter(yearsAfter(w.people[bride].born, 19), w.dice(person(bride), "wedding").between(0, 300))
	if eldest := w.people[bride].children; len(eldest) > 0 {
		if before := daysAfter(w.people[eldest[0]].born, -330); before.Before(on.Time) {
			on = before
		}
	}
	return on
}

// deceased are close relatives that have died. They are not in the population; their numbers come from this list alone.
func (w *World) deceased(i int, d dice, r *register.Civil) {
	c := &w.people[i]
	if c.marital == "widowed" {
		r.Deceased = append(r.Deceased, w.dead(i, len(r.Deceased), map[bool]string{true: "husband", false: "wife"}[c.female], !c.female))
	}
	if w.age(c.born) > 38 && (d.chance(60) || castAt[c.pinfl] != nil) {
		r.Deceased = append(r.Deceased, w.dead(i, len(r.Deceased), "father", false))
	}
}

// Areas of personal numbers for the dead: forty for each ordinal, a thousand relatives in each.
const (
	deadArea  = 900
	deadAreas = 40
)

// dead works out a relative that has died, from the person in whose records he or she stands.
func (w *World) dead(i, ord int, kinship string, female bool) register.CivilDeceasedItem {
	c, d := &w.people[i], w.dice(person(i), fmt.Sprint("dead", ord))
	born := daysAfter(c.born, d.between(-900, 900))
	if kinship == "father" {
		born = yearsAfter(c.born, -d.between(22, 30))
	}
	died := d.ago(60, 4000)
	first, last := pick(d, maleNames), c.last
	if female {
		first = pick(d, femaleNames)
	}
	if c.female && !female {
		last = last[:len(last)-btoi(last[len(last)-1] == 'a')]
	} else if female && !c.female {
		last = feminine(last)
	}
	// The areas from 900 are those of the dead of this world: area and serial hold the relative in whose records they stand.
	return register.CivilDeceasedItem{
		PINFL: PINFL(born, female, deadArea+ord*deadAreas+i/1000, i%1000), Kinship: kinship, DiedOn: died,
		FullName: last + " " + first + " " + patronymic(pick(d, maleNames), female, born.Year()), ActNumber: actNumbers.number(person(i), 8+ord),
	}
}

// paternity is established by an act when the parents were not married.
func (w *World) paternity(i int, d dice, r *register.Civil) {
	c := &w.people[i]
	if c.marital != "divorced" && !d.chance(4) && castAt[c.pinfl] == nil {
		return
	}
	for _, k := range c.children {
		child := &w.people[k]
		if child.father == nobody && c.female {
			r.FatherByStatement = append(r.FatherByStatement, child.pinfl)
			continue
		}
		r.Paternity = append(r.Paternity, register.CivilPaternityItem{
			ChildPINFL: child.pinfl, ActNumber: actNumbers.number(person(k), 12),
			Date: daysAfter(child.born, 60), Ground: "joint-statement", Office: w.placeOf(w.homes[c.home].district).name + " " + registryZ,
		})
	}
}

// childOf is what a parent sees of a child.
func (w *World) childOf(k int) register.Child {
	c := &w.people[k]
	age := w.age(c.born)
	health := w.healthOf(k)
	r := register.Child{
		PINFL: c.pinfl, FullName: c.fullName(), BirthDate: c.born, Age: int64(age), Disability: c.disability > 0,
		School: w.schoolOf(k), HeightCm: health.HeightCm, WeightKg: health.WeightKg, WaistCm: health.WaistCm, MeasuredOn: health.MeasuredOn,
		Prescriptions: health.Prescriptions, SportTitles: w.sportOf(k).Titles,
	}
	for _, v := range vaccinationsBy(c.born, age, w.now()) {
		r.Vaccinations = append(r.Vaccinations, register.ChildVaccination(v))
	}
	if age >= 14 {
		d := w.dice(person(k), "child exams")
		for round, subject := range []string{"matematika", "ona tili", "ingliz tili"} {
			score := float64(d.between(35, 100))
			r.ExamResults = append(r.ExamResults, register.ChildExamResult{Exam: "school-final", Round: int64(1 + round/2), Subject: subject, Score: score, Passed: score >= 56})
		}
		slices.SortFunc(r.ExamResults, func(a, b register.ChildExamResult) int { return int(a.Round - b.Round) })
	}
	return r
}
