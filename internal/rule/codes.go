package rule

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"github.com/yagona/portal/internal/register"
)

// unknownCode finds a text that an expression compares with a closed list and that is not in it: an option that the
// question does not offer, a status that the register does not have. Such a comparison is never true, and no type
// checker sees it.
func (e *Env) unknownCode(checked *cel.Ast) error {
	rep := checked.NativeRep()
	var wrong error
	compare := func(left, right ast.Expr) {
		closed := e.closed(rep, left)
		if closed == nil || wrong != nil {
			return
		}
		for _, text := range texts(right) {
			if !slices.Contains(closed, text) {
				wrong = fmt.Errorf("%q is none of %s", text, strings.Join(closed, ", "))
			}
		}
	}
	ast.PreOrderVisit(rep.Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.CallKind {
			return
		}
		call := x.AsCall()
		switch call.FunctionName() {
		case operators.Equals, operators.NotEquals, operators.In:
			compare(call.Args()[0], call.Args()[1])
			compare(call.Args()[1], call.Args()[0])
		}
	}))
	return wrong
}

// closed is the list that a field's value is from, or nil.
func (e *Env) closed(rep *ast.AST, x ast.Expr) []string {
	if x.Kind() != ast.SelectKind {
		return nil
	}
	of := rep.GetType(x.AsSelect().Operand().ID())
	if of.Kind() != types.StructKind {
		return nil
	}
	o, _ := e.provider.object(of.TypeName())
	if o == nil {
		return nil
	}
	i := slices.IndexFunc(o.schema, func(f register.FieldType) bool { return f.Name == x.AsSelect().FieldName() })
	if i < 0 {
		return nil
	}
	return o.schema[i].Values
}

// texts is the text constants of an expression: itself, or the items of a list of constants.
func texts(x ast.Expr) []string {
	switch x.Kind() {
	case ast.LiteralKind:
		if s, ok := x.AsLiteral().(types.String); ok {
			return []string{string(s)}
		}
	case ast.ListKind:
		var all []string
		for _, item := range x.AsList().Elements() {
			all = append(all, texts(item)...)
		}
		return all
	default: // worked out, not written down
	}
	return nil
}
