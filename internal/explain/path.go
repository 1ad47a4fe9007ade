package explain

import (
	"maps"
	"strings"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// steps is where a path leads: the record and the keys in it.
func steps(in catalogue.Input, path string) (map[string]any, []string) {
	keys := strings.Split(strings.TrimPrefix(path, "reg."), ".")
	if keys[0] == "form" {
		return in.Form, keys[1:]
	}
	fact, ok := in.Facts[keys[0]]
	if !ok || len(keys) < 2 {
		return nil, nil
	}
	return fact.Value, keys[1:]
}

func get(in catalogue.Input, path string) (any, bool) {
	record, keys := steps(in, path)
	for i, key := range keys {
		v, ok := record[key]
		if !ok || i == len(keys)-1 {
			return v, ok
		}
		record, _ = v.(map[string]any)
	}
	return nil, false
}

// put is the input with another value at a path, the rest untouched.
func put(in catalogue.Input, path string, v any) (catalogue.Input, bool) {
	record, keys := steps(in, path)
	if len(keys) == 0 || record == nil {
		return in, false
	}
	top := maps.Clone(record)
	at := top
	for _, key := range keys[:len(keys)-1] {
		inner, ok := at[key].(map[string]any)
		if !ok {
			return in, false
		}
		at[key] = maps.Clone(inner)
		at = at[key].(map[string]any)
	}
	if d, ok := v.(time.Time); ok {
		v = register.DateOf(d).String()
	}
	at[keys[len(keys)-1]] = v
	root, _, _ := strings.Cut(strings.TrimPrefix(path, "reg."), ".")
	if root == "form" {
		in.Form = top
		return in, true
	}
	in.Facts = maps.Clone(in.Facts)
	fact := in.Facts[root]
	fact.Value = top
	in.Facts[root] = fact
	return in, true
}

// none reports whether a value at that path says that there is none.
func none(path string, v any) bool {
	n, ok := form.Number(v)
	return ok && n == 0 && register.ZeroIsNone(path[strings.LastIndexByte(path, '.')+1:])
}
