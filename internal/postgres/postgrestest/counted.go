package postgrestest

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Counted is another pool on the same database that goes away with the test, and how often it has waited for the database
// so far: a batch is one wait.
func Counted(tb testing.TB, pool *pgxpool.Pool) (counted *pgxpool.Pool, trips func() int64) {
	tb.Helper()
	count, config := &counter{}, pool.Config()
	config.ConnConfig.Tracer = count
	counted, err := pgxpool.NewWithConfig(tb.Context(), config)
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	tb.Cleanup(counted.Close)
	return counted, count.trips.Load
}

type counter struct{ trips atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.trips.Add(1)
	return ctx
}
func (*counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.trips.Add(1)
	return ctx
}
func (*counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (*counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}
