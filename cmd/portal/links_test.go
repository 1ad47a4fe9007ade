package main

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/server/servertest"
)

// alike is how many pages of one shape (/uz/services/…, /uz/topics/…) a walk looks at.
const alike = 5

// walk follows every link of the portal from a page on, a few of each shape, and returns how many pages it saw. No
// link may lead nowhere, to a fault, to a closed door, or to a page with a message that is missing.
func walk(b *servertest.Browser, from string) int {
	b.T.Helper()
	type step struct{ path, by string }
	queue, seen, shapes := []step{{from, ""}}, map[string]bool{from: true}, map[string]int{}
	looked := 0
	for len(queue) > 0 {
		x := queue[0]
		queue = queue[1:]
		page := b.Get(x.path)
		looked++
		if strings.HasSuffix(page.URL.Path, "/apply") && page.Status == http.StatusForbidden {
			continue // an account for work only: the page says so
		}
		if strings.Contains(page.URL.Path, "/licences.") && page.Status == http.StatusTooManyRequests {
			continue // one machine walks as everybody, and asks for the files more often than one may
		}
		require.Equal(b.T, http.StatusOK, page.Status, "%s, linked from %s: %s", x.path, x.by, page.Text())
		require.NotContains(b.T, page.Body, "⟦", x.path)
		if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range page.Links() {
			to, err := page.URL.Parse(link)
			require.NoError(b.T, err, "%q on %s", link, x.path)
			to.Fragment = ""
			if to.Host != page.URL.Host || seen[to.RequestURI()] || !strings.HasPrefix(to.Path, from[:4]) {
				continue
			}
			seen[to.RequestURI()] = true
			if shape := shapeOf(to); shapes[shape] < alike {
				shapes[shape]++
				queue = append(queue, step{to.RequestURI(), x.path})
			}
		}
	}
	return looked
}

// shapeOf is the path with its third part and the values of the query left out.
func shapeOf(u *url.URL) string {
	parts := strings.Split(u.Path, "/")
	if len(parts) > 3 {
		parts[3] = "*"
	}
	shape := []string{strings.Join(parts, "/")}
	for _, name := range []string{"q", "next", "page", "level"} {
		if u.Query().Has(name) {
			shape = append(shape, name)
		}
	}
	return strings.Join(shape, "?")
}

// TestLinks_leadSomewhere walks through the portal as everybody in turn. Every kind of page is valid HTML.
func TestLinks_leadSomewhere(t *testing.T) {
	p, origin, _ := whole(t)
	seen := map[string]string{}
	kinds := map[string]int{}
	for _, x := range []struct{ subject, start string }{
		{"", "/uz/"},
		{"malika", "/ru/cabinet"},
		{"zilola", "/en/cabinet"},
		{"aziz", "/uz-cyrl/cabinet"},
		{"justice-specialist", "/uz/admin"},
		{"cadastre-head", "/en/admin"},
		{"cadastre-specialist", "/uz-cyrl/admin"},
		{"justice-head", "/ru/admin/services"},
		{"taskforce", "/ru/taskforce"},
		{"editor", "/uz/admin/search"},
		{"finance", "/en/admin/money/refunds"},
	} {
		t.Run(cmp.Or(x.subject, "visitor"), func(t *testing.T) {
			b := servertest.NewBrowser(t, origin)
			if x.subject != "" {
				b.SignIn(x.subject)
			}
			require.Greater(t, walk(b, x.start), 10)
			for _, shown := range slices.Sorted(maps.Keys(b.Seen)) {
				said := strings.Fields(shown) // GET /uz/cabinet 200 OK
				u, err := url.Parse(said[1])
				require.NoError(t, err)
				at := chi.NewRouteContext()
				if said[0] != http.MethodGet || said[2] != "200" || !p.handler.(chi.Routes).Match(at, http.MethodGet, u.Path) {
					continue
				}
				kind := at.RoutePattern()
				if kinds[kind]++; kinds[kind] <= alike {
					seen[x.subject+" "+shown] = b.Seen[shown]
				}
			}
		})
	}
	t.Run("every page is valid HTML", func(t *testing.T) {
		browsertest.Valid(t, seen)
	})
	require.Greater(t, len(kinds), 60)
}
