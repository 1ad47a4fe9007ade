package booking

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/register"
)

// TestEdit_check_limits: as much as fits is taken, and one more is refused with the number in the message.
func TestEdit_check_limits(t *testing.T) {
	day := register.DateOf(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	full := func() Edit {
		e := Edit{Reason: "tekshiruv", Setup: Setup{Length: MaxLength, Places: MaxPlaces}}
		for range MaxClosed {
			e.Setup.Closed = append(e.Setup.Closed, Span{From: day, Until: day})
		}
		return e
	}
	require.Empty(t, full().check())
	least := full()
	least.Setup.Length, least.Setup.Places = MinLength, 1
	require.Empty(t, least.check())
	for input, c := range map[string]struct {
		more func(*Setup)
		args []any
	}{
		"length": {func(s *Setup) { s.Length++ }, []any{"Min", MinLength, "Max", MaxLength}},
		"places": {func(s *Setup) { s.Places++ }, []any{"Max", MaxPlaces}},
		"closed": {func(s *Setup) { s.Closed = append(s.Closed, s.Closed[0]) }, []any{"Max", MaxClosed}},
	} {
		e := full()
		c.more(&e.Setup)
		problems := e.check()
		require.Len(t, problems, 1, input)
		require.Equal(t, []any{input, "booking.problem." + input, c.args}, []any{problems[0].Input, problems[0].ID, problems[0].Args})
	}
}
