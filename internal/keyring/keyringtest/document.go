package keyringtest

import (
	"cmp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/keyring"
)

// Documents is what is sealed in a column of documents, or stands there in plain, by the key of its row.
func Documents[T any](tb testing.TB, pool *pgxpool.Pool, c keyring.Column) map[int64]T {
	tb.Helper()
	rows, _ := pool.Query(tb.Context(), `SELECT `+cmp.Or(c.Key, "id")+`, `+c.Name+`_sealed, `+c.Name+` FROM `+c.Table)
	all := map[int64]T{}
	var row int64
	var sealed, plain []byte
	_, err := pgx.ForEachRow(rows, []any{&row, &sealed, &plain}, func() error {
		var v T
		if len(sealed) == 0 && plain == nil {
			return nil
		}
		err := Ring().Into(c, row, sealed, plain, &v)
		all[row] = v
		return err
	})
	require.NoError(tb, err)
	return all
}

// Rewrite has a document of a column be another.
func Rewrite(tb testing.TB, pool *pgxpool.Pool, c keyring.Column, row int64, v any) {
	tb.Helper()
	sealed, plain, err := Ring().Document(c, row, time.Time{}, v)
	require.NoError(tb, err)
	tag, err := pool.Exec(tb.Context(), `UPDATE `+c.Table+` SET `+c.Name+`_sealed = $2, `+c.Name+` = $3 WHERE `+cmp.Or(c.Key, "id")+` = $1`, row, sealed, plain)
	require.NoError(tb, err)
	require.Equal(tb, int64(1), tag.RowsAffected())
}
