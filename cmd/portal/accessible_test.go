package main

import (
	"cmp"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// everyPage has the walk look at each page that puts something together as no page before it did, in every language and at two widths, as
// `make accessible` does. Without it each page is looked at once that has a kind of element which no page before it had, on a telephone, and
// of every third of the other kinds of pages one is shown to axe, another third each day; all of them are valid HTML.
var everyPage = flag.Bool("accessible", false, "look at pages in every language, on a telephone and on a desk")

// newcomer is a citizen who has nothing yet: his lists are empty.
const newcomer = "nodira"

// glimpse is a page to look at, and the address of the form on it that is sent with nothing filled in before; empty for none.
type glimpse struct {
	sight
	form  string
	brief bool // for axe alone: its kinds of elements are looked at elsewhere
}

// seen is a page as the server sent it.
type seen struct {
	sight
	page *servertest.Page
}

// accessible looks at the pages of everybody in real browsers: as they are, with lists full and empty, folded and unfolded; what there is not
// and what one may not see; then as they come back when nothing was filled in. What people wrote is long meanwhile.
func (w *realm) accessible() (wrong []string) {
	w.lengthen()
	known, pages := map[string]bool{}, w.seen()
	var views []glimpse
	for _, x := range pages {
		if learn(known, x.page) {
			views = append(views, glimpse{sight: x.sight})
		}
	}
	require.Greater(w.t, len(views), 40)
	looked := len(views)
	others := unlike(pages, views)
	w.t.Run("every kind of page is valid HTML", func(t *testing.T) { browsertest.Valid(t, sent(pages, slices.Concat(views, others))) })
	for i, x := range others {
		if *everyPage || i%aPart == time.Now().YearDay()%aPart {
			views = append(views, x)
		}
	}
	w.t.Logf("%d routes of %d are looked at by axe alone", len(views)-looked, len(others))
	wrong = append(frames(pages), w.unseen(pages)...)
	wrong = append(wrong, w.lookAt("as they are", views)...)
	back := w.sentBack(pages, known)
	require.Greater(w.t, len(back), 5)
	w.t.Logf("%d pages, of which %d are looked at, and %d that come back", len(pages), looked, len(back))
	return append(wrong, w.lookAt("sent back", back)...)
}

// lookAt opens pages in the windows of those who may see them.
func (w *realm) lookAt(how string, views []glimpse) (wrong []string) {
	w.t.Helper()
	by := map[string][]glimpse{}
	for _, x := range views {
		by[x.who.subject] = append(by[x.who.subject], x)
	}
	var noting sync.Mutex
	w.t.Run(how, func(t *testing.T) {
		for subject, list := range by {
			t.Run("by "+cmp.Or(subject, "a visitor"), func(t *testing.T) {
				t.Parallel()
				found := lookAll(t, w.origin, subject, list)
				noting.Lock()
				defer noting.Unlock()
				wrong = append(wrong, found...)
			})
		}
	})
	return wrong
}

// lookAll opens the pages of one person.
func lookAll(t *testing.T, origin, subject string, list []glimpse) (wrong []string) {
	t.Helper()
	widths, langs := []int64{360}, locale.Langs[:1]
	if *everyPage {
		widths, langs = []int64{320, 1280}, locale.Langs
	}
	for _, width := range widths {
		b := browsertest.New(t, origin, width, 780)
		if subject != "" {
			b.SignIn(subject)
		}
		for _, x := range list {
			for _, l := range langs {
				b.Goto("/" + string(l) + strings.TrimPrefix(x.path, "/uz"))
				complain := func(line string) {
					wrong = append(wrong, fmt.Sprintf("%s in %s at %d px as %s %s: %s", x.pattern, l, width, subject, x.form, line))
				}
				if x.form != "" {
					if !b.SendEmpty("/" + string(l) + strings.TrimPrefix(x.form, "/uz")) {
						complain("the form is gone")
						continue
					}
					if b.Status() != http.StatusUnprocessableEntity {
						complain(fmt.Sprintf("nothing was filled in, and the answer is %d", b.Status()))
						continue
					}
				}
				b.Obeys()
				lines := b.Barriers()
				if !x.brief {
					lines = append(lines, b.Misbehaves()...)
				}
				for _, line := range lines {
					complain(line)
				}
			}
		}
	}
	return wrong
}

// unlike is a page of each route that no view shows yet.
func unlike(pages []seen, views []glimpse) (more []glimpse) {
	shown := map[string]bool{}
	for _, x := range views {
		shown[x.pattern] = true
	}
	for _, x := range pages {
		if !shown[x.pattern] {
			shown[x.pattern] = true
			more = append(more, glimpse{sight: x.sight, brief: true})
		}
	}
	return more
}

// sent is the views as the server sent them.
func sent(pages []seen, views []glimpse) map[string]string {
	bodies, all := map[string]string{}, map[string]string{}
	for _, x := range pages {
		bodies[x.who.subject+" "+x.path] = x.page.Body
	}
	for _, x := range views {
		all[x.pattern+" as "+x.who.subject+" "+x.path] = bodies[x.who.subject+" "+x.path]
	}
	return all
}

// unseen are the routes of pages that nobody here could open, though they are not among those that none can; and what is said of routes that
// none of them needs.
func (w *realm) unseen(pages []seen) (wrong []string) {
	shown, needed := map[string]bool{}, map[string]bool{}
	for _, x := range pages {
		shown[x.pattern] = true
	}
	for _, x := range w.routes {
		if x.method != http.MethodGet || played(x.pattern) || !strings.HasPrefix(x.pattern, "/{lang}") || shown[x.pattern] || unopened[x.pattern] != "" {
			continue
		}
		end := without(x.pattern)
		if end == "" {
			wrong = append(wrong, x.pattern+": nobody was shown a page of it to look at; where it shows none, say so in noPage (accessible_test.go)")
		}
		needed[end] = true
	}
	for end := range noPage {
		if !needed[end] {
			wrong = append(wrong, end+": stands in noPage (accessible_test.go), and no route needs it")
		}
	}
	return wrong
}

// noPage are the routes of which no page is looked at here, by how they end, and why.
var noPage = map[string]string{
	"/decision": "a file", "/documents/{document}": "a file", "/files/{id}": "a file", "/signature/{file}": "a file", "/photo": "a picture",
	"/summary.txt": "a text", "/receipt": "a file", "/pdf": "a file", "/copy/{id}": "a file", "/licences.csv": "a file", "/licences.json": "a file",
	"/manifest.webmanifest": "a file", "/open-data/{file}": "a file", "/index.json": "a file", "/suggest": "a part of a page",
	"/admin/money":            "leads to the payments",
	"/apply/{draft}":          "leads to the first question that is open",
	"/apply/{draft}/sign":     "wants a token: internal/server/cabinet shows it to axe",
	"/correct/sign":           "wants a token; built like the one above",
	"/what-changed":           "wants a service that changed meanwhile, which internal/server/cabinet changes",
	"/factors/app":            "is shown to the session alone that asked for it, in internal/server/signin",
	"/notices/{channel}/code": "wants a code that was sent: internal/server/notices shows it to axe",
	"/{receipt}/solved":       "wants an answer that is four weeks old, in internal/server/admin",
}

// without is the longest end of noPage that the route has; empty for none.
func without(pattern string) (end string) {
	for x := range noPage {
		if strings.HasSuffix(pattern, x) && len(x) > len(end) {
			end = x
		}
	}
	return end
}

// deeper are pages that a bare address does not show: where an application that asks nothing is checked before it is sent, and the form of what
// was done about a problem.
func (w *realm) deeper() []sight {
	w.t.Helper()
	b := w.as("malika").Follow()
	defer b.Stay()
	check := b.Get("/uz/services/tin-lookup/apply").Form("/apply").Submit("")
	require.True(w.t, strings.HasSuffix(check.URL.Path, "/check"), check.URL.Path)
	return []sight{
		{route{http.MethodGet, "/{lang}/apply/{draft}/check", ""}, check.URL.Path, person{subject: "malika", role: "citizen"}},
		{route{http.MethodGet, "/{lang}/admin/changes/new", ""}, "/uz/admin/changes/new?problem=811111111", person{subject: "justice-head", role: "head"}},
		{route{http.MethodGet, "nothing is there", ""}, "/uz/nothing-here", person{}},
		{route{http.MethodGet, "it is another's", ""}, "/uz/admin", person{subject: newcomer, role: "citizen"}},
	}
}

// seen is every page that there is as the server sends it, asked for once.
func (w *realm) seen() (all []seen) {
	w.t.Helper()
	if w.pages != nil {
		return w.pages
	}
	defer func() { w.pages = all }()
	for _, x := range w.everywhere() {
		page := w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		if strings.HasSuffix(x.pattern, "/apply/{draft}/{page}") && page.Status == http.StatusSeeOther { // to the question that is open
			x.path = page.Header.Get("Location")
			page = w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		}
		if page.Status == http.StatusOK && strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			all = append(all, seen{x, page})
		}
	}
	for _, x := range w.deeper() {
		all = append(all, seen{x, w.send(w.as(x.who.subject), http.MethodGet, x.path, "")})
	}
	return all
}

// sentBack sends each kind of form once with nothing filled in: those that come back with what is wrong and with something that no page
// before them had.
func (w *realm) sentBack(pages []seen, known map[string]bool) (back []glimpse) {
	w.t.Helper()
	tried := map[string]bool{}
	for _, x := range pages {
		for _, s := range w.sheetsOf(x.page, x.who) {
			if tried[s.key] || !s.empty() {
				continue
			}
			tried[s.key] = true
			if page := s.Submit(""); page.Status == http.StatusUnprocessableEntity && learn(known, page) {
				back = append(back, glimpse{sight: x.sight, form: s.Action})
			}
		}
	}
	return back
}

// empty takes out what is typed into a form. Forms that ask for nothing in words are none to send: they would do what they are for.
func (s sheet) empty() (asks bool) {
	for n := range s.node.Descendants() {
		kind := servertest.Attr(n, "type")
		if n.Data == "textarea" || n.Data == "input" && (kind == "" || kind == "text" || kind == "tel" || kind == "email") {
			asks = true
			s.Set(servertest.Attr(n, "name"), "")
		}
	}
	return asks
}

// learn notes the kinds of elements of a page, and reports whether one of them is new. Where everything is looked at, an element in another
// one is another kind.
func learn(known map[string]bool, page *servertest.Page) (news bool) {
	for n := range page.First("body").Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		above := ""
		if *everyPage {
			above = n.Parent.Data + " " + servertest.Attr(n.Parent, "class") + " > "
		}
		kind := above + strings.Join([]string{n.Data, servertest.Attr(n, "class"), servertest.Attr(n, "type"), servertest.Attr(n, "role"), servertest.Attr(n, "aria-invalid")}, " ")
		news, known[kind] = news || !known[kind], true
	}
	return news
}

// everywhere is the pages of everybody, each route with up to so many things as look different, and those of who has nothing.
func (w *realm) everywhere() (all []sight) {
	w.t.Helper()
	for _, x := range w.routes {
		if x.method != http.MethodGet || played(x.pattern) || !strings.HasPrefix(x.pattern, "/{lang}") {
			continue
		}
		th, has := w.thingOf(x.pattern)
		for _, who := range append(slices.Clone(w.people()), person{subject: newcomer, role: "citizen"}) {
			if !w.mayEnter(x.pattern, who) {
				continue
			}
			paths := []string{strings.Replace(x.pattern, "{lang}", "uz", 1)}
			if has {
				paths = w.addresses(x.pattern, th, who, max(1, many[x.pattern]))
			}
			for _, path := range paths {
				all = append(all, sight{x, path + w.asking(x.pattern, who), who})
			}
		}
	}
	return all
}

// lengthen makes what people wrote long, with a word that does not end.
func (w *realm) lengthen() {
	w.t.Helper()
	long := strings.Repeat("Juda uzun gap, unda hamma narsa bor. ", 12) + strings.Repeat("uzilmas", 12)
	title := "Oʻrta Chirchiq tumani qishloq xoʻjaligi obyektlarini " + strings.Repeat("uzilmas", 8)
	for _, sql := range []string{
		`UPDATE thread_messages SET text = @long`,
		`UPDATE worklist_views SET name = left(@title, 60)`,
		`UPDATE uploads SET name = 'juda-uzun-nom-` + strings.Repeat("x", 60) + `.png'`,
		`UPDATE accounts SET name = 'Abdurahmonova Gulchehraxon Muhammadyusufbekovna qizi' WHERE subject IN ('malika', 'justice-specialist')`,
		`UPDATE problems SET title = jsonb_build_object('uz', @title::text, 'ru', @title::text, 'en', @title::text)`,
	} {
		_, err := w.eye.Exec(w.t.Context(), sql, pgx.NamedArgs{"long": long, "title": title})
		require.NoError(w.t, err, sql)
	}
}
