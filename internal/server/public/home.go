package public

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	view "github.com/yagona/portal/web/public"
)

// homeEvents are the situations in life of the home page, those that most people meet.
var homeEvents = []string{
	"having-a-child", "getting-married", "moving-home", "buying-home",
	"starting-a-business", "buying-a-vehicle", "going-abroad", "losing-documents",
}

// homeTries are the messages with everyday words to try the search with.
var homeTries = []string{"public.home.try-1", "public.home.try-2", "public.home.try-3", "public.home.try-4"}

// Home is the first page.
func (s *Site) Home(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	v := view.Home{
		Page:  s.page(req, "", r.lang.T("public.home.about")),
		Total: r.snap.Len(), AllEvents: r.list.LifeEvents.Len(), Topics: r.topicLinks(false),
		Audiences: r.audiences(), Groups: r.groups(), Sectors: r.sectors(),
	}
	v.Section = "home"
	v.Linked = []any{r.linkedSite(v.Page)}
	for _, svc := range r.snap.All() {
		if svc.Process.Automatic() {
			v.Automatic++
		}
	}
	events := map[templ.SafeURL]view.Link{}
	for _, l := range r.eventLinks() {
		events[l.Href] = l
	}
	for _, code := range homeEvents {
		if l, ok := events[r.link("/life-events/"+code)]; ok {
			v.Events = append(v.Events, l)
		}
	}
	for _, id := range homeTries {
		words := r.lang.T(id)
		v.Tries = append(v.Tries, view.Link{Title: words, Href: r.link("/services?q=" + url.QueryEscape(words))})
	}
	return view.HomePage(v), nil
}
