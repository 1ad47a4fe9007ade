package admin

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/admin"
)

// limits are how many cases a page of the list may show.
var limits = []int{25, 50, 100}

// newestFirst is the other order of the list; the usual one is by due date.
const newestFirst = "newest"

// dues are the choices of the due date: today, within a week.
var dues = []string{"today", "week"}

// query is the state of the worklist, exactly as it stands in the address.
type query struct {
	queue, service, state, due, text, sort, after string
	limit                                         int
}

func parse(q url.Values) query {
	s := query{
		queue: q.Get("queue"), service: q.Get("service"), state: q.Get("state"), due: q.Get("due"), text: q.Get("text"),
		sort: q.Get("sort"), after: q.Get("after"), limit: whole(q.Get("limit")),
	}
	if !slices.Contains(casework.Queues, casework.Queue(s.queue)) {
		s.queue = string(casework.QueueMine)
	}
	if !slices.Contains(limits, s.limit) {
		s.limit = limits[0]
	}
	if s.sort != newestFirst {
		s.sort = ""
	}
	if !slices.Contains(dues, s.due) {
		s.due = ""
	}
	if !slices.Contains(casework.States, casework.State(s.state)) {
		s.state = ""
	}
	return s
}

// filter is what the store is asked for.
func (s query) filter(now time.Time) casework.Filter {
	f := casework.Filter{
		Queue: casework.Queue(s.queue), Service: s.service, State: casework.State(s.state), Text: s.text, After: s.after, Limit: s.limit,
		Newest: s.sort == newestFirst,
	}
	year, month, day := now.In(workday.Zone).Date()
	switch s.due {
	case "today":
		f.Due = time.Date(year, month, day+1, 0, 0, 0, 0, workday.Zone)
	case "week":
		f.Due = time.Date(year, month, day+8, 0, 0, 0, 0, workday.Zone)
	}
	return f
}

// path is the address of that state; what is as usual is left out.
func (s query) path() string {
	q := url.Values{}
	for name, value := range map[string]string{"service": s.service, "state": s.state, "due": s.due, "text": s.text, "sort": s.sort, "after": s.after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	q.Set("queue", s.queue) // always: the address without any opens with the official's own view
	if s.limit != limits[0] {
		q.Set("limit", strconv.Itoa(s.limit))
	}
	return "/admin?" + q.Encode()
}

// fields is the state of the first page, for a form that sends it on.
func (s query) fields() []pages.Choice {
	_, tail, _ := strings.Cut(s.with(func(*query) {}), "?")
	values, _ := url.ParseQuery(tail)
	var list []pages.Choice
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, pages.Choice{Value: name, Label: values.Get(name)})
	}
	return list
}

// with is the first page of the state with one thing changed.
func (s query) with(change func(*query)) string {
	s.after = ""
	change(&s)
	return s.path()
}

// show is the filter as a form with its chips.
func (s query) show(l locale.Lang, services map[string]string) pages.Filter {
	f := pages.Filter{Action: "/admin", Queue: s.queue, Text: s.text, Clear: query{queue: s.queue, limit: limits[0]}.path()}
	f.Services = []pages.Choice{{Label: l.T("admin.any")}}
	for _, code := range slices.SortedFunc(maps.Keys(services), func(a, b string) int { return compare(services[a], services[b]) }) {
		f.Services = append(f.Services, pages.Choice{Value: code, Label: services[code], Chosen: code == s.service})
	}
	f.States = []pages.Choice{{Label: l.T("admin.any")}}
	for _, state := range casework.States {
		if !state.Final() {
			f.States = append(f.States, pages.Choice{Value: string(state), Label: stateTitle(l, state), Chosen: string(state) == s.state})
		}
	}
	f.Dues = []pages.Choice{{Label: l.T("admin.any")}}
	for _, due := range dues {
		f.Dues = append(f.Dues, pages.Choice{Value: due, Label: l.T("admin.within." + due), Chosen: due == s.due})
	}
	f.Sorts = []pages.Choice{
		{Label: l.T("admin.sort-due")}, {Value: newestFirst, Label: l.T("admin.sort-newest"), Chosen: s.sort == newestFirst},
	}
	for _, n := range limits {
		f.Limits = append(f.Limits, pages.Choice{Value: strconv.Itoa(n), Label: strconv.Itoa(n), Chosen: n == s.limit})
	}
	chip := func(label string, change func(*query)) {
		f.Chips = append(f.Chips, pages.Chip{Label: label, Path: s.with(change)})
	}
	if s.text != "" {
		chip("“"+s.text+"”", func(q *query) { q.text = "" })
	}
	if s.service != "" {
		chip(services[s.service], func(q *query) { q.service = "" })
	}
	if s.state != "" {
		chip(stateTitle(l, casework.State(s.state)), func(q *query) { q.state = "" })
	}
	if s.due != "" {
		chip(l.T("admin.within."+s.due), func(q *query) { q.due = "" })
	}
	f.Chosen = len(f.Chips)
	return f
}

func stateTitle(l locale.Lang, s casework.State) string {
	state, _ := catalogue.Lists().States.Get(string(s))
	return state.Title.In(l)
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}
