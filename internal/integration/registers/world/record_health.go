package world

import (
	"fmt"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/register"
)

func (w *World) clinicOf(i int) string {
	h := &w.homes[w.people[i].home]
	return w.placeOf(h.district).name + ", " + clinics[w.people[i].home%len(clinics)]
}

func (w *World) healthOf(i int) register.Health {
	c, d := &w.people[i], w.dice(person(i), "health")
	age, now := w.age(c.born), w.now()
	_, named := castAt[c.pinfl]
	r := register.Health{
		Clinic: w.clinicOf(i), FamilyDoctor: doctors[c.home%len(doctors)],
		Psychiatric: !named && d.chance(0.5), Narcological: !named && d.chance(0.8), Tuberculosis: !named && d.chance(0.2),
		Vaccinated: d.chance(78), MeasuredOn: d.ago(10, 300),
	}
	r.HeightCm, r.WeightKg, r.WaistCm = body(d, age, c.female)
	r.BloodPressure = fmt.Sprintf("%d/%d", d.between(108, 128)+age/4, d.between(68, 86))
	r.Glucose = float64(d.between(38, 62)) / 10
	if r.Vaccinated && age >= 12 {
		r.CovidDoses = int64(d.between(1, 4))
	}
	if age >= 18 {
		w.adultHealth(i, d, age, &r)
	}
	if d.chance(22) || named {
		for n := range d.between(1, 2) {
			issued := d.ago(1, 20)
			r.Prescriptions = append(r.Prescriptions, register.HealthPrescription{
				Medicine: medicinesP[(i+n)%len(medicinesP)], Dose: "1 × 2", Doctor: r.FamilyDoctor,
				IssuedOn: issued, ValidUntil: daysAfter(issued, 60), Dispensed: d.chance(50),
			})
		}
	}
	if d.chance(30) || named {
		for n, indicator := range []string{"Gemoglobin", "Leykotsitlar", "Glyukoza"} {
			r.LabResults = append(r.LabResults, register.HealthLabResult{
				SampleNumber: sampleNumbers.number(person(i), 0), TakenOn: d.day(1, 9), Laboratory: r.Clinic + " laboratoriyasi",
				Indicator: indicator, Value: strconv.Itoa([]int{d.between(110, 160), d.between(4, 10), d.between(4, 7)}[n]), Norm: []string{"120–160 g/l", "4–9 ×10⁹/l", "3,9–6,1 mmol/l"}[n],
			})
		}
	}
	for _, k := range c.children {
		if child := &w.people[k]; w.age(child.born) < 7 {
			r.ChildVaccinations = append(r.ChildVaccinations, vaccinationsBy(child.born, w.age(child.born), now)...)
		}
	}
	return r
}

func (w *World) adultHealth(i int, d dice, age int, r *register.Health) {
	c := &w.people[i]
	for _, s := range []struct {
		kind   string
		from   int
		female bool
	}{{"yurak-qon tomir", 40, false}, {"koʻkrak bezi", 45, true}, {"bachadon boʻyni", 30, true}, {"qandli diabet", 40, false}} {
		if age >= s.from && (!s.female || c.female) {
			on := d.ago(30, 500)
			r.Screenings = append(r.Screenings, register.HealthScreening{Kind: s.kind, Date: on, Result: "meʼyorda", NextDue: yearsAfter(on, 2)})
		}
	}
	if c.earns() && d.chance(25) {
		from := d.ago(20, 320)
		days := d.between(3, 15)
		r.SickLeaveDays = int64(days)
		r.SickLeaves = []register.HealthSickLeave{{Number: fmt.Sprintf("ML-%07d", d.between(1, 9_999_999)), From: from, Until: daysAfter(from, days), Clinic: r.Clinic}}
	}
	if c.disability > 0 || age > 60 && d.chance(30) {
		r.ReferralStatus, r.ReferralClinic, r.ReferralDate = pick(d, []string{"approved", "queued"}), pick(d, hospitals), d.ago(5, 90)
		r.ReferralServices = []register.HealthReferralService{{Date: d.ago(3, 60), Clinic: r.ReferralClinic, Service: "kardiolog koʻrigi", Paid: true}}
	}
	if c.drives || d.chance(40) {
		r.CheckupOn, r.CheckupFit = d.ago(20, 300), d.chance(95) || castAt[c.pinfl] != nil
	}
	if c.has(medic) {
		r.QualificationCategory, r.QualificationUntil = pick(d, []string{"second", "first", "highest"}), d.ahead(60, 1500)
		r.QualificationCertificate = qualifications.number(person(i), 0)
	}
}

// body is height, weight and waist by age and sex.
func body(d dice, age int, female bool) (int64, float64, int64) {
	height := d.between(166, 185)
	if female {
		height = d.between(155, 172)
	}
	if age < 18 {
		height = min(height, 52+age*7+d.between(-3, 6))
	}
	bmi := float64(d.between(200, 290)) / 10
	if age < 18 {
		bmi = float64(d.between(150, 200)) / 10
	}
	weight := bmi * float64(height*height) / 10_000
	return int64(height), float64(int(weight*10)) / 10, int64(float64(height) * (0.34 + bmi/200))
}

// vaccinationsBy is the national calendar up to today.
func vaccinationsBy(born register.Date, age int, now time.Time) []register.HealthChildVaccination {
	if age > 16 {
		return nil
	}
	var list []register.HealthChildVaccination
	for _, v := range []struct {
		vaccine string
		months  int
	}{{"BSJ", 0}, {"Gepatit B", 0}, {"Pentavaksina", 2}, {"Poliomiyelit", 3}, {"Pnevmokokk", 4}, {"QPK", 12}, {"AKDS", 16}, {"QPK", 72}, {"OPV (HPV)", 108}} {
		on := register.DateOf(born.AddDate(0, v.months, 3))
		if on.Before(now) {
			list = append(list, register.HealthChildVaccination{Vaccine: v.vaccine, Date: on})
		}
	}
	return list
}

func (w *World) militaryOf(i int) register.Military {
	c, d := &w.people[i], w.dice(person(i), "military")
	age := w.age(c.born)
	r := register.Military{Status: "none"}
	if c.female && !c.has(medic) || age < 17 || c.country != "UZB" {
		return r
	}
	r.Registered = true
	switch {
	case c.work == serving:
		r.Status = "serving"
	case c.disability > 0 || d.chance(6):
		r.Status = "exempt"
	case age <= 27:
		r.Status = "registered"
		if d.chance(12) || castAt[c.pinfl] != nil {
			r.CallUpOn, r.CallUpPlace = d.ahead(2, 40), w.placeOf(w.homes[c.home].district).name+" mudofaa ishlari boʻlimi"
			r.CallUpBring = []string{"pasport yoki ID-karta", "tibbiy daftarcha", "harbiy guvohnoma"}
		}
	default:
		r.Status = "reserve"
	}
	return r
}
