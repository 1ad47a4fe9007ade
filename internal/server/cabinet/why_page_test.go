package cabinet

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestDecided_version: a page of reasons says since when its rules apply, and no day that comes after they were applied.
func TestDecided_version(t *testing.T) {
	published := time.Date(2026, time.April, 30, 9, 0, 0, 0, time.UTC)
	noted := func(at time.Time) string {
		rows := decided(casework.Application{Service: &catalogue.Service{Number: 1, Published: published}, Assessments: []casework.Assessed{{At: at}}}, locale.Ru)
		last := rows[len(rows)-1]
		require.Equal(t, "№ 1", last.Value)
		return last.Note
	}
	require.Equal(t, locale.Ru.T("cabinet.why.published", "Date", locale.Ru.Date(published)), noted(published.Add(time.Hour)))
	require.Empty(t, noted(published.Add(-time.Hour)))
}
