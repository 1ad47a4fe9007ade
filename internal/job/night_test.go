package job

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/workday"
)

// TestNight: a job of the night comes at three in Tashkent, once in each night, whenever the program was started.
func TestNight(t *testing.T) {
	start := time.Date(2026, 11, 27, 0, 0, 0, 0, workday.Zone)
	for minutes := range 24 * 60 {
		at := start.Add(time.Duration(minutes) * time.Minute)
		next := night{}.Next(at).In(workday.Zone)
		require.True(t, next.After(at))
		require.LessOrEqual(t, next.Sub(at), 24*time.Hour, at)
		require.Equal(t, 3*time.Hour, next.Sub(time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, workday.Zone)), at)
	}
}
