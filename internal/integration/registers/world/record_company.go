package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// companyOf is a legal entity as the person who asks sees it: only its director is told that he or she is one.
func (w *World) companyOf(f int, applicant string) register.Company {
	firm, d := &w.firms[f], w.dice(ofFirm(f), "company")
	director := &w.people[firm.director]
	_, named := castAt[director.pinfl]
	r := register.Company{
		TIN: firm.tin, Name: firm.name, Form: firm.form, Status: firm.status, RegisteredOn: firm.registered, DirectorPINFL: director.pinfl,
		IsDirector: director.pinfl == applicant, Region: firm.region, District: firm.district, Address: firm.address, Activity: trades[firm.trade].name,
		Employees: int64(len(firm.workers)), Capital: d.money(10_000_000, 900_000_000, 1_000_000), TaxDebt: float64(firm.taxDebt), VATPayer: firm.vat,
		Insolvent: firm.insolvent, Licences: int64(len(w.firmLicences(f))), TaxReportsFiled: named || d.chance(90), ForeignStaffQuotaLeft: int64(d.between(0, 6)),
		Activities: noticesOf(trades[firm.trade].code),
	}
	if firm.form == "jsc" || named {
		r.Capital = d.money(12_000_000_000, 90_000_000_000, 100_000_000)
	}
	if d.chance(8) {
		r.ForeignShare = float64(d.between(5, 60))
	}
	if firm.disabled && d.chance(60) {
		r.TillContracts = int64(d.between(1, 8))
	}
	for _, l := range w.firmLicences(f) {
		r.LicenceSuspended = r.LicenceSuspended || l.Status == "suspended"
	}
	r.SanitaryConclusion, r.SanitaryConclusionUntil = w.sanitary(f)
	w.companyPeople(f, d, &r)
	w.companyThings(f, d, &r)
	w.companyDuties(f, d, &r)
	return r
}

// noticesOf are the codes of the activities of which a firm of that trade has given notice.
func noticesOf(code string) []string {
	return map[string][]string{"45200": {"vehicle-conversion", "vehicle-repair"}, "49410": {"freight"}, "49310": {"passengers"}, "56100": {"catering"}, "47730": {"pharmacy"}}[code]
}

// sanitary is the conclusion that food, health, education and beauty need.
func (w *World) sanitary(f int) (string, register.Date) {
	d := w.dice(ofFirm(f), "sanitary")
	switch trades[w.firms[f].trade].section {
	case "I", "Q", "P", "S", "C", "G":
		if d.chance(85) || f < 4 {
			return fmt.Sprintf("SX-%07d", 1_000_000+f*37), d.ahead(30, 900)
		}
	}
	return "", register.Date{}
}

func (w *World) companyPeople(f int, d dice, r *register.Company) {
	firm := &w.firms[f]
	director := &w.people[firm.director]
	r.Staff = []register.CompanyStaffItem{{Name: director.fullName(), Position: "direktor", Since: firm.registered}}
	for n, i := range firm.workers {
		c := &w.people[i]
		since := d.ago(120, 2500)
		if len(r.Staff) < 60 && i != firm.director {
			r.Staff = append(r.Staff, register.CompanyStaffItem{Name: c.fullName(), Position: c.post, Since: since})
		}
		r.Workers = append(r.Workers, register.CompanyWorker{
			PINFL: c.pinfl, Position: c.post, Since: since, Wage: float64(c.wage), Consented: n%4 != 3 || c.disability > 0,
			DisabilityGroup: int64(c.disability), ReleasedFromPrison: c.convicted && !c.prisoner, Subsidised: n%5 == 4,
		})
		if n < 2 {
			r.Arbitrators = append(r.Arbitrators, register.CompanyArbitrator{PINFL: c.pinfl, FullName: c.fullName(), Status: []string{"listed", "consented"}[n], Eligible: c.field == "law" || n == 1})
		}
		if c.age18to30(w) && len(r.Graduates) < 3 && (firm.itPark || trades[firm.trade].section == "P" || f < 4) {
			done := d.ago(200, 400)
			r.Graduates = append(r.Graduates, register.CompanyGraduate{PINFL: c.pinfl, Course: "Backend dasturlash", FinishedOn: done, HiredOn: daysAfter(done, 40), EmployerITPark: true, EmployerExports: n%3 != 2, Subsidised: n%5 == 4})
		}
	}
	sections := []string{"urban", "architecture", "structures", "utilities", "estimate"}
	if trades[firm.trade].section == "N" || f == 0 {
		sections = []string{"tourism"}
	} else if trades[firm.trade].section != "M" && trades[firm.trade].section != "F" && f > 3 {
		return
	}
	for n, q := range sections {
		r.Specialists = append(r.Specialists, register.CompanySpecialist{
			Name: pick(d, familyStems) + " " + pick(d, maleNames), Qualification: q,
			Certificate: qualifications.number(ofFirm(f), n), ValidUntil: d.ahead(60, 900),
		})
	}
}

func (c *citizen) age18to30(w *World) bool { a := w.age(c.born); return a >= 18 && a <= 30 }

func (w *World) companyThings(f int, d dice, r *register.Company) {
	for n, t := range w.premisesOf(f) {
		p := register.CompanyPremise{CadastreNumber: t.CadastreNumber, Address: t.Address, Right: "owned"}
		if n == 1 {
			p.Right, p.Until = "leased", d.ahead(60, 700)
		}
		r.Premises = append(r.Premises, p)
		if n == 0 || f < 4 {
			r.CashRegisters = append(r.CashRegisters, register.CompanyCashRegister{Number: fmt.Sprintf("NK%08d", f*10+n), CadastreNumber: t.CadastreNumber})
		}
	}
	if section := trades[w.firms[f].trade].section; section == "C" || section == "G" || f < 4 {
		for n, product := range []string{"Non mahsulotlari", "Freonsiz sovutgich"} {
			status := "active"
			if n == 0 && d.chance(20) {
				status = "expired"
			}
			r.Certificates = append(r.Certificates, register.CompanyCertificate{Number: fmt.Sprintf("UZ.SMT.01.%07d", f*10+n), Product: product, Standard: "OʻzDSt 3.2026", Body: "Oʻztest", ValidUntil: d.ahead(60, 900), Status: status})
		}
	}
	if section := trades[w.firms[f].trade].section; section == "J" || f < 4 {
		for _, device := range []string{"terminal", "virtual", "module"} {
			r.MakerContracts = append(r.MakerContracts, register.CompanyMakerContract{Maker: "“Elektron kassa” MChJ", Device: device, Until: d.ahead(60, 500)})
		}
	}
}

// companyDuties is what a firm owes the state and when the state comes to look.
func (w *World) companyDuties(f int, d dice, r *register.Company) {
	firm := &w.firms[f]
	if firm.form == "farm" || firm.disabled || firm.itPark || d.chance(8) {
		r.TaxBenefits = []register.CompanyTaxBenefit{{Tax: "property-tax", Ground: "Soliq kodeksi, 414-modda", Until: d.ahead(100, 900)}}
	}
	balance := -r.TaxDebt
	for n, tax := range []string{"vat", "income-tax", "social-tax", "property-tax"} {
		if tax == "vat" && !firm.vat {
			continue
		}
		charged := d.money(2_000_000, 60_000_000, 10_000)
		r.TaxAccount = append(r.TaxAccount, register.CompanyTaxAccountItem{Tax: tax, Date: d.day(1, 20), Charged: charged, Paid: charged + balance*float64(btoi(n == 3)), Balance: balance * float64(btoi(n == 3))})
	}
	if d.chance(25) {
		from := d.ahead(10, 300)
		r.Inspections = []register.CompanyInspection{{Body: taxOffice, From: from, Until: daysAfter(from, 10), Ground: "xavf tahlili boʻyicha reja"}}
	}
}

// traderOf is a sole trader as a company: sole traders apply in the same forms.
func (w *World) traderOf(i int, applicant string) register.Company {
	c, d := &w.people[i], w.dice(person(i), "trader")
	h := &w.homes[c.home]
	r := register.Company{
		TIN: tinOfPersons.number(person(i), 0), Name: c.fullName() + " " + legalForms["sole-trader"], Form: "sole-trader", Status: "active", RegisteredOn: d.ago(200, 3000),
		DirectorPINFL: c.pinfl, IsDirector: c.pinfl == applicant, Region: h.region, District: h.district, Address: h.address, Activity: w.traderActivity(i),
		TaxDebt: float64(c.taxDebt), TaxReportsFiled: true, ForeignStaffQuotaLeft: 1,
	}
	for _, t := range w.objectsOf(person(i)) {
		if t.ord == shop {
			r.Premises = append(r.Premises, register.CompanyPremise{CadastreNumber: t.CadastreNumber, Address: t.Address, Right: "owned"})
			r.CashRegisters = append(r.CashRegisters, register.CompanyCashRegister{Number: fmt.Sprintf("NK%08d", 50_000_000+i), CadastreNumber: t.CadastreNumber})
		}
	}
	return r
}

func (w *World) traderActivity(i int) string {
	if w.people[i].has(carrier) {
		return trades[tradeOf("49310")].name
	}
	return trades[5+i%(len(trades)-5)].name
}
