package admin

import (
	"cmp"
	"slices"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

// answers is the questions that were asked or answered, each with what it was before the last correction.
func answers(l locale.Lang, a casework.Application) []pages.Answer {
	old, changed := before(a)
	var list []pages.Answer
	for _, f := range a.Service.Form {
		v, ok := a.Answers[f.Key]
		was, mended := old[f.Key], changed[f.Key]
		if !ok && !mended {
			continue
		}
		answer := pages.Answer{Label: f.Label.In(l), Lines: form.Show(f, v, l, territory(l)), Changed: mended}
		if mended {
			answer.Old = form.Show(f, was, l, territory(l))
		}
		list = append(list, answer)
	}
	return list
}

// before is the answers before the last correction, and which of them it changed.
func before(a casework.Application) (old map[string]any, changed map[string]bool) {
	changed = map[string]bool{}
	for _, e := range slices.Backward(a.Events) {
		if e.Action == casework.Resubmit {
			for _, key := range form.Strings(e.Detail["changed"]) {
				changed[key] = true
			}
			return form.Map(e.Detail["old"]), changed
		}
	}
	return nil, changed
}

// checks is every rule of the service in order, with what came of it in the last assessment.
func checks(l locale.Lang, a casework.Application) []pages.Check {
	traces := map[int]catalogue.CheckTrace{}
	var in catalogue.Input
	if last := a.Assessment(); last != nil {
		in = catalogue.Input{Facts: last.Facts, Form: last.Answers, Today: last.Today}
		for _, t := range last.Outcome.Trace {
			traces[t.Index] = t
		}
	}
	var list []pages.Check
	for i, rule := range a.Service.Checks {
		c := pages.Check{
			Result: "ask", Word: l.T("admin.check.open"), Words: ui.Rule{Lang: l, Clause: explain.Rule(a.Service, i, l)}, Expr: rule.Require,
			Reason: l.T("admin.check.otherwise", "Reason", rule.Reason.In(l)),
		}
		t, ok := traces[i]
		if ok {
			c.Words.Clause, c.Words.Marks = explain.Case(a.Service, i, in, l), true
		}
		switch {
		case ok && t.Apart:
			c.Result, c.Word = "ok", l.T("admin.check.apart")
		case ok && t.Held == nil:
			c.Word, c.Error = l.T("admin.check.failed-to-run"), t.Error
		case ok && *t.Held:
			c.Result, c.Word = "ok", l.T("admin.check.held")
		case ok:
			c.Result, c.Word, c.Reason = "no", l.T("admin.check.broke."+string(rule.Otherwise)), rule.Reason.In(l)
		}
		for _, path := range sorted(t.Values) {
			if title, said, ok := casework.Told(a.Service, path, t.Values[path], l); ok {
				c.Values = append(c.Values, ui.Pair{Key: title, Value: cmp.Or(said, l.T("admin.case.no-answer"))})
			}
		}
		list = append(list, c)
	}
	return list
}

// outcome is what the rules make of the application, in a sentence.
func outcome(l locale.Lang, a casework.Application) string {
	last := a.Assessment()
	if last == nil {
		return l.T("admin.check.never")
	}
	return l.T("admin.check.outcome."+string(last.Outcome.Outcome)) + " · " + l.DateTime(last.At)
}

// facts is what the registers said, each with its source and time.
func facts(l locale.Lang, a casework.Application) []pages.Facts {
	var list []pages.Facts
	for _, name := range sorted(a.Facts) {
		fact := a.Facts[name]
		code := fact.Register
		if code == "" {
			code = name
		}
		entry, _ := catalogue.Lists().Registers.Get(code)
		group := pages.Facts{Register: entry.Title.In(l), Source: l.T("admin.case.read", "Time", l.DateTime(fact.FetchedAt))}
		if fact.Source != code {
			group.Source = l.T("admin.case.source", "Source", fact.Source, "Time", l.DateTime(fact.FetchedAt))
		}
		for _, field := range register.Fields(code) {
			v, ok := fact.Value[field.Name]
			if !ok || v == nil {
				continue
			}
			row := ui.Row{Key: register.Title(code, field.Name).In(l), Value: value(l, field, v)}
			for _, d := range a.Disputes {
				if d.Register == code && d.Field == field.Name {
					row.Note = l.T("dispute.admin.contested", "Number", locale.ByThrees(d.Number), "Date", l.Due(d.DueAt), "Claim", d.Claim)
				}
			}
			group.Rows = append(group.Rows, row)
		}
		if len(group.Rows) == 0 {
			group.Missing = l.T("admin.case.nothing-known")
		}
		list = append(list, group)
	}
	return list
}

// value is a value of a record as people read it; of a list of things, how many there are.
func value(l locale.Lang, field register.FieldType, v any) string {
	switch field.Kind {
	case register.KindObject:
		return words(l, field, form.Map(v))
	case register.KindList:
		if field.Elem == register.KindObject {
			return things(l, field, v)
		}
		return casework.Word(v, catalogue.LineList, field.Unit, nil, l)
	case register.KindText:
		if field.Name == "region" || field.Name == "district" {
			return catalogue.Lists().Territory(form.String(v), l)
		}
		if office, ok := catalogue.OfficeTitle(field.Name, form.String(v)); ok {
			return office.In(l)
		}
		if title, ok := register.ValueTitleOf("", field.Name, form.String(v)); ok && (len(field.Values) > 0 || field.Name == "status" || register.IsCountry(field.Name)) {
			return title.In(l)
		}
	case register.KindInteger:
		if n, ok := form.Number(v); ok && n == 0 && register.ZeroIsNone(field.Name) {
			return l.T("explain.there.no")
		}
	case register.KindBool, register.KindDecimal, register.KindDate: // as the applicant reads them
	}
	return casework.Word(v, catalogue.LineKind(field.Kind), field.Unit, nil, l)
}

// shownThings is how many things of a list are written out.
const shownThings = 10

func things(l locale.Lang, field register.FieldType, v any) string {
	list := form.Maps(v)
	if len(list) == 0 {
		return l.T("admin.case.none")
	}
	text := ""
	for i, one := range list {
		if i == shownThings {
			return text + "\n" + l.T("admin.case.and-more", "Count", len(list)-i)
		}
		if i > 0 {
			text += "\n"
		}
		text += words(l, field, one)
	}
	return text
}

// words is a thing in a line: what it is known by, then its other fields, each with its name.
func words(l locale.Lang, field register.FieldType, one map[string]any) string {
	text := ""
	for _, f := range field.Fields {
		v, ok := one[f.Name]
		if !ok || v == nil || f.Kind == register.KindObject || f.Kind == register.KindList {
			continue
		}
		if text == "" {
			text = value(l, f, v)
			continue
		}
		text += " · " + register.Title(register.Place(field.Object), f.Name).In(l) + ": " + value(l, f, v)
	}
	return text
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
