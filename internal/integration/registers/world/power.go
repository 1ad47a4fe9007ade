package world

import (
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// power is a power of attorney between people of the cast, or from a firm of the cast.
type power struct {
	from   string   // PINFL of who gave it
	firm   bool     // the first firm of that director gave it
	to     string   // PINFL of who holds it
	scope  []string // categories of services; none: all of them
	given  int      // days ago
	left   int      // days that are left; negative: it has run out
	status string
}

// powers are the powers of attorney that a demonstration is shown with: one for everything, one for real estate only, one
// of a firm, one that was revoked and one that has run out.
var powers = []power{
	{from: "31506572300017", to: "31204862260015", given: 120, left: 600, status: "active"},                                                      // olim → aziz
	{from: "40512942140015", to: "40309832260014", scope: []string{"property", "utilities"}, given: 40, left: 300, status: "active"},             // gulnora → malika
	{from: "40309832260014", firm: true, to: "30210882270018", scope: []string{"transport", "licences"}, given: 75, left: 290, status: "active"}, // malika's firm → otabek
	{from: "32501792060010", to: "30811902030012", given: 200, left: 100, status: "revoked"},                                                     // bekzod → jasur
	{from: "33003722180010", to: "31204862260015", scope: []string{"agriculture"}, given: 800, left: -70, status: "active"},                      // gayrat → aziz
}

// powersOf is the powers of attorney that were given to a person. Their numbers stand after those of the person's own acts.
func (w *World) powersOf(i int) []register.NotaryAttorney {
	var out []register.NotaryAttorney
	const ownActs = 4
	for ord, p := range powers {
		from, known := w.pinfls[p.from]
		if p.to != w.people[i].pinfl || !known {
			continue
		}
		d := w.dice(person(from), "powers")
		r := register.NotaryAttorney{
			Number: powerNumbers.number(person(from), ownActs+ord), Principal: p.from, PrincipalName: w.people[from].fullName(), Scope: p.scope,
			IssuedOn: d.ago(p.given, p.given), ValidUntil: d.ahead(p.left, p.left), Status: p.status,
			Office: fmt.Sprintf("%s, %d-sonli %s", w.placeOf(w.homes[w.people[from].home].district).name, d.between(1, 4), notaryWord),
		}
		if p.firm {
			f := &w.firms[w.people[from].directs[0]]
			r.Principal, r.PrincipalName = f.tin, f.name
		}
		out = append(out, r)
	}
	return out
}
