package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// personOf is the record of the population register.
func (w *World) personOf(i int) register.Person {
	c, h := &w.people[i], &w.homes[w.people[i].home]
	r := register.Person{
		PINFL: c.pinfl, FullName: c.fullName(), LastName: c.last, FirstName: c.first, Patronymic: c.patronymic,
		BirthDate: c.born, BirthPlace: w.birthPlace(i), Age: int64(w.age(c.born)), Sex: "male", Citizenship: c.country,
		Region: h.region, District: h.district, Address: h.address, Phone: w.phone(i), Verified: c.pinfl != unverified,
		DisabilityGroup: int64(c.disability),
	}
	if c.female {
		r.Sex = "female"
	}
	r.RegisteredSince = w.registeredSince(i)
	r.Document, r.DocumentValidUntil = w.document(i)
	return r
}

// unverified is the one of the cast whose identity has never been proved.
const unverified = "41103992330010"

// document is the passport or the identity card; a card is given for ten years. Children under 16 may have none.
func (w *World) document(i int) (string, register.Date) {
	c, d := &w.people[i], w.dice(person(i), "document")
	letters := "AD" // a card
	switch {
	case c.country != "UZB":
		letters = "FA"
	case d.chance(25):
		letters = "AB"
	}
	until := d.ahead(20, 3400)
	if _, named := castAt[c.pinfl]; !named && d.chance(4) {
		until = d.ago(2, 300)
	}
	return passport(letters, i), until
}

func (w *World) birthPlace(i int) string {
	c := &w.people[i]
	if c.country != "UZB" {
		return c.country
	}
	d := w.dice(person(i), "birthplace")
	p := w.placeOf(w.homes[c.home].district)
	if d.chance(20) {
		p = w.places[d.IntN(len(w.places))]
	}
	return p.regionName + ", " + p.name
}

func (w *World) registeredSince(i int) register.Date {
	c, d := &w.people[i], w.dice(person(i), "registered")
	since := daysAfter(genesis, -d.between(100, 6000))
	if since.Before(c.born.Time) {
		since = daysAfter(c.born, 20)
	}
	return since
}

func (w *World) identityOf(i int) register.Identity {
	c, d := &w.people[i], w.dice(person(i), "identity")
	number, until := w.document(i)
	kind := "id-card"
	if number[:2] == "AB" {
		kind = "passport"
	}
	if c.country != "UZB" {
		kind = "residence-permit"
	}
	status := "valid"
	if until.Before(w.now()) {
		status = "expired"
	}
	assigned := daysAfter(c.born, 25)
	if c.born.Year() < 1995 {
		assigned = register.NewDate(1999, 3, d.between(1, 28))
	}
	r := register.Identity{PINFLAssignedOn: assigned, Documents: []register.IdentityDocument{
		{Kind: kind, Number: number, IssuedOn: yearsAfter(until, -10), ValidUntil: until, Status: status},
	}}
	if w.age(c.born) > 35 {
		r.Documents = append(r.Documents, register.IdentityDocument{
			Kind: "passport", Number: passport("AA", i),
			IssuedOn: yearsAfter(until, -20), ValidUntil: yearsAfter(until, -10), Status: "replaced",
		})
	}
	if c.passport {
		n, till := w.travelPassport(i)
		r.Documents = append(r.Documents, register.IdentityDocument{
			Kind: "travel-passport", Number: n,
			IssuedOn: yearsAfter(till, -10), ValidUntil: till, Status: "valid",
		})
	}
	_, named := castAt[c.pinfl]
	if w.age(c.born) >= 18 && (named || d.chance(30)) {
		issued := d.ago(30, 600)
		r.ESignatures = []register.IdentityESignature{
			{Serial: fmt.Sprintf("%08x", d.Uint32()), Issuer: "Yangi texnologiyalar markazi", IssuedOn: yearsAfter(issued, -2), ValidUntil: issued, Status: "expired"},
			{Serial: fmt.Sprintf("%08x", d.Uint32()), Issuer: "Yangi texnologiyalar markazi", IssuedOn: issued, ValidUntil: yearsAfter(issued, 2), Status: "valid"},
		}
	}
	return r
}

func (w *World) travelPassport(i int) (string, register.Date) {
	return passport("FB", i), w.dice(person(i), "travel").ahead(40, 3300)
}

// homeCadastre is the number of the dwelling: the owner's first object, or the landlord's when it is rented.
func (w *World) homeCadastre(h int) string {
	home := &w.homes[h]
	if home.owner != nobody {
		return cadastre(home.district, person(home.owner), ownHome)
	}
	return cadastre(home.district, person(home.members[0]), rentedHome)
}

func (w *World) residenceOf(i int) register.Residence {
	c, d := &w.people[i], w.dice(person(i), "residence")
	h := &w.homes[c.home]
	r := register.Residence{Kind: "permanent", CadastreNumber: w.homeCadastre(c.home)}
	if h.rented && c.country != "UZB" || h.rented && d.chance(50) {
		r.Kind, r.RegisteredUntil = "temporary", d.ahead(30, 330)
	}
	since := w.registeredSince(i)
	r.History = []register.ResidenceHistoryItem{{Address: h.address, From: since}}
	if since.After(yearsAfter(c.born, 1).Time) {
		before := w.anyPlace(d)
		r.History = append(r.History, register.ResidenceHistoryItem{
			From: daysAfter(c.born, 20), Until: daysAfter(since, -1),
			Address: fmt.Sprintf("%s, %s, %s koʻchasi, %d-uy", before.regionName, before.name, pick(d, streetNames), d.between(1, 90)),
		})
	}
	for _, child := range c.children {
		if k := &w.people[child]; w.age(k.born) < 18 {
			r.ChildrenHistory = append(r.ChildrenHistory, register.ResidenceChildrenHistoryItem{
				FullName: k.fullName(),
				Address:  h.address, From: w.registeredSince(child),
			})
			if moved := w.registeredSince(child); moved.After(daysAfter(k.born, 400).Time) {
				r.ChildrenHistory = append(r.ChildrenHistory, register.ResidenceChildrenHistoryItem{
					FullName: k.fullName(), Address: w.birthPlace(child),
					From: daysAfter(k.born, 20), Until: daysAfter(moved, -1),
				})
			}
		}
	}
	return r
}

func (w *World) electionsOf(i int) register.Elections {
	c := &w.people[i]
	h := &w.homes[c.home]
	n := w.stationNumber(c.home)
	return register.Elections{
		Station: n, Voter: c.country == "UZB" && w.age(c.born) >= 18 && !c.prisoner,
		StationAddress: fmt.Sprintf("%s, %d-sonli maktab", w.placeOf(h.district).name, 1+c.home%120),
	}
}

// stationNumber is the polling station of a dwelling; the stations of a district share its code.
func (w *World) stationNumber(h int) string {
	return fmt.Sprintf("%s-%03d", w.homes[h].district, 1+h%120)
}
