package world

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/yagona/portal/internal/register"
)

// dice throws the same every time for one owner and one subject, so that a record is the same whoever asks for it and
// whatever was asked before.
type dice struct {
	*rand.Rand
	base time.Time // the first of this month: what has happened keeps its date for a month at least
}

func (w *World) dice(o owner, subject string) dice {
	h := fnv.New64a()
	_, _ = h.Write([]byte(subject))
	return dice{rand.New(rand.NewPCG(w.seed+uint64(o.at)*2+uint64(btoi(o.firm)), h.Sum64())), w.base} //nolint:gosec // not a secret
}

// chance is true in percent of a hundred cases.
func (d dice) chance(percent float64) bool { return d.Float64()*100 < percent }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// money is a sum between low and high in steps.
func (d dice) money(low, high, step int) float64 {
	return float64(d.between(low/step, high/step) * step)
}

// ago is a day between so many days before this month.
func (d dice) ago(least, most int) register.Date {
	return register.DateOf(d.base.AddDate(0, 0, -d.between(least, most)))
}

// ahead is a day between so many days after the beginning of next month.
func (d dice) ahead(least, most int) register.Date {
	return register.DateOf(d.base.AddDate(0, 1, d.between(least, most)))
}

// month is the name of a month that lies n months back: "2026-10".
func (d dice) month(n int) string { return d.base.AddDate(0, -n, 0).Format("2006-01") }

// day is a day of the month that lies n months back.
func (d dice) day(n, day int) register.Date {
	return register.DateOf(d.base.AddDate(0, -n, day-1))
}

// phone is a number of one of the operators.
func (d dice) phone() string {
	return fmt.Sprintf("+998%s%07d", pick(d, []string{"90", "91", "93", "94", "95", "97", "98", "99", "33", "88"}), d.between(1_000_000, 9_999_999))
}

// pick is one of the things.
func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// weighted is an index, each as likely as its weight.
func weighted(d dice, weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return 0
}

func yearsAfter(d register.Date, years int) register.Date {
	return register.DateOf(d.AddDate(years, 0, 0))
}

func daysAfter(d register.Date, days int) register.Date {
	return register.DateOf(d.AddDate(0, 0, days))
}
