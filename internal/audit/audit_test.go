package audit_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

func TestStore_Verify(t *testing.T) {
	pool := postgrestest.New(t)
	s := audit.NewStore(pool)
	ctx := t.Context()
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := range 20 {
				err := s.Record(ctx, audit.Entry{Kind: audit.Official, Actor: int64(w), Action: "application.view", Object: fmt.Sprintf("application:%d", i), Detail: map[string]any{"n": i}})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	rows, err := s.About(ctx, "application:7", 100)
	require.NoError(t, err)
	require.Len(t, rows, 8)
	breaks, err := s.Verify(ctx)
	require.NoError(t, err)
	require.Empty(t, breaks)

	t.Run("append only", func(t *testing.T) {
		_, err := pool.Exec(ctx, `UPDATE audit_entries SET action = 'nothing'`)
		require.ErrorContains(t, err, "append-only")
		_, err = pool.Exec(ctx, `DELETE FROM audit_entries`)
		require.ErrorContains(t, err, "append-only")
		_, err = pool.Exec(ctx, `TRUNCATE audit_entries`)
		require.ErrorContains(t, err, "append-only")
	})

	// Who owns the database can switch the triggers off, but not make the chain hold.
	tamper := func(sql string, args ...any) {
		_, err := pool.Exec(ctx, `ALTER TABLE audit_entries DISABLE TRIGGER USER`)
		require.NoError(t, err)
		_, err = pool.Exec(ctx, sql, args...)
		require.NoError(t, err)
	}
	t.Run("altered", func(t *testing.T) {
		tamper(`UPDATE audit_entries SET actor = 999 WHERE id = $1`, rows[0].ID)
		breaks, err := s.Verify(ctx)
		require.NoError(t, err)
		require.NotEmpty(t, breaks)
		require.Equal(t, rows[0].ID, breaks[0].ID)
		require.Equal(t, "altered", breaks[0].Why)
		tamper(`UPDATE audit_entries SET actor = $2 WHERE id = $1`, rows[0].ID, rows[0].Actor)
	})
	t.Run("removed at the end", func(t *testing.T) {
		tamper(`DELETE FROM audit_entries WHERE (chain, seq) IN (SELECT chain, max(seq) FROM audit_entries GROUP BY chain)`)
		breaks, err := s.Verify(ctx)
		require.NoError(t, err)
		require.NotEmpty(t, breaks)
		require.Equal(t, "head", breaks[0].Why)
	})
	t.Run("removed in the middle", func(t *testing.T) {
		tamper(`DELETE FROM audit_entries WHERE seq = 2`)
		breaks, err := s.Verify(ctx)
		require.NoError(t, err)
		var why []string
		for _, b := range breaks {
			why = append(why, b.Why)
		}
		require.Contains(t, why, "gap")
	})
}
