package deadline

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/yagona/portal/internal/workday"
)

// TestClock: however often the clock stands still, as much of the term has gone after a pause as before, and the due
// date is a working day that moved by whole days that were lost.
func TestClock(t *testing.T) {
	calendar := workday.New()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 1, 5, 9, 0, 0, 0, workday.Zone).Add(time.Duration(rapid.IntRange(0, 300*24).Draw(t, "hour")) * time.Hour)
		days := rapid.IntRange(1, 40).Draw(t, "days")
		c := Begin(calendar, at, days, workday.WorkingDays)
		length := c.Due.Sub(c.From)
		for range rapid.IntRange(0, 4).Draw(t, "pauses") {
			at = at.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "runs")) * time.Hour)
			c.Stop(at, "correction")
			c.Stop(at.Add(time.Hour), "payment")
			require.True(t, c.Stopped().Equal(at), "one that stands already keeps its beginning")
			lost := calendar.Between(at, at.Add(100*time.Hour))
			due := c.Due
			at = at.Add(100 * time.Hour)
			c.Resume(at)
			c.Resume(at.Add(time.Hour))
			require.Nil(t, c.Stopped())
			require.Equal(t, lost, calendar.Between(due, c.Due))
			require.Equal(t, length, c.Due.Sub(c.From))
			require.Equal(t, "correction", c.Pauses[len(c.Pauses)-1].Reason)
		}
	})
	c := Begin(calendar, time.Date(2026, 11, 25, 10, 0, 0, 0, workday.Zone), 1, workday.Minutes)
	c.Anew(time.Date(2026, 11, 25, 12, 0, 0, 0, workday.Zone), 3, workday.WorkingDays)
	require.True(t, c.Due.Equal(time.Date(2026, 11, 30, 18, 0, 0, 0, workday.Zone)))
}
