package cabinet

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/ui"
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

// TestCabinet_events_end: the result is promised by the authority's date alone. While its clock stands still the date of the
// case is the applicant's own, to pay by.
func TestCabinet_events_end(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, workday.Zone)
	c := &Cabinet{Now: func() time.Time { return now }, Cases: casework.NewStore(nil, nil, time.Now, nil, nil, nil, nil, workday.New())}
	a := casework.Application{Process: catalogue.Approval, State: casework.InProcess, Step: casework.Prepare, DueAt: c.Cases.Calendar().Add(now, 3)}
	last := func() ui.Event {
		events := c.events(a, locale.En)
		return events[len(events)-1]
	}
	require.Equal(t, locale.En.T("cabinet.case.end-next"), last().Title)
	require.Contains(t, last().When, "30 November, Monday")
	a.State, a.Step, a.Invoice, a.StoppedAt = casework.AwaitingPayment, casework.Pay, &payment.Invoice{}, &now
	require.Equal(t, locale.En.T("cabinet.case.end-next"), last().Title)
	require.Empty(t, last().When)
}
