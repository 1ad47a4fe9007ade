package world

import (
	"maps"
	"slices"

	"github.com/yagona/portal/internal/register"
)

// Samples are some keys under which a register has a record, for those who try a service by hand. For a register of
// people it is the people with a story.
func (w *World) Samples(code string) []string {
	if _, ok := records[code]; ok {
		var list []string
		for i := range cast {
			list = append(list, cast[i].pinfl)
		}
		return list
	}
	if find, ok := sampleKeys[code]; ok {
		return find(w)
	}
	return nil
}

func keys(list ...string) func(*World) []string {
	return func(*World) []string { return list }
}

func named[T any](list []T, name func(T) string) func(*World) []string {
	return func(*World) []string {
		var out []string
		for _, item := range list {
			out = append(out, name(item))
		}
		return out
	}
}

// tins are the tax numbers of the first firms for which the register has something.
func tins(code string) func(*World) []string {
	return func(w *World) []string {
		var out []string
		for f := range w.firms {
			if _, ok := w.Record(code, w.firms[f].tin, ""); ok && len(out) < 5 {
				out = append(out, w.firms[f].tin)
			}
		}
		return out
	}
}

// ofCast gathers keys from the records of the people with a story.
func ofCast(keys func(w *World, i int) []string) func(*World) []string {
	return func(w *World) []string {
		var out []string
		for i := range cast {
			out = append(out, keys(w, w.pinfls[cast[i].pinfl])...)
		}
		return out
	}
}

// anybody gathers a few keys from the whole population.
func anybody(key func(w *World, i int) (string, bool)) func(*World) []string {
	return func(w *World) []string {
		var out []string
		for i := range w.people {
			if k, ok := key(w, i); ok && len(out) < 5 {
				out = append(out, k)
			}
		}
		return out
	}
}

func numbers(s series, ords ...int) func(*World) []string {
	return ofCast(func(_ *World, i int) []string {
		var out []string
		for _, ord := range ords {
			out = append(out, s.number(person(i), ord))
		}
		return out
	})
}

var sampleKeys = map[string]func(*World) []string{
	"company": tins("company"), "companies": tins("companies"), "insolvency": tins("insolvency"), "contractors": tins("contractors"), "state-companies": tins("state-companies"),
	"disability-enterprises": tins("disability-enterprises"), "it-park-residents": tins("it-park-residents"), "audits": tins("audits"), "bank-accounts": tins("bank-accounts"),
	"export-receivables": tins("export-receivables"), "business-ratings": tins("business-ratings"),
	"sole-traders": anybody(func(w *World, i int) (string, bool) {
		return tinOfPersons.number(person(i), 0), w.people[i].work == soleTrader
	}),
	"cadastre": ofCast((*World).cadastreKeys),
	"cadastre-numbers": ofCast(func(w *World, i int) []string {
		var out []string
		for _, k := range w.cadastreKeys(i) {
			out = append(out, OldCadastre(k))
		}
		return out
	}),
	"heritage":        ofCast(func(w *World, i int) []string { return w.kept("heritage", w.cadastreKeys(i)) }),
	"household-lists": ofCast(func(w *World, i int) []string { return []string{w.residenceOf(i).CadastreNumber} }),
	"plates":          ofCast((*World).plateKeys),
	"pledges":         ofCast(func(w *World, i int) []string { return w.kept("pledges", append(w.plateKeys(i), w.cadastreKeys(i)...)) }),
	"cargo":           keys("52184736", "94000015", "60000007"),
	"documents": ofCast(func(w *World, i int) []string {
		var out []string
		for _, a := range w.civilOf(i).Acts {
			out = append(out, a.Number)
		}
		for _, d := range w.diplomasOf(i) {
			out = append(out, d.Number)
		}
		for _, q := range w.agricultureOf(i).QuarantineDocuments {
			out = append(out, q.Number)
		}
		return out
	}),
	"licence-register": ofCast(func(w *World, i int) []string {
		var out []string
		for _, l := range w.licencesOf(i) {
			out = append(out, l.Number)
		}
		return out
	}),
	"accounts": ofCast(func(w *World, i int) []string {
		var out []string
		for _, a := range w.utilitiesOf(i).Accounts {
			out = append(out, a.Number)
		}
		return out
	}),
	"leases": ofCast(func(w *World, i int) []string {
		var out []string
		for _, l := range w.taxOf(i).Leases {
			out = append(out, l.Number)
		}
		return out
	}),
	"deaths": ofCast(func(w *World, i int) []string {
		var out []string
		for _, d := range w.civilOf(i).Deceased {
			out = append(out, d.PINFL)
		}
		return out
	}),
	"certificates": ofCast(func(w *World, i int) []string {
		return w.kept("certificates", []string{languageNumbers.number(person(i), 0), languageNumbers.number(person(i), 1), attestNumbers.number(person(i), 0)})
	}),
	"trademarks": func(w *World) []string {
		out := []string{trademarkNos.number(ofFirm(0), 0), trademarkNos.number(ofFirm(1), 0)}
		for _, t := range trademarks {
			out = append(out, t.Number)
		}
		return out
	},
	"securities-issues": func(w *World) []string {
		return w.kept("securities-issues", []string{securitiesNos.number(ofFirm(1), 0), securitiesNos.number(ofFirm(1), 1)})
	},
	"auctions": func(w *World) []string {
		return append(ofCast(func(w *World, i int) []string { return w.kept("auctions", []string{lotNumbers.number(person(i), 0)}) })(w), "L-1726269")
	},
	"convicts": anybody(func(w *World, i int) (string, bool) { return w.people[i].pinfl, w.people[i].prisoner }),
	"entrance-results": ofCast(func(w *World, i int) []string {
		return w.kept("entrance-results", []string{entranceNumbers.number(person(i), 0)})
	}),
	"queues":   ofCast(func(w *World, i int) []string { return w.kept("queues", []string{queueNumbers.number(person(i), 0)}) }),
	"receipts": numbers(receiptNumbers, 0, 1),
	"invoices": ofCast(func(w *World, i int) []string {
		return w.kept("invoices", []string{invoiceNumbers.number(person(i), 0), invoiceNumbers.number(person(i), 1), invoiceNumbers.number(person(i), 2)})
	}),
	"lab-results": numbers(sampleNumbers, 0),
	"stations":    ofCast(func(w *World, i int) []string { return []string{w.electionsOf(i).Station} }),
	"tariffs":     keys("state-rent-1726269", "land-buyout-1718236", "language-certificate-english", "import-livestock-cattle", "pool-compensation-percent"),
	"weather":     keys("1726269", "1718236", "1733401"), "state-premises": keys("1726269", "1718401"), "survey-schedules": keys("1718236"), "treasury": keys("1726269"),
	"forest-limits": keys("1718236/herbs", "1718236/bees", "1727224/fruit"), "inspection-labs": keys("1726", "1718"), "customs-brokers": keys("1726"), "customs-sites": keys("1726"),
	"observations": keys("41.31108,69.24056"), "subsoil-map": keys("41.31108,69.24056", "39.40000,67.20000"), "land-fund": keys("39.40000,67.20000", "41.60000,70.10000"),
	"road-routes":   func(*World) []string { return slices.Sorted(maps.Keys(roadRoutes)) },
	"rail-stations": named(railStations, func(s register.RailStations) string { return s.Name }),
	"medicines":     named(medicines, func(m register.Medicines) string { return m.INN }),
	"supplements":   named(supplements, func(s register.Supplements) string { return s.Name }),
	"media":         named(outlets, func(m register.Media) string { return m.Name }), "guest-houses": named(guestHouses, func(g register.GuestHouses) string { return g.Name }),
	"museum-objects":      named(museumObjects, func(m register.MuseumObjects) string { return m.Number }),
	"intangible-heritage": named(livingHeritage, func(h register.IntangibleHeritage) string { return h.Name }),
	"recognised-diplomas": named(recognised, func(r register.RecognisedDiplomas) string { return r.Number }),
	"product-codes":       named(products, func(p register.ProductCodes) string { return p.Name }),
	"lost-found":          keys("YT-2026-000117", "YT-2026-000245", "YT-2026-000360", "YT-2026-000999"),
	"fairs":               keys("ITB-BERLIN-2026", "FITUR-2026", "ATM-DUBAI-2027"),
	"base-amounts":        keys("2026-01-01", "2024-10-01", "2020-05-05"),
	"devices":             keys("490154203237518", "356938035643809"),
	"postal-items": func(*World) []string {
		return []string{postalNumber("RB", 47312482), postalNumber("EE", 10020031), postalNumber("CP", 55501239)}
	},
	"marked-goods": keys("010478000000001421Ab3dEf9Kq2", "010478000000002121Zz9Xy1Ww8Q"),
}

func (w *World) cadastreKeys(i int) []string {
	var out []string
	for _, t := range w.objectsOf(person(i)) {
		out = append(out, t.CadastreNumber)
	}
	for _, f := range w.people[i].directs {
		for _, t := range w.premisesOf(f) {
			out = append(out, t.CadastreNumber)
		}
	}
	return out
}

func (w *World) plateKeys(i int) []string {
	var out []string
	for _, v := range w.vehiclesOf(person(i)) {
		out = append(out, v.Plate)
	}
	return out
}

// kept is those of the keys that the register has.
func (w *World) kept(code string, keys []string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool {
		_, ok := entries[code](w, k)
		return !ok
	})
}
