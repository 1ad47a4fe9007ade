package catalogue

import (
	"errors"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// values prepares an evaluation. What was not picked or not looked up, because its question does not apply, is told
// from what is not known.
func (s *Service) values(in Input) (*rule.Values, error) {
	given := rule.Given{Facts: in.Facts, Form: in.Form, Today: in.Today, Unknown: in.Open}
	if _, applies := in.Facts[register.CompanyKey]; s.company != "" && in.Form[s.company] == nil && !applies {
		given.NotApplied = append(given.NotApplied, register.CompanyKey)
	}
	if _, found := in.Facts[register.FoundKey]; !found && s.lookup != nil {
		v, err := rule.NewValues(given)
		if err != nil {
			return nil, err
		}
		if _, err := s.lookup.Eval(v); rule.IsUnanswered(err) {
			given.NotApplied = append(given.NotApplied, register.FoundKey)
		}
	}
	return rule.NewValues(given)
}

// Asked is the questions that are asked now, by key. A condition on a question that is not answered yet hides its
// question; one on a fact that is not known shows it, because an answer too many is a smaller harm than a missing one.
func (s *Service) Asked(in Input) map[string]bool {
	asked := make(map[string]bool, len(s.Form))
	v, err := s.values(in)
	for i, q := range s.Form {
		switch {
		case s.asked[i] == nil || err != nil:
			asked[q.Key] = true
		default:
			holds, err := s.asked[i].Bool(v)
			asked[q.Key] = holds || err != nil && !rule.IsUnanswered(err)
		}
	}
	return asked
}

// Fee is the first row of the tariff that holds. It fails with a *rule.MissingError when a fact that a row needs is not
// known: the amount is then not certain yet.
func (s *Service) Fee(in Input) (Tariff, error) {
	v, err := s.values(in)
	if err != nil {
		return Tariff{}, err
	}
	for i, row := range s.Definition.Fee {
		if s.fees[i] == nil {
			return row, nil
		}
		holds, err := s.fees[i].Bool(v)
		if err != nil && !rule.IsUnanswered(err) {
			return Tariff{}, err
		}
		if holds {
			return row, nil
		}
	}
	return Tariff{BHM: "0"}, nil // not reached: the last row of a definition has no condition
}

// Assess evaluates the checks in order; the first that does not hold decides. A check that can't be evaluated for want
// of a fact, or costs too much, sends the case to an official and never refuses; one that asks about a question which
// does not apply holds. All checks are traced, for the official and for the record.
func (s *Service) Assess(in Input) Assessment {
	a := Assessment{Outcome: Grant, Check: -1}
	v, err := s.values(in)
	if err != nil {
		return Assessment{Outcome: ToReview, Check: -1, Trace: []CheckTrace{{Index: -1, Error: err.Error()}}}
	}
	for i, check := range s.Checks {
		t := CheckTrace{Index: i, Expr: check.Require}
		held, values, err := s.checks[i].Trace(v)
		t.Values = values
		outcome, cause := check.Otherwise, check.Reason
		switch {
		case err == nil:
			t.Held = &held
		case rule.IsUnanswered(err):
			held, t.Apart, t.Error = true, true, err.Error()
		default:
			held, t.Open, t.Error = false, open(err), err.Error()
			outcome, cause = ToReview, locale.Text{}
		}
		a.Trace = append(a.Trace, t)
		if !held && a.Outcome == Grant {
			a.Outcome, a.Check, a.Cause = outcome, i, cause
		}
	}
	return a
}

// open is what a value depends on that is not known yet.
func open(err error) []string {
	if unknown, ok := errors.AsType[*rule.UnknownError](err); ok {
		return unknown.Paths
	}
	return nil
}

// LookupKey is what the record that the service looks up is kept by; empty when there is nothing to look up.
func (s *Service) LookupKey(in Input) (string, error) {
	if s.lookup == nil {
		return "", nil
	}
	v, err := rule.NewValues(rule.Given{Facts: in.Facts, Form: in.Form, Today: in.Today})
	if err != nil {
		return "", err
	}
	key, err := s.lookup.Eval(v)
	switch key := key.(type) {
	case string:
		return key, err
	case register.Date:
		return key.String(), err
	}
	if rule.IsUnanswered(err) {
		return "", nil
	}
	return "", err
}

// Company is the TIN of the legal entity applied for, empty when none is picked.
func (s *Service) Company(answers form.Answers) string {
	picked, _ := answers[s.company].(map[string]any)
	tin, _ := picked["tin"].(string)
	return tin
}

// CompanyQuestion is the key of the question that picks the legal entity applied for, empty when there is none.
func (s *Service) CompanyQuestion() string { return s.company }

// Rule is a check of the service in its parts.
func (s *Service) Rule(check int) rule.Node { return s.checks[check].Tree() }

// Look is a check in its parts with what each came to, evaluated as Assess does.
func (s *Service) Look(check int, in Input) rule.Node {
	v, err := s.values(in)
	if err != nil {
		return s.Rule(check)
	}
	return s.checks[check].Look(v)
}
