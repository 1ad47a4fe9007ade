package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestInTx(t *testing.T) {
	pool := postgrestest.Owner(t, postgrestest.New(t))
	_, err := pool.Exec(t.Context(), `CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL)`)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `INSERT INTO counters SELECT g, 0 FROM generate_series(1, 2) g`)
	require.NoError(t, err)

	t.Run("serialisation failures are tried again", func(t *testing.T) {
		var wg sync.WaitGroup
		failed := make([]error, 4)
		for i := range failed {
			wg.Go(func() {
				options := pgx.TxOptions{IsoLevel: pgx.Serializable}
				failed[i] = postgres.InTxWith(t.Context(), pool, options, func(tx pgx.Tx) error {
					var n int
					if err := tx.QueryRow(t.Context(), `SELECT n FROM counters WHERE id = 1`).Scan(&n); err != nil {
						return err
					}
					_, err := tx.Exec(t.Context(), `UPDATE counters SET n = $1 WHERE id = 1`, n+1)
					return err
				})
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(failed...))
		var n int
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT n FROM counters WHERE id = 1`).Scan(&n))
		require.Equal(t, len(failed), n)
	})

	t.Run("deadlocks are tried again", func(t *testing.T) {
		both := make(chan struct{})
		var arrive sync.WaitGroup
		arrive.Add(2)
		go func() { arrive.Wait(); close(both) }()
		lockBoth := func(first, second int) error {
			met := sync.OnceFunc(func() { arrive.Done(); <-both })
			return postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
				if _, err := tx.Exec(t.Context(), `UPDATE counters SET n = n + 1 WHERE id = $1`, first); err != nil {
					return err
				}
				met()
				_, err := tx.Exec(t.Context(), `UPDATE counters SET n = n + 1 WHERE id = $1`, second)
				return err
			})
		}
		other := make(chan error)
		go func() { other <- lockBoth(2, 1) }()
		require.NoError(t, lockBoth(1, 2))
		require.NoError(t, <-other)
	})

	t.Run("an error rolls everything back", func(t *testing.T) {
		changed := errors.New("changed my mind")
		err := postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM counters`)
			return errors.Join(err, changed)
		})
		require.ErrorIs(t, err, changed)
		var left int
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM counters`).Scan(&left))
		require.Equal(t, 2, left)
	})
}

func TestDraw(t *testing.T) {
	pool := postgrestest.Owner(t, postgrestest.New(t))
	var drawing sync.WaitGroup
	drawn := make([][]int64, 8)
	for i := range drawn {
		drawing.Go(func() {
			err := postgres.InTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
				drawn[i], err = postgres.Draw(t.Context(), tx, "invoices", 500)
				return err
			})
			assert.NoError(t, err)
		})
	}
	drawing.Wait()
	all := slices.Concat(drawn...)
	slices.Sort(all)
	require.Len(t, slices.Compact(all), 8*500, "nobody gets what another has drawn")
	for _, ids := range drawn {
		require.IsIncreasing(t, ids)
	}
}

func TestProblem(t *testing.T) {
	pool := postgrestest.Owner(t, postgrestest.New(t))

	_, err := pool.Exec(t.Context(), `SET statement_timeout = '10ms'; SELECT pg_sleep(1)`)
	require.True(t, problem.Is(postgres.Problem(err), problem.Unavailable), "too slow: %v", err)

	_, err = pool.Exec(t.Context(), `SELECT pg_terminate_backend(pg_backend_pid())`)
	require.True(t, problem.Is(postgres.Problem(err), problem.Unavailable), "terminated: %v", err)

	err = fmt.Errorf("read: %w", io.ErrUnexpectedEOF) // what pgx says when the server was killed in the middle of an answer
	require.True(t, problem.Is(postgres.Problem(err), problem.Unavailable), "killed: %v", err)

	for _, text := range []string{"a\x00b", "a\xff\xfeb"} {
		var back string
		err = pool.QueryRow(t.Context(), `SELECT $1::text`, text).Scan(&back)
		require.True(t, problem.Is(postgres.Problem(err), problem.Invalid), "no text: %v", err)
	}

	_, err = pool.Exec(t.Context(), `SELECT nothing`)
	require.Error(t, err)
	require.Equal(t, err, postgres.Problem(err), "a mistake of ours has no kind")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = pool.Exec(ctx, `SELECT 1`)
	require.Equal(t, err, postgres.Problem(err), "the reader went away")

	_, err = pool.Exec(t.Context(), `CREATE TABLE things (id int CONSTRAINT things_are_odd CHECK (id % 2 = 1))`)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `INSERT INTO things VALUES (2)`)
	require.True(t, postgres.Violates(err, "things_are_odd"))
	require.False(t, postgres.Violates(err, "things_are_even"))
}

func TestOpen_unreachable(t *testing.T) {
	_, err := postgres.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable")
	require.Error(t, err)
	require.True(t, problem.Is(postgres.Problem(err), problem.Unavailable))
}
