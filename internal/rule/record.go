package rule

import (
	"encoding/json"
	"fmt"
	"time"

	"cel.dev/cel-go/common/types"

	"github.com/yagona/portal/internal/register"
)

// absent stands for an object that is not there: a register that was not read, a thing that was not picked. It is not
// an error by itself, so that has() of a field of it is false.
type absent struct {
	path     string
	question bool
}

func (a absent) err() error { return &MissingError{Path: a.path, Question: a.question} }

// addRecord makes an object of a record's fields and of everything that is in it. Path is where it is found first.
func (p *provider) addRecord(name, path string, fields []register.FieldType) *types.Type {
	o := newObject(name)
	if known, ok := p.own[o.name]; ok {
		return known.typ
	}
	o.schema = fields
	for _, f := range fields {
		o.add(f.Name, p.typeOf(path+"."+f.Name, f), isSet(f.Name), fieldGetter(path, f))
	}
	return p.put(o)
}

func (p *provider) typeOf(path string, f register.FieldType) *types.Type {
	switch f.Kind {
	case register.KindObject:
		return p.addRecord(f.Object, path, f.Fields)
	case register.KindList:
		if f.Elem == register.KindObject {
			return types.NewListType(p.addRecord(f.Object, path, f.Fields))
		}
		return types.NewListType(scalars[f.Elem])
	default:
		return scalars[f.Kind]
	}
}

var scalars = map[register.Kind]*types.Type{
	register.KindText: types.StringType, register.KindBool: types.BoolType, register.KindInteger: types.IntType,
	register.KindDecimal: types.DoubleType, register.KindDate: types.TimestampType,
}

// isSet is has(): a key that is absent, null or an empty text is not set.
func isSet(name string) func(any) bool {
	return func(target any) bool {
		record, ok := target.(map[string]any)
		if !ok {
			return false
		}
		v, ok := record[name]
		return ok && v != nil && v != ""
	}
}

// fieldGetter reads a field of a record. Registers write no date where there is none, so an absent date of a record
// that is there is the zero time: never valid, long past. Any other absent field is unknown.
func fieldGetter(parent string, f register.FieldType) func(any) (any, error) {
	path := parent + "." + f.Name
	return func(target any) (any, error) {
		record, ok := target.(map[string]any)
		if !ok {
			if gone, ok := target.(absent); ok {
				return nil, &MissingError{Path: gone.path + "." + f.Name, Question: gone.question}
			}
			return nil, fmt.Errorf("%s is read from a %T", path, target)
		}
		v, ok := record[f.Name]
		switch {
		case ok && v != nil:
			return fromJSON(path, f.Kind, v)
		case f.Kind == register.KindDate:
			return time.Time{}, nil
		case f.Kind == register.KindObject:
			return absent{path: path}, nil
		case f.Kind == register.KindList && ok: // null is how Go writes an empty list
			return []any{}, nil
		default:
			return nil, &MissingError{Path: path}
		}
	}
}

// fromJSON is a value of JSON as CEL takes it: whole numbers are int64, decimals float64, dates times.
func fromJSON(path string, kind register.Kind, v any) (any, error) {
	switch kind {
	case register.KindInteger:
		switch n := v.(type) {
		case int64:
			return n, nil
		case int:
			return int64(n), nil
		case float64:
			return int64(n), nil
		case json.Number:
			return n.Int64()
		}
	case register.KindDecimal:
		switch n := v.(type) {
		case float64:
			return n, nil
		case int64:
			return float64(n), nil
		case int:
			return float64(n), nil
		case json.Number:
			return n.Float64()
		}
	case register.KindDate:
		switch d := v.(type) {
		case string:
			if d == "" {
				return time.Time{}, nil
			}
			date, err := register.ParseDate(d)
			return date.Time, err
		case register.Date:
			return d.Time, nil
		}
	case register.KindText:
		if s, ok := v.(string); ok {
			return s, nil
		}
	case register.KindBool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case register.KindObject:
		if m, ok := v.(map[string]any); ok {
			return m, nil
		}
	case register.KindList:
		switch v.(type) {
		case []any, []string, []map[string]any:
			return v, nil
		}
	}
	return nil, fmt.Errorf("%s is %T where %s is expected", path, v, kind)
}
