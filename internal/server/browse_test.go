package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestLifeEvents_stages reads from each page what comes first, what next and what side by side: exactly the vocabulary.
func TestLifeEvents_stages(t *testing.T) {
	h := portal(t)
	for code, event := range catalogue.Lists().LifeEvents.All() {
		for _, l := range locale.Langs {
			path := "/" + string(l) + "/life-events/" + code
			w := get(h, path)
			require.Equal(t, http.StatusOK, w.Code, path)
			stages := stagesOf(t, w.Body.String())
			require.Len(t, stages, len(event.Order), path)
			for i, stage := range event.Order {
				require.Equal(t, []string(stage), hrefs(stages[i], "/"+string(l)+"/services/"), "%s, step %d", path, i+1)
				text := servertest.Text(stages[i])
				for _, service := range stage {
					svc, ok := snapshot(t).Service(service)
					require.True(t, ok, service)
					process, _ := catalogue.Lists().Processes.Get(string(svc.Process))
					require.Contains(t, text, process.Title.In(l), "%s says who decides %s", path, service)
				}
				require.Equal(t, len(stage) > 1, strings.Contains(text, l.T("browse.event.together")), "%s, step %d", path, i+1)
			}
		}
	}
}

// TestPages_validHTML shows every kind of public page, and those that say what is wrong, to the validator.
func TestPages_validHTML(t *testing.T) {
	h := portal(t)
	pages := map[string]string{}
	for _, l := range locale.Langs {
		for _, path := range append([]string{"/nothing-here", "/services/nothing-here"}, kinds...) {
			path = "/" + string(l) + path
			pages[path] = get(h, path).Body.String()
		}
	}
	browsertest.Valid(t, pages)
}

func stagesOf(t *testing.T, body string) []*html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	var stages []*html.Node
	for n := range doc.Descendants() {
		if n.Data == "ol" && servertest.Attr(n, "class") == "app-steps" {
			for c := range n.ChildNodes() {
				if c.Data == "li" {
					stages = append(stages, c)
				}
			}
		}
	}
	return stages
}

// hrefs is where the links inside lead, as far as they begin so, without that beginning.
func hrefs(in *html.Node, prefix string) []string {
	var out []string
	for n := range in.Descendants() {
		if rest, ok := strings.CutPrefix(servertest.Attr(n, "href"), prefix); ok && n.Data == "a" {
			out = append(out, rest)
		}
	}
	return out
}

// reach is how many clicks from the home page each address of a written form is, along links of pages without a query,
// as far as three.
func reach(h http.Handler, lang string) map[string]int {
	link := regexp.MustCompile(`href="/` + lang + `(/[^"#?]*)"`)
	clicks, level := map[string]int{"/": 0}, []string{"/"}
	for depth := 1; depth <= 3; depth++ {
		var next []string
		for _, path := range level {
			for _, m := range link.FindAllStringSubmatch(get(h, "/"+lang+path).Body.String(), -1) {
				if _, ok := clicks[m[1]]; !ok {
					clicks[m[1]] = depth
					next = append(next, m[1])
				}
			}
		}
		level = next
	}
	return clicks
}

// TestReach_threeClicks crawls from the home page: every service and every list is within three clicks, and every page
// that the portal has for everybody stands on the site map, or one click from it.
func TestReach_threeClicks(t *testing.T) {
	h := portal(t)
	clicks := reach(h, "uz")
	for _, svc := range snapshot(t).All() {
		require.Contains(t, clicks, "/services/"+svc.Code, "further than three clicks from the home page")
	}
	for _, path := range snapshotLists() {
		require.Contains(t, clicks, path)
	}
}

// machines are the public routes that nobody is led to: they answer scripts, or stand in for a page.
var machines = map[string]bool{"/manifest.webmanifest": true, "/services/suggest": true, "/services/index.json": true, "/offline": true}

// oneClickFrom are public routes whose pages stand in a list that is itself on the site map.
var oneClickFrom = map[string]string{"/ratings/{name}": "/ratings", "/open-data/{file}": "/open-data"}

// TestSiteMap_everyRoute takes the public routes from the router itself, so that a new page that nobody put on the site
// map fails here.
func TestSiteMap_everyRoute(t *testing.T) {
	h := portal(t)
	near := map[string]bool{}
	link := regexp.MustCompile(`href="/ru(/[^"#?]*)"`)
	for _, m := range link.FindAllStringSubmatch(mainOf(get(h, "/ru/site-map").Body.String()), -1) {
		near[m[1]] = true
	}
	routes := 0
	require.NoError(t, chi.Walk(h.(chi.Routes), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		path := strings.ReplaceAll(strings.TrimPrefix(pattern, "/{lang}"), "/*/", "/")
		if method != http.MethodGet || path == pattern || machines[path] || path == "/" || path == "/site-map" || strings.HasSuffix(path, "/*") {
			return nil
		}
		routes++
		if path == "/services/{code}/check" { // one click from the service, where it has rules: TestRehearsal_all
			return nil
		}
		if list := oneClickFrom[path]; list != "" {
			require.True(t, near[list], "%s is not on the site map", list)
			return nil
		}
		if list, placeholder, ok := strings.Cut(path, "{"); ok {
			require.Equal(t, "code}", placeholder, "a new kind of public address: say how the site map leads there")
			if list != "/services/" { // those are one click from their topic
				for _, code := range snapshotLists() {
					require.True(t, !strings.HasPrefix(code, list) || near[code], "%s is not on the site map", code)
				}
			}
			return nil
		}
		require.True(t, near[path], "%s is not on the site map", path)
		return nil
	}))
	require.Greater(t, routes, 15)
}

// mainOf is the page without its header and footer.
func mainOf(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}
