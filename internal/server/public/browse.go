package public

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
)

func (r reader) link(path string) templ.SafeURL { return layout.URL(r.lang, path) }

func (r reader) count(n int) string { return view.ServicesCount(r.lang, n) }

// topicLinks is the topics with how many services each has: a number on the home page, words in the index.
func (r reader) topicLinks(words bool) []view.Link {
	var out []view.Link
	for code, c := range r.list.Categories.All() {
		n := len(r.snap.ByCategory(code))
		if n == 0 {
			continue
		}
		link := view.Link{Title: c.Title.In(r.lang), Href: r.link("/topics/" + code), Note: r.lang.Number(int64(n)), Said: r.count(n)}
		if words {
			link.Note, link.Said = link.Said, ""
		}
		out = append(out, link)
	}
	return out
}

// entryLinks is the groups, sectors or audiences with how many services each has.
func (r reader) entryLinks(list catalogue.List[catalogue.Entry], path string, of func(string) []*catalogue.Service) []view.Link {
	var out []view.Link
	for code, e := range list.All() {
		out = append(out, view.Link{
			Title: e.Title.In(r.lang), Lead: e.Lead.In(r.lang), Href: r.link(path + code), Note: r.count(len(of(code))),
		})
	}
	return out
}

func (r reader) audiences() []view.Link {
	return r.entryLinks(r.list.Audiences, "/audiences/", r.snap.ByAudience)
}

func (r reader) groups() []view.Link {
	return r.entryLinks(r.list.Groups, "/groups/", r.snap.ByGroup)
}

func (r reader) sectors() []view.Link {
	return r.entryLinks(r.list.Sectors, "/sectors/", r.snap.BySector)
}

// eventLinks is the situations in life.
func (r reader) eventLinks() []view.Link {
	var out []view.Link
	for code, e := range r.list.LifeEvents.All() {
		out = append(out, view.Link{
			Title: e.Title.In(r.lang), Lead: e.Lead.In(r.lang), Href: r.link("/life-events/" + code),
			Note: r.count(len(r.snap.ByLifeEvent(code))), Icon: eventIcon(code),
		})
	}
	return out
}

// authorityLinks is the authorities that answer for services, with their phones.
func (r reader) authorityLinks() []view.Link {
	var out []view.Link
	for code, a := range r.list.Authorities.All() {
		n := len(r.snap.ByAuthority(code))
		if n == 0 {
			continue
		}
		out = append(out, view.Link{Title: a.Title.In(r.lang), Href: r.link("/authorities/" + code), Lead: r.phone(a), Note: r.count(n)})
	}
	return out
}

func (r reader) phone(a catalogue.Authority) string {
	if a.Phone == "" {
		return ""
	}
	return r.lang.T("public.contact.phone") + " " + a.Phone
}

// Topics is the index of topics.
func (s *Site) Topics(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.topics"), r.lang.T("public.topics-lead"), r.topicLinks(true)), nil
}

// LifeEvents is the index of situations in life.
func (s *Site) LifeEvents(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.life-events"), r.lang.T("public.life-events-lead"), r.eventLinks()), nil
}

// Authorities is the index of authorities with their phones.
func (s *Site) Authorities(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.authorities"), r.lang.T("public.authorities-lead"), r.authorityLinks()), nil
}

// Groups is the index of groups of people whom the state helps in particular.
func (s *Site) Groups(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.groups"), r.lang.T("public.groups-lead"), r.groups()), nil
}

// Sectors is the index of sectors of the national programme.
func (s *Site) Sectors(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.sectors"), r.lang.T("public.sectors-lead"), r.sectors()), nil
}

// Audiences is the index of whom services are for.
func (s *Site) Audiences(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	return s.index(req, r.lang.T("public.audiences"), r.lang.T("public.audiences-lead"), r.audiences()), nil
}

func (s *Site) index(req *http.Request, heading, lead string, links []view.Link) templ.Component {
	return view.IndexPage(view.Index{Page: s.page(req, heading, lead), Heading: heading, Lead: lead, Links: links})
}

// SiteMap is every list on one page; every service is one click from it.
func (s *Site) SiteMap(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	v := view.SiteMap{Heading: r.lang.T("public.site-map")}
	part := func(heading, path string, links []view.Link) {
		v.Parts = append(v.Parts, view.MapPart{Heading: view.Link{Title: heading, Href: r.link(path)}, Links: links})
	}
	part(r.lang.T("public.topics"), "/topics", r.topicLinks(true))
	part(r.lang.T("public.life-events"), "/life-events", r.eventLinks())
	part(r.lang.T("public.audiences"), "/audiences", r.audiences())
	part(r.lang.T("public.groups"), "/groups", r.groups())
	part(r.lang.T("public.sectors"), "/sectors", r.sectors())
	part(r.lang.T("public.authorities"), "/authorities", r.authorityLinks())
	v.Parts = append(v.Parts, view.MapPart{Heading: view.Link{Title: r.lang.T("public.site-map-other")}, Links: r.others()})
	v.Page = s.page(req, v.Heading, "")
	return view.SiteMapPage(v), nil
}

// others is the pages that belong to no list.
func (r reader) others() []view.Link {
	link := func(title, path string) view.Link { return view.Link{Title: title, Href: r.link(path)} }
	return []view.Link{
		link(r.lang.T("ui.footer.all-services"), "/services"), link(r.lang.T("public.advanced.title"), "/services/advanced"),
		link(r.lang.T("ui.footer.faq"), "/help"),
		link(r.lang.T("ui.footer.contacts"), "/contacts"), link(r.lang.T("ui.footer.feedback"), "/feedback"),
		link(r.lang.T("rating.title"), ratingsPath), link(r.lang.T("open.title"), "/open-data"),
		link(r.lang.T("ui.footer.verify"), "/verify"), link(r.lang.T("ui.footer.track"), "/track"),
		link(r.lang.T("ui.footer.privacy"), "/privacy"), link(r.lang.T("ui.footer.accessibility"), "/accessibility"),
		link(r.lang.T("ui.nav.cabinet"), "/cabinet"),
	}
}
