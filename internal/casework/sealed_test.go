package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
)

// TestApplication_unopened: a case whose number of whom it is for opens no more is seen by people and decided by them: no
// register is asked without it, and nothing is refused for what none said. Nor does such a draft hide the others.
func TestApplication_unopened(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	a := w.submit("tax-debt", form.Answers{})
	w.draft("tax-debt", form.Answers{})
	var right int64
	require.NoError(t, w.pool.QueryRow(ctx, `INSERT INTO mandates (account_id, ground, kind, subject_sealed, subject_index, name, taken_at, checked_at)
		VALUES ($1, 'parent', 'person', 'damaged', 'x', 'Laylo', $2, $2) RETURNING id`, w.citizen.AccountID, w.clock.now()).Scan(&right))
	for _, sql := range []string{`UPDATE applications SET mandate_id = $1`, `UPDATE drafts SET mandate_id = $1 WHERE application_id IS NULL`} {
		_, err := w.pool.Exec(ctx, sql, right)
		require.NoError(t, err)
	}
	asked := w.registers.reads.Load()
	require.True(t, problem.Is(w.Assess(ctx, a.ID), problem.Unavailable))
	require.Equal(t, asked, w.registers.reads.Load())
	w.clock.forward(30 * 24 * time.Hour)
	require.NoError(t, w.Assess(ctx, a.ID))
	a, err := w.load(ctx, w.pool, false, `a.id = $1`, []any{a.ID})
	require.NoError(t, err)
	require.Equal(t, InProcess, a.State)
	require.Equal(t, RegisterDown, a.Cause)
	require.Empty(t, a.PINFL)
	list, err := w.draftsWhere(ctx, w.pool, `account_id = $1 AND application_id IS NULL`, w.citizen.AccountID)
	require.NoError(t, err)
	require.Len(t, list, 1)
	_, err = w.mandates.Confirm(ctx, *list[0].Mandate)
	require.True(t, problem.Is(err, problem.Unavailable))
	require.Zero(t, w.count(`SELECT count(*) FROM mandates WHERE ended_at IS NOT NULL`), "no register said so")
}
