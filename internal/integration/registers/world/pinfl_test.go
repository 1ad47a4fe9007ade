package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/register"
)

func TestPINFL(t *testing.T) {
	// Numbers of the published samples.
	for _, s := range []string{"31210632040244", "31210932040247", "40201902050010"} {
		require.True(t, ValidPINFL(s), s)
	}
	require.Equal(t, "31210632040244", PINFL(register.NewDate(1963, time.October, 12), false, 204, 24))
	require.Equal(t, byte('6'), PINFL(register.NewDate(2006, time.May, 17), true, 226, 1)[0])
	require.Equal(t, register.NewDate(1963, time.October, 12), bornOf("31210632040244"))
	require.Equal(t, register.NewDate(2006, time.May, 17), bornOf("61705062260016"))
	require.False(t, ValidPINFL("31210632040245"))
	require.False(t, ValidPINFL("3121063204024"))
	require.False(t, ValidPINFL("3121063204024x"))
}
