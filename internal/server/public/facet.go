package public

import (
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/workday"
	view "github.com/yagona/portal/web/public"
)

// mostValues is how many values of a filter are shown; those chosen are always shown.
const mostValues = 12

// facet is one way to narrow a list of services.
type facet struct {
	name   string // of the parameter
	title  string
	values []value // in their own order
	ranked bool    // shown with those of most services first
	only   bool    // the advanced search offers the first value alone: free only
	of     func(*catalogue.Service) []string
}

type value struct{ code, label, id string } // id is of its control on the page

// marks is what a service has of each facet, as places in its values.
type marks [][]int

func (f facet) place(code string) int {
	return slices.IndexFunc(f.values, func(v value) bool { return v.code == code })
}

// marksOf looks the values of a service up, once for an edition.
func marksOf(facets []facet, svc *catalogue.Service) marks {
	out := make(marks, len(facets))
	for i, f := range facets {
		for _, code := range f.of(svc) {
			if at := f.place(code); at >= 0 {
				out[i] = append(out[i], at)
			}
		}
	}
	return out
}

func (r reader) facets() []facet {
	entries := func(list catalogue.List[catalogue.Entry]) (out []value) {
		for code, e := range list.All() {
			out = append(out, value{code: code, label: e.Title.In(r.lang)})
		}
		return out
	}
	own := func(id string, codes ...string) (out []value) {
		for _, code := range codes {
			out = append(out, value{code: code, label: r.lang.T(id + code)})
		}
		return out
	}
	var topics, authorities []value
	for code, c := range r.list.Categories.All() {
		topics = append(topics, value{code: code, label: c.Title.In(r.lang)})
	}
	for code, a := range r.list.Authorities.All() {
		authorities = append(authorities, value{code: code, label: a.Short.In(r.lang)})
	}
	all := []facet{
		{name: "how", title: r.lang.T("public.filter.how"), values: own("public.filter.how-", "automatic", "official"), only: true, of: how},
		{name: "term", title: r.lang.T("public.filter.term"), values: r.terms(), of: within},
		{name: "audience", title: r.lang.T("public.audiences"), values: entries(r.list.Audiences), ranked: true, of: func(s *catalogue.Service) []string { return s.Audience }},
		{name: "fee", title: r.lang.T("public.filter.fee"), values: own("public.filter.fee-", "free", "paid"), only: true, of: r.feeKind},
		{name: "topic", title: r.lang.T("public.topics"), values: topics, ranked: true, of: func(s *catalogue.Service) []string { return []string{s.Category} }},
		{name: "authority", title: r.lang.T("public.authorities"), values: authorities, ranked: true, of: func(s *catalogue.Service) []string { return []string{s.Authority} }},
		{name: "group", title: r.lang.T("public.groups"), values: entries(r.list.Groups), ranked: true, of: func(s *catalogue.Service) []string { return s.Groups }},
		{name: "sector", title: r.lang.T("public.sectors"), values: entries(r.list.Sectors), ranked: true, of: func(s *catalogue.Service) []string { return []string{r.list.SectorOf(s.Category)} }},
	}
	for _, f := range all {
		for at := range f.values {
			f.values[at].id = f.name + "-" + f.values[at].code
		}
	}
	return all
}

func how(s *catalogue.Service) []string {
	if s.Process.Automatic() {
		return []string{"automatic"}
	}
	return []string{"official"}
}

func (r reader) feeKind(s *catalogue.Service) []string {
	if r.priced(s) {
		return []string{"paid"}
	}
	return []string{"free"}
}

// soonest is the shortest term: while one waits. The others are working days.
const soonest = "now"

var terms = []int{1, 3, 10, 30}

func (r reader) terms() []value {
	out := []value{{code: soonest, label: r.lang.T("public.at-once")}}
	for _, n := range terms {
		out = append(out, value{code: strconv.Itoa(n), label: r.lang.T("public.filter.term-within", "Count", n, "N", n)})
	}
	return out
}

// within is every term that the service keeps. Calendar days are counted as working days, which promises too little
// rather than too much.
func within(s *catalogue.Service) []string {
	days, out := s.Term.Value, []string(nil)
	if s.Term.Unit == workday.Minutes {
		days = 1
	}
	if s.Term.Unit == workday.Hours {
		days = (s.Term.Value + 23) / 24
	}
	if atOnce(s) {
		out = append(out, soonest)
	}
	for _, n := range terms {
		if days <= n {
			out = append(out, strconv.Itoa(n))
		}
	}
	return out
}

// sift keeps the services that every chosen filter allows, and counts for each value how many it would leave: a
// service that only one filter keeps out counts in the values of that one.
func (q query) sift(list []*catalogue.Service) (kept []*catalogue.Service, counts [][]int) {
	if len(list) == len(q.shelf.marks) && !slices.ContainsFunc(q.on, func(want []int) bool { return len(want) > 0 }) {
		return list, q.shelf.counts // all services: whoever is signed in gets that list drawn anew
	}
	counts = q.shelf.none()
	for _, svc := range list {
		has := q.shelf.marks[svc.Code]
		missed, out := 0, 0
		for i, want := range q.on {
			if len(want) > 0 && !slices.ContainsFunc(has[i], func(v int) bool { return slices.Contains(want, v) }) {
				missed, out = missed+1, i
			}
		}
		switch missed {
		case 0:
			kept = append(kept, svc)
			tally(counts, has)
		case 1:
			count(counts[out], has[out])
		}
	}
	return kept, counts
}

// none is a count of each value of the facets.
func (s *shelf) none() [][]int {
	counts := make([][]int, len(s.facets))
	for i, f := range s.facets {
		counts[i] = make([]int, len(f.values))
	}
	return counts
}

// tally counts what a service has.
func tally(counts [][]int, has marks) {
	for i, values := range has {
		count(counts[i], values)
	}
}

func count(counts, values []int) {
	for _, v := range values {
		counts[v]++
	}
}

// filters is each way to narrow that makes a difference, with how many services each value would leave.
func (q query) filters(counts [][]int) []view.Filter {
	var out []view.Filter
	for i, f := range q.shelf.facets {
		v := q.filter(f, q.on[i], counts[i])
		if len(v.Options) > 1 || len(q.on[i]) > 0 {
			out = append(out, v)
		}
	}
	return out
}

func (q query) filter(f facet, on, counts []int) view.Filter {
	order := make([]int, 0, len(f.values))
	for at := range f.values {
		if counts[at] > 0 || slices.Contains(on, at) {
			order = append(order, at)
		}
	}
	if f.ranked {
		slices.SortStableFunc(order, func(a, b int) int { return counts[b] - counts[a] })
	}
	v := view.Filter{Name: f.name, Title: f.title, Open: len(on) > 0, Options: make([]view.FilterOption, 0, min(len(order), mostValues)+len(on))}
	for i, at := range order {
		checked := slices.Contains(on, at)
		if i >= mostValues && !checked {
			continue
		}
		one := f.values[at]
		v.Options = append(v.Options, view.FilterOption{
			ID: one.id, Value: one.code, Checked: checked, Label: one.label, Count: q.lang.Number(int64(counts[at])),
		})
	}
	return v
}
