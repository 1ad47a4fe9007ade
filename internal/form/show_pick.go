package form

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/locale"
)

// Describe is a picked thing in words: its name, and what tells it apart from the others.
func Describe(k Kind, value map[string]any, l locale.Lang) (name string, apart []string) {
	s := shower{Lang: l}
	text := func(key string) string { return String(value[key]) }
	number, _ := Number(value["area"])
	switch k {
	case KindMyChild:
		return text("full_name"), lines(s.day(value["birth_date"]))
	case KindMyProperty:
		return join(s.code("property", text("kind")), s.unless(number, "form.show.area")), lines(text("address"), s.labelled("form.show.cadastre", text("cadastre_number")))
	case KindMyLand:
		hectares, _ := Number(value["area_ha"])
		return join(l.T("form.show.land"), s.unless(hectares, "form.show.hectares")), lines(text("address"), text("purpose"), s.labelled("form.show.cadastre", text("cadastre_number")))
	case KindMyVehicle:
		year, _ := Number(value["year"])
		return join(text("model"), text("plate")), lines(join(s.code("vehicle", text("kind")), positive(year)))
	case KindMyCompany, KindCompany:
		return text("name"), lines(s.labelled("form.show.tin", text("tin")), s.code("company", text("status")))
	case KindMyLicence:
		return join(text("kind"), text("number")), lines(s.code("licence", text("status")), s.labelled("form.show.valid", s.day(value["valid_until"])))
	case KindMyDiploma:
		year, _ := Number(value["year"])
		return join(text("institution"), positive(year)), lines(join(text("level"), text("speciality")), s.labelled("form.show.number", text("number")))
	case KindMyUtilityAccount:
		debt, _ := Number(value["debt"])
		return join(s.code("utility", text("kind")), text("number")), lines(text("address"), l.T("form.show.debt", "Amount", s.money(debt)))
	case KindMyFine:
		amount, _ := Number(value["amount"])
		paid := ""
		if value["paid"] == true {
			paid = l.T("form.show.paid")
		}
		return join(s.money(amount), s.day(value["date"])), lines(text("article"), text("plate"), s.labelled("form.show.number", text("number")), paid)
	case KindMyLivestock:
		count, _ := Number(value["count"])
		return join(text("kind"), s.labelled("form.show.heads", l.Number(int64(count)))), lines(s.labelled("form.show.tag", text("tag")))
	case KindMyCase:
		return text("number"), lines(text("court"), text("status"))
	case KindPerson:
		return short(text("full_name")), lines(s.labelled("form.show.pinfl", text("pinfl")))
	default:
		return "", nil
	}
}

func showPick(s shower, f Field, v any) []string {
	m := Map(v)
	name, apart := Describe(f.Kind, m, s.Lang)
	// Something typed by hand while the register was silent has only its number.
	if len(m) == 1 {
		return lines(String(m[f.Kind.IDField()]))
	}
	return lines(append([]string{name}, apart...)...)
}

// short is given name and the first letter of the family name: enough to see that the right person was found, too
// little to learn who somebody is from a number.
func short(fullName string) string {
	parts := strings.Fields(fullName)
	if len(parts) < 2 {
		return fullName
	}
	return parts[1] + " " + string([]rune(parts[0])[:1]) + "."
}

// code is a code of a register in words. Registers add codes; one without words is shown as it is.
func (s shower) code(list, value string) string {
	id := "form.value." + list + "." + value
	if value == "" || !s.Has(id) {
		return value
	}
	return s.T(id)
}

func (s shower) labelled(id, value string) string {
	if value == "" {
		return ""
	}
	return s.T(id, "Value", value)
}

func (s shower) unless(n float64, id string) string {
	if n == 0 {
		return ""
	}
	return s.T(id, "Value", s.Decimal(n))
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func positive(n float64) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}
