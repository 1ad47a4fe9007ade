package ui

import (
	"math"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// EffectGrid is a service before and after a change, as a table. What too few cases tell is said to be unknown.
func EffectGrid(l locale.Lang, e report.Turn) Grid {
	span := l.T("cause.effect.days", "Count", e.Days, "N", l.Number(int64(e.Days)))
	g := Grid{
		Caption: l.T("cause.effect.table"), HideCaption: true, Stack: true,
		Columns: []Column{{Title: l.T("cause.effect.figure")}, {Title: l.T("cause.effect.before"), Numeric: true}, {Title: l.T("cause.effect.after"), Numeric: true}},
	}
	row := func(id string, value func(report.Span) string) {
		g.Rows = append(g.Rows, []Cell{{Text: l.T("cause.effect." + id), Note: span}, {Text: value(e.Before)}, {Text: value(e.After)}})
	}
	of := func(n int, text string) string {
		if n == 0 {
			return l.T("cause.effect.none")
		}
		return text
	}
	row("mean", func(s report.Span) string {
		return of(s.Marks.N, l.T("cause.effect.mark", "Mean", tenth(l, s.Marks.Mean), "Low", tenth(l, s.Marks.Low), "High", tenth(l, s.Marks.High), "N", l.Number(int64(s.Marks.N))))
	})
	row("corrected", func(s report.Span) string {
		return of(s.Ended, l.T("cause.effect.share", "Share", l.Percent(s.CorrectedShare()), "Low", l.Percent(s.CorrectedIn.Low), "High", l.Percent(s.CorrectedIn.High), "N", l.Number(int64(s.Ended))))
	})
	row("p50", func(s report.Span) string {
		if !s.P50Sure {
			return l.T("cause.effect.none")
		}
		return of(s.Decided, l.T("cause.effect.median", "Days", tenth(l, s.P50), "Low", tenth(l, s.P50In.Low), "High", tenth(l, s.P50In.High), "N", l.Number(int64(s.Decided))))
	})
	return g
}

func tenth(l locale.Lang, v float64) string { return l.Decimal(math.Round(v*10) / 10) }
