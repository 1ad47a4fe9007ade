package server_test

import (
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/layout"
)

// line is a portal whose connection can be cut and comes back at the same address, and whose scripts can be changed on
// the way.
type line struct {
	t       *testing.T
	address string
	server  *http.Server
	portal  http.Handler
	slow    atomic.Bool                    // pages take longer than anybody waits
	change  func(path, body string) string // of scripts; nil leaves them
}

func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{t: t, address: "127.0.0.1:0", portal: portal(t)}
	l.open()
	t.Cleanup(l.cut)
	return l
}

func (l *line) open() {
	l.t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(l.t.Context(), "tcp", l.address)
	require.NoError(l.t, err)
	l.address = listener.Addr().String()
	l.server = &http.Server{Handler: l}
	go func() { _ = l.server.Serve(listener) }()
}

func (l *line) cut() { _ = l.server.Close() }

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.slow.Load() && strings.HasPrefix(r.URL.Path, "/uz") {
		time.Sleep(6 * time.Second)
	}
	if l.change == nil || r.URL.Path != "/sw.js" && !strings.HasSuffix(r.URL.Path, ".js") {
		l.portal.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	r.Header.Del("Accept-Encoding")
	l.portal.ServeHTTP(answer, r)
	maps.Copy(w.Header(), answer.Header())
	w.Header().Del("Content-Length")
	_, _ = w.Write([]byte(l.change(r.URL.Path, answer.Body.String())))
}

func (l *line) url() string { return "http://" + l.address }

// Scripts that look into what the browser keeps.
const (
	keptNames = `caches.keys().then(names => names.sort())`
	keptPaths = `(async () => {
		const paths = [];
		for (const name of await caches.keys())
			for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
		return paths;
	})()`
	ready = `caches.match("/uz/services/index.json").then(x => x !== undefined)`
)

func isKept(path string) string {
	return `caches.match("` + path + `", {ignoreVary: true}).then(x => x !== undefined)`
}

const (
	seen   = "/uz/services/residence-certificate"
	unseen = "/uz/services/licence-medical-activity"
)

// reader has read two pages, and the worker is ready for a cut.
func reader(t *testing.T, l *line, width int64) *browsertest.Browser {
	t.Helper()
	b := browsertest.New(t, l.url(), width, 800)
	b.Goto(seen)
	b.Until(ready)
	b.Goto("/uz/topics/health")
	b.Until(isKept("/uz/topics/health"))
	return b
}

func TestOffline(t *testing.T) {
	l := newLine(t)
	phone := reader(t, l, 360)
	title := get(l.portal, seen).Body.String()
	title = regexp.MustCompile(`<h1[^>]*>([^<]+)`).FindStringSubmatch(title)[1]
	l.cut()

	phone.Goto(seen)
	require.Equal(t, title, phone.Text("h1"), "a page that was read opens")
	require.True(t, browsertest.Value[bool](phone, `document.styleSheets[0].cssRules.length > 0`), "with its styles")
	phone.Until(`!document.getElementById("kept").hidden`)
	phone.Sound("kept")

	phone.Goto(unseen)
	require.Equal(t, locale.Uz.T("offline.title"), phone.Text("h1"))
	phone.Until(`!document.getElementById("search").hidden`)
	require.Contains(t, phone.Text("#kept-pages"), title)
	phone.Sound("offline-phone")

	ask := func(words string) string {
		return browsertest.Value[string](phone, `(async () => {
			const form = document.querySelector("form[role=search]");
			form.q.value = "`+words+`";
			form.requestSubmit();
			await new Promise(then => setTimeout(then, 300));
			return document.getElementById("results").innerText;
		})()`)
	}
	found := ask("yashash joyi")
	require.Contains(t, found, title)
	require.Contains(t, found, locale.Uz.T("offline.kept"))
	require.Contains(t, found, locale.Uz.T("offline.not-kept"), "what opens only with a connection says so")
	require.Equal(t, found, ask("ЯШАШ ЖОЙИ"), "scripts find the same")
	require.Equal(t, locale.Uz.T("offline.found-none"), ask("qqqqxxxx"))
	ask("sud")
	phone.Sound("offline-found")

	phone.Goto("/uz/services?q=propiska")
	require.Equal(t, locale.Uz.T("offline.title"), phone.Text("h1"))
	phone.Until(`document.querySelectorAll("#found li").length > 0`)

	phone.Goto(unseen)
	l.open()
	phone.Click("main a.govuk-button")
	require.Equal(t, l.url()+unseen, phone.URL(), "trying again asks for the same page")
	require.NotEqual(t, locale.Uz.T("offline.title"), phone.Text("h1"))
	require.False(t, phone.Has("#kept:not([hidden])"))
}

func TestOffline_everyLanguage(t *testing.T) {
	l := newLine(t)
	for _, lang := range locale.Langs {
		b := browsertest.New(t, l.url(), 1280, 900)
		b.Goto("/" + string(lang) + "/")
		b.Until(strings.ReplaceAll(ready, "/uz/", "/"+string(lang)+"/"))
		l.cut()
		b.Goto("/" + string(lang) + "/services?q=pasport")
		require.Equal(t, lang.T("offline.title"), b.Text("h1"))
		b.Until(`document.querySelectorAll("#found li").length > 0`)
		b.Sound("offline-" + string(lang))
		l.open()
	}
}

func TestOffline_slowConnection(t *testing.T) {
	l := newLine(t)
	b := reader(t, l, 360)
	l.slow.Store(true)
	began := time.Now()
	b.Goto(seen)
	require.Less(t, time.Since(began), 5*time.Second, "nobody waits longer for what is on the device")
	b.Until(`!document.getElementById("kept").hidden`)
}

var release = regexp.MustCompile(`portal-([0-9a-f]{10})-`)

func TestOffline_newRelease(t *testing.T) {
	l := newLine(t)
	b := reader(t, l, 1280)
	before := browsertest.Value[[]string](b, keptNames)
	require.Len(t, before, 2)
	l.change = func(_, body string) string { return release.ReplaceAllString(body, "portal-0123456789-") }
	b.Goto("/uz/help")
	b.Until(`caches.keys().then(names => names.length > 0 && names.every(name => name.startsWith("portal-0123456789-")))`)
	require.False(t, browsertest.Value[bool](b, isKept(seen)), "no page of the old release is left")
	b.Until(isKept("/uz/help"))
	b.Until(ready)
}

func TestOffline_isBounded(t *testing.T) {
	l := newLine(t)
	b := reader(t, l, 360)
	all := snapshot(t).All()[:70]
	paths := make([]string, len(all))
	for i, svc := range all {
		paths[i] = "/uz/services/" + svc.Code
	}
	list, err := json.Marshal(paths)
	require.NoError(t, err)
	browsertest.Value[bool](b, `(async () => {
		for (const page of `+string(list)+`) {
			navigator.serviceWorker.controller.postMessage({lang: "uz", page});
			while (!await `+strings.Replace(isKept("PAGE"), `"PAGE"`, "page", 1)+`) await new Promise(then => setTimeout(then, 5));
		}
		return true;
	})()`)
	b.Until(`(async () => (await (await caches.open(` + pagesName + `)).keys()).length === 60)()`)
	require.False(t, browsertest.Value[bool](b, isKept(seen)), "the oldest went first")
	require.True(t, browsertest.Value[bool](b, isKept(paths[69])))
}

const pagesName = `(await caches.keys()).find(name => name.endsWith("-pages"))`

// TestOffline_whereNothingCanBeKept: a full storage, or a browser that forbids it, changes nothing for the reader.
func TestOffline_whereNothingCanBeKept(t *testing.T) {
	l := newLine(t)
	l.change = func(path, body string) string {
		if path != "/sw.js" {
			return body
		}
		return `caches.open = () => Promise.reject(new DOMException("full", "QuotaExceededError"));` + body
	}
	b := browsertest.New(t, l.url(), 360, 800)
	b.Goto(seen)
	b.Until(`navigator.serviceWorker.controller !== null`)
	b.Goto("/uz/topics/health")
	require.NotEmpty(t, b.Text("h1"))
	require.True(t, browsertest.Value[bool](b, `document.styleSheets[0].cssRules.length > 0`))
	require.Empty(t, browsertest.Value[[]string](b, keptPaths))
}

func TestOffline_savesData(t *testing.T) {
	l := newLine(t)
	l.change = func(path, body string) string {
		if path == "/sw.js" {
			return body
		}
		return `Object.defineProperty(navigator, "connection", {value: {saveData: true}});` + body
	}
	b := browsertest.New(t, l.url(), 360, 800)
	b.Goto(seen)
	b.Until(isKept("/uz/offline"))
	b.Goto("/uz/topics/health")
	b.Until(isKept("/uz/topics/health"))
	require.NotContains(t, browsertest.Value[[]string](b, keptPaths), "/uz/services/index.json")
}

// TestFirstView: who was never here waits for four things, the manifest and its icon included, and the worker comes when all of it is there.
func TestFirstView(t *testing.T) {
	l := newLine(t)
	l.change = func(path, body string) string {
		if path == "/sw.js" {
			return body
		}
		return `const workers = ServiceWorkerContainer.prototype, register = workers.register;
			workers.register = function (name) { window.registered = document.readyState; return register.call(this, name); };` + body
	}
	for _, path := range []string{"/uz/", seen} {
		b := browsertest.New(t, l.url(), 360, 740)
		b.Goto(path)
		b.Installable() // the browser has looked at the manifest and its icon
		b.Until(ready)
		require.ElementsMatch(t, []string{layout.Asset("theme.css"), layout.Asset("portal.js"), "/uz/manifest.webmanifest"},
			browsertest.Value[[]string](b, `performance.getEntriesByType("resource").map(e => new URL(e.name).pathname)`), path)
		require.Equal(t, "complete", browsertest.Value[string](b, `window.registered`), path)
	}
}

// TestManifest: the browser itself says whether the portal can be installed, in each language; icons are what is said
// of them.
func TestManifest(t *testing.T) {
	l := newLine(t)
	for _, lang := range locale.Langs {
		home := "/" + string(lang) + "/"
		var m struct {
			Lang, ID, Scope, Dir, Description string
			Start                             string `json:"start_url"`
			Icons                             []struct{ Src, Sizes, Type, Purpose string }
			Shortcuts                         []struct{ Name, URL string }
		}
		require.NoError(t, json.Unmarshal(get(l.portal, home+"manifest.webmanifest").Body.Bytes(), &m))
		require.Equal(t, []string{lang.Tag(), home, "/", "ltr", home}, []string{m.Lang, m.ID, m.Scope, m.Dir, m.Start})
		require.NotEmpty(t, m.Description)
		purposes := map[string]bool{}
		require.Equal(t, string(layout.Icon()), m.Icons[0].Src, "the one that the page has already comes first")
		require.Equal(t, []string{"any", "image/svg+xml", "any"}, []string{m.Icons[0].Sizes, m.Icons[0].Type, m.Icons[0].Purpose})
		drawn, err := url.PathUnescape(strings.TrimPrefix(m.Icons[0].Src, "data:image/svg+xml,"))
		require.NoError(t, err)
		require.Equal(t, strings.TrimSpace(get(l.portal, layout.Asset("icon.svg")).Body.String()), drawn)
		for _, i := range m.Icons[1:] {
			config, err := png.DecodeConfig(get(l.portal, i.Src).Body)
			require.NoError(t, err, i.Src)
			require.Equal(t, fmt.Sprintf("%dx%d", config.Width, config.Height), i.Sizes, i.Src)
			purposes[i.Purpose] = true
		}
		require.True(t, purposes["any"] && purposes["maskable"])
		require.Len(t, m.Shortcuts, 2)
		for _, s := range m.Shortcuts {
			require.True(t, strings.HasPrefix(s.URL, home), s.URL)
			require.NotContains(t, s.Name, "⟦")
		}
		b := browsertest.New(t, l.url(), 360, 800)
		b.Goto(home)
		b.Installable()
	}
}

func TestWorker(t *testing.T) {
	h := portal(t)
	w := get(h, "/sw.js")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Content-Type"), "javascript")
	require.Equal(t, "no-cache, no-transform", w.Header().Get("Cache-Control"))
	require.Equal(t, "/", w.Header().Get("Service-Worker-Allowed"))
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "worker-src 'self'")
	named := regexp.MustCompile(`/assets/[a-z0-9.-]+`).FindAllString(w.Body.String(), -1)
	require.Len(t, named, 4)
	for _, path := range named {
		require.Equal(t, http.StatusOK, get(h, path).Code, path)
	}
}

// indexBudget is the most that the list of services may weigh on the wire, in bytes of brotli: every browser that has
// workers takes it.
const indexBudget = 64 << 10

func TestIndex(t *testing.T) {
	h := portal(t)
	for _, l := range locale.Langs {
		path := "/" + string(l) + "/services/index.json"
		w := get(h, path, "Accept-Encoding", "br")
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, "br", w.Header().Get("Content-Encoding"))
		require.Equal(t, "application/json", w.Header().Get("Content-Type"))
		require.Contains(t, w.Header().Get("Cache-Control"), "public")
		require.LessOrEqual(t, w.Body.Len(), indexBudget, l)
		plain := get(h, path).Body.Bytes()
		require.LessOrEqual(t, len(plain), 256<<10, "the worker keeps no larger answer")
		var list [][3]string
		require.NoError(t, json.Unmarshal(plain, &list))
		require.Len(t, list, snapshot(t).Len())
		for i, svc := range snapshot(t).All() {
			require.Equal(t, svc.Code, list[i][0])
			require.Equal(t, svc.Title.In(l), list[i][1])
		}
		require.Equal(t, http.StatusNotModified, get(h, path, "Accept-Encoding", "br", "If-None-Match", w.Header().Get("ETag")).Code)
	}
}
