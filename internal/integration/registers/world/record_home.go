package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// Ordinals of real estate in an owner's series.
const (
	ownHome    = 0
	secondHome = 1 // and 2
	shop       = 4
	pool       = 5
	firstPlot  = 8 // to 11
	rentedHome = 15
)

// object is a piece of real estate with what the cadastre knows beside the owner's view.
type object struct {
	register.PropertyObject
	ord      int
	living   float64
	built    int
	demolish bool
}

// objectsOf is everything that a person or a firm owns, plots included.
func (w *World) objectsOf(o owner) []object {
	if o.firm {
		return w.premisesOf(o.at)
	}
	c := &w.people[o.at]
	h := &w.homes[c.home]
	var list []object
	if h.owner == o.at {
		list = append(list, w.object(o, ownHome, dwelling(h.apartment), h.address, h.district))
	}
	for n := range c.homesOwned {
		address := fmt.Sprintf("%s, %s koʻchasi, %d-uy, %d-xonadon", w.placeOf(h.district).name, streetNames[(o.at+n)%len(streetNames)], 5+o.at%90, 3+n*7+o.at%40)
		list = append(list, w.object(o, secondHome+n, "apartment", address, h.district))
	}
	if c.work == soleTrader || len(c.directs) > 0 && o.at%2 == 1 || c.has(poolOwner) || c.has(fireVictim) {
		list = append(list, w.object(o, shop, "commercial", fmt.Sprintf("%s, %s koʻchasi, %d", w.placeOf(h.district).name, streetNames[o.at%len(streetNames)], 1+o.at%150), h.district))
	}
	if c.has(poolOwner) {
		list = append(list, w.object(o, pool, "commercial", fmt.Sprintf("%s, Bunyodkor koʻchasi, %d (suzish havzasi)", w.placeOf(h.district).name, 1+o.at%99), h.district))
	}
	for n := range c.plots {
		list = append(list, w.object(o, firstPlot+n, "land", fmt.Sprintf("%s, %s massivi, %d-kontur", w.placeOf(h.district).name, mahallas[(o.at+n)%len(mahallas)], 100+o.at%800+n), h.district))
	}
	return list
}

func (w *World) premisesOf(f int) []object {
	firm := &w.firms[f]
	list := []object{w.object(ofFirm(f), 0, "commercial", firm.address, firm.district)}
	if firm.form == "jsc" || f%3 == 0 {
		list = append(list, w.object(ofFirm(f), 1, "commercial", firm.address+", 2-bino", firm.district))
	}
	return list
}

func dwelling(apartment bool) string {
	if apartment {
		return "apartment"
	}
	return "house"
}

func (w *World) object(o owner, ord int, kind, address, district string) object {
	d := w.dice(o, fmt.Sprint("object", ord))
	t := object{ord: ord, built: d.between(1965, 2024), PropertyObject: register.PropertyObject{
		CadastreNumber: cadastre(district, o, ord), Kind: kind, Address: address, Share: "1/1",
	}}
	switch kind {
	case "apartment":
		t.Area = float64(d.between(320, 1100)) / 10
	case "house":
		t.Area = float64(d.between(600, 3200)) / 10
	case "commercial":
		t.Area = float64(d.between(400, 9000)) / 10
	case "land":
		t.Area = float64(d.between(4, 60) * 100)
	}
	t.living = float64(int(t.Area*6.2)) / 10
	if o.firm {
		t.Pledged, t.Arrested = d.chance(12), d.chance(2)
		return t
	}
	c := &w.people[o.at]
	_, named := castAt[c.pinfl]
	if !named && ord == ownHome && d.chance(22) && c.marital == "married" {
		t.Share = "1/2"
	}
	t.Arrested = c.bailiffDebt > 15_000_000 && (ord == ownHome || ord == firstPlot)
	t.Pledged = ord == ownHome && kind == "apartment" && c.loans > 1
	t.demolish = !named && ord == ownHome && d.chance(1.2)
	return t
}

func (w *World) propertyOf(i int) register.Property {
	c, d := &w.people[i], w.dice(person(i), "property")
	r := register.Property{Commissioned: d.chance(70) || c.has(tenant), ExpertisePositive: d.chance(35) || c.has(cadastralEngineer)}
	for _, t := range w.objectsOf(person(i)) {
		r.Count++
		r.Objects = append(r.Objects, t.PropertyObject)
		r.OwnsHome = r.OwnsHome || t.Kind == "apartment" || t.Kind == "house"
		r.DemolitionListed = r.DemolitionListed || t.demolish
		r.MarketValue += marketValue(t)
		r.Mortgage = r.Mortgage || t.Pledged
		if t.ord == pool {
			r.SportsFacilities = append(r.SportsFacilities, register.PropertySportsFacility{
				CadastreNumber: t.CadastreNumber, Kind: "pool",
				Lanes: 6, LengthM: 25, CommissionedOn: d.ago(60, 200), InvoicedCost: d.money(1_800_000_000, 4_200_000_000, 10_000_000),
				Compensated: castAt[c.pinfl] == nil && d.chance(40),
			})
		}
	}
	if c.has(tenant) && len(c.children) > 0 {
		r.PrivatisationParticipants = append(r.PrivatisationParticipants, register.PropertyPrivatisationParticipant{FullName: c.fullName(), Relation: "tenant", Share: "1/2"})
		if c.spouse != nobody {
			r.PrivatisationParticipants = append(r.PrivatisationParticipants, register.PropertyPrivatisationParticipant{
				FullName: w.people[c.spouse].fullName(), Relation: "spouse", Share: "1/2",
			})
		}
	}
	if c.has(bidder) {
		lot := w.wonLot(i)
		r.AuctionLots = 1
		r.AuctionWins = []register.PropertyAuctionWin{{Lot: lot.Lot, Date: lot.ClosesOn, Price: lot.FinalPrice, ProtocolNumber: lot.ProtocolNumber}}
	}
	return r
}

// marketValue is a rough price: so much for a metre of the kind.
func marketValue(t object) float64 {
	perMetre := map[string]float64{"apartment": 9_500_000, "house": 5_200_000, "commercial": 8_000_000, "land": 180_000}[t.Kind]
	return float64(int64(t.Area*perMetre/1_000_000)) * 1_000_000
}

// wonLot is the auction of a plot that a bidder has won.
func (w *World) wonLot(i int) register.Auctions {
	d := w.dice(person(i), "auction")
	start := d.money(60_000_000, 400_000_000, 1_000_000)
	return register.Auctions{
		Lot: lotNumbers.number(person(i), 0), Object: "Yer uchastkasi, " + w.placeOf(w.homes[w.people[i].home].district).name,
		StartPrice: start, ClosesOn: d.ago(25, 150), Status: "sold", FinalPrice: start * 1.35, ProtocolNumber: fmt.Sprintf("PR-%07d", d.between(1, 9_999_999)),
	}
}

// landOf is the plots. A servitude is somebody's right to pass over a neighbour's plot.
func (w *World) landOf(i int) register.Land {
	c, d := &w.people[i], w.dice(person(i), "land")
	r := register.Land{DetailPlan: d.chance(60)}
	for _, t := range w.objectsOf(person(i)) {
		if t.Kind != "land" {
			continue
		}
		purpose := pick(d, []string{"dehqon xoʻjaligi", "yakka tartibda uy-joy qurish", "bogʻdorchilik"})
		ha := t.Area / 10_000
		if c.farm {
			purpose, ha = "fermer xoʻjaligi", float64(d.between(30, 180))/10
		}
		r.Plots = append(r.Plots, register.LandPlot{CadastreNumber: t.CadastreNumber, AreaHa: ha, Purpose: purpose, Address: t.Address, Arrested: t.Arrested})
	}
	r.OwnsLand = len(r.Plots) > 0
	if c.has(bidder) {
		lot := w.wonLot(i)
		r.AuctionLot, r.AuctionPrice = lot.Lot, lot.FinalPrice
		r.AuctionRefunded = castAt[c.pinfl] == nil && d.chance(40)
	}
	if r.OwnsLand && (c.farm || d.chance(5)) {
		r.ServitudeBasis = pick(d, []string{"court", "hokim"})
		r.ServitudeDecision, r.ServitudeDecidedOn = fmt.Sprintf("%d-Q", d.between(100, 999)), d.ago(40, 700)
		r.ServitudeInForce, r.ServitudePlot = true, r.Plots[0].CadastreNumber
	}
	return r
}

func (w *World) housingOf(i int) register.Housing {
	c, d := &w.people[i], w.dice(person(i), "housing")
	r := register.Housing{
		InQueue: c.queued, Mortgage: w.propertyOf(i).Mortgage, SubsidyReceived: c.homesOwned == 0 && !c.queued && castAt[c.pinfl] == nil && d.chance(4),
		RentSubsidy: w.homes[c.home].rented && d.chance(8),
	}
	if c.queued {
		r.QueueNumber, r.QueueSince = int64(d.between(40, 4200)), d.ago(100, 1500)
	}
	return r
}

// emergencyOf is the fires. Two of the days are the same at every start, so that a demonstration can name them.
func (w *World) emergencyOf(i int) register.Emergency {
	c, d := &w.people[i], w.dice(person(i), "emergency")
	var r register.Emergency
	if !c.has(fireVictim) {
		return r
	}
	for _, t := range w.objectsOf(person(i)) {
		if t.ord == ownHome || t.ord == shop {
			r.Fires = append(r.Fires, register.EmergencyFire{
				Number: fmt.Sprintf("YO-%06d", d.between(1, 999_999)), Date: register.NewDate(2026, 3, 14),
				Address: t.Address, CadastreNumber: t.CadastreNumber, Damage: d.money(4_000_000, 60_000_000, 100_000), Closed: true,
			})
		}
	}
	for n, v := range w.vehiclesOf(person(i)) {
		if n == 0 {
			r.Fires = append(r.Fires, register.EmergencyFire{
				Number: fmt.Sprintf("YO-%06d", d.between(1, 999_999)), Date: register.NewDate(2026, 7, 2),
				Address: w.homes[c.home].address, Plate: v.Plate, Damage: d.money(2_000_000, 30_000_000, 100_000), Closed: true,
			})
		}
	}
	return r
}
