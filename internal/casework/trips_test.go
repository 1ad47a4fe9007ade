package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
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

// TestStore_Submit_trips: sending waits for the database as few times as it can: the draft, before registers are asked; then
// the transaction's begin, the locked draft, the number, the row that gives its id, the notice, the job with its call, all
// else at once, and the commit.
func TestStore_Submit_trips(t *testing.T) {
	w := newWorld(t)
	d := w.draft("tax-debt", form.Answers{})
	pool, trips := postgrestest.Counted(t, w.pool)
	w.Store.pool = pool
	before := trips()
	number, err := w.Submit(t.Context(), w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(t, err)
	require.LessOrEqual(t, trips()-before, int64(10))
	require.NotEmpty(t, number)

	before = trips()
	again, err := w.Submit(t.Context(), w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: locale.Uz})
	require.NoError(t, err)
	require.Equal(t, number, again)
	require.LessOrEqual(t, trips()-before, int64(5))
}
