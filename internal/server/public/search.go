package public

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/search"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Limits of the search page.
const (
	pageSize   = 20  // results on a page
	mostQuery  = 200 // runes of each field that are read
	mostMarked = 16  // words of a query that are marked
	mostWays   = 8   // ways out of an empty result that are offered
)

// Search is the list of services and the search over it; its whole state is in the address.
func (s *Site) Search(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	q := r.parse(req.URL.Query())
	found := q.found()
	s.searched(req, q, len(found))
	matching, counts := q.sift(found)
	pages := max(1, (len(matching)+pageSize-1)/pageSize)
	number := min(max(1, q.page), pages)
	from := (number - 1) * pageSize

	p := s.page(req, r.lang.T("public.search.title"), r.lang.T("public.search.about"))
	if words := q.said(); words != "" {
		p.Title = r.lang.T("public.search.title-words", "Words", words)
	}
	p.AlternateOff, p.Form = req.URL.RawQuery != "", p.Here()
	shown := matching[from:min(from+pageSize, len(matching))]
	v := view.Results{
		Page: p, Query: q.find.Words, Heading: r.count(len(matching)), Found: q.show(shown),
		Filters: q.filters(counts), Chips: q.chips(), Hidden: q.hidden(), Advanced: q.address("/services/advanced", 1),
	}
	for i, stars := 0, s.stars(req, p); i < len(shown); i++ {
		v.Found[i].Star = stars.of(shown[i])
	}
	v.Pager, v.Pages = q.pager(number, pages)
	if len(matching) == 0 {
		v.Ways, v.Topics = q.ways(), r.topicLinks(false)
	}
	return view.ResultsPage(v), nil
}

// Advanced is the search with every condition on one page; it leads to the results.
func (s *Site) Advanced(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	q := r.parse(req.URL.Query())
	p := s.page(req, r.lang.T("public.advanced.title"), r.lang.T("public.advanced.about"))
	p.Crumbs = []layout.Crumb{{Title: r.lang.T("public.search.title"), Path: "/services"}}
	p.AlternateOff, p.Form = req.URL.RawQuery != "", p.Path
	v := view.Advanced{Page: p, Words: q.find.Words, All: q.find.All, Exact: q.find.Exact, Without: q.find.Without}
	for i, f := range q.shelf.facets {
		choice := view.Filter{Name: f.name, Title: f.title}
		for at, one := range f.values {
			on := slices.Contains(q.on[i], at)
			choice.Options = append(choice.Options, view.FilterOption{ID: f.name, Value: one.code, Label: one.label, Checked: on})
		}
		if f.only {
			v.Ticks = append(v.Ticks, choice.Options[0])
		} else {
			v.Choices = append(v.Choices, choice)
		}
	}
	return view.AdvancedPage(v), nil
}

// Switch takes the language switch from a search to the same search with what was typed, sent or not: POST to its
// address. Other words have pages of their own, which begin at the first.
func (s *Site) Switch(w http.ResponseWriter, req *http.Request) error {
	if err := req.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	values := req.URL.Query()
	for name, typed := range req.PostForm {
		typed = slices.DeleteFunc(typed, func(value string) bool { return value == "" })
		if name == "do" || slices.Equal(typed, values[name]) {
			continue
		}
		values[name] = typed
		values.Del("page")
	}
	path := respond.Page(req, "").Path
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return respond.Redirect(w, req, path)
}

// query is what the address asks for.
type query struct {
	reader
	shelf *shelf
	find  search.Query
	page  int
	on    [][]int // values chosen of each facet
}

func (r reader) parse(values url.Values) query {
	page, err := strconv.Atoi(values.Get("page"))
	if err != nil {
		page = 1
	}
	q := query{reader: r, shelf: r.shelf(), page: page, find: search.Query{
		Words: cut(values.Get("q")), All: values.Get("all") != "", Exact: cut(values.Get("exact")), Without: cut(values.Get("without")),
	}}
	q.on = make([][]int, len(q.shelf.facets))
	for i, f := range q.shelf.facets {
		for _, code := range values[f.name] {
			at := f.place(code)
			if at >= 0 && !slices.Contains(q.on[i], at) {
				q.on[i] = append(q.on[i], at)
			}
		}
	}
	return q
}

// cut is the part of a field that is read.
func cut(words string) string {
	runes := []rune(strings.TrimSpace(words))
	return string(runes[:min(len(runes), mostQuery)])
}

// found is the services for the words in the order of their rank; all of them without words.
func (q query) found() []*catalogue.Service {
	if q.find.Words+q.find.Exact+q.find.Without == "" {
		return q.snap.All()
	}
	return q.snap.Find(q.find, 0)
}

// show is services as the results show them: what was looked for is marked in their titles.
func (q query) show(list []*catalogue.Service) []view.Found {
	out := q.foundAll(list)
	wanted := strings.Fields(locale.Fold(q.said()))
	wanted = wanted[:min(len(wanted), mostMarked)]
	for i, svc := range list {
		out[i].Parts = mark(out[i].Title, q.shelf.titles[svc.Code], wanted)
	}
	return out
}

// said is the words that are looked for, as they were typed.
func (q query) said() string { return strings.TrimSpace(q.find.Words + " " + q.find.Exact) }

// values is the query as parameters.
func (q query) values() url.Values {
	out := url.Values{}
	set := func(name, value string) {
		if value != "" {
			out.Add(name, value)
		}
	}
	set("q", q.find.Words)
	set("exact", q.find.Exact)
	set("without", q.find.Without)
	if q.find.All {
		set("all", "yes")
	}
	for i, f := range q.shelf.facets {
		for _, at := range q.on[i] {
			set(f.name, f.values[at].code)
		}
	}
	return out
}

// address is the query on that page of its results.
func (q query) address(path string, page int) templ.SafeURL {
	values := q.values()
	if page > 1 {
		values.Set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return q.link(path)
	}
	return q.link(path + "?" + values.Encode())
}

// hidden is the words of the query, which the form of the filters carries along.
func (q query) hidden() []ui.Pair {
	var out []ui.Pair
	words := query{find: q.find, shelf: &shelf{}}.values()
	for _, name := range []string{"q", "all", "exact", "without"} {
		if words.Has(name) {
			out = append(out, ui.Pair{Key: name, Value: words.Get(name)})
		}
	}
	return out
}

// condition is something that the query asks for, and the query without it.
type condition struct {
	label   string
	without query
}

func (q query) conditions() []condition {
	var out []condition
	add := func(label string, change func(*query)) {
		c := condition{label, q}
		change(&c.without)
		out = append(out, c)
	}
	if q.find.All && q.find.Words != "" {
		add(q.lang.T("public.advanced.all"), func(w *query) { w.find.All = false })
	}
	if q.find.Exact != "" {
		add(q.lang.T("public.advanced.chip-exact", "Words", q.find.Exact), func(w *query) { w.find.Exact = "" })
	}
	if q.find.Without != "" {
		add(q.lang.T("public.advanced.chip-without", "Words", q.find.Without), func(w *query) { w.find.Without = "" })
	}
	for i, f := range q.shelf.facets {
		for _, at := range q.on[i] {
			add(f.values[at].label, func(w *query) {
				w.on = slices.Clone(q.on)
				w.on[i] = slices.DeleteFunc(slices.Clone(q.on[i]), func(other int) bool { return other == at })
			})
		}
	}
	return out
}

// chips is the conditions that are on, each with the way to take it off.
func (q query) chips() []view.Chip {
	var out []view.Chip
	for _, c := range q.conditions() {
		out = append(out, view.Chip{Label: c.label, Href: c.without.address("/services", 1)})
	}
	return out
}

// ways is what else an empty result could ask for: the same words in any order, or one condition less. Each says how
// many services that finds; what finds none, or asks for nothing any more, is left out.
func (q query) ways() []view.Link {
	var out []view.Link
	offer := func(title string, w query) {
		kept, _ := w.sift(w.found())
		if len(kept) > 0 && len(w.values()) > 0 {
			out = append(out, view.Link{Title: title, Href: w.address("/services", 1), Note: q.count(len(kept))})
		}
	}
	if q.find.Exact != "" {
		loose := q
		loose.find.Words, loose.find.Exact = q.said(), ""
		offer(q.lang.T("public.search.loose"), loose)
	}
	conditions := q.conditions()
	for _, c := range conditions[:min(len(conditions), mostWays)] {
		offer(q.lang.T("public.search.without", "What", c.label), c.without)
	}
	return out
}

// pager is the first and the last page, those around the current one, and gaps between.
func (q query) pager(current, pages int) (ui.Pager, []ui.PageLink) {
	p := ui.Pager{Label: q.lang.T("public.search.pages"), Words: [2]string{q.lang.T("ui.previous"), q.lang.T("ui.next")}}
	if pages == 1 {
		return p, nil
	}
	if current > 1 {
		p.Previous = q.address("/services", current-1)
	}
	if current < pages {
		p.Next = q.address("/services", current+1)
	}
	var links []ui.PageLink
	for n := 1; n <= pages; n++ {
		if n == 1 || n == pages || n >= current-1 && n <= current+1 {
			number := strconv.Itoa(n)
			links = append(links, ui.PageLink{
				Number: number, Label: q.lang.T("public.search.page", "N", number), Href: q.address("/services", n), Current: n == current,
			})
		} else if !links[len(links)-1].Gap {
			links = append(links, ui.PageLink{Gap: true})
		}
	}
	return p, links
}
