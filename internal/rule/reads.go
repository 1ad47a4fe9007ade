package rule

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/parser"
)

// read notes which facts and answers the expression reads and which sub-expressions explain its value: each path, and
// each condition that && and || join.
func (p *Program) read(checked *cel.Ast) {
	p.named, p.Words = map[int64]string{}, map[string][]string{}
	info := checked.NativeRep().SourceInfo()
	w := walker{program: p, info: info}
	w.walk(checked.NativeRep().Expr(), true)
}

type walker struct {
	program *Program
	info    *ast.SourceInfo
	bound   []string // variables of the comprehensions around
}

func (w *walker) walk(e ast.Expr, condition bool) {
	if condition {
		w.nameCondition(e)
	}
	if w.path(e, false) {
		return
	}
	switch e.Kind() {
	case ast.SelectKind:
		w.walk(e.AsSelect().Operand(), false)
	case ast.CallKind:
		call := e.AsCall()
		if list, sized := sizeOf(call); sized && w.path(list, true) {
			return
		}
		w.compared(call)
		joins := condition && (call.FunctionName() == operators.LogicalAnd || call.FunctionName() == operators.LogicalOr)
		if call.IsMemberFunction() {
			w.walk(call.Target(), false)
		}
		for _, arg := range call.Args() {
			w.walk(arg, joins)
		}
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			w.walk(item, false)
		}
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		w.walk(c.IterRange(), false)
		w.bound = append(w.bound, c.IterVar(), c.AccuVar())
		for _, part := range []ast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
			w.walk(part, false)
		}
		w.bound = w.bound[:len(w.bound)-2]
	default: // a constant reads nothing, a bare name is a path, and the house uses no map or struct literals
	}
}

// sizeOf is the list whose length a call asks for.
func sizeOf(call ast.CallExpr) (ast.Expr, bool) {
	switch {
	case call.FunctionName() != "size":
		return nil, false
	case call.IsMemberFunction():
		return call.Target(), true
	default:
		return call.Args()[0], true
	}
}

// compared notes the texts that a fact or an answer is compared with.
func (w *walker) compared(call ast.CallExpr) {
	switch call.FunctionName() {
	case operators.Equals, operators.NotEquals, operators.In:
	default: // compares nothing with a text
		return
	}
	for i, side := range call.Args() {
		root, steps, ok := chain(side)
		if !ok || slices.Contains(w.bound, root) {
			continue
		}
		path := strings.Join(append([]string{root}, steps...), ".")
		for _, word := range texts(call.Args()[1-i]) {
			w.word(path, word)
		}
	}
}

func (w *walker) word(path, word string) {
	if !slices.Contains(w.program.Words[path], word) {
		w.program.Words[path] = append(w.program.Words[path], word)
	}
}

// chain is a variable and the steps of a chain of selections from it.
func chain(e ast.Expr) (root string, steps []string, ok bool) {
	at := e
	for ; at.Kind() == ast.SelectKind; at = at.AsSelect().Operand() {
		steps = append(steps, at.AsSelect().FieldName())
	}
	if at.Kind() != ast.IdentKind {
		return "", nil, false
	}
	slices.Reverse(steps)
	return at.AsIdent(), steps, true
}

// path takes a chain of selections from a variable. Its steps have ids of their own; the outermost is the value.
func (w *walker) path(e ast.Expr, sized bool) bool {
	root, steps, ok := chain(e)
	if !ok {
		return false
	}
	if slices.Contains(w.bound, root) {
		return true
	}
	text := strings.Join(append([]string{root}, steps...), ".")
	if root == regVar && len(steps) > 0 {
		root, steps = steps[0], steps[1:]
	}
	if root == todayVar {
		return true
	}
	r := Read{Root: root, Sized: sized}
	if len(steps) > 0 {
		r.Field = steps[0]
	}
	if len(steps) > 1 {
		r.Part = steps[1]
	}
	if !slices.Contains(w.program.Reads, r) {
		w.program.Reads = append(w.program.Reads, r)
	}
	if e.Kind() == ast.SelectKind && e.AsSelect().IsTestOnly() {
		w.word(text, "")
	} else {
		w.program.named[e.ID()] = text
	}
	return true
}

// nameCondition names a part of a rule by its own text. The whole is told apart by Held, so a rule of one condition
// names only its paths.
func (w *walker) nameCondition(e ast.Expr) {
	if e.Kind() == ast.CallKind {
		switch e.AsCall().FunctionName() {
		case operators.LogicalAnd, operators.LogicalOr:
			return
		}
	}
	if text, err := parser.Unparse(e, w.info); err == nil && text != w.program.Expr {
		w.program.named[e.ID()] = text
	}
}
