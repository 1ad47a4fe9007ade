package catalogue_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// The whole seed loads with no finding, and says what the golden file says.
func TestCheckSeed(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, catalogue.CheckSeed(&out), out.String())
	const golden = "testdata/check.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), out.String())
}

// A program that starts trusts what was written down when it was built.
func TestSums(t *testing.T) {
	sums, err := catalogue.Sums()
	require.NoError(t, err)
	written, err := os.ReadFile("definitions/sums.txt")
	require.NoError(t, err)
	require.True(t, bytes.Equal(sums, written), "a definition, or the way it is written down, changed: run make generate, and commit")
}

func TestSeed_counts(t *testing.T) {
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	require.Len(t, services, 744, "no service is dropped")
	automatic, live := catalogue.Automation(services)
	require.Equal(t, 716, live)
	require.Equal(t, 482, automatic)
	for _, s := range services {
		require.Equal(t, s.Process == catalogue.Inspection, len(s.Visit) > 0, "%s: an inspection says what is looked at", s.Code)
	}
}

// Situations in life name services by code: a service that is renamed must not fall out of them. Their stages are an
// order only when there are several, none of them empty, and nothing is done twice.
func TestSeed_lifeEventsNameServices(t *testing.T) {
	services, _ := catalogue.Seed()
	codes := map[string]bool{}
	for _, s := range services {
		codes[s.Code] = true
	}
	for event, e := range catalogue.Lists().LifeEvents.All() {
		require.Greater(t, len(e.Order), 1, event)
		seen := map[string]bool{}
		for _, stage := range e.Order {
			require.NotEmpty(t, stage, event)
			for _, code := range stage {
				require.True(t, codes[code], "%s names %s", event, code)
				require.False(t, seen[code], "%s names %s twice", event, code)
				seen[code] = true
			}
		}
	}
}

const sample = `
- code: sample-service
  title: {uz: Namuna, ru: Образец, en: Sample}
  summary: {uz: Namuna xizmati., ru: Пример услуги., en: A sample service.}
  keywords: [namuna]
  category: taxes
  life_events: []
  groups: []
  authority: tax-committee
  audience: [citizen]
  status: live
  process: decision
  assurance: verified
  term: {value: 1, unit: minutes}
  fee: [{bhm: 0.5, when: reg.tax.debt > 0.0}, {bhm: 0}]
  basis: estimated
  registers: [tax, driving]
  form:
    - {key: purpose, type: choice, label: {uz: Maqsad, ru: Цель, en: Purpose}, options: [{value: bank, label: {uz: Bank, ru: Банк, en: Bank}}, {value: other, label: {uz: Boshqa, ru: Другое, en: Other}}]}
    - {key: details, type: text, when: form.purpose == "other", label: {uz: Tafsilot, ru: Подробности, en: Details}}
  checks:
    - require: reg.tax.debt == 0.0
      otherwise: refuse
      reason: {uz: Qarz bor., ru: Есть долг., en: There is a debt.}
  result: {kind: certificate, shows: [person.full_name, reg.tax.debt]}
`

// Every kind of mistake is found, at its line.
func TestLoad_findings(t *testing.T) {
	for name, tc := range map[string]struct{ old, new, want string }{
		"unknown key":           {"basis: estimated", "basis: estimated\n  colour: red", `taxes.yaml:17: unknown key "colour"`},
		"unknown category":      {"category: taxes", "category: taxis", `taxes.yaml:6: sample-service: category: "taxis" is not in the list`},
		"misspelt fact":         {"require: reg.tax.debt ==", "require: reg.tax.dept ==", `taxes.yaml:22: sample-service: checks[0].require: reg.tax.dept == 0.0: undefined field 'dept'`},
		"wrong type":            {"require: reg.tax.debt == 0.0", "require: reg.tax.debt == 0", `found no matching overload for '_==_' applied to '(double, int)'`},
		"not a yes or no":       {"require: reg.tax.debt == 0.0", "require: reg.tax.debt", `yields double where a yes or no is wanted`},
		"unknown option":        {`when: form.purpose == "other"`, `when: form.purpose == "others"`, `"others" is none of bank, other`},
		"unknown question":      {`when: form.purpose ==`, `when: form.purposes ==`, `undefined field 'purposes'`},
		"undeclared register":   {"require: reg.tax.debt == 0.0", "require: reg.court.debtor", `reads the register court, which is not in registers`},
		"company without one":   {"require: reg.tax.debt == 0.0", "require: company.is_director", `reads company, but no question of kind my-company says which`},
		"inexact fee":           {"bhm: 0.5", "bhm: half", `"half" is not an exact decimal`},
		"last row is open":      {", {bhm: 0}]", "]", `every row but the last has a condition`},
		"missing language":      {"ru: Образец, ", "", `taxes.yaml:3: sample-service: title.ru: is missing`},
		"long title":            {"en: Sample}", "en: " + strings.Repeat("x", 91) + "}", `has 91 characters, more than 90`},
		"keyboard apostrophe":   {"uz: Namuna,", `uz: "Ma'lumot",`, `has '\'' where Uzbek has U+02BB or U+02BC`},
		"wrong apostrophe":      {"uz: Namuna,", "uz: Maʻlumot,", `only oʻ and gʻ are written so`},
		"look-alike letter":     {"uz: Namuna,", "uz: Nаmuna,", `has the Cyrillic letter 'а'`},
		"outcome":               {"otherwise: refuse", "otherwise: deny", `"deny" is none of refuse, correct, review`},
		"result path":           {"reg.tax.debt]}", "reg.tax.owed]}", `result.shows[1]: reg.tax.owed: no such field`},
		"consents":              {"registers: [tax, driving]", "registers: [tax, driving]\n  consents: [cadastre]", `exactly when its process is consent`},
		"type of question":      {"type: text", "type: texts", `"texts" is not a type of question`},
		"a visit elsewhere":     {"  result: {", "  visit:\n    - {key: hall, type: yesno, label: {uz: Zal, ru: Зал, en: Hall}}\n  result: {", `visit: a decision has none`},
		"not on the spot":       {"  result: {", "  visit:\n    - {key: hall, type: file, label: {uz: Zal, ru: Зал, en: Hall}}\n  result: {", `visit[0].type: "file" cannot be answered on the spot`},
		"no checks":             {"process: decision", "process: inspections", `process: "inspections" is not in the list`},
		"look-up":               {"registers: [tax, driving]", "registers: [tax, driving]\n  lookup: {register: tax, by: form.details}", `"tax" is not a register that is looked up`},
		"unit of the term":      {"unit: minutes", "unit: weeks", `1 weeks is no term`},
		"date kept as a number": {"require: reg.tax.debt == 0.0", "require: reg.driving.valid_until == 0", `found no matching overload`},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(sample, tc.old, tc.new, 1)
			require.NotEqual(t, sample, body)
			services, findings := catalogue.Load(fstest.MapFS{"taxes.yaml": {Data: []byte(body)}})
			require.NotEmpty(t, findings)
			var all strings.Builder
			for _, f := range findings {
				all.WriteString(f.String() + "\n")
			}
			require.Contains(t, all.String(), tc.want)
			if name != "unknown key" {
				require.Empty(t, services)
			}
		})
	}
}

func TestLoad_codeTwice(t *testing.T) {
	_, findings := catalogue.Load(fstest.MapFS{"taxes.yaml": {Data: []byte(sample + sample)}})
	require.Len(t, findings, 1)
	require.Contains(t, findings[0].String(), "sample-service: code: is also in taxes.yaml")
}

func TestLoad_extractEchoes(t *testing.T) {
	body := strings.NewReplacer("process: decision", "process: extract", "reg.tax.debt]}", "form.purpose]}").Replace(sample)
	_, findings := catalogue.Load(fstest.MapFS{"taxes.yaml": {Data: []byte(body)}})
	require.Len(t, findings, 1)
	require.Contains(t, findings[0].Message, "only echoes the question")
}

// Loading and compiling everything stays under a second on two cores.
func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		_, findings := catalogue.Load(os.DirFS("definitions"))
		require.Empty(b, findings)
	}
}
