package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Purpose is what a fact is read for; a message of package locale is kept under "passport.reads.<purpose>".
type Purpose string

// Purposes, in the order in which they are told.
const (
	ForPick     Purpose = "pick"     // the applicant picks from it instead of typing
	ForQuestion Purpose = "question" // whether a question is asked
	ForRules    Purpose = "rules"    // a check reads it
	ForPrice    Purpose = "price"    // the fee depends on it
	ForValue    Purpose = "value"    // something is worked out from it
	ForResult   Purpose = "result"   // it stands on the result
)

var purposes = []Purpose{ForPick, ForQuestion, ForRules, ForPrice, ForValue, ForResult}

// Reading is a field of a register that a service reads, and what for.
type Reading struct {
	Register string
	Field    string
	For      []Purpose
}

// Readings is everything that a service reads of registers, by register and field. The register that it looks up is among
// them.
func (s *Service) Readings() []Reading {
	r := readings{svc: s}
	r.programs(ForQuestion, s.asked)
	r.programs(ForPrice, s.fees)
	r.programs(ForRules, s.checks)
	for _, p := range s.computed {
		r.program(ForValue, p)
	}
	for _, q := range s.Form {
		for _, q := range append([]form.Field{q}, q.Fields...) {
			if code, field, _ := register.PickSource(q.Kind); field != "" {
				r.add(code, field, ForPick)
			}
		}
	}
	for _, shown := range s.shown {
		if len(shown.steps) > 0 {
			r.add(shown.root, shown.steps[0], ForResult)
		}
	}
	slices.SortFunc(r.list, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(a.Register, b.Register), cmp.Compare(a.Field, b.Field))
	})
	for _, one := range r.list {
		slices.SortFunc(one.For, func(a, b Purpose) int { return slices.Index(purposes, a) - slices.Index(purposes, b) })
	}
	return r.list
}

// FeeAnswers is the answers of the form that a row of the fee is for, in words; nil when its condition says more than
// that one of them was chosen.
func (s *Service) FeeAnswers(row int) []locale.Text {
	program := s.fees[row]
	if program == nil || strings.ContainsAny(program.Expr, "!&<>?(") {
		return nil
	}
	var out []locale.Text
	for _, q := range s.Form {
		for _, word := range program.Words[formRoot+"."+q.Key] {
			for _, o := range q.Options {
				if o.Value == word {
					out = append(out, o.Label)
				}
			}
		}
	}
	return out
}

type readings struct {
	svc  *Service
	list []Reading
}

func (r *readings) programs(purpose Purpose, list []*rule.Program) {
	for _, p := range list {
		r.program(purpose, p)
	}
}

func (r *readings) program(purpose Purpose, p *rule.Program) {
	if p == nil {
		return
	}
	for _, read := range p.Reads {
		r.add(read.Root, read.Field, purpose)
	}
}

func (r *readings) add(code, field string, purpose Purpose) {
	switch {
	case code == formRoot, code == todayPath, code == computeRoot, field == "":
		return
	case code == register.FoundKey:
		code = r.svc.Lookup.Register
	}
	i := slices.IndexFunc(r.list, func(other Reading) bool { return other.Register == code && other.Field == field })
	if i < 0 {
		r.list = append(r.list, Reading{Register: code, Field: field})
		i = len(r.list) - 1
	}
	if !slices.Contains(r.list[i].For, purpose) {
		r.list[i].For = append(r.list[i].For, purpose)
	}
}

// needsOf is the registers among readings, with the fields of each.
func needsOf(list []Reading) []Need {
	var needs []Need
	for _, use := range list {
		if n := len(needs); n == 0 || needs[n-1].Register != use.Register {
			needs = append(needs, Need{Register: use.Register})
		}
		last := &needs[len(needs)-1]
		last.Fields = append(last.Fields, use.Field)
	}
	return needs
}

// FeeCase names a row of the fee: by its own label, by the answers that its condition names, or as what is left.
func (s *Service) FeeCase(row int, l locale.Lang) string {
	switch t := s.Definition.Fee[row]; {
	case !t.Label.IsZero():
		return t.Label.In(l)
	case t.When == "":
		return l.T("public.fee.otherwise")
	}
	var answers []string
	for _, a := range s.FeeAnswers(row) {
		answers = append(answers, a.In(l))
	}
	if len(answers) == 0 {
		return l.T("public.fee.by-condition")
	}
	return strings.Join(slices.Compact(answers), ", ")
}
