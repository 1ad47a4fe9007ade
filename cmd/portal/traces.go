package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
)

// traceLimit is how long the last traces may take to reach the collector at the end.
const traceLimit = 5 * time.Second

// trace sends what requests do that ask to be traced, each statement and each question to a register, to PORTAL_TRACES.
// A collector that does not answer holds up nothing: what it does not take is dropped.
func (p *portal) trace(ctx context.Context, collector string) error {
	if collector == "" {
		return nil
	}
	to, err := url.Parse(collector)
	if err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" {
		return fmt.Errorf("PORTAL_TRACES: %q is no address such as http://127.0.0.1:4318", collector)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(to.JoinPath("v1", "traces").String()))
	if err != nil {
		return fmt.Errorf("PORTAL_TRACES: %w", err)
	}
	traces := trace.NewTracerProvider(
		trace.WithBatcher(exporter),
		trace.WithSampler(trace.ParentBased(trace.NeverSample())),
		trace.WithResource(resource.NewSchemaless(semconv.ServiceName("portal"))),
	)
	otel.SetTracerProvider(traces)
	p.traces = traces
	p.closers = append(p.closers, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), traceLimit)
		defer cancel()
		_ = traces.Shutdown(ctx)
	})
	return nil
}
