package world

import (
	"fmt"
	"strconv"

	"github.com/yagona/portal/internal/register"
)

func (w *World) schoolOf(i int) string {
	c := &w.people[i]
	if age := w.age(c.born); age < 7 || age > 18 || c.work == student {
		return ""
	}
	return fmt.Sprintf("%s, %d-sonli maktab", w.placeOf(w.homes[c.home].district).name, 1+c.home%120)
}

func (w *World) diplomasOf(i int) []register.Diploma {
	c := &w.people[i]
	if c.grade < vocational {
		return nil
	}
	d := w.dice(person(i), "diplomas")
	finished := c.born.Year() + 19
	list := []register.Diploma{{
		Number: diplomaNumbers.number(person(i), 0), Institution: fmt.Sprintf("%d-sonli kasb-hunar kolleji", d.between(1, 90)),
		Level: "vocational", Year: int64(finished), Speciality: specialities[c.field], Field: c.field,
	}}
	if c.grade >= bachelor {
		list[0] = register.Diploma{
			Number: diplomaNumbers.number(person(i), 1), Institution: pick(d, institutions[c.field]), Level: "bachelor",
			Year: int64(c.born.Year() + 22), Speciality: specialities[c.field], Field: c.field, Higher: true,
		}
	}
	if c.grade == master {
		list = append(list, register.Diploma{
			Number: diplomaNumbers.number(person(i), 2), Institution: pick(d, institutions[c.field]), Level: "master",
			Year: int64(c.born.Year() + 24), Speciality: specialities[c.field], Field: c.field, Higher: true,
		})
	}
	return list
}

func (w *World) educationOf(i int) register.Education {
	c, d := &w.people[i], w.dice(person(i), "education")
	age := w.age(c.born)
	r := register.Education{Diplomas: w.diplomasOf(i), SchoolCertificate: age >= 17, School: w.schoolOf(i)}
	if age >= 7 && age <= 17 && c.work == pupil {
		r.Grade = int64(min(11, age-6))
	}
	if c.work == student {
		w.study(i, d, &r)
	}
	if age > 40 && c.grade >= vocational {
		r.ArchiveDiplomas = []register.Diploma{{
			Number: fmt.Sprintf("%s-%06d", pick(d, []string{"ALV", "NT", "RV"}), 100_000+i), Institution: pick(d, institutions[c.field]),
			Level: "specialist", Year: int64(c.born.Year() + 23), Speciality: specialities[c.field], Field: c.field, Higher: c.grade >= bachelor,
		}}
	}
	if c.earns() && d.chance(12) || c.has(tourGuide) || c.has(tutor) {
		for n, language := range languages {
			r.LanguageCertificates = append(r.LanguageCertificates, register.EducationLanguageCertificate{
				Language: language,
				Level:    pick(d, []string{"B1", "B2", "C1"}), Number: languageNumbers.number(person(i), n), ValidUntil: d.ahead(60, 900),
			})
			if !c.has(tourGuide) {
				break
			}
		}
	}
	w.expertise(i, d, &r)
	w.kindergarten(i, d, &r)
	return r
}

// study is the university: half of the students pay by contract.
func (w *World) study(i int, d dice, r *register.Education) {
	c := &w.people[i]
	field := pick(d, fields)
	r.Student, r.Institution = true, pick(d, institutions[field])
	r.Course = int64(min(4, max(1, w.age(c.born)-17)))
	r.Funding = "grant"
	r.Gpa = float64(d.between(62, 98)) / 20
	r.Stipend = 0
	if c.pinfl == "61705062260016" {
		r.Course, r.Institution, r.Gpa = 3, institutions["business"][0], 4.6
	}
	if c.pinfl == "61705062260016" || d.chance(60) {
		r.Funding = "contract"
		r.TuitionContract, r.TuitionSum = contractNumbers.number(person(i), 0), d.money(9_000_000, 18_000_000, 500_000)
		r.TuitionPaid = r.TuitionSum * float64(d.between(1, 4)) / 4
		r.TuitionDue, r.TuitionDueOn = r.TuitionSum-r.TuitionPaid, d.ahead(20, 120)
	}
	if r.Gpa > 4 || r.Funding == "grant" {
		r.Stipend = 824_000
		r.Scholarship = pick(d, []string{"", "", "Navoiy nomidagi davlat stipendiyasi", "Prezident stipendiyasi"})
		for n := 1; n <= 4; n++ {
			r.Stipends = append(r.Stipends, register.EducationStipend{Kind: "academic", Month: d.month(n), Amount: r.Stipend, PaidOn: d.day(n-1, 5)})
		}
	}
	for n, subject := range []string{"Oliy matematika", "Oʻzbekiston tarixi", "Ingliz tili", "Falsafa", "Axborot texnologiyalari", "Iqtisodiyot nazariyasi"} {
		if int64(n/2) < r.Course {
			r.Transcript = append(r.Transcript, register.EducationTranscriptItem{Subject: subject, Credits: int64(d.between(4, 8)), Mark: float64(d.between(60, 100)) / 20, Semester: int64(1 + n/2)})
		}
	}
	if w.homes[c.home].rented {
		r.DormitoryQueue, r.DormitoryScore, r.DormitoryFree = int64(d.between(3, 140)), float64(d.between(300, 900))/10, int64(d.between(0, 12))
		for n := 1; n <= 3; n++ {
			r.RentPayments = append(r.RentPayments, register.EducationRentPayment{Month: d.month(n), Amount: 412_000, PaidOn: d.day(n-1, 12)})
		}
	}
}

// expertise is exams, courses, degrees and the pupils of private teachers, by skill.
func (w *World) expertise(i int, d dice, r *register.Education) {
	c := &w.people[i]
	exam := func(name string, subjects ...string) {
		for _, s := range subjects {
			r.ExamResults = append(r.ExamResults, register.EducationExamResult{Exam: name, Subject: s, Score: float64(d.between(70, 99)), Date: d.ago(30, 400), Passed: true})
		}
	}
	course := func(name string) {
		r.Courses = append(r.Courses, register.EducationCourse{Course: name, Provider: pick(d, []string{"Malaka oshirish markazi", "Kadrlar tayyorlash instituti"}), FinishedOn: d.ago(40, 300)})
	}
	for _, s := range c.skills {
		switch s {
		case cadastralEngineer:
			exam("cadastral-engineer", "geodesy")
		case ictOfficer:
			exam("ict-officer", "management", "development", "infrastructure", "security")
		case securitiesExpert:
			exam("securities-market", "broker", "adviser", "asset-manager", "depository")
		case actuary:
			exam("actuary", "insurance")
			course("actuary")
		case corporateManager:
			exam("corporate-manager", "governance")
			course("corporate-governance")
		case tourGuide:
			exam("tour-guide", "interpreter", "leader", "pathfinder")
		case labourSafety:
			exam("labour-safety", "construction", "industry", "agriculture", "services")
			course("labour-safety")
		case appraiser:
			course("appraiser")
			course("appraiser-refresher")
		case realtor:
			course("realtor")
		case ecoAuditor:
			course("environmental-audit")
		case safetyExpert:
			course("industrial-safety")
		case mediator:
			course("mediator")
		case craftsman:
			for _, trade := range crafts {
				r.Courses = append(r.Courses, register.EducationCourse{Course: "craft", Trade: trade, Provider: "“Ishga marhamat” monomarkazi", FinishedOn: d.ago(40, 300)})
			}
		case teacher:
			r.TeacherCategory, r.TeacherCategoryUntil = pick(d, []string{"second", "first", "highest"}), d.ahead(60, 1200)
		case scientist:
			r.AcademicDegree, r.AcademicTitle = pick(d, []string{"fan nomzodi", "fan doktori", "PhD"}), pick(d, []string{"dotsent", "professor"})
			r.Publications, r.HIndex = int64(d.between(8, 120)), int64(d.between(1, 18))
		case tutor:
			for n, language := range tutored {
				r.Pupils = append(r.Pupils, register.EducationPupil{
					Name: pick(d, familyStems) + " " + pick(d, maleNames), Language: language, Level: "B2",
					Certificate: languageNumbers.number(person(i), 8+n%8), IssuedOn: d.ago(20, 150), Paid: n == 5,
				})
			}
		case programmer:
			r.ITCertificates = append(r.ITCertificates, register.EducationITCertificate{
				Vendor: "Cisco", Name: "CCNA", Number: itCertNumbers.number(person(i), 0),
				IssuedOn: d.ago(20, 160), ExamFee: 3_750_000,
			},
				register.EducationITCertificate{Vendor: "Oracle", Name: "OCA", Number: itCertNumbers.number(person(i), 1), IssuedOn: d.ago(200, 400), ExamFee: 2_900_000, Refunded: true})
		default: // nothing that is taught or examined here
		}
	}
}

// kindergarten is what parents see of the youngest child of that age.
func (w *World) kindergarten(i int, d dice, r *register.Education) {
	for _, k := range w.people[i].children {
		child := &w.people[k]
		age := w.age(child.born)
		if age < 1 || age > 6 {
			continue
		}
		kd := w.dice(person(k), "kindergarten")
		if age < 3 || kd.chance(40) {
			r.PreschoolQueue = int64(kd.between(2, 180))
			for n := range 3 {
				r.PreschoolChoices = append(r.PreschoolChoices, register.EducationPreschoolChoice{Kindergarten: fmt.Sprintf("%d-sonli DMTT", 1+(child.home+n*7)%140), Place: strconv.FormatInt(r.PreschoolQueue+int64(n*13), 10)})
			}
			continue
		}
		r.Preschool = fmt.Sprintf("%d-sonli DMTT", 1+child.home%140)
		for n := 1; n <= 5; n++ {
			p := register.EducationPreschoolPayment{Month: d.month(n), Charged: 380_000, Paid: 380_000, AbsentDays: int64(kd.between(0, 6))}
			if n == 1 && kd.chance(20) {
				p.Paid = 0
				r.PreschoolDebt = p.Charged
			}
			r.PreschoolPayments = append(r.PreschoolPayments, p)
		}
	}
}

// sportOf is ranks and results: an athlete has met the standard of the next rank, which is not awarded yet.
func (w *World) sportOf(i int) register.Sport {
	c, d := &w.people[i], w.dice(person(i), "sport")
	age := w.age(c.born)
	if !c.has(athlete) && !(age >= 8 && age <= 17 && d.chance(12)) {
		return register.Sport{}
	}
	sport, rank := pick(d, sports), d.between(0, 3)
	if c.has(athlete) {
		rank = 3
	}
	r := register.Sport{Titles: []register.SportTitle{{
		Sport: sport, Title: ranks[rank], Number: sportNumbers.number(person(i), 0), AwardedOn: d.ago(100, 600),
		ValidUntil: d.ahead(100, 700), Active: true,
	}}, Benefits: []string{"free-training"}}
	for _, standard := range ranks[rank : rank+2] {
		r.Results = append(r.Results, register.SportResult{
			Sport: sport, Competition: "Oʻzbekiston chempionati", Date: d.ago(30, 300), Result: fmt.Sprintf("%d-oʻrin", 1),
			Place: 1, Standard: standard, Coach: pick(d, familyStems) + " " + pick(d, maleNames),
		})
	}
	return r
}
