package world

import (
	"strings"
)

// entry finds one record of a register of things by its key. The key is as a person may have typed it.
type entry func(w *World, key string) (any, bool)

// found turns a typed answer into an entry's: the registers of things are many and each is one small function.
func found[T any](find func(w *World, key string) (T, bool)) entry {
	return func(w *World, key string) (any, bool) {
		record, ok := find(w, strings.TrimSpace(key))
		return record, ok
	}
}

// entries are the registers of other things than the applicant. `applications` is not here: the portal keeps it itself.
var entries = map[string]entry{
	"sole-traders":           found((*World).soleTrader),
	"companies":              found((*World).companyEntry),
	"cadastre":               found((*World).cadastreEntry),
	"plates":                 found((*World).plateEntry),
	"documents":              found((*World).documentEntry),
	"licence-register":       found((*World).licenceEntry),
	"medicines":              found((*World).medicine),
	"supplements":            found((*World).supplement),
	"lab-results":            found((*World).labResult),
	"auctions":               found((*World).auction),
	"lost-found":             found((*World).lostFound),
	"insolvency":             found((*World).insolvency),
	"heritage":               found((*World).heritage),
	"weather":                found((*World).weather),
	"contractors":            found((*World).contractor),
	"stations":               found((*World).station),
	"accounts":               found((*World).account),
	"queues":                 found((*World).queue),
	"devices":                found((*World).device),
	"media":                  found((*World).media),
	"tariffs":                found((*World).tariff),
	"forest-limits":          found((*World).forestLimit),
	"subsoil-map":            found((*World).subsoil),
	"road-routes":            found((*World).roadRoute),
	"rail-stations":          found((*World).railStation),
	"observations":           found((*World).observations),
	"pledges":                found((*World).pledge),
	"cadastre-numbers":       found((*World).oldCadastre),
	"land-fund":              found((*World).landFund),
	"state-premises":         found((*World).statePremises),
	"survey-schedules":       found((*World).surveySchedule),
	"inspection-labs":        found((*World).inspectionLabs),
	"cargo":                  found((*World).cargo),
	"customs-brokers":        found((*World).customsBrokers),
	"customs-sites":          found((*World).customsSites),
	"postal-items":           found((*World).postalItem),
	"it-park-residents":      found((*World).itParkResident),
	"certificates":           found((*World).certificate),
	"recognised-diplomas":    found((*World).recognisedDiploma),
	"entrance-results":       found((*World).entranceResult),
	"guest-houses":           found((*World).guestHouse),
	"museum-objects":         found((*World).museumObject),
	"intangible-heritage":    found((*World).intangibleHeritage),
	"household-lists":        found((*World).household),
	"convicts":               found((*World).convict),
	"deaths":                 found((*World).death),
	"state-companies":        found((*World).stateCompany),
	"disability-enterprises": found((*World).disabilityEnterprise),
	"base-amounts":           found((*World).baseAmount),
	"treasury":               found((*World).treasury),
	"audits":                 found((*World).audit),
	"bank-accounts":          found((*World).bankAccount),
	"leases":                 found((*World).lease),
	"marked-goods":           found((*World).markedGood),
	"product-codes":          found((*World).productCode),
	"export-receivables":     found((*World).exportReceivable),
	"business-ratings":       found((*World).businessRating),
	"trademarks":             found((*World).trademark),
	"securities-issues":      found((*World).securitiesIssue),
	"receipts":               found((*World).receipt),
	"invoices":               found((*World).invoice),
	"fairs":                  found((*World).fair),
}

// folded is a name without case, quotes and the many apostrophes that people type.
func folded(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("ʻ", "'", "ʼ", "'", "’", "'", "‘", "'", "`", "'", "“", "", "”", "", "\"", "", "«", "", "»", "").
		Replace(strings.ToLower(s))), " ")
}

// firmBy finds a firm by its tax number.
func (w *World) firmBy(tin string) (int, bool) {
	o, ord, ok := tinOfFirms.read(tin)
	return o.at, ok && ord == 0 && o.firm && o.at < len(w.firms)
}

// traderBy finds a sole trader by the personal tax number.
func (w *World) traderBy(tin string) (int, bool) {
	o, ord, ok := tinOfPersons.read(tin)
	ok = ok && ord == 0 && !o.firm && o.at < len(w.people) && w.people[o.at].work == soleTrader
	return o.at, ok
}

// holder is a person or a firm that exists.
func (w *World) holder(o owner, ok bool) bool {
	if o.firm {
		return ok && o.at < len(w.firms)
	}
	return ok && o.at < len(w.people)
}

func (w *World) nameOf(o owner) string {
	if o.firm {
		return w.firms[o.at].name
	}
	return w.people[o.at].fullName()
}

// masked is a name as a public register may show it: "Karimov A."
func masked(c *citizen) string { return c.last + " " + string([]rune(c.first)[:1]) + "." }

func (w *World) district(code string) (place, bool) {
	for _, p := range w.places {
		if p.district == code {
			return p, true
		}
	}
	return place{}, false
}

func (w *World) regionName(code string) (string, bool) {
	for _, p := range w.places {
		if p.region == code {
			return p.regionName, true
		}
	}
	return "", false
}

// anywhere is dice for things that belong to nobody: a district, a product, a parcel.
func (w *World) anywhere(subject, key string) dice { return w.dice(owner{}, subject+" "+key) }
