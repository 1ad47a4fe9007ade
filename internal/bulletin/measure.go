package bulletin

import (
	"math"
	"strconv"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// Unit is in what a measure is counted.
type Unit string

// Units of measures.
const (
	Count   Unit = "count"
	Percent Unit = "percent"
	Days    Unit = "days"
	Mark    Unit = "mark" // 1 to 5
)

// Value is what a measure comes to.
type Value struct {
	V     float64 `json:"v"`
	Known bool    `json:"known"` // there was something to measure
	Few   bool    `json:"few"`   // but less than the floor, so that it is not said
}

// Measure is a figure of a line. Its title and meaning are the messages bulletin.measure.<name>.
type Measure struct {
	Name string
	Unit Unit
	Of   func(report.Line) Value
}

// whole is a count: it is said however small, because only the task force reads it.
func whole(of func(report.Line) int) func(report.Line) Value {
	return func(l report.Line) Value { return Value{V: float64(of(l)), Known: true} }
}

// based is what is only said of a base that is large enough.
func based(base int, v float64) Value {
	if base < report.Floor {
		return Value{Few: base > 0}
	}
	return Value{V: v, Known: true}
}

func share(part, base func(report.Line) int) func(report.Line) Value {
	return func(l report.Line) Value {
		return based(base(l), math.Round(1000*float64(part(l))/float64(max(1, base(l))))/10)
	}
}

func days(of func(report.Line) float64) func(report.Line) Value {
	return func(l report.Line) Value { return based(l.Decided(), math.Round(100*of(l))/100) }
}

func mark(of func(report.Line) report.Tally) func(report.Line) Value {
	return func(l report.Line) Value { t := of(l); return based(t.N(), math.Round(100*t.Mean())/100) }
}

// Part is a group of measures that a report shows together.
type Part struct {
	Name     string // its title is bulletin.part.<name>
	Measures []Measure
}

// Parts is every measure, in the order of the report.
var Parts = []Part{
	{"applications", []Measure{
		{"submitted", Count, whole(func(l report.Line) int { return l.Submitted })},
		{"granted", Count, whole(func(l report.Line) int { return l.Granted })},
		{"refused", Count, whole(func(l report.Line) int { return l.Refused })},
		{"withdrawn", Count, whole(func(l report.Line) int { return l.Withdrawn })},
		{"lapsed", Count, whole(func(l report.Line) int { return l.Lapsed })},
		{"decided", Count, whole(report.Line.Decided)},
		{"corrected", Percent, share(func(l report.Line) int { return l.Corrected }, func(l report.Line) int { return l.Submitted })},
	}},
	{"automation", []Measure{
		{"level-a", Percent, func(l report.Line) Value {
			if l.Live == 0 {
				return Value{}
			}
			return Value{V: math.Round(1000*float64(l.Automatic)/float64(l.Live)) / 10, Known: true}
		}},
		{"level-b", Percent, share(func(l report.Line) int { return l.Alone }, report.Line.Decided)},
	}},
	{"terms", []Measure{
		{"in-term", Percent, share(func(l report.Line) int { return l.InTerm }, report.Line.Decided)},
		{"p50", Days, days(func(l report.Line) float64 { return l.P50 })},
		{"p90", Days, days(func(l report.Line) float64 { return l.P90 })},
		{"past-term", Count, whole(func(l report.Line) int { return l.PastTerm })},
	}},
	{"voices", []Measure{
		{"ratings", Count, whole(func(l report.Line) int { return l.Overall.N() })},
		{"overall", Mark, mark(func(l report.Line) report.Tally { return l.Overall })},
		{"legality", Mark, mark(func(l report.Line) report.Tally { return l.Legality })},
		{"quality", Mark, mark(func(l report.Line) report.Tally { return l.Quality })},
		{"timeliness", Mark, mark(func(l report.Line) report.Tally { return l.Timeliness })},
		{"accessibility", Mark, mark(func(l report.Line) report.Tally { return l.Accessibility })},
		{"suggestions", Count, whole(func(l report.Line) int { return l.Suggestions })},
		{"concerns", Count, whole(func(l report.Line) int { return l.Concerns })},
		{"corruption", Count, whole(func(l report.Line) int { return l.Corruption })},
		{"opened", Count, whole(func(l report.Line) int { return l.Opened })},
		{"replies", Percent, share(func(l report.Line) int { return l.Answered }, func(l report.Line) int { return l.Due })},
		{"unanswered", Count, whole(func(l report.Line) int { return l.Unanswered })},
	}},
}

// stages is how far the applications of the month had come when it was counted.
var stages = []Measure{
	{"stage-sent", Count, whole(func(l report.Line) int { return l.Submitted })},
	{"stage-corrected", Count, whole(func(l report.Line) int { return l.Corrected })},
	{"stage-ended", Count, whole(func(l report.Line) int { return l.Ended })},
	{"stage-granted", Count, whole(func(l report.Line) int { return l.Gained })},
}

// columns is what tables of authorities and regions show.
var columns = []string{"submitted", "decided", "level-b", "in-term", "p90", "past-term", "overall", "replies"}

// each gives every measure in its order.
func each(do func(Measure)) {
	for _, p := range Parts {
		for _, m := range p.Measures {
			do(m)
		}
	}
}

func measure(name string) (found Measure) {
	each(func(m Measure) {
		if m.Name == name {
			found = m
		}
	})
	return found
}

// definitions is what every measure is called and counts, as it is said now.
func definitions() map[string]Definition {
	out := map[string]Definition{}
	define := func(m Measure) {
		out[m.Name] = Definition{Title: locale.TextOf("bulletin.measure." + m.Name + ".title"), About: locale.TextOf("bulletin.measure."+m.Name+".about", "Floor", report.Floor)}
	}
	each(define)
	for _, m := range stages {
		define(m)
	}
	return out
}

// names is what authorities, regions and grounds are called now.
func names(lines []report.Line, grounds []Ground) map[string]locale.Text {
	out := map[string]locale.Text{}
	lists := catalogue.Lists()
	for _, l := range lines {
		switch l.Level {
		case report.OfAuthority:
			a, _ := lists.Authorities.Get(l.Code)
			out[l.Code] = a.Short
		case report.OfRegion:
			r, _ := lists.Regions.Get(l.Code)
			out[l.Code] = r.Title
		default:
		}
	}
	for _, g := range grounds {
		switch g.Code {
		case "rules", "rule", "unnamed":
			out[g.Code] = locale.TextOf("taskforce.ground." + g.Code)
		default:
			out[g.Code] = locale.TextOf("ground." + g.Code + ".title")
		}
	}
	delete(out, "")
	return out
}

// none stands for a measure of nothing.
const none = "–"

// In is the value as people read it.
func (v Value) In(l locale.Lang, u Unit) string {
	switch {
	case v.Few:
		return l.T("taskforce.too-few")
	case !v.Known:
		return none
	case u == Count:
		return l.Number(int64(v.V))
	case u == Percent:
		return l.Percent(v.V / 100)
	default:
		return l.Decimal(v.V)
	}
}

// Plain is the value as machines read it; empty when it is not said.
func (v Value) Plain() string {
	if !v.Known {
		return ""
	}
	return strconv.FormatFloat(v.V, 'f', -1, 64)
}
