package form

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// Show is an answer as people read it, line by line; empty for no answer. territory names regions and districts.
func Show(f Field, v any, l locale.Lang, territory func(code string) string) []string {
	k, ok := kinds[f.Kind]
	if !ok || v == nil {
		return nil
	}
	return k.show(shower{l, territory}, f, v)
}

type shower struct {
	locale.Lang
	territory func(code string) string
}

func lines(s ...string) []string {
	out := s[:0]
	for _, line := range s {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

func showText(_ shower, _ Field, v any) []string { return lines(String(v)) }

func showLines(_ shower, _ Field, v any) []string { return lines(strings.Split(String(v), "\n")...) }

func showNumber(s shower, _ Field, v any) []string {
	n, ok := Number(v)
	if !ok {
		return nil
	}
	return lines(s.Decimal(n))
}

func showYear(_ shower, _ Field, v any) []string {
	n, ok := Number(v)
	if !ok {
		return nil
	}
	return lines(strconv.Itoa(int(n)))
}

func showMoney(s shower, _ Field, v any) []string {
	n, ok := Number(v)
	if !ok {
		return nil
	}
	return lines(s.money(n))
}

// money is an amount in soʻm; a register's amount may have a fraction.
func (s shower) money(n float64) string {
	if n == math.Trunc(n) {
		return s.Money(int64(n))
	}
	return s.Decimal(n) + "\u00a0" + s.T("common.som", "Count", int64(n))
}

func showDate(s shower, _ Field, v any) []string { return lines(s.day(v)) }

// day is a stored day in words, or empty.
func (s shower) day(v any) string {
	t, err := time.ParseInLocation(time.DateOnly, String(v), workday.Zone)
	if err != nil {
		return ""
	}
	return s.Date(t)
}

func showPeriod(s shower, _ Field, v any) []string {
	m := Map(v)
	return lines(s.T("form.show.period", "From", s.day(m["from"]), "To", s.day(m["to"])))
}

func showYesNo(s shower, _ Field, v any) []string {
	if v == true {
		return lines(s.T("common.yes"))
	}
	return lines(s.T("common.no"))
}

func showChoice(s shower, f Field, v any) []string { return lines(s.option(f, String(v))) }

func showChoices(s shower, f Field, v any) []string {
	var out []string
	for _, value := range Strings(v) {
		out = append(out, s.option(f, value))
	}
	return out
}

func (s shower) option(f Field, value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label.In(s.Lang)
		}
	}
	return value
}

func showTerritory(s shower, _ Field, v any) []string { return lines(s.territory(String(v))) }

func showPhone(_ shower, _ Field, v any) []string {
	p := String(v)
	if len(p) != len("+998901234567") {
		return lines(p)
	}
	return lines(strings.Join([]string{p[:4], p[4:6], p[6:9], p[9:11], p[11:]}, "\u00a0"))
}

func showAccount(_ shower, _ Field, v any) []string {
	a := String(v)
	if len(a) != 20 {
		return lines(a)
	}
	return lines(strings.Join([]string{a[:5], a[5:8], a[8:9], a[9:17], a[17:]}, "\u00a0"))
}

// showPlace is the district, the words and the point, which any map finds when it is copied there.
func showPlace(s shower, _ Field, v any) []string {
	m := Map(v)
	district, point := String(m["district"]), ""
	if district != "" {
		district = s.territory(district)
	}
	lat, okLat := Number(m["lat"])
	lon, okLon := Number(m["lon"])
	if okLat && okLon {
		point = strconv.FormatFloat(lat, 'f', 5, 64) + ", " + strconv.FormatFloat(lon, 'f', 5, 64)
	}
	return lines(district, String(m["text"]), point)
}

func showFiles(s shower, _ Field, v any) []string {
	var out []string
	for _, m := range Maps(v) {
		size, _ := Number(m["size"])
		out = append(out, String(m["name"])+", "+FileSize(s.Lang, int64(size)))
	}
	return out
}

// FileSize is a size as people read it: 84 KB, 3,1 MB.
func FileSize(l locale.Lang, n int64) string {
	if n < 1<<20 {
		return l.T("form.size.kb", "Size", l.Number(max(1, (n+1023)/1024)))
	}
	return l.T("form.size.mb", "Size", l.Decimal(math.Round(float64(n)/(1<<20)*10)/10))
}

func showSlot(s shower, _ Field, v any) []string {
	m := Map(v)
	at, err := time.Parse(time.RFC3339, String(m["at"]))
	if err != nil {
		return lines(String(m["name"]))
	}
	return lines(String(m["name"]), s.Weekday(at)+", "+s.DateTime(at))
}

func showGroup(s shower, f Field, v any) []string {
	var out []string
	for _, row := range Maps(v) {
		out = append(out, strings.Join(Row(f, row, s.Lang, s.territory), "; "))
	}
	return out
}

// Row is the answers of one row of a group, each on one line.
func Row(f Field, row map[string]any, l locale.Lang, territory func(string) string) []string {
	var out []string
	for _, q := range f.Fields {
		if shown := Show(q, row[q.Key], l, territory); len(shown) > 0 {
			out = append(out, strings.Join(shown, ", "))
		}
	}
	return out
}
