package server_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/servertest"
)

// head is the elements of a page's head with that name, each as its attributes.
func head(t *testing.T, body, tag string) []map[string]string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	var out []map[string]string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			attrs := map[string]string{}
			for _, a := range n.Attr {
				attrs[a.Key] = a.Val
			}
			out = append(out, attrs)
		}
	}
	return out
}

func meta(t *testing.T, body, name string) string {
	t.Helper()
	for _, m := range head(t, body, "meta") {
		if m["property"] == name || m["name"] == name {
			return m["content"]
		}
	}
	return ""
}

// linked is the nodes of a page's linked data by their type.
func linked(t *testing.T, body string) map[string]map[string]any {
	t.Helper()
	m := regexp.MustCompile(`<script type="application/ld\+json">([^<]*)</script>`).FindAllStringSubmatch(body, -1)
	require.Len(t, m, 1)
	var graph struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	require.NoError(t, json.Unmarshal([]byte(m[0][1]), &graph))
	require.Equal(t, "https://schema.org", graph.Context)
	out := map[string]map[string]any{}
	for _, node := range graph.Graph {
		out[node["@type"].(string)] = node
	}
	return out
}

func TestHead_oneAddressInEachForm(t *testing.T) {
	h := portal(t)
	for _, path := range []string{"/", "/services/driving-licence", "/life-events/having-a-child", "/authorities/justice", "/help"} {
		for _, l := range locale.Langs {
			at := func(l locale.Lang) string { return "http://portal.test/" + string(l) + path }
			for _, query := range []string{"", "?utm_source=x"} {
				body := get(h, "/"+string(l)+path+query).Body.String()
				canonical, forms := "", map[string]string{}
				for _, link := range head(t, body, "link") {
					switch link["rel"] {
					case "canonical":
						require.Empty(t, canonical, "two canonical addresses")
						canonical = link["href"]
					case "alternate":
						forms[link["hreflang"]] = link["href"]
					}
				}
				require.Equal(t, at(l), canonical, "a query makes no other page")
				require.Equal(t, map[string]string{
					"uz-Latn": at(locale.Uz), "uz-Cyrl": at(locale.UzCyrl), "ru": at(locale.Ru), "en": at(locale.En), "x-default": at(locale.Uz),
				}, forms)
				require.Equal(t, at(l), meta(t, body, "og:url"))
				require.NotEmpty(t, meta(t, body, "og:title"), path)
				require.NotEmpty(t, meta(t, body, "og:description"), path)
				require.Equal(t, "summary_large_image", meta(t, body, "twitter:card"))
				image := strings.TrimPrefix(meta(t, body, "og:image"), "http://portal.test")
				require.Equal(t, http.StatusOK, get(h, image).Code, image)
				require.Less(t, get(h, image).Body.Len(), 64<<10)
			}
		}
	}
	search := get(h, "/uz/services?q=pasport").Body.String()
	require.Equal(t, "noindex", meta(t, search, "robots"))
	require.Empty(t, meta(t, search, "og:url"))
}

func TestLinkedData(t *testing.T) {
	h := portal(t)
	home := linked(t, get(h, "/ru/").Body.String())["WebSite"]
	require.Equal(t, "http://portal.test/ru/services?q={search_term_string}", home["potentialAction"].(map[string]any)["target"].(map[string]any)["urlTemplate"])

	for _, svc := range snapshot(t).All() {
		for _, l := range locale.Langs {
			path := "/" + string(l) + "/services/" + svc.Code
			nodes := linked(t, get(h, path).Body.String())
			node, authority := nodes["GovernmentService"], catalogue.Lists().Authorities
			require.Equal(t, svc.Title.In(l), node["name"], path)
			require.Equal(t, svc.Summary.In(l), node["description"], path)
			require.Equal(t, "http://portal.test"+path, node["url"])
			provider := node["provider"].(map[string]any)
			a, _ := authority.Get(svc.Authority)
			require.Equal(t, "GovernmentOrganization", provider["@type"])
			require.Equal(t, a.Title.In(l), provider["name"])
			require.Equal(t, a.Phone, provider["telephone"])
			require.Len(t, node["audience"], len(svc.Audience))
			require.Equal(t, "http://portal.test"+path+"/apply", node["availableChannel"].(map[string]any)["serviceUrl"])
			require.Len(t, nodes["BreadcrumbList"]["itemListElement"], 3, "%s: home, topic, service", path)
		}
	}
	paid := linked(t, get(h, "/uz/services/driving-licence").Body.String())["GovernmentService"]["offers"].([]any)
	require.NotEmpty(t, paid)
	require.Equal(t, "UZS", paid[0].(map[string]any)["priceCurrency"])
	require.Regexp(t, `^[1-9]\d{4,}$`, paid[0].(map[string]any)["price"])
}

func TestLinkedData_hostileTitles(t *testing.T) {
	const title = `</script><script>alert(1)</script>"'&<!--` + "\u2028"
	svc := *snapshotOf(t, "driving-licence")
	svc.Title = locale.Text{Uz: title, Ru: title, En: title}
	svc.Summary = svc.Title
	s := catalogue.NewSnapshot([]*catalogue.Service{&svc}, catalogue.Hints{}, day)
	h := portal(t, func(d *server.Deps) { d.Snapshot = func() *catalogue.Snapshot { return s } })
	body := get(h, "/en/services/driving-licence").Body.String()
	require.NotContains(t, body, "<script>alert")
	require.Equal(t, title, linked(t, body)["GovernmentService"]["name"])
	require.Equal(t, title, meta(t, body, "og:title"))
}

func snapshotOf(t *testing.T, code string) *catalogue.Service {
	t.Helper()
	svc, ok := snapshot(t).Service(code)
	require.True(t, ok)
	return svc
}

// form is a page in one written form.
type form struct {
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

// sitemap is the site map as a search engine reads it.
type sitemap struct {
	URLs []struct {
		Location string `xml:"loc"`
		Changed  string `xml:"lastmod"`
		Forms    []form `xml:"http://www.w3.org/1999/xhtml link"`
	} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
}

func TestSitemap(t *testing.T) {
	svc := *snapshotOf(t, "driving-licence")
	svc.Published = time.Date(2026, time.March, 14, 9, 30, 0, 0, time.UTC)
	services := []*catalogue.Service{&svc}
	for _, other := range snapshot(t).All() {
		if other.Code != svc.Code {
			services = append(services, other)
		}
	}
	s := catalogue.NewSnapshot(services, catalogue.Hints{}, day)
	h := portal(t, func(d *server.Deps) { d.Snapshot = func() *catalogue.Snapshot { return s } })
	w := get(h, "/sitemap.xml")
	require.Less(t, w.Body.Len(), 50<<20, "larger ones must be split")
	var m sitemap
	require.NoError(t, xml.Unmarshal(w.Body.Bytes(), &m))
	require.Less(t, len(m.URLs), 50_000, "longer ones must be split")
	require.Greater(t, len(m.URLs), 4*744)

	closed := disallowed(t, get(h, "/robots.txt").Body.String())
	listed := map[string]bool{}
	for _, u := range m.URLs {
		path := strings.TrimPrefix(u.Location, "http://portal.test")
		require.False(t, listed[path], "%s stands twice", path)
		listed[path] = true
		require.Equal(t, http.StatusOK, get(h, path).Code, path)
		require.False(t, closed(path), "%s is in the site map and closed by robots.txt", path)
		require.Len(t, u.Forms, 5, path)
		require.True(t, slices.ContainsFunc(u.Forms, func(f form) bool { return f.Address == u.Location }), "%s does not name itself", path)
		if strings.HasSuffix(path, "/services/driving-licence") {
			require.Equal(t, "2026-03-14T09:30:00Z", u.Changed)
		} else {
			require.Empty(t, u.Changed, path)
		}
	}
	for _, svc := range snapshot(t).All() {
		for _, l := range locale.Langs {
			require.True(t, listed["/"+string(l)+"/services/"+svc.Code], svc.Code)
		}
	}
}

// disallowed reads robots.txt as a search engine does.
func disallowed(t *testing.T, robots string) func(path string) bool {
	t.Helper()
	var rules []*regexp.Regexp
	for line := range strings.Lines(robots) {
		if rule, ok := strings.CutPrefix(strings.TrimSpace(line), "Disallow: "); ok {
			rules = append(rules, regexp.MustCompile("^"+strings.ReplaceAll(regexp.QuoteMeta(rule), `\*`, ".*")))
		}
	}
	require.NotEmpty(t, rules)
	return func(path string) bool {
		return slices.ContainsFunc(rules, func(r *regexp.Regexp) bool { return r.MatchString(path) })
	}
}

func TestRobots(t *testing.T) {
	h := portal(t)
	robots := get(h, "/robots.txt").Body.String()
	require.Contains(t, robots, "Sitemap: http://portal.test/sitemap.xml")
	closed := disallowed(t, robots)
	for _, path := range []string{
		"/uz/services?q=pasport", "/ru/services?page=2", "/uz/services/driving-licence/apply", "/en/cabinet", "/uz-cyrl/applications/123456789",
		"/uz/apply/5/1", "/uz/admin", "/uz/taskforce", "/uz/sign-in?next=%2Fuz%2F", "/uz/data/vehicle", "/uz/inbox", "/uz/verify/AAAA",
	} {
		require.True(t, closed(path), path)
	}
	page := get(h, "/uz/").Body.String()
	for _, asset := range regexp.MustCompile(`/assets/[a-z0-9.-]+`).FindAllString(page, -1) {
		require.False(t, closed(asset), asset)
	}
	for _, path := range []string{"/uz/", "/uz/services", "/uz/services/driving-licence", "/uz/feedback", "/uz/manifest.webmanifest"} {
		require.False(t, closed(path), path)
	}
}

// TestCrumbs_onEveryKindOfPage but the first, that every page leads back to.
func TestCrumbs_onEveryKindOfPage(t *testing.T) {
	h := portal(t)
	for _, path := range kinds {
		w := get(h, "/uz"+path)
		if path == "/" {
			continue
		}
		doc, err := html.Parse(strings.NewReader(w.Body.String()))
		require.NoError(t, err)
		var trail *html.Node
		for n := range doc.Descendants() {
			if n.Data == "nav" && servertest.Attr(n, "class") == "govuk-breadcrumbs" {
				trail = n
			}
		}
		require.NotNil(t, trail, path)
		require.Empty(t, hrefs(trail, "/uz/")[0], "%s begins at the home page", path)
	}
}
