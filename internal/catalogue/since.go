package catalogue

import (
	"maps"
	"reflect"
	"slices"

	"github.com/yagona/portal/internal/form"
)

// Change is one thing in which a version of a service differs from an earlier one for who fills it in.
type Change struct {
	Aspect   Aspect
	Was, Is  *form.Field // of a question; nil where there was none, or is none any more
	Register string      // of Reads: the code of one that is read now and was not before
}

// Aspect is what a Change is about.
type Aspect string

// Aspects of a service that a person who began an application has to know of when they change.
const (
	Question Aspect = "question"
	Terms    Aspect = "term"
	Fees     Aspect = "fee"
	Rules    Aspect = "rules"
	Reads    Aspect = "reads"
	Level    Aspect = "level"
)

// Since is what changed from an earlier version to this one. Better words, keywords and hints are no change: nobody has
// to do anything else because of them.
func (s *Service) Since(was *Service) []Change {
	changes := questionsSince(was.Form, s.Form)
	differ := func(aspect Aspect, a, b any) {
		if !reflect.DeepEqual(a, b) {
			changes = append(changes, Change{Aspect: aspect})
		}
	}
	before, after := was.Term, s.Term
	before.Silence, after.Silence = "", "" // what follows from silence asks nothing of who applies
	differ(Terms, before, after)
	differ(Fees, []any{was.Definition.Fee, was.Discounts}, []any{s.Definition.Fee, s.Discounts})
	differ(Rules, was.decides(), s.decides())
	differ(Level, was.Assurance, s.Assurance)
	had := was.books()
	for _, code := range slices.Sorted(maps.Keys(s.books())) {
		if !had[code] {
			changes = append(changes, Change{Aspect: Reads, Register: code})
		}
	}
	return changes
}

func questionsSince(was, is []form.Field) []Change {
	find := func(in []form.Field, key string) *form.Field {
		if i := slices.IndexFunc(in, func(f form.Field) bool { return f.Key == key }); i >= 0 {
			return &in[i]
		}
		return nil
	}
	var changes []Change
	for i := range is {
		if before := find(was, is[i].Key); before == nil || !same(*before, is[i]) {
			changes = append(changes, Change{Aspect: Question, Was: before, Is: &is[i]})
		}
	}
	for i := range was {
		if find(is, was[i].Key) == nil {
			changes = append(changes, Change{Aspect: Question, Was: &was[i]})
		}
	}
	return changes
}

// same reports whether two versions of a question ask the same.
func same(a, b form.Field) bool {
	return a.Key == b.Key && a.Kind == b.Kind && a.Label == b.Label && a.When == b.When && a.IsRequired() == b.IsRequired() &&
		a.Least() == b.Least() && a.Most() == b.Most() && slices.Equal(a.Options, b.Options) && slices.EqualFunc(a.Fields, b.Fields, same)
}

// decides is what an application is decided by and ends in.
func (s *Service) decides() []any {
	rules := make([]Check, len(s.Checks))
	for i, c := range s.Checks {
		rules[i] = Check{Require: c.Require, Otherwise: c.Otherwise} // the reason may find better words
	}
	return []any{s.Process, s.Authority, rules, s.Lookup, s.Consents, s.Result.Kind, s.Result.ValidDays}
}

// books is the registers that the service names or needs.
func (s *Service) books() map[string]bool {
	all := map[string]bool{}
	for _, code := range s.Registers {
		all[code] = true
	}
	for _, n := range s.needs {
		if Lists().Registers.Has(n.Register) {
			all[n.Register] = true
		}
	}
	return all
}
