package public

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/catalogue"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Limits of the search page.
const (
	pageSize   = 20  // results on a page
	mostFound  = 200 // ranked results; behind them nobody looks
	mostQuery  = 200 // runes of a query that are read
	mostValues = 12  // values shown of a filter; those chosen are always shown
)

// Search is the list of services and the search over it; its whole state is in the address.
func (s *Site) Search(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	q := r.parse(req.URL.Query())
	found := r.find(q.words)
	matching := q.narrow(found, "")
	pages := max(1, (len(matching)+pageSize-1)/pageSize)
	number := min(max(1, q.page), pages)
	from := (number - 1) * pageSize

	title := r.lang.T("public.search.title")
	p := s.page(req, title, r.lang.T("public.search.about"))
	if q.words != "" {
		p.Title = r.lang.T("public.search.title-words", "Words", q.words)
	}
	p.AlternateOff = req.URL.RawQuery != ""
	v := view.Results{
		Page: p, Query: q.words, Heading: r.count(len(matching)), Found: r.foundAll(matching[from:min(from+pageSize, len(matching))]),
		Filters: q.filters(found), Chips: q.chips(), Topics: r.topicLinks(false),
	}
	v.Pager, v.Pages = q.pager(number, pages)
	return view.ResultsPage(v), nil
}

// find is the services for these words in the order of their rank; all of them without words.
func (r reader) find(words string) []*catalogue.Service {
	if words == "" {
		return r.snap.All()
	}
	return r.snap.Search(words, mostFound)
}

// query is what the address asks for.
type query struct {
	reader
	words  string
	page   int
	chosen url.Values
	kinds  []facet
}

// facet is one way to narrow: what values a service has of it, and what they are called.
type facet struct {
	name  string
	title string
	of    func(*catalogue.Service) []string
	label func(code string) string
}

func (r reader) parse(values url.Values) query {
	page, err := strconv.Atoi(values.Get("page"))
	if err != nil {
		page = 1
	}
	q := query{reader: r, words: cut(values.Get("q")), page: page, chosen: url.Values{}, kinds: r.facets()}
	for _, f := range q.kinds {
		for _, v := range values[f.name] {
			if f.label(v) != "" && !slices.Contains(q.chosen[f.name], v) {
				q.chosen.Add(f.name, v)
			}
		}
	}
	return q
}

// cut is the part of a query that is read.
func cut(words string) string {
	runes := []rune(strings.TrimSpace(words))
	return string(runes[:min(len(runes), mostQuery)])
}

func (r reader) facets() []facet {
	title := func(list catalogue.List[catalogue.Entry]) func(string) string {
		return func(code string) string { e, _ := list.Get(code); return e.Title.In(r.lang) }
	}
	yes := func(id string) func(string) string {
		return func(code string) string {
			if !r.lang.Has(id + code) {
				return ""
			}
			return r.lang.T(id + code)
		}
	}
	return []facet{
		{"how", r.lang.T("public.filter.how"), r.how, yes("public.filter.how-")},
		{"audience", r.lang.T("public.audiences"), func(s *catalogue.Service) []string { return s.Audience }, title(r.list.Audiences)},
		{"fee", r.lang.T("public.filter.fee"), r.feeKind, yes("public.filter.fee-")},
		{
			"topic", r.lang.T("public.topics"), func(s *catalogue.Service) []string { return []string{s.Category} },
			func(code string) string { c, _ := r.list.Categories.Get(code); return c.Title.In(r.lang) },
		},
		{
			"authority", r.lang.T("public.authorities"), func(s *catalogue.Service) []string { return []string{s.Authority} },
			func(code string) string { a, _ := r.list.Authorities.Get(code); return a.Short.In(r.lang) },
		},
		{"group", r.lang.T("public.groups"), func(s *catalogue.Service) []string { return s.Groups }, title(r.list.Groups)},
		{"sector", r.lang.T("public.sectors"), func(s *catalogue.Service) []string { return []string{r.list.SectorOf(s.Category)} }, title(r.list.Sectors)},
	}
}

func (r reader) how(s *catalogue.Service) []string {
	switch {
	case atOnce(s):
		return []string{"now", "automatic"}
	case s.Process.Automatic():
		return []string{"automatic"}
	default:
		return []string{"official"}
	}
}

func (r reader) feeKind(s *catalogue.Service) []string {
	if r.shelf().paid[s.Code] {
		return []string{"paid"}
	}
	return []string{"free"}
}

// narrow keeps what every chosen filter allows. One filter can be left out, to count what its values would find.
func (q query) narrow(list []*catalogue.Service, except string) []*catalogue.Service {
	var out []*catalogue.Service
	for _, s := range list {
		if q.allows(s, except) {
			out = append(out, s)
		}
	}
	return out
}

func (q query) allows(s *catalogue.Service, except string) bool {
	for _, f := range q.kinds {
		want := q.chosen[f.name]
		if f.name == except || len(want) == 0 {
			continue
		}
		if !slices.ContainsFunc(f.of(s), func(v string) bool { return slices.Contains(want, v) }) {
			return false
		}
	}
	return true
}

// filters is each way to narrow with how many services each value would leave.
func (q query) filters(found []*catalogue.Service) []view.Filter {
	var out []view.Filter
	for _, f := range q.kinds {
		counts := map[string]int{}
		for _, s := range q.narrow(found, f.name) {
			for _, v := range f.of(s) {
				counts[v]++
			}
		}
		for _, v := range q.chosen[f.name] {
			counts[v] += 0
		}
		if len(counts) == 0 || len(counts) == 1 && len(q.chosen[f.name]) == 0 {
			continue
		}
		out = append(out, q.filter(f, counts))
	}
	return out
}

func (q query) filter(f facet, counts map[string]int) view.Filter {
	codes := make([]string, 0, len(counts))
	for c := range counts {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	v := view.Filter{Name: f.name, Title: f.title, Open: len(q.chosen[f.name]) > 0}
	for i, c := range codes {
		on := slices.Contains(q.chosen[f.name], c)
		if i >= mostValues && !on {
			continue
		}
		v.Options = append(v.Options, view.FilterOption{
			ID: f.name + "-" + c, Value: c, Checked: on,
			Label: f.label(c) + " (" + q.lang.Number(int64(counts[c])) + ")",
		})
	}
	return v
}

// chips is the filters that are on, each with the way to take it off.
func (q query) chips() []view.Chip {
	var out []view.Chip
	for _, f := range q.kinds {
		for _, v := range q.chosen[f.name] {
			out = append(out, view.Chip{Label: f.label(v), Href: q.address(1, f.name, v)})
		}
	}
	return out
}

// address is the search with that page and without one chosen value.
func (q query) address(page int, without, value string) templ.SafeURL {
	values := url.Values{}
	if q.words != "" {
		values.Set("q", q.words)
	}
	for name, chosen := range q.chosen {
		for _, v := range chosen {
			if name != without || v != value {
				values.Add(name, v)
			}
		}
	}
	if page > 1 {
		values.Set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return q.link("/services")
	}
	return q.link("/services?" + values.Encode())
}

// pager is the first and the last page, those around the current one, and gaps between.
func (q query) pager(current, pages int) (ui.Pager, []ui.PageLink) {
	p := ui.Pager{Label: q.lang.T("public.search.pages"), Words: [2]string{q.lang.T("ui.previous"), q.lang.T("ui.next")}}
	if current > 1 {
		p.Previous = q.address(current-1, "", "")
	}
	if current < pages {
		p.Next = q.address(current+1, "", "")
	}
	var links []ui.PageLink
	for n := 1; n <= pages; n++ {
		if n == 1 || n == pages || n >= current-1 && n <= current+1 {
			number := strconv.Itoa(n)
			links = append(links, ui.PageLink{
				Number: number, Label: q.lang.T("public.search.page", "N", number), Href: q.address(n, "", ""), Current: n == current,
			})
		} else if !links[len(links)-1].Gap {
			links = append(links, ui.PageLink{Gap: true})
		}
	}
	return p, links
}
