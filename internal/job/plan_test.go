package job

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDaily(t *testing.T) {
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return when
	}
	night := daily{hour: 3, minute: 30}
	for now, next := range map[string]string{
		"2026-03-01T03:29:59+05:00": "2026-03-01T03:30:00+05:00",
		"2026-03-01T03:30:00+05:00": "2026-03-02T03:30:00+05:00",
		"2026-02-28T23:00:00Z":      "2026-03-02T03:30:00+05:00",
		"2026-12-31T12:00:00+05:00": "2027-01-01T03:30:00+05:00",
	} {
		require.True(t, at(next).Equal(night.Next(at(now))), now)
	}
}
