package public

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

// private is what search engines are kept out of, by how its addresses begin: searches, forms, and the pages of
// persons and officials.
var private = []string{
	"/sign-in", "/signed-out", "/cabinet", "/applications", "/apply/", "/documents", "/inbox", "/data", "/files", "/admin", "/taskforce",
	"/track", "/verify", "/feedback?", "/feedback/", "/services?", "/services/*/apply",
}

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

// Manifest lets a phone put the portal on its home screen, in the language of the page.
func (s *Site) Manifest(w http.ResponseWriter, r *http.Request) error {
	l := locale.FromContext(r.Context())
	// The drawn icon fits every size and is here already; the others are for what takes no drawings, or only exact sizes.
	drawn := map[string]string{"src": string(layout.Icon()), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
	icon := func(name string, size int, purpose string) map[string]string {
		side := strconv.Itoa(size)
		return map[string]string{"src": layout.Asset(name), "sizes": side + "x" + side, "type": "image/png", "purpose": purpose}
	}
	shortcut := func(name, path string) map[string]any {
		return map[string]any{"name": l.T(name), "url": layout.URL(l, path), "icons": []map[string]string{icon("icon-192.png", 192, "any")}}
	}
	body, err := json.Marshal(map[string]any{
		"name":             l.T("ui.portal.title"),
		"short_name":       l.T("ui.portal.name"),
		"description":      l.T("public.home.about"),
		"lang":             l.Tag(),
		"dir":              "ltr",
		"categories":       []string{"government", "utilities"},
		"id":               layout.URL(l, "/"),
		"start_url":        layout.URL(l, "/"),
		"scope":            "/",
		"display":          "standalone",
		"background_color": "#fbf8f3",
		"theme_color":      "#05323a",
		"icons":            []map[string]string{drawn, icon("icon-192.png", 192, "any"), icon("icon-512.png", 512, "any"), icon("icon-maskable.png", 512, "maskable")},
		"shortcuts":        []map[string]any{shortcut("ui.search.label", "/services"), shortcut("ui.nav.applications", "/applications")},
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
