// Package due is what falls due for a person by the registers: papers that end, vehicles to be inspected, debts. Which
// fields count, and which service helps, stands in dues.yaml.
package due

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
)

// Ahead is how long before its day a thing is mentioned.
const Ahead = 120 * 24 * time.Hour

// Rule says which field of a record falls due.
type Rule struct {
	Register string `yaml:"register"`
	List     string `yaml:"list"` // of the record, whose items have the fields; empty: the record itself
	Name     string `yaml:"name"` // field that tells one item from another
	Day      string `yaml:"day"`
	Amount   string `yaml:"amount"` // owed now; a rule has a day or an amount
	Service  string `yaml:"service"`
}

// Field is the field that falls due; its title names the thing.
func (r Rule) Field() string { return cmp.Or(r.Day, r.Amount) }

// Due is one thing that falls due.
type Due struct {
	Rule
	Item   string        // of a list: a plate, a number
	By     register.Date // zero for what is owed now
	Amount int64         // whole soʻm; 0 for what has a day
	Source string        // who says so
	At     time.Time     // and when
}

//go:embed dues.yaml
var file []byte

// Rules is every rule, read once.
var Rules = sync.OnceValue(func() []Rule {
	var list []Rule
	if err := yaml.Unmarshal(file, &list); err != nil {
		panic(fmt.Sprintf("dues.yaml: %v", err)) // embedded and tested
	}
	return list
})

// In is what falls due by one record, at that time.
func In(fact register.Fact, now time.Time) []Due {
	var out []Due
	for _, r := range Rules() {
		if r.Register != fact.Register {
			continue
		}
		things := []map[string]any{fact.Value}
		if r.List != "" {
			things = form.Maps(fact.Value[r.List])
		}
		for _, thing := range things {
			d := Due{Rule: r, Item: form.String(thing[r.Name]), Source: fact.Source, At: fact.FetchedAt}
			if d.near(thing, now) {
				out = append(out, d)
			}
		}
	}
	return out
}

// near reads the day or the amount, and says whether it is time to speak of it.
func (d *Due) near(thing map[string]any, now time.Time) bool {
	if d.Day == "" {
		n, ok := form.Number(thing[d.Rule.Amount])
		d.Amount = int64(n)
		return ok && d.Amount > 0
	}
	day, err := register.ParseDate(form.String(thing[d.Day]))
	d.By = day
	return err == nil && day.Sub(now) <= Ahead
}

// order puts what is owed and what is late first, then by day.
func order(dues []Due) {
	slices.SortStableFunc(dues, func(a, b Due) int { return a.By.Compare(b.By.Time) })
}
