package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// supplies are the utilities of a dwelling in the order of their ordinals.
var supplies = []string{"electricity", "gas", "water", "waste", "heat"}

// holderOf is in whose name the accounts of a dwelling are.
func (w *World) holderOf(h int) int {
	if w.homes[h].owner != nobody {
		return w.homes[h].owner
	}
	return w.homes[h].members[0]
}

// accountsOf is the accounts of a dwelling; heat comes to flats only.
func (w *World) accountsOf(h int) []register.AccountEntry {
	holder := w.holderOf(h)
	d := w.dice(person(holder), "accounts")
	_, named := castAt[w.people[holder].pinfl]
	var list []register.AccountEntry
	for ord, kind := range supplies {
		if kind == "heat" && !w.homes[h].apartment {
			continue
		}
		a := register.AccountEntry{
			Number: accountNumbers.number(person(holder), ord), Kind: kind, Address: w.homes[h].address,
			MeterNumber: fmt.Sprintf("%09d", d.between(100_000_000, 999_999_999)), LastReading: float64(d.between(900, 42_000)),
		}
		if debt := d.money(40_000, 900_000, 1_000); !named && d.chance(14) {
			a.Debt = debt
		}
		if kind == "waste" || kind == "heat" {
			a.MeterNumber, a.LastReading = "", 0
		}
		list = append(list, a)
	}
	if w.people[holder].taxDebt > 0 && named {
		list[0].Debt = 486_000 // who owes the taxes owes the light too
	}
	return list
}

func (w *World) utilitiesOf(i int) register.Utilities {
	c := &w.people[i]
	h := &w.homes[c.home]
	d := w.dice(person(w.holderOf(c.home)), "utilities")
	r := register.Utilities{
		ConnectionAvailable: d.chance(85) || castAt[c.pinfl] != nil, InternetAvailable: d.chance(80) || castAt[c.pinfl] != nil,
		MeterVerifiedOn: d.ago(100, 900),
	}
	r.MeterVerifiedUntil = yearsAfter(r.MeterVerifiedOn, 4)
	for _, a := range w.accountsOf(c.home) {
		r.Accounts = append(r.Accounts, register.UtilityAccount{Number: a.Number, Kind: a.Kind, Address: a.Address, Debt: a.Debt})
		r.Debt += a.Debt
		if a.Kind == "electricity" {
			r.MeterNumber, r.LastReading = a.MeterNumber, a.LastReading
		}
	}
	if h.apartment {
		r.ManagementCompany = "“" + h.mahalla + " Komfort” BSK"
		r.ManagementFee = d.money(60_000, 190_000, 1_000)
		if d.chance(15) {
			r.ManagementDebt = r.ManagementFee * float64(d.between(1, 8))
		}
	}
	return r
}
