package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

func (w *World) soleTrader(tin string) (register.SoleTraders, bool) {
	i, ok := w.traderBy(tin)
	if !ok {
		return register.SoleTraders{}, false
	}
	t := w.traderOf(i, "")
	return register.SoleTraders{TIN: tin, FullName: w.people[i].fullName(), Activity: t.Activity, Status: t.Status, RegisteredOn: t.RegisteredOn}, true
}

// company is the record of a legal entity or a sole trader by tax number.
func (w *World) company(tin, applicant string) (register.Company, bool) {
	if f, ok := w.firmBy(tin); ok {
		return w.companyOf(f, applicant), true
	}
	if i, ok := w.traderBy(tin); ok {
		return w.traderOf(i, applicant), true
	}
	return register.Company{}, false
}

func (w *World) companyEntry(tin string) (register.CompanyEntry, bool) {
	c, ok := w.company(tin, "")
	if !ok {
		return register.CompanyEntry{}, false
	}
	r := register.CompanyEntry{
		TIN: c.TIN, Name: c.Name, Status: c.Status, RegisteredOn: c.RegisteredOn, Activity: c.Activity, Insolvent: c.Insolvent, Address: c.Address,
		SanitaryConclusion: c.SanitaryConclusion, SanitaryConclusionUntil: c.SanitaryConclusionUntil, LegalForm: c.Form, VATPayer: c.VATPayer,
	}
	if i, known := w.pinfls[c.DirectorPINFL]; known {
		r.Director = w.people[i].fullName()
	}
	for _, t := range trades {
		if t.name == c.Activity {
			r.ActivityCode = t.code
		}
	}
	if c.VATPayer {
		r.VATNumber, r.VATSince = "3"+tin+"26", daysAfter(c.RegisteredOn, 90)
	}
	return r, true
}

func (w *World) insolvency(tin string) (register.Insolvency, bool) {
	f, ok := w.firmBy(tin)
	if !ok || !w.firms[f].insolvent {
		return register.Insolvency{}, false
	}
	d := w.dice(ofFirm(f), "insolvency")
	return register.Insolvency{
		TIN: tin, CaseNumber: fmt.Sprintf("4-10-26%02d/%d", d.between(1, 12), d.between(10, 900)), Stage: pick(d, []string{"observation", "rehabilitation", "liquidation"}),
		Manager: pick(d, familyStems) + " " + pick(d, maleNames), OpenedOn: d.ago(60, 600),
	}, true
}

func (w *World) contractor(tin string) (register.Contractors, bool) {
	f, ok := w.firmBy(tin)
	if !ok || trades[w.firms[f].trade].code != "42210" && trades[w.firms[f].trade].code != "41200" {
		return register.Contractors{}, false
	}
	d := w.dice(ofFirm(f), "contractor")
	return register.Contractors{TIN: tin, Score: float64(d.between(450, 990)) / 10, Place: int64(d.between(1, 120)), Projects: int64(d.between(1, 40))}, true
}

func (w *World) stateCompany(tin string) (register.StateCompanies, bool) {
	f, ok := w.firmBy(tin)
	if !ok || !w.firms[f].state {
		return register.StateCompanies{}, false
	}
	d := w.dice(ofFirm(f), "state")
	share := float64(d.between(26, 100))
	if w.firms[f].form == "unitary" {
		share = 100
	}
	return register.StateCompanies{TIN: tin, Name: w.firms[f].name, Region: w.firms[f].region, StateShare: share, Holder: "Davlat aktivlarini boshqarish agentligi", Director: w.people[w.firms[f].director].fullName()}, true
}

func (w *World) disabilityEnterprise(tin string) (register.DisabilityEnterprises, bool) {
	f, ok := w.firmBy(tin)
	if !ok || !w.firms[f].disabled {
		return register.DisabilityEnterprises{}, false
	}
	d := w.dice(ofFirm(f), "association")
	return register.DisabilityEnterprises{
		TIN: tin, Name: w.firms[f].name, Association: pick(d, []string{"Koʻzi ojizlar jamiyati", "Karlar jamiyati", "Nogironlar jamiyati"}),
		Share: 100, DisabledStaffPercent: float64(d.between(50, 90)), ListedOn: d.ago(200, 2000),
	}, true
}

func (w *World) itParkResident(tin string) (register.ITParkResidents, bool) {
	f, ok := w.firmBy(tin)
	if !ok || !w.firms[f].itPark {
		return register.ITParkResidents{}, false
	}
	d := w.dice(ofFirm(f), "it-park")
	return register.ITParkResidents{TIN: tin, Name: w.firms[f].name, ResidentSince: d.ago(60, 1500), VirtualOffice: d.chance(60), Address: w.firms[f].address}, true
}

func (w *World) audit(tin string) (register.Audits, bool) {
	f, ok := w.firmBy(tin)
	if !ok {
		return register.Audits{}, false
	}
	d := w.dice(ofFirm(f), "audit")
	r := register.Audits{TIN: tin, Name: w.firms[f].name, Obliged: w.firms[f].form == "jsc" || f < 4 || d.chance(15)}
	if r.Obliged {
		for n := range 3 {
			year := w.base.Year() - 1 - n
			r.Reports = append(r.Reports, register.AuditsReport{Year: int64(year), Auditor: "“" + pick(d, firmFirst) + "Audit” MChJ", Opinion: pick(d, []string{"unqualified", "unqualified", "qualified"}), FiledOn: register.NewDate(year+1, 5, d.between(1, 30))})
		}
	}
	return r, true
}

func (w *World) bankAccount(tin string) (register.BankAccounts, bool) {
	c, ok := w.company(tin, "")
	if !ok {
		return register.BankAccounts{}, false
	}
	d := w.anywhere("bank", tin)
	n := d.IntN(len(banks))
	r := register.BankAccounts{TIN: tin, Name: c.Name, Account: fmt.Sprintf("20208000%s001", tin), Bank: banks[n], MFO: mfos[n]}
	if f, firm := w.firmBy(tin); firm && w.firms[f].state {
		r.TreasuryAccount = fmt.Sprintf("40011086%012d", f)
	}
	return r, true
}

func (w *World) exportReceivable(tin string) (register.ExportReceivables, bool) {
	f, ok := w.firmBy(tin)
	if !ok {
		return register.ExportReceivables{}, false
	}
	d := w.dice(ofFirm(f), "export")
	if f > 3 && !d.chance(6) {
		return register.ExportReceivables{}, false
	}
	r := register.ExportReceivables{TIN: tin, Name: w.firms[f].name, Contract: contractNumbers.number(ofFirm(f), 0), Currency: "USD"}
	if f > 3 {
		r.Overdue, r.OverdueSince = d.money(2_000, 240_000, 100), d.ago(10, 200)
	}
	return r, true
}

func (w *World) businessRating(tin string) (register.BusinessRatings, bool) {
	f, ok := w.firmBy(tin)
	if !ok {
		return register.BusinessRatings{}, false
	}
	d := w.dice(ofFirm(f), "rating")
	points := d.between(42, 98)
	if w.firms[f].taxDebt > 0 || w.firms[f].insolvent {
		points -= 20
	}
	r := register.BusinessRatings{
		TIN: tin, Name: w.firms[f].name, Grade: gradeFor(points), Points: float64(points), UpdatedOn: d.day(0, 1),
		Factors: []register.BusinessRatingsFactor{{Factor: "Soliq intizomi", Points: float64(points) * 0.4}, {Factor: "Faoliyat barqarorligi", Points: float64(points) * 0.35}, {Factor: "Mehnat munosabatlari", Points: float64(points) * 0.25}},
	}
	for n := 6; n >= 1; n-- {
		r.History = append(r.History, register.BusinessRatingsHistoryItem{Month: d.month(n), Grade: gradeFor(points + d.between(-8, 4))})
	}
	return r, true
}

func gradeFor(points int) string {
	for _, g := range []struct {
		from  int
		grade string
	}{{90, "AAA"}, {82, "AA"}, {74, "A"}, {66, "BBB"}, {58, "BB"}, {50, "B"}, {40, "CCC"}} {
		if points >= g.from {
			return g.grade
		}
	}
	return "D"
}

// trademarks of foreign owners, which importers' contracts name.
var trademarks = []register.Trademarks{
	{Number: "MGU-IR-1204511", Name: "NOVATERRA", Holder: "Novaterra Foods GmbH", Classes: []string{"29", "30"}, Status: "active"},
	{Number: "MGU-IR-1188240", Name: "HANRIVER", Holder: "Hanriver Cosmetics Co", Classes: []string{"3"}, Status: "active"},
	{Number: "MGU-IR-0990317", Name: "ANADOLU TEKSTIL", Holder: "Anadolu Tekstil AS", Classes: []string{"24", "25"}, Status: "active"},
	{Number: "MGU-IR-0870055", Name: "OLDSTAR", Holder: "Oldstar Ltd", Classes: []string{"9"}, Status: "ended"},
}

// trademark is one of the foreign marks, or that of a firm or a person of the world.
func (w *World) trademark(number string) (register.Trademarks, bool) {
	for _, t := range trademarks {
		if t.Number == number {
			t.ValidUntil = register.NewDate(w.base.Year()+4, 6, 30)
			if t.Status == "ended" {
				t.ValidUntil = register.NewDate(w.base.Year()-1, 6, 30)
			}
			return t, true
		}
	}
	o, ord, ok := trademarkNos.read(number)
	if !w.holder(o, ok) || ord != 0 {
		return register.Trademarks{}, false
	}
	if !o.firm {
		for _, own := range w.ipOf(o.at).Trademarks {
			if own.Number == number {
				return register.Trademarks{Number: number, Name: own.Name, Holder: w.nameOf(o), HolderTIN: tinOfPersons.number(o, 0), Classes: []string{"35"}, ValidUntil: own.ValidUntil, Status: "active"}, true
			}
		}
		return register.Trademarks{}, false
	}
	if o.at > 3 && o.at%7 != 0 {
		return register.Trademarks{}, false
	}
	d := w.dice(o, "trademark")
	return register.Trademarks{Number: number, Name: folded(w.firms[o.at].name), Holder: w.firms[o.at].name, HolderTIN: w.firms[o.at].tin, Classes: []string{"30", "43"}, ValidUntil: d.ahead(900, 3000), Status: "active"}, true
}

// securitiesIssue of a joint-stock company: shares, and bonds that have been paid back.
func (w *World) securitiesIssue(number string) (register.SecuritiesIssues, bool) {
	o, ord, ok := securitiesNos.read(number)
	if !w.holder(o, ok) || !o.firm || ord > 1 || w.firms[o.at].form != "jsc" {
		return register.SecuritiesIssues{}, false
	}
	d := w.dice(o, fmt.Sprint("issue", ord))
	r := register.SecuritiesIssues{Number: number, Kind: "shares", IssuerTIN: w.firms[o.at].tin, Quantity: int64(d.between(10_000, 900_000)), Status: "registered"}
	r.Placed, r.Outstanding = r.Quantity, r.Quantity
	if ord == 1 {
		r.Kind, r.MaturesOn, r.Outstanding = "bonds", d.ago(10, 60), 0
	}
	return r, true
}
