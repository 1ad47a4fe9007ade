package taskforce

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// sheet is a report as a table: the page and the file are written from the same values.
type sheet struct {
	columns []column
	rows    [][]value
}

type column struct {
	title   string
	numeric bool
}

// value is a cell: text for readers, plain for machines.
type value struct {
	text  string
	plain string // of a number; empty for a text
	path  string // where it leads; may be empty
	note  string
}

// names is every report, in the order of the board.
var names = []string{"months", "levels", "durations", "causes", "reasons", "refusals", "services", "authorities", "regions", "overdue", "opinions", "worst", "voices", "copies", "replays", "disagreements"}

// all is every report that there is.
var all = slices.Concat(names[:1], lostNames, names[1:])

// sheet builds the report of that name.
func (d *Desk) sheet(ctx context.Context, l locale.Lang, name string, f report.Filter) (sheet, error) {
	if slices.Contains(lostNames, name) {
		return d.lostSheet(ctx, l, name, f)
	}
	switch name {
	case "months":
		rows, err := d.figures.Months(ctx, f)
		return monthSheet(l, rows), err
	case "levels":
		return levelSheet(l, d.figures.Levels(f)), nil
	case "durations":
		rows, err := d.figures.Durations(ctx, f)
		return durationSheet(l, rows), err
	case "causes":
		rows, err := d.figures.Causes(ctx, f)
		return causeSheet(l, rows, f), err
	case "reasons":
		rows, err := d.figures.Reasons(ctx, f)
		return d.reasonSheet(l, rows), err
	case "refusals":
		rows, err := d.figures.Refusals(ctx, f)
		return refusalSheet(l, rows), err
	case "services":
		rows, err := d.figures.AloneByService(ctx, f)
		return d.serviceSheet(l, rows), err
	case "authorities":
		rows, err := d.figures.AloneByAuthority(ctx, f)
		return authoritySheet(l, rows, f), err
	case "regions":
		rows, err := d.figures.Regions(ctx, f)
		return regionSheet(l, rows), err
	case "overdue":
		rows, err := d.figures.Overdue(ctx, f)
		return overdueSheet(l, rows), err
	case "opinions":
		rows, err := d.figures.Opinions(ctx, f)
		return opinionSheet(l, rows), err
	case "worst":
		rows, err := d.figures.WorstServices(ctx, f)
		return d.worstSheet(l, rows), err
	case "voices":
		rows, err := d.figures.Voices(ctx, f)
		return voiceSheet(l, rows), err
	case "copies":
		rows, err := d.figures.Copies(ctx, f)
		return copySheet(l, rows), err
	case "replays":
		rows, err := d.figures.Replays(ctx, f)
		return replaySheet(l, rows, f), err
	case "disagreements":
		rows, err := d.figures.Disagreements(ctx, f)
		return d.disagreementSheet(l, rows), err
	default:
		return sheet{}, problem.New(problem.NotFound, "taskforce.no-report")
	}
}

func monthSheet(l locale.Lang, rows []report.Month) sheet {
	columns := []string{"month", "submitted", "granted", "refused", "withdrawn", "lapsed", "level-b", "late", "corrected"}
	return list(l, rows, columns, func(m report.Month) []value {
		return []value{
			{text: l.MonthYear(m.Month)},
			whole(l, m.Submitted), whole(l, m.Granted), whole(l, m.Refused), whole(l, m.Withdrawn),
			whole(l, m.Lapsed), percent(l, m.B(), m.Decided()), percent(l, m.Late(), m.Decided()), percent(l, m.CorrectedShare(), m.Submitted),
		}
	})
}

func levelSheet(l locale.Lang, rows []report.Level) sheet {
	return list(l, rows, []string{"authority", "live", "automatic", "people", "level-a"}, func(v report.Level) []value {
		return []value{office(l, v.Code), whole(l, v.Live), whole(l, v.Automatic), whole(l, v.Live-v.Automatic), percent(l, v.Share(), v.Live)}
	})
}

func durationSheet(l locale.Lang, rows []report.Duration) sheet {
	return list(l, rows, []string{"authority", "decided", "in-term", "p50", "p90"}, func(v report.Duration) []value {
		return []value{office(l, v.Code), whole(l, v.Decided), percent(l, v.Share(), v.Decided), number(l, v.P50), number(l, v.P90)}
	})
}

func causeSheet(l locale.Lang, rows []report.Cause, f report.Filter) sheet {
	return list(l, rows, []string{"cause", "hours", "applications"}, func(v report.Cause) []value {
		return []value{{text: cause(l, v.Code), path: "/taskforce/reasons" + query(f)}, hours(l, v.Minutes), whole(l, v.N)}
	})
}

func refusalSheet(l locale.Lang, rows []report.Refusals) sheet {
	all := 0
	for _, v := range rows {
		all += v.N
	}
	return list(l, rows, []string{"ground", "refused", "share"}, func(v report.Refusals) []value {
		title := l.T("ground." + v.Ground + ".title")
		switch v.Ground {
		case "rules", "rule", "unnamed":
			title = l.T("taskforce.ground." + v.Ground)
		}
		return []value{{text: title}, whole(l, v.N), percent(l, float64(v.N)/float64(max(1, all)), all)}
	})
}

// reasonSheet leads from each reason to the rule behind it, or to the service where no rule is.
func (d *Desk) reasonSheet(l locale.Lang, rows []report.Reason) sheet {
	return list(l, rows, []string{"cause", "hours", "applications", "each"}, func(v report.Reason) []value {
		first := value{text: cause(l, v.Cause), path: "/services/" + v.Service, note: d.service(l, v.Service).text}
		if !v.Rule.IsZero() {
			first.text += ": " + v.Rule.In(l)
		}
		if v.Check >= 0 {
			first.path = rulePath(v.Service, v.Check)
		}
		return []value{first, hours(l, v.Minutes), whole(l, v.N), whole(l, v.Minutes/max(1, v.N))}
	})
}

// rulePath is where a rule of a service stands in words.
func rulePath(service string, check int) string {
	return "/admin/services/" + service + "#rule-" + strconv.Itoa(check+1)
}

func (d *Desk) serviceSheet(l locale.Lang, rows []report.Alone) sheet {
	return list(l, rows, []string{"service", "level-a", "decided", "level-b", "hours"}, func(v report.Alone) []value {
		level := value{text: none}
		if svc, ok := d.snapshot().Service(v.Code); ok && svc.Process.Automatic() {
			level = percent(l, 1, 1)
		} else if ok {
			level = percent(l, 0, 1)
		}
		return []value{d.service(l, v.Code), level, whole(l, v.Decided), percent(l, v.B(), v.Decided), hours(l, v.Minutes)}
	})
}

func authoritySheet(l locale.Lang, rows []report.Alone, f report.Filter) sheet {
	return list(l, rows, []string{"authority", "decided", "level-b", "hours"}, func(v report.Alone) []value {
		g := f
		g.Authority = v.Code
		decided := whole(l, v.Decided)
		decided.path = "/taskforce/services" + query(g)
		return []value{office(l, v.Code), decided, percent(l, v.B(), v.Decided), hours(l, v.Minutes)}
	})
}

// hours is minutes as hours with a decimal.
func hours(l locale.Lang, minutes int) value { return number(l, float64(minutes)/60) }

func regionSheet(l locale.Lang, rows []report.Region) sheet {
	return list(l, rows, []string{"region", "submitted", "decided", "level-b", "in-term"}, func(v report.Region) []value {
		return []value{
			{text: catalogue.Lists().Territory(v.Code, l)}, whole(l, v.Submitted), whole(l, v.Decided), percent(l, v.B(), v.Decided), percent(l, v.Share(), v.Decided),
		}
	})
}

func overdueSheet(l locale.Lang, rows []report.Late) sheet {
	return list(l, rows, []string{"authority", "waiting", "overdue", "overdue-feedback", "by-silence"}, func(v report.Late) []value {
		return []value{office(l, v.Code), whole(l, v.Waiting), whole(l, v.Applications), whole(l, v.Feedback), whole(l, v.Silent)}
	})
}

func opinionSheet(l locale.Lang, rows []report.Opinion) sheet {
	return list(l, rows, []string{"criterion", "people", "mean", "low"}, func(v report.Opinion) []value {
		return []value{{text: l.T("feedback.criterion." + string(v.Criterion))}, whole(l, v.N), mean(l, v.Mean, v.N), whole(l, v.Low)}
	})
}

func (d *Desk) worstSheet(l locale.Lang, rows []report.Worst) sheet {
	return list(l, rows, []string{"service", "people", "mean", "low", "concerns"}, func(v report.Worst) []value {
		return []value{d.service(l, v.Service), whole(l, v.N), mean(l, v.Mean, v.N), whole(l, v.Low), whole(l, v.Cases)}
	})
}

func voiceSheet(l locale.Lang, rows []report.Voice) sheet {
	return list(l, rows, []string{"kind", "number", "cases", "answered", "late-answers"}, func(v report.Voice) []value {
		return []value{{text: l.T("feedback.kind." + string(v.Kind))}, whole(l, v.N), whole(l, v.Cases), whole(l, v.Answered), whole(l, v.Late)}
	})
}

func copySheet(l locale.Lang, rows []report.Copies) sheet {
	return list(l, rows, []string{"channel", "queued", "sent", "delivered", "bounced", "failed", "dropped"}, func(v report.Copies) []value {
		return []value{
			{text: l.T("notices.channel." + v.Channel)}, whole(l, v.Queued), whole(l, v.Sent), whole(l, v.Delivered), whole(l, v.Bounced), whole(l, v.Failed), whole(l, v.Dropped),
		}
	})
}

func replaySheet(l locale.Lang, rows []report.Replay, f report.Filter) sheet {
	return list(l, rows, []string{"begun", "examined", "differing"}, func(v report.Replay) []value {
		first := value{text: l.DateTime(v.Begun)}
		if v.Whole {
			first.note = l.T("taskforce.whole-replay")
		}
		differing := whole(l, v.Differing)
		if v.Differing > 0 {
			differing.path = "/taskforce/disagreements" + query(f)
		}
		return []value{first, whole(l, v.Examined), differing}
	})
}

func (d *Desk) disagreementSheet(l locale.Lang, rows []report.Disagreement) sheet {
	s := list(l, rows, []string{"application", "service", "outcome", "decided-at", "begun"}, func(v report.Disagreement) []value {
		svc := d.service(l, v.Service)
		return []value{
			{text: locale.ByThrees(v.Number)},
			{text: svc.text, path: svc.path, note: svc.note},
			{text: l.T("admin.check.outcome." + v.Outcome)},
			{text: l.DateTime(v.At)},
			{text: l.DateTime(v.Begun)},
		}
	})
	for i := range s.columns {
		s.columns[i].numeric = false
	}
	return s
}

// list writes each row as values. The first column names the row, the others count.
func list[T any](l locale.Lang, rows []T, columns []string, row func(T) []value) sheet {
	var s sheet
	for i, c := range columns {
		s.columns = append(s.columns, column{title: l.T("taskforce.column." + c), numeric: i > 0})
	}
	for _, v := range rows {
		s.rows = append(s.rows, row(v))
	}
	return s
}

// grid is the sheet as a table of a page.
func (s sheet) grid(l locale.Lang, caption string) ui.Grid {
	g := ui.Grid{Caption: caption, HideCaption: true, Stack: true}
	for _, c := range s.columns {
		g.Columns = append(g.Columns, ui.Column{Title: c.title, Numeric: c.numeric})
	}
	for _, row := range s.rows {
		var cells []ui.Cell
		for _, v := range row {
			c := ui.Cell{Text: v.text, Note: v.note}
			if v.path != "" {
				c.Href = layout.URL(l, v.path)
			}
			cells = append(cells, c)
		}
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// cells is the sheet as rows of a file.
func (s sheet) cells() (header []string, rows [][]report.Cell) {
	for _, c := range s.columns {
		header = append(header, c.title)
	}
	for _, row := range s.rows {
		line := make([]report.Cell, 0, len(row))
		for i, v := range row {
			if s.columns[i].numeric {
				line = append(line, report.Cell{Text: v.plain, Number: true})
			} else {
				line = append(line, report.Cell{Text: v.text})
			}
		}
		rows = append(rows, line)
	}
	return header, rows
}

func whole(l locale.Lang, n int) value {
	return value{text: l.Number(int64(n)), plain: strconv.Itoa(n)}
}

func number(l locale.Lang, v float64) value {
	rounded := math.Round(v*10) / 10
	return value{text: l.Decimal(rounded), plain: strconv.FormatFloat(rounded, 'f', -1, 64)}
}

// none stands for a share or a mean of nothing.
const none = "–"

func percent(l locale.Lang, share float64, of int) value {
	if of == 0 {
		return value{text: none}
	}
	return value{text: l.Percent(share), plain: strconv.FormatFloat(share*100, 'f', 1, 64)}
}

func mean(l locale.Lang, v float64, of int) value {
	if of == 0 {
		return value{text: none}
	}
	return number(l, v)
}

func office(l locale.Lang, code string) value {
	if code == "" {
		return value{text: l.T("taskforce.all-authorities")}
	}
	return value{text: catalogue.Lists().Office(code, l), path: "/taskforce?authority=" + code}
}

func (d *Desk) service(l locale.Lang, code string) value {
	svc, ok := d.snapshot().Service(code)
	if !ok {
		return value{text: code}
	}
	return value{text: svc.Title.In(l), path: "/services/" + code, note: catalogue.Lists().Office(svc.Authority, l)}
}

func cause(l locale.Lang, code string) string { return l.T("taskforce.cause." + code) }
