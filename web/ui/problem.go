package ui

import (
	"time"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/participation"
)

// ProblemTag is where a problem stands: what was promised and is overdue is said in red.
func ProblemTag(l locale.Lang, p participation.Problem, today time.Time) (Tone, string) {
	switch {
	case p.Into != "":
		return Grey, l.T("cause.state.merged")
	case p.Overdue(today):
		return Red, l.T("cause.state.overdue")
	case p.State == participation.Done:
		return Leaf, l.T("cause.state.done")
	case p.State == participation.Open && p.PromiseOn != nil:
		return Yellow, l.T("cause.state.promised")
	case p.State == participation.Open:
		return Plain, l.T("cause.state.open")
	default:
		return Grey, l.T("cause.state." + string(p.State))
	}
}

// ProblemMonths is how many spoke of a problem, by month: the line and its table.
func ProblemMonths(l locale.Lang, months []participation.Month, message string) Small {
	s := Small{ID: "months", Message: message, Unit: l.T("cause.months.unit"), Table: l.T("cause.months.table")}
	s.Line = Line{Label: l.T("cause.months.label"), Zero: true}
	s.Grid = Grid{
		Caption: l.T("cause.months.label"), HideCaption: true,
		Columns: []Column{{Title: l.T("cause.months.month")}, {Title: l.T("cause.months.said"), Numeric: true}, {Title: l.T("cause.months.me-too"), Numeric: true}},
	}
	for _, m := range months {
		n := l.Number(int64(m.Said + m.MeToo))
		s.Line.Points = append(s.Line.Points, Point{Label: l.MonthYear(m.Month), Value: float64(m.Said + m.MeToo), Text: n})
		s.Grid.Rows = append(s.Grid.Rows, Text(l.MonthYear(m.Month), l.Number(int64(m.Said)), l.Number(int64(m.MeToo))))
	}
	return s
}
