package world

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

var testDay = time.Date(2026, time.November, 25, 9, 0, 0, 0, workday.Zone)

func small(t *testing.T, size int) *World {
	t.Helper()
	return New(size, func() time.Time { return testDay })
}

func TestNew(t *testing.T) {
	w := small(t, People)
	require.GreaterOrEqual(t, w.Size(), People)
	for i := range w.people {
		c := &w.people[i]
		require.True(t, ValidPINFL(c.pinfl), c.pinfl)
		require.Equal(t, c.born.Format("020106"), c.pinfl[1:7])
		require.Equal(t, c.female, (c.pinfl[0]-'0')%2 == 0)
		require.False(t, c.born.After(testDay), c.fullName())
		if c.spouse != nobody {
			require.Equal(t, i, w.people[c.spouse].spouse)
			require.NotEqual(t, c.female, w.people[c.spouse].female)
		}
		for _, k := range c.children {
			require.Greater(t, w.people[k].born.Year()-c.born.Year(), 15, c.fullName())
		}
	}
}

func TestNew_same_people_at_every_start(t *testing.T) {
	a, b := small(t, 500), New(500, func() time.Time { return testDay.AddDate(0, 5, 3) })
	require.Equal(t, a.Size(), b.Size())
	for i := range a.people {
		require.Equal(t, a.people[i].pinfl, b.people[i].pinfl)
	}
	for i := range a.firms {
		require.Equal(t, a.firms[i].tin, b.firms[i].tin)
	}
}

func TestCipher(t *testing.T) {
	for _, s := range []series{
		tinOfPersons, tinOfFirms, licenceNumbers, diplomaNumbers, accountNumbers, fineNumbers, tagNumbers, caseNumbers, actNumbers, leaseNumbers,
		languageNumbers, attestNumbers, quarantine, cadastrePapers, policyNumbers, pledgeNumbers, queueNumbers, receiptNumbers, invoiceNumbers, sampleNumbers, itCertNumbers,
		contractNumbers, declarations, machineSerials, qualifications, sportNumbers, trademarkNos, securitiesNos, mediaNumbers, lotNumbers, powerNumbers, entranceNumbers,
	} {
		for _, o := range []owner{person(0), person(19_999), ofFirm(0), ofFirm(1399)} {
			for _, ord := range []int{0, 7, 15} {
				got, n, ok := s.read(s.number(o, ord))
				require.True(t, ok, s.prefix)
				require.Equal(t, o, got, s.prefix)
				require.Equal(t, ord, n, s.prefix)
			}
		}
	}
	o, ord, ok := readPlate(plate("1726", person(1234), 3))
	require.True(t, ok)
	require.Equal(t, person(1234), o)
	require.Equal(t, 3, ord)
	o, ord, ok = readCadastre(cadastre("1726269", ofFirm(77), 1))
	require.True(t, ok)
	require.Equal(t, ofFirm(77), o)
	require.Equal(t, 1, ord)
}

// Every register that definitions may read is kept; the portal itself keeps `applications`.
func TestRecord_every_register(t *testing.T) {
	for _, code := range register.Codes() {
		require.Equal(t, code != "applications", Keeps(code), code)
	}
}

// Every field of every personal record has a value for somebody: a field that nobody has would make its service refuse
// everybody.
func TestEveryField_has_a_value_for_somebody(t *testing.T) {
	w := small(t, 6000)
	seen := map[string]bool{}
	for i := range w.people {
		for code := range records {
			r, ok := w.Record(code, w.people[i].pinfl, w.people[i].pinfl)
			require.True(t, ok)
			mark(code, reflect.ValueOf(r), seen)
		}
	}
	for f := range w.firms {
		r, ok := w.Record("company", w.firms[f].tin, w.people[w.firms[f].director].pinfl)
		require.True(t, ok)
		mark("company", reflect.ValueOf(r), seen)
	}
	var missing []string
	for _, code := range register.Codes() {
		if register.OfApplicant(code) {
			for _, f := range register.Fields(code) {
				missing = append(missing, unseen(code, f, seen)...)
			}
		}
	}
	require.Empty(t, missing)
}

func mark(path string, v reflect.Value, seen map[string]bool) {
	switch {
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			mark(path, v.Elem(), seen)
		}
		return
	case v.Type() == reflect.TypeFor[register.Date]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := cut(v.Type().Field(i).Tag.Get("json"))
			mark(path+"."+name, v.Field(i), seen)
		}
		return
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			mark(path, v.Index(i), seen)
		}
	}
	if !v.IsZero() {
		seen[path] = true
	}
}

func cut(tag string) (string, string, bool) {
	for i, c := range tag {
		if c == ',' {
			return tag[:i], tag[i+1:], true
		}
	}
	return tag, "", false
}

func unseen(path string, f register.FieldType, seen map[string]bool) []string {
	path += "." + f.Name
	if len(f.Fields) == 0 {
		if !seen[path] {
			return []string{path}
		}
		return nil
	}
	var missing []string
	for _, sub := range f.Fields {
		missing = append(missing, unseen(path, sub, seen)...)
	}
	return missing
}

// What the personal registers say of a thing, the register of that thing says too.
func TestRecord_registers_agree(t *testing.T) {
	w := small(t, 4000)
	for i := range w.people {
		me := w.people[i].pinfl
		for _, p := range w.propertyOf(i).Objects {
			r, ok := w.Record("cadastre", p.CadastreNumber, me)
			require.True(t, ok, p.CadastreNumber)
			require.Equal(t, p.Arrested, r.(register.CadastreEntry).Arrested)
			_, ok = w.Record("documents", r.(register.CadastreEntry).PassportNumber, me)
			require.True(t, ok)
			old, ok := w.Record("cadastre-numbers", OldCadastre(p.CadastreNumber), me)
			require.True(t, ok)
			require.Equal(t, p.CadastreNumber, old.(register.CadastreNumbers).CadastreNumber)
		}
		list, ok := w.Record("household-lists", w.residenceOf(i).CadastreNumber, me)
		require.True(t, ok)
		require.NotEmpty(t, list.(register.HouseholdLists).Residents)
		for _, v := range w.vehiclesOf(person(i)) {
			r, ok := w.Record("plates", v.Plate, me)
			require.True(t, ok, v.Plate)
			require.Equal(t, v.Model, r.(register.PlateEntry).Model)
		}
		for _, c := range w.businessOf(i).Companies {
			r, ok := w.Record("company", c.TIN, me)
			require.True(t, ok)
			require.Equal(t, c.IsDirector, r.(register.Company).IsDirector)
			_, ok = w.Record("companies", c.TIN, me)
			require.True(t, ok)
		}
		for _, l := range w.licencesOf(i) {
			_, ok := w.Record("licence-register", l.Number, me)
			require.True(t, ok, l.Number)
		}
		for _, a := range w.utilitiesOf(i).Accounts {
			_, ok := w.Record("accounts", a.Number, me)
			require.True(t, ok, a.Number)
		}
		for _, dead := range w.civilOf(i).Deceased {
			_, ok := w.Record("deaths", dead.PINFL, me)
			require.True(t, ok, dead.PINFL)
		}
		for _, dip := range w.diplomasOf(i) {
			_, ok := w.Record("documents", dip.Number, me)
			require.True(t, ok, dip.Number)
		}
		for _, l := range w.taxOf(i).Leases {
			r, ok := w.Record("leases", l.Number, me)
			require.True(t, ok, l.Number)
			_, ok = w.Record("cadastre", r.(register.Leases).CadastreNumber, me)
			require.True(t, ok)
		}
		if e := w.electionsOf(i); e.Station != "" {
			_, ok := w.Record("stations", e.Station, me)
			require.True(t, ok)
		}
	}
}

func TestRecord_unknown_keys(t *testing.T) {
	w := small(t, 300)
	for _, code := range register.Codes() {
		for _, key := range []string{"", "x", "00000000000000", "999999999", "99:99:99:99:99:9999", "AA0000000", "🙂"} {
			r, ok := w.Record(code, key, "")
			require.False(t, ok, fmt.Sprint(code, key, r))
		}
	}
}

func TestRecord_same_answer_twice(t *testing.T) {
	a, b := small(t, 400), small(t, 400)
	for i := range 60 {
		for code := range records {
			one, _ := a.Record(code, a.people[i].pinfl, "")
			two, _ := b.Record(code, b.people[i].pinfl, "")
			x, err := json.Marshal(one)
			require.NoError(t, err)
			y, err := json.Marshal(two)
			require.NoError(t, err)
			require.Equal(t, string(x), string(y), code)
		}
	}
}

// Every register of things has keys to try, and they are really there.
func TestSamples(t *testing.T) {
	w := small(t, 3000)
	for _, code := range register.Codes() {
		if !Keeps(code) {
			continue
		}
		samples := w.Samples(code)
		require.NotEmpty(t, samples, code)
		for _, key := range samples {
			r, ok := w.Record(code, key, "")
			require.True(t, ok, code+" "+key)
			require.True(t, register.OfApplicant(code) || !reflect.ValueOf(r).IsZero(), code+" "+key)
		}
	}
}

// BenchmarkNew is what the start of the demonstration waits for.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(People, func() time.Time { return testDay })
	}
}
