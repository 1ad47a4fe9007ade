package registers

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/yagona/portal/internal/register"
)

// conform checks a record against the schema of its register and gives its values the types that rules expect: int64,
// float64, string, bool, lists and maps of them. A field that was not asked for is dropped, a list that is missing is
// empty, a date that is null is absent, and so is an object.
func conform(code string, record map[string]any, asked []string) (map[string]any, error) {
	fields := register.Fields(code)
	if len(asked) > 0 {
		fields = slices.DeleteFunc(slices.Clone(fields), func(f register.FieldType) bool { return !slices.Contains(asked, f.Name) })
	}
	clean, err := object(fields, record)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	return clean, nil
}

func object(fields []register.FieldType, record map[string]any) (map[string]any, error) {
	clean := make(map[string]any, len(fields))
	for _, f := range fields {
		raw := record[f.Name]
		if raw == nil {
			if f.Kind == register.KindList {
				clean[f.Name] = []any{}
			}
			continue
		}
		v, err := value(f.Kind, f, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		clean[f.Name] = v
	}
	return clean, nil
}

func value(kind register.Kind, f register.FieldType, raw any) (any, error) {
	switch kind {
	case register.KindText:
		if s, ok := raw.(string); ok {
			return s, nil
		}
	case register.KindBool:
		if b, ok := raw.(bool); ok {
			return b, nil
		}
	case register.KindInteger:
		if n, ok := raw.(json.Number); ok {
			return n.Int64()
		}
	case register.KindDecimal:
		if n, ok := raw.(json.Number); ok {
			return n.Float64()
		}
	case register.KindDate:
		if s, ok := raw.(string); ok {
			d, err := register.ParseDate(s)
			return d.String(), err
		}
	case register.KindObject:
		if m, ok := raw.(map[string]any); ok {
			return object(f.Fields, m)
		}
	case register.KindList:
		if items, ok := raw.([]any); ok {
			list := make([]any, len(items))
			for i, item := range items {
				v, err := value(f.Elem, f, item)
				if err != nil {
					return nil, fmt.Errorf("%d: %w", i, err)
				}
				list[i] = v
			}
			return list, nil
		}
	}
	return nil, fmt.Errorf("is not a %s but a %T", kind, raw)
}
