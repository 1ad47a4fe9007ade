package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server/servertest"
)

// route is an address of the map with its placeholders filled.
type route struct{ method, pattern, path string }

// whole is the program's own handler, as it is wired, on a listener, with every route that it has.
func whole(t *testing.T) (p *portal, origin string, routes []route) {
	t.Helper()
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }))
	t.Cleanup(listener.Close)
	p, err := build(t.Context(), settings{Demo: true}, listener.URL, postgrestest.URL(t), io.Discard, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(p.close)
	return p, listener.URL, routesOf(t, p.handler)
}

// routesOf is every route of a handler.
func routesOf(t *testing.T, h http.Handler) (routes []route) {
	t.Helper()
	all, ok := h.(chi.Routes)
	require.True(t, ok)
	require.NoError(t, chi.Walk(all, func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		pattern = strings.TrimSuffix(strings.ReplaceAll(pattern, "/*/", "/"), "/*")
		routes = append(routes, route{method, pattern, fill(pattern)})
		return nil
	}))
	require.Greater(t, len(routes), 80)
	return routes
}

var placeholder = regexp.MustCompile(`\{([a-z]+)[^}]*\}`)

// fill writes something into the placeholders that looks right and belongs to nobody.
func fill(pattern string) string {
	return placeholder.ReplaceAllStringFunc(pattern, func(s string) string {
		switch strings.Trim(s, "{}") {
		case "lang":
			return "uz"
		case "number":
			return "123456789"
		case "id":
			return "987654321"
		default:
			return "nobodys"
		}
	})
}

// personal are the parts of the map that nobody sees without signing in.
var personal = regexp.MustCompile(`^/\{lang\}/(cabinet|admin|taskforce|applications|documents|inbox|drafts)\b`)

func TestDoors(t *testing.T) {
	p, origin, routes := whole(t)
	visitor := servertest.NewBrowser(t, origin).Stay()
	citizen := servertest.NewBrowser(t, origin).SignIn("olim").Stay()
	official := servertest.NewBrowser(t, origin).SignIn("cadastre-specialist").Stay()
	taskforce := servertest.NewBrowser(t, origin).SignIn("taskforce").Stay()
	editor := servertest.NewBrowser(t, origin).SignIn("editor").Stay()
	finance := servertest.NewBrowser(t, origin).SignIn("finance").Stay()
	administrator := servertest.NewBrowser(t, origin).SignIn("administrator").Stay()
	send := func(b *servertest.Browser, x route, headers ...string) *servertest.Page {
		r, err := http.NewRequestWithContext(t.Context(), x.method, origin+x.path, strings.NewReader(""))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return b.Do(r)
	}

	t.Run("personal pages lead a visitor to the sign-in", func(t *testing.T) {
		for _, x := range routes {
			if personal.MatchString(x.pattern) {
				page := send(visitor, x)
				require.Equal(t, http.StatusSeeOther, page.Status, "%s %s", x.method, x.pattern)
				require.Contains(t, page.Header.Get("Location"), "/uz/sign-in?", "%s %s", x.method, x.pattern)
			}
		}
	})

	t.Run("pages of officials are closed to citizens, and those of others to officials", func(t *testing.T) {
		for _, x := range routes {
			var closed []*servertest.Browser
			switch {
			case strings.HasPrefix(x.pattern, "/{lang}/admin/access"):
				closed = []*servertest.Browser{citizen, official, taskforce, editor, finance}
			case strings.HasPrefix(x.pattern, "/{lang}/admin/search"):
				closed = []*servertest.Browser{citizen, official, taskforce, finance, administrator}
			case strings.HasPrefix(x.pattern, "/{lang}/admin/money"):
				closed = []*servertest.Browser{citizen, official, taskforce, editor, administrator}
			case strings.HasPrefix(x.pattern, "/{lang}/admin/problems"), strings.HasPrefix(x.pattern, "/{lang}/admin/changes"):
				closed = []*servertest.Browser{citizen, official, editor, finance, administrator}
			case strings.HasPrefix(x.pattern, "/{lang}/admin"):
				closed = []*servertest.Browser{citizen, taskforce, editor, finance, administrator}
			case strings.HasPrefix(x.pattern, "/{lang}/taskforce"):
				closed = []*servertest.Browser{citizen, official, editor, finance, administrator}
			}
			for _, b := range closed {
				status := send(b, x).Status
				require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, status, "%s %s", x.method, x.pattern)
			}
		}
	})

	t.Run("what belongs to nobody is found by nobody, and nothing breaks", func(t *testing.T) {
		for _, x := range routes {
			if strings.HasSuffix(x.pattern, "/end-all") || strings.HasSuffix(x.pattern, "/sign-out") || strings.HasPrefix(x.pattern, "/demo/") || x.method == http.MethodTrace || x.method == http.MethodConnect {
				continue
			}
			for _, b := range []*servertest.Browser{visitor, citizen, official, taskforce, editor, finance, administrator} {
				page := send(b, x)
				require.Less(t, page.Status, http.StatusInternalServerError, "%s %s: %s", x.method, x.pattern, page.Text())
				require.NotContains(t, page.Body, "⟦", "%s %s", x.method, x.pattern)
				require.NotEmpty(t, page.Header.Get("Content-Security-Policy"), "%s %s", x.method, x.pattern)
			}
		}
	})

	t.Run("no form from another site is taken", func(t *testing.T) {
		for _, x := range routes {
			if x.method != http.MethodPost || strings.HasPrefix(x.pattern, "/callbacks/") {
				continue
			}
			require.Equal(t, http.StatusForbidden, send(citizen, x, "Sec-Fetch-Site", "cross-site").Status, x.pattern)
			require.Equal(t, http.StatusForbidden, send(citizen, x, "Origin", "https://evil.example").Status, x.pattern)
		}
	})

	t.Run("what a signed-in person sees is stored nowhere", func(t *testing.T) {
		same := []string{"/{lang}/manifest.webmanifest", "/{lang}/services/suggest", "/{lang}/services/index.json", "/{lang}/licences.csv", "/{lang}/licences.json"} // for everybody, with no name on them
		for _, x := range routes {
			if x.method == http.MethodGet && strings.HasPrefix(x.pattern, "/{lang}/") && !slices.Contains(same, x.pattern) {
				require.Contains(t, send(citizen, x).Header.Get("Cache-Control"), "no-store", x.pattern)
			}
		}
	})

	t.Run("looking writes nothing", func(t *testing.T) {
		_, err := p.web.Exec(t.Context(), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`)
		require.NoError(t, err)
		p.web.Reset()
		for _, x := range routes {
			if x.method != http.MethodGet || x.pattern == "/readyz" {
				continue
			}
			for _, b := range []*servertest.Browser{visitor, citizen, official, taskforce, editor, finance, administrator} {
				page := send(b, x)
				require.Less(t, page.Status, http.StatusInternalServerError, "%s: %s", x.pattern, page.Text())
			}
		}
	})
}
