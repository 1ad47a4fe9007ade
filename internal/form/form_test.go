package form

import (
	"encoding/json"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

var today = time.Date(2026, 11, 25, 0, 0, 0, 0, workday.Zone)

var slotTime = time.Date(2026, 11, 30, 10, 0, 0, 0, workday.Zone)

func context() Context {
	return Context{
		Today: today,
		Picks: map[Kind][]Pick{KindMyVehicle: {
			{ID: "01 A 123 BC", Value: map[string]any{"plate": "01 A 123 BC", "model": "Cobalt", "year": 2020.0, "kind": "car"}},
			{ID: "01 B 777 BB", Value: map[string]any{"plate": "01 B 777 BB"}, Blocked: locale.Text{Uz: "Taqiqda", Ru: "Под запретом", En: "Under a ban"}},
		}},
		Silent: map[Kind]bool{KindMyDiploma: true},
		Find: func(k Kind, id string) (map[string]any, Finding) {
			switch id {
			case "31210632040244", "303123456":
				return map[string]any{k.IDField(): id, "full_name": "Karimov Aziz", "name": "Bahor MCHJ"}, Found
			case "31210932040247", "304123456":
				return nil, NoAnswer
			}
			return nil, NotFound
		},
		Territory: func(code string) (string, bool) {
			if len(code) < 4 || code[:2] != "17" {
				return "", false
			}
			return code[:4], true
		},
		Uploads: map[string]Upload{"u1": {ID: "u1", Name: "eskiz.pdf", Size: 3_250_585}},
		Free: func(office string, at time.Time) (string, bool) {
			return "Chilonzor DXM", office == "7" && at.Equal(slotTime)
		},
	}
}

func field(k Kind) Field {
	f := Field{Key: "q", Kind: k, Label: locale.Text{Uz: "Savol", Ru: "Вопрос", En: "Question"}}
	switch k {
	case KindChoice, KindChoices:
		f.Options = []Option{{Value: "a", Label: locale.Text{Uz: "A", Ru: "А", En: "A"}}, {Value: "b", Label: locale.Text{Uz: "B", Ru: "Б", En: "B"}}}
	case KindGroup:
		f.Min, f.Max = 1, 2
		f.Fields = []Field{
			{Key: "name", Kind: KindText, Label: locale.Text{Uz: "Nomi", Ru: "Имя", En: "Name"}},
			{Key: "share", Kind: KindDecimal, Label: locale.Text{Uz: "Ulush", Ru: "Доля", En: "Share"}},
			{Key: "since", Kind: KindDate, Required: new(bool), Label: locale.Text{Uz: "Sana", Ru: "Дата", En: "Since"}},
		}
	default: // the others need nothing more
	}
	return f
}

// in writes the values of the question q: "" is the question itself, "day" is q-day.
func in(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		name := "q"
		if pairs[i] != "" {
			name += "-" + pairs[i]
		}
		v.Add(name, pairs[i+1])
	}
	return v
}

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		in   url.Values
		want any    // nil: no answer
		id   string // of the problem, empty for none
		at   string // input of the problem when it is not q
	}{
		{"text", KindText, in("", "  Bahor \t MCHJ\x00 "), "Bahor MCHJ", "", ""},
		{"text long", KindText, in("", strings.Repeat("oʻ", 101)), nil, "form.text.long", ""},
		{"text of spaces", KindText, in("", " \u00a0 "), nil, "form.required.text", ""},
		{"textarea keeps lines", KindTextarea, in("", "a\r\n\r\nb"), "a\n\nb", "", ""},
		{"address", KindAddress, in("", "Navoiy koʻchasi, 5"), "Navoiy koʻchasi, 5", "", ""},
		{"email", KindEmail, in("", " a.b@misol.uz "), "a.b@misol.uz", "", ""},
		{"email with a name", KindEmail, in("", "A <a@misol.uz>"), nil, "form.email", ""},
		{"email at a number", KindEmail, in("", "a@[127.0.0.1]"), nil, "form.email", ""},
		{"email at a number, without brackets", KindEmail, in("", "a@127.0.0.1"), nil, "form.email", ""},
		{"email at a number of version 6", KindEmail, in("", "a@[IPv6:::1.a]"), nil, "form.email", ""},
		{"email without an end", KindEmail, in("", "a@misol."), nil, "form.email", ""},
		{"email without a dot", KindEmail, in("", "a@misol"), nil, "form.email", ""},
		{"integer", KindInteger, in("", "12 000"), int64(12000), "", ""},
		{"integer with a fraction", KindInteger, in("", "1,5"), nil, "form.number.whole", ""},
		{"integer negative", KindInteger, in("", "−3"), nil, "form.number.negative", ""},
		{"integer large", KindInteger, in("", "9999999999999"), nil, "form.number.large", ""},
		{"decimal comma", KindDecimal, in("", "1 234,5"), 1234.5, "", ""},
		{"decimal point", KindDecimal, in("", "0.25"), 0.25, "", ""},
		{"decimal both, comma last", KindDecimal, in("", "1.234,5"), 1234.5, "", ""},
		{"decimal both, point last", KindDecimal, in("", "1,234.5"), 1234.5, "", ""},
		{"decimal thousands", KindDecimal, in("", "1,234,567"), 1234567.0, "", ""},
		{"decimal words", KindDecimal, in("", "NaN"), nil, "form.number.bad", ""},
		{"decimal hexadecimal", KindDecimal, in("", "0x10"), nil, "form.number.bad", ""},
		{"money", KindMoney, in("", "12\u00a0500,50"), 12500.5, "", ""},
		{"money places", KindMoney, in("", "1,505"), nil, "form.number.places", ""},
		{"money large", KindMoney, in("", "99999999999999"), nil, "form.number.large", ""},
		{"year", KindYear, in("", "2019"), int64(2019), "", ""},
		{"year short", KindYear, in("", "19"), nil, "form.year", ""},
		{"date", KindDate, in("day", "1", "month", "02", "year", "2026"), "2026-02-01", "", ""},
		{"date none", KindDate, in("day", "30", "month", "2", "year", "2026"), nil, "form.date.none", "q-day"},
		{"date month", KindDate, in("day", "3", "month", "13", "year", "2026"), nil, "form.date.month", "q-month"},
		{"date half", KindDate, in("day", "3", "month", "", "year", "2026"), nil, "form.date.month", "q-month"},
		{"date year", KindDate, in("day", "3", "month", "1", "year", "26"), nil, "form.date.year", "q-year"},
		{"date empty", KindDate, in(), nil, "form.required.date", "q-day"},
		{
			"period", KindPeriod, in("from-day", "1", "from-month", "1", "from-year", "2026", "to-day", "1", "to-month", "2", "to-year", "2026"),
			map[string]any{"from": "2026-01-01", "to": "2026-02-01"},
			"", "",
		},
		{
			"period backwards", KindPeriod, in("from-day", "1", "from-month", "3", "from-year", "2026", "to-day", "1", "to-month", "2", "to-year", "2026"),
			nil, "form.period.order", "q-to-day",
		},
		{"period half", KindPeriod, in("from-day", "1", "from-month", "3", "from-year", "2026"), nil, "form.required.to", "q-to-day"},
		{"yes", KindYesNo, in("", "yes"), true, "", ""},
		{"no", KindYesNo, in("", "no"), false, "", ""},
		{"yesno other", KindYesNo, in("", "maybe"), nil, "form.required.choice", ""},
		{"choice", KindChoice, in("", "b"), "b", "", ""},
		{"choice outside", KindChoice, in("", "c"), nil, "form.required.choice", ""},
		{"choices", KindChoices, in("", "b", "", "a"), []string{"a", "b"}, "", ""},
		{"choices outside", KindChoices, in("", "a", "", "z"), nil, "form.required.choices", ""},
		{"choices none", KindChoices, in(), nil, "form.required.choices", ""},
		{"phone", KindPhone, in("", "90 123-45-67"), "+998901234567", "", ""},
		{"phone whole", KindPhone, in("", "+998 (90) 123 45 67"), "+998901234567", "", ""},
		{"phone short", KindPhone, in("", "123 45 67"), nil, "form.phone", ""},
		{"phone letters", KindPhone, in("", "90 12E 45 67 8"), nil, "form.phone", ""},
		{"pinfl", KindPINFL, in("", "3 121063 204 0244"), "31210632040244", "", ""},
		{"pinfl check digit", KindPINFL, in("", "31210632040245"), nil, "form.pinfl", ""},
		{"pinfl birth date", KindPINFL, in("", pinfl("3310263204024")), nil, "form.pinfl", ""},
		{"pinfl not born yet", KindPINFL, in("", pinfl("5311230204024")), nil, "form.pinfl", ""},
		{"pinfl century", KindPINFL, in("", pinfl("7120100204024")), nil, "form.pinfl", ""},
		{"tin", KindTIN, in("", "303 123 456"), "303123456", "", ""},
		{"tin zero", KindTIN, in("", "003123456"), nil, "form.tin", ""},
		{"passport", KindPassport, in("", "ad 1234567"), "AD1234567", "", ""},
		{"passport in the other layout", KindPassport, in("", "АВ1234567"), "AB1234567", "", ""},
		{"passport short", KindPassport, in("", "AD123456"), nil, "form.passport", ""},
		{"cadastre", KindCadastre, in("", "10 11 03 02 05 0148"), "10:11:03:02:05:0148", "", ""},
		{"cadastre short", KindCadastre, in("", "10:11:03"), nil, "form.cadastre", ""},
		{"plate of a person", KindPlate, in("", "01a123bc"), "01 A 123 BC", "", ""},
		{"plate of a company", KindPlate, in("", "01 123 ABC"), "01 123 ABC", "", ""},
		{"plate other", KindPlate, in("", "A 01 123"), nil, "form.plate", ""},
		{"account", KindBankAccount, in("", "20208 000 9 00123456 001"), "20208000900123456001", "", ""},
		{"account short", KindBankAccount, in("", "2020800090012345600"), nil, "form.account", ""},
		{"region", KindRegion, in("", "1726"), "1726", "", ""},
		{"region a district", KindRegion, in("", "1726269"), nil, "form.required.region", ""},
		{"district", KindDistrict, in("", "1726269"), "1726269", "", ""},
		{"district a region", KindDistrict, in("", "1726"), nil, "form.required.district", ""},
		{"district unknown", KindDistrict, in("", "9926269"), nil, "form.required.district", ""},
		{"place in words", KindPlace, in("", "Bozor yonida"), map[string]any{"text": "Bozor yonida"}, "", ""},
		{"place with a point", KindPlace, in("", "Bozor", "lat", "41,31", "lon", "69.28"), map[string]any{"text": "Bozor", "lat": 41.31, "lon": 69.28}, "", ""},
		{"place exchanged", KindPlace, in("", "Bozor", "lat", "69,28", "lon", "41,31"), nil, "form.place.swapped", "q-lat"},
		{"place half a point", KindPlace, in("", "Bozor", "lat", "41,31"), nil, "form.place.lon", "q-lon"},
		{"place abroad", KindPlace, in("lat", "48,2", "lon", "16,37"), nil, "form.place.lat-outside", "q-lat"},
		{"place too far east", KindPlace, in("lat", "41", "lon", "74°"), nil, "form.place.lon-outside", "q-lon"},
		{"place as a point", KindPlace, in("lat", "41,31", "lon", "69,28"), map[string]any{"text": "", "lat": 41.31, "lon": 69.28}, "", ""},
		{"place in minutes", KindPlace, in("lat", "41°18′40″", "lon", "E 69° 14,4'"), map[string]any{"text": "", "lat": 41.31111, "lon": 69.24}, "", ""},
		{"place from a phone", KindPlace, in("lat", "41.31108, 69.24056"), map[string]any{"text": "", "lat": 41.31108, "lon": 69.24056}, "", ""},
		{"place in words for a point", KindPlace, in("lat", "bozor", "lon", "69"), nil, "form.place.lat", "q-lat"},
		{"place in a district", KindPlace, in("", "Bozor", "district", "1726269"), map[string]any{"text": "Bozor", "district": "1726269"}, "", ""},
		{"place as wide as a district", KindPlace, in("district", "1726269"), nil, "form.place.wide", "q"},
		{"place in a region", KindPlace, in("", "Bozor", "district", "1726"), nil, "form.required.district", "q-district"},
		{"place empty", KindPlace, in(), nil, "form.required.place", ""},
		{"file", KindFile, in("", "u1"), []map[string]any{{"id": "u1", "name": "eskiz.pdf", "size": int64(3_250_585)}}, "", ""},
		{"file of another draft", KindFile, in("", "u2"), nil, "form.required.file", ""},
		{
			"slot", KindSlot, in("office", "7", "at", "2026-11-30T10:00:00+05:00"),
			map[string]any{"office": "7", "name": "Chilonzor DXM", "at": "2026-11-30T10:00:00+05:00"},
			"", "",
		},
		{"slot taken", KindSlot, in("office", "7", "at", "2026-11-30T11:00:00+05:00"), nil, "form.slot.taken", "q-at"},
		{"slot without a time", KindSlot, in("office", "7"), nil, "form.required.time", "q-at"},
		{"person", KindPerson, in("", "31210632040244"), map[string]any{"pinfl": "31210632040244", "full_name": "Karimov Aziz", "name": "Bahor MCHJ"}, "", ""},
		{"person while the register is silent", KindPerson, in("", "31210932040247"), map[string]any{"pinfl": "31210932040247"}, "", ""},
		{"person unknown", KindPerson, in("", "40201902050010"), nil, "form.person.unknown", ""},
		{"company unknown", KindCompany, in("", "305123456"), nil, "form.company.unknown", ""},
		{"pick", KindMyVehicle, in("", "01 A 123 BC"), map[string]any{"plate": "01 A 123 BC", "model": "Cobalt", "year": 2020.0, "kind": "car"}, "", ""},
		{"pick blocked", KindMyVehicle, in("", "01 B 777 BB"), nil, "form.pick.blocked", ""},
		{"pick of somebody else", KindMyVehicle, in("", "01 C 999 CC"), nil, "form.required.pick", ""},
		{"pick where there is none", KindMyLand, in(), nil, "form.pick.none", ""},
		{"pick by hand while the register is silent", KindMyDiploma, in("", "B 123456"), map[string]any{"number": "B 123456"}, "", ""},
		{
			"group", KindGroup, in("0-name", "A", "0-share", "50", "2-name", "B", "2-share", "49,5"),
			[]map[string]any{{"name": "A", "share": 50.0}, {"name": "B", "share": 49.5}},
			"", "",
		},
		{"group with a bad row", KindGroup, in("0-name", "A", "0-share", "x"), nil, "form.number.bad", "q-0-share"},
		{"group with too few", KindGroup, in(), nil, "form.group.least", ""},
		{"group with too many", KindGroup, in("0-name", "A", "0-share", "1", "1-name", "B", "1-share", "1", "2-name", "C", "2-share", "1"), nil, "form.group.most", ""},
		{"group with names that are not its own", KindGroup, in("0-other", "A"), nil, "form.group.least", ""},
	}
	seen := map[Kind]bool{}
	for _, tt := range tests {
		seen[tt.kind] = true
		t.Run(tt.name, func(t *testing.T) {
			f := field(tt.kind)
			got, problems := Parse([]Field{f}, tt.in, context())
			if tt.id != "" {
				require.NotEmpty(t, problems)
				require.Equal(t, tt.id, problems[0].ID)
				at := tt.at
				if at == "" {
					at = "q"
				}
				require.Equal(t, at, problems[0].Input)
				require.Empty(t, got)
				return
			}
			require.Empty(t, problems)
			require.Equal(t, tt.want, got["q"])
			roundTrip(t, f, got)
		})
	}
	for _, k := range Kinds() {
		require.True(t, seen[k] || k.IsPicker(), "no case for the kind %s", k)
	}
}

// roundTrip stores the answer as a draft does and reads it again from the filled form: it must still be right, and
// readable.
func roundTrip(t *testing.T, f Field, a Answers) {
	t.Helper()
	b, err := json.Marshal(a)
	require.NoError(t, err)
	stored := Answers{}
	require.NoError(t, json.Unmarshal(b, &stored))
	again, problems := Parse([]Field{f}, Fill([]Field{f}, stored), context())
	require.Empty(t, problems)
	require.Equal(t, a, again)
	for _, l := range locale.Langs {
		shown := Show(f, stored[f.Key], l, func(code string) string { return code })
		require.NotEmpty(t, shown)
		for _, line := range shown {
			require.NotContains(t, line, "⟦")
		}
	}
}

func TestParse_optional(t *testing.T) {
	for _, k := range Kinds() {
		f := field(k)
		f.Required, f.Min = new(bool), 0
		got, problems := Parse([]Field{f}, url.Values{}, context())
		require.Empty(t, problems, "kind %s", k)
		require.Empty(t, got, "kind %s", k)
	}
	f := field(KindPeriod)
	f.Required = new(bool)
	_, problems := Parse([]Field{f}, in("from-day", "1", "from-month", "3", "from-year", "2026"), context())
	require.Equal(t, "form.required.to", problems[0].ID)
}

func TestParse_districtOfAnotherRegion(t *testing.T) {
	fields := []Field{{Key: "region", Kind: KindRegion}, {Key: "district", Kind: KindDistrict}}
	_, problems := Parse(fields, url.Values{"region": {"1703"}, "district": {"1726269"}}, context())
	require.Equal(t, "form.district.elsewhere", problems[0].ID)

	// A question that is called "region" but asks for a district is no region.
	_, problems = Parse([]Field{{Key: "region", Kind: KindDistrict}}, url.Values{"region": {"1726269"}}, context())
	require.Empty(t, problems)
}

// TestKinds_all reads the constants: a kind of the list without a line in the registry fails here.
func TestKinds_all(t *testing.T) {
	file, err := goparser.ParseFile(token.NewFileSet(), "field.go", nil, 0)
	require.NoError(t, err)
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Kind") {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		require.Contains(t, kinds, Kind(code), "%s has no line in kinds.go", spec.Names[0].Name)
		found++
		return true
	})
	require.Len(t, kinds, found)
}

// TestMessages holds every message that a problem or a summary names against the bundle.
func TestMessages(t *testing.T) {
	id := regexp.MustCompile(`"(form\.[a-z.-]*[a-z])"`)
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		require.NoError(t, err)
		for _, m := range id.FindAllStringSubmatch(string(src), -1) {
			if m[1] == "form.date" || m[1] == "form.value" {
				continue // a prefix
			}
			require.True(t, locale.Ru.Has(m[1]), "%s: %s", f.Name(), m[1])
		}
	}
}

func TestPages(t *testing.T) {
	fields := []Field{
		{Key: "kind", Kind: KindChoice},
		{Key: "other", Kind: KindText, When: `form.kind == "other"`},
		{Key: "count", Kind: KindInteger},
		{Key: "area", Kind: KindDecimal},
		{Key: "note", Kind: KindText},
		{Key: "plan", Kind: KindFile},
		{Key: "kinds", Kind: KindText, When: `form.kind2 == 1`},
	}
	var keys []string
	for _, p := range Pages(fields, Together) {
		var of []string
		for _, f := range p.Fields {
			of = append(of, f.Key)
		}
		keys = append(keys, p.Key+":"+strings.Join(of, "+"))
	}
	require.Equal(t, []string{"kind:kind", "other:other+count+area", "note:note", "plan:plan", "kinds:kinds"}, keys)

	asked := map[string]bool{"kind": true, "count": true, "area": true, "note": true, "plan": true}
	open := Open(Pages(fields, Together), asked)
	require.Len(t, open, 4)
	require.Equal(t, 0, Reached(open, Answers{}, asked))
	require.Equal(t, 1, Reached(open, Answers{"kind": "a", "count": 1.0}, asked))
	require.Equal(t, 4, Reached(open, Answers{"kind": "a", "count": 1.0, "area": 1.0, "note": "n", "plan": []any{}}, asked))
	require.Equal(t, -1, FindPage(open, "kinds"))
	require.Equal(t, Answers{"kind": "a"}, Keep(fields, Answers{"kind": "a", "kinds": "x"}, asked))
}

// pinfl puts the right check digit after thirteen digits, so that a test fails for its own reason.
func pinfl(thirteen string) string {
	sum := 0
	for i, r := range thirteen {
		sum += int(r-'0') * [3]int{7, 3, 1}[i%3]
	}
	return thirteen + strconv.Itoa(sum%10)
}
