package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

// TestStore_Application_trips: an application with all that hangs on it is one wait for the database, and so is one that is
// not there.
func TestStore_Application_trips(t *testing.T) {
	w := newWorld(t)
	first := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	second := w.submit("tax-debt", form.Answers{})
	w.work()
	pool, trips := postgrestest.Counted(t, w.pool)
	w.Store.pool = pool

	before := trips()
	a, err := w.Application(t.Context(), w.citizen, first.Number)
	require.NoError(t, err)
	require.EqualValues(t, 1, trips()-before)
	require.NotEmpty(t, a.Events)
	require.NotEmpty(t, a.Assessments)

	b, err := w.Application(t.Context(), w.citizen, second.Number)
	require.NoError(t, err)
	require.NotEqual(t, a.Events, b.Events, "each has its own, on the same connection")

	before = trips()
	_, err = w.Application(t.Context(), w.other, first.Number)
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
	require.EqualValues(t, 1, trips()-before)
}
