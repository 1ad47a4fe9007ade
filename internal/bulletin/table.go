package bulletin

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/report"
)

// Table is a part of the report. Page, PDF and workbook are written from the same tables.
type Table struct {
	ID      string
	Title   string
	About   string
	Small   string // what the notes of cells are; empty without any
	Empty   string // instead of the rows when there are none
	Columns []Column
	Rows    [][]Cell
}

// Column is a column of a table.
type Column struct {
	Title   string
	Numeric bool
}

// Cell is a value: text for readers, plain for machines.
type Cell struct {
	Text  string
	Plain string // of a number; empty for a text, and for a number that is not said
	Note  string // smaller, below
}

// Tables is the whole report in that language, without its definitions.
func (b Bulletin) Tables(l locale.Lang) []Table {
	var out []Table
	if b.Edition > 1 {
		out = append(out, b.changes(l))
	}
	for _, p := range Parts {
		out = append(out, b.part(l, p))
	}
	return append(out, b.funnel(l), b.grounds(l), b.places(l, report.OfAuthority), b.places(l, report.OfRegion))
}

func (b Bulletin) table(l locale.Lang, id string, heads ...string) Table {
	t := Table{ID: id, Title: l.T("bulletin.part." + id + ".title"), About: l.T("bulletin.part."+id+".about", "Floor", b.Floor), Empty: l.T("bulletin.nothing")}
	for i, h := range heads {
		t.Columns = append(t.Columns, Column{Title: h, Numeric: i > 0})
	}
	return t
}

// three is the titles of the columns of this month, the one before and that of a year before.
func (b Bulletin) three(l locale.Lang) []string {
	start := b.Start()
	return []string{l.MonthYear(start), l.MonthYear(start.AddDate(0, -1, 0)), l.MonthYear(start.AddDate(-1, 0, 0))}
}

// values is a measure of this month, of the one before and of a year before.
func (b Bulletin) values(m Measure, scope report.Scope, code string) [3]Value {
	out := [3]Value{m.Of(b.Line(scope, code))}
	for i, e := range []*Earlier{b.Before, b.YearBefore} {
		if e != nil {
			out[i+1] = m.Of(find(e.Lines, scope, code))
		}
	}
	return out
}

func (b Bulletin) part(l locale.Lang, p Part) Table {
	t := b.table(l, p.Name, append([]string{l.T("bulletin.column.measure")}, b.three(l)...)...)
	for _, m := range p.Measures {
		row := []Cell{{Text: b.Definitions[m.Name].Title.In(l)}}
		for _, v := range b.values(m, report.Country, "") {
			row = append(row, cell(l, v, m.Unit))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func cell(l locale.Lang, v Value, u Unit) Cell { return Cell{Text: v.In(l, u), Plain: v.Plain()} }

// funnel is how far the applications of the month had come.
func (b Bulletin) funnel(l locale.Lang) Table {
	t := b.table(l, "funnel", l.T("bulletin.column.stage"), l.T("bulletin.column.applications"), l.T("bulletin.column.share"))
	all := b.Line(report.Country, "")
	for _, m := range stages {
		n := m.Of(all)
		of := share(func(report.Line) int { return int(n.V) }, func(l report.Line) int { return l.Submitted })(all)
		t.Rows = append(t.Rows, []Cell{{Text: b.Definitions[m.Name].Title.In(l)}, cell(l, n, Count), cell(l, of, Percent)})
	}
	return t
}

// grounds is why people were refused.
func (b Bulletin) grounds(l locale.Lang) Table {
	t := b.table(l, "grounds", l.T("bulletin.column.ground"), l.T("bulletin.column.refused"), l.T("bulletin.column.share"))
	all := b.Line(report.Country, "")
	for _, g := range b.Grounds {
		of := share(func(report.Line) int { return g.N }, func(l report.Line) int { return l.Refused })(all)
		t.Rows = append(t.Rows, []Cell{{Text: b.Names[g.Code].In(l)}, cell(l, Value{V: float64(g.N), Known: true}, Count), cell(l, of, Percent)})
	}
	return t
}

// places is a table of authorities or regions, by name; under each value stand the month before and a year before.
func (b Bulletin) places(l locale.Lang, scope report.Scope) Table {
	heads := []string{l.T("bulletin.column." + string(scope))}
	for _, name := range columns {
		heads = append(heads, b.Definitions[name].Title.In(l))
	}
	t := b.table(l, string(scope), heads...)
	t.Small = l.T("bulletin.small")
	for _, code := range b.codes(l, scope) {
		row := []Cell{{Text: b.name(l, scope, code)}}
		for _, name := range columns {
			m := measure(name)
			v := b.values(m, scope, code)
			c := cell(l, v[0], m.Unit)
			c.Note = v[1].In(l, m.Unit) + " / " + v[2].In(l, m.Unit)
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// codes is those of a scope of which there is anything to say, by name; those of none come last.
func (b Bulletin) codes(l locale.Lang, scope report.Scope) []string {
	var codes []string
	for _, line := range b.Lines {
		if line.Level == scope {
			codes = append(codes, line.Code)
		}
	}
	slices.SortStableFunc(codes, func(a, c string) int {
		return cmp.Or(cmp.Compare(len(c), 0)-cmp.Compare(len(a), 0), cmp.Compare(b.name(l, scope, a), b.name(l, scope, c)))
	})
	return codes
}

func (b Bulletin) name(l locale.Lang, scope report.Scope, code string) string {
	if code == "" {
		return l.T("bulletin.of-none." + string(scope))
	}
	return cmp.Or(b.Names[code].In(l), code)
}

// changes is what another edition corrects.
func (b Bulletin) changes(l locale.Lang) Table {
	t := b.table(l, "changes", l.T("bulletin.column.measure"), l.T("bulletin.column.was"), l.T("bulletin.column.is"))
	t.About = l.T("bulletin.part.changes.about", "Count", b.Moved, "N", l.Number(int64(b.Moved)))
	for _, c := range b.Changes {
		u := measure(c.Measure).Unit
		t.Rows = append(t.Rows, []Cell{{Text: b.Definitions[c.Measure].Title.In(l)}, cell(l, c.Was, u), cell(l, c.Is, u)})
	}
	return t
}

// Glossary is what each measure counts, as it was defined when the month was counted.
func (b Bulletin) Glossary(l locale.Lang) []Cell {
	var out []Cell
	add := func(m Measure) {
		d := b.Definitions[m.Name]
		out = append(out, Cell{Text: d.Title.In(l), Note: d.About.In(l)})
	}
	each(add)
	for _, m := range stages {
		add(m)
	}
	return out
}

// Facts is what identifies the edition: printed on every form of it.
func (b Bulletin) Facts(l locale.Lang) []Cell {
	facts := []Cell{
		{Text: l.T("bulletin.fact.month"), Note: l.MonthYear(b.Start())},
		{Text: l.T("bulletin.fact.edition"), Note: strconv.Itoa(b.Edition)},
		{Text: l.T("bulletin.fact.taken"), Note: l.DateTime(b.TakenAt)},
	}
	if b.Reason != "" {
		facts = append(facts, Cell{Text: l.T("bulletin.fact.reason"), Note: b.Reason})
	}
	return append(facts, Cell{Text: l.T("bulletin.fact.snapshot"), Note: b.ID})
}
