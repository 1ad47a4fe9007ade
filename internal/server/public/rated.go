package public

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// mostQuarters is how many quarters the trend of an authority goes back.
const mostQuarters = 12

// trend is what people say of one authority, quarter by quarter.
func (s *Site) trend(req *http.Request, r reader, a catalogue.Authority) templ.Component {
	l := r.lang
	title := l.T("rating.about", "Authority", a.Title.In(l))
	v := view.Rated{
		Page: s.page(req, title, l.T("rating.trend-lead")), Lead: l.T("rating.trend-lead"), About: r.ratingNotes(),
		Authority: view.Link{Title: a.Title.In(l), Href: r.link("/authorities/" + a.Code)},
		All:       view.Link{Title: l.T("rating.all"), Href: r.link(ratingsPath)},
		Say:       view.Link{Title: l.T("ui.footer.feedback"), Href: r.link("/feedback")},
	}
	v.Section = ""
	v.Crumbs = []layout.Crumb{{Title: l.T("rating.title"), Path: ratingsPath}}
	quarters := r.series().Periods(3)
	quarters = quarters[max(0, len(quarters)-mostQuarters):]
	var rows []bulletin.Row
	said := false
	for _, p := range quarters {
		row := r.series().Row(p, report.OfAuthority, a.Code)
		rows = append(rows, row)
		said = said || row.Rated.N > 0 || row.People.Hidden
	}
	if !said {
		v.None = l.T("rating.none-of")
		return view.RatedPage(v)
	}
	v.Smalls = append(v.Smalls, r.small("overall", l.T("rating.overall"), rows, func(row bulletin.Row) float64 { return row.Rated.Mean }))
	for i, c := range feedback.Criteria {
		v.Smalls = append(v.Smalls, r.small(string(c), l.T("feedback.criterion."+string(c)), rows, func(row bulletin.Row) float64 { return row.Criteria[i] }))
	}
	v.Grid = r.ratingGrid(l.T("rating.by-period"), l.T("rating.period.title"))
	for _, months := range []int{12, 6, 3} {
		for _, p := range slices.Backward(r.series().Periods(months)) {
			cells := r.ratingCells(r.series().Row(p, report.OfAuthority, a.Code))
			v.Grid.Rows = append(v.Grid.Rows, append([]ui.Cell{{Text: p.In(l), Href: r.link(ratingsPath + "/" + p.String())}}, cells...))
		}
	}
	return view.RatedPage(v)
}

// small is one criterion over the quarters; those with too few people leave a gap.
func (r reader) small(id, title string, rows []bulletin.Row, of func(bulletin.Row) float64) ui.Small {
	line := ui.Line{Label: title, Zero: true} // chance must not look like a change
	for _, row := range rows {
		p := ui.Point{Label: row.Period.Short(), Value: of(row), Text: r.mark(of(row))}
		if p.Value == 0 {
			p.Missing, p.Text = true, r.lang.T("taskforce.too-few")
		}
		line.Points = append(line.Points, p)
	}
	return ui.Small{
		ID: "trend-" + id, Message: title, Unit: r.lang.T("rating.unit"), Line: line, Table: r.lang.T("taskforce.as-table"),
		Grid: line.Grid(title, r.lang.T("rating.period.title"), r.lang.T("rating.mean")),
	}
}
