package public

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

// private is what search engines are kept out of: searches and the pages of persons.
var private = []string{"/sign-in", "/cabinet", "/applications", "/documents", "/admin", "/taskforce", "/track", "/verify", "/services?"}

// Robots lets search engines read the catalogue.
func (s *Site) Robots(w http.ResponseWriter, _ *http.Request) error {
	var b bytes.Buffer
	b.WriteString("User-agent: *\n")
	for _, l := range locale.Langs {
		for _, path := range private {
			b.WriteString("Disallow: " + string(layout.URL(l, path)) + "\n")
		}
	}
	b.WriteString("Sitemap: " + s.Origin + "/sitemap.xml\n")
	return send(w, "text/plain; charset=utf-8", b.Bytes())
}

// Sitemap names every public page in every written form.
func (s *Site) Sitemap(w http.ResponseWriter, _ *http.Request) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, path := range s.paths() {
		for _, l := range locale.Langs {
			b.WriteString("<url><loc>")
			if err := xml.EscapeText(&b, []byte(s.Origin+string(layout.URL(l, path)))); err != nil {
				return err
			}
			b.WriteString("</loc></url>\n")
		}
	}
	b.WriteString("</urlset>\n")
	return send(w, "application/xml", b.Bytes())
}

// paths is every public page, without language.
func (s *Site) paths() []string {
	snap, list := s.Snapshot(), catalogue.Lists()
	out := []string{
		"/", "/services", "/services/advanced", "/topics", "/life-events", "/authorities", "/groups", "/sectors", "/audiences",
		"/site-map", "/help", "/contacts", "/privacy", "/accessibility",
	}
	for code := range list.Categories.All() {
		out = append(out, "/topics/"+code)
	}
	for code := range list.LifeEvents.All() {
		out = append(out, "/life-events/"+code)
	}
	for code := range list.Authorities.All() {
		out = append(out, "/authorities/"+code)
	}
	for code := range list.Groups.All() {
		out = append(out, "/groups/"+code)
	}
	for code := range list.Sectors.All() {
		out = append(out, "/sectors/"+code)
	}
	for code := range list.Audiences.All() {
		out = append(out, "/audiences/"+code)
	}
	for _, svc := range snap.All() {
		out = append(out, "/services/"+svc.Code)
	}
	return out
}

// Manifest lets a phone put the portal on its home screen, in the language of the page.
func (s *Site) Manifest(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	icon := func(name string, size int, purpose string) map[string]string {
		side := strconv.Itoa(size)
		return map[string]string{"src": layout.Asset(name), "sizes": side + "x" + side, "type": "image/png", "purpose": purpose}
	}
	body, err := json.Marshal(map[string]any{
		"name":             l.T("ui.portal.title"),
		"short_name":       l.T("ui.portal.name"),
		"lang":             l.Tag(),
		"id":               layout.URL(l, "/"),
		"start_url":        layout.URL(l, "/"),
		"scope":            "/",
		"display":          "standalone",
		"background_color": "#fbf8f3",
		"theme_color":      "#05323a",
		"icons":            []map[string]string{icon("icon-192.png", 192, "any"), icon("icon-512.png", 512, "any"), icon("icon-maskable.png", 512, "maskable")},
	})
	if err != nil {
		return err
	}
	return send(w, "application/manifest+json", body)
}

// send answers with something for machines that may be kept for an hour, unless a rule was set before.
func send(w http.ResponseWriter, kind string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "public, max-age=3600")
	}
	_, _ = w.Write(body) // the reader left; there is nobody to tell
	return nil
}
