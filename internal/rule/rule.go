// Package rule is the expressions of definitions: CEL, checked against the records of the registers and a service's
// own questions when it is loaded, evaluated over facts and answers as they are in JSON.
//
// The records are JSON maps at run time, because a fact that a register does not have must differ from one that is
// zero: ext.NativeTypes reads Go structs and cannot tell a debt of nought from no answer, so types are declared from
// the structs' schema and fields are read by accessors of our own.
package rule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	celast "cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/yagona/portal/internal/register"
)

// costLimit bounds one evaluation. The dearest expression of the catalogue joins two lists of a few dozen rows and
// costs about a hundredth of it; a list that a register returns by mistake must not stop the portal.
const costLimit = 100_000

// MissingError is a fact or an answer that an expression reads and that is not there.
type MissingError struct {
	Path     string // reg.tax.debt, form.kind
	Question bool   // it is a question that was not asked or not answered, or a thing not picked
}

func (m *MissingError) Error() string {
	if m.Question {
		return m.Path + " is not answered"
	}
	return m.Path + " is not known"
}

// IsUnanswered reports whether an evaluation failed only because a question was not asked or answered: what depends
// on it does not apply, while a missing fact leaves it open.
func IsUnanswered(err error) bool {
	m, ok := errors.AsType[*MissingError](err)
	return ok && m.Question
}

// UnknownError is that a value depends on what Given.Unknown names: nothing is wrong, it cannot be told yet.
type UnknownError struct {
	Paths []string // what it depends on, in alphabetical order
}

func (u *UnknownError) Error() string { return strings.Join(u.Paths, ", ") + ": not known yet" }

// Want is the type that an expression must yield.
type Want string

// What is wanted where.
const (
	WantBool Want = "a yes or no"         // require, when
	WantKey  Want = "a text or a date"    // lookup.by
	WantAny  Want = "a value of any type" // compute
)

// Program is a checked expression, ready to be evaluated any number of times at once.
type Program struct {
	Expr  string
	Type  Type   // of its value
	Reads []Read // facts and answers that it reads

	// Words is the texts that it compares a fact or an answer with, by path; "" is how it asks whether there is any.
	Words map[string][]string

	plan  func() (cel.Program, error) // made when it is first evaluated: most rules of most services are not for days
	ast   *celast.AST
	named map[int64]string // sub-expressions worth telling, by the id of their node
}

// Read is one fact or answer that an expression reads.
type Read struct {
	Root  string // person, company, found, form, or a register's code
	Field string // empty when the whole is read
	Part  string // of an object: what is read of it; empty when the whole is
	Sized bool   // of a list: only how long it is
}

// Path is the read as expressions write it: reg.tax.debt, form.car.plate.
func (r Read) Path() string {
	steps := []string{r.Root, r.Field, r.Part}
	if register.OfApplicant(r.Root) && r.Root != personVar && r.Root != companyVar {
		steps = append([]string{regVar}, steps...)
	}
	return strings.Join(slices.DeleteFunc(steps, func(step string) bool { return step == "" }), ".")
}

// Compile checks an expression. The error says what is wrong in the words of the checker; what it lets pass can be planned.
func (e *Env) Compile(expr string, want Want) (*Program, error) {
	ast, issues := e.env.Compile(expr)
	if issues.Err() != nil {
		return nil, errors.New(issues.Errors()[0].Message)
	}
	out := ast.OutputType()
	switch {
	case want == WantBool && !out.IsExactType(cel.BoolType),
		want == WantKey && !out.IsExactType(cel.StringType) && !out.IsExactType(cel.TimestampType):
		return nil, fmt.Errorf("yields %s where %s is wanted", out, want)
	}
	if err := e.unknownCode(ast); err != nil {
		return nil, err
	}
	options := []cel.ProgramOption{cel.CostLimit(costLimit), cel.EvalOptions(cel.OptTrackState, cel.OptPartialEval)}
	p := &Program{Expr: expr, Type: e.typeOf(out), ast: ast.NativeRep()}
	p.plan = sync.OnceValues(func() (cel.Program, error) { return e.env.PlanProgram(p.ast, options...) })
	p.read(ast)
	return p, nil
}

// eval is the value with what was evaluated on the way to it, if anything was.
func (p *Program) eval(v *Values) (ref.Val, *cel.EvalDetails, error) {
	program, err := p.plan()
	if err != nil {
		return nil, nil, err
	}
	return program.Eval(v.activation)
}

// Eval is the expression's value in Go: bool, int64, float64, string, register.Date, []any, map[string]any.
func (p *Program) Eval(v *Values) (any, error) {
	out, _, err := p.eval(v)
	if err != nil {
		return nil, err
	}
	if err := open(out); err != nil {
		return nil, err
	}
	return native(out)
}

// open is the error of a value that depends on something unknown.
func open(out ref.Val) error {
	unknown, ok := out.(*types.Unknown)
	if !ok {
		return nil
	}
	e := &UnknownError{}
	for _, id := range unknown.IDs() {
		trails, _ := unknown.GetAttributeTrails(id)
		for _, trail := range trails {
			steps := []string{trail.Variable()}
			for _, step := range trail.QualifierPath() {
				steps = append(steps, fmt.Sprint(step))
			}
			path := strings.Join(steps, ".")
			if !slices.Contains(e.Paths, path) {
				e.Paths = append(e.Paths, path)
			}
		}
	}
	slices.Sort(e.Paths)
	return e
}

// Bool is the value of an expression that was compiled WantBool.
func (p *Program) Bool(v *Values) (bool, error) {
	out, _, err := p.eval(v)
	if err != nil {
		return false, err
	}
	return out == types.True, open(out)
}

// Trace is the value with those of the facts, answers and conditions on the way to it, each by its text: what is told
// when a decision is explained. Only what was evaluated is in it.
func (p *Program) Trace(v *Values) (held bool, values map[string]any, err error) {
	out, details, err := p.eval(v)
	if details != nil && details.State() != nil {
		values = make(map[string]any, len(p.named))
		for id, name := range p.named {
			val, ok := details.State().Value(id)
			if !ok || types.IsUnknownOrError(val) {
				continue
			}
			if told, err := native(val); err == nil {
				values[name] = told
			}
		}
	}
	if err != nil {
		return false, values, err
	}
	return out == ref.Val(types.True), values, open(out)
}
