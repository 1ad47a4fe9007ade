package workday

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWorks(t *testing.T) {
	c := New(Moved{day("2026-03-20 00:00"), false}, Moved{day("2026-05-27 00:00"), false}, Moved{day("2026-11-29 00:00"), true}, Moved{day("2026-12-08 00:00"), true})
	for s, want := range map[string]bool{
		"2026-11-25 12:00": true, "2026-11-28 12:00": false, "2026-12-08 12:00": true, "2026-11-29 12:00": true, "2025-12-08 12:00": false, "2026-03-20 12:00": false,
		"2026-05-27 12:00": false, "2026-01-01 00:30": false, "2026-03-19 23:59": true,
	} {
		require.Equal(t, want, c.Works(day(s)), s)
	}
}

func TestReceived(t *testing.T) {
	c := New()
	require.Equal(t, day("2026-11-25 17:59"), c.Received(day("2026-11-25 17:59")))
	require.Equal(t, day("2026-11-26 09:00"), c.Received(day("2026-11-25 18:00")))
	require.Equal(t, day("2026-11-30 09:00"), c.Received(day("2026-11-27 19:00")), "Friday evening counts as Monday")
	require.Equal(t, day("2026-12-09 09:00"), c.Received(day("2026-12-08 10:00")), "a holiday counts as the day after")
}

func TestDue(t *testing.T) {
	c := New()
	require.Equal(t, day("2026-11-27 18:00"), c.Due(day("2026-11-25 10:00"), 2, WorkingDays))
	require.Equal(t, day("2026-12-01 18:00"), c.Due(day("2026-11-27 18:30"), 1, WorkingDays), "filed after hours")
	require.Equal(t, day("2026-11-30 18:00"), c.Due(day("2026-11-25 10:00"), 3, CalendarDays), "a Saturday moves to Monday")
	require.Equal(t, day("2026-11-25 10:05"), c.Due(day("2026-11-25 10:00"), 5, Minutes))
}

func TestResume(t *testing.T) {
	c := New()
	require.Equal(t, day("2026-12-02 18:00"), c.Resume(day("2026-11-30 18:00"), day("2026-11-25 10:00"), day("2026-11-27 11:00"), WorkingDays))
	require.Equal(t, day("2026-11-30 18:00"), c.Resume(day("2026-11-30 18:00"), day("2026-11-25 10:00"), day("2026-11-25 09:00"), WorkingDays))
}

func TestAddAndBetweenAgree(t *testing.T) {
	c := New()
	rapid.Check(t, func(t *rapid.T) {
		start := day("2025-01-01 10:00").Add(time.Duration(rapid.IntRange(0, 2*365*24).Draw(t, "hours")) * time.Hour)
		n := rapid.IntRange(1, 60).Draw(t, "n")
		due := c.Add(start, n)
		require.True(t, c.Works(due))
		require.Equal(t, n, c.Between(start, due))
	})
}

// TestDue_movedDay: a term that has a new day off in it ends a working day later, and never on that day; when the day is
// worked again it ends when it did.
func TestDue_movedDay(t *testing.T) {
	plain, c := New(), New()
	rapid.Check(t, func(t *rapid.T) {
		start := day("2025-01-01 10:00").Add(time.Duration(rapid.IntRange(0, 2*365*24).Draw(t, "hours")) * time.Hour)
		n := rapid.IntRange(1, 30).Draw(t, "n")
		off := plain.Add(plain.Received(start), rapid.IntRange(1, n).Draw(t, "day"))
		c.Replace([]Moved{{Day: off}})
		require.True(t, c.Holiday(off))
		require.Equal(t, plain.Add(plain.Due(start, n, WorkingDays), 1), c.Due(start, n, WorkingDays))
		require.NotEqual(t, off, c.Due(start, n, CalendarDays))
		require.True(t, c.Works(c.Due(start, n, CalendarDays)))
		c.Replace(nil)
		require.Equal(t, plain.Due(start, n, WorkingDays), c.Due(start, n, WorkingDays))
	})
}

func TestWhole(t *testing.T) {
	c := New()
	at := time.Date(2026, 11, 25, 10, 7, 0, 0, Zone)
	for value, unit := range map[int]Unit{1: WorkingDays, 2: CalendarDays} {
		if due := c.Due(at, value, unit); !Whole(due) || !Whole(due.UTC()) {
			t.Errorf("%d %s end %s, which is no whole day", value, unit, due)
		}
	}
	for value, unit := range map[int]Unit{30: Minutes, 3: Hours} {
		if due := c.Due(at, value, unit); Whole(due) {
			t.Errorf("%d %s end %s, which is an hour", value, unit, due)
		}
	}
}
