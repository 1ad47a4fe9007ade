package rule

import (
	"strings"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
	"cel.dev/cel-go/parser"
)

// Op says what a part of an expression is.
type Op string

// Parts of expressions. Comparisons have the signs that expressions write as their Op.
const (
	OpFact   Op = "fact"   // a fact, an answer, today, or a field of an entry of a list around
	OpValue  Op = "value"  // a constant
	OpList   Op = "list"   // a list of constants
	OpAll    Op = "&&"     // each of Args
	OpAny    Op = "||"     // at least one of Args
	OpNot    Op = "!"      // not Args[0]
	OpChoose Op = "?:"     // Args[1] if Args[0] holds, else Args[2]
	OpIn     Op = "in"     // Args[0] is among Args[1]
	OpHas    Op = "has"    // there is an Args[0]
	OpExists Op = "exists" // some entry of Args[0], named Name, for which Args[1] holds
	OpEach   Op = "all"    // every one of them
	OpFilter Op = "filter" // those of them
	OpSize   Op = "size"   // how long Args[0] is
	OpCall   Op = "call"   // anything else; Name says what
)

// Node is a part of an expression: what is told when a rule is put in words.
type Node struct {
	Op   Op
	Text string // as it is written
	Path string // of a fact, as expressions write it
	Name string // of a call; of the entry of a list
	Args []Node

	// Value is that of a constant, or what the part came to. Known is false for what was not evaluated: what stands
	// after a part that settled the matter, and what is inside a list.
	Value any
	Known bool

	id int64
}

// Tree is the expression in its parts, without values.
func (p *Program) Tree() Node {
	b := branches{info: p.ast.SourceInfo()}
	return b.node(p.ast.Expr())
}

// Look is the expression in its parts with what each came to.
func (p *Program) Look(v *Values) Node {
	tree := p.Tree()
	_, details, _ := p.eval(v) // an error is told by what is not known
	if details != nil && details.State() != nil {
		tree.fill(details.State())
	}
	return tree
}

func (n *Node) fill(state interpreter.EvalState) {
	if n.Op != OpValue && n.Op != OpList {
		if val, ok := state.Value(n.id); ok && !types.IsUnknownOrError(val) {
			if told, err := native(val); err == nil {
				n.Value, n.Known = told, true
			}
		}
	}
	for i := range n.Args {
		if i == 1 && (n.Op == OpExists || n.Op == OpEach || n.Op == OpFilter) {
			continue // it has as many values as the list has entries
		}
		n.Args[i].fill(state)
	}
}

type branches struct{ info *ast.SourceInfo }

func (b branches) node(e ast.Expr) Node {
	n := b.part(e)
	n.id = e.ID()
	n.Text, _ = parser.Unparse(e, b.info)
	return n
}

func (b branches) part(e ast.Expr) Node {
	if macro, ok := b.info.GetMacroCall(e.ID()); ok {
		return b.macro(macro.AsCall())
	}
	if root, steps, ok := chain(e); ok {
		return Node{Op: OpFact, Path: strings.Join(append([]string{root}, steps...), ".")}
	}
	switch e.Kind() {
	case ast.LiteralKind:
		value, _ := native(e.AsLiteral())
		return Node{Op: OpValue, Value: value, Known: true}
	case ast.ListKind:
		return Node{Op: OpList, Args: b.nodes(e.AsList().Elements())}
	case ast.SelectKind: // a field of what is no path, such as an entry by its number
		return Node{Op: OpCall, Name: e.AsSelect().FieldName(), Args: b.nodes([]ast.Expr{e.AsSelect().Operand()})}
	case ast.CallKind:
		return b.call(e.AsCall())
	default:
		return Node{Op: OpCall}
	}
}

func (b branches) nodes(list []ast.Expr) []Node {
	out := make([]Node, len(list))
	for i, e := range list {
		out[i] = b.node(e)
	}
	return out
}

// macro is a call that the checker replaced by a loop.
func (b branches) macro(call ast.CallExpr) Node {
	switch op := Op(call.FunctionName()); {
	case op == OpHas:
		return Node{Op: OpHas, Args: b.nodes(call.Args())}
	case len(call.Args()) == 2 && (op == OpExists || op == OpEach || op == OpFilter):
		return Node{Op: op, Name: call.Args()[0].AsIdent(), Args: b.nodes([]ast.Expr{call.Target(), call.Args()[1]})}
	default:
		return Node{Op: OpCall, Name: call.FunctionName(), Args: b.nodes(append([]ast.Expr{call.Target()}, call.Args()...))}
	}
}

// signs is the comparisons as expressions write them.
var signs = map[string]Op{
	operators.Equals: "==", operators.NotEquals: "!=", operators.Less: "<", operators.LessEquals: "<=",
	operators.Greater: ">", operators.GreaterEquals: ">=", operators.In: OpIn, operators.LogicalNot: OpNot, operators.Conditional: OpChoose,
}

// sums is the names of calculations.
var sums = map[string]string{
	operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Negate: "-",
}

func (b branches) call(call ast.CallExpr) Node {
	name := call.FunctionName()
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	switch {
	case name == operators.LogicalAnd:
		return Node{Op: OpAll, Args: b.joined(OpAll, args)}
	case name == operators.LogicalOr:
		return Node{Op: OpAny, Args: b.joined(OpAny, args)}
	case signs[name] != "":
		return Node{Op: signs[name], Args: b.nodes(args)}
	case name == "size":
		return Node{Op: OpSize, Args: b.nodes(args)}
	case name == "duration":
		if text, ok := args[0].AsLiteral().(types.String); ok {
			if d, err := time.ParseDuration(string(text)); err == nil {
				return Node{Op: OpValue, Value: d, Known: true}
			}
		}
	}
	if sum := sums[name]; sum != "" {
		name = sum
	}
	return Node{Op: OpCall, Name: name, Args: b.nodes(args)}
}

// joined is the parts of an and or an or, those of the same one inside it taken out.
func (b branches) joined(op Op, args []ast.Expr) []Node {
	var out []Node
	for _, n := range b.nodes(args) {
		if n.Op == op {
			out = append(out, n.Args...)
		} else {
			out = append(out, n)
		}
	}
	return out
}
