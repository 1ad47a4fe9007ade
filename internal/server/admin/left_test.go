package admin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/ui"
)

// TestLeft: what ended within this working day is overdue, and late by no day yet.
func TestLeft(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, workday.Zone) // a Friday
	for due, want := range map[time.Time]pages.Tag{
		now.Add(5 * time.Minute):          {Tone: ui.Yellow, Text: "due today"},
		now.Add(-5 * time.Minute):         {Tone: ui.Red, Text: "overdue"},
		now.Add(-24 * time.Hour):          {Tone: ui.Red, Text: "1 working day late"},
		now.Add(-48 * time.Hour):          {Tone: ui.Red, Text: "2 working days late"},
		workday.Day(now.AddDate(0, 0, 3)): {Tone: ui.Yellow, Text: "1 working day left"},
		workday.Day(now.AddDate(0, 0, 6)): {Text: "4 working days left"},
	} {
		require.Equal(t, want, left(locale.En, workday.New(), now, due), due)
	}
	saturday := now.AddDate(0, 0, 1)
	require.Equal(t, "overdue", left(locale.En, workday.New(), saturday.Add(time.Hour), saturday).Text, "a day off counts for none")
}
