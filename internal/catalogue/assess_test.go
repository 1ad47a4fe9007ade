package catalogue_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

const procedure = `
- code: sample-service
  title: {uz: Namuna, ru: Образец, en: Sample}
  summary: {uz: Namuna xizmati., ru: Пример услуги., en: A sample service.}
  keywords: [namuna]
  category: transport
  life_events: []
  groups: []
  authority: road-safety
  audience: [citizen, business]
  status: live
  process: decision
  assurance: verified
  term: {value: 1, unit: minutes}
  fee:
    - {bhm: 0, when: reg.social.in_register}
    - {bhm: 0.25, when: form.urgent}
    - {bhm: 0.5}
  basis: estimated
  registers: [tax, social, driving, vehicle, plates, company]
  lookup: {register: plates, by: form.plate}
  form:
    - {key: who, type: choice, label: {uz: Kim, ru: Кто, en: Who}, options: [{value: person, label: {uz: Shaxs, ru: Лицо, en: Person}}, {value: firm, label: {uz: Firma, ru: Фирма, en: Firm}}]}
    - {key: firm, type: my-company, when: form.who == "firm", label: {uz: Firma, ru: Фирма, en: Firm}}
    - {key: car, type: my-vehicle, label: {uz: Avto, ru: Авто, en: Car}}
    - {key: urgent, type: yesno, required: false, label: {uz: Shoshilinch, ru: Срочно, en: Urgent}}
    - {key: plate, type: plate, required: false, when: reg.driving.suspended, label: {uz: Raqam, ru: Номер, en: Plate}}
    - key: drivers
      type: group
      required: false
      label: {uz: Haydovchilar, ru: Водители, en: Drivers}
      fields:
        - {key: driver, type: person, label: {uz: Haydovchi, ru: Водитель, en: Driver}}
        - {key: since, type: date, label: {uz: Qachondan, ru: С какого дня, en: Since}}
  checks:
    - {require: reg.tax.debt == 0.0, otherwise: refuse, reason: {uz: Qarz., ru: Долг., en: A debt.}}
    - {require: 'form.who == "person" || company.is_director', otherwise: refuse, reason: {uz: Rahbar emas., ru: Не директор., en: Not the director.}}
    - {require: form.car.inspected_until >= today, otherwise: correct, reason: {uz: Koʻrik., ru: Осмотр., en: Inspection.}}
    - {require: '!form.urgent', otherwise: review, reason: {uz: Xodim., ru: Сотрудник., en: An official.}}
    - {require: '!found.wanted', otherwise: refuse, reason: {uz: Qidiruvda., ru: В розыске., en: Wanted.}}
  compute:
    - {key: price, label: {uz: Narx, ru: Цена, en: Price}, value: double(form.car.year) * 10.0, unit: som}
    - {key: renewed, label: {uz: Yangilash, ru: Продление, en: Renewal}, value: 'today + duration("24h")'}
  result:
    kind: permit
    shows: [person.full_name, person.region, company.name, form.who, form.car.plate, form.car.kind, form.drivers, reg.tax.debt, reg.tax.leases,
      reg.driving.valid_until, found.owners, compute.price, compute.renewed, today]
`

func sampleOf(t *testing.T, body string) *catalogue.Service {
	t.Helper()
	services, findings := catalogue.Load(fstest.MapFS{"transport.yaml": {Data: []byte(body)}})
	require.Empty(t, findings)
	require.Len(t, services, 1)
	return services[0]
}

func record(code string, kv ...any) register.Fact {
	f := register.Fact{Register: code, Value: map[string]any{}}
	for i := 0; i < len(kv); i += 2 {
		f.Value[kv[i].(string)] = kv[i+1]
	}
	return f
}

// input is an applicant with whom everything is in order.
func input() catalogue.Input {
	return catalogue.Input{
		Today: register.NewDate(2026, time.November, 25),
		Facts: register.Facts{
			"person":  record("person", "full_name", "Karimov Anvar", "region", "1726"),
			"tax":     record("tax", "debt", 0.0, "leases", []any{}),
			"social":  record("social", "in_register", false),
			"driving": record("driving", "suspended", false, "valid_until", "2030-01-01"),
		},
		Form: form.Answers{
			"who": "person", "urgent": false,
			"car": map[string]any{"plate": "01A123BC", "year": int64(2015), "kind": "car", "inspected_until": "2027-01-01"},
		},
	}
}

func TestService_Assess(t *testing.T) {
	svc := sampleOf(t, procedure)
	for name, tc := range map[string]struct {
		change  func(*catalogue.Input)
		outcome catalogue.Outcome
		check   int
		cause   string
	}{
		"all hold":                           {func(*catalogue.Input) {}, catalogue.Grant, -1, ""},
		"refuse":                             {func(in *catalogue.Input) { in.Facts["tax"].Value["debt"] = 10.0 }, catalogue.Refuse, 0, "A debt."},
		"correct":                            {func(in *catalogue.Input) { in.Form["car"].(map[string]any)["inspected_until"] = "2020-01-01" }, catalogue.Correct, 2, "Inspection."},
		"no date":                            {func(in *catalogue.Input) { delete(in.Form["car"].(map[string]any), "inspected_until") }, catalogue.Correct, 2, "Inspection."},
		"review":                             {func(in *catalogue.Input) { in.Form["urgent"] = true }, catalogue.ToReview, 3, "An official."},
		"left open":                          {func(in *catalogue.Input) { delete(in.Form, "urgent") }, catalogue.Grant, -1, ""},
		"a missing fact goes to an official": {func(in *catalogue.Input) { delete(in.Facts["tax"].Value, "debt") }, catalogue.ToReview, 0, ""},
		"so does a register that is down":    {func(in *catalogue.Input) { delete(in.Facts, "tax") }, catalogue.ToReview, 0, ""},
		"the first decides": {func(in *catalogue.Input) {
			delete(in.Facts, "tax")
			in.Form["urgent"] = true
		}, catalogue.ToReview, 0, ""},
		"company not applied for": {func(in *catalogue.Input) { in.Form["who"] = "firm" }, catalogue.Grant, -1, ""},
		"company picked, register down": {func(in *catalogue.Input) {
			in.Form["who"], in.Form["firm"] = "firm", map[string]any{"tin": "1"}
		}, catalogue.ToReview, 1, ""},
		"not the director": {func(in *catalogue.Input) {
			in.Form["who"], in.Form["firm"] = "firm", map[string]any{"tin": "1"}
			in.Facts["company"] = record("company", "is_director", false)
		}, catalogue.Refuse, 1, "Not the director."},
		"looked up":  {func(in *catalogue.Input) { in.Form["plate"], in.Facts["found"] = "x", record("plates", "wanted", true) }, catalogue.Refuse, 4, "Wanted."},
		"not found":  {func(in *catalogue.Input) { in.Form["plate"], in.Facts["found"] = "x", record("plates") }, catalogue.ToReview, 4, ""},
		"not looked": {func(in *catalogue.Input) { in.Form["plate"] = "x" }, catalogue.ToReview, 4, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := input()
			tc.change(&in)
			a := svc.Assess(in)
			require.Equal(t, tc.outcome, a.Outcome, "%+v", a)
			require.Equal(t, tc.check, a.Check)
			require.Equal(t, tc.cause, a.Cause.En)
			require.Len(t, a.Trace, 5, "every check is traced")
		})
	}
	trace := svc.Assess(input()).Trace[0]
	require.True(t, *trace.Held)
	require.Equal(t, map[string]any{"reg.tax.debt": 0.0}, trace.Values)
}

func TestService_Asked(t *testing.T) {
	svc := sampleOf(t, procedure)
	require.Equal(t, map[string]bool{"who": true, "firm": false, "car": true, "urgent": true, "plate": false, "drivers": true}, svc.Asked(input()))
	in := input()
	in.Form["who"] = "firm"
	in.Facts["driving"].Value["suspended"] = true
	asked := svc.Asked(in)
	require.True(t, asked["firm"])
	require.True(t, asked["plate"])
	in = input()
	in.Form = form.Answers{}
	require.False(t, svc.Asked(in)["firm"], "hidden until the question before is answered")
	delete(in.Facts, "driving")
	require.True(t, svc.Asked(in)["plate"], "asked while the fact is not known")
}

func TestService_Fee(t *testing.T) {
	svc := sampleOf(t, procedure)
	for name, tc := range map[string]struct {
		change func(*catalogue.Input)
		bhm    string
	}{
		"last row":     {func(*catalogue.Input) {}, "0.5"},
		"first match":  {func(in *catalogue.Input) { in.Facts["social"].Value["in_register"] = true; in.Form["urgent"] = true }, "0"},
		"second row":   {func(in *catalogue.Input) { in.Form["urgent"] = true }, "0.25"},
		"not answered": {func(in *catalogue.Input) { delete(in.Form, "urgent") }, "0.5"},
	} {
		in := input()
		tc.change(&in)
		row, err := svc.Fee(in)
		require.NoError(t, err, name)
		require.Equal(t, tc.bhm, row.BHM, name)
	}
	in := input()
	delete(in.Facts, "social")
	_, err := svc.Fee(in)
	require.ErrorContains(t, err, "reg.social.in_register is not known")
}

func TestService_LookupKey(t *testing.T) {
	svc := sampleOf(t, procedure)
	in := input()
	key, err := svc.LookupKey(in)
	require.NoError(t, err)
	require.Empty(t, key)
	in.Form["plate"] = "01A123BC"
	key, err = svc.LookupKey(in)
	require.NoError(t, err)
	require.Equal(t, "01A123BC", key)

	dated := sampleOf(t, strings.NewReplacer("{register: plates, by: form.plate}", "{register: base-amounts, by: form.plate}",
		"type: plate", "type: date", "found.owners", "found.bhm", "!found.wanted", "found.bhm > 0.0").Replace(procedure))
	in.Form["plate"] = "2026-05-01"
	key, err = dated.LookupKey(in)
	require.NoError(t, err)
	require.Equal(t, "2026-05-01", key)
}

func TestService_Needs(t *testing.T) {
	require.Equal(t, []catalogue.Need{
		{Register: "business", Fields: []string{"companies"}},
		{Register: "company", Fields: []string{"is_director", "name"}},
		{Register: "driving", Fields: []string{"suspended", "valid_until"}},
		{Register: "person", Fields: []string{"full_name", "region"}},
		{Register: "plates", Fields: []string{"owners", "wanted"}},
		{Register: "social", Fields: []string{"in_register"}},
		{Register: "tax", Fields: []string{"debt", "leases"}},
		{Register: "vehicle", Fields: []string{"vehicles"}},
	}, sampleOf(t, procedure).Needs())
}

func TestService_Lines(t *testing.T) {
	svc := sampleOf(t, procedure)
	in := input()
	in.Form["drivers"] = []any{
		map[string]any{"driver": map[string]any{"pinfl": "1", "full_name": "Aliyev Bek"}, "since": "2020-01-01"},
		map[string]any{"driver": map[string]any{"pinfl": "2", "full_name": "Olimova Lola"}},
	}
	in.Facts["found"] = record("plates", "owners", 2.0)
	got := map[string]catalogue.Line{}
	var order []string
	for _, l := range svc.Lines(in) {
		got[l.Path] = l
		order = append(order, l.Path)
	}
	require.Equal(t, []string{
		"person.full_name", "person.region", "form.who", "form.car.plate", "form.car.kind", "form.drivers", "reg.tax.debt",
		"reg.driving.valid_until", "found.owners", "compute.price", "compute.renewed", "today",
	}, order, "what is absent or empty is skipped")
	require.Equal(t, catalogue.LineText, got["person.full_name"].Kind)
	require.Equal(t, catalogue.LineRegion, got["person.region"].Kind)
	require.Equal(t, catalogue.LineChoice, got["form.who"].Kind)
	require.Equal(t, "Person", got["form.who"].Titles["person"].En)
	require.Equal(t, catalogue.LineChoice, got["form.car.kind"].Kind)
	require.Equal(t, "car", got["form.car.kind"].Titles["car"].En)
	require.Equal(t, catalogue.LineMoney, got["reg.tax.debt"].Kind)
	require.InDelta(t, 0.0, got["reg.tax.debt"].Value, 0, "nought is shown")
	require.NotEmpty(t, got["reg.tax.debt"].Label.Ru)
	require.Equal(t, catalogue.LineDate, got["reg.driving.valid_until"].Kind)
	require.Equal(t, catalogue.LineMoney, got["compute.price"].Kind)
	require.InDelta(t, 20150.0, got["compute.price"].Value, 0)
	require.Equal(t, "2026-11-26", got["compute.renewed"].Value)
	require.Equal(t, "2026-11-25", got["today"].Value)
	drivers := got["form.drivers"]
	require.Equal(t, catalogue.LineTable, drivers.Kind)
	require.Equal(t, []map[string]any{{"driver": "Aliyev Bek", "since": "2020-01-01"}, {"driver": "Olimova Lola"}}, drivers.Value)
	require.Equal(t, "Since", drivers.Columns[1].Label.En)
	require.Equal(t, catalogue.LineDate, drivers.Columns[1].Kind)
}

// Every fact that any service of the seed shows has its words in three languages.
func TestSeed_shownHaveTitles(t *testing.T) {
	services, _ := catalogue.Seed()
	for _, svc := range services {
		for _, l := range svc.Shows() {
			require.NotEmpty(t, l.Label.Uz, "%s: %s", svc.Code, l.Path)
			require.NotEmpty(t, l.Label.Ru, "%s: %s", svc.Code, l.Path)
			require.NotEmpty(t, l.Label.En, "%s: %s", svc.Code, l.Path)
			require.NotEmpty(t, l.Kind, "%s: %s", svc.Code, l.Path)
			for _, col := range l.Columns {
				require.NotEmpty(t, col.Label.Uz, "%s: %s.%s", svc.Code, l.Path, col.Key)
			}
		}
	}
}
