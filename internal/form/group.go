package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// defaultRows is the most rows of a group whose definition names none.
const defaultRows = 20

// Most is the most rows of a group.
func (f Field) Most() int {
	if f.Max > 0 {
		return f.Max
	}
	return defaultRows
}

// Least is the fewest rows of a group: at least one when it must be answered.
func (f Field) Least() int {
	if f.IsRequired() && f.Min == 0 && f.Max == 0 {
		return 1
	}
	return f.Min
}

// Cell is the name of a question in a row of a group.
func Cell(group string, row int, key string) string {
	return group + "-" + strconv.Itoa(row) + "-" + key
}

func parseGroup(p *parser, f Field, name string) any {
	before := len(p.problems)
	rows := p.groupRows(f, name)
	switch {
	case len(p.problems) > before:
		return nil
	case len(rows) > f.Most():
		p.say(f, name, "form.group.most", "Count", f.Most())
		return nil
	case len(rows) < f.Least() && (f.IsRequired() || len(rows) > 0):
		p.say(f, name, "form.group.least", "Count", f.Least())
		return nil
	case len(rows) == 0:
		return nil
	}
	return rows
}

// ParseRows reads the rows of a group without counting them: while rows are still being added there are too few.
func ParseRows(f Field, in url.Values, c Context) ([]map[string]any, Problems) {
	p := &parser{in: in, Context: c}
	rows := p.groupRows(f, f.Key)
	if len(p.problems) == 0 && len(rows) > f.Most() {
		p.say(f, f.Key, "form.group.most", "Count", f.Most())
	}
	return rows, p.problems
}

func (p *parser) groupRows(f Field, name string) []map[string]any {
	rows := []map[string]any{}
	for _, i := range p.rows(f, name) {
		row := map[string]any{}
		for _, q := range f.Fields {
			if v := p.field(q, Cell(name, i, q.Key)); v != nil {
				row[q.Key] = v
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// rows is the numbers of the rows in which something was typed, in order.
func (p *parser) rows(f Field, name string) []int {
	var found []int
	for key, values := range p.in {
		rest, ok := strings.CutPrefix(key, name+"-")
		if !ok || !slices.ContainsFunc(values, func(v string) bool { return clean(v) != "" }) {
			continue
		}
		number, cell, ok := strings.Cut(rest, "-")
		i, err := strconv.Atoi(number)
		if !ok || err != nil || i < 0 || i > f.Most()+1 || slices.Contains(found, i) || !f.hasCell(cell) {
			continue
		}
		found = append(found, i)
	}
	slices.Sort(found)
	return found
}

// hasCell reports whether the name, or what stands before its first part, is a question of the group.
func (f Field) hasCell(cell string) bool {
	key, _, _ := strings.Cut(cell, "-")
	return slices.ContainsFunc(f.Fields, func(q Field) bool { return q.Key == key })
}

func fillGroup(f Field, name string, v any, out url.Values) {
	for i, row := range Maps(v) {
		for _, q := range f.Fields {
			if cell, ok := row[q.Key]; ok && cell != nil {
				kinds[q.Kind].fill(q, Cell(name, i, q.Key), cell, out)
			}
		}
	}
}
