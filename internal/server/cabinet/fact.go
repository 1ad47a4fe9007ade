package cabinet

import (
	"math"
	"strings"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/ui"
)

// factValue is a value of a register in words; empty when there is nothing to say. Lists of objects are tables and have
// no place on a line.
func factValue(l locale.Lang, t register.FieldType, v any) string {
	switch t.Kind {
	case register.KindBool:
		if v == true {
			return l.T("common.yes")
		}
		return l.T("common.no")
	case register.KindInteger, register.KindDecimal:
		n, ok := form.Number(v)
		if !ok {
			return ""
		}
		switch {
		case n == 0 && register.ZeroIsNone(t.Name):
			return l.T("explain.there.no")
		case t.Unit == "som":
			return l.Money(int64(math.Round(n)))
		case strings.HasSuffix(t.Name, "year"):
			return strings.ReplaceAll(l.Decimal(n), "\u00a0", "")
		default:
			return l.Decimal(n)
		}
	case register.KindDate:
		d, err := register.ParseDate(form.String(v))
		if err != nil {
			return ""
		}
		return l.Date(d.Time)
	case register.KindList:
		words := form.Strings(v)
		for i, w := range words {
			words[i] = word(l, w)
		}
		return strings.Join(words, ", ")
	case register.KindText:
		if country, ok := locale.Country(form.String(v)); ok && register.IsCountry(t.Name) {
			return country.In(l)
		}
		if office, ok := catalogue.OfficeTitle(t.Name, form.String(v)); ok {
			return office.In(l)
		}
		return word(l, form.String(v))
	default:
		return ""
	}
}

// word is a code in words, or the text as it is.
func word(l locale.Lang, s string) string {
	if _, known := catalogue.Lists().RegionOf(s); known {
		return territory(l)(s)
	}
	if title, ok := register.ValueTitle(s); ok {
		return title.In(l)
	}
	return s
}

// factRow is a field of a record as a row, or false when there is nothing to show.
func factRow(l locale.Lang, code string, t register.FieldType, v any) (ui.Row, bool) {
	if v == nil {
		return ui.Row{}, false
	}
	value := factValue(l, t, v)
	title := register.Title(code, t.Name).In(l)
	return ui.Row{Key: title, Value: value}, value != "" && title != ""
}

// factTable is a list of objects as a table, or false when it is empty or no such list.
func factTable(l locale.Lang, code string, t register.FieldType, v any) (ui.Grid, bool) {
	items := form.Maps(v)
	if t.Kind != register.KindList || len(t.Fields) == 0 || len(items) == 0 {
		return ui.Grid{}, false
	}
	grid := ui.Grid{Caption: register.Title(code, t.Name).In(l), Stack: true}
	var shown []register.FieldType
	for _, f := range t.Fields {
		if f.Kind == register.KindObject || f.Kind == register.KindList {
			continue
		}
		shown = append(shown, f)
		grid.Columns = append(grid.Columns, ui.Column{Title: register.Title(code, f.Name).In(l), Numeric: f.Kind == register.KindInteger || f.Kind == register.KindDecimal})
	}
	for _, item := range items {
		row := make([]ui.Cell, len(shown))
		for i, f := range shown {
			if item[f.Name] != nil {
				row[i].Text = factValue(l, f, item[f.Name])
			}
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid, true
}

// source says where a fact comes from and as of when.
func source(l locale.Lang, code string, at time.Time) string {
	return l.T("cabinet.fill.source", "Register", bookTitle(code, l), "Time", l.DateTime(at))
}
