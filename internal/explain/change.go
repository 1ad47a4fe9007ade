package explain

import (
	"maps"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Change is one thing that would have made a rule hold, all else being the same. It was tried: the version of the case
// was evaluated again with it.
type Change struct {
	Text string // “Income per person”: at most 1 020 000 soʻm
	Then Then
	Next locale.Text // of Otherwise: what the rule that stands against next tells

	far bool // a day beyond foreseen
}

// Then is what would follow from a change.
type Then string

// What may follow. The words are messages, explain.then.<then>.
const (
	Granted   Then = "granted"   // all rules hold
	Passed    Then = "passed"    // all rules hold, and an official decides
	Otherwise Then = "otherwise" // another rule stands against
	Asked     Then = "asked"     // the form asks more then: what follows cannot be told
)

// Fixed is what a rule turns on that nobody can change.
type Fixed string

// What may be fixed. The words are messages, explain.<fixed>.
const (
	Open        Fixed = ""                // nothing
	FixedFact   Fixed = "changes-fixed"   // such as the age of who applies: no other answer would help
	FixedChoice Fixed = "changes-another" // such as the age of the child that was chosen: another one may be old enough
)

// mostChanges bounds what is told: more than a few ways confuse.
const mostChanges = 4

// foreseen is how many years ahead a day is worth telling when something else would do too.
const foreseen = 10

// Changes is what would have changed the outcome of a check that did not hold, one thing at a time, the surest first.
// None means that no single thing would have done, or that it cannot be worked out, or that what is fixed decides.
func Changes(svc *catalogue.Service, check int, in catalogue.Input, l locale.Lang) (found []Change, fixed Fixed) {
	t := &trials{s: speaker{svc: svc, l: l, today: in.Today, in: &in}, in: in, check: check}
	t.walk(svc.Look(check, in), true)
	if near := slices.DeleteFunc(slices.Clone(t.found), func(c Change) bool { return c.far }); len(near) > 0 {
		t.found = near
	}
	slices.SortStableFunc(t.found, func(a, b Change) int { return rank(a.Then) - rank(b.Then) })
	if len(t.found) > 0 {
		return t.found[:min(len(t.found), mostChanges)], Open
	}
	return nil, t.fixed
}

func rank(t Then) int { return slices.Index([]Then{Granted, Passed, Otherwise, Asked}, t) }

// trials evaluates a version again and again, each time with one thing changed.
type trials struct {
	s     speaker
	in    catalogue.Input
	check int
	found []Change
	fixed Fixed // what nobody can change would have done
}

// walk tries the parts of the rule. Whether a part must hold or not is known from the parts around it; one that is as it
// must be is left alone: another value that it would take too is no change of it.
func (t *trials) walk(n rule.Node, want bool) {
	if held, ok := n.Value.(bool); ok && n.Known && n.Op != rule.OpNot && held == want {
		return
	}
	switch n.Op {
	case rule.OpNot:
		t.walk(n.Args[0], !want)
	case rule.OpAll, rule.OpAny:
		for _, part := range n.Args {
			t.walk(part, want)
		}
	case rule.OpChoose:
		for _, part := range n.Args[1:] {
			t.walk(part, want)
		}
		t.walk(n.Args[0], true)
		t.walk(n.Args[0], false)
	case rule.OpFact:
		t.try(n.Path, want, t.s.clause(n, want))
	case rule.OpHas, rule.OpEach, rule.OpFilter, rule.OpSize, rule.OpCall, rule.OpValue, rule.OpList:
	case rule.OpExists:
		t.entry(n, want)
	case rule.OpIn:
		t.member(n, want)
	default:
		t.compared(n, want)
	}
}

// compared tries the values at the edge of a comparison, and the days on which it turns.
func (t *trials) compared(n rule.Node, want bool) {
	left, right, op := n.Args[0], n.Args[1], n.Op
	if !want {
		op = opposite[op]
	}
	words := t.s.clause(n, want)
	for i, side := range []rule.Node{left, right} {
		other, way := []rule.Node{right, left}[i], []rule.Op{op, mirrored[op]}[i]
		if side.Op == rule.OpSize && other.Op == rule.OpValue {
			t.sized(side.Args[0], other.Value, words)
		}
		if side.Op != rule.OpFact || side.Path == "today" {
			continue
		}
		if other.Op != rule.OpValue && !other.Known {
			continue
		}
		for _, v := range edges(way, other.Value, t.s.options(side)) {
			if way == "!=" && other.Op == rule.OpValue && v != "·" {
				words = t.s.clause(rule.Node{Op: "==", Args: []rule.Node{side, {Op: rule.OpValue, Value: v, Known: true}}}, true)
			}
			t.try(side.Path, v, words)
		}
		t.age(side, other, way)
	}
	t.later(n)
}

// options is what may be chosen for a fact.
func (s speaker) options(n rule.Node) []string {
	line, _ := s.line(n)
	if !strings.HasPrefix(n.Path, "form.") {
		return nil
	}
	return slices.Sorted(maps.Keys(line.Titles))
}

// edges is the values nearest to v for which a comparison with it holds.
func edges(op rule.Op, v any, options []string) []any {
	switch v := v.(type) {
	case bool:
		return []any{v == (op == "==")}
	case int64:
		return []any{v + map[rule.Op]int64{"<": -1, ">": 1, "!=": 1}[op]}
	case float64:
		return []any{v + map[rule.Op]float64{"<": -1, ">": 1, "!=": 1}[op], v + map[rule.Op]float64{"<": -0.01, ">": 0.01, "!=": 0.01}[op]}
	case register.Date:
		return []any{register.DateOf(v.AddDate(0, 0, map[rule.Op]int{"<": -1, ">": 1, "!=": 1}[op])).String()}
	case string:
		if op == "==" {
			return []any{v}
		}
		if op == "!=" && v == "" {
			return []any{"·"} // that there is one: what stands in it does not matter
		}
		var others []any
		for _, o := range options {
			if op == "!=" && o != v {
				others = append(others, o)
			}
		}
		return others
	default:
		return nil
	}
}

// member tries the values of a list.
func (t *trials) member(n rule.Node, want bool) {
	value, list := n.Args[0], n.Args[1]
	switch {
	case list.Op == rule.OpList && value.Op == rule.OpFact && want:
		for _, item := range list.Args {
			words := t.s.clause(rule.Node{Op: "==", Args: []rule.Node{value, item}}, true)
			t.try(value.Path, item.Value, words)
		}
	case list.Op == rule.OpList && value.Op == rule.OpFact:
		for _, o := range t.s.options(value) {
			item := rule.Node{Op: rule.OpValue, Value: o, Known: true}
			t.try(value.Path, o, t.s.clause(rule.Node{Op: "==", Args: []rule.Node{value, item}}, true))
		}
	case list.Op == rule.OpFact && list.Known && (value.Op == rule.OpValue || value.Known):
		have, _ := list.Value.([]any)
		without := slices.DeleteFunc(slices.Clone(have), func(v any) bool { return v == value.Value })
		if want {
			without = append(without, value.Value)
		}
		t.try(list.Path, without, t.s.clause(n, want))
	}
}

// sized tries a list of as many entries as are asked for.
func (t *trials) sized(list rule.Node, v any, words Clause) {
	n, ok := v.(int64)
	if !ok || list.Op != rule.OpFact || n > 100 {
		return
	}
	for _, count := range []int64{n, n + 1, n - 1} {
		if count >= 0 {
			t.try(list.Path, slices.Repeat([]any{map[string]any{}}, int(count)), words)
		}
	}
}

// entry tries a list with an entry as it is asked for, or without any.
func (t *trials) entry(n rule.Node, want bool) {
	list := n.Args[0]
	if list.Op != rule.OpFact {
		return
	}
	if !want {
		t.try(list.Path, []any{}, t.s.clause(n, false))
		return
	}
	one := map[string]any{}
	t.describe(n.Name, n.Args[1], one)
	have, _ := list.Value.([]any)
	with := append(slices.Clone(have), one)
	for field := range one {
		if field != "pinfl" && register.Unalterable(field) { // whose number it is says only who is meant
			t.settled(list.Path, with)
			return
		}
	}
	t.try(list.Path, with, t.s.clause(n, true))
}

// describe writes into an entry what a condition asks of it, as far as it names values.
func (t *trials) describe(name string, n rule.Node, one map[string]any) {
	field := func(n rule.Node) string {
		root, rest, ok := strings.Cut(n.Path, ".")
		if n.Op != rule.OpFact || root != name || !ok || strings.Contains(rest, ".") {
			return ""
		}
		return rest
	}
	switch n.Op { //nolint:exhaustive // the others name no value
	case rule.OpAll:
		for _, part := range n.Args {
			t.describe(name, part, one)
		}
	case rule.OpAny:
		t.describe(name, n.Args[0], one)
	case rule.OpFact:
		if key := field(n); key != "" {
			one[key] = true
		}
	case rule.OpNot:
		if key := field(n.Args[0]); key != "" {
			one[key] = false
		}
	case "==", "!=", "<", "<=", ">", ">=":
		for i, op := range []rule.Op{n.Op, mirrored[n.Op]} {
			key := field(n.Args[i])
			if v, ok := t.known(n.Args[1-i]); ok && key != "" {
				if near := edges(op, v, nil); len(near) > 0 {
					one[key] = near[0]
				} else if op == "!=" {
					one[key] = "·"
				}
			}
		}
	}
}

// known is the value of what stands outside a list.
func (t *trials) known(n rule.Node) (any, bool) {
	switch {
	case n.Op == rule.OpValue:
		return n.Value, true
	case n.Op == rule.OpFact && n.Path == "today":
		return t.in.Today, true
	case n.Op == rule.OpFact:
		v, ok := get(t.in, n.Path)
		if d, err := register.ParseDate(form.String(v)); err == nil && len(form.String(v)) == 10 {
			return d, ok
		}
		return v, ok
	default:
		return nil, false
	}
}

// age tries the day on which somebody is old enough, where the day of birth is known.
func (t *trials) age(side, other rule.Node, op rule.Op) {
	years, ok := other.Value.(int64)
	born, isAge := strings.CutSuffix(side.Path, ".age")
	if !ok || !isAge || op != ">=" && op != ">" {
		return
	}
	if op == ">" {
		years++
	}
	v, _ := get(t.in, born+".birth_date")
	date, err := register.ParseDate(form.String(v))
	if err != nil {
		return
	}
	day := register.DateOf(date.AddDate(int(years), 0, 0))
	in, ok := put(t.in, side.Path, years)
	if ok {
		t.from(in, day)
	}
}

// later tries the day on which a comparison with today turns.
func (t *trials) later(n rule.Node) {
	for i, side := range n.Args {
		other := n.Args[1-i]
		if !strings.Contains(side.Text, "today") || strings.Contains(other.Text, "today") {
			continue
		}
		now, ok := side.Value.(register.Date)
		date, dated := other.Value.(register.Date)
		if !ok || !dated || date.IsZero() {
			continue
		}
		turns := register.DateOf(t.in.Today.Add(date.Sub(now.Time)))
		if !t.from(t.in, turns) {
			t.from(t.in, register.DateOf(turns.AddDate(0, 0, 1)))
		}
	}
}

// from keeps a day from which on the rule holds.
func (t *trials) from(in catalogue.Input, day register.Date) bool {
	if !day.After(t.in.Today.Time) {
		return false
	}
	in.Today = day
	return t.keep(in, Change{Text: t.s.l.T("explain.from", "Date", t.s.l.Date(day.Time)), far: day.After(t.in.Today.AddDate(foreseen, 0, 0))})
}

// try evaluates with another value in the place of one fact or answer. What nobody can change is not offered; an answer
// can always be another one.
func (t *trials) try(path string, v any, words Clause) {
	steps := strings.Split(path, ".")
	if answer := steps[0] == "form" && len(steps) == 2; !answer && register.Unalterable(steps[len(steps)-1]) {
		t.settled(path, v)
		return
	}
	if in, ok := put(t.in, path, v); ok {
		t.keep(in, Change{Text: Inline(words, t.s.l)})
	}
}

// settled notes that a fact which nobody can change would have done.
func (t *trials) settled(path string, v any) {
	in, ok := put(t.in, path, v)
	switch {
	case !ok || !t.holds(t.s.svc.Assess(in)):
	case strings.HasPrefix(path, "form."):
		t.fixed = FixedChoice
	case t.fixed == Open:
		t.fixed = FixedFact
	}
}

// holds reports whether the rule held.
func (t *trials) holds(a catalogue.Assessment) bool {
	trace := a.Trace[min(t.check, len(a.Trace)-1)]
	return trace.Index == t.check && trace.Held != nil && *trace.Held && !trace.Apart
}

// keep notes a change if the rule holds with it.
func (t *trials) keep(in catalogue.Input, c Change) bool {
	svc := t.s.svc
	if slices.ContainsFunc(t.found, func(other Change) bool { return other.Text == c.Text }) {
		return true
	}
	a := svc.Assess(in)
	if !t.holds(a) {
		return false
	}
	c.Then = Granted
	before, after := svc.Asked(t.in), svc.Asked(in)
	for _, q := range svc.Form {
		if after[q.Key] && !before[q.Key] && in.Form[q.Key] == nil {
			c.Then = Asked
		}
	}
	switch {
	case c.Then == Asked:
	case a.Outcome != catalogue.Grant:
		c.Then, c.Next = Otherwise, a.Cause
	case !svc.Process.Automatic():
		c.Then = Passed
	}
	t.found = append(t.found, c)
	return true
}
