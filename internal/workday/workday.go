// Package workday counts legal time: working days, terms, due dates, clocks that stand still. It is pure: the calendar
// is data, and every instant comes from the caller.
package workday

import (
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// Zone is where legal days begin and end: Tashkent, UTC+5 without daylight saving.
var Zone = time.FixedZone("Asia/Tashkent", 5*60*60)

// Office hours: what is filed after closing counts as received on the next working day.
const (
	opens  = 9
	closes = 18
)

// Unit is what a term is counted in. Values are those of the definitions.
type Unit string

// Units of a term.
const (
	Minutes      Unit = "minutes"
	Hours        Unit = "hours"
	WorkingDays  Unit = "working-days"
	CalendarDays Unit = "calendar-days"
)

// fixed are the holidays that have the same date each year: article 208 of the Labour Code of 28 October 2022.
var fixed = map[[2]int]bool{{1, 1}: true, {3, 8}: true, {3, 21}: true, {5, 9}: true, {9, 1}: true, {10, 1}: true, {12, 8}: true}

// Calendar says which days are worked: Monday to Friday without holidays, with the moves of the year's decree. Many
// may ask it while its moved days are replaced.
type Calendar struct {
	moved atomic.Pointer[map[string]bool] // by date, whether it is worked
}

// Moved is a day that is not worked, or worked, otherwise than its date and its day of the week say.
type Moved struct {
	Day   time.Time
	Works bool
}

// New is the calendar of the Labour Code with those moved days.
func New(moved ...Moved) *Calendar {
	c := &Calendar{}
	c.Replace(moved)
	return c
}

// Replace puts other moved days in the place of those there are: whoever asks from now on is told by them.
func (c *Calendar) Replace(moved []Moved) {
	days := make(map[string]bool, len(moved))
	for _, m := range moved {
		days[m.Day.In(Zone).Format(time.DateOnly)] = m.Works
	}
	c.moved.Store(&days)
}

// Fixed is the holidays of a year that have the same date each year.
func Fixed(year int) []time.Time {
	var days []time.Time
	for _, on := range slices.SortedFunc(maps.Keys(fixed), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }) {
		days = append(days, time.Date(year, time.Month(on[0]), on[1], 0, 0, 0, 0, Zone))
	}
	return days
}

// Works reports whether the day of t is a working day.
func (c *Calendar) Works(t time.Time) bool {
	t = t.In(Zone)
	if works, moved := c.moves(t); moved {
		return works
	}
	return !fixed[[2]int{int(t.Month()), t.Day()}] && t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// Holiday reports whether nobody works on the day of t, whatever day of the week it is.
func (c *Calendar) Holiday(t time.Time) bool {
	t = t.In(Zone)
	if works, moved := c.moves(t); moved {
		return !works
	}
	return fixed[[2]int{int(t.Month()), t.Day()}]
}

// moves says of a day in Zone whether it was moved, and then whether it is worked.
func (c *Calendar) moves(t time.Time) (works, moved bool) {
	works, moved = (*c.moved.Load())[t.Format(time.DateOnly)]
	return works, moved
}

// Received is the instant at which something filed at t counts as received: t itself in office hours, else the opening
// of the next working day.
func (c *Calendar) Received(t time.Time) time.Time {
	t = t.In(Zone)
	if c.Works(t) && t.Hour() < closes {
		return t
	}
	day := at(t, opens)
	for {
		day = day.AddDate(0, 0, 1)
		if c.Works(day) {
			return day
		}
	}
}

// Day is the day of t as a due date: its close. What is done by a background job some time that day ends so.
func Day(t time.Time) time.Time { return at(t, closes) }

// Whole reports whether a due date is a whole day, which ends when offices close, and no hour of it: what was counted in
// hours, or ends when a booked time begins, ends at its hour. One that ends at that very hour is told as its day.
func Whole(due time.Time) bool { return due.Equal(Day(due)) }

// Add is the close of the n-th working day after the day of t; the day of t itself does not count.
func (c *Calendar) Add(t time.Time, n int) time.Time {
	day := at(t, closes)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if c.Works(day) {
			n--
		}
	}
	return day
}

// Between is how many working days lie after the day of from, up to and with the day of until: what is left until a due
// date. It is negative when until is past.
func (c *Calendar) Between(from, until time.Time) int {
	a, b, sign := at(from, 0), at(until, 0), 1
	if b.Before(a) {
		a, b, sign = b, a, -1
	}
	n := 0
	for a = a.AddDate(0, 0, 1); !a.After(b); a = a.AddDate(0, 0, 1) {
		if c.Works(a) {
			n++
		}
	}
	return sign * n
}

// Due is when a term that began with a filing at t ends. Minutes and hours run at once; days run from the receipt, and a
// term of calendar days that would end on a day off ends on the next working day.
func (c *Calendar) Due(t time.Time, value int, unit Unit) time.Time {
	switch unit {
	case Minutes:
		return t.Add(time.Duration(value) * time.Minute)
	case Hours:
		return t.Add(time.Duration(value) * time.Hour)
	case CalendarDays:
		day := at(c.Received(t), closes).AddDate(0, 0, value)
		for !c.Works(day) {
			day = day.AddDate(0, 0, 1)
		}
		return day
	default:
		return c.Add(c.Received(t), value)
	}
}

// Resume is the due date after a clock stood still from stopped until resumed: it moves by the days that were lost, in
// the unit of the term.
func (c *Calendar) Resume(due, stopped, resumed time.Time, unit Unit) time.Time {
	if !resumed.After(stopped) {
		return due
	}
	switch unit {
	case Minutes, Hours:
		return due.Add(resumed.Sub(stopped))
	case CalendarDays:
		days := int(at(resumed, 0).Sub(at(stopped, 0)).Hours() / 24)
		day := due.In(Zone).AddDate(0, 0, days)
		for !c.Works(day) {
			day = day.AddDate(0, 0, 1)
		}
		return day
	default:
		return c.Add(due, c.Between(stopped, resumed))
	}
}

func at(t time.Time, hour int) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, hour, 0, 0, 0, Zone)
}
