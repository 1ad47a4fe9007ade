// Package feedback is what people say about services: marks by four criteria, suggestions, concerns and reports of
// corruption, and the cases that low marks and concerns open for the authority and its supervisor.
package feedback

import "slices"

// Kind is what a person wants to say.
type Kind string

// Kinds of feedback.
const (
	Rating     Kind = "rating"     // marks from one to five, with a comment
	Suggestion Kind = "suggestion" // how it could be better
	Concern    Kind = "concern"    // something went wrong; opens a case
	Corruption Kind = "corruption" // a bribe was asked for; opens a case for the supervisor, never for the office itself
)

// Steps from which people say how it went, besides the states of applications.
const (
	StepNotEligible = "not-eligible"   // rules that were tried on typed answers would refuse
	StepPayment     = "payment-failed" // a fee that could not be paid
	StepRegister    = "register-down"  // a register that the service reads does not answer
)

// Steps is those.
var Steps = []string{StepNotEligible, StepPayment, StepRegister}

// Kinds is every kind, in the order in which pages offer them.
var Kinds = []Kind{Rating, Suggestion, Concern, Corruption}

// ParseKind reads a kind from a link. Anything unknown is a rating: a footer link must never lead to an error.
func ParseKind(s string) Kind {
	if slices.Contains(Kinds, Kind(s)) {
		return Kind(s)
	}
	return Rating
}

// Criterion is one of the four things that the rule of December 2025 asks people to rate.
type Criterion string

// The four criteria of the rule.
const (
	Legality      Criterion = "legality"
	Quality       Criterion = "quality"
	Timeliness    Criterion = "timeliness"
	Accessibility Criterion = "accessibility"
)

// Criteria is the four, in the order of the rule.
var Criteria = []Criterion{Legality, Quality, Timeliness, Accessibility}

// LowMark is the highest mark that opens a case.
const LowMark = 3

// Marks is what was given by each criterion, from 1 to 5; 0 was skipped.
type Marks struct{ Legality, Quality, Timeliness, Accessibility int }

// Of is the mark by a criterion, 0 when it was skipped.
func (m Marks) Of(c Criterion) int {
	switch c {
	case Legality:
		return m.Legality
	case Quality:
		return m.Quality
	case Timeliness:
		return m.Timeliness
	default:
		return m.Accessibility
	}
}

// With is the marks with one of them set.
func (m Marks) With(c Criterion, mark int) Marks {
	switch c {
	case Legality:
		m.Legality = mark
	case Quality:
		m.Quality = mark
	case Timeliness:
		m.Timeliness = mark
	default:
		m.Accessibility = mark
	}
	return m
}

// Any reports whether anything was marked.
func (m Marks) Any() bool { return m != Marks{} }

// Low reports whether a mark is so low that the authority and its supervisor must look into it.
func (m Marks) Low() bool {
	for _, c := range Criteria {
		if v := m.Of(c); v > 0 && v <= LowMark {
			return true
		}
	}
	return false
}
