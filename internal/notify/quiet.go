package notify

import (
	"time"

	"github.com/yagona/portal/internal/workday"
)

// until is when the quiet hours that now falls into end, or zero. They may go over midnight; equal hours are none.
func (c Choices) until(now time.Time) time.Time {
	now = now.In(workday.Zone)
	h := now.Hour()
	quiet := c.QuietFrom <= h && h < c.QuietUntil
	if c.QuietFrom > c.QuietUntil {
		quiet = h >= c.QuietFrom || h < c.QuietUntil
	}
	if !quiet {
		return time.Time{}
	}
	return next(now, c.QuietUntil)
}

// next is the first full hour of that number after t.
func next(t time.Time, hour int) time.Time {
	t = t.In(workday.Zone)
	at := time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, workday.Zone)
	if !at.After(t) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// dayOf is when the day in Tashkent began: limits count from there.
func dayOf(t time.Time) time.Time {
	t = t.In(workday.Zone)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, workday.Zone)
}
