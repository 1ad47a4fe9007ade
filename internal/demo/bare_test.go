package demo

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

const (
	everyIndex  = `SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class t ON t.oid = indrelid WHERE t.relnamespace = 'public'::regnamespace ORDER BY 1`
	uniqueIndex = `SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class t ON t.oid = indrelid WHERE t.relnamespace = 'public'::regnamespace AND indisunique ORDER BY 1`
)

// TestHistory_cutOff ends a large year after its first batch: what keeps the tables right is there, and the next start makes the rest.
func TestHistory_cutOff(t *testing.T) {
	h := newHistory(t, 4000, 300)
	before, unique := rows(t, h.Pool, everyIndex), rows(t, h.Pool, uniqueIndex)
	ctx, cut := context.WithCancel(t.Context())
	defer cut()
	h.batch = 100
	require.ErrorIs(t, h.Make(ctx, func(done, _ int) {
		if done > h.batch*2 {
			cut()
		}
	}), context.Canceled)
	written := query(t, h.Pool, `SELECT count(*) FROM applications`)
	require.GreaterOrEqual(t, written, h.batch)
	require.Less(t, written, h.Size)
	require.Less(t, len(rows(t, h.Pool, everyIndex)), len(before)-20)
	require.Equal(t, unique, rows(t, h.Pool, uniqueIndex))
	require.NoError(t, h.Make(t.Context(), func(int, int) { t.Fatal("made twice") }))
	require.Equal(t, before, rows(t, h.Pool, everyIndex))
	require.Equal(t, written, query(t, h.Pool, `SELECT count(*) FROM applications`))
	require.NoError(t, h.Make(t.Context(), func(int, int) { t.Fatal("made twice") }))
}

// requireForeignKeys looks up every key that leads from one table to another: who writes a year may leave them unchecked.
func requireForeignKeys(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	checks := rows(t, pool, `
		SELECT format('SELECT count(*) FROM %s c WHERE (%s) IS NOT NULL AND NOT EXISTS (SELECT FROM %s p WHERE (%s) = (%s))', k.conrelid::regclass,
			(SELECT string_agg('c.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS c(a, n) JOIN pg_attribute ON attrelid = k.conrelid AND attnum = a),
			k.confrelid::regclass,
			(SELECT string_agg('p.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY AS c(a, n) JOIN pg_attribute ON attrelid = k.confrelid AND attnum = a),
			(SELECT string_agg('c.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS c(a, n) JOIN pg_attribute ON attrelid = k.conrelid AND attnum = a))
		FROM pg_constraint k WHERE contype = 'f' AND connamespace = 'public'::regnamespace`)
	require.NotEmpty(t, checks)
	for _, sql := range checks {
		require.Zero(t, query(t, pool, sql), sql)
	}
}
