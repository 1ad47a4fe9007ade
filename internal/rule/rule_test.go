package rule_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/rule"
)

var questions = []form.Field{
	{Key: "purpose", Kind: form.KindChoice, Options: []form.Option{{Value: "bank"}, {Value: "other"}}},
	{Key: "details", Kind: form.KindText},
	{Key: "sum", Kind: form.KindMoney},
	{Key: "rate", Kind: form.KindDecimal},
	{Key: "copies", Kind: form.KindInteger},
	{Key: "built", Kind: form.KindYear},
	{Key: "until", Kind: form.KindDate},
	{Key: "agreed", Kind: form.KindYesNo},
	{Key: "aims", Kind: form.KindChoices, Options: []form.Option{{Value: "a"}, {Value: "b"}}},
	{Key: "stay", Kind: form.KindPeriod},
	{Key: "spot", Kind: form.KindPlace},
	{Key: "visit", Kind: form.KindSlot},
	{Key: "scan", Kind: form.KindFile},
	{Key: "seller", Kind: form.KindPerson},
	{Key: "partner", Kind: form.KindCompany},
	{Key: "car", Kind: form.KindMyVehicle},
	{Key: "rows", Kind: form.KindGroup, Fields: []form.Field{
		{Key: "name", Kind: form.KindText}, {Key: "born", Kind: form.KindDate}, {Key: "who", Kind: form.KindPerson},
	}},
}

// answers are as they come back from the database: all of JSON.
const answers = `{"purpose":"bank","sum":1500000,"rate":2.5,"copies":3,"built":1999,"until":"2026-12-31","agreed":true,
	"aims":["a"],"stay":{"from":"2026-12-01","to":"2026-12-10"},"spot":{"lat":41.311081,"lon":69.240562,"text":"Tashkent"},
	"visit":{"office":"12","name":"Office","at":"2026-12-01T10:00:00+05:00"},"scan":[{"id":"x","name":"a.pdf","size":10}],
	"seller":{"pinfl":"1","full_name":"A","age":40},"partner":{"tin":"2","status":"active","activities":["it"]},
	"car":{"plate":"01A123BC","year":2015,"kind":"car","arrested":false},
	"rows":[{"name":"x","born":"2000-01-02","who":{"pinfl":"1","age":25}},{"name":"y","born":"2010-01-02","who":{"pinfl":"2","age":15}}]}`

const facts = `{
	"person":{"age":35,"region":"1726","birth_date":"1991-03-08","verified":true,"full_name":"A B"},
	"company":{"tin":"2","status":"active","is_director":true,"capital":100,"staff":[]},
	"tax":{"debt":0,"benefits":["x"],"receipts":2,"income_last_year":12.5,"tin":"","leases":null},
	"driving":{"licence":"AA1","valid_until":"2030-01-01","suspended":false,"unpaid_fines":0},
	"civil":{"acts":[{"kind":"birth","number":"1","date":"1991-03-08","office":"T"},{"kind":"marriage","number":"2"}]},
	"court":{}}`

func today() register.Date { return register.NewDate(2026, time.November, 25) }

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func given(t *testing.T) rule.Given {
	t.Helper()
	g := rule.Given{Form: decoded[form.Answers](t, answers), Facts: register.Facts{}, Today: today()}
	for code, record := range decoded[map[string]map[string]any](t, facts) {
		g.Facts[code] = register.Fact{Register: code, Value: record}
	}
	return g
}

// eval compiles and evaluates in the environment above, with what change makes of the values.
func eval(t *testing.T, expr string, change func(*rule.Given)) (any, error) {
	t.Helper()
	env, err := rule.NewEnv(questions, "plates")
	require.NoError(t, err)
	p, err := env.Compile(expr, rule.WantAny)
	require.NoError(t, err, expr)
	g := given(t)
	if change != nil {
		change(&g)
	}
	v, err := rule.NewValues(g)
	require.NoError(t, err)
	return p.Eval(v)
}

// Each line of "What the engine owes the definitions" that expressions alone can keep.
func TestEval(t *testing.T) {
	date := func(y int, m time.Month, d int) register.Date { return register.NewDate(y, m, d) }
	for expr, want := range map[string]any{
		// money and decimal are doubles, integer and year ints, date and today timestamps at midnight in Tashkent
		`form.sum * 0.02`:                         30000.0,
		`form.rate`:                               2.5,
		`form.copies + 1`:                         int64(4),
		`form.built + 1`:                          int64(2000),
		`form.until`:                              date(2026, time.December, 31),
		`form.until > today`:                      true,
		`today`:                                   date(2026, time.November, 25),
		`today.getFullYear()`:                     int64(2026),
		`today.getHours()`:                        int64(0),
		`today + duration("24h")`:                 date(2026, time.November, 26),
		`form.until - today`:                      "864h0m0s",
		`reg.tax.debt == 0.0`:                     true,
		`reg.tax.receipts`:                        int64(2),
		`person.birth_date < today`:               true,
		`person.birth_date.getFullYear() == 1991`: true,
		// company is the legal entity applied for
		`company.is_director && company.status == "active"`: true,
		// has() works on every fact, and a missing one is no error in it
		`has(reg.tax.debt)`:             true,
		`has(reg.tax.overpaid)`:         false,
		`has(reg.tax.tin)`:              false, // an empty text is none
		`has(reg.court.debtor)`:         false,
		`has(reg.pension.amount)`:       false, // the register was not read
		`has(found.model)`:              false,
		`has(form.details)`:             false,
		`has(form.purpose)`:             true,
		`has(form.car.plate)`:           true,
		`has(form.car.inspected_until)`: false,
		`has(reg.civil.spouse.pinfl)`:   false,
		// a missing fact does not matter where another decides
		`reg.tax.overpaid > 0.0 || person.age > 18`:    true,
		`reg.tax.overpaid > 0.0 && person.age < 18`:    false,
		`reg.pension.amount > 0.0 || true`:             true,
		`form.details == "" || form.purpose == "bank"`: true,
		// an absent date of a record that is there is not valid
		`form.car.inspected_until >= today`:                                           false,
		`reg.driving.deprived_until < today`:                                          true,
		`reg.driving.valid_until >= today`:                                            true,
		`reg.court.protection_order_until >= today`:                                   false,
		`reg.civil.acts.exists(a, a.kind == "marriage" && a.date > today)`:            false,
		`reg.civil.acts.exists(a, a.kind == "birth" && a.date.getFullYear() == 1991)`: true,
		// a period is an object with from and to; pickers, person and company are objects; a group is a list of objects
		`form.stay.to > form.stay.from`:       true,
		`form.car.plate`:                      "01A123BC",
		`form.car.year < 2020`:                true,
		`form.seller.age >= 18`:               true,
		`"it" in form.partner.activities`:     true,
		`form.rows.all(r, r.born < today)`:    true,
		`form.rows.exists(r, r.who.age < 18)`: true,
		`form.rows.size()`:                    int64(2),
		`form.rows[1].name`:                   "y",
		`"a" in form.aims`:                    true,
		`form.scan.size() == 1`:               true,
		`form.visit.office`:                   "12",
		`form.spot`:                           "41.31108,69.24056",
		`form.agreed`:                         true,
		// lists are always there; null is an empty one
		`reg.tax.leases.size()`: int64(0),
		`reg.tax.benefits`:      []any{"x"},
		// computed values may be numbers, dates, texts or lists
		`form.purpose == "bank" ? "B" : form.details`:                  "B",
		`reg.civil.acts.filter(a, a.kind == "birth").map(a, a.number)`: []any{"1"},
		`reg.civil.acts.filter(a, a.kind == "marriage")`:               []any{map[string]any{"kind": "marriage", "number": "2"}},
		`form.car.inspected_until`:                                     register.Date{},
	} {
		got, err := eval(t, expr, nil)
		require.NoError(t, err, expr)
		require.Equal(t, want, got, expr)
	}
}

func TestEval_missing(t *testing.T) {
	for expr, want := range map[string]struct {
		path     string
		question bool
	}{
		`reg.tax.overpaid > 0.0`:                     {"reg.tax.overpaid", false},
		`reg.court.debtor`:                           {"reg.court.debtor", false},        // the record was not found
		`reg.pension.amount > 0.0`:                   {"reg.pension.amount", false},      // the register was not read
		`reg.pension.assigned_on < today`:            {"reg.pension.assigned_on", false}, // so its dates are unknown, not past
		`found.model == "x"`:                         {"found.model", false},
		`person.district == "x"`:                     {"person.district", false},
		`form.details == "x"`:                        {"form.details", true},
		`reg.civil.spouse.citizenship == "UZB"`:      {"reg.civil.spouse.citizenship", false},
		`reg.tax.overpaid > 0.0 && person.age == 35`: {"reg.tax.overpaid", false},
	} {
		_, err := eval(t, expr, nil)
		var missing *rule.MissingError
		require.ErrorAs(t, err, &missing, expr)
		require.Equal(t, want.path, missing.Path, expr)
		require.Equal(t, want.question, missing.Question, expr)
		require.Equal(t, want.question, rule.IsUnanswered(err), expr)
	}
}

// What a hidden question holds is unanswered, in depth too; has() of it is false.
func TestEval_hidden(t *testing.T) {
	hide := func(g *rule.Given) {
		g.Form = form.Answers{}
		delete(g.Facts, register.CompanyKey)
		g.NotApplied = []string{register.CompanyKey, register.FoundKey}
	}
	for _, expr := range []string{
		`form.until > today`, `form.car.plate == "x"`, `form.car.inspected_until > today`, `form.stay.from > today`,
		`form.rows.all(r, r.born < today)`, `"a" in form.aims`, `form.agreed`, `company.is_director`, `found.owners > 1`,
		`company.registered_on < today`,
	} {
		_, err := eval(t, expr, hide)
		require.True(t, rule.IsUnanswered(err), "%s: %v", expr, err)
	}
	for _, expr := range []string{`has(form.until)`, `has(form.car.plate)`, `has(form.stay.from)`, `has(company.tin)`, `has(found.plate)`} {
		got, err := eval(t, expr, hide)
		require.NoError(t, err, expr)
		require.Equal(t, false, got, expr)
	}
}

// A record that was looked up and not found is empty: has() is false, dates are not valid.
func TestEval_notFound(t *testing.T) {
	notFound := func(g *rule.Given) { g.Facts[register.FoundKey] = register.Fact{Register: "plates"} }
	for expr, want := range map[string]bool{
		`has(found.plate)`:                                false,
		`found.insured_until >= today`:                    false,
		`!has(found.plate) || found.owners == 1`:          true,
		`has(found.ban_since) && found.ban_since < today`: false,
	} {
		got, err := eval(t, expr, notFound)
		require.NoError(t, err, expr)
		require.Equal(t, want, got, expr)
	}
	_, err := eval(t, `found.wanted`, notFound)
	require.Error(t, err)
	require.False(t, rule.IsUnanswered(err))
}

func TestCompile_refuses(t *testing.T) {
	env, err := rule.NewEnv(questions, "")
	require.NoError(t, err)
	for expr, want := range map[string]string{
		`reg.tax.dept == 0.0`:                     "undefined field 'dept'",
		`reg.taxes.debt == 0.0`:                   "undefined field 'taxes'",
		`reg.sole-traders.tin == ""`:              "undefined field 'sole'",
		`form.purposes == "x"`:                    "undefined field 'purposes'",
		`found.plate == "x"`:                      "undeclared reference to 'found'",
		`reg.tax.debt == 0`:                       "no matching overload",
		`form.sum > 10`:                           "no matching overload",
		`form.until == "2026-01-01"`:              "no matching overload",
		`reg.tax.debt`:                            "yields double where a yes or no is wanted",
		`form.purpose == "banks"`:                 `"banks" is none of bank, other`,
		`"c" in form.aims`:                        `"c" is none of a, b`,
		`form.purpose in ["bank", "post"]`:        `"post" is none of bank, other`,
		`reg.civil.marital_status == "maried"`:    `"maried" is none of single`,
		`reg.civil.acts.exists(a, a.kind == "x")`: `"x" is none of birth`,
		`form.car.kind != "plane"`:                `"plane" is none of car`,
		`reg.tax.debt ==`:                         "Syntax error",
		`reg.civil.acts.all(a, a.numbers == "1")`: "undefined field 'numbers'",
	} {
		_, err := env.Compile(expr, rule.WantBool)
		require.ErrorContains(t, err, want, expr)
	}
	_, err = env.Compile(`form.copies`, rule.WantKey)
	require.ErrorContains(t, err, "yields int where a text or a date is wanted")
	for _, expr := range []string{`form.details`, `form.until`, `form.spot`, `"x-" + form.purpose`} {
		_, err = env.Compile(expr, rule.WantKey)
		require.NoError(t, err, expr)
	}
}

// A list that a register returns by mistake stops its own evaluation, not the portal.
func TestEval_costLimit(t *testing.T) {
	_, err := eval(t, `reg.tax.benefits.all(a, reg.tax.benefits.all(b, a == b))`, func(g *rule.Given) {
		many := make([]any, 5000)
		for i := range many {
			many[i] = "x"
		}
		g.Facts["tax"].Value["benefits"] = many
	})
	require.ErrorContains(t, err, "cost limit exceeded")
	require.False(t, rule.IsUnanswered(err))
}

func TestProgram_Trace(t *testing.T) {
	env, err := rule.NewEnv(questions, "")
	require.NoError(t, err)
	p, err := env.Compile(`person.age >= 18 && (reg.tax.debt == 0.0 || reg.driving.suspended) && reg.civil.acts.exists(a, a.kind == "death")`, rule.WantBool)
	require.NoError(t, err)
	require.Equal(t, []rule.Read{
		{Root: "person", Field: "age"}, {Root: "tax", Field: "debt"}, {Root: "driving", Field: "suspended"}, {Root: "civil", Field: "acts"},
	}, p.Reads)
	v, err := rule.NewValues(given(t))
	require.NoError(t, err)
	held, values, err := p.Trace(v)
	require.NoError(t, err)
	require.False(t, held)
	require.Equal(t, int64(35), values["person.age"])
	require.InDelta(t, 0.0, values["reg.tax.debt"], 0)
	require.Equal(t, true, values["person.age >= 18"])
	require.Equal(t, true, values["reg.tax.debt == 0.0"])
	require.NotContains(t, values, "reg.driving.suspended", "it was not read")
	require.Equal(t, false, values[`reg.civil.acts.exists(a, a.kind == "death")`])
}

// What is left open leaves open only what depends on it, has() and lists included.
func TestEval_unknown(t *testing.T) {
	unknown := func(g *rule.Given) {
		g.Unknown = []string{"reg.tax.debt", "person.age", "form.car.plate", "form.aims", "reg.civil.acts", "found"}
		delete(g.Facts, register.FoundKey)
	}
	for expr, want := range map[string][]string{
		`reg.tax.debt == 0.0`:                              {"reg.tax.debt"},
		`has(reg.tax.debt)`:                                {"reg.tax.debt"},
		`person.age >= 18 && reg.tax.debt > 0.0`:           {"person.age", "reg.tax.debt"},
		`form.car.plate == "x"`:                            {"form.car.plate"},
		`"a" in form.aims`:                                 {"form.aims"},
		`reg.civil.acts.exists(a, a.kind == "birth")`:      {"reg.civil.acts"},
		`size(reg.civil.acts) > 0`:                         {"reg.civil.acts"},
		`has(found.plate)`:                                 {"found"},
		`!has(found.plate) || found.insured_until > today`: {"found"},
	} {
		_, err := eval(t, expr, unknown)
		var open *rule.UnknownError
		require.ErrorAs(t, err, &open, expr)
		require.Equal(t, want, open.Paths, expr)
		require.False(t, rule.IsUnanswered(err))
	}
	for expr, want := range map[string]bool{
		`reg.tax.debt == 0.0 || reg.tax.receipts == 2`: true,
		`person.age >= 18 && reg.tax.receipts == 3`:    false,
		`form.car.year < 2020`:                         true,
		`has(reg.tax.receipts)`:                        true,
	} {
		got, err := eval(t, expr, unknown)
		require.NoError(t, err, expr)
		require.Equal(t, want, got, expr)
	}
}

func TestProgram_Words(t *testing.T) {
	env, err := rule.NewEnv(questions, "")
	require.NoError(t, err)
	p, err := env.Compile(`person.citizenship == "UZB" && reg.civil.spouse.citizenship != "" && form.purpose in ["bank", "other"] &&
		size(reg.tax.leases) > 0 && reg.tax.leases.size() < 3 && reg.civil.acts.exists(a, a.kind == "death") && form.car.year > 2000`, rule.WantBool)
	require.NoError(t, err)
	require.Equal(t, map[string][]string{
		"person.citizenship": {"UZB"}, "reg.civil.spouse.citizenship": {""}, "form.purpose": {"bank", "other"},
	}, p.Words)
	var paths []string
	for _, r := range p.Reads {
		paths = append(paths, r.Path())
		require.Equal(t, r.Field == "leases", r.Sized)
	}
	require.Equal(t, []string{
		"person.citizenship", "reg.civil.spouse.citizenship", "form.purpose", "reg.tax.leases", "reg.civil.acts", "form.car.year",
	}, paths)
}
