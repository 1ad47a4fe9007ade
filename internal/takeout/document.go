package takeout

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// Document is a copy as people read it.
type Document struct {
	Lang     locale.Lang
	Name     string
	At       time.Time
	Sections []Section
}

// Section is a part of it.
type Section struct {
	ID, Title string
	Rows      [][]Line
}

// Line is a value with what it means: either text, or more lines.
type Line struct {
	Label string
	Texts []string
	Lines []Line
}

// version is the column that says by which version of a service the answers beside it were given.
const version = "version_id"

// section is a part in words. What its columns mean goes into the dictionary too.
func (s *Store) section(ctx context.Context, words dictionary, p part, rows []row, l locale.Lang) (Section, error) {
	out := Section{ID: p.name, Title: l.T("takeout.part." + p.name)}
	fields := map[string]string{}
	words.Parts[p.name] = meaning{out.Title, fields}
	for _, r := range rows {
		var lines []Line
		for _, c := range r {
			label := l.T("takeout.field." + c.column)
			fields[c.column] = label
			if c.column == version {
				continue
			}
			line := Line{Label: label}
			switch c.column {
			case "answers":
				asked, err := s.answers(ctx, words, r, c.value, l)
				if err != nil {
					return out, err
				}
				line.Lines = asked
			case "facts", "value":
				line.Lines = facts(words, r, c.value, l)
			default:
				line = tell(line, s.titled(c.column, c.value, l), nil, l)
			}
			if len(line.Texts)+len(line.Lines) > 0 {
				lines = append(lines, line)
			}
		}
		out.Rows = append(out.Rows, lines)
	}
	return out, nil
}

// answers is the questions of a form with what was answered, under the version that they were answered by.
func (s *Store) answers(ctx context.Context, words dictionary, r row, v any, l locale.Lang) (lines []Line, err error) {
	given := form.Map(v)
	if len(given) == 0 {
		return nil, nil
	}
	id, _ := r.of(version).(int64)
	svc, err := s.catalogue.VersionIn(ctx, s.pool, id)
	if err != nil {
		return nil, err
	}
	words.form(svc, l)
	for _, f := range svc.Form {
		texts := form.Show(f, given[f.Key], l, func(code string) string { return catalogue.Lists().Territory(code, l) })
		if len(texts) > 0 {
			lines = append(lines, Line{Label: f.Label.In(l), Texts: texts})
		}
	}
	return lines, nil
}

// facts is what registers said: of one register, which the row names, or by register.
func facts(words dictionary, r row, v any, l locale.Lang) (lines []Line) {
	said := form.Map(v)
	if code := form.String(r.of("register")); code != "" {
		m := words.register(code, l)
		return tell(Line{}, v, m.Fields, l).all()
	}
	for _, code := range slices.Sorted(maps.Keys(said)) {
		m := words.register(code, l)
		lines = append(lines, tell(Line{Label: m.Title}, form.Map(said[code])["value"], m.Fields, l))
	}
	return slices.DeleteFunc(lines, func(x Line) bool { return len(x.Texts)+len(x.Lines) == 0 })
}

// all is the lines below a line, or itself where it is plain.
func (x Line) all() []Line {
	if len(x.Texts) > 0 {
		return []Line{x}
	}
	return x.Lines
}

// of is the value of a column; nil where there is none.
func (r row) of(column string) any {
	for _, c := range r {
		if c.column == column {
			return c.value
		}
	}
	return nil
}

// tell puts a value into words; titles are those of the keys of objects.
func tell(line Line, v any, titles map[string]string, l locale.Lang) Line {
	switch v := v.(type) {
	case nil:
	case string:
		if v != "" {
			line.Texts = []string{v}
		}
	case bool:
		id := "common.no"
		if v {
			id = "common.yes"
		}
		line.Texts = []string{l.T(id)}
	case time.Time:
		line.Texts = []string{moment(l, v)}
	case float64:
		line.Texts = []string{l.Decimal(v)}
	case int16, int32, int64:
		line.Texts = []string{fmt.Sprint(v)}
	case []any:
		for i, x := range v {
			if one := tell(Line{Label: strconv.Itoa(i + 1)}, x, titles, l); len(one.Lines) > 0 {
				line.Lines = append(line.Lines, one)
			} else {
				line.Texts = append(line.Texts, one.Texts...)
			}
		}
	case map[string]any:
		if written, ok := text(v); ok {
			return tell(line, written.In(l), nil, l)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			label := titles[key]
			if label == "" {
				label = key
			}
			if one := tell(Line{Label: label}, v[key], titles, l); len(one.Texts)+len(one.Lines) > 0 {
				line.Lines = append(line.Lines, one)
			}
		}
	default:
		line.Texts = []string{fmt.Sprint(v)}
	}
	return line
}

// moment is a day or a time: days come from the database as midnight.
func moment(l locale.Lang, t time.Time) string {
	if t.Location() == time.UTC && t.Equal(t.Truncate(24*time.Hour)) {
		return l.Date(t)
	}
	return l.DateTime(t)
}

// text is an object that holds a text in each language.
func text(v map[string]any) (t locale.Text, ok bool) {
	t = locale.Text{Uz: form.String(v["uz"]), Ru: form.String(v["ru"]), En: form.String(v["en"])}
	return t, len(v) == 3 && !t.IsZero()
}
