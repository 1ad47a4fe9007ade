package taskforce

import (
	"context"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

// lostCard says how many hours people lose, and with what.
func (d *Desk) lostCard(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	lost, err := d.figures.Lost(ctx, f)
	if err != nil {
		return err
	}
	b.Lost = d.lostCauses(l, lost, f)
	b.Lost.Link = pages.Link{Text: l.T("lost.to-fixes"), Path: lostPath + query(f)}
	if lost.Hours() > 0 {
		n := int64(lost.Hours() + 0.5)
		b.Lost.Message = l.T("lost.card", "Count", int(n), "N", l.Number(n))
	}
	return nil
}

// funnelCard is how far people come, as bars: the forms begun, then the applications sent.
func (d *Desk) funnelCard(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	v, err := d.figures.Funnel(ctx, f)
	if err != nil {
		return err
	}
	b.Funnel = pages.Card{ID: "funnel", About: l.T("taskforce.about.funnel"), Measure: "funnel", Message: l.T("taskforce.message.funnel-none"), Link: link(l, "funnel", f)}
	if v.Started == 0 && v.Submitted == 0 {
		b.Funnel.Empty = l.T("taskforce.empty")
		return nil
	}
	if v.Started > 0 {
		b.Funnel.Message = l.T("taskforce.message.funnel", "Share", l.Percent(float64(v.Sent)/float64(v.Started)))
	}
	b.Funnel.Bars = bars(l, "step", "number", l.T("taskforce.report.funnel"))
	b.Funnel.Bars.Second = l.T("taskforce.column.share-of-step")
	for _, s := range funnelSteps(v) {
		b.Funnel.Bars.Rows = append(b.Funnel.Bars.Rows, ui.Bar{
			Label: l.T("taskforce.funnel." + s.name), Value: float64(s.n), Text: l.Number(int64(s.n)), Second: percent(l, float64(s.n)/float64(max(1, s.of)), s.of).text,
		})
	}
	return nil
}

// comparisonCard is the headline figures against the period before.
func (d *Desk) comparisonCard(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	now, before, err := d.figures.Comparison(ctx, f)
	if err != nil {
		return err
	}
	better, worse := 0, 0
	for _, h := range headlines {
		switch h.way(now, before) {
		case "better":
			better++
		case "worse":
			worse++
		}
	}
	message := l.T("taskforce.message.comparison", "Better", better, "Worse", worse)
	if before.Submitted+before.Closed+before.Marks == 0 {
		message = l.T("taskforce.message.comparison-none")
	}
	s := comparisonSheet(l, now, before)
	grid := s.grid(l, l.T("taskforce.report.comparison"))
	b.Course = pages.Card{
		ID: "comparison", Message: message,
		About: l.T("taskforce.compared", "From", l.MonthYear(now.From), "To", l.MonthYear(now.To.AddDate(0, 0, -1)), "BeforeFrom", l.MonthYear(before.From), "BeforeTo", l.MonthYear(before.To.AddDate(0, 0, -1))),
		Grid:  &grid, Link: link(l, "comparison", f),
	}
	return nil
}

// corrections is the questions that send most applications back.
func (d *Desk) corrections(ctx context.Context, l locale.Lang, f report.Filter, b *pages.Board) error {
	rows, err := d.figures.Corrections(ctx, f)
	if err != nil {
		return err
	}
	c := pages.Card{ID: "corrections", Measure: "corrections", About: l.T("taskforce.about.corrections"), Link: link(l, "corrections", f)}
	if len(rows) == 0 {
		c.Message, c.Empty = l.T("taskforce.message.corrections-none"), l.T("taskforce.empty")
		b.Cards = append(b.Cards, c)
		return nil
	}
	c.Message = l.T("taskforce.message.corrections", "Question", d.question(l, rows[0].Service, rows[0].Key), "Service", d.service(l, rows[0].Service).text)
	proof(l, "corrections", d.correctionSheet(l, rows), c, b)
	return nil
}
