package world

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/register"
)

// objectBy finds real estate by its cadastre number, the home that a tenant rents included.
func (w *World) objectBy(number string) (object, owner, bool) {
	o, ord, ok := readCadastre(number)
	if !w.holder(o, ok) {
		return object{}, o, false
	}
	if !o.firm && ord == rentedHome {
		h := &w.homes[w.people[o.at].home]
		t := w.object(o, rentedHome, dwelling(h.apartment), h.address, h.district)
		return t, o, h.rented && h.members[0] == o.at && t.CadastreNumber == number
	}
	for _, t := range w.objectsOf(o) {
		if t.CadastreNumber == number {
			return t, o, true
		}
	}
	return object{}, o, false
}

func (w *World) cadastreEntry(number string) (register.CadastreEntry, bool) {
	t, o, ok := w.objectBy(number)
	if !ok {
		return register.CadastreEntry{}, false
	}
	d := w.dice(o, fmt.Sprint("cadastre", t.ord))
	r := register.CadastreEntry{
		CadastreNumber: number, Kind: t.Kind, Address: t.Address, Area: t.Area, Registered: true, Arrested: t.Arrested, RestrictedM: int64(d.between(100, 900)),
		LivingArea: t.living, Pledged: t.Pledged, DemolitionListed: t.demolish, PassportNumber: cadastrePapers.number(o, t.ord), PassportIssuedOn: d.ago(200, 3000),
	}
	if d.chance(10) && t.ord != shop {
		r.RestrictedM = int64(d.between(20, 90))
	}
	if t.Kind == "land" || t.Kind == "commercial" {
		r.LivingArea = 0
	}
	if t.Arrested || t.Pledged && d.chance(50) {
		r.NotaryBan, r.NotaryBanSince = true, d.ago(30, 400)
	}
	if t.demolish {
		r.DemolitionProgramme = "Renovatsiya dasturi, " + strconv.Itoa(w.base.Year()+1) + "-yil"
	}
	if t.Arrested {
		r.Restrictions = append(r.Restrictions, register.CadastreEntryRestriction{Kind: "arrest", Authority: bailiffs, Since: d.ago(30, 400)})
	}
	if t.Pledged {
		r.Restrictions = append(r.Restrictions, register.CadastreEntryRestriction{Kind: "mortgage", Authority: pick(d, banks), Since: d.ago(100, 900)})
	}
	if t.Kind != "land" {
		r.Structures = []register.CadastreEntryStructure{{Name: "asosiy bino", Area: t.Area, Year: int64(t.built)}}
		if t.Kind == "house" {
			r.Structures = append(r.Structures, register.CadastreEntryStructure{Name: "yordamchi bino", Area: float64(d.between(80, 400)) / 10, Year: int64(min(2024, t.built+d.between(1, 20)))})
		}
	}
	first := register.NewDate(max(1994, t.built), 9, d.between(1, 28))
	r.History = []register.CadastreEntryHistoryItem{{Date: first, Event: "huquq birinchi marta roʻyxatdan oʻtkazilgan", Basis: "hokim qarori"}}
	if d.chance(50) {
		r.History = append(r.History, register.CadastreEntryHistoryItem{Date: r.PassportIssuedOn, Event: "huquq oʻtgan", Basis: "oldi-sotdi shartnomasi"})
	}
	return r, true
}

// oldCadastre finds an object by the number that it had before districts got their own two digits.
func (w *World) oldCadastre(old string) (register.CadastreNumbers, bool) {
	if len(old) != 16 {
		return register.CadastreNumbers{}, false
	}
	// The old number is the present one without the district.
	o, _, ok := readCadastre("00:00" + old[2:])
	if !w.holder(o, ok) {
		return register.CadastreNumbers{}, false
	}
	for _, t := range w.objectsOf(o) {
		if OldCadastre(t.CadastreNumber) == old {
			return register.CadastreNumbers{OldNumber: old, CadastreNumber: t.CadastreNumber, Kind: t.Kind, Address: t.Address, ChangedOn: register.NewDate(2021, 9, 1)}, true
		}
	}
	return register.CadastreNumbers{}, false
}

// OldCadastre is the number that stands on papers from before 2021 for the same object.
func OldCadastre(number string) string { return number[:2] + number[5:] }

func (w *World) household(number string) (register.HouseholdLists, bool) {
	o, ord, ok := readCadastre(number)
	if !w.holder(o, ok) || o.firm || ord != ownHome && ord != rentedHome {
		return register.HouseholdLists{}, false
	}
	h := w.people[o.at].home
	if w.homeCadastre(h) != number {
		return register.HouseholdLists{}, false
	}
	r := register.HouseholdLists{CadastreNumber: number, Address: w.homes[h].address}
	for _, i := range w.homes[h].members {
		r.Residents = append(r.Residents, register.HouseholdListsResident{FullName: w.people[i].fullName(), BirthDate: w.people[i].born, Since: w.registeredSince(i)})
	}
	return r, true
}

// heritage is one object in sixty; it is found by its own number and by that of the cadastre.
func (w *World) heritage(key string) (register.Heritage, bool) {
	number := key
	if digits, ok := strings.CutPrefix(key, "MM-"); ok {
		number = digits
	}
	t, o, ok := w.objectBy(number)
	if !ok {
		return register.Heritage{}, false
	}
	d := w.dice(o, fmt.Sprint("heritage", t.ord))
	if (o.firm || o.at > 0 || t.ord != shop) && !d.chance(1.6) {
		return register.Heritage{}, false
	}
	return register.Heritage{
		Number: "MM-" + number, Name: pick(d, []string{"Savdo rastasi", "Hovli-joy", "Hammom", "Madrasa hujralari"}) + ", XIX asr", Category: pick(d, []string{"local", "national"}),
		Address: t.Address, ProtectedZoneM: int64(d.between(20, 100)), CadastreNumber: number, Status: "protected",
	}, true
}

func (w *World) plateEntry(number string) (register.PlateEntry, bool) {
	o, ord, ok := readPlate(number)
	if !w.holder(o, ok) {
		return register.PlateEntry{}, false
	}
	fleet := w.vehiclesOf(o)
	if ord >= len(fleet) || strings.ReplaceAll(fleet[ord].Plate, " ", "") != strings.ToUpper(strings.Join(strings.Fields(number), "")) {
		return register.PlateEntry{}, false
	}
	v, d := fleet[ord], w.dice(o, fmt.Sprint("plate", ord))
	r := register.PlateEntry{
		Plate: v.Plate, Model: v.Model, Year: v.Year, InsuredUntil: v.InsuredUntil, InspectedUntil: v.InspectedUntil, Wanted: !o.firm && w.people[o.at].prisoner,
		MileageKm: int64(w.base.Year()-int(v.Year))*int64(d.between(9_000, 24_000)) + 2_000, Accidents: int64(weighted(d, 78, 17, 5)), Pledged: v.Pledged, Banned: v.Arrested,
		Insurer: pick(d, insurers), Policy: policyNumbers.number(o, ord%4),
	}
	for _, event := range w.vehicleHistory(o, ord, v) {
		r.History = append(r.History, register.PlateEntryHistoryItem(event))
	}
	r.Owners = int64(len(r.History))
	if v.Arrested {
		r.BanAuthority, r.BanSince = bailiffs, d.ago(30, 300)
	}
	if v.Kind == "bus" || v.Kind == "truck" {
		for _, l := range w.carriageLicences(o) {
			r.CarriageLicence, r.CarriageUntil = l.Number, l.ValidUntil
			r.CarriageKind = map[string]string{"bus": "passengers", "truck": "freight"}[v.Kind]
		}
	}
	return r, true
}

func (w *World) carriageLicences(o owner) []register.Licence {
	all := w.licencesHeld(o)
	var list []register.Licence
	for _, l := range all {
		if l.Authority == "transport" {
			list = append(list, l)
		}
	}
	return list
}

// licencesHeld is what the holder has in its own name.
func (w *World) licencesHeld(o owner) []register.Licence {
	if o.firm {
		return w.firmLicences(o.at)
	}
	var list []register.Licence
	for _, l := range w.licencesOf(o.at) {
		if holder, _, _ := licenceNumbers.read(l.Number); holder == o {
			list = append(list, l)
		}
	}
	return list
}

// licenceEntry finds a licence by its number, or the first of a holder by the tax number.
func (w *World) licenceEntry(key string) (register.LicenceEntry, bool) {
	o, _, ok := licenceNumbers.read(key)
	if f, firm := w.firmBy(key); firm {
		o, ok = ofFirm(f), true
	} else if i, trader := w.traderBy(key); trader {
		o, ok = person(i), true
	}
	if !w.holder(o, ok) {
		return register.LicenceEntry{}, false
	}
	held := w.licencesHeld(o)
	for n, l := range held {
		if l.Number != key && (n > 0 || strings.HasPrefix(key, "LT")) {
			continue
		}
		r := register.LicenceEntry{Number: l.Number, Kind: l.Kind, Holder: w.nameOf(o), Authority: l.Authority, ValidUntil: l.ValidUntil, Status: l.Status}
		for _, other := range held {
			r.HolderLicences = append(r.HolderLicences, register.LicenceEntryHolderLicence(other))
		}
		return r, true
	}
	return register.LicenceEntry{}, false
}

// pledge finds what a thing or a debtor secures: by plate, cadastre number or tax number.
func (w *World) pledge(subject string) (register.Pledges, bool) {
	var o owner
	pledged := false
	if p, ok := w.plateEntry(subject); ok {
		o, _, _ = readPlate(subject)
		pledged, subject = p.Pledged, p.Plate
	} else if t, holder, ok := w.objectBy(subject); ok {
		o, pledged = holder, t.Pledged
	} else if f, ok := w.firmBy(subject); ok {
		o, pledged = ofFirm(f), w.dice(ofFirm(f), "pledge").chance(12)
	} else if i, ok := w.traderBy(subject); ok {
		o, pledged = person(i), w.people[i].loans > 0
	}
	if !pledged {
		return register.Pledges{}, false
	}
	d := w.dice(o, "pledge "+subject)
	return register.Pledges{Subject: subject, Number: pledgeNumbers.number(o, d.IntN(perOwner)), Pledgee: pick(d, banks), RegisteredOn: d.ago(100, 900), EndsOn: d.ahead(100, 1500), Status: "active"}, true
}

func (w *World) lease(number string) (register.Leases, bool) {
	o, _, ok := leaseNumbers.read(number)
	if !w.holder(o, ok) || o.firm {
		return register.Leases{}, false
	}
	for _, l := range w.taxOf(o.at).Leases {
		if l.Number != number {
			continue
		}
		r := register.Leases{Number: number, CadastreNumber: w.homeCadastre(w.people[o.at].home), Address: l.Address, RegisteredOn: l.From, ValidFrom: l.From, ValidUntil: l.Until, Status: l.Status}
		if l.Role == "landlord" {
			r.CadastreNumber = cadastre(w.homes[w.people[o.at].home].district, o, secondHome)
		}
		return r, true
	}
	return register.Leases{}, false
}

func (w *World) account(number string) (register.AccountEntry, bool) {
	o, ord, ok := accountNumbers.read(number)
	if !w.holder(o, ok) || o.firm || ord >= len(supplies) {
		return register.AccountEntry{}, false
	}
	h := w.people[o.at].home
	if w.holderOf(h) != o.at {
		return register.AccountEntry{}, false
	}
	for _, a := range w.accountsOf(h) {
		if a.Number == number {
			return a, true
		}
	}
	return register.AccountEntry{}, false
}

// auction is a lot that somebody of the world has won, or one of the open ones: "L-" and a district.
func (w *World) auction(lot string) (register.Auctions, bool) {
	if code, ok := strings.CutPrefix(lot, "L-"); ok {
		p, known := w.district(code)
		if !known {
			return register.Auctions{}, false
		}
		d := w.anywhere("auction", lot)
		return register.Auctions{Lot: lot, Object: "Boʻsh turgan bino, " + p.name, StartPrice: d.money(80_000_000, 900_000_000, 1_000_000), ClosesOn: d.ahead(3, 40), Status: "open"}, true
	}
	o, ord, ok := lotNumbers.read(lot)
	if !w.holder(o, ok) || o.firm || ord != 0 || !w.people[o.at].has(bidder) {
		return register.Auctions{}, false
	}
	return w.wonLot(o.at), true
}
