package postgres

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// TestValueless: what a database says of a value that it could not take stays out of the trace.
func TestValueless(t *testing.T) {
	for name, err := range map[string]error{
		"the server": fmt.Errorf("find: %w", &pgconn.PgError{Severity: "ERROR", Code: "22P02", Message: `invalid input syntax for type bigint: "AB1234567"`, Detail: "AB1234567"}),
		"the driver": errors.New(`unable to encode "AB1234567" into binary format for int8 (OID 20)`),
	} {
		t.Run(name, func(t *testing.T) {
			seen := tracetest.NewSpanRecorder()
			by := trace.NewTracerProvider(trace.WithSpanProcessor(seen))
			ctx, span := by.Tracer("test").Start(t.Context(), "request")
			tracer := valueless{otelpgx.NewTracer(otelpgx.WithTracerProvider(by), otelpgx.WithDisableConnectionDetailsInAttributes())}
			query := tracer.TraceQueryStart(ctx, nil, pgx.TraceQueryStartData{SQL: "SELECT $1::bigint"})
			tracer.TraceQueryEnd(query, nil, pgx.TraceQueryEndData{Err: err})
			batch := tracer.TraceBatchStart(ctx, nil, pgx.TraceBatchStartData{Batch: &pgx.Batch{}})
			tracer.TraceBatchQuery(batch, nil, pgx.TraceBatchQueryData{SQL: "SELECT $1::bigint", Err: err})
			tracer.TraceBatchEnd(batch, nil, pgx.TraceBatchEndData{Err: err})
			prepare := tracer.TracePrepareStart(ctx, nil, pgx.TracePrepareStartData{SQL: "SELECT $1::bigint"})
			tracer.TracePrepareEnd(prepare, nil, pgx.TracePrepareEndData{Err: err})
			span.End()
			require.Greater(t, len(seen.Ended()), 3)
			all := fmt.Sprintf("%+v", tracetest.SpanStubsFromReadOnlySpans(seen.Ended()))
			require.NotContains(t, all, "AB1234567")
			require.Contains(t, all, "the statement failed")
			require.Equal(t, name == "the server", len(codes(seen.Ended(), "22P02")) > 0, "its code is told")
		})
	}
	require.NoError(t, kindOf(nil))
	require.Equal(t, context.Canceled, kindOf(fmt.Errorf("x: %w", context.Canceled)))
}

func codes(spans []trace.ReadOnlySpan, code string) (list []string) {
	for _, s := range spans {
		for _, a := range s.Attributes() {
			if a.Value.AsString() == code {
				list = append(list, string(a.Key))
			}
		}
	}
	return list
}
