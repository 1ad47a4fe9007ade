package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/server/servertest"
)

// sheet is a form as somebody sees it, filled in so that it may well be taken.
type sheet struct {
	*servertest.Form
	key  string // the route it is sent to, with what the address says is to be done
	page *servertest.Page
	who  person
	text []string // the fields into which anything can be typed
	// uploads are the fields that take files.
	uploads []string
	node    *html.Node
}

// told are the placeholders that say what is to be done, not with what.
var told = map[string]bool{"action": true, "act": true, "change": true, "channel": true, "page": true}

// aside are forms that are on every page, or end the walk.
var aside = []string{"/{lang}/sign-out", "/{lang}/sign-in", "/{lang}/cabinet/sessions/end-all", "/{lang}/cabinet/sessions/end-others", "/{lang}/cabinet/sessions/{id}/end", "/{lang}/cabinet/for"}

// many are the pages that look different for each of their things.
var many = map[string]int{"/{lang}/applications/{number}": 40, "/{lang}/admin/cases/{number}": 60, "/{lang}/feedback/{receipt}": 20, "/{lang}/admin/feedback/{number}": 4, "/{lang}/admin/papers/{number}": 3}

// forms shows do every kind of form that the pages have, each once; those of the pages that they lead to as well. Do says
// whether it went through: only then is the kind known. Where something was done, the page is looked at again.
func (w *realm) forms(do func(sheet) bool) map[string]bool {
	w.t.Helper()
	known := map[string]bool{}
	for _, x := range w.routes {
		if x.method != http.MethodGet || played(x.pattern) || !strings.HasPrefix(x.pattern, "/{lang}") {
			continue
		}
		th, has := w.thingOf(x.pattern)
		for _, who := range w.people() {
			if !w.mayEnter(x.pattern, who) {
				continue
			}
			paths := []string{strings.Replace(x.pattern, "{lang}", "uz", 1)}
			if has {
				paths = w.addresses(x.pattern, th, who, max(1, many[x.pattern]))
			}
			for _, path := range paths {
				w.formsOf(path+w.asking(x.pattern, who), who, known, do)
			}
		}
	}
	return known
}

// formsOf does it for a page and those below it.
func (w *realm) formsOf(path string, who person, known map[string]bool, do func(sheet) bool) {
	w.t.Helper()
	tried := map[string]bool{}
	for again := true; again; {
		again = false
		page := w.send(w.as(who.subject), http.MethodGet, path, "")
		if page.Status != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			return
		}
		pages := []string{path}
		for _, link := range page.Links() {
			to, err := page.URL.Parse(link)
			if err == nil && strings.HasPrefix(to.Path, strings.Split(path, "?")[0]+"/") && !slices.Contains(pages, to.RequestURI()) {
				pages = append(pages, to.RequestURI())
			}
		}
		for _, at := range pages {
			if at != path {
				if page = w.send(w.as(who.subject), http.MethodGet, at, ""); page.Status != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
					continue
				}
			}
			for _, s := range w.sheetsOf(page, who) {
				if known[s.key] || tried[s.key] {
					continue
				}
				tried[s.key] = true
				if do(s) {
					known[s.key], again = true, true
					break
				}
			}
			if again {
				break
			}
		}
	}
}

// addresses is up to so many things of the person's own.
func (w *realm) addresses(pattern string, x thing, who person, most int) (paths []string) {
	w.t.Helper()
	rows, err := w.eye.Query(w.t.Context(), `SELECT v FROM (`+x.sql+`) AS x (v, mine) WHERE coalesce(mine, false) ORDER BY v LIMIT @most`,
		pgx.NamedArgs{"me": who.id, "authority": who.authority, "region": who.region, "most": most})
	require.NoError(w.t, err, x.sql)
	values, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	require.NoError(w.t, err, x.sql)
	for _, v := range values {
		paths = append(paths, filled(pattern, v))
	}
	return paths
}

// sheetsOf is the forms of a page that are sent to the portal.
func (w *realm) sheetsOf(page *servertest.Page, who person) (all []sheet) {
	w.t.Helper()
	nodes := page.All("form")
	for i, f := range page.Forms() {
		to, err := page.URL.Parse(f.Action)
		at := chi.NewRouteContext()
		if err != nil || f.Method != http.MethodPost || to.Host != page.URL.Host || !w.handler.(chi.Routes).Match(at, http.MethodPost, to.Path) {
			continue
		}
		key := strings.ReplaceAll(at.RoutePattern(), "/*/", "/")
		if slices.Contains(aside, key) {
			continue
		}
		for n, name := range at.URLParams.Keys {
			if told[name] {
				key = strings.Replace(key, "{"+name+"}", at.URLParams.Values[n], 1)
			}
		}
		for _, b := range []string{"do", "state", "step", "outcome", "settle", "verb"} {
			if v := f.Values.Get(b); v != "" {
				key = strings.Join([]string{key, b + "=" + v}, " ")
			}
		}
		s := sheet{Form: f, key: key, page: page, who: who, node: nodes[i]}
		s.fill(nodes[i])
		all = append(all, s)
	}
	return all
}

// given is what is typed into fields that want something of their own kind.
var given = map[string]string{
	"email": "malika@example.uz", "tel": "+998901234567", "number": "5", "date": time.Now().AddDate(0, 0, 20).Format(time.DateOnly),
	"time": "10:00", "url": "https://example.uz/",
}

// fill fills in what a page asks for: what stands there already stays.
func (s *sheet) fill(form *html.Node) {
	soon := time.Now().AddDate(0, 0, 14)
	for soon.Weekday() == time.Saturday || soon.Weekday() == time.Sunday {
		soon = soon.AddDate(0, 0, 1)
	}
	for n := range form.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		name, kind := servertest.Attr(n, "name"), servertest.Attr(n, "type")
		switch {
		case name == "":
		case n.Data == "textarea":
			s.typed(name, "Sinov uchun yozilgan matn")
		case n.Data == "select":
			s.choose(n, name)
		case n.Data != "input":
		case kind == "radio" || kind == "checkbox":
			if len(s.Values[name]) == 0 {
				s.Set(name, servertest.Attr(n, "value"))
			}
		case kind == "file":
			s.uploads = append(s.uploads, name)
			s.Attach(name, "paper.pdf", []byte(paper))
		case kind == "hidden" || kind == "submit":
		case given[kind] != "":
			s.typed(name, given[kind])
		case strings.HasSuffix(name, "-day"), name == "day":
			s.typed(name, strconv.Itoa(soon.Day()))
		case strings.HasSuffix(name, "-month"), name == "month":
			s.typed(name, strconv.Itoa(int(soon.Month())))
		case strings.HasSuffix(name, "-year"), name == "year":
			s.typed(name, strconv.Itoa(soon.Year()))
		case strings.HasSuffix(name, "-time"), strings.HasSuffix(name, "-hour"):
			s.typed(name, "10:00")
		case servertest.Attr(n, "inputmode") == "numeric":
			s.typed(name, "5")
		default:
			s.typed(name, "Sinov matni")
		}
	}
}

func (s *sheet) typed(name, value string) {
	s.text = append(s.text, name)
	if s.Values.Get(name) == "" {
		s.Set(name, value)
	}
}

func (s *sheet) choose(n *html.Node, name string) {
	if s.Values.Get(name) != "" {
		return
	}
	for o := range n.Descendants() {
		if value := servertest.Attr(o, "value"); o.Data == "option" && value != "" {
			s.Set(name, value)
			return
		}
	}
}
