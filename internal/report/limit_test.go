package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestFilter_period_limit: the longest period is given whole; an address that asks for a longer one, which no page links to, gets a year.
func TestFilter_period_limit(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for months, want := range map[int]int{1: 1, MaxMonths: MaxMonths, MaxMonths + 1: 12, 0: 12} {
		from, to := Filter{Months: months}.period(now)
		require.Equal(t, to, from.AddDate(0, want, 0), months)
	}
}
