package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestEverything tries every route, form and list of the program on a living demo. Each part collects what is wrong, so
// that one run shows all of it. What it can't fill in fails it, with a word on what to add where.
func TestEverything(t *testing.T) {
	w, whole := newRealm(t), t
	for _, part := range []struct {
		name string
		do   func() []string
	}{
		{"who has not the right comes nowhere", w.doors},
		{"what is another's is nowhere", w.strangers},
		{"no other site does anything", w.otherSites},
		{"every answer is hardened", w.hardened},
		{"officials read nobody's numbers before they ask", w.masked},
		{"lists take any question", w.lists},
		{"looking writes nothing", w.looking},
		{"nobody's data stand in a log or an address", w.discreet},
		{"nothing stands in anybody's way", w.accessible},
		{"a portal that is forced says so, and waits", w.forced},
		{"what is written has an end that is named", w.ends},
		{"what fails leaves nothing behind", w.halves},
	} {
		t.Run(part.name, func(t *testing.T) {
			w.on(t)
			wrong := part.do()
			w.on(whole)
			for i, what := range wrong { // one line each: what a page shows has lines of its own
				wrong[i] = strings.Join(strings.Fields(what), " ")
			}
			slices.Sort(wrong)
			if wrong = slices.Compact(wrong); len(wrong) > 0 {
				t.Fatalf("%d are wrong:\n%s", len(wrong), strings.Join(wrong, "\n"))
			}
		})
	}
}

// who may enter is said by how the routes begin; the more exact ones stand before the others.
var rights = []struct{ routes, roles string }{
	{"/sign-in/kept", "person"},
	{"/cabinet/sessions", "person"},
	{"/cabinet/factors", "person"},
	{"/cabinet/second-step", "person"},
	{"/cabinet/first-administrator", "person"},
	{"/cabinet/favourites", "person"},
	{"/cabinet/copy", "person"},
	{"/feedback/mine", "person"},
	{"/feedback/cases", "person"},
	{"/cabinet", "citizen"},
	{"/services/{code}/apply", "citizen"},
	{"/apply", "citizen"},
	{"/applications", "citizen"},
	{"/documents", "citizen"},
	{"/files", "citizen"},
	{"/inbox", "person"},
	{"/data", "citizen"},
	{"/disputes", "citizen"},
	{"/agreements", "citizen"},
	{"/admin/access/new", "administrator"},
	{"/admin/access/proposals", "administrator"},
	{"/admin/access/officials/{id}/end", "administrator"},
	{"/admin/access", "administrator head"},
	{"/admin/retention", "head"},
	{"/admin/problems", "head taskforce"},
	{"/admin/changes", "head taskforce"},
	{"/admin/search", "editor"},
	{"/admin/money", "finance"},
	{"/admin/services", "head taskforce"},
	{"/admin/offices", "head"},
	{"/admin/routes", "head"},
	{"/admin/templates", "head"},
	{"/admin", "specialist head"},
	{"/taskforce", "taskforce"},
	{"/feedback", ""},
	{"/services", ""},
	{"/manifest.webmanifest", ""},
	{"/topics", ""},
	{"/life-events", ""},
	{"/authorities", ""},
	{"/groups", ""},
	{"/sectors", ""},
	{"/audiences", ""},
	{"/ratings", ""},
	{"/open-data", ""},
	{"/site-map", ""},
	{"/help", ""},
	{"/contacts", ""},
	{"/privacy", ""},
	{"/accessibility", ""},
	{"/offline", ""},
	{"/sign-in", ""},
	{"/sign-out", ""},
	{"/signed-out", ""},
	{"/problems", ""},
	{"/you-said-we-did", ""},
	{"/unsubscribe", ""},
	{"/demo", ""},
	{"/verify", ""},
	{"/track", ""},
	{"/licences", ""},
	{"/licences.csv", ""},
	{"/licences.json", ""},
	{"/", ""},
}

// mayEnter reports whether the route is for that person.
func (w *realm) mayEnter(pattern string, who person) bool {
	w.t.Helper()
	behind, personal := strings.CutPrefix(pattern, "/{lang}")
	if !personal {
		return true // for machines: they have no session
	}
	for _, x := range rights {
		rest, ok := strings.CutPrefix(behind, x.routes)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		switch x.roles {
		case "":
			return true
		case "person":
			return who.role != ""
		default:
			return slices.Contains(strings.Fields(x.roles), who.role)
		}
	}
	require.Failf(w.t, "a new part of the map", "%s: say in rights (everything_test.go) who may enter", pattern)
	return false
}

// unsafe reports whether a method may change something.
func unsafe(method string) bool {
	return !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodConnect, "QUERY"}, method)
}

// played are the stand-ins of a demonstration: they are not the portal.
func played(pattern string) bool { return strings.HasPrefix(pattern, "/demo/") }

// any is the address with something real in it, whosever it is.
func (w *realm) any(x route, who person) string {
	w.t.Helper()
	th, has := w.thingOf(x.pattern)
	if !has {
		return strings.Replace(x.pattern, "{lang}", "uz", 1)
	}
	for _, mine := range []bool{true, false} {
		if path, ok := w.address(x.pattern, th, who, mine); ok {
			return path
		}
	}
	require.Failf(w.t, "nothing to ask for", "%s: there is none of it in the demo; add one to furnish (things_test.go)", x.pattern)
	return ""
}

// doors tries every route as everybody who has not the right to it, with something real in the address, and every page as
// those who have it.
func (w *realm) doors() (wrong []string) {
	before := w.state()
	opened := map[string]bool{}
	for _, x := range w.routes {
		if played(x.pattern) || !strings.HasPrefix(x.pattern, "/{lang}") || x.method != http.MethodGet && x.method != http.MethodPost {
			continue
		}
		tried := map[string]bool{}
		for _, who := range w.people() {
			if w.mayEnter(x.pattern, who) {
				if x.method == http.MethodPost || opened[x.pattern] {
					continue // what a form does is another matter
				}
				th, has := w.thingOf(x.pattern)
				path := strings.Replace(x.pattern, "{lang}", "uz", 1)
				if has {
					var ok bool
					if path, ok = w.address(x.pattern, th, who, true); !ok {
						continue
					}
				}
				page := w.send(w.as(who.subject), x.method, path+w.asking(x.pattern, who), "")
				if page.Status < http.StatusBadRequest && !strings.Contains(page.Header.Get("Location"), "/sign-in?") {
					opened[x.pattern] = true
				} else if page.Status >= http.StatusInternalServerError {
					wrong = append(wrong, said(x, who, page))
				}
				continue
			}
			if tried[who.role] {
				continue // the right is the role's
			}
			tried[who.role] = true
			page := w.send(w.as(who.subject), x.method, w.any(x, who), "note=x&row=0&token=x&action=remark")
			switch {
			case who.role == "" && page.Status == http.StatusSeeOther && strings.Contains(page.Header.Get("Location"), "/uz/sign-in?"):
			case who.role != "" && (page.Status == http.StatusForbidden || page.Status == http.StatusNotFound):
			case who.role != "" && x.pattern == "/{lang}/cabinet" && page.Status == http.StatusSeeOther: // an official's own place
			default:
				wrong = append(wrong, said(x, who, page))
			}
		}
	}
	for _, x := range w.routes {
		if x.method == http.MethodGet && strings.HasPrefix(x.pattern, "/{lang}") && !opened[x.pattern] && unopened[x.pattern] == "" && !played(x.pattern) {
			wrong = append(wrong, x.pattern+": nobody could open it with something of his own; see things and furnish (things_test.go)")
		}
	}
	return append(wrong, changed(before, w.state(), looked)...)
}

// unopened are the pages that nobody here can open.
var unopened = map[string]string{
	"/{lang}/unsubscribe/{contact}/{mark}":               "the link of a letter: its mark is signed",
	"/{lang}/admin/cases/{number}/actions/record-result": "the time of a visit has to have come, which internal/server/admin tries",
	"/{lang}/cabinet/second-step":                        "who has confirmed is led on",
	"/{lang}/sign-in/kept":                               "a form that came too late",
	"/{lang}/feedback/cases/{number}":                    "whether a citizen here has a case of his own is left to chance by the demo",
	"/{lang}/taskforce/fix":                              "what could be mended shows from more applications than there are here",
}

// asked are the pages that say nothing without a query.
var asked = map[string]string{
	"/{lang}/admin/bulk":   `SELECT '?act=release&case=' || a.number FROM applications a WHERE a.state = 'in-process' AND ` + ours,
	"/{lang}/disputes/new": `SELECT '?register=tax&field=debt'`,
}

// asking is the query of such a page.
func (w *realm) asking(pattern string, who person) string {
	w.t.Helper()
	if asked[pattern] == "" {
		return ""
	}
	rows, err := w.eye.Query(w.t.Context(), asked[pattern], pgx.NamedArgs{"authority": who.authority, "region": who.region})
	require.NoError(w.t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(w.t, err)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

func said(x route, who person, page *servertest.Page) string {
	return strings.Join([]string{x.method, x.pattern, "as", who.subject + ":", http.StatusText(page.Status), page.URL.Path, page.Header.Get("Location"), title(page)}, " ")
}

func title(page *servertest.Page) string {
	if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return ""
	}
	return page.Title()
}

// strangers asks for what belongs to others: it is as if it were nowhere, by the same words, and nothing changes. A part of
// another's thing is not found below one's own either.
func (w *realm) strangers() (wrong []string) {
	before := w.state()
	tried := map[string]bool{}
	for _, x := range w.routes {
		th, has := w.thingOf(x.pattern)
		if !has || th.absent == "" || x.method != http.MethodGet && x.method != http.MethodPost {
			continue
		}
		for _, who := range w.people() {
			foreign, ok := w.address(x.pattern, th, who, false)
			if !ok || who.role == "" || !w.mayEnter(x.pattern, who) {
				continue
			}
			tried[x.pattern] = true
			absent := filled(x.pattern, strings.Fields(th.absent))
			ask := func(path string) (*servertest.Page, int) {
				w.wire.arm(0)
				page := w.send(w.as(who.subject), x.method, path, "note=x&row=0&token=x&action=remark&why=x&text=x")
				sent, _ := w.wire.seen()
				return page, len(sent)
			}
			page, work := ask(foreign)
			none, workNone := ask(absent)
			for n := 0; n < 4 && (work != workNone || bare(page) != bare(none)); n++ { // a session noted once a minute, a figure drawn anew meanwhile
				page, work = ask(foreign)
				none, workNone = ask(absent)
			}
			switch {
			case page.Status != none.Status || page.Status != http.StatusNotFound && page.Status != http.StatusForbidden && (page.Status != http.StatusUnprocessableEntity || readFirst[x.pattern] == ""):
				wrong = append(wrong, said(x, who, page)+" | absent: "+http.StatusText(none.Status))
			case bare(page) != bare(none):
				wrong = append(wrong, said(x, who, page)+": other words than for what is nowhere")
			case work != workNone: // what takes longer is there
				wrong = append(wrong, said(x, who, page)+": other work than for what is nowhere")
			}
			if mixed, ok := w.mixed(x.pattern, th, who); ok {
				if page := w.send(w.as(who.subject), x.method, mixed, ""); page.Status != http.StatusNotFound {
					wrong = append(wrong, said(x, who, page)+": another's part below one's own")
				}
			}
		}
	}
	require.Greater(w.t, len(tried), 60)
	return append(wrong, changed(before, w.state(), looked)...)
}

// readFirst are the doors at which what was typed is read before it is asked whose the thing is: nothing is said of the thing.
var readFirst = map[string]string{
	"/{lang}/admin/services/{code}":                        "the act to be done",
	"/{lang}/admin/services/{code}/proposals/{number}/run": "which cases to try it on",
}

// mixed is the address of something of one's own that ends in a part of another's.
func (w *realm) mixed(pattern string, th thing, who person) (string, bool) {
	mine, ok := w.address(pattern, th, who, true)
	foreign, also := w.address(pattern, th, who, false)
	if !ok || !also || !strings.HasSuffix(th.routes, "/files/{id}") && !strings.HasSuffix(th.routes, "{document}") {
		return "", false
	}
	return mine[:strings.LastIndex(mine, "/")] + foreign[strings.LastIndex(foreign, "/"):], true
}

// looked are the tables that looking changes, and being refused.
var looked = map[string]string{
	"audit_entries":   "who saw personal data is written down",
	"audit_subjects":  "and about whom",
	"audit_heads":     "as the end of a chain",
	"thread_messages": "whoever opens a thread has read it",
	"signing_keys":    "the first paper that is shown makes its key",
}

// otherSites sends every form from elsewhere.
func (w *realm) otherSites() (wrong []string) {
	const refused = true
	for _, row := range []struct {
		site, origin string
		refused      bool
	}{
		{"same-origin", "", !refused},
		{"none", "", !refused},
		{"", w.origin, !refused},
		{"", "", !refused},
		{"cross-site", "", refused},
		{"same-site", "", refused},
		{"cross-site", "https://evil.example", refused},
		{"", "https://evil.example", refused},
		{"", "null", refused},
	} {
		headers := []string{"Sec-Fetch-Site", row.site, "Origin", row.origin}
		for _, x := range w.routes {
			if !unsafe(x.method) || strings.HasPrefix(x.pattern, "/callbacks/") || played(x.pattern) {
				continue
			}
			path, subject := x.path, ""
			if row.refused {
				for _, who := range w.people() {
					if w.mayEnter(x.pattern, who) {
						path, subject = w.any(x, who), who.subject
					}
				}
			}
			var page *servertest.Page
			var sent []string
			for range 3 { // what the program asks by itself meanwhile, it does not ask each time
				w.wire.arm(0)
				page = w.send(w.as(subject), x.method, path, "", headers...)
				if sent, _ = w.wire.seen(); !row.refused || len(sent) == 0 {
					break
				}
			}
			ours := page.Status == http.StatusForbidden && strings.Contains(page.Body, locale.Uz.T("ui.problem.cross-site"))
			if ours != row.refused || row.refused && len(sent) > 0 {
				wrong = append(wrong, strings.Join(headers, " ")+": "+said(x, person{subject: subject}, page)+" "+strings.Join(sent, "; "))
			}
		}
	}
	before := w.state() // calls of machines come from anywhere, and count only when they are signed
	for _, x := range w.routes {
		if strings.HasPrefix(x.pattern, "/callbacks/") && unsafe(x.method) {
			page := w.send(w.as(""), x.method, x.path, `{"method":"PerformTransaction","params":{"id":"1"}}`, "Origin", "https://evil.example", "Content-Type", "application/json")
			if page.Status >= http.StatusInternalServerError {
				wrong = append(wrong, said(x, person{}, page))
			}
		}
	}
	return append(wrong, changed(before, w.state(), nil)...)
}
