package postgres_test

import (
	"context"
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/migrations"
)

func TestMigrate(t *testing.T) {
	t.Run("replicas that start at once", func(t *testing.T) {
		url := postgrestest.Empty(t)
		failed := make([]error, 4)
		var wg sync.WaitGroup
		for i := range failed {
			wg.Go(func() { failed[i] = postgres.Migrate(t.Context(), url) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(failed...))
	})

	t.Run("up, down, up", func(t *testing.T) {
		url := postgrestest.Empty(t)
		require.NoError(t, postgres.Migrate(t.Context(), url))
		pool := open(t, url)
		before := schema(t, pool)
		require.NoError(t, postgres.Rollback(t.Context(), url, len(steps(t))))
		require.Equal(t, []string{"schema_migrations"}, tables(t, pool))
		require.NoError(t, postgres.Migrate(t.Context(), url))
		require.Equal(t, before, schema(t, pool))
	})

	t.Run("a newer schema is refused", func(t *testing.T) {
		url := postgrestest.Empty(t)
		require.NoError(t, postgres.Migrate(t.Context(), url))
		pool := open(t, url)
		_, err := pool.Exec(t.Context(), `UPDATE schema_migrations SET version = 999999`)
		require.NoError(t, err)
		require.ErrorIs(t, postgres.Migrate(t.Context(), url), postgres.ErrNewerSchema)
	})

	t.Run("a killed migration is gone on with", func(t *testing.T) {
		url := postgrestest.Empty(t)
		require.NoError(t, postgres.Migrate(t.Context(), url))
		pool := open(t, url)
		before := schema(t, pool)
		// What a kill -9 leaves: the newest step is marked as begun, and PostgreSQL has rolled it back.
		all := steps(t)
		newest, err := strconv.Atoi(all[len(all)-1][:6])
		require.NoError(t, err)
		require.NoError(t, postgres.Rollback(t.Context(), url, 1))
		_, err = pool.Exec(t.Context(), `DELETE FROM schema_migrations`)
		require.NoError(t, err)
		_, err = pool.Exec(t.Context(), `INSERT INTO schema_migrations VALUES ($1, true)`, newest)
		require.NoError(t, err)
		require.NoError(t, postgres.Migrate(t.Context(), url))
		require.Equal(t, before, schema(t, pool))
	})

	t.Run("a long reader delays it and does not stop it", func(t *testing.T) {
		url := postgrestest.Empty(t)
		require.NoError(t, postgres.Migrate(t.Context(), url))
		require.NoError(t, postgres.Rollback(t.Context(), url, len(steps(t))))
		conn, err := pgx.Connect(t.Context(), url)
		require.NoError(t, err)
		defer conn.Close(context.WithoutCancel(t.Context()))
		// The first step creates heartbeats: a table of that name that is being created makes it wait.
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), `CREATE TABLE heartbeats (replica text)`)
		require.NoError(t, err)
		done := make(chan error)
		go func() { done <- postgres.Migrate(t.Context(), url) }()
		_, err = tx.Exec(t.Context(), `SELECT pg_sleep(1.2)`)
		require.NoError(t, err)
		require.NoError(t, tx.Rollback(t.Context()))
		require.NoError(t, <-done)
	})
}

// TestMigrations holds each step to the house rules.
func TestMigrations(t *testing.T) {
	for _, name := range steps(t) {
		body, err := migrations.FS.ReadFile(name)
		require.NoError(t, err)
		if strings.Contains(string(body), "CREATE INDEX CONCURRENTLY") { // stops no writes, and can't share its transaction
			require.Equal(t, 1, strings.Count(string(body), ";"), "%s: it stands alone", name)
		} else {
			require.Contains(t, string(body), "SET lock_timeout", "%s: a migration that waits for a lock stops all writes behind it", name)
		}
		down := name[:len(name)-len(".up.sql")] + ".down.sql"
		body, err = migrations.FS.ReadFile(down)
		require.NoError(t, err, "each step can be undone")
		require.Contains(t, string(body), "SET lock_timeout", down)
	}
	pool := postgrestest.New(t)
	ours := `n.nspname = 'public' AND c.relname NOT LIKE 'river%' AND c.relname <> 'schema_migrations'`

	require.Empty(t, texts(t, pool, `
		SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE `+ours+` AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
			AND obj_description(c.oid, 'pg_class') IS NULL`), "tables and views without a comment")

	require.Empty(t, texts(t, pool, `
		SELECT c.relname || '.' || k.conname FROM pg_constraint k
		JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE `+ours+` AND k.contype = 'f' AND NOT c.relispartition AND NOT EXISTS (
			SELECT FROM pg_index i WHERE i.indrelid = k.conrelid
				AND (i.indkey::int2[])[0:array_length(k.conkey, 1) - 1] @> k.conkey
				AND k.conkey @> (i.indkey::int2[])[0:array_length(k.conkey, 1) - 1])`), "foreign keys without an index")

	require.Empty(t, texts(t, pool, `
		SELECT c.relname || '.' || a.attname FROM pg_attribute a
		JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE `+ours+` AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND a.atttypid = 'timestamp'::regtype`), "times without a zone")
}

func steps(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(migrations.FS, "*.up.sql")
	require.NoError(t, err)
	return names
}

func open(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.OpenFor(t.Context(), url, postgres.Bulk())
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func tables(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return texts(t, pool, `SELECT table_name FROM information_schema.tables
		WHERE table_schema = 'public' AND table_name NOT LIKE 'river%' ORDER BY 1`)
}

// schema lists every column with its type, and every constraint and index with its definition.
func schema(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return texts(t, pool, `
		SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
			FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL SELECT version::text || dirty FROM schema_migrations
		ORDER BY 1`)
}

func texts(t *testing.T, pool *pgxpool.Pool, query string) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), query)
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}
