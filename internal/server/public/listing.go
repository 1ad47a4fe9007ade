package public

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// unknown is a code in the address that names nothing.
func unknown() error { return problem.New(problem.NotFound, "ui.lost.title") }

func code(req *http.Request) string { return chi.URLParam(req, "code") }

// Sizes from which a list changes its shape, so that no page outgrows a poor network: first the summaries go, then
// the services themselves stand behind their topics; what a situation in life may need as well loses its prices.
const (
	mostWithSummary = 50
	mostListed      = 120
)

// listing is the services of something, with its neighbours beside them.
type listing struct {
	heading, lead string
	services      []*catalogue.Service
	contact       *view.Contact
	replies       []ui.Row              // how an authority answers people
	linked        func(layout.Page) any // what schema.org says of it, if anything
	beside        string                // heading of the neighbours, and title of the list they stand in
	list          string                // path of that list
	others        []view.Link
	filter        string // parameter of the search that finds the same services: "audience=citizen"
}

func (s *Site) listing(req *http.Request, r reader, l listing) templ.Component {
	about := l.lead
	if about == "" {
		about = r.lang.T("browse.about", "Title", l.heading, "Services", r.count(len(l.services)))
	}
	p := s.page(req, l.heading, about)
	p.Crumbs = []layout.Crumb{{Title: l.beside, Path: l.list}}
	if l.linked != nil {
		p.Linked = []any{l.linked(p)}
	}
	v := view.Listing{
		Page: p, Heading: l.heading, Lead: l.lead, Count: r.count(len(l.services)), Contact: l.contact, Replies: l.replies,
		Others: without(l.others, r.link(p.Path)), Beside: l.beside,
	}
	found := r.foundAll(l.services)
	r.byTitle(found)
	switch n := len(l.services); {
	case n > mostListed && l.filter != "":
		v.Topics = r.topicsOf(l.services, l.filter)
	case n > mostWithSummary:
		v.Found = found
		for i := range v.Found {
			v.Found[i].Summary = ""
		}
	default:
		v.Found = found
	}
	return view.ListingPage(v)
}

// topicsOf is the topics of these services, each leading to the search that finds the services of both.
func (r reader) topicsOf(services []*catalogue.Service, filter string) []view.Link {
	counts := map[string]int{}
	for _, svc := range services {
		counts[svc.Category]++
	}
	var out []view.Link
	for code, c := range r.list.Categories.All() {
		if counts[code] > 0 {
			out = append(out, view.Link{
				Title: c.Title.In(r.lang), Href: r.link("/services?" + filter + "&topic=" + code), Note: r.lang.Number(int64(counts[code])), Said: r.count(counts[code]),
			})
		}
	}
	return out
}

// without is the neighbours but for the page itself.
func without(links []view.Link, here templ.SafeURL) []view.Link {
	out := make([]view.Link, 0, len(links))
	for _, l := range links {
		if l.Href != here {
			out = append(out, l)
		}
	}
	return out
}

// Topic is the services of a category.
func (s *Site) Topic(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	c, ok := r.list.Categories.Get(code(req))
	if !ok {
		return nil, unknown()
	}
	return s.listing(req, r, listing{
		heading: c.Title.In(r.lang), services: r.snap.ByCategory(c.Code),
		beside: r.lang.T("public.topics"), list: "/topics", others: r.topicLinks(false),
	}), nil
}

// Authority is an authority's services and how to reach it.
func (s *Site) Authority(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	a, ok := r.list.Authorities.Get(code(req))
	if !ok {
		return nil, unknown()
	}
	contact := r.contact(a.Code)
	contact.Page, contact.Below = "", r.below(a.Code)
	if len(r.snap.ByAuthority(a.Code)) > 0 {
		contact.Rated = &view.Link{Title: r.lang.T("rating.link"), Href: r.link(ratingsPath + "/" + a.Code)}
	}
	return s.listing(req, r, listing{
		heading: a.Title.In(r.lang), services: r.snap.ByAuthority(a.Code), contact: &contact, replies: r.said.rows(r.lang, a.Code),
		beside: r.lang.T("public.authorities"), list: "/authorities",
		linked: func(p layout.Page) any { return r.linkedAuthority(p, a) },
	}), nil
}

// Group is the services meant for a group of people.
func (s *Site) Group(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.entry(req, r, r.list.Groups, r.snap.ByGroup, r.lang.T("public.groups"), "/groups", r.groups())
}

// Sector is the services of a sector of the national programme.
func (s *Site) Sector(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.entry(req, r, r.list.Sectors, r.snap.BySector, r.lang.T("public.sectors"), "/sectors", r.sectors())
}

// Audience is the services for citizens, businesses or foreigners.
func (s *Site) Audience(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.entry(req, r, r.list.Audiences, r.snap.ByAudience, r.lang.T("public.audiences"), "/audiences", r.audiences())
}

// entry is a group, a sector or an audience; path names its list, and without the plural the filter of the search.
func (s *Site) entry(req *http.Request, r reader, list catalogue.List[catalogue.Entry],
	of func(string) []*catalogue.Service, beside, path string, others []view.Link,
) (templ.Component, error) {
	e, ok := list.Get(code(req))
	if !ok {
		return nil, unknown()
	}
	return s.listing(req, r, listing{
		heading: e.Title.In(r.lang), lead: e.Lead.In(r.lang), services: of(e.Code), beside: beside, list: path, others: others,
		filter: strings.TrimSuffix(strings.TrimPrefix(path, "/"), "s") + "=" + e.Code,
	}), nil
}

// LifeEvent is a situation in life: what is usually done, stage by stage, then what may be needed as well.
func (s *Site) LifeEvent(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	e, ok := r.list.LifeEvents.Get(code(req))
	if !ok {
		return nil, unknown()
	}
	v := view.Event{Heading: e.Title.In(r.lang), Lead: e.Lead.In(r.lang)}
	for _, stage := range e.Order {
		if together := r.published(stage); len(together) > 0 {
			v.Stages = append(v.Stages, together)
		}
	}
	for _, svc := range r.snap.ByLifeEvent(e.Code) {
		if !slices.Contains(e.Usual(), svc.Code) {
			v.Also = append(v.Also, r.found(svc))
		}
	}
	if len(v.Also) > mostListed {
		for i := range v.Also {
			v.Also[i].Fee = ""
		}
	}
	v.Page = s.page(req, v.Heading, v.Lead)
	v.Crumbs = []layout.Crumb{{Title: r.lang.T("public.life-events"), Path: "/life-events"}}
	v.Others = without(r.eventLinks(), r.link(v.Path))
	return view.EventPage(v), nil
}

// published is those services of a stage that are published, with who decides.
func (r reader) published(stage catalogue.Stage) []view.Found {
	var out []view.Found
	for _, code := range stage {
		if svc, ok := r.snap.Service(code); ok {
			f := r.found(svc)
			process, _ := r.list.Processes.Get(string(svc.Process))
			f.Decides = process.Title.In(r.lang)
			out = append(out, f)
		}
	}
	return out
}

// contact is where to ask about a service of an authority.
func (r reader) contact(authority string) view.Contact {
	a, _ := r.list.Authorities.Get(authority)
	c := view.Contact{Name: a.Title.In(r.lang), Phone: a.Phone, Page: r.link("/authorities/" + a.Code)}
	if above, ok := r.list.Authorities.Get(a.Supervisor); ok {
		c.Above = &view.Link{Title: above.Short.In(r.lang), Href: r.link("/authorities/" + above.Code)}
	}
	return c
}

// below is the authorities under one that answer for services themselves.
func (r reader) below(code string) []view.Link {
	var out []view.Link
	for _, a := range r.list.Authorities.All() {
		if n := len(r.snap.ByAuthority(a.Code)); a.Supervisor == code && n > 0 {
			out = append(out, view.Link{Title: a.Short.In(r.lang), Href: r.link("/authorities/" + a.Code), Note: r.count(n)})
		}
	}
	return out
}
