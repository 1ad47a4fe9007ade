package main

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

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

func TestLinks_leadSomewhere(t *testing.T) {
	_, origin, _ := whole(t)
	seen := map[string]string{}
	for subject, start := range map[string]string{
		"": "/uz/", "malika": "/ru/cabinet", "zilola": "/en/cabinet", "justice-specialist": "/uz/admin", "cadastre-head": "/en/admin", "taskforce": "/ru/taskforce",
		"aziz": "/uz-cyrl/cabinet", "cadastre-specialist": "/uz-cyrl/admin",
		"editor": "/uz/admin/search", "justice-head": "/ru/admin/services",
	} {
		name := subject
		if name == "" {
			name = "visitor"
		}
		t.Run(name, func(t *testing.T) {
			b := servertest.NewBrowser(t, origin)
			if subject != "" {
				b.SignIn(subject)
			}
			require.Greater(t, walk(b, start), 10)
			maps.Copy(seen, b.Seen)
		})
	}
	t.Run("every page is valid HTML", func(t *testing.T) {
		browsertest.Valid(t, seen)
	})
}
