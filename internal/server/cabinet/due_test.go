package cabinet

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/workday"
)

// TestCabinet_dueIn: what ends before a visit begins is said with its hour, for "today" alone misleads; a whole day has none.
func TestCabinet_dueIn(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, workday.Zone)
	c := &Cabinet{Now: func() time.Time { return now }, Cases: casework.NewStore(nil, nil, time.Now, nil, nil, nil, nil, workday.New())}
	for due, want := range map[time.Time][2]string{
		now.Add(2 * time.Hour):         {"25 November, Wednesday, 10:00", "today"},
		now.Add(26 * time.Hour):        {"26 November, Thursday, 10:00", locale.En.T("cabinet.due.days", "Count", 1)},
		now.Add(10 * time.Hour):        {"25 November, Wednesday", "today"}, // when offices close
		c.Cases.Calendar().Add(now, 1): {"26 November, Thursday", locale.En.T("cabinet.due.days", "Count", 1)},
		now.Add(30*time.Minute - 1):    {"08:29", locale.En.T("cabinet.due.minutes", "Count", 30)},
		now.Add(-time.Hour):            {"25 November, Wednesday, 07:00", locale.En.T("cabinet.due.past")},
	} {
		day, left := c.dueIn(locale.En, due)
		require.Equal(t, want, [2]string{day, left})
	}
}
