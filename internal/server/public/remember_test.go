package public

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRemembered(t *testing.T) {
	var m remembered[int]
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	reads := 0
	read := func() (int, error) { reads++; return reads, nil }
	broken := func() (int, error) { reads++; return 0, errors.New("down") }

	require.Equal(t, 1, m.get(now, time.Minute, read))
	require.Equal(t, 1, m.get(now.Add(59*time.Second), time.Minute, read), "young enough")
	require.Equal(t, 1, m.get(now.Add(time.Minute), time.Minute, broken), "a failed read keeps the value")
	require.Equal(t, 1, m.get(now.Add(90*time.Second), time.Minute, read), "and is not repeated at once")
	require.Equal(t, 2, reads)
	require.Equal(t, 3, m.get(now.Add(3*time.Minute), time.Minute, read))
	require.Equal(t, 4, m.get(now.Add(24*time.Hour), 1000*time.Hour, read), "another day")

	var never remembered[int]
	require.Zero(t, never.get(now, time.Minute, broken))
}
