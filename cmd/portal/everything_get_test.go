package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/server"
	"github.com/yagona/portal/internal/server/servertest"
)

// sight is a page that somebody may see, with something of his own.
type sight struct {
	route
	path string
	who  person
}

// sights is every page that there is: as one person of each kind that may see it or, where only the first one is asked for,
// as that one.
func (w *realm) sights(first bool) (all []sight) {
	w.t.Helper()
	for _, x := range w.routes {
		if x.method != http.MethodGet || played(x.pattern) {
			continue
		}
		th, has := w.thingOf(x.pattern)
		for _, who := range w.people() {
			if !w.mayEnter(x.pattern, who) || !strings.HasPrefix(x.pattern, "/{lang}") && who.role != "" {
				continue
			}
			path, ok := strings.Replace(x.pattern, "{lang}", "uz", 1), true
			if has {
				path, ok = w.address(x.pattern, th, who, true)
			}
			if !ok {
				continue
			}
			path += w.asking(x.pattern, who)
			all = append(all, sight{x, path, who})
			if first {
				break
			}
		}
	}
	return all
}

func (x sight) of(page *servertest.Page) string { return said(x.route, x.who, page) }

// hardened looks at the headers of every answer: of pages as who may see them, of what leads nowhere, of methods that are
// none, and of every kind of error.
func (w *realm) hardened() (wrong []string) {
	wrong = append(wrong, w.errors()...)
	for _, x := range w.sights(true) {
		page := w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		for _, fault := range soft(page.Header, page.Body, x.who.role != "" && strings.HasPrefix(x.pattern, "/{lang}")) {
			wrong = append(wrong, x.of(page)+": "+fault)
		}
		for _, method := range []string{http.MethodTrace, http.MethodPut, http.MethodDelete, "PROPFIND", "QUERY"} {
			page := w.send(w.as(x.who.subject), method, x.path, "")
			if page.Status != http.StatusMethodNotAllowed && x.pattern != "/assets" { // a folder, and no address
				wrong = append(wrong, method+" "+x.of(page))
			}
			for _, fault := range soft(page.Header, page.Body, x.who.role != "" && strings.HasPrefix(x.pattern, "/{lang}")) {
				wrong = append(wrong, method+" "+x.of(page)+": "+fault)
			}
		}
		if x.who.role == "" {
			continue
		}
		for _, suffix := range []string{"/x.css", ".css", "%2Fx.css", ";x.css", "%00.css", "%3Fx.css"} { // what a cache may take for a file
			if page := w.send(w.as(x.who.subject), http.MethodGet, strings.Split(x.path, "?")[0]+suffix, ""); page.Status == http.StatusOK {
				wrong = append(wrong, x.of(page)+": deceived by "+suffix)
			}
		}
	}
	d := w.deps(w.t.Context()) // the same over https
	d.URL, d.Background = "https://portal.example", nil
	h := server.New(d)
	for _, x := range w.routes {
		out := httptest.NewRecorder()
		h.ServeHTTP(out, httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "https://portal.example"+x.path, nil))
		if out.Header().Get("Strict-Transport-Security") != "max-age=63072000; includeSubDomains" {
			wrong = append(wrong, x.pattern+": no HSTS")
		}
	}
	return wrong
}

// errors provokes one error of each kind.
func (w *realm) errors() (wrong []string) {
	expect := func(status int, page *servertest.Page) {
		if page.Status != status {
			wrong = append(wrong, fmt.Sprintf("%s: %d, not %d", page.URL.Path, page.Status, status))
		}
		for _, fault := range soft(page.Header, page.Body, true) {
			wrong = append(wrong, fmt.Sprintf("%d %s: %s", status, page.URL.Path, fault))
		}
		if retry := page.Header.Get("Retry-After"); retry == "" && (status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable) {
			wrong = append(wrong, fmt.Sprintf("%d %s: does not say when to come again", status, page.URL.Path))
		}
	}
	malika := w.as("malika")
	expect(http.StatusNotFound, w.send(malika, http.MethodGet, "/uz/nothing", ""))
	expect(http.StatusNotFound, w.send(malika, http.MethodGet, "/nothing/at/all", ""))
	expect(http.StatusMethodNotAllowed, w.send(malika, http.MethodPost, "/uz/applications", "x=1"))
	expect(http.StatusForbidden, w.send(malika, http.MethodGet, "/uz/admin", ""))
	expect(http.StatusForbidden, w.send(malika, http.MethodPost, "/uz/feedback", "", "Sec-Fetch-Site", "cross-site"))
	expect(http.StatusRequestEntityTooLarge, w.send(malika, http.MethodPost, "/uz/feedback", strings.Repeat("x", server.BodyLimit+1)))
	expect(http.StatusUnprocessableEntity, w.send(malika, http.MethodPost, "/uz/feedback", "kind=rate"))
	refused := false
	for range 100 { // a machine that asks for whole files more often than it may
		if page := w.send(malika, http.MethodGet, "/uz/licences.csv", ""); page.Status != http.StatusOK {
			expect(http.StatusTooManyRequests, page)
			refused = true
			break
		}
	}
	if !refused {
		wrong = append(wrong, "a machine may ask for whole files as often as it likes")
	}
	failed := 0
	for n := 1; n < 20; n++ {
		w.wire.arm(n)
		page := w.send(malika, http.MethodGet, "/uz/applications", "")
		if page.Status == http.StatusInternalServerError {
			failed++
			expect(http.StatusInternalServerError, page)
		}
	}
	require.Positive(w.t, failed, "no statement that fails broke the page")
	w.wire.arm(0)
	w.readable(false)
	expect(http.StatusServiceUnavailable, w.send(malika, http.MethodPost, "/uz/inbox/read", "x=1"))
	w.readable(true)
	return wrong
}

// readable lets the program write, or only read.
func (w *realm) readable(andWritable bool) {
	w.t.Helper()
	w.exec(fmt.Sprintf(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I SET default_transaction_read_only = %s', current_database()); END $$`, map[bool]string{true: "off", false: "on"}[andWritable]))
	w.web.Reset()
	w.work.Reset()
	w.figures.Reset()
}

// soft says what an answer's headers leave open.
func soft(h http.Header, body string, personal bool) (faults []string) {
	csp := map[string]string{}
	for directive := range strings.SplitSeq(h.Get("Content-Security-Policy"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), " ")
		csp[name] = value
	}
	must := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, fault)
		}
	}
	must(csp["default-src"] == "'none'", "CSP: default-src")
	must(csp["frame-ancestors"] == "'none'", "CSP: frame-ancestors")
	must(csp["base-uri"] == "'none'", "CSP: base-uri")
	must(!strings.Contains(h.Get("Content-Security-Policy"), "unsafe") && !strings.Contains(csp["script-src"], "*"), "CSP: unsafe")
	_, sandboxed := csp["sandbox"]
	must(csp["script-src"] == "'self'" || sandboxed, "CSP: script-src")
	must(h.Get("X-Content-Type-Options") == "nosniff", "nosniff")
	must(h.Get("Referrer-Policy") == "same-origin" || h.Get("Referrer-Policy") == "no-referrer", "Referrer-Policy")
	must(h.Get("Cross-Origin-Opener-Policy") == "same-origin", "COOP")
	must(h.Get("Access-Control-Allow-Origin") == "" || !personal && h.Get("Set-Cookie") == "", "CORS")
	must(h.Get("Server") == "" && h.Get("X-Powered-By") == "", "names its software")
	kind := h.Get("Content-Type")
	must(body == "" || kind != "", "no Content-Type")
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "xml") && !strings.HasPrefix(kind, "image/") || strings.Contains(kind, "javascript")
	must(!text || strings.Contains(strings.ToLower(kind), "charset=utf-8"), "Content-Type without charset: "+kind)
	must(!personal || strings.Contains(h.Get("Cache-Control"), "no-store"), "kept by caches: "+h.Get("Cache-Control"))
	return faults
}

// kept is what is written while somebody only looks, by how the statement begins, and why. Another one fails, and one that no page needs.
var kept = map[string]string{
	lastSeen:                               "when somebody was last there, at most once a minute: the page is shown all the same",
	"WITH e AS (INSERT INTO audit_entries": "who reads personal data is written down; an official sees none where that cannot be",
}

// lastSeen is written by a page only where a minute has passed since the last one.
const lastSeen = "UPDATE sessions SET seen_at"

// writes tells the statements that write from those that only read.
var writes = regexp.MustCompile(`(?i)^(insert|update|delete|merge)\b|[()] ?(insert into|update|delete from)\b|^select .*\bfor (no key )?(update|share)\b|nextval\(|pg_notify\(`)

// looking looks at every page while nothing may be written.
func (w *realm) looking() (wrong []string) {
	w.readable(false)
	defer w.readable(true)
	needed := map[string]bool{}
	for _, x := range w.sights(true) {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if x.pattern == "/readyz" {
				continue // it asks whether something can be written
			}
			w.wire.arm(0)
			page := w.send(w.as(x.who.subject), method, x.path, "")
			sent, refused := w.wire.seen()
			if refused == 0 && page.Status < http.StatusInternalServerError {
				continue
			}
			excused, closes := 0, false
			for _, sql := range sent {
				if !writes.MatchString(sql) {
					continue
				}
				why := ""
				for begins := range kept {
					if strings.HasPrefix(sql, begins) {
						why, needed[begins] = begins, true
					}
				}
				if why == "" {
					wrong = append(wrong, x.of(page)+": "+fmt.Sprintf("%.160s", sql))
					continue
				}
				excused++
				closes = closes || why != lastSeen
			}
			if refused > excused || page.Status >= http.StatusInternalServerError && !closes {
				wrong = append(wrong, fmt.Sprintf("%s: %d writes, %.300q", x.of(page), refused, sent))
			}
		}
	}
	w.forms(func(s sheet) bool { // and a form says that it can't be taken now, not that we made a mistake
		page := w.as(s.who.subject).Do(s.Request(""))
		if page.Status == http.StatusInternalServerError || page.Status == http.StatusServiceUnavailable && page.Header.Get("Retry-After") == "" {
			wrong = append(wrong, fmt.Sprintf("%s as %s while nothing can be written: %d", s.key, s.who.subject, page.Status))
		}
		return true
	})
	for begins, why := range kept {
		if !needed[begins] && begins != lastSeen {
			wrong = append(wrong, begins+" is written by no page, and need not be excepted because "+why)
		}
	}
	return wrong
}

// biggest is the most rows that a list shows at once.
const biggest = 120

// hostile is what is asked of lists that nobody would ask.
var hostile = []string{
	"'", `"><svg onload=alert(1)>`, "-1", "0", "99999999999999999999", "1e9", "NaN", "' OR 1=1--", "../../etc/passwd", "\x00", "\xff\xfe", "\u202e\u200b", "[]", "null",
	"2026-13-45", "9999-12-31T23:59:59Z", "-9999-01-01", "9223372036854775807", "-9223372036854775808", "1_1", "2026-01-01T00:00:00Z_1", "MXwx", "%", "_", "desc; drop table x", strings.Repeat("x", 10_000),
}

// lists asks every page with every parameter of its links and filters for what makes no sense.
func (w *realm) lists() (wrong []string) {
	sights := w.sights(true)
	params := map[string]map[string]bool{} // by route
	for _, x := range sights {
		page := w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, to := range questions(page) {
			for _, y := range sights {
				if strings.Split(y.path, "?")[0] == to.Path || pathOf(y.pattern).MatchString(to.Path) {
					for name := range to.Query() {
						if params[y.pattern] == nil {
							params[y.pattern] = map[string]bool{}
						}
						params[y.pattern][name] = true
					}
				}
			}
		}
	}
	require.Greater(w.t, len(params), 25)
	for _, x := range sights {
		foreign := w.foreign(x.who)
		ask := func(q url.Values, what string) {
			page := w.send(w.as(x.who.subject), http.MethodGet, strings.Split(x.path, "?")[0]+"?"+q.Encode(), "")
			switch rows := rowsOf(page); {
			case page.Status >= http.StatusInternalServerError:
				wrong = append(wrong, x.of(page)+": "+what)
			case rows > biggest:
				wrong = append(wrong, fmt.Sprintf("%s: %s: %d rows", x.of(page), what, rows))
			case strings.Contains(page.Body, "<svg onload"):
				wrong = append(wrong, x.of(page)+": "+what+" is alive")
			default:
				for _, m := range nineDigits.FindAllStringSubmatch(page.Body, -1) {
					if number := m[1]; foreign[number] && m[2] != "-" { // the number of a licence goes on behind it
						wrong = append(wrong, x.of(page)+": "+what+" shows "+number+" in "+around(page.Body, number))
					}
				}
			}
		}
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range params[x.pattern] {
				if !yield(name) {
					return
				}
			}
		})
		for _, value := range hostile {
			if len(names) == 0 {
				break
			}
			all := url.Values{}
			for _, name := range names {
				all[name] = []string{value, value}
			}
			ask(all, fmt.Sprintf("all = %.30q", value))
		}
		for _, name := range names { // each with what its own kind does not take
			for _, value := range []string{"99999999999999999999", "'"} {
				ask(url.Values{name: {value}}, fmt.Sprintf("%s = %.30q", name, value))
			}
		}
	}
	return wrong
}

// around is where something stands in a text.
func around(text, what string) string {
	const far = 300
	at := strings.Index(text, what)
	return text[max(0, at-far):min(len(text), at+far)]
}

var nineDigits = regexp.MustCompile(`\b(\d{9})\b(.)`)

// pathOf matches the addresses of a route.
func pathOf(pattern string) *regexp.Regexp {
	return regexp.MustCompile("^" + anyPlaceholder.ReplaceAllString(pattern, "[^/]+") + "$")
}

// questions is every address with a query that the page leads to, by links and by its filters.
func questions(page *servertest.Page) (all []*url.URL) {
	for _, link := range page.Links() {
		if to, err := page.URL.Parse(link); err == nil && to.Host == page.URL.Host && to.RawQuery != "" {
			all = append(all, to)
		}
	}
	for _, f := range page.Forms() {
		if f.Method != http.MethodPost {
			to, err := page.URL.Parse(f.Action)
			if err == nil {
				to.RawQuery = f.Values.Encode()
				all = append(all, to)
			}
		}
	}
	return all
}

// rowsOf is how many rows the longest table of the page has.
func rowsOf(page *servertest.Page) (most int) {
	if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return 0
	}
	for _, body := range page.All("tbody") {
		n := 0
		for row := range body.ChildNodes() {
			if row.Data == "tr" {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// foreign is the numbers of cases that the person has nothing to do with.
func (w *realm) foreign(who person) map[string]bool {
	w.t.Helper()
	if who.role == "finance" {
		return nil // sees whose money it is
	}
	rows, err := w.eye.Query(w.t.Context(), `SELECT a.number FROM applications a WHERE a.account_id <> @me AND NOT (`+ours+`)
		AND NOT EXISTS (SELECT FROM consents c WHERE c.application_id = a.id AND c.authority = @authority) AND NOT EXISTS (SELECT FROM opinions o WHERE o.application_id = a.id AND o.authority = @authority)`,
		pgx.NamedArgs{"me": who.id, "authority": who.authority, "region": who.region})
	require.NoError(w.t, err)
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.t, err)
	all := map[string]bool{}
	for _, n := range numbers {
		all[n] = true
	}
	return all
}
