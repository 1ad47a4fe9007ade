// Package explain says rules in words: what a rule asks for, what stood against it in a case, and what would have
// changed the outcome. The words are made from the parts of the expression, so that no rule needs a second text that
// may say something else.
package explain

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

// Clause is a rule or a part of one in words: a sentence, or a heading with parts under it.
type Clause struct {
	Text  string
	Parts []Clause
	Known bool   // it was evaluated
	Held  bool   // and held
	Saw   string // what it saw instead of what it asks for; empty when that says nothing more
	Code  bool   // Text is the expression itself, because no words were found
}

// Rule is a check of a service in words.
func Rule(svc *catalogue.Service, check int, l locale.Lang) Clause {
	s := speaker{svc: svc, l: l}
	return s.clause(svc.Rule(check), true)
}

// Case is a check in words with what each part came to for that input.
func Case(svc *catalogue.Service, check int, in catalogue.Input, l locale.Lang) Clause {
	s := speaker{svc: svc, l: l, today: in.Today, in: &in}
	return s.clause(svc.Look(check, in), true)
}

// speaker says parts of a service's rules.
type speaker struct {
	svc   *catalogue.Service
	l     locale.Lang
	today register.Date // zero when a rule is said without a case
	in    *catalogue.Input
	bound []bound // entries of the lists around
}

// bound is the name of an entry of a list, and what its fields are.
type bound struct {
	name string
	list catalogue.Line
}

// clause says a part; with want false, that it does not hold.
func (s speaker) clause(n rule.Node, want bool) Clause {
	c := s.say(n, want)
	if held, ok := n.Value.(bool); ok && n.Known && n.Op != rule.OpNot {
		c.Known, c.Held = true, held == want
	}
	return c
}

func (s speaker) say(n rule.Node, want bool) Clause {
	switch n.Op {
	case rule.OpNot:
		return s.clause(n.Args[0], !want)
	case rule.OpAll, rule.OpAny:
		return s.joined(n, want)
	case rule.OpChoose:
		return s.choice(n, want)
	case rule.OpExists, rule.OpEach:
		return s.entries(n, want)
	case rule.OpHas:
		return s.there(n.Args[0], want)
	case rule.OpIn:
		return s.among(n, want)
	case rule.OpFact:
		return s.is(n, want)
	case rule.OpValue:
		return Clause{Text: s.yesNo(n.Value == want)}
	case "==", "!=", "<", "<=", ">", ">=":
		return s.compared(n, want)
	case rule.OpCall:
		if n.Name == "matches" {
			return s.leaf(n.Args[0], s.l.T("explain.form."+word(want)))
		}
		return Clause{Text: n.Text, Code: true}
	default:
		return Clause{Text: n.Text, Code: true}
	}
}

func word(want bool) string {
	if want {
		return "yes"
	}
	return "no"
}

func (s speaker) yesNo(v bool) string { return s.l.T("common." + word(v)) }

// joined is a list of conditions of which all, or one, must hold.
func (s speaker) joined(n rule.Node, want bool) Clause {
	all := (n.Op == rule.OpAll) == want
	if !all && want {
		if c, ok := s.when(n); ok {
			return c
		}
	}
	c := Clause{Text: s.l.T("explain.any")}
	if all {
		c.Text = s.l.T("explain.all-of")
	}
	for _, part := range n.Args {
		c.Parts = append(c.Parts, s.clause(part, want))
	}
	return c
}

// when says "A or B" as "if not A, then B", where A asks only what was chosen in the form: that is how such rules are
// meant.
func (s speaker) when(n rule.Node) (Clause, bool) {
	var guards, rest []rule.Node
	for _, part := range n.Args {
		if chosen(part) {
			guards = append(guards, part)
		} else {
			rest = append(rest, part)
		}
	}
	if len(rest) == 0 && len(guards) > 1 && guards[0].Op == "!=" {
		guards, rest = guards[:1], n.Args[1:]
	}
	if len(guards) == 0 || len(rest) == 0 {
		return Clause{}, false
	}
	var when []string
	for _, g := range guards {
		when = append(when, Inline(s.clause(g, false), s.l))
	}
	c := Clause{Text: s.l.T("explain.if", "When", strings.Join(when, s.l.T("explain.and")))}
	if len(rest) == 1 {
		c.Parts = []Clause{s.clause(rest[0], true)}
	} else {
		either := rule.Node{Op: rule.OpAny, Args: rest}
		if n.Known && !slices.ContainsFunc(guards, func(g rule.Node) bool { return !g.Known || g.Value != false }) {
			either.Value, either.Known = n.Value, true // the guards settled nothing: the whole came to what the rest did
		}
		c.Parts = []Clause{s.clause(either, true)}
	}
	return c, true
}

// chosen reports whether a condition is about a choice made in the form.
func chosen(n rule.Node) bool {
	switch n.Op {
	case "==", "!=", rule.OpIn:
		fact, value := n.Args[0], n.Args[1]
		if n.Op == rule.OpIn && fact.Op == rule.OpValue {
			fact, value = value, fact
		}
		return answer(fact) && (value.Op == rule.OpValue || value.Op == rule.OpList)
	case rule.OpNot: // of a record too: "if it was found"
		inner := n.Args[0]
		return chosen(inner) || inner.Op == rule.OpHas && strings.HasPrefix(inner.Args[0].Path, register.FoundKey+".")
	default:
		return false
	}
}

// answer reports whether a fact is the whole answer to a question.
func answer(n rule.Node) bool {
	return n.Op == rule.OpFact && strings.HasPrefix(n.Path, "form.") && strings.Count(n.Path, ".") == 1
}

func (s speaker) choice(n rule.Node, want bool) Clause {
	branch := func(held bool, then rule.Node) Clause {
		text := s.l.T("explain.if", "When", Inline(s.clause(n.Args[0], held), s.l))
		return Clause{Text: text, Parts: []Clause{s.clause(then, want)}}
	}
	return Clause{Text: s.l.T("explain.all-of"), Parts: []Clause{branch(true, n.Args[1]), branch(false, n.Args[2])}}
}

// entries is a condition on the entries of a list.
func (s speaker) entries(n rule.Node, want bool) Clause {
	key := "explain." + string(n.Op) + "." + word(want)
	c := Clause{Text: s.l.T(key, "List", s.quoted(n.Args[0]))}
	c.Parts = []Clause{s.of(n).clause(n.Args[1], true)}
	if c.Parts[0].Parts != nil && n.Args[1].Op == rule.OpAll {
		c.Parts = c.Parts[0].Parts // the heading says that all of them are meant
	}
	return c
}

// of is the speaker inside a list.
func (s speaker) of(n rule.Node) speaker {
	line, _ := s.line(n.Args[0])
	s.bound = append(slices.Clone(s.bound), bound{n.Name, line})
	return s
}

// there says whether there is something.
func (s speaker) there(n rule.Node, want bool) Clause {
	return s.leaf(n, s.l.T("explain.there."+word(want)))
}

// leaf is a fact with what is asked of it.
func (s speaker) leaf(n rule.Node, words string) Clause {
	c := Clause{Text: s.l.T("explain.leaf", "Fact", s.quoted(n), "Words", words)}
	if line, ok := s.line(n); ok && n.Known && n.Op == rule.OpFact {
		c.Saw = s.value(n.Value, line)
	}
	return c
}

// is says the value of a yes or no.
func (s speaker) is(n rule.Node, want bool) Clause {
	c := s.leaf(n, s.yesNo(want))
	c.Saw = ""
	return c
}

// Inline is a clause as one line.
func Inline(c Clause, l locale.Lang) string {
	if len(c.Parts) == 0 {
		return c.Text
	}
	parts := make([]string, len(c.Parts))
	for i, p := range c.Parts {
		parts[i] = Inline(p, l)
	}
	between := l.T("explain.and")
	if c.Text == l.T("explain.any") {
		between = l.T("explain.or")
	}
	joined := strings.Join(parts, between)
	if c.Text == l.T("explain.any") || c.Text == l.T("explain.all-of") {
		return joined
	}
	return c.Text + " " + joined
}

// Worded reports whether the whole clause is in words.
func (c Clause) Worded() bool {
	return !c.Code && !slices.ContainsFunc(c.Parts, func(p Clause) bool { return !p.Worded() })
}

// than is a value in the ablative of Uzbek, which is written together with a word and apart from a number or a quote.
func (s speaker) than(value string) string {
	ending := "dan"
	if s.l == locale.UzCyrl {
		ending = locale.ToCyrillic(ending)
	}
	if last, _ := utf8.DecodeLastRuneInString(value); unicode.IsLetter(last) {
		return value + ending
	}
	return value + " " + ending
}
