package taskforce

import (
	"context"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// shown is how many rows of a report stand on the board; the whole table is one click away.
const shown = 6

func (d *Desk) causes(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	causes, err := d.figures.Causes(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "causes", Measure: "causes", About: l.T("taskforce.about.causes"), Link: link(l, "reasons", f)}
	if len(causes) == 0 {
		c.Message, c.Empty = l.T("taskforce.message.causes-none"), l.T("taskforce.empty")
	} else {
		c.Message = l.T("taskforce.message.causes", "Cause", cause(l, causes[0].Code))
		c.Bars = bars(l, "cause", "hours", l.T("taskforce.report.causes"))
		c.Bars.Second = l.T("taskforce.column.applications")
		for _, v := range causes {
			c.Bars.Rows = append(c.Bars.Rows, ui.Bar{Label: cause(l, v.Code), Value: float64(v.Minutes), Text: hours(l, v.Minutes).text, Second: l.Number(int64(v.N))})
		}
	}
	b.Cards = append(b.Cards, c)
	return nil
}

func (d *Desk) durations(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.Durations(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "durations", Measure: "durations", About: l.T("taskforce.about.durations"), Link: link(l, "durations", f)}
	if len(rows) == 0 || rows[0].Decided == 0 {
		c.Message, c.Empty = l.T("taskforce.message.durations-none"), l.T("taskforce.empty")
		b.Cards = append(b.Cards, c)
		return nil
	}
	c.Message = l.T("taskforce.message.durations", "Share", l.Percent(rows[0].Share()), "Days", number(l, rows[0].P90).text)
	proof(l, "durations", durationSheet(l, rows), c, b)
	return nil
}

func (d *Desk) overdue(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.Overdue(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "overdue", Measure: "overdue", About: l.T("taskforce.about.overdue"), Link: link(l, "overdue", f)}
	if len(rows) == 0 {
		c.Message = l.T("taskforce.message.overdue-none")
		b.Cards = append(b.Cards, c)
		return nil
	}
	var applications, feedback int
	for _, v := range rows {
		applications += v.Applications
		feedback += v.Feedback
	}
	c.Message = l.T("taskforce.message.overdue", "Applications", l.Number(int64(applications)), "Feedback", l.Number(int64(feedback)))
	proof(l, "overdue", overdueSheet(l, rows), c, b)
	return nil
}

func (d *Desk) marks(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.Opinions(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "marks", Measure: "mood", About: l.T("taskforce.about.opinions"), Link: link(l, "opinions", f)}
	c.Bars = bars(l, "criterion", "mean", l.T("taskforce.report.opinions"))
	c.Bars.Max, c.Bars.Second = 5, l.T("taskforce.column.people")
	lowest := report.Opinion{Mean: 6}
	for _, v := range rows {
		if v.N > 0 && v.Mean < lowest.Mean {
			lowest = v
		}
		c.Bars.Rows = append(c.Bars.Rows, ui.Bar{
			Label: l.T("feedback.criterion." + string(v.Criterion)), Value: v.Mean, Text: mean(l, v.Mean, v.N).text, Second: l.Number(int64(v.N)),
		})
	}
	if lowest.N == 0 {
		c.Message = l.T("taskforce.message.marks-none")
	} else {
		c.Message = l.T("taskforce.message.marks", "Criterion", l.T("feedback.criterion."+string(lowest.Criterion)),
			"Mean", mean(l, lowest.Mean, lowest.N).text)
	}
	b.Cards = append(b.Cards, c)
	return nil
}

func (d *Desk) worst(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.WorstServices(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "worst", Measure: "worst", About: l.T("taskforce.about.worst"), Link: link(l, "worst", f)}
	if len(rows) == 0 {
		c.Message, c.Empty = l.T("taskforce.message.worst-none"), l.T("taskforce.empty")
		b.Cards = append(b.Cards, c)
		return nil
	}
	c.Message = l.T("taskforce.message.worst", "Service", d.service(l, rows[0].Service).text)
	proof(l, "worst", d.worstSheet(l, rows), c, b)
	return nil
}

func (d *Desk) voices(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.Voices(ctx, f)
	if err != nil {
		return err
	}
	var n, cases, answered int
	for _, v := range rows {
		n, cases, answered = n+v.N, cases+v.Cases, answered+v.Answered
	}
	c := pages.Card{ID: "voices", Measure: "voices", About: l.T("taskforce.about.voices"), Link: link(l, "voices", f)}
	c.Message = l.T("taskforce.message.voices", "Number", l.Number(int64(n)), "Cases", l.Number(int64(cases)), "Answered", l.Number(int64(answered)))
	proof(l, "voices", voiceSheet(l, rows), c, b)
	return nil
}

// proof puts the first rows of the report under the message.
func proof(l locale.Lang, name string, s sheet, c pages.Card, b *pages.Board) {
	s.rows = s.rows[:min(shown, len(s.rows))]
	grid := s.grid(l, l.T("taskforce.report."+name))
	c.Grid = &grid
	if len(s.columns) > 4 {
		b.Wide = append(b.Wide, c)
	} else {
		b.Cards = append(b.Cards, c)
	}
}

func bars(l locale.Lang, label, value, caption string) *ui.Bars {
	return &ui.Bars{Caption: caption, Label: l.T("taskforce.column." + label), Value: l.T("taskforce.column." + value)}
}
