// Package routing is to which office and official a case goes when it comes to people: the rules of an authority in their
// order, and the one function that decides by them. A default stands behind every list and can't be removed.
package routing

import (
	"slices"
	"strings"
	"time"

	"github.com/yagona/portal/internal/account"
)

// Most is how many rules an authority may have, and how many officials one names.
const (
	Most      = 100
	MostNamed = 50
)

// Share is how a case is shared among the officials of an office. Its words are the message route.share.<share>.
type Share string

// Shares.
const (
	Pool Share = "pool" // anybody takes it
	Load Share = "load" // of those at work, who has the fewest open cases gets it
)

// Offices that a rule may name besides those of regions, by their SOATO.
const (
	OwnOffice      = ""    // that of the region where the case belongs
	WholeAuthority = "all" // every office of the authority
)

// Kinds of applicants.
const (
	Anybody = ""
	Person  = "person"
	Company = "company"
)

// Rule sends the cases that it fits to an office.
type Rule struct {
	ID        int64 // 0: the default
	Authority string
	Service   string // code; empty: any
	Territory string // SOATO of a region or a district; empty: any
	Applicant string // Anybody, Person, Company
	Office    string // SOATO of a region, OwnOffice or WholeAuthority
	Share     Share
	Named     []int64 // accounts among whom it is shared; none: every specialist of the office
	MadeBy    string  // name of the official
	MadeAt    time.Time
}

// same reports whether the other rule says the same. Rules with the same conditions may follow one another: the next one
// counts where the first finds nobody at work.
func (r Rule) same(x Rule) bool {
	return r.Service == x.Service && r.Territory == x.Territory && r.Applicant == x.Applicant && r.Office == x.Office && r.Share == x.Share && slices.Equal(r.Named, x.Named)
}

// Default is what is done with a case that no rule fits: anybody of the office of its region takes it.
func Default(authority string) Rule { return Rule{Authority: authority, Share: Pool} }

// Case is what rules ask of a case.
type Case struct {
	Authority string
	Service   string                    // code
	Territory string                    // SOATO of the region or the district where it belongs; empty: nobody knows
	Company   bool                      // a company applies
	Sent      bool                      // an official sent it to the office of that region: no rule sends it on to another one
	Last      []int64                   // accounts of officials who are given it when there is nobody else
	Suits     func(official int64) bool // whether the official can be given it; nil: anybody
}

// Why says what came of a rule. Its words are the message route.why.<why>.
type Why string

// What comes of a rule.
const (
	Fits           Why = "fits"
	OtherService   Why = "service"
	OtherTerritory Why = "territory"
	OtherApplicant Why = "applicant"
	SentElsewhere  Why = "sent"   // an official sent the case to another office than the rule would
	Nobody         Why = "nobody" // there is nobody at work whom it could be given to
)

// region is the office that the rule sends the case to; empty: the whole authority.
func (r Rule) region(c Case) string {
	switch r.Office {
	case OwnOffice:
		return c.region()
	case WholeAuthority:
		return ""
	default:
		return r.Office
	}
}

// region is the office of the region where the case belongs.
func (c Case) region() string {
	if len(c.Territory) < 4 {
		return ""
	}
	return c.Territory[:4]
}

// asks reports which condition of the rule does not hold of the case, or that it Fits.
func (r Rule) asks(c Case) Why {
	switch {
	case r.Service != "" && r.Service != c.Service:
		return OtherService
	case !strings.HasPrefix(c.Territory, r.Territory):
		return OtherTerritory
	case r.Applicant == Person && c.Company, r.Applicant == Company && !c.Company:
		return OtherApplicant
	case c.Sent && r.region(c) != c.region():
		return SentElsewhere
	default:
		return Fits
	}
}

// Worker is an official who could be given a case.
type Worker struct {
	account.Official
	Away bool
	Open int // cases that he has to work on now
}

// shares reports whether the rule shares cases of that office with the official: those named, else its specialists.
func (r Rule) shares(w Worker, region string) bool {
	if len(r.Named) > 0 {
		return slices.Contains(r.Named, w.ID) && w.reaches(region)
	}
	return w.Role == account.Specialist && w.reaches(region)
}

// reaches reports whether the official works on the cases of the office of that region.
func (w Worker) reaches(region string) bool {
	return w.Region == "" || region == "" || w.Region == region
}
