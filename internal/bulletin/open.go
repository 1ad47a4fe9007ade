package bulletin

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/report"
)

// Set is a set of open data: rows by period, country, authority, region and service.
type Set struct {
	Name    string   // its title and what it is are the messages open.set.<name>
	Columns []string // what each means is the message open.column.<name>
	months  bool     // months alone
	values  func(Row) []report.Cell
}

// Common is how many columns are the same in every set: they come first.
const Common = 5

// common is these columns.
var common = [Common]string{"period", "level", "code", "authority", "title"}

// Sets is the open data.
var Sets = []Set{
	{"ratings", columnsOf("people", "overall", "low", "high", "legality", "quality", "timeliness", "accessibility", "replies_percent", "hidden"), false, ratingValues},
	{"volumes", columnsOf("submitted", "decided", "left", "hidden"), true, func(r Row) []report.Cell {
		return []report.Cell{number(r.Submitted), number(r.Decided), number(r.Left), hidden(
			[]string{"submitted", "decided", "left"}, r.Submitted.Hidden, r.Decided.Hidden, r.Left.Hidden)}
	}},
	{"durations", columnsOf("decided", "p50_days", "p90_days", "in_term_percent", "hidden"), true, func(r Row) []report.Cell {
		return []report.Cell{number(r.Decided), plain(r.P50), plain(r.P90), plain(r.InTerm), hidden([]string{"decided"}, r.Decided.Hidden)}
	}},
	{"automation", columnsOf("decided", "alone_percent", "live_services", "automatic_services", "hidden"), true, func(r Row) []report.Cell {
		services := []report.Cell{{Number: true}, {Number: true}}
		if r.Live > 0 {
			services[0].Text, services[1].Text = strconv.Itoa(r.Live), strconv.Itoa(r.Automatic)
		}
		return append([]report.Cell{number(r.Decided), plain(r.Alone)}, append(services, hidden([]string{"decided"}, r.Decided.Hidden))...)
	}},
}

func columnsOf(names ...string) []string { return append(slices.Clone(common[:]), names...) }

// UnitOf is in what a column is counted, or what it holds: a message open.unit.<unit> says it.
func UnitOf(column string) string {
	switch {
	case !Numeric(column):
		return "text"
	case strings.HasSuffix(column, "_percent"):
		return string(Percent)
	case strings.HasSuffix(column, "_days"):
		return string(Days)
	case slices.Contains([]string{"overall", "low", "high", "legality", "quality", "timeliness", "accessibility"}, column):
		return string(Mark)
	default:
		return string(Count)
	}
}

// Numeric reports whether a column of the open data holds numbers.
func Numeric(column string) bool { return !slices.Contains(common[:], column) && column != "hidden" }

// FindSet is the set of that name.
func FindSet(name string) (Set, bool) {
	i := slices.IndexFunc(Sets, func(s Set) bool { return s.Name == name })
	if i < 0 {
		return Set{}, false
	}
	return Sets[i], true
}

func ratingValues(r Row) []report.Cell {
	cells := []report.Cell{number(r.People), decimal(r.Rated.Mean), decimal(r.Rated.Low), decimal(r.Rated.High)}
	for i := range feedback.Criteria {
		cells = append(cells, decimal(r.Criteria[i]))
	}
	return append(cells, plain(r.Replies), hidden([]string{"people"}, r.People.Hidden))
}

func number(n Number) report.Cell {
	if n.Hidden {
		return report.Cell{Number: true}
	}
	return report.Cell{Text: strconv.Itoa(n.N), Number: true}
}

func plain(v Value) report.Cell { return report.Cell{Text: v.Plain(), Number: true} }

// decimal is a mark with two places; nothing when there is none.
func decimal(v float64) report.Cell {
	if v == 0 {
		return report.Cell{Number: true}
	}
	return report.Cell{Text: strconv.FormatFloat(v, 'f', 2, 64), Number: true}
}

// hidden names the columns of a row that are hidden because numbers are small.
func hidden(names []string, is ...bool) report.Cell {
	var out []string
	for i, h := range is {
		if h {
			out = append(out, names[i])
		}
	}
	return report.Cell{Text: strings.Join(out, " ")}
}

// Each gives the rows of a set in the order of the file, those of which there is nothing to say left out. Title is what a
// level is called in the language of the file.
func (s *Series) Each(set Set, title func(scope report.Scope, code string) string, do func([]report.Cell) error) error {
	for _, p := range s.periods {
		if set.months && p.Months > 1 {
			continue
		}
		for _, r := range s.rows[p] {
			values := set.values(r)
			if !slices.ContainsFunc(values, func(c report.Cell) bool { return c.Text != "" && c.Text != "0" }) {
				continue
			}
			row := []report.Cell{{Text: p.String()}, {Text: string(r.Scope)}, {Text: r.Code}, {Text: r.Owner}, {Text: title(r.Scope, r.Code)}}
			if err := do(append(row, values...)); err != nil {
				return err
			}
		}
	}
	return nil
}
