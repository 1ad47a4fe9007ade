package world

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/yagona/portal/internal/register"
)

// Fields is a record as the registers send it, cut down to the fields that are asked for; asked for none means all.
// Lists are always there; a date or an object that is not known is absent.
func (w *World) Fields(code, key, applicant string, asked []string) (map[string]any, bool) {
	found, ok := w.Record(code, key, applicant)
	if !ok {
		return nil, false
	}
	return mapped(reflect.ValueOf(found), asked), true
}

// column is a field of a record with its name on the wire.
type column struct {
	name string
	at   int
}

// columns are the fields of each record struct, read once.
var columns sync.Map // reflect.Type → []column

func columnsOf(t reflect.Type) []column {
	if known, ok := columns.Load(t); ok {
		return known.([]column)
	}
	var all []column
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		all = append(all, column{name, i})
	}
	columns.Store(t, all)
	return all
}

func mapped(v reflect.Value, asked []string) map[string]any {
	all := columnsOf(v.Type())
	m := make(map[string]any, len(all))
	for _, f := range all {
		if len(asked) > 0 && !slices.Contains(asked, f.name) {
			continue
		}
		if value := plain(v.Field(f.at)); value != nil {
			m[f.name] = value
		}
	}
	return m
}

// plain is a value in the types of JSON, whole numbers as int64; nil is nothing.
func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int64:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return plain(v.Elem())
	default:
		if d, ok := reflect.TypeAssert[register.Date](v); ok {
			if d.IsZero() {
				return nil
			}
			return d.String()
		}
		return mapped(v, nil)
	}
}
