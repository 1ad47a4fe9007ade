package cabinet

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// why explains what the rules made of an application: the rule that did not hold with its facts, their source and
// time, then the facts behind the rules that held. It speaks only of decisions that the rules took part in.
func why(a casework.Application, l locale.Lang) *cabinet.Why {
	kept := a.Assessment()
	if kept == nil || len(kept.Outcome.Trace) == 0 || a.State == casework.New {
		return nil
	}
	v, official := &cabinet.Why{Title: l.T("cabinet.why.title")}, a.RefusedByOfficial()
	if official {
		v.Title, v.Official = l.T("cabinet.why.found"), l.T("cabinet.why.official")
		if reason := strings.ReplaceAll(a.Reason.In(l), "\n", " "); a.State == casework.Appealed && reason != "" { // above stands that it is appealed against
			v.Official = l.T("cabinet.why.official-reason", "Reason", reason)
		}
	}
	held, fixed := 0, explain.Open
	for _, t := range kept.Outcome.Trace {
		rows := valueRows(a, *kept, t, l)
		switch {
		case t.Index == kept.Outcome.Check && kept.Outcome.Outcome != catalogue.Grant:
			if a.State == casework.Done {
				continue // an official found otherwise: what the timeline says stands, not the rule
			}
			v.Rule, v.No = kept.Outcome.Cause.In(l), rows
			v.Against = kept.Outcome.Outcome != catalogue.ToReview
			fixed = reasons(v, a, *kept, l)
		case t.Held != nil && *t.Held:
			held++
			for _, row := range rows {
				if !slices.ContainsFunc(v.Yes, func(r ui.Row) bool { return r.Key == row.Key }) {
					v.Yes = append(v.Yes, row)
				}
			}
		}
	}
	if held > 0 {
		v.Held = l.T("cabinet.why.held", "Count", held)
	}
	if v.Against && fixed == explain.Open && a.State == casework.Refused && !official {
		v.What = l.T("cabinet.why.change")
	}
	if v.Rule == "" && len(v.Yes) == 0 {
		return nil
	}
	return v
}

// nextStep is what a refused applicant can do, by the ground that an official gave.
func nextStep(a casework.Application, l locale.Lang) string {
	g, ok := a.Ground()
	if a.State != casework.Refused || !ok {
		return ""
	}
	return g.Next.In(l)
}

// reasons adds the rule that decided in words and what would have changed the outcome, worked out anew from what was
// kept, and reports whether the rule looks at what nobody can change. A rule that could not be evaluated asks for a person,
// and no change of a fact would tell more.
func reasons(v *cabinet.Why, a casework.Application, kept casework.Assessed, l locale.Lang) (fixed explain.Fixed) {
	check := kept.Outcome.Check
	in := catalogue.Input{Facts: kept.Facts, Form: kept.Answers, Today: kept.Today}
	v.Words = &ui.Rule{Lang: l, Clause: explain.Case(a.Service, check, in, l), Marks: true}
	if held := kept.Outcome.Trace[check].Held; held == nil || !v.Against {
		return explain.Open
	}
	changes, fixed := explain.Changes(a.Service, check, in, l)
	for _, c := range changes {
		then := l.T("explain.then." + string(c.Then))
		if next := c.Next.In(l); next != "" {
			then += " " + l.T("explain.next", "Reason", next)
		}
		v.Changes = append(v.Changes, cabinet.Change{Text: c.Text, Then: then})
	}
	switch {
	case fixed != explain.Open:
		v.None = l.T("explain." + string(fixed))
	case len(changes) == 0:
		v.None = l.T("explain.changes-none")
	}
	return fixed
}

// valueRows is the facts that a check read, with where each comes from and when it was fetched.
func valueRows(a casework.Application, kept casework.Assessed, t catalogue.CheckTrace, l locale.Lang) []ui.Row {
	paths := make([]string, 0, len(t.Values))
	for path := range t.Values {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var rows []ui.Row
	for _, path := range paths {
		if row, ok := valueRow(a, kept, path, t.Values[path], l); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

func valueRow(a casework.Application, kept casework.Assessed, path string, v any, l locale.Lang) (ui.Row, bool) {
	parts := strings.Split(path, ".")
	if parts[0] == "form" && len(parts) > 1 {
		for _, f := range a.Service.Form {
			if f.Key != parts[1] {
				continue
			}
			if len(parts) > 2 {
				return pickedRow(kept, f, parts[2], v, l)
			}
			shown := form.Show(f, kept.Answers[f.Key], l, territory(l))
			return ui.Row{Key: f.Label.In(l), Value: strings.Join(shown, ", "), Note: l.T("cabinet.why.answer")}, len(shown) > 0
		}
		return ui.Row{}, false
	}
	key := parts[0]
	if key == "reg" && len(parts) > 1 {
		parts = parts[1:]
		key = parts[0]
	}
	code := key
	if key == register.FoundKey && a.Service.Lookup != nil {
		code = a.Service.Lookup.Register
	}
	if len(parts) < 2 {
		return ui.Row{}, false
	}
	t, ok := register.Field(code, parts[1])
	if !ok {
		return ui.Row{}, false
	}
	row, ok := factRow(l, code, t, v)
	if t.Kind == register.KindList && len(t.Fields) > 0 { // what stands in them is on the page of facts
		row, ok = ui.Row{Key: register.Title(code, t.Name).In(l), Value: l.T("explain.entries", "Count", len(form.Maps(v)))}, true
	}
	if fact, known := kept.Facts[key]; ok && known {
		row.Note = source(l, code, fact.FetchedAt)
	}
	return row, ok
}

func pickedRow(kept casework.Assessed, f form.Field, name string, v any, l locale.Lang) (ui.Row, bool) {
	for _, t := range register.Picked(f.Kind) {
		if t.Name == name {
			row, ok := factRow(l, string(f.Kind), t, v)
			row.Key = f.Label.In(l) + ": " + row.Key
			if code, _, _ := register.PickSource(f.Kind); code != "" {
				if fact, read := kept.Facts[code]; read {
					row.Note = source(l, code, fact.FetchedAt)
				}
			}
			return row, ok
		}
	}
	return ui.Row{}, false
}
