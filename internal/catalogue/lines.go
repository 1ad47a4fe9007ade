package catalogue

import (
	"slices"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
)

// Lines is what the result shows, in order; what is absent or empty is skipped. The values are those of JSON (a date is
// "2006-01-02"), so that lines are kept as they are in an issued document.
func (s *Service) Lines(in Input) []Line {
	lines := make([]Line, 0, len(s.shown))
	v, err := s.values(in)
	for _, shown := range s.shown {
		line := shown.line
		switch shown.root {
		case todayPath:
			line.Value = in.Today.String()
		case computeRoot:
			if err != nil {
				continue
			}
			if value, err := s.computed[shown.steps[0]].Eval(v); err == nil {
				line.Value = toJSON(value)
			}
		case formRoot:
			line.Value = at(in.Form, shown.steps)
		default:
			line.Value = at(in.Facts[shown.root].Value, shown.steps)
		}
		if line, ok := shown.told(line); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// told makes a value ready to be written, its codes in words; false when there is nothing to write.
func (s shown) told(line Line) (Line, bool) {
	if line.Value = plain(line.Value); line.Value == nil {
		return line, false
	}
	if line.Kind == LineTable {
		fillTable(&line)
		return line, true
	}
	line.Titles = line.titlesOf(last(s.steps), line.Titles, line.Value)
	if line.Kind == LineText && len(line.Titles) > 0 {
		line.Kind = LineChoice
	}
	return line, true
}

// Line is a fact or an answer by the path that expressions write: what it is called, and value as it is written. It is
// false for what is no path: a condition, today.
func (s *Service) Line(path string, value any) (Line, bool) {
	c := compiler{d: &s.Definition, svc: s}
	resolved, err := c.resolve(path)
	if err != nil || path == todayPath {
		return Line{}, false
	}
	line := resolved.line
	line.Value = toJSON(value)
	line, _ = resolved.told(line)
	return line, true
}

// at follows the steps of a path into a record.
func at(record map[string]any, steps []string) any {
	var value any = record
	for _, step := range steps {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[step]
	}
	return value
}

// toJSON writes the dates of a computed value as JSON does.
func toJSON(v any) any {
	switch v := v.(type) {
	case register.Date:
		return v.String()
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = toJSON(item)
		}
		return out
	default:
		return v
	}
}

// plain is a value as it is shown: a list of one type, nil for what is empty.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []string:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = item
		}
		return plain(items)
	case []map[string]any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = item
		}
		return plain(items)
	case []any:
		if len(v) == 0 {
			return nil
		}
	case map[string]any:
		if len(v) == 0 {
			return nil
		}
	}
	return v
}

// fillTable makes rows of objects and tells codes in words, column by column. A column that no row fills is left out.
func fillTable(l *Line) {
	items, ok := l.Value.([]any)
	if !ok {
		items = []any{l.Value}
	}
	rows := make([]map[string]any, 0, len(items))
	for _, item := range items {
		if record, ok := item.(map[string]any); ok {
			rows = append(rows, record)
		}
	}
	columns := make([]Column, 0, len(l.Columns))
	shown := make([]map[string]any, len(rows))
	for _, col := range l.Columns {
		filled, known := false, col.Titles
		col.Titles = nil
		for i, row := range rows {
			value := plain(row[col.Key])
			if picked, ok := value.(map[string]any); ok && col.Kind == LineText {
				value = pickedName(picked)
			}
			if value == nil {
				continue
			}
			if filled = true; shown[i] == nil {
				shown[i] = map[string]any{}
			}
			shown[i][col.Key] = value
			for code, title := range l.titlesOf(col.Key, known, value) {
				if col.Titles == nil {
					col.Titles = map[string]locale.Text{}
				}
				col.Titles[code] = title
			}
		}
		if !filled {
			continue
		}
		if col.Kind == LineText && len(col.Titles) > 0 {
			col.Kind = LineChoice
		}
		columns = append(columns, col)
	}
	l.Columns, l.Value = columns, shown
}

// pickedName is what a picked thing is called in one cell of a table.
func pickedName(picked map[string]any) any {
	for _, key := range []string{"full_name", "name", "plate", "cadastre_number", "number", "tag"} {
		if name, ok := picked[key].(string); ok && name != "" {
			return name
		}
	}
	return nil
}

// titlesOf is the words for the codes that occur in a value of that field: those that are known already, and those of
// the registers. Texts that are no codes have none.
func (l *Line) titlesOf(field string, known map[string]locale.Text, value any) map[string]locale.Text {
	values, ok := value.([]any)
	if !ok {
		values = []any{value}
	}
	var titles map[string]locale.Text
	for _, v := range values {
		code, ok := v.(string)
		if !ok {
			continue
		}
		title, ok := known[code]
		if !ok && l.place != "" {
			title, ok = register.ValueTitleOf(l.place, field, code)
		}
		if ok {
			if titles == nil {
				titles = map[string]locale.Text{}
			}
			titles[code] = title
		}
	}
	return titles
}

func last(steps []string) string {
	if len(steps) == 0 {
		return ""
	}
	return steps[len(steps)-1]
}

// Shows is the paths that the result shows, for the service's page.
func (s *Service) Shows() []Line {
	lines := make([]Line, len(s.shown))
	for i, shown := range s.shown {
		lines[i] = shown.line
	}
	return slices.Clip(lines)
}
