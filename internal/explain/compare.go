package explain

import (
	"slices"
	"strings"
	"time"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// opposite is what a comparison is called when it must not hold, and mirrored when its sides change places.
var (
	opposite = map[rule.Op]rule.Op{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
	mirrored = map[rule.Op]rule.Op{"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
)

// names of comparisons in the keys of messages.
var names = map[rule.Op]string{"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}

// constant reports whether a part says the same in every case.
func constant(n rule.Node) bool {
	switch n.Op {
	case rule.OpValue:
		return true
	case rule.OpFact:
		return n.Path == "today"
	case rule.OpCall:
		for _, a := range n.Args {
			if !constant(a) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

func (s speaker) compared(n rule.Node, want bool) Clause {
	left, right, op := n.Args[0], n.Args[1], n.Op
	if !want {
		op = opposite[op]
	}
	if constant(left) && !constant(right) {
		left, right, op = right, left, mirrored[op]
	}
	if left.Op == rule.OpSize {
		return s.counted(left, op, right)
	}
	if b, ok := right.Value.(bool); ok && right.Op == rule.OpValue {
		return s.clause(left, b == (op == "=="))
	}
	if right.Op == rule.OpValue && right.Value == "" {
		return s.there(left, op == "!=")
	}
	if right.Op == rule.OpValue && none(left.Path, right.Value) {
		return s.there(left, op == ">" || op == "!=")
	}
	line, _ := s.line(left)
	return s.leaf(left, s.comparison(op, right, line))
}

// comparison is "at most 5 soʻm": what a value is compared with, written as values of that line are.
func (s speaker) comparison(op rule.Op, right rule.Node, line catalogue.Line) string {
	key := "explain.number."
	if n, ok := form.Number(right.Value); ok && right.Op == rule.OpValue && n == 0 && op == "<=" {
		op = "==" // "at most 0 soʻm" is how machines say it
	}
	same := op == "==" || op == "!="
	switch {
	case same && !constant(right):
		key = "explain.like."
	case line.Kind == catalogue.LineDate:
		key = "explain.date."
	case same && right.Op == rule.OpValue:
		if _, text := right.Value.(string); text {
			key = "explain.same."
		}
	}
	value := s.operand(right, line)
	return s.l.T(key+names[op], "Value", value, "Than", s.than(value))
}

// operand is what stands on the other side of a comparison.
func (s speaker) operand(n rule.Node, line catalogue.Line) string {
	switch n.Op {
	case rule.OpValue:
		if d, ok := n.Value.(time.Duration); ok {
			return s.l.T("explain.days", "Count", int(d.Hours()/24))
		}
		return s.value(n.Value, line)
	case rule.OpFact:
		if n.Path == "today" {
			if s.today.IsZero() {
				return s.l.T("explain.today")
			}
			return s.l.Date(s.today.Time)
		}
		quoted := s.quoted(n)
		if said := s.seen(n); said != "" {
			quoted += " (" + said + ")"
		}
		return quoted
	case rule.OpChoose:
		return s.l.T("explain.choose", "When", Inline(s.clause(n.Args[0], true), s.l), "One", s.operand(n.Args[1], line), "Other", s.operand(n.Args[2], line))
	case rule.OpCall:
		return s.sum(n, line)
	default:
		return s.title(n)
	}
}

// sum is a calculation: its parts with the sign between them.
func (s speaker) sum(n rule.Node, line catalogue.Line) string {
	if d, ok := s.day(n); ok {
		return s.l.Date(d)
	}
	switch {
	case n.Name == "double" || n.Name == "int":
		plain := line
		plain.Kind, plain.Unit = catalogue.LineInteger, ""
		return s.operand(n.Args[0], plain)
	case n.Name == "getFullYear":
		return s.l.T("explain.year", "Fact", s.quoted(n.Args[0]))
	case len(n.Args) == 2:
		sides := [2]string{}
		for i, a := range n.Args {
			of := line
			if n.Name == "*" && a.Op == rule.OpValue && !counts(n.Args[1-i]) {
				of = catalogue.Line{Kind: catalogue.LineDecimal}
			}
			sides[i] = s.operand(a, of)
		}
		return sides[0] + " " + signs[n.Name] + " " + sides[1]
	default:
		return n.Text
	}
}

// signs is how calculations are written.
var signs = map[string]string{"+": "+", "-": "−", "*": "×", "/": "÷"}

// counts reports whether a part is a number of things, so that what it is multiplied with has the unit.
func counts(n rule.Node) bool { return n.Op == rule.OpCall && (n.Name == "double" || n.Name == "+") }

// day is a day that can be worked out: today and a time from there.
func (s speaker) day(n rule.Node) (time.Time, bool) {
	if s.today.IsZero() || len(n.Args) != 2 || n.Args[0].Path != "today" {
		return time.Time{}, false
	}
	d, ok := n.Args[1].Value.(time.Duration)
	if n.Name == "-" {
		d = -d
	}
	return s.today.Add(d), ok
}

// counted is a condition on how many entries a list has.
func (s speaker) counted(size rule.Node, op rule.Op, right rule.Node) Clause {
	list := size.Args[0]
	n, _ := right.Value.(int64)
	fixed := right.Op == rule.OpValue
	switch {
	case list.Op == rule.OpFilter:
		c := Clause{Text: s.l.T("explain.filter", "List", s.quoted(list.Args[0]), "Words", s.comparison(op, right, catalogue.Line{Kind: catalogue.LineInteger}))}
		c.Parts = []Clause{s.of(list).clause(list.Args[1], true)}
		return c
	case fixed && (op == ">" && n == 0 || op == ">=" && n == 1 || op == "!=" && n == 0):
		return s.there(list, true)
	case fixed && (op == "==" && n == 0 || op == "<" && n == 1 || op == "<=" && n == 0):
		return s.there(list, false)
	}
	c := s.leaf(list, s.l.T("explain.count", "Words", s.comparison(op, right, catalogue.Line{Kind: catalogue.LineInteger})))
	c.Saw = ""
	if v, ok := size.Value.(int64); ok && size.Known {
		c.Saw = s.l.Number(v)
	}
	return c
}

// among is a condition on what a list has.
func (s speaker) among(n rule.Node, want bool) Clause {
	if n.Args[1].Op == rule.OpList {
		line, _ := s.line(n.Args[0])
		var words []string
		for _, item := range n.Args[1].Args {
			words = append(words, s.operand(item, line))
		}
		return s.leaf(n.Args[0], s.l.T("explain.among."+word(want), "Values", strings.Join(words, ", ")))
	}
	line, _ := s.line(n.Args[1])
	return s.leaf(n.Args[1], s.l.T("explain.contains."+word(want), "Value", s.operand(n.Args[0], line)))
}

// line is how values of a part are written.
func (s speaker) line(n rule.Node) (catalogue.Line, bool) {
	switch n.Op { //nolint:exhaustive // the others have no values of their own
	case rule.OpFact:
		root, rest, _ := strings.Cut(n.Path, ".")
		if n.Path == "today" {
			return catalogue.Line{Kind: catalogue.LineDate}, true
		}
		for _, b := range slices.Backward(s.bound) {
			if b.name == root {
				return entry(b.list, rest)
			}
		}
		if s.end(n.Path) != "" {
			return catalogue.Line{Kind: catalogue.LineDate}, true
		}
		return s.svc.Line(n.Path, nil)
	case rule.OpSize:
		return catalogue.Line{Kind: catalogue.LineInteger}, true
	case rule.OpFilter:
		return s.line(n.Args[0])
	case rule.OpCall:
		if n.Name == "getFullYear" {
			return catalogue.Line{Kind: catalogue.LineYear}, true
		}
		for _, a := range n.Args {
			if line, ok := s.line(a); ok && a.Op != rule.OpValue {
				return line, true
			}
		}
	}
	return catalogue.Line{}, false
}

// entry is how a field of an entry of a list is written, or the entry itself.
func entry(list catalogue.Line, field string) (catalogue.Line, bool) {
	key, _, _ := strings.Cut(field, ".")
	for _, col := range list.Columns {
		if col.Key == key {
			return catalogue.Line{Path: list.Path + "." + key, Label: col.Label, Kind: col.Kind, Unit: col.Unit, Titles: col.Titles}, true
		}
	}
	return catalogue.Line{Kind: catalogue.LineChoice, Titles: list.Titles}, field == ""
}

// title is what a part is called.
func (s speaker) title(n rule.Node) string {
	switch n.Op {
	case rule.OpFact:
		root, rest, _ := strings.Cut(n.Path, ".")
		for _, b := range s.bound {
			if b.name == root {
				line, _ := entry(b.list, rest)
				if line.Label.IsZero() {
					return s.l.T("explain.entry")
				}
				return line.Label.In(s.l)
			}
		}
		if n.Path == "today" {
			return s.l.T("explain.today")
		}
		return first(s.named(n.Path))
	case rule.OpCall:
		line, _ := s.line(n)
		return s.operand(n, line)
	case rule.OpFilter, rule.OpSize:
		return s.title(n.Args[0])
	default:
		return n.Text
	}
}

// named is what a fact is called, a field of a thing in a record with the thing that it is of; and its register.
func (s speaker) named(path string) (name, book string) {
	parts := strings.Split(path, ".")
	if which := s.end(path); which != "" {
		name, _ = casework.NameOf(s.svc, strings.Join(parts[:2], "."), s.l)
		return name + ": " + s.l.T("explain.period."+which), ""
	}
	if parts[0] != "reg" || len(parts) < 4 {
		return casework.NameOf(s.svc, path, s.l)
	}
	field, _ := s.svc.Line(path, nil)
	name, book = casework.NameOf(s.svc, strings.Join(parts[:3], "."), s.l)
	return name + ": " + field.Label.In(s.l), book
}

// end is which end of a period a path leads to, from or to; empty for what is no end of a period.
func (s speaker) end(path string) string {
	parts := strings.Split(path, ".")
	if len(parts) != 3 || parts[0] != "form" || parts[2] != "from" && parts[2] != "to" {
		return ""
	}
	for _, q := range s.svc.Form {
		if q.Key == parts[1] && q.Kind == form.KindPeriod {
			return parts[2]
		}
	}
	return ""
}

// quoted is the name of a part as it stands in a sentence: “Tax debt” (Taxpayer records).
func (s speaker) quoted(n rule.Node) string {
	switch n.Op {
	case rule.OpFilter, rule.OpSize:
		return s.quoted(n.Args[0])
	case rule.OpFact:
	default:
		return s.title(n)
	}
	title := s.title(n)
	if title == s.l.T("explain.entry") || n.Path == "today" {
		return title
	}
	title = s.l.T("explain.quoted", "Text", title)
	if root, _, _ := strings.Cut(n.Path, "."); slices.ContainsFunc(s.bound, func(b bound) bool { return b.name == root }) {
		return title
	}
	if _, book := s.named(n.Path); book != "" {
		title += " (" + book + ")"
	}
	return title
}

// seen is the value of a fact in the case, in words: as the rule saw it, or as it is known where the rule stopped before.
func (s speaker) seen(n rule.Node) string {
	line, ok := s.line(n)
	switch {
	case !ok:
		return ""
	case n.Known:
		return s.value(n.Value, line)
	case s.in == nil || slices.ContainsFunc(s.bound, func(b bound) bool { return strings.HasPrefix(n.Path, b.name+".") }):
		return ""
	default:
		v, _ := get(*s.in, n.Path)
		return s.value(v, line)
	}
}

func first(name, _ string) string { return name }

// value is a value as values of that line are written.
func (s speaker) value(v any, line catalogue.Line) string {
	if none(line.Path, v) {
		return s.l.T("explain.there.no")
	}
	switch v := v.(type) {
	case nil:
		return ""
	case register.Date:
		if v.IsZero() {
			return s.l.T("explain.there.no")
		}
		return s.l.Date(v.Time)
	case string:
		if title, ok := line.Titles[v]; ok {
			return title.In(s.l)
		}
		if country, ok := locale.Country(v); ok && len(v) == 3 {
			return country.In(s.l)
		}
		if line.Kind == catalogue.LineList || line.Kind == catalogue.LineChoices || line.Kind == catalogue.LineTable {
			line.Kind = catalogue.LineText // one of them
		}
		place, field := "", strings.TrimPrefix(line.Path, "reg.")
		if i := strings.LastIndex(field, "."); i > 0 {
			place, field = field[:i], field[i+1:]
		}
		if title, ok := register.ValueTitleOf(place, field, v); ok && line.Kind == catalogue.LineText {
			return title.In(s.l)
		}
	case []any:
		if line.Kind == catalogue.LineTable {
			return s.l.T("explain.entries", "Count", len(v))
		}
		if len(v) == 0 {
			return s.l.T("explain.there.no")
		}
	case map[string]any:
		return ""
	}
	if line.Kind == "" || line.Kind == catalogue.LineTable {
		line.Kind = catalogue.LineText
		switch v.(type) {
		case int64, float64:
			line.Kind = catalogue.LineDecimal
		}
	}
	return casework.Word(v, line.Kind, line.Unit, line.Titles, s.l)
}
