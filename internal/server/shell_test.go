package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/web"
)

// kinds is one address of each kind of public page, without language.
var kinds = []string{
	"/", "/services", "/services?q=pasport", "/services?q=qqqqxxxx", "/services?exact=qqqq&how=official", "/services/advanced", "/services/residence-certificate", "/services/licence-medical-activity",
	"/topics", "/topics/licences", "/life-events", "/life-events/having-a-child", "/authorities", "/authorities/tax-committee",
	"/groups", "/groups/youth", "/sectors", "/sectors/health", "/audiences", "/audiences/citizen", "/site-map", "/help",
	"/contacts", "/privacy", "/accessibility", "/services/travel-passport/check", "/services/environmental-auditor-certificate/check",
}

func TestPages_everyKindInEveryForm(t *testing.T) {
	h := portal(t)
	for _, l := range locale.Langs {
		for _, path := range kinds {
			w := get(h, "/"+string(l)+path)
			body := w.Body.String()
			require.Equal(t, http.StatusOK, w.Code, "%s %s", l, path)
			require.Contains(t, body, `<html lang="`+l.Tag()+`"`)
			require.NotContains(t, body, "⟦", "%s %s shows a message that does not exist", l, path)
			require.Equal(t, 1, strings.Count(body, "<main"), "%s %s", l, path)
			require.Equal(t, 1, strings.Count(body, "<h1"), "%s %s", l, path)
			requireUniqueIDs(t, path, body)
		}
	}
}

// requireUniqueIDs also proves that the document parses.
func requireUniqueIDs(t *testing.T, path, body string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	require.NoError(t, err)
	seen := map[string]bool{}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" {
				require.False(t, seen[a.Val], "%s has the id %q twice", path, a.Val)
				seen[a.Val] = true
			}
		}
	}
}

func TestHeaders_onEveryAnswer(t *testing.T) {
	h := portal(t)
	for _, path := range []string{"/", "/uz/", "/uz/services", "/uz/nothing", "/de/", "/healthz", "/robots.txt", "/sitemap.xml", "/assets/none.css", "/uz/manifest.webmanifest"} {
		got := get(h, path).Header()
		csp := got.Get("Content-Security-Policy")
		require.Contains(t, csp, "default-src 'none'", path)
		require.Contains(t, csp, "frame-ancestors 'none'", path)
		require.NotContains(t, csp, "unsafe", path)
		require.Equal(t, 1, strings.Count(csp, "data:"), path)
		require.Contains(t, csp, "; img-src 'self' data:; ", path)
		require.Equal(t, "nosniff", got.Get("X-Content-Type-Options"), path)
		require.Equal(t, "same-origin", got.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", got.Get("Cross-Origin-Opener-Policy"), path)
		require.NotEmpty(t, got.Get("X-Request-Id"), path)
		require.Empty(t, got.Get("Strict-Transport-Security"), "plain http must not promise https")
	}
	https := portal(t, func(d *server.Deps) { d.URL = "https://portal.test" })
	require.Contains(t, get(https, "/uz/").Header().Get("Strict-Transport-Security"), "max-age=")
}

// inline is what the policy forbids: a page that has it would lose it in the browser.
var inline = regexp.MustCompile(`(?i)<style|<script(?:[^>]*)>[^<]|\sstyle=|\son[a-z]+=|(?:src|href)="(?:data|javascript):`)

// data is what a browser reads but never runs: what the page is about, and its icon.
var data = regexp.MustCompile(`<script type="application/ld\+json">[^<]*</script>|<link rel="icon" href="data:image/svg\+xml,[^"<>]*" type="image/svg\+xml"`)

func TestHead_isGetWithoutItsBody(t *testing.T) {
	h := portal(t)
	for _, path := range []string{"/uz/", "/uz/services", "/uz/services/residence-certificate", "/robots.txt", "/healthz"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "http://portal.test"+path, nil))
		require.Equal(t, http.StatusOK, w.Code, path)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "http://portal.test/uz/nothing", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
}

func TestPages_nothingInline(t *testing.T) {
	h := portal(t)
	for _, path := range kinds {
		body := data.ReplaceAllString(get(h, "/uz"+path).Body.String(), "")
		require.Empty(t, inline.FindString(body), path)
	}
}

func TestLanguage(t *testing.T) {
	h := portal(t)
	for accept, want := range map[string]string{
		"": "/uz/", "ru": "/ru/", "ru-RU,ru;q=0.9,en;q=0.8": "/ru/", "en-US": "/en/", "uz-Cyrl": "/uz-cyrl/", "uz": "/uz/",
		"ja": "/uz/", "not a language;;": "/uz/",
	} {
		w := get(h, "/", "Accept-Language", accept)
		require.Equal(t, http.StatusFound, w.Code)
		require.Equal(t, want, w.Header().Get("Location"), "Accept-Language: %s", accept)
	}
	require.Equal(t, "/ru/", get(h, "/ru").Header().Get("Location"))
	require.Equal(t, "/ru/services?q=x", get(h, "/ru/services/?q=x").Header().Get("Location"))

	unknown := get(h, "/de/services", "Accept-Language", "ru")
	require.Equal(t, http.StatusNotFound, unknown.Code)
	require.Contains(t, unknown.Body.String(), "Такой страницы нет")

	page := get(h, "/uz/services?q=propiska&how=automatic").Body.String()
	for _, l := range locale.Langs {
		require.Contains(t, page, `formaction="/`+string(l)+`/services?q=propiska&amp;how=automatic"`, "the switch keeps page and query")
	}
}

func TestSlashes_neverLeaveThePortal(t *testing.T) {
	h := portal(t)
	for _, path := range []string{"//evil.example/", "//evil.example/x/", "/uz//evil.example/", "/%5Cevil.example/x/"} {
		if to := get(h, path).Header().Get("Location"); to != "" {
			require.Regexp(t, `^/[^/\\]`, to, path)
		}
	}
}

func TestNotFound(t *testing.T) {
	h := portal(t)
	for _, path := range []string{
		"/uz/nothing", "/uz/services/no-such-service", "/uz/topics/nothing", "/uz/life-events/nothing",
		"/uz/authorities/nothing", "/uz/groups/nothing", "/uz/assets/none.css", "/assets/none.css",
	} {
		w := get(h, path)
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Contains(t, w.Body.String(), "Bu sahifa topilmadi", path)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"), path)
		require.Contains(t, w.Body.String(), "noindex", path)
	}
}

func TestPanic_isACalmPage(t *testing.T) {
	h := portal(t, func(d *server.Deps) {
		d.Session = func(http.Handler) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") })
		}
	})
	w := get(h, "/ru/")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Contains(t, w.Body.String(), "У нас неполадка")
	require.Contains(t, w.Body.String(), w.Header().Get("X-Request-Id"), "the page names the number that the log has")
	require.NotContains(t, w.Body.String(), "broken")
}

func TestCrossSite_formsAreRefused(t *testing.T) {
	h := portal(t)
	send := func(header, value string) int {
		r := httptest.NewRequest(http.MethodPost, "http://portal.test/uz/services", strings.NewReader("a=b"))
		r.Header.Set(header, value)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, http.StatusForbidden, send("Sec-Fetch-Site", "cross-site"))
	require.Equal(t, http.StatusForbidden, send("Origin", "https://evil.example"))
	require.Equal(t, http.StatusSeeOther, send("Sec-Fetch-Site", "same-origin"), "our own form passes the guard")
}

func TestAssets(t *testing.T) {
	names, err := web.Static().Open("manifest.json")
	require.NoError(t, err, "the assets are not built: run npm ci and npm run build")
	require.NoError(t, names.Close())
	h := portal(t)
	page := get(h, "/uz/").Body.String()
	found := regexp.MustCompile(`/assets/[a-z0-9.-]+`).FindAllString(page, -1)
	require.GreaterOrEqual(t, len(found), 4)
	for _, path := range found {
		w := get(h, path, "Accept-Encoding", "gzip")
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable", path)
		if strings.HasSuffix(path, ".css") {
			require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
			require.Equal(t, get(h, path).Body.String(), unzip(t, bytes.Clone(w.Body.Bytes())))
			smaller := get(h, path, "Accept-Encoding", "gzip, br")
			require.Equal(t, "br", smaller.Header().Get("Content-Encoding"))
			require.Less(t, smaller.Body.Len(), w.Body.Len())
			require.LessOrEqual(t, w.Body.Len(), 20<<10, "the style sheet outgrew its budget")
		}
		if strings.HasSuffix(path, ".js") {
			require.LessOrEqual(t, w.Body.Len(), 4<<10, "scripts are an extra, and tiny")
		}
	}
}

func unzip(t *testing.T, b []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	require.NoError(t, err)
	out, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(out)
}

func TestSignedIn_isNeverKept(t *testing.T) {
	h := portal(t, func(d *server.Deps) {
		d.Session = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Cookie") != "" {
					r = r.WithContext(account.WithPrincipal(r.Context(), &account.Principal{AccountID: 1, Name: "Karimova Dilnoza Rustam qizi"}))
				}
				next.ServeHTTP(w, r)
			})
		}
	})
	signedIn := get(h, "/uz/", "Cookie", "session=x")
	require.Contains(t, signedIn.Body.String(), "Dilnoza K.")
	require.Contains(t, signedIn.Body.String(), locale.Uz.T("browse.home.go-on"), "who is signed in is not asked to sign in")
	require.NotContains(t, signedIn.Body.String(), locale.Uz.T("public.home.continue-text"))
	require.Equal(t, "no-store", signedIn.Header().Get("Cache-Control"))
	require.Empty(t, signedIn.Header().Get("ETag"))
	require.NotContains(t, get(h, "/uz/").Body.String(), "Karimova", "the next reader must not see the name")
}

// TestMethods: an address that does not take a method says which it takes.
func TestMethods(t *testing.T) {
	h := portal(t)
	for path, allow := range map[string][]string{"/en/services": {"GET", "HEAD", "POST"}, "/en/topics/family": {"GET", "HEAD"}} {
		r := httptest.NewRequest(http.MethodPut, "http://portal.test"+path, nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		require.Equal(t, http.StatusMethodNotAllowed, w.Code, path)
		require.Equal(t, allow, w.Header().Values("Allow"), path)
	}
}
