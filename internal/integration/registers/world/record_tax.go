package world

import (
	"github.com/yagona/portal/internal/register"
)

func (w *World) taxOf(i int) register.Tax {
	c, d := &w.people[i], w.dice(person(i), "tax")
	age := w.age(c.born)
	r := register.Tax{TIN: tinOfPersons.number(person(i), 0)}
	if age < 16 {
		return r
	}
	_, named := castAt[c.pinfl]
	r.Debt = float64(c.taxDebt)
	r.SelfEmployed, r.SoleTrader = c.work == selfEmployed, c.work == soleTrader
	r.IncomeLastYear = float64(c.wage) * 11.5
	r.CashRegister = r.SoleTrader && (named || d.chance(70))
	r.Receipts = int64(d.between(0, 40))
	if d.chance(9) || c.has(bidder) {
		r.Overpaid = d.money(20_000, 900_000, 1_000)
	}
	if r.SoleTrader && d.chance(20) {
		r.VATRefundDue = d.money(200_000, 5_000_000, 10_000)
	}
	if c.disability > 0 || age >= 60 {
		r.Benefits = append(r.Benefits, "property-tax", "land-tax")
	}
	w.propertyTax(i, d, &r)
	if name, tin := w.employerOf(i); tin != "" {
		r.SalaryReported = r.IncomeLastYear
		jobs := w.labourBook(i)
		from := register.DateOf(w.base.AddDate(-1, 0, 0))
		if len(jobs) > 0 {
			from = jobs[len(jobs)-1].From
		}
		r.Employers = append(r.Employers, register.TaxEmployer{TIN: tin, Employer: name, From: from})
	}
	if c.seniority > 4 {
		former := &w.firms[(i*7)%len(w.firms)]
		r.Employers = append(r.Employers, register.TaxEmployer{TIN: former.tin, Employer: former.name, From: d.ago(2600, 3200), Until: d.ago(1500, 2500)})
	}
	w.leases(i, d, &r)
	w.declarations(i, d, &r)
	for _, k := range c.children {
		if child := &w.people[k]; w.age(child.born) < 18 {
			r.ChildrenTins = append(r.ChildrenTins, register.TaxChildrenTin{FullName: child.fullName(), TIN: tinOfPersons.number(person(k), 0)})
		}
	}
	return r
}

// propertyTax is what is charged on real estate; who owes the taxes has not paid it.
func (w *World) propertyTax(i int, d dice, r *register.Tax) {
	home, land := 0.0, 0.0
	for _, t := range w.objectsOf(person(i)) {
		if t.Kind == "land" {
			land += float64(int(t.Area)) * 60
		} else {
			home += float64(int64(marketValue(t)/1_000_000)) * 450
		}
	}
	for _, b := range []register.TaxBalance{{Tax: "property-tax", Charged: home}, {Tax: "land-tax", Charged: land}, {Tax: "income-tax", Charged: r.IncomeLastYear * 0.12}} {
		if b.Charged == 0 {
			continue
		}
		b.Paid = b.Charged
		if b.Tax == "property-tax" {
			if r.Debt > 0 {
				b.Debt = r.Debt
				b.Paid = max(0, b.Charged-b.Debt)
				r.PropertyTaxDue = r.Debt
			} else if d.chance(15) {
				r.PropertyTaxDue = float64(int(b.Charged / 2))
			}
			b.Overpaid = r.Overpaid
		}
		r.Balances = append(r.Balances, b)
	}
}

// leases are those in which the person is landlord or tenant.
func (w *World) leases(i int, d dice, r *register.Tax) {
	c := &w.people[i]
	h := &w.homes[c.home]
	if c.homesOwned > 0 {
		o := w.objectsOf(person(i))
		for _, t := range o {
			if t.ord == secondHome {
				r.Leases = append(r.Leases, register.TaxLease{
					Number: leaseNumbers.number(person(i), 0), Address: t.Address, Role: "landlord",
					OtherParty: pick(d, familyStems) + " " + pick(d, maleNames), Rent: d.money(1_500_000, 5_000_000, 100_000), From: d.ago(30, 300), Until: d.ahead(30, 300), Status: "active",
				})
			}
		}
	}
	if h.rented && h.members[0] == i {
		r.Leases = append(r.Leases, register.TaxLease{
			Number: leaseNumbers.number(person(i), 1), Address: h.address, Role: "tenant",
			OtherParty: pick(d, familyStems) + " " + pick(d, maleNames), Rent: d.money(1_200_000, 4_000_000, 100_000), From: d.ago(30, 300), Until: d.ahead(30, 300), Status: "active",
		})
	}
}

func (w *World) declarations(i int, d dice, r *register.Tax) {
	c := &w.people[i]
	year := int64(w.base.Year() - 1)
	if c.work == soleTrader || c.homesOwned > 0 || d.chance(5) {
		for n := range int64(2) {
			income := r.IncomeLastYear * float64(10-n) / 10
			r.Declarations = append(r.Declarations, register.TaxDeclaration{Year: year - n, FiledOn: register.NewDate(int(year-n)+1, 3, d.between(1, 30)), Income: income, Tax: income * 0.12, Status: "accepted"})
		}
		r.DeclarationFiled = true
	}
	if c.work == selfEmployed || c.work == soleTrader {
		for n := range int64(3) {
			r.SocialContributions = append(r.SocialContributions, register.TaxSocialContribution{Year: year - n, Payer: "self", Amount: 375_000 * 12})
		}
	} else if name, _ := w.employerOf(i); name != "" {
		for n := range int64(3) {
			r.SocialContributions = append(r.SocialContributions, register.TaxSocialContribution{Year: year - n, Payer: name, Amount: r.IncomeLastYear * 0.12})
		}
	}
}

func (w *World) businessOf(i int) register.Business {
	c := &w.people[i]
	r := register.Business{IsDirector: len(c.directs) > 0, IsFounder: len(c.directs) > 0}
	for _, f := range c.directs {
		r.Companies = append(r.Companies, register.OwnCompany{TIN: w.firms[f].tin, Name: w.firms[f].name, Status: w.firms[f].status, IsDirector: true})
	}
	if c.work == soleTrader {
		t := w.traderOf(i, c.pinfl)
		r.Companies = append(r.Companies, register.OwnCompany{TIN: t.TIN, Name: t.Name, Status: t.Status, IsDirector: true})
	}
	if c.spouse != nobody && len(w.people[c.spouse].directs) > 0 { // a share in the family's firm
		f := &w.firms[w.people[c.spouse].directs[0]]
		r.IsFounder = true
		r.Companies = append(r.Companies, register.OwnCompany{TIN: f.tin, Name: f.name, Status: f.status})
	}
	return r
}
