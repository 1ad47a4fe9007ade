package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// grace is how much later than the server we give a statement up ourselves. The server's own limit tells more, but it says
// nothing over a way that swallows everything (seen: pages hung for as long as the way was broken).
const grace = 2 * time.Second

// limit bounds how long we wait for a connection and for each statement. pgx asks its tracers for the context of both.
type limit struct{ wait time.Duration }

var (
	_ pgx.QueryTracer       = limit{}
	_ pgxpool.AcquireTracer = limit{}
)

// ended is the key of what frees the timer of a context.
type ended struct{}

func (l limit) begin(ctx context.Context) context.Context {
	ctx, cancel := context.WithTimeout(ctx, l.wait)
	return context.WithValue(ctx, ended{}, cancel)
}

func (limit) end(ctx context.Context) {
	if cancel, ok := ctx.Value(ended{}).(context.CancelFunc); ok {
		cancel()
	}
}

// TraceQueryStart gives a statement its limit; reading its rows is part of it.
func (l limit) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return l.begin(ctx)
}

// TraceQueryEnd ends it.
func (l limit) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) { l.end(ctx) }

// TraceAcquireStart gives waiting for a connection its limit.
func (l limit) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	return l.begin(ctx)
}

// TraceAcquireEnd ends it.
func (l limit) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	l.end(ctx)
}
