package world

import (
	"maps"
	"slices"

	"github.com/yagona/portal/internal/register"
)

// Samples are some keys under which a register has a record, for those who try a service by hand. Of a register of
// people they are the people with a story; of a register of things, first what those people own.
func (w *World) Samples(code string) []string {
	var list []string
	for i := range cast {
		if _, ok := records[code]; ok {
			list = append(list, cast[i].pinfl)
		}
		list = append(list, w.Own(code, cast[i].pinfl)...)
	}
	if find, ok := sampleKeys[code]; ok {
		list = append(list, find(w)...)
	}
	return list
}

func keys(list ...string) func(*World) []string {
	return func(*World) []string { return list }
}

func namesOf[T any](list []T, name func(T) string) func(*World) []string {
	return func(*World) []string { return each(list, name) }
}

// tins are the tax numbers of the first firms for which the register has something.
func tinsIn(code string) func(*World) []string {
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

// sampleKeys are those that belong to nobody in particular.
var sampleKeys = map[string]func(*World) []string{
	"insolvency":             tinsIn("insolvency"),
	"contractors":            tinsIn("contractors"),
	"state-companies":        tinsIn("state-companies"),
	"disability-enterprises": tinsIn("disability-enterprises"),
	"it-park-residents":      tinsIn("it-park-residents"),
	"sole-traders": anybody(func(w *World, i int) (string, bool) {
		return tinOfPersons.number(person(i), 0), w.people[i].work == soleTrader
	}),
	"convicts":            anybody(func(w *World, i int) (string, bool) { return w.people[i].pinfl, w.people[i].prisoner }),
	"cargo":               keys("52184736", "94000015", "60000007"),
	"auctions":            keys("L-1726269"),
	"tariffs":             keys("state-rent-1726269", "land-buyout-1718236", "language-certificate-english", "import-livestock-cattle", "pool-compensation-percent"),
	"weather":             keys("1726269", "1718236", "1733401"),
	"state-premises":      keys("1726269", "1718401"),
	"survey-schedules":    keys("1718236"),
	"treasury":            keys("1726269"),
	"forest-limits":       keys("1718236/herbs", "1718236/bees", "1727224/fruit"),
	"inspection-labs":     keys("1726", "1718"),
	"customs-brokers":     keys("1726"),
	"customs-sites":       keys("1726"),
	"observations":        keys("41.31108,69.24056"),
	"subsoil-map":         keys("41.31108,69.24056", "39.40000,67.20000"),
	"land-fund":           keys("39.40000,67.20000", "41.60000,70.10000"),
	"road-routes":         func(*World) []string { return slices.Sorted(maps.Keys(roadRoutes)) },
	"rail-stations":       namesOf(railStations, func(s register.RailStations) string { return s.Name }),
	"medicines":           namesOf(medicines, func(m register.Medicines) string { return m.INN }),
	"supplements":         namesOf(supplements, func(s register.Supplements) string { return s.Name }),
	"media":               namesOf(outlets, func(m register.Media) string { return m.Name }),
	"guest-houses":        namesOf(guestHouses, func(g register.GuestHouses) string { return g.Name }),
	"museum-objects":      namesOf(museumObjects, func(m register.MuseumObjects) string { return m.Number }),
	"intangible-heritage": namesOf(livingHeritage, func(h register.IntangibleHeritage) string { return h.Name }),
	"recognised-diplomas": namesOf(recognised, func(r register.RecognisedDiplomas) string { return r.Number }),
	"trademarks":          namesOf(trademarks, func(t register.Trademarks) string { return t.Number }),
	"product-codes":       namesOf(products, func(p register.ProductCodes) string { return p.Name }),
	"lost-found":          keys("YT-2026-000117", "YT-2026-000245", "YT-2026-000360", "YT-2026-000999"),
	"fairs":               keys("ITB-BERLIN-2026", "FITUR-2026", "ATM-DUBAI-2027"),
	"base-amounts":        keys("2026-01-01", "2024-10-01", "2020-05-05"),
	"devices":             keys("490154203237518", "356938035643809"),
	"postal-items":        keys(postalNumber("RB", 47312482), postalNumber("EE", 10020031), postalNumber("CP", 55501239)),
	"marked-goods":        keys("010478000000001421Ab3dEf9Kq2", "010478000000002121Zz9Xy1Ww8Q"),
}
