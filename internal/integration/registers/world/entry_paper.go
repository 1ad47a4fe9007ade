package world

import (
	"fmt"
	"strings"

	"github.com/yagona/portal/internal/register"
)

// documentEntry finds a paper by the number under its code: cadastral passports, quarantine certificates, diplomas, acts
// of the civil registry, notarial acts.
func (w *World) documentEntry(number string) (register.DocumentEntry, bool) {
	for _, find := range []func(string) (register.DocumentEntry, bool){w.cadastralPaper, w.quarantinePaper, w.diplomaPaper, w.actPaper, w.notarialPaper} {
		if r, ok := find(number); ok {
			return r, true
		}
	}
	return register.DocumentEntry{}, false
}

func (w *World) cadastralPaper(number string) (register.DocumentEntry, bool) {
	o, ord, ok := cadastrePapers.read(number)
	if !w.holder(o, ok) {
		return register.DocumentEntry{}, false
	}
	for _, t := range w.objectsOf(o) {
		if t.ord == ord {
			c, _ := w.cadastreEntry(t.CadastreNumber)
			return register.DocumentEntry{
				Number: number, Kind: "cadastral-passport", IssuedOn: c.PassportIssuedOn, ValidUntil: yearsAfter(c.PassportIssuedOn, 30), Status: "valid",
				Subject: t.CadastreNumber + ", " + t.Address, Issuer: "Kadastr agentligi",
			}, true
		}
	}
	return register.DocumentEntry{}, false
}

func (w *World) quarantinePaper(number string) (register.DocumentEntry, bool) {
	o, ord, ok := quarantine.read(number)
	if !w.holder(o, ok) || o.firm {
		return register.DocumentEntry{}, false
	}
	for _, q := range w.agricultureOf(o.at).QuarantineDocuments {
		if q.Number == number {
			d := w.dice(o, fmt.Sprint("quarantine", ord))
			r := register.DocumentEntry{Number: number, Kind: "phytosanitary-certificate", IssuedOn: d.ago(30, 120), ValidUntil: d.ahead(20, 90), Status: "valid", Subject: q.Cargo, Issuer: "Oʻsimliklar karantini va himoyasi agentligi"}
			if !q.CancelledOn.IsZero() {
				r.Status = "annulled"
			}
			return r, true
		}
	}
	return register.DocumentEntry{}, false
}

func (w *World) diplomaPaper(number string) (register.DocumentEntry, bool) {
	o, _, ok := diplomaNumbers.read(number)
	if !w.holder(o, ok) || o.firm {
		return register.DocumentEntry{}, false
	}
	for _, dip := range w.diplomasOf(o.at) {
		if dip.Number == number {
			return register.DocumentEntry{Number: number, Kind: "diploma", IssuedOn: register.NewDate(int(dip.Year), 7, 1), Status: "valid", Subject: masked(&w.people[o.at]), Issuer: dip.Institution}, true
		}
	}
	return register.DocumentEntry{}, false
}

func (w *World) actPaper(number string) (register.DocumentEntry, bool) {
	o, _, ok := actNumbers.read(number)
	if !w.holder(o, ok) || o.firm {
		return register.DocumentEntry{}, false
	}
	for _, a := range w.civilOf(o.at).Acts {
		if a.Number == number {
			return register.DocumentEntry{Number: number, Kind: a.Kind, IssuedOn: a.Date, Status: "valid", Subject: masked(&w.people[o.at]), Issuer: a.Office}, true
		}
	}
	return register.DocumentEntry{}, false
}

func (w *World) notarialPaper(number string) (register.DocumentEntry, bool) {
	o, _, ok := powerNumbers.read(number)
	if !w.holder(o, ok) || o.firm {
		return register.DocumentEntry{}, false
	}
	for _, a := range w.notaryOf(o.at).Acts {
		if a.Number == number {
			return register.DocumentEntry{Number: number, Kind: a.Kind, IssuedOn: a.Date, Status: "valid", Subject: masked(&w.people[o.at]), Issuer: a.Office}, true
		}
	}
	return register.DocumentEntry{}, false
}

// certificate is of a language or of a teacher's attestation.
func (w *World) certificate(number string) (register.CertificateEntry, bool) {
	if o, _, ok := languageNumbers.read(number); w.holder(o, ok) && !o.firm {
		for _, l := range w.educationOf(o.at).LanguageCertificates {
			if l.Number == number {
				d := w.dice(o, "certificate "+number)
				return register.CertificateEntry{
					Number: number, Kind: "language", HolderMasked: masked(&w.people[o.at]), Field: l.Language, Level: l.Level, Score: float64(d.between(52, 79)),
					IssuedOn: yearsAfter(l.ValidUntil, -3), ValidUntil: l.ValidUntil, Status: "valid",
				}, true
			}
		}
	}
	o, ord, ok := attestNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord != 0 || !w.people[o.at].has(teacher) {
		return register.CertificateEntry{}, false
	}
	e := w.educationOf(o.at)
	return register.CertificateEntry{
		Number: number, Kind: "teacher-attestation", HolderMasked: masked(&w.people[o.at]), Field: specialities[w.people[o.at].field], Level: e.TeacherCategory,
		Score: 84, IssuedOn: yearsAfter(e.TeacherCategoryUntil, -5), ValidUntil: e.TeacherCategoryUntil, Status: "valid",
	}, true
}

// recognised are foreign diplomas that the state has recognised.
var recognised = []register.RecognisedDiplomas{
	{Number: "NOS-2024-00117", Institution: "Moskva davlat universiteti", Country: "RUS", Level: "bachelor", RecognisedOn: register.NewDate(2024, 4, 12), Status: "recognised", HolderMasked: "Karimov J."},
	{Number: "NOS-2025-00480", Institution: "Seoul National University", Country: "KOR", Level: "master", RecognisedOn: register.NewDate(2025, 9, 3), Status: "recognised", HolderMasked: "Yusupova D."},
	{Number: "NOS-2025-01022", Institution: "Istanbul University", Country: "TUR", Level: "bachelor", RecognisedOn: register.NewDate(2025, 11, 19), Status: "recognised", HolderMasked: "Tursunov A."},
	{Number: "NOS-2026-00034", Institution: "Unaccredited College", Country: "XXX", Level: "bachelor", RecognisedOn: register.NewDate(2026, 2, 8), Status: "rejected", HolderMasked: "Saidov B."},
}

func (w *World) recognisedDiploma(number string) (register.RecognisedDiplomas, bool) {
	for _, r := range recognised {
		if strings.EqualFold(r.Number, number) {
			return r, true
		}
	}
	return register.RecognisedDiplomas{}, false
}

var entranceNumbers = newSeries("A", 8, 29_154_761)

// entranceResult is the entrance tests of today's students, and of those who have just left school.
func (w *World) entranceResult(number string) (register.EntranceResults, bool) {
	o, ord, ok := entranceNumbers.read(strings.ToUpper(number))
	if !w.holder(o, ok) || o.firm || ord != 0 {
		return register.EntranceResults{}, false
	}
	c := &w.people[o.at]
	if age := w.age(c.born); c.work != student && (age < 18 || age > 20) {
		return register.EntranceResults{}, false
	}
	d := w.dice(o, "entrance")
	r := register.EntranceResults{Number: number, Year: int64(w.base.Year()), Programme: specialities[pick(d, fields)], PassingScore: float64(d.between(1000, 1400)) / 10}
	for n, subject := range []string{"Ona tili", "Matematika", "Oʻzbekiston tarixi", "Matematika (mutaxassislik)", "Ingliz tili"} {
		weight := []float64{1.1, 1.1, 1.1, 3.1, 2.1}[n]
		right := d.between(3, 10) * (1 + 2*btoi(n > 2))
		r.Subjects = append(r.Subjects, register.EntranceResultsSubject{Subject: subject, Right: int64(right), Score: float64(int(float64(right)*weight*10)) / 10})
		r.Total += float64(int(float64(right)*weight*10)) / 10
	}
	if c.work == student {
		r.PassingScore = r.Total - 6
	}
	r.Recommended = r.Total >= r.PassingScore
	return r, true
}

func (w *World) labResult(number string) (register.LabResults, bool) {
	o, ord, ok := sampleNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord != 0 {
		return register.LabResults{}, false
	}
	r := register.LabResults{SampleNumber: number}
	for _, l := range w.healthOf(o.at).LabResults {
		r.TakenOn, r.Laboratory = l.TakenOn, l.Laboratory
		r.Indicators = append(r.Indicators, register.LabResultsIndicator{Name: l.Indicator, Value: l.Value, Norm: l.Norm})
	}
	return r, len(r.Indicators) > 0
}

// receipt is one of four of the last year that anybody has; the first has not been compensated.
func (w *World) receipt(number string) (register.ReceiptEntry, bool) {
	o, ord, ok := receiptNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord > 3 {
		return register.ReceiptEntry{}, false
	}
	d := w.dice(o, fmt.Sprint("receipt", ord))
	f := &w.firms[d.IntN(len(w.firms))]
	return register.ReceiptEntry{Number: number, Seller: f.name, SellerTIN: f.tin, Date: d.ago(10, 300), Amount: d.money(300_000, 18_000_000, 10_000), Compensated: ord > 0 && d.chance(40)}, true
}

// invoice is one of three: to the person, to the tax number of the person, to the firm that he or she directs.
func (w *World) invoice(number string) (register.InvoiceEntry, bool) {
	o, ord, ok := invoiceNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord > 2 {
		return register.InvoiceEntry{}, false
	}
	c, d := &w.people[o.at], w.dice(o, fmt.Sprint("invoice", ord))
	r := register.InvoiceEntry{Number: number, Date: d.ago(10, 250), Goods: pick(d, []string{"reklama xizmati", "sayt ishlab chiqish", "fotosurat xizmati"}), Amount: d.money(800_000, 16_000_000, 10_000), Compensated: castAt[c.pinfl] == nil && d.chance(20)}
	r.Seller, r.SellerTIN = w.firms[(o.at+ord)%len(w.firms)].name, w.firms[(o.at+ord)%len(w.firms)].tin
	switch {
	case ord == 0:
		r.Buyer = c.pinfl
	case ord == 1:
		r.Buyer = tinOfPersons.number(o, 0)
	case len(c.directs) > 0:
		r.Buyer, r.Goods = w.firms[c.directs[0]].tin, "qishloq xoʻjaligi texnikasi"
	default:
		return register.InvoiceEntry{}, false
	}
	return r, true
}

func (w *World) convict(pinfl string) (register.Convicts, bool) {
	i, ok := w.pinfls[pinfl]
	if !ok || !w.people[i].prisoner {
		return register.Convicts{}, false
	}
	d := w.dice(person(i), "convict")
	return register.Convicts{
		PINFL: pinfl, Institution: fmt.Sprintf("%d-sonli jazoni ijro etish koloniyasi", d.between(1, 20)), Address: w.birthPlace(i), Phone: d.phone(),
		VisitsLeft: int64(d.between(0, 6)), NextVisitFrom: d.ahead(1, 60),
	}, true
}

// deceasedBy finds a relative that has died: area and serial of the number hold the person in whose records he or she
// stands.
func (w *World) deceasedBy(pinfl string) (dead register.CivilDeceasedItem, relative int, ok bool) {
	if !ValidPINFL(pinfl) {
		return dead, 0, false
	}
	var area, serial int
	if _, err := fmt.Sscanf(pinfl[7:13], "%3d%3d", &area, &serial); err != nil || area < deadArea {
		return dead, 0, false
	}
	i := (area-deadArea)%deadAreas*1000 + serial
	if i >= len(w.people) {
		return dead, 0, false
	}
	for _, dead := range w.civilOf(i).Deceased {
		if dead.PINFL == pinfl {
			return dead, i, true
		}
	}
	return dead, 0, false
}

func (w *World) death(pinfl string) (register.Deaths, bool) {
	dead, i, ok := w.deceasedBy(pinfl)
	if !ok {
		return register.Deaths{}, false
	}
	p := w.placeOf(w.homes[w.people[i].home].district)
	return register.Deaths{PINFL: pinfl, FullName: dead.FullName, DiedOn: dead.DiedOn, Place: p.regionName + ", " + p.name, ActNumber: dead.ActNumber, ActDate: daysAfter(dead.DiedOn, 3), Office: p.name + " " + registryZ}, true
}

// departed is what the population register still says of somebody who has died: services about pensions, deposits and
// papers of the dead ask for them by their number.
func (w *World) departed(pinfl string) (any, bool) {
	dead, ok := w.death(pinfl)
	if !ok {
		return nil, false
	}
	born := bornOf(pinfl)
	sex := "female"
	if (pinfl[0]-'0')%2 == 1 {
		sex = "male"
	}
	return register.Person{PINFL: pinfl, FullName: dead.FullName, BirthDate: born, Age: int64(dead.DiedOn.Year() - born.Year()), Sex: sex, Citizenship: "UZB"}, true
}

// queue is a place in the queue for housing.
func (w *World) queue(number string) (register.QueueEntry, bool) {
	o, ord, ok := queueNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord != 0 || !w.people[o.at].queued {
		return register.QueueEntry{}, false
	}
	h := w.housingOf(o.at)
	return register.QueueEntry{Number: number, Place: h.QueueNumber, Ahead: h.QueueNumber - 1, Expected: w.dice(o, "queue").ahead(100, 1500)}, true
}
