package public

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

const ratingsPath = "/ratings"

// usual is how many months the period has that the page of ratings opens with.
const usual = 3

// Ratings is what people say of authorities and regions in the newest quarter that is over: GET /ratings.
func (s *Site) Ratings(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	if quarters := r.series().Periods(usual); len(quarters) > 0 {
		return s.ratings(req, r, quarters[len(quarters)-1])
	}
	return s.ratings(req, r, bulletin.Period{})
}

// RatingsOf is the same of a period, written as 2026-q3, 2026-h1 or 2026, or what people say of one authority over time:
// GET /ratings/{name}.
func (s *Site) RatingsOf(req *http.Request) (templ.Component, error) {
	r, name := s.reader(req), chi.URLParam(req, "name")
	if p, ok := r.series().Find(name); ok && p.Months > 1 {
		return s.ratings(req, r, p)
	}
	if a, ok := r.list.Authorities.Get(name); ok && len(r.snap.ByAuthority(name)) > 0 {
		return s.trend(req, r, a), nil
	}
	return nil, unknown()
}

// series is the public figures of the edition; without any it is empty.
func (r reader) series() *bulletin.Series {
	if r.rated == nil {
		return &bulletin.Series{}
	}
	return r.rated
}

func (s *Site) ratings(req *http.Request, r reader, p bulletin.Period) (templ.Component, error) {
	l := r.lang
	title := l.T("rating.title")
	if p.Months > 0 {
		title = l.T("rating.of", "Period", p.In(l))
	}
	v := view.Ratings{Page: s.page(req, title, l.T("rating.lead")), Lead: l.T("rating.lead"), Periods: r.periods(p), About: r.ratingNotes()}
	v.Section = ""
	country := r.series().Row(p, report.Country, "")
	if country.Rated.N < bulletin.Floor {
		v.None = l.T("rating.none")
		return view.RatingsPage(v), nil
	}
	mean := country.Rated.Mean
	v.Who = l.T("rating.who", "Count", country.Rated.N, "N", l.Number(int64(country.Rated.N))) + " " +
		l.T("rating.country", "Mean", r.mark(mean), "Low", r.mark(country.Rated.Low), "High", r.mark(country.Rated.High))
	found := map[bulletin.Standing]int{}
	authorities := r.series().Rows(p, report.OfAuthority)
	slices.SortFunc(authorities, func(a, b bulletin.Row) int {
		return cmp.Compare(r.list.Office(a.Code, l), r.list.Office(b.Code, l))
	})
	for _, standing := range bulletin.Standings {
		g := view.RatingGroup{ID: string(standing), Title: l.T("rating.group." + string(standing)), Text: l.T("rating.group-text."+string(standing), "Floor", bulletin.Floor)}
		g.Grid = r.ratingGrid(g.Title, l.T("rating.authority"))
		if standing == bulletin.Few {
			g.Grid.Columns = append(g.Grid.Columns[:1], g.Grid.Columns[len(g.Grid.Columns)-1])
		}
		for _, row := range authorities {
			if row.Code == "" || bulletin.Against(mean, row.Rated) != standing || row.Rated.N == 0 && !row.People.Hidden && !row.Replies.Known {
				continue
			}
			found[standing]++
			name := ui.Cell{Text: r.list.Office(row.Code, l)}
			if len(r.snap.ByAuthority(row.Code)) > 0 {
				name.Href = r.link(ratingsPath + "/" + row.Code)
			}
			cells := r.ratingCells(row)
			if standing == bulletin.Few { // of marks there is nothing to say
				cells = cells[len(cells)-1:]
			}
			g.Grid.Rows = append(g.Grid.Rows, append([]ui.Cell{name}, cells...))
		}
		if standing == bulletin.Few {
			g.Folded = l.T("rating.which", "Count", found[standing], "N", l.Number(int64(found[standing])))
		}
		if len(g.Grid.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	v.Message = l.T("rating.message-alike")
	if found[bulletin.Above]+found[bulletin.Below] > 0 {
		v.Message = l.T("rating.message", "Above", l.Number(int64(found[bulletin.Above])), "Below", l.Number(int64(found[bulletin.Below])), "Alike", l.Number(int64(found[bulletin.Alike])))
	}
	v.Map, v.Regions = r.ratedRegions(p, mean)
	v.Frozen = l.T("rating.frozen", "Time", l.DateTime(r.series().Until))
	return view.RatingsPage(v), nil
}

// periods is the choice of periods, years first; the newest of each length first.
func (r reader) periods(here bulletin.Period) []view.Choice {
	var out []view.Choice
	for _, n := range []struct {
		months int
		id     string
	}{{12, "years"}, {6, "halves"}, {3, "quarters"}} {
		c := view.Choice{Label: r.lang.T("rating." + n.id)}
		for _, p := range slices.Backward(r.series().Periods(n.months)) {
			c.Links = append(c.Links, view.Chosen{Title: p.In(r.lang), Href: r.link(ratingsPath + "/" + p.String()), Here: p == here})
		}
		if len(c.Links) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// ratingGrid is a table of ratings without rows.
func (r reader) ratingGrid(caption, first string) ui.Grid {
	l := r.lang
	g := ui.Grid{Caption: caption, HideCaption: true, Stack: true, Columns: []ui.Column{{Title: first}, {Title: l.T("rating.people"), Numeric: true}, {Title: l.T("rating.overall"), Numeric: true}}}
	for _, c := range feedback.Criteria {
		g.Columns = append(g.Columns, ui.Column{Title: l.T("feedback.criterion." + string(c)), Numeric: true})
	}
	g.Columns = append(g.Columns, ui.Column{Title: l.T("rating.replies"), Numeric: true})
	return g
}

// ratingCells is a row of such a table behind its name.
func (r reader) ratingCells(row bulletin.Row) []ui.Cell {
	l := r.lang
	few := ui.Cell{Text: l.T("taskforce.too-few")}
	people, overall := few, few
	switch {
	case row.Rated.N >= bulletin.Floor:
		people = ui.Cell{Text: l.Number(int64(row.Rated.N))}
		overall = ui.Cell{Text: r.mark(row.Rated.Mean), Note: r.mark(row.Rated.Low) + "–" + r.mark(row.Rated.High)}
	case !row.People.Hidden:
		people, overall = ui.Cell{Text: "0"}, ui.Cell{Text: "–"}
	}
	cells := []ui.Cell{people, overall}
	for _, mean := range row.Criteria {
		c := few
		if mean > 0 {
			c = ui.Cell{Text: r.mark(mean)}
		} else if !row.People.Hidden && row.Rated.N == 0 {
			c = ui.Cell{Text: "–"}
		}
		cells = append(cells, c)
	}
	return append(cells, ui.Cell{Text: row.Replies.In(l, bulletin.Percent)})
}

// mark is a mean mark with two places.
func (r reader) mark(v float64) string {
	s := r.lang.Decimal(math.Round(100*v) / 100)
	point := strings.IndexAny(s, ".,")
	switch {
	case point < 0 && r.lang == locale.En:
		return s + ".00"
	case point < 0:
		return s + ",00"
	case len(s)-point == 2:
		return s + "0"
	default:
		return s
	}
}

// steps of the map by standing.
var ratingSteps = map[bulletin.Standing]int{bulletin.Below: 1, bulletin.Alike: 2, bulletin.Above: 3}

// ratedRegions is the regions against the country, as a map and as its table, in the order of their codes.
func (r reader) ratedRegions(p bulletin.Period, mean float64) (ui.TileMap, ui.Grid) {
	l := r.lang
	m := ui.TileMap{Label: l.T("rating.regions"), Few: l.T("taskforce.too-few"), Lang: string(l)}
	for _, standing := range []bulletin.Standing{bulletin.Below, bulletin.Alike, bulletin.Above} {
		m.Legend = append(m.Legend, l.T("rating.group."+string(standing)))
	}
	g := r.ratingGrid(l.T("rating.regions"), l.T("rating.region"))
	for code := range r.list.Regions.All() {
		row := r.series().Row(p, report.OfRegion, code)
		name, standing := catalogue.Lists().Territory(code, l), bulletin.Against(mean, row.Rated)
		t := ui.Tile{Region: code, Title: name}
		if standing != bulletin.Few {
			t.Text, t.Step = l.Decimal(math.Round(10*row.Rated.Mean)/10), ratingSteps[standing]
		}
		m.Tiles = append(m.Tiles, t)
		g.Rows = append(g.Rows, append([]ui.Cell{{Text: name, Note: l.T("rating.group." + string(standing))}}, r.ratingCells(row)...))
	}
	return m, g
}

// ratingNotes is how ratings are counted.
func (r reader) ratingNotes() []string {
	var out []string
	for _, id := range []string{"mark", "interval", "group", "scarce", "replies", "period"} {
		out = append(out, r.lang.T("rating.note."+id, "Floor", bulletin.Floor))
	}
	return out
}

// rate is the public figures as the newest editions have them; nil says nothing.
func (s *Site) rate(ctx context.Context, now time.Time) *bulletin.Series {
	if s.Series == nil {
		return nil
	}
	return s.rated.get(now, figuresAge, func() (*bulletin.Series, error) {
		var last *bulletin.Series
		if before := s.rated.last.Load(); before != nil {
			last = before.value
		}
		return s.Series(context.WithoutCancel(ctx), last)
	})
}
