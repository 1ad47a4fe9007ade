package feedback

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/workday"
)

// TestStore_Recount: an answer that was due on a day that becomes a day off is due on the next working day, once.
func TestStore_Recount(t *testing.T) {
	w := newWorld(t)
	var id int64
	w.exec(t, &id, `INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, quality, lang, created_at)
		VALUES ('t', 'r', 'rating', 'tax-debt-certificate', 'tax-committee', '1726', 1, 'uz', $1) RETURNING id`, w.clock)
	due := w.calendar.Due(w.clock, 15, workday.CalendarDays)
	w.exec(t, &id, `INSERT INTO feedback_cases (entry_id, number, reason, owner, supervisor, region, service_code, state, opened_at, due_at)
		VALUES ($1, '204817364', 'low-mark', 'tax-committee', '', '1726', 'tax-debt-certificate', 'open', $2, $3) RETURNING id`, id, w.clock, due)
	read := func() (at string) {
		w.exec(t, &at, `SELECT to_char(due_at AT TIME ZONE 'Asia/Tashkent', 'YYYY-MM-DD HH24:MI') FROM feedback_cases WHERE id = $1`, id)
		return at
	}
	day := due.In(workday.Zone)
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, workday.Zone)
	require.NoError(t, w.Recount(t.Context(), midnight))
	require.Equal(t, day.Format("2006-01-02 15:04"), read(), "a working day stays what it is")
	w.calendar.Replace([]workday.Moved{{Day: day}})
	for range 2 {
		require.NoError(t, w.Recount(t.Context(), midnight))
	}
	require.Equal(t, w.calendar.Add(due, 1).In(workday.Zone).Format("2006-01-02 15:04"), read())
}
