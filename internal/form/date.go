package form

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Parts of a date control, in the order of the inputs.
var dateParts = []string{"day", "month", "year"}

func parseDate(p *parser, f Field, name string) any {
	if s, ok := p.date(f, name, name); ok {
		return s
	}
	return nil
}

// date reads three inputs name-day, name-month, name-year. field is the question that a problem belongs to.
func (p *parser) date(f Field, field, name string) (string, bool) {
	var typed [3]string
	empty := 0
	for i, part := range dateParts {
		typed[i] = compact(p.text(name + "-" + part))
		if typed[i] == "" {
			empty++
		}
	}
	if empty == len(dateParts) {
		p.missing(f, field, name+"-day", "form.required.date")
		return "", false
	}
	var n [3]int
	for i, part := range dateParts {
		var err error
		if n[i], err = strconv.Atoi(typed[i]); err != nil || n[i] < 1 {
			p.sayAt(f, field, name+"-"+part, "form.date."+part)
			return "", false
		}
	}
	day, month, year := n[0], n[1], n[2]
	switch t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); {
	case month > 12:
		p.sayAt(f, field, name+"-month", "form.date.month")
	case year < minYear || year > maxYear:
		p.sayAt(f, field, name+"-year", "form.date.year")
	case t.Day() != day:
		p.sayAt(f, field, name+"-day", "form.date.none")
	default:
		return t.Format(time.DateOnly), true
	}
	return "", false
}

func parsePeriod(p *parser, f Field, name string) any {
	before := len(p.problems)
	from, okFrom := p.date(f, name, name+"-from")
	if !okFrom && f.IsRequired() && len(p.problems) > before && p.problems[len(p.problems)-1].ID == "form.required.date" {
		p.problems[len(p.problems)-1].ID = "form.required.from"
	}
	at := len(p.problems)
	until, okUntil := p.date(f, name, name+"-to")
	if !okUntil && len(p.problems) > at && p.problems[at].ID == "form.required.date" {
		p.problems[at].ID = "form.required.to"
	}
	switch {
	case okFrom != okUntil && len(p.problems) == before: // optional, half given
		if okFrom {
			p.sayAt(f, name, name+"-to-day", "form.required.to")
		} else {
			p.sayAt(f, name, name+"-from-day", "form.required.from")
		}
		return nil
	case !okFrom || !okUntil:
		return nil
	case until < from:
		p.sayAt(f, name, name+"-to-day", "form.period.order")
		return nil
	}
	return map[string]any{"from": from, "to": until}
}

func fillDate(_ Field, name string, v any, out url.Values) {
	s, _ := v.(string)
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return
	}
	out.Set(name+"-day", strconv.Itoa(t.Day()))
	out.Set(name+"-month", strconv.Itoa(int(t.Month())))
	out.Set(name+"-year", strconv.Itoa(t.Year()))
}

func fillPeriod(f Field, name string, v any, out url.Values) {
	m := Map(v)
	fillDate(f, name+"-from", m["from"], out)
	fillDate(f, name+"-to", m["to"], out)
}

// Map is a stored object, or an empty one.
func Map(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// Maps is a stored list of objects, whatever JSON made of it.
func Maps(v any) []map[string]any {
	switch list := v.(type) {
	case []map[string]any:
		return list
	case []any:
		out := make([]map[string]any, 0, len(list))
		for _, item := range list {
			if m, ok := item.(map[string]any); ok {
				out = append(out, m)
			}
		}
		return out
	}
	return nil
}

// Strings is a stored list of strings, whatever JSON made of it.
func Strings(v any) []string {
	switch list := v.(type) {
	case []string:
		return list
	case []any:
		out := make([]string, 0, len(list))
		for _, item := range list {
			if s, ok := item.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// String is a stored string, or "".
func String(v any) string {
	s, _ := v.(string)
	return strings.TrimSpace(s)
}
