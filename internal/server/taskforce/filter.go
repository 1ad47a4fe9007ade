package taskforce

import (
	"net/http"
	"net/url"
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
	return f
}

// query is the filter as part of an address, empty when nothing was chosen.
func query(f report.Filter) string {
	q := url.Values{}
	if f.Months != periods[0] {
		q.Set("months", strconv.Itoa(f.Months))
	}
	if f.Authority != "" {
		q.Set("authority", f.Authority)
	}
	if f.Region != "" {
		q.Set("region", f.Region)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// show is the filter as a form, with a chip for each choice that can be taken back.
func show(l locale.Lang, path string, f report.Filter) pages.Filter {
	lists := catalogue.Lists()
	v := pages.Filter{Action: path}
	for _, n := range periods {
		v.Period = append(v.Period, pages.Choice{Value: strconv.Itoa(n), Label: l.T("taskforce.months", "Count", n), Chosen: n == f.Months})
	}
	v.Authorities = append(v.Authorities, pages.Choice{Label: l.T("taskforce.all-authorities")})
	for code, a := range lists.Authorities.All() {
		v.Authorities = append(v.Authorities, pages.Choice{Value: code, Label: a.Short.In(l), Chosen: code == f.Authority})
	}
	v.Regions = append(v.Regions, pages.Choice{Label: l.T("taskforce.all-regions")})
	for code, region := range lists.Regions.All() {
		v.Regions = append(v.Regions, pages.Choice{Value: code, Label: region.Title.In(l), Chosen: code == f.Region})
	}
	without := func(change func(*report.Filter)) string {
		g := f
		change(&g)
		return path + query(g)
	}
	v.Chips = append(v.Chips, pages.Chip{
		Label: l.T("taskforce.months", "Count", f.Months), Path: without(func(g *report.Filter) { g.Months = periods[0] }),
	})
	if f.Authority != "" {
		v.Chips = append(v.Chips, pages.Chip{Label: catalogue.Lists().Office(f.Authority, l), Path: without(func(g *report.Filter) { g.Authority = "" })})
	}
	if f.Region != "" {
		v.Chips = append(v.Chips, pages.Chip{Label: catalogue.Lists().Territory(f.Region, l), Path: without(func(g *report.Filter) { g.Region = "" })})
	}
	if query(f) != "" {
		v.Clear = path
	}
	return v
}
