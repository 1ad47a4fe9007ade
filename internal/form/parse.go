package form

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/yagona/portal/internal/locale"
)

// Context is what an answer is checked against beside its own form: what the registers know, what was uploaded,
// which times are free. The caller gathers it; this package only compares.
type Context struct {
	Today     time.Time                                            // the day in Tashkent
	Picks     map[Kind][]Pick                                      // what may be picked, by kind of picker
	Silent    map[Kind]bool                                        // pickers whose register does not answer now
	Find      func(kind Kind, id string) (map[string]any, Finding) // person by PINFL, company by TIN
	Territory func(code string) (region string, known bool)        // a district's region; a region is its own
	Uploads   map[string]Upload                                    // files of this draft by id
	Free      func(office string, at time.Time) (name string, free bool)
}

// Pick is one thing that a register knows of the applicant.
type Pick struct {
	ID      string
	Value   map[string]any // the fields of register.Picked(kind)
	Blocked locale.Text    // why it can't be picked here; empty when it can
}

// Finding is how the search for a person or a company ended.
type Finding int

// Ends of a search.
const (
	Found Finding = iota
	NotFound
	NoAnswer // the register is down: the number is kept and asked again after the form is sent
)

// Upload is a file that was stored for a draft.
type Upload struct {
	ID   string
	Name string
	Size int64
}

// Problem is one thing to mend in what was typed. It is a value, not an error: a form has many.
type Problem struct {
	Input string      // id of the control to go to
	Field string      // name of the question it belongs to, "founders-0-share" in a group
	Label locale.Text // the question, for the summary
	ID    string      // message of package locale
	Args  []any
}

// Problems is everything to mend, in the order of the form.
type Problems []Problem

// Of is the first problem of that question.
func (ps Problems) Of(field string) (Problem, bool) {
	i := slices.IndexFunc(ps, func(p Problem) bool { return p.Field == field })
	if i < 0 {
		return Problem{}, false
	}
	return ps[i], true
}

// Parse reads the answers to those questions out of what was sent. The answers hold only what is right; what was
// typed stays with the caller and is shown again.
func Parse(fields []Field, in url.Values, c Context) (Answers, Problems) {
	p := &parser{in: in, Context: c}
	answers := Answers{}
	for _, f := range fields {
		if v := p.field(f, f.Key); v != nil {
			answers[f.Key] = v
		}
	}
	return answers, p.problems
}

// Fill is the opposite of Parse: the values that controls show for answers already given.
func Fill(fields []Field, a Answers) url.Values {
	out := url.Values{}
	for _, f := range fields {
		if v, ok := a[f.Key]; ok && v != nil {
			kinds[f.Kind].fill(f, f.Key, v, out)
		}
	}
	return out
}

// Check is what is still to be mended in answers that were saved before: a question that came up later, a register
// that now answers, a time that somebody else took.
func Check(fields []Field, a Answers, c Context) Problems {
	_, problems := Parse(fields, Fill(fields, a), c)
	return problems
}

// Keep is the answers to the asked questions of those fields. An answer to a question that is no longer asked must
// not decide anything.
func Keep(fields []Field, a Answers, asked map[string]bool) Answers {
	out := Answers{}
	for _, f := range fields {
		if v, ok := a[f.Key]; ok && asked[f.Key] {
			out[f.Key] = v
		}
	}
	return out
}

// kind is how one kind of question is read, filled in again and shown. parse returns nil for no answer.
type kind struct {
	parse func(p *parser, f Field, name string) any
	fill  func(f Field, name string, v any, out url.Values)
	show  func(s shower, f Field, v any) []string
}

type parser struct {
	Context
	in       url.Values
	problems Problems
}

// field parses one question under a name: its key, or group-row-key inside a group.
func (p *parser) field(f Field, name string) any {
	k, ok := kinds[f.Kind]
	if !ok {
		return nil // a definition with an unknown kind is never loaded
	}
	return k.parse(p, f, name)
}

// say records a problem of the question whose control has the question's own name.
func (p *parser) say(f Field, name, id string, args ...any) {
	p.sayAt(f, name, name, id, args...)
}

func (p *parser) sayAt(f Field, name, input, id string, args ...any) {
	p.problems = append(p.problems, Problem{Input: input, Field: name, Label: f.Label, ID: id, Args: args})
}

// missing says that an answer is needed, when it is.
func (p *parser) missing(f Field, name, input, id string) {
	if f.IsRequired() {
		p.sayAt(f, name, input, id)
	}
}

// text is the trimmed value of one input, with one kind of line end.
func (p *parser) text(name string) string { return clean(p.in.Get(name)) }

func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(locale.Plain(s), "\r\n", "\n"), "\r", ""))
}

// compact drops every kind of space.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\u00a0', '\u202f', '\u2009':
			return -1
		}
		return r
	}, s)
}

func fillString(_ Field, name string, v any, out url.Values) {
	if s, ok := v.(string); ok {
		out.Set(name, s)
	}
}
