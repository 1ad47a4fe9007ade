package taskforce

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// Board is the overview: what the figures say, and what proves it.
func (d *Desk) Board(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	ctx, lang, f := r.Context(), locale.FromContext(r.Context()), parse(r)
	asOf, err := d.figures.AsOf(ctx)
	if err != nil {
		return err
	}
	b := pages.Board{
		Page: respond.Page(r, lang.T("taskforce.title")), AsOf: lang.T("taskforce.as-of", "Time", lang.DateTime(asOf)),
		Filter: d.show(lang, "/taskforce", f),
	}
	b.Page.Dense, b.Page.Section = true, "board"
	n, err := d.figures.Disagreeing(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		b.Alarm = pages.Link{Text: lang.T("taskforce.disagreeing", "Count", n), Path: "/taskforce/disagreements"}
	}
	for _, fill := range []func(context.Context, locale.Lang, report.Filter, *pages.Board) error{
		d.meters, d.lostCard, d.funnelCard, d.comparisonCard, d.course, d.corrections, d.country, d.causes, d.durations, d.overdue, d.marks, d.worst, d.voices,
	} {
		if err := fill(ctx, lang, f, &b); err != nil {
			return err
		}
	}
	return respond.HTML(w, r, http.StatusOK, pages.BoardPage(b))
}

func (d *Desk) meters(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	a, err := d.figures.Automation(ctx, f)
	if err != nil {
		return err
	}
	b.Page.Title = l.T("taskforce.heading." + verdict(a))
	b.Meters = []pages.Meter{
		{
			ID: "level-a", Message: l.T("taskforce.message.level-a", "Share", l.Percent(a.A())), Value: l.Percent(a.A()),
			Of:    l.T("taskforce.of-services", "Part", l.Number(int64(a.Automatic)), "Whole", l.Number(int64(a.Live))),
			Share: 100 * a.A(), Goal: 100 * report.Target, About: l.T("taskforce.about.level-a", "Target", l.Percent(report.Target)),
			Measure: "level-a", Link: link(l, "levels", f),
		},
		{
			ID: "level-b", Message: l.T("taskforce.message.level-b", "Share", l.Percent(a.B())), Value: l.Percent(a.B()),
			Of:    l.T("taskforce.of-applications", "Part", l.Number(int64(a.Alone)), "Whole", l.Number(int64(a.Decided))),
			Share: 100 * a.B(), Goal: 100 * report.Target, About: l.T("taskforce.about.level-b", "Target", l.Percent(report.Target)),
			Measure: "level-b", Link: link(l, "services", f),
		},
	}
	return nil
}

// verdict says in a word where the two levels stand against the target.
func verdict(a report.Automation) string {
	switch aboveA, aboveB := a.A() >= report.Target, a.B() >= report.Target; {
	case aboveA && aboveB:
		return "both"
	case aboveA:
		return "only-a"
	case aboveB:
		return "only-b"
	default:
		return "neither"
	}
}

// country is the map of regions by level B.
func (d *Desk) country(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	regions, err := d.figures.Regions(ctx, f)
	if err != nil {
		return err
	}
	grid := regionSheet(l, regions).grid(l, l.T("taskforce.report.regions"))
	b.Map = pages.Card{ID: "country", About: l.T("taskforce.about.map", "Floor", report.Floor), Measure: "map", Grid: &grid, Link: link(l, "regions", f)}
	b.Tiles = ui.TileMap{Label: l.T("taskforce.report.regions"), Few: l.T("taskforce.too-few"), Lang: string(l)}
	for i := range steps {
		b.Tiles.Legend = append(b.Tiles.Legend, l.T("taskforce.step."+strconv.Itoa(i+1)))
	}
	known := slices.DeleteFunc(slices.Clone(regions), report.Region.Few)
	for _, v := range regions {
		g := f
		g.Region = v.Code
		t := ui.Tile{Region: v.Code, Title: catalogue.Lists().Territory(v.Code, l), Href: layout.URL(l, "/taskforce"+query(g))}
		if !v.Few() {
			t.Text, t.Step = l.Number(int64(100*v.B()+0.5)), step(v.B())
		}
		b.Tiles.Tiles = append(b.Tiles.Tiles, t)
	}
	b.Map.Message = lag(l, known)
	return nil
}

// steps are where the shades of the map begin; the last is the target of the state.
var steps = [4]float64{0, 0.5, 0.6, report.Target}

func step(share float64) int {
	n := 1
	for i, from := range steps {
		if share >= from {
			n = i + 1
		}
	}
	return n
}

// alike is how far apart the best and the last region may be and still be called alike.
const alike = 0.05

// lag names the regions that are behind, if the difference means anything.
func lag(l locale.Lang, known []report.Region) string {
	if len(known) < 3 {
		return l.T("taskforce.message.map-few")
	}
	slices.SortFunc(known, func(a, b report.Region) int { return cmp.Compare(a.B(), b.B()) })
	if known[len(known)-1].B()-known[0].B() < alike {
		return l.T("taskforce.message.map-alike")
	}
	return l.T("taskforce.message.map", "First", catalogue.Lists().Territory(known[0].Code, l), "Second", catalogue.Lists().Territory(known[1].Code, l))
}

func link(l locale.Lang, name string, f report.Filter) pages.Link {
	return pages.Link{Text: l.T("taskforce.whole-table"), Path: "/taskforce/" + name + query(f)}
}

func crumbs(l locale.Lang, f report.Filter) []layout.Crumb {
	return []layout.Crumb{{Title: l.T("taskforce.title"), Path: "/taskforce" + query(f)}}
}
