package demo

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers/world"
	"github.com/yagona/portal/internal/register"
)

// respondent answers the questions of a service as its applicant would: with what the registers know of him or her,
// and with likely values for the rest.
type respondent struct {
	*rand.Rand
	world  *world.World
	read   func(code, key, pinfl string, fields ...string) register.Fact
	book   func(authority, region string, from register.Date, rand *rand.Rand) (slot, bool) // a free time at an office
	pinfl  string
	today  register.Date
	bounds map[string][2]float64 // of numbers, by question
	held   *slot                 // the time that was booked
	looked string                // the key that was looked up last
}

// answers fills the form. It is false when a question must be answered by picking something that the applicant does
// not have.
func (r *respondent) answers(svc *catalogue.Service, facts register.Facts) (form.Answers, bool) {
	given := form.Answers{}
	facts = maps.Clone(facts)
	likely := r.likely(svc, facts)
	r.bounds = bounds(svc)
	for _, q := range svc.Form {
		in := catalogue.Input{Facts: facts, Form: given, Today: r.today}
		if !svc.Asked(in)[q.Key] || !q.IsRequired() && r.IntN(100) < 35 {
			continue
		}
		v := r.answer(svc, q, facts, likely[q.Key])
		if q.Kind == form.KindMyCompany && v != nil {
			facts[register.CompanyKey] = r.read(register.CompanyKey, form.String(form.Map(v)["tin"]), r.pinfl)
			likely = r.likely(svc, facts)
		}
		if v != nil {
			given[q.Key] = v
			r.papers(svc, given, likely)
			r.related(svc, given)
		} else if q.IsRequired() {
			return nil, false
		}
	}
	return given, true
}

// sameAs finds in a rule that an answer has to be one of the values of a list in a register:
// reg.customs.contracts.exists(x, x.number == form.contract …).
var sameAs = regexp.MustCompile(`(?:reg\.([a-z_-]+)|company)\.(\w+)\.exists\(\w+, [^()]*?\w+\.(\w+) == form\.(\w+)`)

// likely is the values that rules want of text questions: numbers on papers that the applicant has.
func (r *respondent) likely(svc *catalogue.Service, facts register.Facts) map[string][]any {
	found := map[string][]any{}
	for _, check := range svc.Checks {
		for _, m := range sameAs.FindAllStringSubmatch(check.Require, -1) {
			code := m[1]
			if code == "" {
				code = register.CompanyKey
			}
			for _, item := range form.Maps(facts[code].Value[m[2]]) {
				found[m[4]] = append(found[m[4]], item[m[3]])
			}
		}
	}
	if svc.Lookup == nil {
		return found
	}
	for _, q := range svc.Form {
		if !strings.Contains(svc.Lookup.By, "form."+q.Key) {
			continue
		}
		keys := r.world.Own(svc.Lookup.Register, r.pinfl)
		if len(keys) == 0 || r.IntN(4) == 0 {
			keys = append(keys, r.world.Samples(svc.Lookup.Register)...)
		}
		for _, k := range keys {
			found[q.Key] = append(found[q.Key], k)
		}
	}
	return found
}

func (r *respondent) answer(svc *catalogue.Service, q form.Field, facts register.Facts, likely []any) any {
	if len(likely) > 0 && r.IntN(20) > 0 {
		switch q.Kind {
		case form.KindText, form.KindCadastre, form.KindPlate, form.KindTIN, form.KindChoice, form.KindDate:
			return likely[r.IntN(len(likely))]
		case form.KindPerson, form.KindCompany:
			if v := r.picked(q.Kind, fmt.Sprint(likely[r.IntN(len(likely))])); v != nil {
				return v
			}
		default: // no rule compares it with a key
		}
	}
	if q.Kind.IsPicker() {
		code, list, _ := register.PickSource(q.Kind)
		items := form.Maps(facts[code].Value[list])
		if len(items) == 0 {
			return nil
		}
		return items[r.IntN(len(items))]
	}
	switch q.Kind {
	case form.KindPerson:
		return r.somebody(facts)
	case form.KindCompany:
		return r.picked(form.KindCompany, r.firm())
	case form.KindSlot:
		return r.slot(svc, facts)
	case form.KindGroup:
		return r.group(svc, q, facts)
	case form.KindFile:
		return []any{map[string]any{"id": token(), "name": r.one("hujjat.pdf", "skan.pdf", "shartnoma.pdf"), "size": int64(len(samplePDF))}}
	default:
		return r.typed(q, facts)
	}
}

// typed is an answer that is typed or chosen.
func (r *respondent) typed(q form.Field, facts register.Facts) any {
	person := facts[register.PersonKey].Value
	switch q.Kind {
	case form.KindChoice:
		return q.Options[min(r.IntN(len(q.Options)), r.IntN(len(q.Options)))].Value
	case form.KindChoices:
		first := r.IntN(len(q.Options))
		chosen := []any{q.Options[first].Value}
		if second := r.IntN(len(q.Options)); second > first && r.IntN(3) == 0 {
			chosen = append(chosen, q.Options[second].Value)
		}
		return chosen
	case form.KindYesNo:
		return r.IntN(3) > 0
	case form.KindInteger:
		return int64(r.number(q.Key, 1, 6))
	case form.KindYear:
		return int64(r.today.Year() - 1 - r.IntN(12))
	case form.KindDecimal:
		return r.number(q.Key, 0.5, 30)
	case form.KindMoney:
		return r.number(q.Key, 50_000, 4_000_000)
	case form.KindDate:
		return r.day(r.IntN(3) > 0)
	case form.KindPeriod:
		from := r.today.AddDate(0, 0, 2+r.IntN(20))
		if r.IntN(3) == 0 {
			from = r.today.AddDate(0, -3-r.IntN(6), 0)
		}
		return map[string]any{"from": register.DateOf(from).String(), "to": register.DateOf(from.AddDate(0, 0, 3+r.IntN(20))).String()}
	case form.KindRegion, form.KindDistrict, form.KindAddress:
		return person[string(q.Kind)]
	case form.KindPhone:
		who, _ := r.world.Person(r.pinfl)
		return who.Phone
	case form.KindEmail:
		return "ariza@example.uz"
	case form.KindPINFL:
		return r.world.Resident(100 + r.IntN(r.world.Size()-100)).PINFL
	case form.KindTIN:
		return r.firm()
	case form.KindPassport:
		return fmt.Sprintf("AD%07d", 1_000_000+r.IntN(8_999_999))
	case form.KindCadastre:
		return r.one(r.world.Own("cadastre", r.world.Resident(r.IntN(r.world.Size())).PINFL)...)
	case form.KindPlate:
		return r.one(r.world.Own("plates", r.world.Resident(r.IntN(r.world.Size())).PINFL)...)
	case form.KindBankAccount:
		return fmt.Sprintf("22618000%012d", r.IntN(1_000_000_000))
	case form.KindPlace:
		return map[string]any{"lat": 39.2 + r.Float64()*2, "lon": 66 + r.Float64()*4, "text": ""}
	case form.KindTextarea:
		return r.one("Arizamni koʻrib chiqishingizni soʻrayman.", "Прошу рассмотреть моё заявление.", "Hujjatlar ilova qilindi.")
	case form.KindText:
		if strings.Contains(q.Key, "imei") {
			return "490154203237518"
		}
	default: // the rest is not typed
	}
	return r.one("Toshkent", "Yangi hayot", "12-uy", "Asosiy", "Namuna")
}

// day is a day before or after today.
func (r *respondent) day(before bool) string {
	days := 3 + r.IntN(60)
	if before {
		days = -1 - r.IntN(300)
	}
	return register.DateOf(r.today.AddDate(0, 0, days)).String()
}

func (r *respondent) one(of ...string) any {
	if len(of) == 0 {
		return nil
	}
	return of[r.IntN(len(of))]
}

// firm is the tax number of a company of somebody.
func (r *respondent) firm() string {
	for range 200 {
		if who := r.world.Resident(r.IntN(r.world.Size())); len(who.Companies) > 0 {
			return who.Companies[0]
		}
	}
	return ""
}

// somebody is another person: the spouse now and then, else anyone grown up.
func (r *respondent) somebody(facts register.Facts) any {
	if spouse := form.Map(facts["civil"].Value["spouse"]); spouse != nil && r.IntN(3) == 0 {
		return r.picked(form.KindPerson, form.String(spouse["pinfl"]))
	}
	for range 50 {
		if who := r.world.Resident(r.IntN(r.world.Size())); who.Age >= 22 && who.PINFL != r.pinfl {
			return r.picked(form.KindPerson, who.PINFL)
		}
	}
	return nil
}

// picked is a person or a company as the form keeps it.
func (r *respondent) picked(kind form.Kind, key string) any {
	code := register.PersonKey
	if kind == form.KindCompany {
		code = register.CompanyKey
	}
	fact := r.read(code, key, r.pinfl)
	if !fact.Found() {
		return nil
	}
	v := map[string]any{}
	for _, f := range register.Picked(kind) {
		if value, ok := fact.Value[f.Name]; ok {
			v[f.Name] = value
		}
	}
	if kind == form.KindCompany {
		v["activities"] = []any{fact.Value["activity"]}
	}
	return v
}

// slot is a time in the coming days at the office of the applicant's region.
func (r *respondent) slot(svc *catalogue.Service, facts register.Facts) any {
	booked, ok := r.book(svc.Authority, form.String(facts[register.PersonKey].Value["region"]), r.today, r.Rand)
	if !ok {
		return nil
	}
	r.held = &booked
	return map[string]any{"office": strconv.FormatInt(booked.office, 10), "name": booked.name, "at": booked.at.Format(time.RFC3339)}
}

func (r *respondent) group(svc *catalogue.Service, q form.Field, facts register.Facts) any {
	rows := []any{}
	for range max(1, q.Min) {
		row := map[string]any{}
		for _, f := range q.Fields {
			if v := r.answer(svc, f, facts, r.people(svc, q, f, facts)); v != nil {
				row[f.Key] = v
			} else if f.IsRequired() {
				return nil
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Limits of numbers in rules: form.rooms >= 50, form.area <= form.plot.area_ha.
var (
	limit    = regexp.MustCompile(`form\.(\w+) (>=|>|<=|<|==) ([\d.]+)(?:\D|$)`)
	relative = regexp.MustCompile(`form\.(\w+) <= form\.(\w+)\.(\w+)`)
)

// bounds are the limits that rules set to numbers.
func bounds(svc *catalogue.Service) map[string][2]float64 {
	all := map[string][2]float64{}
	for _, check := range svc.Checks {
		for _, m := range limit.FindAllStringSubmatch(check.Require, -1) {
			n, err := strconv.ParseFloat(m[3], 64)
			if err != nil {
				continue
			}
			b := all[m[1]]
			switch m[2] {
			case ">=", ">":
				b[0] = max(b[0], n)
			case "==":
				b = [2]float64{n, n + 0.001}
			default:
				b[1] = n
			}
			all[m[1]] = b
		}
	}
	return all
}

// number is one that the rules allow, if they say what they allow.
func (r *respondent) number(key string, low, high float64) float64 {
	if b, ok := r.bounds[key]; ok && r.IntN(10) > 0 {
		low = max(b[0], low*float64(btoi(b[1] == 0 || low < b[1])))
		if high = b[1]; high == 0 {
			high = low * 1.6
		}
		if low == high || high-low < 0.01 {
			return low
		}
	}
	n := low + r.Float64()*(high-low)
	if high > 10 {
		return float64(int64(n)) + float64(btoi(float64(int64(n)) < low))
	}
	return float64(int64(n*2+0.999)) / 2
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// related keeps a number below that of the thing which was picked.
func (r *respondent) related(svc *catalogue.Service, given form.Answers) {
	for _, check := range svc.Checks {
		for _, m := range relative.FindAllStringSubmatch(check.Require, -1) {
			if most, ok := form.Number(form.Map(given[m[2]])[m[3]]); ok && most > 0 {
				r.bounds[m[1]] = [2]float64{min(r.bounds[m[1]][0], most/2), most}
			}
		}
	}
}

// papers fills in what else stands on a paper whose number was given: the day of issue.
func (r *respondent) papers(svc *catalogue.Service, given form.Answers, likely map[string][]any) {
	if svc.Lookup == nil {
		return
	}
	key, err := svc.LookupKey(catalogue.Input{Form: given, Today: r.today})
	if err != nil || key == "" || key == r.looked {
		return
	}
	r.looked = key
	for name, v := range r.read(svc.Lookup.Register, key, r.pinfl).Value {
		if text, ok := v.(string); ok && len(likely[name]) == 0 {
			likely[name] = []any{text}
		}
	}
}

// people are those whom rules about a company expect in a list: its workers, its graduates, its arbitrators.
func (r *respondent) people(svc *catalogue.Service, group, q form.Field, facts register.Facts) []any {
	if q.Kind != form.KindPerson {
		return nil
	}
	var all []any
	for _, source := range []struct{ code, list string }{{register.CompanyKey, "workers"}, {register.CompanyKey, "graduates"}, {register.CompanyKey, "arbitrators"}, {"employment", "apprentices"}} {
		for _, check := range svc.Checks {
			if strings.Contains(check.Require, source.list+".exists") && strings.Contains(check.Require, group.Key) {
				for _, item := range form.Maps(facts[source.code].Value[source.list]) {
					all = append(all, item["pinfl"])
				}
				break
			}
		}
	}
	return all
}
