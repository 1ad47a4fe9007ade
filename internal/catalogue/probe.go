package catalogue

import (
	"slices"
	"strings"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Probe is something that a rehearsal asks: a question of the form, or a fact that a register would say.
type Probe struct {
	Path     string     // as expressions read it
	Register string     // whose fact it is; empty for a question of the form and for what is picked in one
	Question string     // key of the question of the form that it belongs to; empty for a fact
	Field    form.Field // how it is asked, never required; its key is unique among the probes

	kind asking
}

// asking is how a value is asked for that a person would not type as the register keeps it.
type asking int

const (
	asTyped    asking = iota
	asPresence        // a text: is there any?
	asAny             // a list: is there anything in it?
	asCount           // a list of which only the length matters
)

// Answers of a choice that are none of the words which the rules know.
const (
	otherWord = "-other"
	noWord    = "-none"
)

// probes finds what the rules of a service read.
type probes struct {
	svc       *Service
	questions map[string]bool // of the form that matter; true when a rule reads them and they can be asked
	facts     []rule.Read
	seen      map[string]bool     // paths
	words     map[string][]string // that texts are compared with, by path
}

// reads is what the checks and the fee read, with the questions whose answers decide whether a question is asked.
func (s *Service) reads() *probes {
	p := &probes{svc: s, questions: map[string]bool{}, seen: map[string]bool{}, words: map[string][]string{}}
	for _, program := range slices.Concat(s.checks, s.fees) {
		if program != nil {
			p.follow(program, true)
		}
	}
	return p
}

func (p *probes) follow(program *rule.Program, ask bool) {
	for path, words := range program.Words {
		p.words[path] = append(p.words[path], words...)
	}
	for _, r := range program.Reads {
		switch r.Root {
		case formRoot:
			p.question(r.Field, ask)
		case register.CompanyKey:
			p.question(p.svc.company, false)
		case register.FoundKey:
			p.follow(p.svc.lookup, false)
		}
		if path := r.Path(); !p.seen[path] {
			p.seen[path] = true
			p.facts = append(p.facts, r)
		} else if !r.Sized { // elsewhere more than its length is read
			i := slices.IndexFunc(p.facts, func(other rule.Read) bool { return other.Path() == path })
			p.facts[i].Sized = false
		}
	}
}

func (p *probes) question(key string, ask bool) {
	known, met := p.questions[key]
	p.questions[key] = known || ask
	if met {
		return
	}
	for i, q := range p.svc.Form {
		if q.Key == key && p.svc.asked[i] != nil {
			p.follow(p.svc.asked[i], true)
		}
	}
}

// Probes is what a rehearsal asks: the questions of the form in their order, then the facts of registers, each register's
// together.
func (s *Service) Probes() []Probe {
	p := s.reads()
	var out []Probe
	for _, q := range s.Form {
		if p.questions[q.Key] {
			out = append(out, p.ofQuestion(q)...)
		}
	}
	byRegister := map[string][]Probe{}
	var order []string
	for _, r := range p.facts {
		if r.Root == formRoot {
			continue
		}
		probe, ok := p.ofFact(r)
		if !ok {
			continue
		}
		if byRegister[probe.Register] == nil {
			order = append(order, probe.Register)
		}
		byRegister[probe.Register] = append(byRegister[probe.Register], probe)
	}
	for _, code := range order {
		out = append(out, byRegister[code]...)
	}
	return out
}

// typed is the kinds of questions that can be tried out as they are. Files, times and rows are left out, and so are
// numbers that name a person: nobody needs to type them to learn what the rules say.
func typed(kind form.Kind) bool {
	switch kind {
	case form.KindText, form.KindInteger, form.KindDecimal, form.KindMoney, form.KindDate, form.KindYear, form.KindYesNo, form.KindChoice,
		form.KindChoices, form.KindCadastre, form.KindPlate, form.KindRegion, form.KindDistrict, form.KindPeriod:
		return true
	default:
		return false
	}
}

func (p *probes) ofQuestion(q form.Field) []Probe {
	if typed(q.Kind) {
		field := q
		field.When, field.Required = "", new(bool)
		return []Probe{{Path: formRoot + "." + q.Key, Question: q.Key, Field: field}}
	}
	fields := register.Picked(q.Kind)
	var out []Probe
	for _, r := range p.facts {
		if r.Root != formRoot || r.Field != q.Key || r.Part == "" {
			continue
		}
		i := slices.IndexFunc(fields, func(f register.FieldType) bool { return f.Name == r.Part })
		if i < 0 {
			continue
		}
		if probe, ok := p.probe(r, string(q.Kind), fields[i]); ok {
			probe.Question = q.Key
			probe.Field.Label = locale.TextOf("rehearsal.probe.part", "Thing", q.Label, "Title", probe.Field.Label)
			out = append(out, probe)
		}
	}
	return out
}

func (p *probes) ofFact(r rule.Read) (Probe, bool) {
	code := r.Root
	if code == register.FoundKey {
		code = p.svc.Lookup.Register
	}
	t, ok := register.Field(code, r.Field)
	place := code
	if ok && r.Part != "" {
		place = register.Place(t.Object)
		t, ok = t.Field(r.Part)
	}
	if !ok {
		return Probe{}, false
	}
	probe, ok := p.probe(r, place, t)
	probe.Register = code
	return probe, ok
}

// probe is how the value of a field is asked for; false when a person cannot be asked for it.
func (p *probes) probe(r rule.Read, place string, t register.FieldType) (Probe, bool) {
	out := Probe{Path: r.Path()}
	title := register.Title(place, t.Name)
	out.Field = form.Field{Key: "fact-" + strings.ReplaceAll(out.Path, ".", "-"), Label: title, Required: new(bool)}
	switch t.Kind {
	case register.KindBool:
		out.Field.Kind = form.KindYesNo
	case register.KindInteger:
		out.Field.Kind = form.KindInteger
		if kindOf(t) == LineYear {
			out.Field.Kind = form.KindYear
		}
	case register.KindDecimal:
		out.Field.Kind = form.KindDecimal
		if t.Unit == "som" {
			out.Field.Kind = form.KindMoney
		}
	case register.KindDate:
		out.Field.Kind = form.KindDate
	case register.KindText:
		return p.ofText(out, place, t)
	case register.KindList:
		out.kind, out.Field.Kind = asAny, form.KindYesNo
		out.Field.Label = locale.TextOf("rehearsal.probe.any", "Title", title)
		if r.Sized {
			out.kind, out.Field.Kind = asCount, form.KindInteger
			out.Field.Label = locale.TextOf("rehearsal.probe.count", "Title", title)
		}
	default: // a whole object: its parts are asked for
		return out, false
	}
	return out, true
}

// ofText asks for a text by the words that the rules know: a name or a number that must be equal to another one is
// nothing that a person could try out.
func (p *probes) ofText(out Probe, place string, t register.FieldType) (Probe, bool) {
	words := p.words[out.Path]
	switch {
	case kindOf(t) == LineRegion:
		out.Field.Kind = form.KindRegion
		return out, true
	case kindOf(t) == LineDistrict:
		out.Field.Kind = form.KindDistrict
		return out, true
	case len(t.Values) == 0 && len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return w != "" }):
		out.kind, out.Field.Kind = asPresence, form.KindYesNo
		out.Field.Label = locale.TextOf("rehearsal.probe.any", "Title", out.Field.Label)
		return out, true
	}
	out.Field.Kind = form.KindChoice
	values := t.Values
	if len(values) == 0 {
		values = slices.Sorted(slices.Values(words))
	}
	for _, word := range slices.Compact(slices.Clone(values)) {
		if word == "" {
			continue
		}
		title, ok := register.ValueTitleOf(place, t.Name, word)
		if !ok {
			title = locale.Text{Uz: word, Ru: word, En: word}
		}
		out.Field.Options = append(out.Field.Options, form.Option{Value: word, Label: title})
	}
	if len(out.Field.Options) == 0 {
		return out, false
	}
	if len(t.Values) == 0 {
		out.Field.Options = append(out.Field.Options, form.Option{Value: otherWord, Label: locale.TextOf("rehearsal.probe.another")})
	}
	if slices.Contains(words, "") {
		out.Field.Options = append(out.Field.Options, form.Option{Value: noWord, Label: locale.TextOf("rehearsal.probe.no-such")})
	}
	return out, true
}
