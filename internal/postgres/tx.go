package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tries is how often a transaction is begun before a conflict with others is given back to the caller.
const tries = 5

// InTx runs do in one transaction and commits it, or rolls everything back when do returns an error.
//
// A serialisation failure (40001) or a deadlock (40P01) means that PostgreSQL has undone all of it: do is then called
// again, up to five times in all, with a short random pause. So do must be safe to repeat: it sets what it returns,
// and touches nothing outside the transaction. A connection that breaks is never retried, because nobody knows
// whether the commit arrived; callers that must not act twice carry a unique token.
//
// Broken constraints come back as the problems of constraint.go, a database that can't be reached as Unavailable.
func InTx(ctx context.Context, pool *pgxpool.Pool, do func(pgx.Tx) error) error {
	return InTxWith(ctx, pool, pgx.TxOptions{}, do)
}

// InTxWith is InTx at another isolation level or access mode.
func InTxWith(ctx context.Context, pool *pgxpool.Pool, options pgx.TxOptions, do func(pgx.Tx) error) error {
	return Again(ctx, func() error { return pgx.BeginTxFunc(ctx, pool, options, do) })
}

// Again is InTx for one statement that is a transaction by itself, sent to the pool: do is called again when PostgreSQL has
// undone it.
func Again(ctx context.Context, do func() error) error {
	var err error
	for try := range tries {
		if try > 0 && !pause(ctx, try) {
			break
		}
		err = do()
		if !undone(err) {
			break
		}
	}
	return Problem(err)
}

// pause waits 5–40 ms, longer with each try, so that two transactions that collided do not collide again.
func pause(ctx context.Context, try int) bool {
	wait := time.Duration(5+rand.IntN(5<<try)) * time.Millisecond //nolint:gosec // jitter, not a secret
	select {
	case <-ctx.Done():
		return false
	case <-time.After(wait):
		return true
	}
}

// undone reports whether PostgreSQL rolled the transaction back because of others, so that it may be tried again.
func undone(err error) bool {
	broken, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (broken.Code == pgerrcode.SerializationFailure || broken.Code == pgerrcode.DeadlockDetected)
}

// Draw takes n ids of a table from its sequence, in rising order, for rows that are copied. Several may draw at once: what
// one has drawn, no other gets.
func Draw(ctx context.Context, tx pgx.Tx, table string, n int) ([]int64, error) {
	rows, _ := tx.Query(ctx, `SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)`, table, n)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("draw ids of %s: %w", table, Problem(err))
	}
	return ids, nil
}
