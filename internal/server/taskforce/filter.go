package taskforce

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	pages "github.com/yagona/portal/web/taskforce"
)

// periods are the months that can be chosen; the first is the one without a choice.
var periods = []int{12, 1, 3, 6, 24, 36}

// parse reads the filter from the address. What is unknown there is left out, so that an old link still opens.
func parse(r *http.Request) report.Filter {
	q := r.URL.Query()
	f := report.Filter{Months: periods[0]}
	for _, n := range periods {
		if q.Get("months") == strconv.Itoa(n) {
			f.Months = n
		}
	}
	lists := catalogue.Lists()
	if code := q.Get("authority"); lists.Authorities.Has(code) {
		f.Authority = code
	}
	if code := q.Get("region"); lists.Regions.Has(code) {
		f.Region = code
	}
	if code := q.Get("topic"); lists.Categories.Has(code) {
		f.Topic = code
	}
	if code := q.Get("process"); lists.Processes.Has(code) {
		f.Process = code
	}
	if via := q.Get("via"); slices.Contains(report.Vias, via) {
		f.Via = via
	}
	if code := q.Get("service"); serviceCode(code) {
		f.Service = code
	}
	return f
}

// serviceCode reports whether a word looks like the code of a service: one that is not published any more has figures too.
func serviceCode(s string) bool {
	const longest = 100
	return s != "" && len(s) <= longest && !slices.ContainsFunc([]rune(s), func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

// query is the filter as part of an address, empty when nothing was chosen.
func query(f report.Filter) string {
	q := values(f)
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func values(f report.Filter) url.Values {
	q := url.Values{}
	if f.Months != periods[0] {
		q.Set("months", strconv.Itoa(f.Months))
	}
	for key, value := range map[string]string{"authority": f.Authority, "region": f.Region, "service": f.Service, "topic": f.Topic, "process": f.Process, "via": f.Via} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return q
}

// show is the filter as a form, with a chip for each choice that can be taken back.
func (d *Desk) show(l locale.Lang, path string, f report.Filter) pages.Filter {
	lists := catalogue.Lists()
	v := pages.Filter{Action: path}
	for _, n := range periods {
		v.Period = append(v.Period, pages.Choice{Value: strconv.Itoa(n), Label: l.T("taskforce.months", "Count", n), Chosen: n == f.Months})
	}
	choices := func(all, chosen string, add func(add func(code, label string))) []pages.Choice {
		list := []pages.Choice{{Label: l.T(all)}}
		add(func(code, label string) {
			list = append(list, pages.Choice{Value: code, Label: label, Chosen: code == chosen})
		})
		return list
	}
	v.Selects = []pages.Select{
		{Name: "authority", Label: l.T("taskforce.authority"), Choices: choices("taskforce.all-authorities", f.Authority, func(add func(code, label string)) {
			for code, a := range lists.Authorities.All() {
				add(code, a.Short.In(l))
			}
		})},
		{Name: "region", Label: l.T("taskforce.region"), Choices: choices("taskforce.all-regions", f.Region, func(add func(code, label string)) {
			for code, region := range lists.Regions.All() {
				add(code, region.Title.In(l))
			}
		})},
		{Name: "topic", Label: l.T("taskforce.topic"), Choices: choices("taskforce.all-topics", f.Topic, func(add func(code, label string)) {
			for code, c := range lists.Categories.All() {
				add(code, c.Title.In(l))
			}
		})},
		{Name: "process", Label: l.T("taskforce.process"), Choices: choices("taskforce.all-processes", f.Process, func(add func(code, label string)) {
			for code, p := range lists.Processes.All() {
				add(code, p.Title.In(l))
			}
		})},
		{Name: "via", Label: l.T("taskforce.via-label"), Choices: choices("taskforce.all-vias", f.Via, func(add func(code, label string)) {
			for _, via := range report.Vias {
				add(via, l.T("taskforce.via."+via))
			}
		})},
	}
	// The list of all services would be as long as the board: there is one for those of an authority or a topic.
	if f.Service != "" || f.Authority != "" || f.Topic != "" {
		v.Selects = append(v.Selects, pages.Select{Name: "service", Label: l.T("taskforce.service"), Choices: choices("taskforce.all-services", f.Service, func(add func(code, label string)) {
			for _, svc := range d.snapshot().All() {
				if svc.Code == f.Service || (f.Authority == "" || svc.Authority == f.Authority) && (f.Topic == "" || svc.Category == f.Topic) && (f.Authority != "" || f.Topic != "") {
					add(svc.Code, svc.Title.In(l))
				}
			}
		})})
	}
	d.chips(l, &v, path, f)
	return v
}

// chips are what was chosen, each with the address without it.
func (d *Desk) chips(l locale.Lang, v *pages.Filter, path string, f report.Filter) {
	lists := catalogue.Lists()
	chip := func(label string, change func(*report.Filter)) {
		g := f
		change(&g)
		v.Chips = append(v.Chips, pages.Chip{Label: label, Path: path + query(g)})
	}
	chip(l.T("taskforce.months", "Count", f.Months), func(g *report.Filter) { g.Months = periods[0] })
	if f.Authority != "" {
		chip(lists.Office(f.Authority, l), func(g *report.Filter) { g.Authority = "" })
	}
	if f.Region != "" {
		chip(lists.Territory(f.Region, l), func(g *report.Filter) { g.Region = "" })
	}
	if f.Topic != "" {
		topic, _ := lists.Categories.Get(f.Topic)
		chip(topic.Title.In(l), func(g *report.Filter) { g.Topic = "" })
	}
	if f.Process != "" {
		process, _ := lists.Processes.Get(f.Process)
		chip(process.Title.In(l), func(g *report.Filter) { g.Process = "" })
	}
	if f.Via != "" {
		chip(l.T("taskforce.via."+f.Via), func(g *report.Filter) { g.Via = "" })
	}
	if f.Service != "" {
		chip(d.service(l, f.Service).text, func(g *report.Filter) { g.Service = "" })
	}
	if query(f) != "" {
		v.Clear = path
	}
}
