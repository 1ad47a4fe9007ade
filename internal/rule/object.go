package rule

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/yagona/portal/internal/register"
)

// object is a type with fields: a record, a thing in a record, a service's answers.
type object struct {
	name   string
	typ    *types.Type
	names  []string
	fields map[string]*types.FieldType
	schema []register.FieldType // of objects that a value of a result can be
}

// newObject makes a type of its own. Its name is in brackets, because the checker would take a variable or a path of
// the same name for the type itself.
func newObject(name string) *object {
	name = "<" + name + ">"
	return &object{name: name, typ: types.NewObjectType(name), fields: map[string]*types.FieldType{}}
}

func (o *object) add(name string, t *types.Type, isSet ref.FieldTester, getFrom ref.FieldGetter) {
	o.names = append(o.names, name)
	o.fields[name] = &types.FieldType{Type: t, IsSet: isSet, GetFrom: getFrom}
}

// provider tells the checker and the planner of objects: those of the service first, then the records, which all
// services share.
type provider struct {
	types.Provider
	own    map[string]*object
	parent *provider
}

func (p *provider) object(name string) (*object, bool) {
	for ; p != nil; p = p.parent {
		if o, ok := p.own[name]; ok {
			return o, true
		}
	}
	return nil, false
}

func (p *provider) put(o *object) *types.Type {
	p.own[o.name] = o
	return o.typ
}

// FindStructType is part of types.Provider.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if o, ok := p.object(name); ok {
		return types.NewTypeTypeWithParam(o.typ), true
	}
	return p.Provider.FindStructType(name)
}

// FindStructFieldNames is part of types.Provider.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if o, ok := p.object(name); ok {
		return o.names, true
	}
	return p.Provider.FindStructFieldNames(name)
}

// FindStructFieldType is part of types.Provider.
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if o, ok := p.object(name); ok {
		f, ok := o.fields[field]
		return f, ok
	}
	return p.Provider.FindStructFieldType(name, field)
}

// NewValue is part of types.Provider. No expression makes a record.
func (p *provider) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("%s cannot be made in an expression", name)
}

// adapter leaves absent things alone: the evaluator's observers ask for their value, and the next step of the path
// must still know what is absent.
type adapter struct{ types.Adapter }

// NativeToValue is part of types.Adapter.
func (a adapter) NativeToValue(v any) ref.Val {
	if gone, ok := v.(absent); ok {
		return types.WrapErr(gone.err())
	}
	return a.Adapter.NativeToValue(v)
}
