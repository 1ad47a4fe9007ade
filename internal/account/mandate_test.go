package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestPrincipal_Theirs_found: whoever looks at his applications finds them by indexes, however many the country has.
func TestPrincipal_Theirs_found(t *testing.T) {
	pool := postgrestest.New(t)
	sql, args := account.Principal{AccountID: 1}.Theirs(time.Now())
	err := pgx.BeginFunc(t.Context(), pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SET LOCAL enable_seqscan = off`); err != nil { // the table of a test is empty
			return err
		}
		rows, _ := tx.Query(t.Context(), `EXPLAIN SELECT FROM applications a WHERE `+sql+` ORDER BY a.id DESC LIMIT 20`, args...)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		plan := strings.Join(lines, "\n")
		require.Contains(t, plan, "Bitmap Index Scan on applications_account_id_idx", plan)
		require.Contains(t, plan, "Bitmap Index Scan on applications_mandate_id_idx", plan)
		return nil
	})
	require.NoError(t, err)
}
