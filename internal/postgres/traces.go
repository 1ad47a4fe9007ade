package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// traces has each statement of a request that is traced be a part of its trace, without the values that go with it.
var traces = valueless{otelpgx.NewTracer(otelpgx.WithDisableConnectionDetailsInAttributes())}

// valueless is a tracer that tells the kind of an error and not its words: those of PostgreSQL and pgx quote the value that
// they could not take, which may be a person's.
type valueless struct{ *otelpgx.Tracer }

// kindOf is an error that says no more of one than what kind it is: its SQLSTATE, or its type.
func kindOf(err error) error {
	if err == nil {
		return nil
	}
	for _, plain := range []error{pgx.ErrNoRows, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, plain) {
			return plain
		}
	}
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		return &pgconn.PgError{Severity: said.Severity, Message: "the statement failed", Code: said.Code}
	}
	return fmt.Errorf("the statement failed: %T", err)
}

// TraceQueryEnd is of pgx.QueryTracer.
func (t valueless) TraceQueryEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceQueryEnd(ctx, conn, data)
}

// TraceCopyFromEnd is of pgx.CopyFromTracer.
func (t valueless) TraceCopyFromEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceCopyFromEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceCopyFromEnd(ctx, conn, data)
}

// TraceBatchQuery is of pgx.BatchTracer.
func (t valueless) TraceBatchQuery(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchQueryData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceBatchQuery(ctx, conn, data)
}

// TraceBatchEnd is of pgx.BatchTracer.
func (t valueless) TraceBatchEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceBatchEnd(ctx, conn, data)
}

// TraceConnectEnd is of pgx.ConnectTracer.
func (t valueless) TraceConnectEnd(ctx context.Context, data pgx.TraceConnectEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceConnectEnd(ctx, data)
}

// TracePrepareEnd is of pgx.PrepareTracer.
func (t valueless) TracePrepareEnd(ctx context.Context, conn *pgx.Conn, data pgx.TracePrepareEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TracePrepareEnd(ctx, conn, data)
}

// TraceAcquireEnd is of pgxpool.AcquireTracer.
func (t valueless) TraceAcquireEnd(ctx context.Context, pool *pgxpool.Pool, data pgxpool.TraceAcquireEndData) {
	data.Err = kindOf(data.Err)
	t.Tracer.TraceAcquireEnd(ctx, pool, data)
}
