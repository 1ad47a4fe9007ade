package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/server/servertest"
)

// frames compares what stands around the pages of each person: the same links in the same order, called the same, and help on all of them.
func frames(pages []seen) (wrong []string) {
	before, names := map[string]bool{}, map[string]string{}
	for _, x := range pages {
		var list []string
		for _, part := range []string{"header", "footer", "nav"} {
			for n := range x.page.First("body").Descendants() {
				if n.Data != part || part == "nav" && servertest.Attr(n, "class") != "app-tabbar" {
					continue
				}
				for a := range n.Descendants() {
					if a.Data != "a" || servertest.Attr(a, "hreflang") != "" || strings.Contains(servertest.Attr(a, "class"), "account") {
						continue
					}
					path, _, _ := strings.Cut(servertest.Attr(a, "href"), "?")
					place := x.who.subject + " " + part + " " + path
					if slices.Contains(list, place) || servertest.Attr(a, "class") == "app-header__brand" {
						continue // under the name of the portal stands whose part of it this is
					}
					list = append(list, place)
					if text := servertest.Text(a); names[place] == "" {
						names[place] = text
					} else if names[place] != text {
						wrong = append(wrong, fmt.Sprintf("3.2.4 %s: %s is called %q and %q", x.path, place, names[place], text))
					}
				}
			}
		}
		for i, a := range list {
			for _, b := range list[i+1:] {
				if before[b+a] {
					wrong = append(wrong, fmt.Sprintf("3.2.3 %s: %s stands before %s, elsewhere behind it", x.path, a, b))
				}
				before[a+b] = true
			}
		}
		for _, help := range []string{"/help", "/contacts", "/accessibility"} {
			if !slices.Contains(list, x.who.subject+" footer /uz"+help) {
				wrong = append(wrong, fmt.Sprintf("3.2.6 %s: no way to %s in the footer", x.path, help))
			}
		}
	}
	return wrong
}

// TestFrames shows that the comparison of what stands around pages can fail.
func TestFrames(t *testing.T) {
	footer := `<footer><a href="/uz/help">Yordam</a><a href="/uz/contacts">Aloqa</a><a href="/uz/accessibility">Qulaylik</a></footer>`
	pages := map[string]string{
		"/a": `<header><a href="/uz/x">X</a><a href="/uz/y">Y</a></header>` + footer,
		"/b": `<header><a href="/uz/y">Y</a><a href="/uz/x">X</a></header>` + footer,
		"/c": `<header><a href="/uz/x">Boshqa</a></header>` + footer,
		"/d": `<footer><a href="/uz/help">Yordam</a><a href="/uz/contacts">Aloqa</a></footer>`,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<body>"+pages[r.URL.Path])
	}))
	defer srv.Close()
	b := servertest.NewBrowser(t, srv.URL)
	of := func(paths ...string) (list []seen) {
		for _, path := range paths {
			list = append(list, seen{sight{path: path}, b.Get(path)})
		}
		return list
	}
	require.Empty(t, frames(of("/a", "/a")))
	require.Contains(t, frames(of("/a", "/b"))[0], "3.2.3 /b")
	require.Contains(t, frames(of("/a", "/c"))[0], `3.2.4 /c:  header /uz/x is called "X" and "Boshqa"`)
	require.Contains(t, frames(of("/d"))[0], "3.2.6 /d: no way to /accessibility")
}

// TestUnseen shows that the search for routes of which no page was looked at can fail, either way.
func TestUnseen(t *testing.T) {
	w := &realm{routes: []route{
		{http.MethodGet, "/{lang}/help", ""}, {http.MethodGet, "/{lang}/new", ""}, {http.MethodGet, "/{lang}/licences.csv", ""}, {http.MethodPost, "/{lang}/photo", ""},
	}}
	wrong := w.unseen([]seen{{sight: sight{route: route{pattern: "/{lang}/help"}}}})
	require.Len(t, wrong, len(noPage), "of one end there is a route, of the others none")
	require.Contains(t, wrong[0], "/{lang}/new: nobody was shown a page of it")
	require.Contains(t, wrong, "/photo: stands in noPage (accessible_test.go), and no route needs it")
	require.NotContains(t, strings.Join(wrong, " "), "/licences.csv")
}
