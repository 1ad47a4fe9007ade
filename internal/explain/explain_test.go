package explain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/explain"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// Every rule of the catalogue has words in every language.
func TestRule_seed(t *testing.T) {
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	for _, l := range locale.Langs {
		for _, svc := range services {
			for i, check := range svc.Checks {
				c := explain.Rule(svc, i, l)
				require.True(t, c.Worded(), "%s: %s", svc.Code, check.Require)
				text := explain.Inline(c, l)
				require.NotContains(t, text, "⟦", "%s: %s", svc.Code, check.Require)
				require.NotContains(t, text, "“”", "%s: %s", svc.Code, check.Require)
				require.NotContains(t, text, "form.", "%s: %s", svc.Code, check.Require)
				require.NotContains(t, text, "reg.", "%s: %s", svc.Code, check.Require)
			}
		}
	}
}

func words(s string) locale.Text { return locale.Text{Uz: s, Ru: s, En: s} }

// sample is a service with those rules; each refuses.
func sample(t *testing.T, process catalogue.Process, rules ...string) *catalogue.Service {
	t.Helper()
	d := catalogue.Definition{
		Code: "sample-note", Title: words("Sinov xizmati"), Summary: words("Sinov."), Keywords: []string{"sinov"}, Category: "taxes", Authority: "tax-committee",
		Audience: []string{"citizen"}, Status: catalogue.Live, Process: process, Assurance: catalogue.Basic,
		Term: catalogue.Term{Value: 5, Unit: workday.Minutes}, Fee: []catalogue.Tariff{{BHM: "0"}}, Basis: "estimated",
		Registers: []string{"tax", "driving", "education"}, LifeEvents: []string{}, Groups: []string{},
		Result: catalogue.Result{Kind: "certificate", Shows: []string{"reg.tax.debt"}},
		Form: []form.Field{
			{Key: "role", Kind: form.KindChoice, Label: words("Role"), Options: []form.Option{{Value: "owner", Label: words("Owner")}, {Value: "tenant", Label: words("Tenant")}}},
			{Key: "start", Kind: form.KindDate, Label: words("Start")},
			{Key: "lease", Kind: form.KindText, Label: words("Lease"), When: `form.role == "tenant"`},
		},
	}
	for _, r := range rules {
		d.Checks = append(d.Checks, catalogue.Check{Require: r, Otherwise: catalogue.Refuse, Reason: words("No: " + r)})
	}
	svc, findings := catalogue.Compile(d)
	require.Empty(t, findings)
	return svc
}

func input() catalogue.Input {
	fact := func(kv ...any) register.Fact {
		f := register.Fact{Value: map[string]any{}}
		for i := 0; i < len(kv); i += 2 {
			f.Value[kv[i].(string)] = kv[i+1]
		}
		return f
	}
	return catalogue.Input{
		Today: register.NewDate(2026, time.November, 26),
		Facts: register.Facts{
			"person":    fact("age", 17.0, "birth_date", "2009-03-14"),
			"tax":       fact("debt", 1200000.0, "receipts", 2.0, "tin", ""),
			"driving":   fact("suspended", true, "valid_until", "2027-03-14"),
			"education": fact("courses", []any{}),
		},
		Form: form.Answers{"role": "owner", "start": "2026-12-01"},
	}
}

// A value in a comparison has the ending of its word in the script of the reader.
func TestRule_ending(t *testing.T) {
	for expr, want := range map[string][2]string{
		`reg.tax.receipts > 3`:  {"3 dan koʻp", "3 дан кўп"},
		`reg.tax.debt < 5000.0`: {"5 000 soʻmdan kam", "5 000 сўмдан кам"},
		`form.start < today`:    {"qaror kunidan oldin", "қарор кунидан олдин"},
	} {
		svc := sample(t, catalogue.Extract, expr)
		for i, l := range []locale.Lang{locale.Uz, locale.UzCyrl} {
			require.Contains(t, strings.ReplaceAll(explain.Inline(explain.Rule(svc, 0, l), l), "\u00a0", " "), want[i], expr)
		}
	}
}

// What would have changed is found by evaluating again, and only what really does is told.
func TestChanges(t *testing.T) {
	const en = locale.En
	for expr, want := range map[string][]explain.Change{
		`reg.tax.debt <= 1020000.0`:                              {{Text: "“Tax debt” (Taxpayer records): at most 1 020 000 soʻm", Then: explain.Granted}},
		`!reg.driving.suspended`:                                 {{Text: "“Right to drive suspended” (Driver register): No", Then: explain.Granted}},
		`person.age >= 7 && person.age <= 16`:                    nil, // nobody gets younger; and not "at least 7", which holds
		`reg.tax.tin != ""`:                                      {{Text: "“TIN” (Taxpayer records): on record", Then: explain.Granted}},
		`reg.tax.debt == 0.0 && !reg.driving.suspended`:          nil, // neither by itself
		`form.role == "tenant"`:                                  {{Text: "“Role”: “Tenant”", Then: explain.Asked}},
		`form.role != "owner"`:                                   {{Text: "“Role”: “Tenant”", Then: explain.Asked}},
		`form.start <= today`:                                    {{Text: "“Start”: 26 November 2026 or earlier", Then: explain.Granted}, {Text: "From 1 December 2026 the same application fits this rule, if nothing else changes", Then: explain.Granted}},
		`reg.driving.valid_until < today`:                        {{Text: "“Valid until” (Driver register): before 26 November 2026", Then: explain.Granted}, {Text: "From 15 March 2027 the same application fits this rule, if nothing else changes", Then: explain.Granted}},
		`person.age >= 18`:                                       {{Text: "From 14 March 2027 the same application fits this rule, if nothing else changes", Then: explain.Granted}},
		`form.role == "tenant" || reg.tax.receipts > 3`:          {{Text: "“Receipts” (Taxpayer records): more than 3", Then: explain.Granted}, {Text: "“Role”: “Tenant”", Then: explain.Asked}},
		`reg.education.courses.exists(c, c.course == "tourism")`: {{Text: "“Courses” (Education register) has an entry with: “Course”: “tourism”", Then: explain.Granted}},
	} {
		svc := sample(t, catalogue.Extract, expr)
		got, _ := explain.Changes(svc, 0, input(), en)
		for i := range got {
			got[i].Text = strings.ReplaceAll(got[i].Text, "\u00a0", " ")
		}
		require.Equal(t, want, got, expr)
	}
	two, _ := explain.Changes(sample(t, catalogue.Extract, `reg.tax.debt == 0.0`, `person.age >= 18`), 0, input(), en)
	require.Len(t, two, 1)
	require.Equal(t, explain.Otherwise, two[0].Then)
	require.Equal(t, "No: person.age >= 18", two[0].Next.En)
	people, _ := explain.Changes(sample(t, catalogue.Review, `!reg.driving.suspended`), 0, input(), en)
	require.Equal(t, explain.Passed, people[0].Then)
}

// What nobody can change is never offered; a day on which time itself changes it is.
func TestChanges_fixed(t *testing.T) {
	for expr, want := range map[string]bool{
		`person.age <= 16`:                                     true,
		`person.sex == "female"`:                               true,
		`person.birth_date > today - duration("87600h")`:       true,
		`person.registered_since < today - duration("87600h")`: false, // so it does
		`person.age >= 18`:                                     false, // time does it
		`person.age <= 16 || reg.tax.debt == 0.0`:              false, // the debt can be paid
		`reg.tax.debt == 0.0`:                                  false,
	} {
		in := input()
		in.Facts["person"].Value["sex"] = "male"
		in.Facts["person"].Value["registered_since"] = "2020-01-01"
		found, fixed := explain.Changes(sample(t, catalogue.Extract, expr), 0, in, locale.En)
		require.Equal(t, want, fixed == explain.FixedFact, expr)
		require.Equal(t, want, len(found) == 0, expr)
	}
}

// Nobody makes a child younger, but there may be another child.
func TestChanges_another(t *testing.T) {
	services, _ := catalogue.Seed()
	svc := services[slices.IndexFunc(services, func(s *catalogue.Service) bool { return s.Code == "child-travel-consent" })]
	check := slices.IndexFunc(svc.Checks, func(c catalogue.Check) bool { return c.Require == "form.child.age < 18" })
	in := input()
	in.Form = form.Answers{"child": map[string]any{"age": int64(18), "birth_date": "2008-11-26"}}
	found, fixed := explain.Changes(svc, check, in, locale.En)
	require.Empty(t, found)
	require.Equal(t, explain.FixedChoice, fixed)
}

// Each part of a rule says whether it held, and what was seen; what was not looked at says neither.
func TestCase(t *testing.T) {
	svc := sample(t, catalogue.Extract, `reg.tax.debt <= 2000000.0 && person.age >= 18 && !reg.driving.suspended`)
	c := explain.Case(svc, 0, input(), locale.En)
	require.True(t, c.Known)
	require.False(t, c.Held)
	require.Len(t, c.Parts, 3)
	require.True(t, c.Parts[0].Held)
	require.Equal(t, "1 200 000 soʻm", strings.ReplaceAll(c.Parts[0].Saw, "\u00a0", " "))
	require.True(t, c.Parts[1].Known)
	require.False(t, c.Parts[1].Held)
	require.False(t, c.Parts[2].Known, "the second part settled it")
	either := explain.Case(sample(t, catalogue.Extract, `form.role != "owner" || reg.tax.debt == 0.0`), 0, input(), locale.En)
	require.Equal(t, "If “Role”: “Owner”, then:", either.Text)
	require.Len(t, either.Parts, 1)
	group := sample(t, catalogue.Extract, `form.role != "owner" || person.disability_group > 0 || person.age >= 60`)
	in := input()
	in.Facts["person"].Value["disability_group"] = 0.0
	in.Form["role"] = "owner"
	c = explain.Case(group, 0, in, locale.En).Parts[0]
	require.True(t, c.Known, "what stands after a guard that settled nothing was looked at")
	require.False(t, c.Held)
	require.Equal(t, "“Disability group” (Population register): on record", c.Parts[0].Text, "group 0 is none")
	require.Equal(t, "not on record", c.Parts[0].Saw)
	in.Form["role"] = "tenant"
	require.False(t, explain.Case(group, 0, in, locale.En).Parts[0].Known, "the guard settled it")
}
