package taskforce

import (
	"context"
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// figure is one of the small multiples: a value of each month.
type figure struct {
	name  string
	value func(report.Month) float64
	of    func(report.Month) int // of how many; a month without any has no value
	share bool                   // written in percent
	goal  float64
}

var figures = []figure{
	{name: "submitted", value: func(m report.Month) float64 { return float64(m.Submitted) }, of: func(report.Month) int { return 1 }},
	{name: "level-b", value: report.Month.B, of: report.Month.Decided, share: true, goal: report.Target},
	{name: "completed", value: report.Month.Completed, of: report.Month.Closed, share: true},
	{name: "late", value: report.Month.Late, of: report.Month.Decided, share: true},
	{name: "corrected", value: report.Month.CorrectedShare, of: func(m report.Month) int { return m.Submitted }, share: true},
}

// course is the small multiples. The month that has just begun would look like a fall, so lines end before it; the
// tables have it.
func (d *Desk) course(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	months, err := d.figures.Months(ctx, f)
	if err != nil {
		return err
	}
	moods, err := d.figures.Moods(ctx, f)
	if err != nil {
		return err
	}
	b.Months = outcomes(l, f, months)
	for _, fig := range figures {
		line := ui.Line{Goal: 100 * fig.goal, Aimed: fig.goal > 0, Zero: true}
		for _, m := range months {
			p := ui.Point{Label: l.MonthYear(m.Month), Missing: fig.of(m) == 0, Text: none, Value: fig.value(m)}
			if fig.share {
				p.Value *= 100
			}
			if !p.Missing {
				p.Text = written(l, fig.share, p.Value)
			}
			line.Points = append(line.Points, p)
		}
		b.Smalls = append(b.Smalls, small(l, fig.name, line, len(months) > 2, f, "months"))
	}
	b.Smalls = append(b.Smalls, small(l, "mood", mood(l, months, moods), len(months) > 2, f, "opinions"))
	return nil
}

// outcomes is the ends of applications, month by month, on the scale of the fullest month.
func outcomes(l locale.Lang, f report.Filter, months []report.Month) pages.Outcomes {
	o := pages.Outcomes{
		Card:   pages.Card{ID: "outcomes", Measure: "completed", About: l.T("taskforce.about.months"), Link: link(l, "months", f)},
		Names:  [4]string{l.T("taskforce.column.granted"), l.T("taskforce.column.refused"), l.T("taskforce.column.withdrawn"), l.T("taskforce.column.lapsed")},
		Column: l.T("taskforce.column.month"),
	}
	most, decided, closed := 1, 0, 0
	for _, m := range months {
		most, decided, closed = max(most, m.Closed()), decided+m.Decided(), closed+m.Closed()
	}
	o.Card.Message = l.T("taskforce.message.outcomes", "Share", percent(l, float64(decided)/float64(max(closed, 1)), closed).text)
	for _, m := range months {
		row := pages.Outcome{Month: l.MonthYear(m.Month)}
		before := 0
		for i, n := range [4]int{m.Granted, m.Refused, m.Withdrawn, m.Lapsed} {
			row.Texts[i] = l.Number(int64(n))
			row.Parts[i] = pages.Part{X: onHundred(before, most), Width: onHundred(n, most)}
			before += n
		}
		o.Rows = append(o.Rows, row)
	}
	return o
}

func onHundred(n, most int) string {
	return strconv.FormatFloat(100*float64(n)/float64(most), 'f', 2, 64)
}

// mood is the mean mark of each month on the scale from 1 to 5.
func mood(l locale.Lang, months []report.Month, moods []report.Mood) ui.Line {
	by := make(map[string]report.Mood, len(moods))
	for _, m := range moods {
		by[m.Month.Format("2006-01")] = m
	}
	var line ui.Line
	for _, m := range months {
		v, ok := by[m.Month.Format("2006-01")]
		p := ui.Point{Label: l.MonthYear(m.Month), Missing: !ok, Text: none}
		if ok {
			p.Value, p.Text = v.Mean, mean(l, v.Mean, v.N).text
		}
		line.Points = append(line.Points, p)
	}
	return line
}

func small(l locale.Lang, name string, line ui.Line, cut bool, f report.Filter, table string) ui.Small {
	grid := line.Grid(l.T("taskforce.figure."+name), l.T("taskforce.column.month"), l.T("taskforce.figure."+name))
	if cut {
		line.Points = line.Points[:len(line.Points)-1]
	}
	message := l.T("taskforce.trend." + name + "-" + trend(line.Points))
	line.Label = message
	return ui.Small{
		ID: "course-" + name, Message: message, Unit: l.T("taskforce.unit." + name), Line: line, Grid: grid,
		Table: l.T("taskforce.as-table"), Link: ui.Cell{Text: l.T("taskforce.whole-table"), Href: layout.URL(l, "/taskforce/"+table+query(f))},
	}
}

// matters is how much the last months must differ from the ones before to be called a change.
const matters = 0.03

// trend compares the mean of the last three months with that of the three before.
func trend(points []ui.Point) string {
	var known []float64
	for _, p := range points {
		if !p.Missing {
			known = append(known, p.Value)
		}
	}
	if len(known) < 4 {
		return "unknown"
	}
	n := min(3, len(known)/2)
	late, early := average(known[len(known)-n:]), average(known[len(known)-2*n:len(known)-n])
	switch {
	case late > early*(1+matters):
		return "up"
	case late < early*(1-matters):
		return "down"
	default:
		return "flat"
	}
}

func average(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func written(l locale.Lang, share bool, v float64) string {
	if share {
		return l.Percent(v / 100)
	}
	return l.Number(int64(v))
}
