package casework

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestRow_byIndex: to read one case must not take longer the more people have accounts. An index was there, but for those
// with a personal number only, and the planner can't know that the number of a mandate is one.
func TestRow_byIndex(t *testing.T) {
	pool := postgrestest.New(t)
	var plan []string
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		// Tables are empty here: who can avoid it by any index at all is made to.
		if _, err := tx.Exec(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), `EXPLAIN SELECT `+hot+fromApplications+`WHERE a.id = 1`)
		if err != nil {
			return err
		}
		plan, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	require.NoError(t, err)
	all := strings.Join(plan, "\n")
	require.Contains(t, all, "accounts_pinfl_index_idx")
	require.NotContains(t, all, "Seq Scan")
}
