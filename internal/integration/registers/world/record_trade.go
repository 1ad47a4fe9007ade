package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// licenceKind is a licence that a firm of some section of the classifier may hold.
type licenceKind struct{ sections, kind, authority string }

var licenceKinds = []licenceKind{
	{"A", "Yer osti suvlaridan foydalanishga ruxsatnoma", "mining-geology"},
	{"AC", "Veterinariya faoliyatini amalga oshirish", "veterinary"},
	{"CF", "Foydali qazilmalarni qazib olish litsenziyasi", "mining-geology"},
	{"FM", "Arxitektura-shaharsozlik hujjatlarini ishlab chiqish litsenziyasi", "construction"},
	{"GI", "Alkogol mahsulotlari bilan chakana savdo litsenziyasi", "tax-committee"},
	{"G", "Farmatsevtika faoliyati litsenziyasi", "pharma"},
	{"H", "Yoʻlovchi va yuk tashish litsenziyasi", "transport"},
	{"JK", "Telekommunikatsiya xizmatlari litsenziyasi", "digital"},
	{"N", "Turoperator litsenziyasi", "tourism"},
	{"P", "Nodavlat taʼlim xizmatlari litsenziyasi", "education"},
	{"Q", "Tibbiy faoliyat litsenziyasi", "health"},
	{"K", "Sugʻurta faoliyati litsenziyasi", "prospective-projects"},
}

// licencesOf is a person's own licences and those of the firms that he or she directs. The ordinals of the first firm
// begin with 4, of the second with 8.
func (w *World) licencesOf(i int) []register.Licence {
	c := &w.people[i]
	var list []register.Licence
	if c.has(hunter) {
		list = append(list, w.licence(person(i), 0, "Ovchilik guvohnomasi", "ecology"))
	}
	if c.has(carrier) {
		list = append(list, w.licence(person(i), 1, "Yoʻlovchi va yuk tashish litsenziyasi", "transport"))
	}
	if c.has(medic) && c.work == soleTrader || c.has(mediator) {
		list = append(list, w.licence(person(i), 2, "Mediator guvohnomasi", "justice"))
	}
	if c.has(cadastralEngineer) {
		list = append(list, w.licence(person(i), 3, "Kadastr muhandisi sertifikati", "cadastre"))
	}
	for _, f := range c.directs {
		list = append(list, w.firmLicences(f)...)
	}
	return list
}

func (w *World) firmLicences(f int) []register.Licence {
	section := trades[w.firms[f].trade].section
	var list []register.Licence
	for ord, k := range licenceKinds {
		for _, s := range k.sections {
			if string(s) == section {
				list = append(list, w.licence(ofFirm(f), ord, k.kind, k.authority))
			}
		}
	}
	return list
}

func (w *World) licence(o owner, ord int, kind, authority string) register.Licence {
	d := w.dice(o, fmt.Sprint("licence", ord))
	l := register.Licence{Number: licenceNumbers.number(o, ord), Kind: kind, Authority: authority, ValidUntil: d.ahead(90, 1700), Status: "active"}
	named := !o.firm && castAt[w.people[o.at].pinfl] != nil || o.firm && castAt[w.people[w.firms[o.at].director].pinfl] != nil
	switch {
	case named:
	case d.chance(5):
		l.Status = "suspended"
	case d.chance(10):
		l.Status, l.ValidUntil = "expired", d.ago(10, 400)
	}
	return l
}

func (w *World) licencesRecord(i int) register.Licences {
	c, d := &w.people[i], w.dice(person(i), "licences")
	r := register.Licences{Licences: w.licencesOf(i), FeePaid: true}
	r.Count = int64(len(r.Licences))
	for _, l := range r.Licences {
		r.Suspended += int64(btoi(l.Status == "suspended"))
	}
	if castAt[c.pinfl] == nil {
		r.Violations = int64(weighted(d, 93, 5, 2))
	}
	if r.Count > 0 || c.grade >= bachelor && d.chance(20) {
		r.ExamPassed, r.ExamScore = true, int64(d.between(65, 98))
		r.InspectionPassed, r.InspectedOn = d.chance(85) || castAt[c.pinfl] != nil, d.ago(20, 300)
	}
	exam := func(name string, fields ...string) {
		for _, f := range fields {
			r.Exams = append(r.Exams, register.LicencesExam{Exam: name, Field: f, Passed: true, Score: float64(d.between(70, 98)), ValidUntil: d.ahead(90, 330)})
		}
	}
	for _, s := range c.skills {
		switch s {
		case appraiser:
			exam("appraiser", "real-estate", "movable", "business", "ip")
			exam("appraiser-extension", "")
		case realtor:
			exam("realtor", "")
			exam("realtor-extension", "")
		case ecoAuditor:
			exam("environmental-auditor", "air", "water", "waste", "soil", "nature")
		case safetyExpert:
			exam("industrial-safety", "pressure", "lifting", "gas", "chemical", "mining", "oil")
		case hunter:
			exam("hunting", "")
		default: // examined elsewhere, or a circumstance
		}
	}
	return r
}

func (w *World) customsOf(i int) register.Customs {
	c, d := &w.people[i], w.dice(person(i), "customs")
	r := register.Customs{DutyFreeLeft: d.money(200_000, 12_000_000, 100_000), Devices: int64(weighted(d, 60, 30, 10))}
	if d.chance(15) || castAt[c.pinfl] != nil {
		for range d.between(1, 3) {
			r.Parcels = append(r.Parcels, register.CustomsParcel{
				Date: d.ago(3, 90), Carrier: pick(d, []string{"Oʻzbekiston pochtasi", "Fargo", "BTS Express"}),
				Number: postalNumber("RB", d.between(10_000_000, 99_999_999)), Value: d.money(100_000, 2_000_000, 1_000),
			})
		}
	}
	if !c.has(importer) && (len(c.directs) == 0 || !d.chance(15)) {
		return r
	}
	for n := range 2 {
		number := declarations.number(person(i), n)
		r.Declarations = append(r.Declarations, register.CustomsDeclaration{Number: number, Goods: pick(d, []string{"naslli qoramol", "naslli qoʻy"}), Heads: int64(d.between(20, 120)), Date: d.ago(20, 120)})
		r.Payments = append(r.Payments, register.CustomsPayment{Date: d.ago(15, 110), Declaration: number, Charged: 48_000_000, Paid: 48_000_000})
	}
	partners := []string{"Berlin Messe GmbH", "Silk Road Trade Ltd", trademarks[i%len(trademarks)].Holder}
	for n, partner := range partners {
		r.Contracts = append(r.Contracts, register.CustomsContract{
			Number: contractNumbers.number(person(i), 1+n), Partner: partner, Country: []string{"DEU", "TUR", "KOR"}[n],
			ValidUntil: d.ahead(60, 500), Paid: d.money(30_000_000, 300_000_000, 1_000_000),
		})
	}
	r.Deposit = d.money(5_000_000, 60_000_000, 1_000_000)
	r.Guarantee, r.GuaranteeRequired, r.GuaranteeUntil = 500_000_000, 300_000_000, d.ahead(40, 300)
	if castAt[c.pinfl] == nil {
		if d.chance(12) {
			r.Debt = d.money(1_000_000, 40_000_000, 100_000)
		}
		r.Violations = int64(weighted(d, 92, 8))
	}
	return r
}

func (w *World) agricultureOf(i int) register.Agriculture {
	c, d := &w.people[i], w.dice(person(i), "agriculture")
	r := register.Agriculture{Farm: c.farm, VeterinaryPassport: c.herd}
	for _, p := range w.landOf(i).Plots {
		r.AreaHa += p.AreaHa
	}
	if c.plots > 0 {
		r.Crops = []string{pick(d, crops), pick(d, crops)}
	}
	if c.herd {
		for n, kind := range []string{"cattle", "sheep", "goat", "dog"} {
			if n == 0 || c.farm || d.chance(30) {
				r.Livestock = append(r.Livestock, register.Livestock{Tag: tagNumbers.number(person(i), n), Kind: kind, Count: int64(map[bool]int{true: d.between(20, 140), false: d.between(1, 9)}[c.farm && kind != "dog"])})
			}
		}
	}
	if !c.farm {
		return r
	}
	r.SeedCertificate, r.MultiProfile = d.chance(60) || castAt[c.pinfl] != nil, d.chance(30) || castAt[c.pinfl] != nil
	r.SubsidyUsed = d.money(0, 40_000_000, 500_000)
	r.Profiles = []string{"bogʻdorchilik", "chorvachilik"}
	for n, kind := range []string{"seeder", "transplanter", "nursery"} {
		r.Machines = append(r.Machines, register.AgricultureMachine{Serial: machineSerials.number(person(i), n), Kind: kind, Model: pick(d, []string{"Kubota SPV-6", "John Deere 1570", "Yanmar AP6"}), RegisteredOn: d.ago(60, 900), Subsidised: n == 2})
	}
	r.QuarantineDocuments = []register.AgricultureQuarantineDocument{{Number: quarantine.number(person(i), 0), Cargo: "mevali daraxt koʻchatlari", Origin: "TUR"}, {Number: quarantine.number(person(i), 1), Cargo: "urugʻlik kartoshka", Origin: "NLD", CancelledOn: d.ago(20, 100)}}
	for n, decl := range w.customsOf(i).Declarations {
		r.Imports = append(r.Imports, register.AgricultureImport{Declaration: decl.Number, Kind: []string{"cattle", "sheep"}[n%2], Heads: decl.Heads, PedigreeHeads: decl.Heads, QuarantinePassed: true, SubsidisedHeads: decl.Heads / 2 * int64(n)})
	}
	return r
}

func (w *World) ecologyOf(i int) register.Ecology {
	c, d := &w.people[i], w.dice(person(i), "ecology")
	_, named := castAt[c.pinfl]
	r := register.Ecology{QuotaLeft: int64(d.between(0, 12)), GatheringLeftKg: float64(d.between(20, 400)), HuntingTicket: c.has(hunter) && !named}
	if len(c.directs) > 0 || named {
		r.Permits, r.ConclusionValidUntil, r.OzoneQuotaKg = int64(d.between(0, 3)), d.ahead(60, 900), float64(d.between(50, 900))
	}
	if !named {
		r.Violations = int64(weighted(d, 97, 3))
	}
	return r
}

func (w *World) miningOf(i int) register.Mining {
	c, d := &w.people[i], w.dice(person(i), "mining")
	if !c.farm && (len(c.directs) == 0 || !d.chance(25)) {
		return register.Mining{}
	}
	limit := float64(d.between(20, 200) * 1000)
	return register.Mining{Permits: int64(d.between(1, 3)), WaterLimit: limit, WaterUsed: limit * float64(d.between(20, 95)) / 100, WellPassport: d.chance(70) || castAt[c.pinfl] != nil}
}

func (w *World) ipOf(i int) register.IP {
	c, d := &w.people[i], w.dice(person(i), "ip")
	if !c.has(inventor) {
		return register.IP{}
	}
	return register.IP{Objects: int64(d.between(1, 4)), Trademarks: []register.IPTrademark{{Number: trademarkNos.number(person(i), 0), Name: pick(d, firmFirst) + pick(d, firmSecond), ValidUntil: d.ahead(400, 3000)}}}
}

func (w *World) securitiesOf(i int) register.Securities {
	c, d := &w.people[i], w.dice(person(i), "securities")
	if !c.has(shareholder) {
		return register.Securities{}
	}
	issuer := pick(d, []string{"“Qizilqumsement” AJ", "“Oʻzmetkombinat” AJ", "“Hamkorbank” AJ", "“Kvarts” AJ"})
	quantity := float64(d.between(50, 5000))
	accrued := quantity * float64(d.between(100, 900))
	return register.Securities{
		Holdings:    []register.SecuritiesHolding{{Issuer: issuer, Kind: "shares", Quantity: quantity, Nominal: 1_000}},
		Dividends:   []register.SecuritiesDividend{{Issuer: issuer, Year: int64(w.base.Year() - 1), Accrued: accrued, Paid: accrued / 2}, {Issuer: issuer, Year: int64(w.base.Year() - 2), Accrued: accrued, Paid: accrued}},
		Uncollected: accrued / 2,
	}
}
