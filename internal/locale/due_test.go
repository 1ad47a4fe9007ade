package locale

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/workday"
)

// TestLang_due: what ends at an hour is told with it in every form of the date; a whole day, which ends when offices close,
// has none.
func TestLang_due(t *testing.T) {
	hour := time.Date(2026, 11, 26, 15, 40, 0, 0, workday.Zone)
	whole := workday.Day(hour)
	for _, l := range Langs {
		for name, say := range map[string]func(time.Time) string{"in full": l.Due, "by name": l.DueName, "short": l.DueShort} {
			require.Equal(t, say(whole)+", 15:40", say(hour.UTC()), "%s %s", l, name)
			require.NotContains(t, say(whole.UTC()), ":", "%s %s", l, name)
		}
	}
	require.Equal(t, "26 November 2026", En.Due(whole))
	require.Equal(t, "26 November, Thursday", En.DueName(whole))
	require.Equal(t, "26 November", En.DueShort(whole))
}
