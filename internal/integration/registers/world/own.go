package world

import "github.com/yagona/portal/internal/register"

// Own is the keys of a register of things that belong to a person: the numbers on the papers at home. Nobody and an
// unknown register have none.
func (w *World) Own(code, pinfl string) []string {
	i, known := w.pinfls[pinfl]
	of, ok := ownKeys[code]
	if !known || !ok {
		return nil
	}
	return w.kept(code, of(w, i))
}

// kept is those of the keys that the register has.
func (w *World) kept(code string, keys []string) []string {
	var out []string
	for _, k := range keys {
		if _, ok := w.Record(code, k, ""); ok {
			out = append(out, k)
		}
	}
	return out
}

// each gathers one key from each item of a list.
func each[T any](list []T, key func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, item := range list {
		out = append(out, key(item))
	}
	return out
}

// of is the keys of a person in a series with those ordinals.
func of(s series, ords ...int) func(*World, int) []string {
	return func(_ *World, i int) []string {
		return each(ords, func(ord int) string { return s.number(person(i), ord) })
	}
}

// ofFirms is the keys of the firms that a person directs.
func ofFirms(s series, ords ...int) func(*World, int) []string {
	return func(w *World, i int) []string {
		var out []string
		for _, f := range w.people[i].directs {
			out = append(out, each(ords, func(ord int) string { return s.number(ofFirm(f), ord) })...)
		}
		return out
	}
}

// ownKeys are the keys that may be a person's, by register; Own keeps those that exist.
var ownKeys = map[string]func(w *World, i int) []string{
	"company":            (*World).tins,
	"companies":          (*World).tins,
	"audits":             (*World).tins,
	"bank-accounts":      (*World).tins,
	"business-ratings":   (*World).tins,
	"export-receivables": (*World).tins,
	"sole-traders":       of(tinOfPersons, 0),
	"cadastre":           (*World).cadastreKeys,
	"heritage":           (*World).cadastreKeys,
	"cadastre-numbers": func(w *World, i int) []string {
		return each(w.cadastreKeys(i), OldCadastre)
	},
	"household-lists": func(w *World, i int) []string { return []string{w.residenceOf(i).CadastreNumber} },
	"plates":          (*World).plateKeys,
	"pledges":         func(w *World, i int) []string { return append(w.plateKeys(i), w.cadastreKeys(i)...) },
	"cargo":           func(w *World, i int) []string { return append(w.plateKeys(i), of(declarations, 0)(w, i)...) },
	"documents":       (*World).paperKeys,
	"licence-register": func(w *World, i int) []string {
		return each(w.licencesOf(i), func(l register.Licence) string { return l.Number })
	},
	"accounts": func(w *World, i int) []string {
		return each(w.accountsOf(w.people[i].home), func(a register.AccountEntry) string { return a.Number })
	},
	"leases": of(leaseNumbers, 0, 1),
	"deaths": (*World).deadKeys,
	"certificates": func(w *World, i int) []string {
		return append(of(languageNumbers, 0, 1)(w, i), of(attestNumbers, 0)(w, i)...)
	},
	"trademarks": func(w *World, i int) []string {
		return append(of(trademarkNos, 0)(w, i), ofFirms(trademarkNos, 0)(w, i)...)
	},
	"securities-issues": ofFirms(securitiesNos, 0, 1),
	"auctions":          of(lotNumbers, 0),
	"entrance-results":  of(entranceNumbers, 0),
	"queues":            of(queueNumbers, 0),
	"receipts":          of(receiptNumbers, 0, 1, 2, 3),
	"invoices":          of(invoiceNumbers, 0, 1, 2),
	"lab-results":       of(sampleNumbers, 0),
	"stations":          func(w *World, i int) []string { return []string{w.electionsOf(i).Station} },
}

func (w *World) tins(i int) []string {
	return each(w.people[i].directs, func(f int) string { return w.firms[f].tin })
}

func (w *World) cadastreKeys(i int) []string {
	number := func(t object) string { return t.CadastreNumber }
	out := each(w.objectsOf(person(i)), number)
	for _, f := range w.people[i].directs {
		out = append(out, each(w.premisesOf(f), number)...)
	}
	return out
}

func (w *World) plateKeys(i int) []string {
	return each(w.vehiclesOf(person(i)), func(v register.VehicleRecord) string { return v.Plate })
}

func (w *World) deadKeys(i int) []string {
	return each(w.civilOf(i).Deceased, func(d register.CivilDeceasedItem) string { return d.PINFL })
}

// paperKeys are the papers that somebody may want to have checked or certified.
func (w *World) paperKeys(i int) []string {
	out := each(w.civilOf(i).Acts, func(a register.CivilAct) string { return a.Number })
	out = append(out, each(w.diplomasOf(i), func(d register.Diploma) string { return d.Number })...)
	out = append(out, each(w.notaryOf(i).Acts, func(a register.NotaryAct) string { return a.Number })...)
	for _, t := range w.objectsOf(person(i)) {
		out = append(out, cadastrePapers.number(person(i), t.ord))
	}
	return append(out, each(w.agricultureOf(i).QuarantineDocuments, func(q register.AgricultureQuarantineDocument) string { return q.Number })...)
}
