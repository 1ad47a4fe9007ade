package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/registers/world"
)

// applicant is somebody with an account.
type applicant struct {
	account.Principal
	world.Resident
	named   bool   // a persona
	subject string // at the identity provider
}

// crowd is everybody who applies, and those who are needed for services that are not for everybody.
type crowd struct {
	all       []applicant
	personas  []applicant
	directors []applicant
	foreign   []applicant
	there     map[there][]applicant
}

// there is the applicants of one region.
type there struct {
	region  string
	citizen bool
}

// residents is how many of the population have an account.
const residents = 6000

// gather announces the accounts of the personas and of a part of the population.
func (y *year) gather(ctx context.Context, r *rand.Rand) (crowd, error) {
	var people []applicant
	var claims []account.Claims
	add := func(who world.Resident, subject string, level catalogue.Assurance, named bool) {
		people = append(people, applicant{Resident: who, named: named, subject: subject})
		claims = append(claims, account.Claims{Issuer: y.Issuer, Subject: subject, Name: who.Name, PINFL: who.PINFL, Level: level, At: y.now})
	}
	known := map[string]bool{}
	for _, p := range citizens() {
		who, ok := y.World.Person(p.PINFL)
		if !ok {
			return crowd{}, fmt.Errorf("persona %s is not in the world", p.Subject)
		}
		known[p.PINFL] = true
		add(who, p.Subject, p.Level, true)
	}
	wanted := min(residents, max(200, y.Lived/3))
	for _, i := range r.Perm(y.World.Size()) {
		who := y.World.Resident(i)
		if len(people) == wanted {
			break
		}
		if who.Age >= 18 && !known[who.PINFL] {
			add(who, fmt.Sprintf("resident-%d", i), catalogue.Signature, false)
		}
	}
	ids, err := y.Accounts.Announce(ctx, claims)
	if err != nil {
		return crowd{}, fmt.Errorf("demo accounts: %w", err)
	}
	c := crowd{there: map[there][]applicant{}}
	for i, p := range people {
		p.Principal = account.Principal{AccountID: ids[i], Name: p.Resident.Name, PINFL: p.Resident.PINFL, Level: claims[i].Level}
		if p.named { // their year is their own
			c.personas = append(c.personas, p)
			continue
		}
		c.all = append(c.all, p)
		if len(p.Companies) > 0 {
			c.directors = append(c.directors, p)
		}
		if p.Citizenship != "UZB" {
			c.foreign = append(c.foreign, p)
		}
		c.there[there{p.Region, true}] = append(c.there[there{p.Region, true}], p)
		if len(p.Companies) > 0 {
			c.there[there{p.Region, false}] = append(c.there[there{p.Region, false}], p)
		}
	}
	return c, nil
}

// of is those among whom the applicants of a service are found, in one region or everywhere.
func (c crowd) of(svc *catalogue.Service, region string) []applicant {
	if region != "" {
		return c.there[there{region, slices.Contains(svc.Audience, "citizen")}]
	}
	switch {
	case slices.Contains(svc.Audience, "citizen"):
		return c.all
	case slices.Contains(svc.Audience, "business"):
		return c.directors
	default:
		return c.foreign
	}
}

// staff is the officials by authority, specialists and heads.
type staff map[string][]account.Official

// hire makes a specialist and a head of every authority that has services, beside the personas.
func (y *year) hire(ctx context.Context, r *rand.Rand) (staff, error) {
	var claims []account.Claims
	var offices []account.Official
	for _, p := range officials() {
		claims = append(claims, account.Claims{Issuer: y.Issuer, Subject: p.Subject, Name: p.Name, Level: p.Level, At: y.now})
		offices = append(offices, *p.Official)
	}
	for authority := range catalogue.Lists().Authorities.All() {
		if len(y.Services.Snapshot().ByAuthority(authority)) == 0 {
			continue
		}
		for _, role := range []account.Role{account.Specialist, account.Head} {
			name := y.World.Resident(100 + r.IntN(y.World.Size()-100)).Name
			claims = append(claims, account.Claims{Issuer: y.Issuer, Subject: "official-" + authority + "-" + string(role), Name: name, Level: catalogue.Signature, At: y.now})
			offices = append(offices, account.Official{Name: name, Authority: authority, Role: role})
		}
	}
	ids, err := y.Accounts.Announce(ctx, claims)
	if err != nil {
		return nil, fmt.Errorf("demo officials: %w", err)
	}
	s := staff{}
	for i, o := range offices {
		if err := y.Accounts.GrantOfficial(ctx, ids[i], o); err != nil {
			return nil, fmt.Errorf("demo officials: %w", err)
		}
		o.ID = ids[i]
		s[o.Authority] = append(s[o.Authority], o)
	}
	return s, nil
}

// pick is an official of the authority with that role whose territory the case is in, and who is not one of those. A
// head takes the work of a specialist when there is nobody else.
func (s staff) pick(r *rand.Rand, authority, region string, role account.Role, not ...int64) (account.Official, bool) {
	for _, as := range []account.Role{role, account.Head} {
		var fit []account.Official
		for _, o := range s[authority] {
			if o.Role == as && (o.Region == "" || region == "" || o.Region == region) && !slices.Contains(not, o.ID) {
				fit = append(fit, o)
			}
		}
		if len(fit) > 0 {
			return fit[r.IntN(len(fit))], true
		}
	}
	return account.Official{}, false
}
