package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

func (w *World) courtOf(i int) register.Court {
	c, d := &w.people[i], w.dice(person(i), "court")
	if w.age(c.born) < 14 {
		return register.Court{}
	}
	r := register.Court{InPrison: c.prisoner, Debtor: c.bailiffDebt > 0, Debt: float64(c.bailiffDebt)}
	if c.convicted {
		r.Convictions = int64(1 + btoi(d.chance(20)))
		if r.CriminalRecord = c.prisoner || d.chance(40) && castAt[c.pinfl] == nil; !r.CriminalRecord {
			r.ExpungedOn = d.ago(100, 2000)
		}
		if !c.prisoner {
			r.ReleasedOn, r.ReleasedFrom = d.ago(900, 3500), fmt.Sprintf("%d-sonli jazoni ijro etish koloniyasi", d.between(1, 20))
		}
	}
	if r.Debtor || d.chance(3) || c.marital == "divorced" && d.chance(50) {
		r.Cases = append(r.Cases, register.CourtCase{Number: caseNumbers.number(person(i), 0), Court: w.placeOf(w.homes[c.home].district).name + ", " + courtNames[0], Status: pick(d, []string{"enforced", "pending", "closed"})})
	}
	if r.Debtor && r.Debt > 1_000_000 {
		for n, v := range w.vehiclesOf(person(i)) {
			if n == 0 {
				r.Bans = append(r.Bans, register.CourtBan{Object: v.Plate, Case: caseNumbers.number(person(i), 0), Amount: r.Debt, Since: d.ago(30, 300)})
			}
		}
		for _, t := range w.objectsOf(person(i)) {
			if t.Arrested {
				r.Bans = append(r.Bans, register.CourtBan{Object: t.CadastreNumber, Case: caseNumbers.number(person(i), 0), Amount: r.Debt, Since: d.ago(30, 300)})
			}
		}
	}
	if c.marital == "divorced" && len(c.children) > 0 && (d.chance(60) || castAt[c.pinfl] != nil) {
		number := caseNumbers.number(person(i), 1)
		r.Cases = append(r.Cases, register.CourtCase{Number: number, Court: w.placeOf(w.homes[c.home].district).name + ", " + courtNames[0], Status: "enforced"})
		for n := 6; n >= 1; n-- {
			a := register.CourtAlimonyItem{CaseNumber: number, Month: d.month(n), Charged: 1_150_000, Paid: 1_150_000}
			if n <= 2 {
				a.Paid = 400_000
				r.AlimonyDebt += a.Charged - a.Paid
			}
			r.Alimony = append(r.Alimony, a)
		}
	}
	if c.female && (d.chance(0.6) || c.notebook == "women" && castAt[c.pinfl] != nil) {
		r.ProtectionOrder, r.ProtectionOrderNumber, r.ProtectionOrderUntil = true, fmt.Sprintf("HO-%06d", d.between(1, 999_999)), d.ahead(5, 300)
	}
	r.InsolvencyCase = d.chance(0.4)
	return r
}

func (w *World) borderOf(i int) register.Border {
	c, d := &w.people[i], w.dice(person(i), "border")
	r := register.Border{Abroad: c.work == abroad, TravelBan: c.bailiffDebt > 10_000_000 || c.prisoner}
	if r.TravelBan {
		r.BanImposedBy, r.BanGround = bailiffs, "ijro hujjati boʻyicha qarz"
		if c.prisoner {
			r.BanImposedBy, r.BanGround = "sud", "hukm"
		}
	}
	if c.passport || c.country != "UZB" {
		r.ForeignPassport, r.ForeignPassportValidUntil = w.travelPassport(i)
		out := d.ago(60, 300)
		days := d.between(4, 40)
		if r.Abroad {
			days = d.between(120, 320)
			r.Crossings = []register.BorderCrossing{{Date: d.ago(100, 200), Point: pick(d, borderGates), Direction: "out"}}
			r.DaysAbroadLastYear = int64(days)
			return r
		}
		if d.chance(70) {
			back := daysAfter(out, days)
			r.Crossings = []register.BorderCrossing{{Date: back, Point: pick(d, borderGates), Direction: "in"}, {Date: out, Point: pick(d, borderGates), Direction: "out"}}
			r.DaysAbroadLastYear = int64(days)
		}
	}
	return r
}

func (w *World) migrationOf(i int) register.Migration {
	c, d := &w.people[i], w.dice(person(i), "migration")
	if c.country == "UZB" {
		return register.Migration{}
	}
	r := register.Migration{RegisteredStay: true, Violations: int64(btoi(castAt[c.pinfl] == nil && d.chance(6)))}
	if castAt[c.pinfl] != nil || d.chance(55) {
		r.ResidencePermit, r.ResidenceUntil = passport("YG", i), d.ahead(200, 1600)
	}
	if castAt[c.pinfl] != nil || r.ResidencePermit == "" {
		r.Visa, r.VisaUntil = pick(d, []string{"O-1", "B-2", "E"}), d.ahead(15, 200)
	}
	if c.earns() {
		r.WorkPermitUntil = d.ahead(40, 350)
	}
	return r
}

func (w *World) notaryOf(i int) register.Notary {
	c, d := &w.people[i], w.dice(person(i), "notary")
	if w.age(c.born) < 18 {
		return register.Notary{}
	}
	_, named := castAt[c.pinfl]
	office := fmt.Sprintf("%s, %d-sonli %s", w.placeOf(w.homes[c.home].district).name, d.between(1, 4), notaryWord)
	var r register.Notary
	for ord, kind := range []string{"attorney", "contract", "inheritance", "will"} {
		if !(named && ord < 3) && !d.chance([]float64{18, 14, 5, 2}[ord]) {
			continue
		}
		r.Acts = append(r.Acts, register.NotaryAct{Number: powerNumbers.number(person(i), ord), Kind: kind, Date: d.ago(60, 1500), Office: office})
		switch kind {
		case "attorney":
			r.PowersOfAttorney++
		case "inheritance":
			r.InheritanceCases++
		}
	}
	r.Attorneys = w.powersOf(i)
	return r
}

func (w *World) creditOf(i int) register.Credit {
	c, d := &w.people[i], w.dice(person(i), "credit")
	if w.age(c.born) < 18 {
		return register.Credit{}
	}
	r := register.Credit{Loans: int64(c.loans), Overdue: float64(c.overdue), Score: int64(d.between(280, 520))}
	if c.overdue > 0 {
		r.Score = int64(d.between(90, 220))
	}
	for n := range c.loans {
		amount := d.money(5_000_000, 90_000_000, 500_000)
		kind := pick(d, []string{"consumer", "car-loan", "microloan"})
		if n == 1 {
			kind, amount = "mortgage", amount*4
		}
		record := register.CreditRecord{Lender: pick(d, lenders), Kind: kind, Amount: amount, Left: amount * float64(d.between(2, 9)) / 10}
		if n == 0 {
			record.Overdue = r.Overdue
		}
		r.Records = append(r.Records, record)
	}
	if c.loans > 0 || d.chance(10) {
		r.Enquiries = []register.CreditEnquiry{{Date: d.ago(10, 200), Who: pick(d, lenders)}}
	}
	return r
}
