package rule

import (
	"strings"

	"cel.dev/cel-go/common/types"

	"github.com/yagona/portal/internal/register"
)

// Type is the type of an expression's value: that of a field of a record, without a name.
type Type = register.FieldType

// typeOf is a checked CEL type in the terms of records. A type that no record has (an empty list, a duration) is text.
func (e *Env) typeOf(t *types.Type) Type {
	switch t.Kind() {
	case types.BoolKind:
		return Type{Kind: register.KindBool}
	case types.IntKind, types.UintKind:
		return Type{Kind: register.KindInteger}
	case types.DoubleKind:
		return Type{Kind: register.KindDecimal}
	case types.TimestampKind:
		return Type{Kind: register.KindDate}
	case types.ListKind:
		elem := e.typeOf(t.Parameters()[0])
		return Type{Kind: register.KindList, Elem: elem.Kind, Fields: elem.Fields, Object: elem.Object}
	case types.StructKind:
		object, _ := e.provider.object(t.TypeName())
		return Type{Kind: register.KindObject, Fields: object.schema, Object: strings.Trim(object.name, "<>")}
	default:
		return Type{Kind: register.KindText}
	}
}
