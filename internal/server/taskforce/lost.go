package taskforce

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

const lostPath = "/taskforce/lost-hours"

// Lost is the hours that people lose, by cause, service and authority, and what would save most: GET /taskforce/lost-hours.
func (d *Desk) Lost(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	ctx, l, f := r.Context(), locale.FromContext(r.Context()), parse(r)
	lost, err := d.figures.Lost(ctx, f)
	if err != nil {
		return err
	}
	asOf, err := d.figures.AsOf(ctx)
	if err != nil {
		return err
	}
	year, err := d.figures.Yearly(ctx, f)
	if err != nil {
		return err
	}
	v := pages.Lost{
		Page: respond.Page(r, l.T("lost.title")), AsOf: l.T("taskforce.as-of", "Time", l.DateTime(asOf)), Filter: d.show(l, lostPath, f),
		Total: l.T("lost.hours", "Count", int(lost.Hours()+0.5), "N", l.Number(int64(lost.Hours()+0.5))),
		Note:  l.T("lost.note", "N", l.Number(int64(lost.Ended)), "Each", number(l, lost.Each()).text, "Year", l.Number(int64(lost.Hours()*year+0.5))),
	}
	v.Page.Dense, v.Page.Section, v.Page.Crumbs = true, "lost", crumbs(l, f)
	v.Causes = d.lostCauses(l, lost, f)
	if v.Fixes, err = d.topFixes(ctx, l, f); err != nil {
		return err
	}
	v.All = link(l, "fixes", f)
	for _, name := range []string{"lost-services", "lost-authorities"} {
		s, err := d.sheet(ctx, l, name, f)
		if err != nil {
			return err
		}
		c := pages.Card{ID: name, Message: l.T("taskforce.report." + name), About: l.T("lost.floor", "Floor", report.Floor), Link: link(l, name, f)}
		if len(s.rows) == 0 {
			c.Empty = l.T("taskforce.empty")
		}
		s.rows = s.rows[:min(shown, len(s.rows))]
		grid := s.grid(l, l.T("taskforce.as-table")+": "+c.Message)
		c.Grid = &grid
		v.Cards = append(v.Cards, c)
	}
	months, err := d.figures.LostByMonth(ctx, f)
	if err != nil {
		return err
	}
	v.Course = lostCourse(l, months, f)
	v.Model = model(l)
	return respond.HTML(w, r, http.StatusOK, pages.LostPage(v))
}

// lostCauses is the bars of the causes.
func (d *Desk) lostCauses(l locale.Lang, lost report.Lost, f report.Filter) pages.Card {
	c := pages.Card{ID: "lost-causes", Message: l.T("lost.message-none"), About: l.T("lost.about"), Measure: "lost", Link: link(l, "lost-causes", f)}
	if lost.Hours() <= 0 {
		c.Empty = l.T("taskforce.empty")
		return c
	}
	c.Bars = bars(l, "lost-cause", "lost-hours", l.T("taskforce.report.lost-causes"))
	c.Bars.Second = l.T("taskforce.column.share")
	most := report.Part{}
	for _, p := range lost.Parts() {
		if p.Hours > most.Hours {
			most = p
		}
		c.Bars.Rows = append(c.Bars.Rows, ui.Bar{Label: l.T("lost.cause." + p.Cause), Value: p.Hours, Text: number(l, p.Hours).text, Second: l.Percent(p.Hours / lost.Hours())})
	}
	c.Message = l.T("lost.message", "Share", l.Percent(most.Hours/lost.Hours()), "Cause", l.T("lost.cause."+most.Cause))
	return c
}

func lostCourse(l locale.Lang, months []report.Lost, f report.Filter) ui.Small {
	line := ui.Line{Zero: true}
	for _, m := range months {
		line.Points = append(line.Points, ui.Point{Label: l.MonthYear(m.Month), Value: m.Each(), Text: number(l, m.Each()).text})
	}
	return small(l, "lost", line, len(months) > 2, f, "lost-months")
}

// model is the constants of the model: what they are worth and what they stand for.
func model(l locale.Lang) ui.Grid {
	g := ui.Grid{Caption: l.T("lost.constant"), HideCaption: true, Stack: true, Columns: []ui.Column{{Title: l.T("lost.constant")}, {Title: l.T("lost.value"), Numeric: true}, {Title: l.T("lost.why")}}}
	for _, c := range []struct {
		name  string
		value float64
	}{{"day", report.HoursPerDay}, {"late-day", report.HoursPerLateDay}, {"correcting", report.CorrectingShare}, {"trip", report.HoursPerTrip}} {
		g.Rows = append(g.Rows, []ui.Cell{{Text: l.T("lost.constants." + c.name + ".title")}, {Text: l.Decimal(c.value)}, {Text: l.T("lost.constants." + c.name + ".why")}})
	}
	return g
}

// topFixes is the fixes that would save most.
func (d *Desk) topFixes(ctx context.Context, l locale.Lang, f report.Filter) ([]pages.Fix, error) {
	fixes, err := d.figures.Fixes(ctx, f)
	if err != nil {
		return nil, err
	}
	year, err := d.figures.Yearly(ctx, f)
	if err != nil {
		return nil, err
	}
	var list []pages.Fix
	for _, x := range fixes[:min(report.TopFixes, len(fixes))] {
		list = append(list, d.fix(l, x, f, year))
	}
	return list, nil
}

// fix is a fix in words; year is what its hours are multiplied with to be those of a year.
func (d *Desk) fix(l locale.Lang, x report.Fix, f report.Filter, year float64) pages.Fix {
	saves := int64(x.Hours*year + 0.5)
	return pages.Fix{
		Text: d.fixText(l, x), Service: d.service(l, x.Service).text, Hours: l.T("lost.saves", "Count", int(saves), "N", l.Number(saves)),
		N: l.T("lost.concerned", "N", l.Number(int64(x.N)), "Share", l.Percent(x.Share())), Path: fixPath(x, f), Make: newActionPath(x, f),
	}
}

// fixText says in a sentence what is to be mended; the name of the service stands beside it.
func (d *Desk) fixText(l locale.Lang, x report.Fix) string {
	switch x.Kind {
	case report.FixQuestion:
		return l.T("lost.fix.question", "Question", d.question(l, x.Service, x.What), "Share", l.Percent(x.Share()))
	case report.FixReason:
		if !x.Rule.IsZero() {
			return l.T("lost.fix.rule", "Cause", cause(l, x.Cause()), "Rule", x.Rule.In(l), "Share", l.Percent(x.Share()))
		}
		return l.T("lost.fix.reason", "Cause", cause(l, x.Cause()), "Share", l.Percent(x.Share()))
	case report.FixLate:
		return l.T("lost.fix.late", "Share", l.Percent(x.Share()), "Days", number(l, x.Days/float64(max(1, x.N))).text)
	default:
		return l.T("lost.fix."+string(x.Kind), "Share", l.Percent(x.Share()))
	}
}

// question is the words of a question of a service.
func (d *Desk) question(l locale.Lang, service, key string) string {
	if key == "" {
		return l.T("lost.no-question")
	}
	if svc, ok := d.snapshot().Service(service); ok {
		for _, q := range svc.Form {
			if q.Key == key {
				return q.Label.In(l)
			}
		}
	}
	return l.T("lost.old-question")
}

// about is a fix as part of an address.
func about(x report.Fix, f report.Filter) url.Values {
	f.Service = x.Service
	q := values(f)
	q.Set("kind", string(x.Kind))
	if x.What != "" || x.Kind == report.FixQuestion {
		q.Set("what", x.What)
	}
	return q
}

func fixPath(x report.Fix, f report.Filter) string { return "/taskforce/fix?" + about(x, f).Encode() }

func newActionPath(x report.Fix, f report.Filter) string {
	return actionsPath + "/new?" + about(x, f).Encode()
}

// Fix is one of them, month by month: what its hours are made of: GET /taskforce/fix.
func (d *Desk) Fix(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	l, f := locale.FromContext(r.Context()), parse(r)
	x, months, err := d.chosenFix(r, f)
	if err != nil {
		return err
	}
	year, err := d.figures.Yearly(r.Context(), f)
	if err != nil {
		return err
	}
	v := pages.FixDetail{Page: respond.Page(r, l.T("lost.fix-title")), Fix: d.fix(l, x, f, year), Formula: l.T("lost.formula." + string(x.Kind)), Overlap: l.T("lost.overlap")}
	v.Page.Dense, v.Page.Section = true, "lost"
	v.Page.Crumbs = append(crumbs(l, f), layout.Crumb{Title: l.T("lost.title"), Path: lostPath + query(without(f))})
	s := list(l, months, []string{"month", "concerned", "of", "share", "lost-hours"}, func(m report.Fix) []value {
		return []value{{text: l.MonthYear(m.Month)}, whole(l, m.N), whole(l, m.Of), percent(l, m.Share(), m.Of), number(l, m.Hours)}
	})
	v.Grid = s.grid(l, l.T("lost.by-month"))
	g := f
	g.Service = x.Service
	v.Behind = map[report.FixKind]pages.Link{
		report.FixQuestion: link(l, "corrections", g), report.FixReason: link(l, "reasons", g), report.FixLate: link(l, "durations", g),
		report.FixAgain: link(l, "refusals", g), report.FixUnpaid: link(l, "funnel", g), report.FixComing: link(l, "lost-services", g),
	}[x.Kind]
	return respond.HTML(w, r, http.StatusOK, pages.FixPage(v))
}

func without(f report.Filter) report.Filter {
	f.Service = ""
	return f
}

// chosenFix is the fix that the address names.
func (d *Desk) chosenFix(r *http.Request, f report.Filter) (report.Fix, []report.Fix, error) {
	kind, what := report.FixKind(r.URL.Query().Get("kind")), r.URL.Query().Get("what")
	if f.Service == "" || !report.Aimable(string(kind)) || string(kind) == report.AimHours {
		return report.Fix{}, nil, problem.New(problem.NotFound, "lost.no-fix")
	}
	x, months, err := d.figures.FixCourse(r.Context(), f, kind, f.Service, what)
	if err == nil && x.N == 0 {
		err = problem.New(problem.NotFound, "lost.no-fix")
	}
	return x, months, err
}

// Measures is the dictionary: what each figure of the board means: GET /taskforce/measures.
func (d *Desk) Measures(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	l := locale.FromContext(r.Context())
	v := pages.Measures{Page: respond.Page(r, l.T("measure.title"))}
	v.Page.Dense, v.Page.Section = true, "board"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("taskforce.title"), Path: "/taskforce"}}
	for _, m := range report.Measures {
		e := pages.Measure{ID: m.Name, Title: l.T("measure." + m.Name + ".title"), Means: l.T("measure." + m.Name + ".means"), Formula: l.T("measure." + m.Name + ".formula"), Source: m.Source, Floor: l.T("measure.no-floor")}
		if m.Floor > 0 {
			e.Floor = strconv.Itoa(m.Floor)
		}
		v.List = append(v.List, e)
	}
	return respond.HTML(w, r, http.StatusOK, pages.MeasuresPage(v))
}
