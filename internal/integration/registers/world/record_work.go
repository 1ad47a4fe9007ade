package world

import (
	"fmt"
	"strconv"

	"github.com/yagona/portal/internal/register"
)

// employerOf is who pays a person's wage, with the tax number.
func (w *World) employerOf(i int) (name, tin string) {
	c := &w.people[i]
	switch c.work {
	case employed:
		return w.firms[c.employer].name, w.firms[c.employer].tin
	case stateBody:
		names, ok := stateEmployers[c.field]
		if !ok {
			names = stateEmployers[""]
		}
		p := w.placeOf(w.homes[c.home].district)
		return p.name + " " + fmt.Sprintf(names[i%len(names)], 1+c.home%60), fmt.Sprintf("2%08d", 10_000_000+c.home%60*7+i%3)
	case serving:
		return "Mudofaa vazirligi", "200523158"
	default:
		return "", "" // nobody
	}
}

func (w *World) employmentOf(i int) register.Employment {
	c, d := &w.people[i], w.dice(person(i), "employment")
	age := w.age(c.born)
	if age < 16 {
		return register.Employment{}
	}
	r := register.Employment{
		Employed: c.work == employed || c.work == stateBody || c.work == serving, Position: c.post, SeniorityYears: int64(c.seniority),
		UnemployedRegistered: c.work == unemployed, ForeignContract: c.work == abroad || c.passport && d.chance(3), StateBody: c.work == stateBody,
	}
	r.Employer, _ = w.employerOf(i)
	r.Records = w.labourBook(i)
	if r.Employed {
		r.Contracts = 1
		r.SalaryLastYear = float64(c.wage) * 11.5
		for n := 12; n >= 1; n-- {
			accrued := float64(c.wage)
			r.SalaryMonths = append(r.SalaryMonths, register.EmploymentSalaryMonth{Month: d.month(n), Employer: r.Employer, Accrued: accrued, Tax: accrued * 0.12})
		}
	}
	if r.UnemployedRegistered {
		r.UnemploymentBenefit, r.UnemploymentFrom = 618_000, d.ago(15, 60)
		r.UnemploymentUntil = daysAfter(r.UnemploymentFrom, 182)
	}
	if c.grade >= vocational && d.chance(30) || c.has(craftsman) {
		r.Qualification, r.QualificationUntil = pick(d, crafts), d.ahead(100, 1200)
	}
	if c.has(craftsman) {
		for n := range 2 {
			k := 20 + (i*3+n*11)%(len(w.people)-20)
			r.Apprentices = append(r.Apprentices, register.EmploymentApprentice{PINFL: w.people[k].pinfl, Craft: r.Qualification, From: d.ago(60, 120), Until: d.ahead(60, 200)})
		}
	}
	return r
}

// labourBook is the jobs since the electronic register began; the last one has no end.
func (w *World) labourBook(i int) []register.EmploymentRecord {
	c, d := &w.people[i], w.dice(person(i), "labour book")
	name, _ := w.employerOf(i)
	var list []register.EmploymentRecord
	from := register.DateOf(w.base.AddDate(-c.seniority, 0, d.between(1, 80)))
	for n := 0; c.seniority > 0; n++ {
		years := d.between(2, 9)
		until := yearsAfter(from, years)
		if n == 3 || until.After(w.base) {
			if name != "" {
				list = append(list, register.EmploymentRecord{Employer: name, Position: c.post, From: from})
			}
			break
		}
		former := &w.firms[(i*7+n*31)%len(w.firms)]
		list = append(list, register.EmploymentRecord{Employer: former.name, Position: pick(d, posts[c.field]), From: from, Until: until})
		from = daysAfter(until, d.between(5, 90))
	}
	return list
}

func (w *World) archiveOf(i int) register.Archive {
	c, d := &w.people[i], w.dice(person(i), "archive")
	if w.age(c.born) < 40 {
		return register.Archive{}
	}
	from := int64(c.born.Year() + d.between(19, 23))
	return register.Archive{Holdings: []string{"shaxsiy tarkib hujjatlari", "ish haqi qaydnomalari"}, LabourRecords: []register.ArchiveLabourRecord{
		{Employer: "“" + pick(d, mahallas) + "” jamoa xoʻjaligi", Position: pick(d, posts[""]), FromYear: from, UntilYear: from + int64(d.between(3, 8)), Holding: "R-" + strconv.Itoa(d.between(10, 900))},
		{Employer: fmt.Sprintf("%d-sonli qurilish tresti", d.between(1, 40)), Position: pick(d, posts[c.field]), FromYear: from + 8, UntilYear: from + int64(d.between(10, 15)), Holding: "R-" + strconv.Itoa(d.between(10, 900))},
	}}
}

func (w *World) pensionOf(i int) register.Pension {
	c, d := &w.people[i], w.dice(person(i), "pension")
	age := w.age(c.born)
	if age < 16 {
		return register.Pension{Kind: "none"}
	}
	r := register.Pension{Kind: "none", SeniorityYears: int64(c.seniority), UniformedService: c.has(officer)}
	if c.earns() {
		r.Contributions = float64(c.wage) * 0.12 * float64(12*max(1, min(c.seniority, 20))) / 2
		r.FundedBalance = float64(int64(r.Contributions * 0.01))
	}
	if c.grade >= vocational || c.seniority > 0 {
		r.FundedAccount = fmt.Sprintf("22616000%012d", i)
	}
	switch retired := 60 - 5*btoi(c.female); {
	case c.disability == 1 || c.disability == 2:
		r.Kind = "disability"
	case age >= retired && c.work == pensioner:
		r.Kind = "age"
	case c.marital == "widowed" && age >= 50:
		r.Kind = "survivor"
	default:
		return r
	}
	r.IsPensioner, r.SeniorityYears = true, int64(max(c.seniority, d.between(8, 38)))
	if c.seniority > 0 {
		r.SeniorityYears = int64(c.seniority)
	}
	r.BaseAmount = d.money(900_000, 1_500_000, 1_000)
	r.Supplements = d.money(100_000, 600_000, 1_000)
	r.Amount = r.BaseAmount + r.Supplements
	r.Articles = []string{"27-modda", "33-modda"}
	r.AssignedOn = yearsAfter(c.born, 60-5*btoi(c.female))
	if r.AssignedOn.After(w.base) {
		r.AssignedOn = d.ago(200, 2000)
	}
	r.Payout = pick(d, []string{"card", "card", "cash"})
	r.SmsPhone = w.phone(i)
	for n := 12; n >= 1; n-- {
		r.Payments = append(r.Payments, register.PensionPayment{Month: d.month(n), Amount: r.Amount})
	}
	if c.bailiffDebt > 0 || d.chance(3) {
		for n := 2; n >= 1; n-- {
			r.Deductions = append(r.Deductions, register.PensionDeduction{Month: d.month(n), Amount: r.Amount / 5, OrderNumber: fmt.Sprintf("IX-%06d", i), Recipient: bailiffs, Until: d.ahead(60, 400)})
		}
	}
	return r
}

func (w *World) socialOf(i int) register.Social {
	c, d := &w.people[i], w.dice(person(i), "social")
	h := &w.homes[c.home]
	_, named := castAt[c.pinfl]
	r := register.Social{
		InRegister: h.poverty != "none", Poverty: h.poverty, DisabilityGroup: int64(c.disability), FamilySize: int64(len(h.members)),
		IronNotebook: c.notebook == "iron", WomenNotebook: c.notebook == "women", YouthNotebook: c.notebook == "youth",
		Carer: d.chance(1.2), RehabilitationPlan: c.disability > 0,
	}
	income := 0
	for _, m := range h.members {
		other := &w.people[m]
		income += other.wage
		r.FamilyDisability = r.FamilyDisability || other.disability > 0
	}
	r.FamilyIncomePerCapita = float64(income / max(1, len(h.members)))
	if r.InRegister {
		r.FamilyIncomePerCapita = d.money(180_000, 560_000, 1_000)
		r.RegisteredUntil = d.ahead(60, 330)
	}
	minors := 0
	for _, k := range c.children {
		minors += btoi(w.age(w.people[k].born) < 18)
	}
	if r.InRegister && minors > 0 && c.female {
		r.Benefits = append(r.Benefits, "child-benefit")
		for n := 6; n >= 1; n-- {
			r.Payments = append(r.Payments, register.SocialPayment{Kind: "child-benefit", Month: d.month(n), Amount: float64(292_000 + 140_000*(minors-1))})
		}
	}
	if c.disability > 0 {
		r.Benefits = append(r.Benefits, "free-travel")
		if r.DisabilityUntil = d.ahead(60, 900); c.disability == 1 && d.chance(50) {
			r.DisabilityUntil = register.Date{}
		}
		if named || d.chance(60) {
			r.SanatoriumQueue, r.SanatoriumExpected = int64(d.between(4, 160)), d.ahead(30, 200)
		} else {
			r.Benefits = append(r.Benefits, "sanatorium")
		}
		for n := 6; n >= 1; n-- {
			r.Payments = append(r.Payments, register.SocialPayment{Kind: "disability-benefit", Month: d.month(n), Amount: 850_000})
		}
	}
	if r.InRegister && d.chance(30) {
		r.Grants = append(r.Grants, register.SocialGrant{Kind: pick(d, []string{"tools", "material-aid", "heating"}), Date: d.ago(100, 1300), Amount: d.money(1_000_000, 6_000_000, 100_000)})
	}
	return r
}
