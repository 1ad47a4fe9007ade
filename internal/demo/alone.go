package demo

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/postgres"
)

// Alone waits until no other portal is making the demo world in this database, and lets the next one on when done is
// called. Two that start together would otherwise move each other's accounts about and hire every official twice. What
// was made must be asked again after it. A program that dies lets go of it with its connection.
func Alone(ctx context.Context, pool *pgxpool.Pool) (done func(), err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("demo world: %w", err))
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtext('demo world'))`); err != nil {
		conn.Release()
		return nil, postgres.Problem(fmt.Errorf("demo world: %w", err))
	}
	return func() {
		// A connection that goes back into the pool with the lock would keep others out for good.
		_ = conn.Hijack().Close(context.WithoutCancel(ctx))
	}, nil
}
