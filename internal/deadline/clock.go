// Package deadline is the legal clock of an application: since when its term counts, when it stood still and why, and
// what happens as the term runs out. The clock itself is pure: it is worked out from what happened to the application.
package deadline

import (
	"time"

	"github.com/yagona/portal/internal/workday"
)

// Clock is a term that runs. What happened to the application is told to it in order.
type Clock struct {
	From   time.Time // since when the term counts; it moves along while the clock stands still
	Due    time.Time
	Pauses []Pause // oldest first

	calendar *workday.Calendar
	unit     workday.Unit
}

// Pause is a time in which the clock stood still.
type Pause struct {
	Reason string
	From   time.Time
	Moved  time.Duration // by how much it moved the due date
	Until  *time.Time    // nil while it lasts
}

// Begin starts the clock: something was filed, and may take so long by that calendar.
func Begin(calendar *workday.Calendar, filed time.Time, value int, unit workday.Unit) Clock {
	c := Clock{calendar: calendar}
	c.Anew(filed, value, unit)
	return c
}

// Anew lets another term count from at. What was before counts no more; the pauses stay on record.
func (c *Clock) Anew(at time.Time, value int, unit workday.Unit) {
	c.From, c.Due, c.unit = at, c.calendar.Due(at, value, unit), unit
}

// Promise keeps a due date that was given: a calendar that has more working days since takes nothing back.
func (c *Clock) Promise(due time.Time) {
	if due.After(c.Due) {
		c.Due = due
	}
}

// Stop lets the clock stand still; one that stands already keeps its first reason.
func (c *Clock) Stop(at time.Time, reason string) {
	if c.Stopped() == nil {
		c.Pauses = append(c.Pauses, Pause{Reason: reason, From: at})
	}
}

// Resume lets it run on: the whole term moves by what was lost, so that as much of it has gone as before.
func (c *Clock) Resume(at time.Time) {
	since := c.Stopped()
	if since == nil {
		return
	}
	due := c.calendar.Resume(c.Due, *since, at, c.unit)
	last := &c.Pauses[len(c.Pauses)-1]
	last.Until, last.Moved = &at, due.Sub(c.Due)
	c.From, c.Due = c.From.Add(last.Moved), due
}

// Stopped is since when the clock stands still; nil while it runs.
func (c *Clock) Stopped() *time.Time {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].Until == nil {
		at := c.Pauses[n-1].From
		return &at
	}
	return nil
}
