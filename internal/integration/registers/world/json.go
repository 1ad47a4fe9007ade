package world

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/yagona/portal/internal/register"
)

// JSON is a record as the registers send it: lists are always there, a date that is not known is absent. Numbers keep
// the form in which they were written.
func (w *World) JSON(code, key, applicant string) (map[string]any, bool, error) {
	found, ok := w.Record(code, key, applicant)
	if !ok {
		return nil, false, nil
	}
	body, err := json.Marshal(found)
	if err != nil {
		return nil, false, fmt.Errorf("record of %s: %w", code, err)
	}
	var record map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&record); err != nil {
		return nil, false, fmt.Errorf("record of %s: %w", code, err)
	}
	complete(register.Fields(code), record)
	return record, true, nil
}

// complete puts an empty list where a record has none, because readers rely on lists being there.
func complete(fields []register.FieldType, record map[string]any) {
	for _, f := range fields {
		v, ok := record[f.Name]
		switch {
		case v == nil && f.Kind == register.KindList:
			record[f.Name] = []any{}
		case v == nil && ok:
			delete(record, f.Name)
		case f.Kind == register.KindObject:
			if m, ok := v.(map[string]any); ok {
				complete(f.Fields, m)
			}
		case f.Kind == register.KindList && f.Elem == register.KindObject:
			items, _ := v.([]any)
			for _, item := range items {
				if m, ok := item.(map[string]any); ok {
					complete(f.Fields, m)
				}
			}
		}
	}
}
