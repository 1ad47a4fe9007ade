package catalogue_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// trial lets people of the synthetic population apply for services with answers made by chance.
type trial struct {
	t       *testing.T
	world   *world.World
	dice    *rand.Rand
	records map[string]map[string]any
	samples map[string][]string
	tins    []string
}

func newTrial(t *testing.T, size int) *trial {
	t.Helper()
	now := func() time.Time { return time.Date(2026, time.November, 25, 12, 0, 0, 0, workday.Zone) }
	return &trial{t: t, world: world.New(size, now), dice: rand.New(rand.NewPCG(1, 2)), records: map[string]map[string]any{}, samples: map[string][]string{}}
}

// record is a record of the world as a register sends it: JSON.
func (x *trial) record(code, key, applicant string) map[string]any {
	id := code + " " + key + " " + applicant
	if r, ok := x.records[id]; ok {
		return r
	}
	var r map[string]any
	if found, ok := x.world.Record(code, key, applicant); ok {
		body, err := json.Marshal(found)
		require.NoError(x.t, err)
		require.NoError(x.t, json.Unmarshal(body, &r))
	}
	x.records[id] = r
	return r
}

func pick[T any](x *trial, list []T) T { return list[x.dice.IntN(len(list))] }

func (x *trial) answer(who world.Resident, svc *catalogue.Service, q form.Field) any {
	day := func(days int) string { return register.DateOf(x.world.Today().AddDate(0, 0, days)).String() }
	switch q.Kind {
	case form.KindChoice:
		return pick(x, q.Options).Value
	case form.KindChoices:
		var values []any
		for _, o := range q.Options {
			if x.dice.IntN(2) == 0 {
				values = append(values, o.Value)
			}
		}
		if values == nil {
			values = []any{q.Options[0].Value}
		}
		return values
	case form.KindInteger:
		return float64(1 + x.dice.IntN(20))
	case form.KindYear:
		return float64(1990 + x.dice.IntN(36))
	case form.KindDecimal:
		return float64(1+x.dice.IntN(200)) / 10
	case form.KindMoney:
		return float64(100_000 * (1 + x.dice.IntN(100)))
	case form.KindDate:
		return day(x.dice.IntN(400) - 200)
	case form.KindYesNo:
		return x.dice.IntN(2) == 0
	case form.KindRegion:
		return who.Region
	case form.KindDistrict:
		return who.District
	case form.KindPeriod:
		from := x.dice.IntN(60) - 5
		return map[string]any{"from": day(from), "to": day(from + 1 + x.dice.IntN(30))}
	case form.KindPlace:
		return map[string]any{"lat": 41.31108, "lon": 69.24056, "text": "Toshkent"}
	case form.KindSlot:
		return map[string]any{"office": "1", "name": "Office", "at": "2026-12-01T10:00:00+05:00"}
	case form.KindFile:
		return []any{map[string]any{"id": "1", "name": "a.pdf", "size": 1000.0}}
	case form.KindPINFL:
		return x.world.Resident(x.dice.IntN(x.world.Size())).PINFL
	case form.KindPerson:
		return x.record("person", x.world.Resident(x.dice.IntN(x.world.Size())).PINFL, "")
	case form.KindCompany:
		firms := x.firms()
		r := x.record("company", pick(x, firms), who.PINFL)
		r = map[string]any{"tin": r["tin"], "name": r["name"], "status": r["status"], "is_director": r["is_director"], "region": r["region"], "activities": []any{r["activity"]}}
		return r
	case form.KindTIN:
		return pick(x, x.firms())
	case form.KindGroup:
		var rows []any
		for range max(q.Min, 1) + x.dice.IntN(2) {
			row := map[string]any{}
			for _, inner := range q.Fields {
				if v := x.answer(who, svc, inner); v != nil {
					row[inner.Key] = v
				}
			}
			rows = append(rows, row)
		}
		return rows
	default: // picked or written below
	}
	if reg, field, _ := register.PickSource(q.Kind); field != "" {
		list, _ := x.record(reg, who.PINFL, who.PINFL)[field].([]any)
		if len(list) == 0 {
			return nil
		}
		return pick(x, list)
	}
	// Texts that look something up name something that is there, three times of four.
	if svc.Lookup != nil && strings.Contains(svc.Lookup.By, "form."+q.Key) && x.dice.IntN(4) > 0 {
		if x.samples[svc.Lookup.Register] == nil {
			x.samples[svc.Lookup.Register] = x.world.Samples(svc.Lookup.Register)
		}
		if s := x.samples[svc.Lookup.Register]; len(s) > 0 {
			return pick(x, s)
		}
	}
	return "text"
}

// firms is the tax numbers of companies with a director.
func (x *trial) firms() []string {
	if x.tins == nil {
		for i := range x.world.Size() {
			x.tins = append(x.tins, x.world.Resident(i).Companies...)
		}
	}
	return x.tins
}

// apply fills the form as a person would: what is not asked is not answered.
func (x *trial) apply(who world.Resident, svc *catalogue.Service) catalogue.Input {
	in := catalogue.Input{Facts: register.Facts{}, Form: form.Answers{}, Today: x.world.Today()}
	for _, need := range svc.Needs() {
		if register.OfApplicant(need.Register) && need.Register != register.CompanyKey {
			in.Facts[need.Register] = register.Fact{Register: need.Register, Value: x.record(need.Register, who.PINFL, who.PINFL)}
		}
	}
	for _, q := range svc.Form {
		if asked := svc.Asked(in); !asked[q.Key] {
			continue
		}
		if v := x.answer(who, svc, q); v != nil && (q.IsRequired() || x.dice.IntN(2) == 0) {
			in.Form[q.Key] = v
		}
	}
	if tin := svc.Company(in.Form); tin != "" {
		in.Facts[register.CompanyKey] = register.Fact{Register: "company", Value: x.record("company", tin, who.PINFL)}
	}
	if key, err := svc.LookupKey(in); err == nil && key != "" {
		in.Facts[register.FoundKey] = register.Fact{Register: svc.Lookup.Register, Key: key, Value: x.record(svc.Lookup.Register, key, who.PINFL)}
	}
	return in
}

// Every expression of the seed runs over the registers of the synthetic state. The registers are whole, so a check that
// lacks a fact asks for what it should have tested with has(); and nobody may be left without any way to apply.
func TestEveryService_runs(t *testing.T) {
	services, _ := catalogue.Seed()
	x := newTrial(t, 2000)
	people := make([]world.Resident, 40)
	for i := range people {
		people[i] = x.world.Resident(i) // those of the demonstration first
	}
	for _, svc := range services {
		applied := 0
		for _, who := range people {
			in := x.apply(who, svc)
			_, err := svc.Fee(in)
			require.NoError(t, err, "%s: fee", svc.Code)
			a := svc.Assess(in)
			if a.Check >= 0 {
				require.Empty(t, a.Trace[a.Check].Error, "%s: %s", svc.Code, a.Trace[a.Check].Expr)
			}
			for _, l := range svc.Lines(in) {
				require.NotNil(t, l.Value, "%s: %s", svc.Code, l.Path)
				if l.Kind == catalogue.LineTable {
					require.IsType(t, []map[string]any{}, l.Value, "%s: %s", svc.Code, l.Path)
				}
			}
			_, err = json.Marshal(a)
			require.NoError(t, err, "%s: the trace is kept as JSON", svc.Code)
			if x.complete(svc, in) {
				applied++
			}
		}
		require.Positive(t, applied, "%s: nobody has what it asks to pick", svc.Code)
	}
}

// complete reports whether everything that must be answered is: who has no car cannot pick one.
func (x *trial) complete(svc *catalogue.Service, in catalogue.Input) bool {
	asked := svc.Asked(in)
	return !slices.ContainsFunc(svc.Form, func(q form.Field) bool { return asked[q.Key] && q.IsRequired() && in.Form[q.Key] == nil })
}
