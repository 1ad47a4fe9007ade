package taskforce

import (
	"context"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// lostNames is the reports about lost hours and how far people come.
var lostNames = []string{"comparison", "funnel", "left", "corrections", "fixes", "lost-causes", "lost-services", "lost-authorities", "lost-months"}

// lostSheet builds one of them.
func (d *Desk) lostSheet(ctx context.Context, l locale.Lang, name string, f report.Filter) (sheet, error) {
	switch name {
	case "comparison":
		now, before, err := d.figures.Comparison(ctx, f)
		return comparisonSheet(l, now, before), err
	case "funnel":
		v, err := d.figures.Funnel(ctx, f)
		return funnelSheet(l, v), err
	case "left":
		return d.leftSheet(ctx, l, f)
	case "corrections":
		rows, err := d.figures.Corrections(ctx, f)
		return d.correctionSheet(l, rows), err
	case "fixes":
		rows, err := d.figures.Fixes(ctx, f)
		if err != nil {
			return sheet{}, err
		}
		year, err := d.figures.Yearly(ctx, f)
		return d.fixSheet(l, rows, f, year), err
	case "lost-causes":
		v, err := d.figures.Lost(ctx, f)
		return lostCauseSheet(l, v), err
	case "lost-services":
		rows, err := d.figures.LostByService(ctx, f)
		return d.lostSheetBy(l, rows, "service"), err
	case "lost-authorities":
		rows, err := d.figures.LostByAuthority(ctx, f)
		return d.lostSheetBy(l, rows, "authority"), err
	default:
		rows, err := d.figures.LostByMonth(ctx, f)
		return d.lostSheetBy(l, rows, "month"), err
	}
}

// headline is a figure at the top of the board; better is +1 when more of it is good, -1 when less is, 0 when neither.
type headline struct {
	measure string
	value   func(report.Headline) float64
	of      func(report.Headline) int // of how many
	share   bool
	better  int
}

var headlines = []headline{
	{"submitted", func(h report.Headline) float64 { return float64(h.Submitted) }, func(report.Headline) int { return 1 }, false, 0},
	{"level-b", report.Headline.B, func(h report.Headline) int { return h.Decided }, true, 1},
	{"in-term", report.Headline.Punctual, func(h report.Headline) int { return h.Decided }, true, 1},
	{"days", report.Headline.Days, func(h report.Headline) int { return h.Decided }, false, -1},
	{"completed", report.Headline.Completed, func(h report.Headline) int { return h.Closed }, true, 1},
	{"corrected", report.Headline.CorrectedShare, func(h report.Headline) int { return h.Submitted }, true, -1},
	{"lost", report.Headline.Each, func(h report.Headline) int { return h.Closed }, false, -1},
	{"mood", func(h report.Headline) float64 { return h.Mean }, func(h report.Headline) int { return h.Marks }, false, 1},
	{"replies", report.Headline.Replied, func(h report.Headline) int { return h.Cases }, true, 1},
}

func (h headline) written(l locale.Lang, v report.Headline) value {
	switch n := h.value(v); {
	case h.of(v) == 0:
		return value{text: none}
	case h.share:
		return percent(l, n, 1)
	default:
		return number(l, n)
	}
}

// way says in a word how a figure changed: better, worse, same, more, fewer, or unknown when there is nothing to compare.
func (h headline) way(now, before report.Headline) string {
	a, b := h.value(now), h.value(before)
	switch {
	case h.of(now) == 0 || h.of(before) == 0:
		return "unknown"
	case a > b*(1+matters):
		return [3]string{"worse", "more", "better"}[h.better+1]
	case a < b*(1-matters):
		return [3]string{"better", "fewer", "worse"}[h.better+1]
	default:
		return "same"
	}
}

func comparisonSheet(l locale.Lang, now, before report.Headline) sheet {
	return list(l, headlines, []string{"measure", "now", "before", "way"}, func(h headline) []value {
		return []value{
			{text: l.T("measure." + h.measure + ".title"), path: "/taskforce/measures#" + h.measure},
			h.written(l, now), h.written(l, before),
			{text: l.T("taskforce.way." + h.way(now, before))},
		}
	})
}

// step is one of the funnel: how many of those of another step came so far.
type reached struct {
	name  string
	n, of int
	list  string // the report behind it
}

func funnelSteps(v report.Funnel) []reached {
	return []reached{
		{"started", v.Started, v.Started, "left"},
		{"first", v.First, v.Started, "left"},
		{"half", v.Half, v.Started, "left"},
		{"sent", v.Sent, v.Started, "months"},
		{"submitted", v.Submitted, v.Submitted, "months"},
		{"billed", v.Billed, v.Submitted, "months"},
		{"paid", v.Paid, v.Billed, "months"},
		{"decided", v.Decided, v.Submitted, "services"},
		{"granted", v.Granted, v.Decided, "refusals"},
	}
}

func funnelSheet(l locale.Lang, v report.Funnel) sheet {
	return list(l, funnelSteps(v), []string{"step", "number", "share-of-step", "lost-here"}, func(s reached) []value {
		left := whole(l, s.of-s.n)
		if s.name == "billed" { // who need not pay is not lost
			left = value{text: none}
		}
		return []value{{text: l.T("taskforce.funnel." + s.name), path: "/taskforce/" + s.list}, whole(l, s.n), percent(l, float64(s.n)/float64(max(1, s.of)), s.of), left}
	})
}

// leftSheet is where people leave the form of one service.
func (d *Desk) leftSheet(ctx context.Context, l locale.Lang, f report.Filter) (sheet, error) {
	rows, err := d.figures.Left(ctx, f)
	if err != nil {
		return sheet{}, err
	}
	words := make([]string, len(rows))
	for i, v := range rows {
		if words[i], err = d.figures.QuestionAt(ctx, l, v); err != nil {
			return sheet{}, err
		}
		if v.Place == 0 {
			words[i] = l.T("taskforce.left-before")
		}
	}
	i := -1
	return list(l, rows, []string{"last-question", "left"}, func(v report.Reached) []value {
		i++
		return []value{{text: words[i]}, whole(l, v.N)}
	}), nil
}

func (d *Desk) correctionSheet(l locale.Lang, rows []report.Question) sheet {
	return list(l, rows, []string{"question", "sent-back", "of", "share", "stood"}, func(q report.Question) []value {
		return []value{
			{text: d.question(l, q.Service, q.Key), path: "/services/" + q.Service, note: d.service(l, q.Service).text},
			whole(l, q.N), whole(l, q.Sent), percent(l, q.Share(), q.Sent), number(l, q.Stood/float64(max(1, q.N))),
		}
	})
}

func (d *Desk) fixSheet(l locale.Lang, rows []report.Fix, f report.Filter, year float64) sheet {
	return list(l, rows, []string{"fix", "concerned", "of", "share", "hours-year"}, func(x report.Fix) []value {
		return []value{
			{text: d.fixText(l, x), path: fixPath(x, f), note: d.service(l, x.Service).text},
			whole(l, x.N), whole(l, x.Of), percent(l, x.Share(), x.Of), whole(l, int(x.Hours*year+0.5)),
		}
	})
}

func lostCauseSheet(l locale.Lang, v report.Lost) sheet {
	return list(l, v.Parts(), []string{"lost-cause", "lost-hours", "share"}, func(p report.Part) []value {
		return []value{{text: l.T("lost.cause." + p.Cause)}, number(l, p.Hours), percent(l, p.Hours/max(v.Hours(), 1e-9), v.Ended)}
	})
}

// lostSheetBy is lost hours by service, authority or month.
func (d *Desk) lostSheetBy(l locale.Lang, rows []report.Lost, by string) sheet {
	return list(l, rows, []string{by, "lost-hours", "applications", "lost-each", "waiting-part", "filling-part", "coming-part"}, func(v report.Lost) []value {
		first := value{text: l.MonthYear(v.Month)}
		switch by {
		case "service":
			first = d.service(l, v.Code)
			first.path = lostPath + "?service=" + v.Code
		case "authority":
			first = office(l, v.Code)
			first.path = lostPath + "?authority=" + v.Code
		}
		return []value{first, number(l, v.Hours()), whole(l, v.Ended), number(l, v.Each()), number(l, v.Waiting+v.Late), number(l, v.Filling+v.Correcting+v.Again), number(l, v.Coming)}
	})
}
