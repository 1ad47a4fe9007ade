package catalogue

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Rehearsal is what the rules of a service would make of typed answers.
type Rehearsal struct {
	Probes     []Probe // what is asked with these answers
	Assessment Assessment
	Verdict    Verdict
	Fee        *Tariff // nil while it depends on what is not answered
}

// Verdict is what a rehearsal comes to.
type Verdict string

// Verdicts, each with a message of package locale under "rehearsal.verdict.<verdict>".
const (
	Likely   Verdict = "likely"   // every rule holds, and rules decide
	No       Verdict = "no"       // a rule would refuse or send back
	Official Verdict = "official" // somebody decides
	Depends  Verdict = "depends"  // on what is not answered
)

// Rehearse evaluates the rules on answers to Probes, by the key of the probe's field. It is the assessment of an
// application; only that what is not answered stays open, where an application would have asked the registers.
func (s *Service) Rehearse(answers form.Answers, today register.Date) Rehearsal {
	t := trial{svc: s, reads: s.reads(), probes: s.Probes(), answers: answers, in: Input{Facts: register.Facts{}, Form: form.Answers{}, Today: today}}
	t.facts()
	t.questions()
	t.lookup()
	r := Rehearsal{Assessment: s.Assess(t.in)}
	for _, p := range t.probes {
		if p.Question == "" || t.asked(p.Question) {
			r.Probes = append(r.Probes, p)
		}
	}
	r.Verdict = r.Assessment.verdict(s)
	if fee, err := s.Fee(t.in); err == nil {
		r.Fee = &fee
	}
	return r
}

// verdict reads the checks in order, as an assessment does: the first that does not hold decides, unless one before it
// is still open.
func (a Assessment) verdict(s *Service) Verdict {
	waits := false
	for _, t := range a.Trace {
		switch {
		case len(t.Open) > 0:
			waits = true
		case t.Apart || t.Held != nil && *t.Held:
		case t.Held == nil || s.Checks[t.Index].Otherwise == ToReview:
			if waits {
				return Depends
			}
			return Official
		default:
			return No
		}
	}
	switch {
	case waits:
		return Depends
	case s.Process.Automatic():
		return Likely
	default:
		return Official
	}
}

// trial makes an input out of answers to probes.
type trial struct {
	svc     *Service
	reads   *probes
	probes  []Probe
	answers form.Answers
	in      Input
}

func (t *trial) leaveOpen(path string) {
	if !slices.Contains(t.in.Open, path) {
		t.in.Open = append(t.in.Open, path)
	}
}

// answer is what a probe was answered, as the register or the form would hold it; false when it is open.
func (t *trial) answer(path string) (any, bool) {
	i := slices.IndexFunc(t.probes, func(p Probe) bool { return p.Path == path })
	if i < 0 {
		return nil, false
	}
	v, ok := t.answers[t.probes[i].Field.Key]
	if !ok || v == nil {
		return nil, false
	}
	switch kind := t.probes[i].kind; {
	case kind == asPresence && v == true:
		return someText, true
	case kind == asPresence, v == noWord:
		return "", true
	case kind == asAny:
		return []any{}, v == false // what is in a list cannot be told from its being there
	case kind == asCount:
		n, _ := form.Number(v)
		list := make([]any, min(int(n), mostCounted))
		for i := range list {
			list[i] = map[string]any{}
		}
		return list, true
	}
	return v, true
}

// someText stands for a text of which only its being there is known.
const someText = "·"

// Stands reports whether a value of a rehearsal is a text of which only its being there is known.
func Stands(v any) bool { return v == someText }

// mostCounted bounds a typed count: no rule asks for more.
const mostCounted = 1000

// facts puts the facts of registers where an application has them; those without an answer stay open.
func (t *trial) facts() {
	for _, r := range t.reads.facts {
		if r.Root == formRoot || r.Root == todayPath {
			continue
		}
		v, ok := t.answer(r.Path())
		if !ok {
			t.leaveOpen(r.Path())
			continue
		}
		fact, known := t.in.Facts[r.Root]
		if !known {
			fact = register.Fact{Register: r.Root, Value: map[string]any{}}
			t.in.Facts[r.Root] = fact
		}
		put(fact.Value, r, v)
	}
}

func put(record map[string]any, r rule.Read, v any) {
	if r.Part == "" {
		record[r.Field] = v
		return
	}
	object, ok := record[r.Field].(map[string]any)
	if !ok {
		object = map[string]any{}
		record[r.Field] = object
	}
	object[r.Part] = v
}

// questions puts the answers of the form in its order: a question that is not asked has none, one whose condition is
// open is open itself.
func (t *trial) questions() {
	for i, q := range t.svc.Form {
		if _, matters := t.reads.questions[q.Key]; !matters {
			continue
		}
		path := formRoot + "." + q.Key
		asked, known := t.stands(i)
		switch {
		case !known:
			t.leaveOpen(path)
			if q.Key == t.svc.company {
				t.leaveOpen(register.CompanyKey)
			}
		case asked:
			t.question(q, path)
		case q.Key == t.svc.company: // no legal entity applies, and so nothing of it is open
			t.close(register.CompanyKey)
		}
	}
}

// stands reports whether a question is asked, and whether that is known yet.
func (t *trial) stands(i int) (asked, known bool) {
	if t.svc.asked[i] == nil {
		return true, true
	}
	v, err := t.svc.values(t.in)
	if err != nil {
		return false, false
	}
	holds, err := t.svc.asked[i].Bool(v)
	return holds, err == nil || rule.IsUnanswered(err)
}

func (t *trial) asked(key string) bool {
	i := slices.IndexFunc(t.svc.Form, func(q form.Field) bool { return q.Key == key })
	asked, known := t.stands(i)
	return asked && known
}

func (t *trial) question(q form.Field, path string) {
	v, answered := t.answer(path)
	switch {
	case answered:
		t.in.Form[q.Key] = v
	case register.Picked(q.Kind) != nil:
		t.picked(q, path)
	case q.IsRequired() || !typed(q.Kind):
		t.leaveOpen(path)
	}
}

// picked is a thing of which some parts are known. It is taken to be there: who has none cannot apply.
func (t *trial) picked(q form.Field, path string) {
	thing := map[string]any{}
	var open []string
	for _, r := range t.reads.facts {
		if r.Root != formRoot || r.Field != q.Key || r.Part == "" {
			continue
		}
		if v, ok := t.answer(r.Path()); ok {
			thing[r.Part] = v
		} else {
			open = append(open, r.Path())
		}
	}
	if len(thing) == 0 && !q.IsRequired() { // whether anything is picked is not known either
		t.leaveOpen(path)
		return
	}
	t.in.Form[q.Key] = thing
	for _, path := range open {
		t.leaveOpen(path)
	}
}

// lookup closes what was found, when there is nothing to look up by.
func (t *trial) lookup() {
	if t.svc.lookup == nil || t.in.Facts[register.FoundKey].Value != nil {
		return
	}
	v, err := rule.NewValues(rule.Given{Facts: t.in.Facts, Form: t.in.Form, Today: t.in.Today, Unknown: t.in.Open})
	if err != nil {
		return
	}
	if _, err := t.svc.lookup.Eval(v); rule.IsUnanswered(err) {
		t.close(register.FoundKey)
	}
}

// close takes everything of a record off what is open.
func (t *trial) close(root string) {
	t.in.Open = slices.DeleteFunc(t.in.Open, func(path string) bool { return path == root || strings.HasPrefix(path, root+".") })
}
