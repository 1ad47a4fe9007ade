package server_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
)

// TestBrowser_print looks at pages as paper shows them: what they say, in black on white, and nothing to press.
func TestBrowser_print(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	b := browsertest.New(t, s.URL, 760, 1000)
	b.Media("print")
	for path, kept := range map[string]string{
		"/ru/services/driving-licence":          ".govuk-summary-list",
		"/uz/life-events/getting-married":       ".app-steps .app-fact",
		"/uz-cyrl/authorities/justice":          "aside a[href^='tel:']",
		"/en/help":                              ".govuk-details__text",
		"/uz/services?q=pasport":                ".app-result",
		"/uz/services/licence-medical-activity": ".govuk-details__text",
	} {
		b.Goto(path)
		b.Screenshot("print" + strings.NewReplacer("/", "-", "?", "-").Replace(path))
		require.True(t, b.Shown("h1") && b.Shown(kept), "%s: %s", path, kept)
		require.True(t, b.Shown(".app-header__brand"), "%s says whose page it is", path)
		for _, gone := range []string{
			"header nav", ".app-header__account", ".app-tabbar", ".app-footer", ".app-say", ".govuk-breadcrumbs", ".govuk-button", ".app-search", "aside .govuk-heading-m + .govuk-list",
		} {
			require.False(t, b.Shown(gone), "%s: %s", path, gone)
		}
		for _, text := range []string{"h1", "main h2", "main p", "main li", "dd", "main .govuk-link"} {
			for _, colour := range b.Style(text, "color") {
				require.Equal(t, "rgb(0, 0, 0)", colour, "%s: %s", path, text)
			}
		}
		require.Equal(t, []string{"rgb(255, 255, 255)"}, b.Style("body", "background-color"))
		require.NotContains(t, b.Style(".app-card", "break-inside"), "auto", path)
	}
}

// TestBrowser_largeText doubles the text, on a desk and on a phone: nothing may grow out of the page.
func TestBrowser_largeText(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	for _, size := range []struct {
		lang  string
		width int64
	}{{"/ru", 1280}, {"/uz", 640}} {
		b := browsertest.New(t, s.URL, size.width, 900)
		for _, path := range kinds {
			b.Goto(size.lang + path)
			before := b.Style("h1", "font-size")
			b.Enlarge()
			require.NotEqual(t, before, b.Style("h1", "font-size"), "the text does not follow the reader's size")
			b.Fits()
		}
	}
}

// TestBrowser_forcedColours looks at pages with the few colours of a reader who chose them: what was told apart by its
// ground alone needs an edge.
func TestBrowser_forcedColours(t *testing.T) {
	s := httptest.NewServer(portal(t))
	defer s.Close()
	b := browsertest.New(t, s.URL, 760, 1000)
	b.Media("", "forced-colors", "active")
	for path, edged := range map[string][]string{
		"/uz/":                         {".app-card", ".app-search__input", ".app-search__button", ".app-tiles a", ".app-chip", ".govuk-button"},
		"/uz/services/driving-licence": {".app-glance", ".govuk-button", ".govuk-tag", ".app-card"},
		"/uz/services":                 {".app-search__button"},
	} {
		b.Goto(path)
		b.Screenshot("forced" + strings.ReplaceAll(path, "/", "-"))
		for _, selector := range edged {
			require.True(t, b.Shown(selector), selector)
			require.NotContains(t, b.Style(selector, "border-bottom-style"), "none", "%s: %s", path, selector)
		}
		for _, current := range b.Style(".app-header [aria-current]", "outline-style") {
			require.NotEqual(t, "none", current, "%s: what is current in the header", path)
		}
	}
}
