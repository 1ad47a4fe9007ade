package ui

import (
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/routing"
)

// RouteWhen is which cases a rule of routing fits, in words; service is what its service is called.
func RouteWhen(l locale.Lang, r routing.Rule, service string) string {
	var parts []string
	if r.Service != "" {
		parts = append(parts, service)
	}
	if r.Territory != "" {
		parts = append(parts, catalogue.Lists().Territory(r.Territory, l))
	}
	if r.Applicant != routing.Anybody {
		parts = append(parts, l.T("route.applicant."+r.Applicant))
	}
	switch {
	case r.ID == 0:
		return l.T("route.otherwise")
	case len(parts) == 0:
		return l.T("route.every")
	default:
		return strings.Join(parts, " · ")
	}
}

// RouteOffice is the office that a rule names, in words.
func RouteOffice(l locale.Lang, office string) string {
	switch office {
	case routing.OwnOffice:
		return l.T("route.office.own")
	case routing.WholeAuthority:
		return l.T("route.office.all")
	default:
		return l.T("route.office.region", "Region", catalogue.Lists().Territory(office, l))
	}
}

// OfficeOf is the office of an authority in a region, in words; an empty region is the whole authority.
func OfficeOf(l locale.Lang, authority, region string) string {
	if region == "" {
		return catalogue.Lists().Office(authority, l)
	}
	return catalogue.Lists().Office(authority, l) + ", " + catalogue.Lists().Territory(region, l)
}
