package public

import (
	"encoding/xml"
	"net/http"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

// urlSet is a site map as sitemaps.org writes it. One file may have 50,000 addresses and 50 MB; a test watches both.
type urlSet struct {
	XMLName xml.Name  `xml:"urlset"`
	Space   string    `xml:"xmlns,attr"`
	XHTML   string    `xml:"xmlns:xhtml,attr"`
	URLs    []address `xml:"url"`
}

// address is a page in one written form, with all of its forms.
type address struct {
	Location   string      `xml:"loc"`
	Changed    string      `xml:"lastmod,omitempty"`
	Alternates []alternate `xml:"xhtml:link"`
}

type alternate struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

// printed is the site map of a snapshot: too large to be written for each reader.
type printed struct {
	snap *catalogue.Snapshot
	body []byte
}

// Sitemap names every public page in every written form.
func (s *Site) Sitemap(w http.ResponseWriter, _ *http.Request) error {
	snap, p := s.Snapshot(), s.sitemap.Load()
	if p == nil || p.snap != snap {
		body, err := xml.Marshal(s.urls(snap))
		if err != nil {
			return err
		}
		p = &printed{snap, append([]byte(xml.Header), body...)}
		s.sitemap.Store(p)
	}
	return send(w, "application/xml; charset=utf-8", p.body)
}

func (s *Site) urls(snap *catalogue.Snapshot) urlSet {
	set := urlSet{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	for _, path := range lists(snap) {
		set.URLs = append(set.URLs, s.forms(path, time.Time{})...)
	}
	for _, svc := range snap.All() {
		set.URLs = append(set.URLs, s.forms("/services/"+svc.Code, svc.Published)...)
	}
	return set
}

// forms is a page in each written form; each of them names all.
func (s *Site) forms(path string, changed time.Time) []address {
	at := func(l locale.Lang) string { return s.Origin + string(layout.URL(l, path)) }
	var alternates []alternate
	for _, l := range locale.Langs {
		alternates = append(alternates, alternate{"alternate", l.Tag(), at(l)})
	}
	alternates = append(alternates, alternate{"alternate", "x-default", at(locale.Uz)})
	day := ""
	if !changed.IsZero() {
		day = changed.UTC().Format(time.RFC3339)
	}
	var out []address
	for _, l := range locale.Langs {
		out = append(out, address{at(l), day, alternates})
	}
	return out
}

// paths is every public page, without language.
func (s *Site) paths() []string {
	snap := s.Snapshot()
	out := lists(snap)
	for _, svc := range snap.All() {
		out = append(out, "/services/"+svc.Code)
	}
	return out
}

// lists is every public page but those of services, without language. A list of nothing is no page to send people to.
func lists(snap *catalogue.Snapshot) []string {
	list := catalogue.Lists()
	out := []string{
		"/", "/services", "/services/advanced", "/topics", "/life-events", "/authorities", "/groups", "/sectors", "/audiences",
		"/ratings", "/open-data", "/site-map", "/help", "/contacts", "/privacy", "/accessibility",
	}
	add := func(path string, codes []string, of func(string) []*catalogue.Service) {
		for _, code := range codes {
			if len(of(code)) > 0 {
				out = append(out, path+code)
			}
		}
	}
	add("/topics/", list.Categories.Codes(), snap.ByCategory)
	add("/life-events/", list.LifeEvents.Codes(), snap.ByLifeEvent)
	add("/authorities/", list.Authorities.Codes(), snap.ByAuthority)
	add(ratingsPath+"/", list.Authorities.Codes(), snap.ByAuthority)
	add("/groups/", list.Groups.Codes(), snap.ByGroup)
	add("/sectors/", list.Sectors.Codes(), snap.BySector)
	add("/audiences/", list.Audiences.Codes(), snap.ByAudience)
	return out
}
