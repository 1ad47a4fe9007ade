package form

import (
	"math"
	"net/url"
	"strconv"
	"strings"
)

// Largest numbers that a form takes: beyond them a figure is a slip of the finger, and a float64 stops being exact.
const (
	maxInteger = 999_999_999_999
	maxDecimal = 1e12
	maxMoney   = 1e13
)

// Years that a form takes.
const (
	minYear = 1800
	maxYear = 2100
)

func parseInteger(p *parser, f Field, name string) any {
	s := plainNumber(p.text(name))
	if s == "" {
		p.missing(f, name, name, "form.required.number")
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		p.say(f, name, "form.number.whole")
	case n < 0:
		p.say(f, name, "form.number.negative")
	case n > maxInteger:
		p.say(f, name, "form.number.large")
	default:
		return n
	}
	return nil
}

func parseYear(p *parser, f Field, name string) any {
	s := plainNumber(p.text(name))
	if s == "" {
		p.missing(f, name, name, "form.required.year")
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < minYear || n > maxYear {
		p.say(f, name, "form.year", "From", minYear, "To", maxYear)
		return nil
	}
	return n
}

func parseDecimal(places int, limit float64) func(*parser, Field, string) any {
	return func(p *parser, f Field, name string) any {
		typed := p.text(name)
		if typed == "" {
			p.missing(f, name, name, "form.required.number")
			return nil
		}
		n, decimals, ok := readDecimal(typed)
		switch {
		case !ok:
			p.say(f, name, "form.number.bad")
		case n < 0:
			p.say(f, name, "form.number.negative")
		case n > limit:
			p.say(f, name, "form.number.large")
		case decimals > places:
			p.say(f, name, "form.number.places", "Count", places)
		default:
			return n
		}
		return nil
	}
}

// plainNumber drops the spaces between thousands.
func plainNumber(s string) string { return strings.ReplaceAll(compact(s), "−", "-") }

// readDecimal reads a number as people write it: spaces between thousands, a comma or a point before decimals. With
// both signs the last one is the decimal sign; a sign that stands twice parts thousands.
func readDecimal(typed string) (n float64, decimals int, ok bool) {
	s := plainNumber(typed)
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma >= 0 && point >= 0 && comma > point:
		s = strings.ReplaceAll(s, ".", "")
	case comma >= 0 && point >= 0:
		s = strings.ReplaceAll(s, ",", "")
	case strings.Count(s, ",") > 1:
		s = strings.ReplaceAll(s, ",", "")
	case strings.Count(s, ".") > 1:
		s = strings.ReplaceAll(s, ".", "")
	}
	s = strings.ReplaceAll(s, ",", ".")
	if strings.Trim(s, "-0123456789.") != "" || strings.Count(s, ".") > 1 {
		return 0, 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, 0, false
	}
	if i := strings.IndexByte(s, '.'); i >= 0 {
		decimals = len(strings.TrimRight(s[i+1:], "0"))
	}
	return n, decimals, true
}

// fillNumber writes a stored number as it is typed, with a comma: an answer that came back from storage is a float64.
func fillNumber(_ Field, name string, v any, out url.Values) {
	if n, ok := Number(v); ok {
		out.Set(name, strings.ReplaceAll(strconv.FormatFloat(n, 'f', -1, 64), ".", ","))
	}
}

// Number is a stored number, whatever JSON made of it.
func Number(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}
