package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"

	"github.com/go-chi/chi/v5"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/yagona/portal/internal/respond"
)

// traced begins a trace for a request that asks for one in the header traceparent (W3C Trace Context): who looks for what
// takes long asks, from the portal's own machine or through a load balancer of ours. Of others the header is not believed,
// or anybody could fill the collector. A span names the route, as the log does, and no address.
func traced(by trace.TracerProvider, proxies []netip.Prefix) func(http.Handler) http.Handler {
	if by == nil {
		return func(next http.Handler) http.Handler { return next }
	}
	tracer := by.Tracer("portal")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := r.Context()
			if near(r.RemoteAddr, proxies) {
				ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
			}
			if !trace.SpanContextFromContext(ctx).IsSampled() {
				next.ServeHTTP(w, r)
				return
			}
			ctx, span := tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer))
			defer span.End()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// describe has the span of a request say what the log says of it.
func describe(r *http.Request, status int) {
	span := trace.SpanFromContext(r.Context())
	if !span.IsRecording() {
		return
	}
	route := chi.RouteContext(r.Context()).RoutePattern()
	span.SetName(r.Method + " " + route)
	span.SetAttributes(
		attribute.String("http.request.method", r.Method), attribute.String("http.route", route),
		attribute.Int("http.response.status_code", status), attribute.String("portal.request", respond.RequestID(r.Context())),
	)
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
}

// near reports whether an address is the machine's own or that of a load balancer of ours.
func near(remote string, proxies []netip.Prefix) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) }))
}
