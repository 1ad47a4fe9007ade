package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// TestTraced_near: of whom the wish to be traced is believed.
func TestTraced_near(t *testing.T) {
	seen := tracetest.NewSpanRecorder()
	by := trace.NewTracerProvider(trace.WithSampler(trace.ParentBased(trace.NeverSample())), trace.WithSpanProcessor(seen))
	h := traced(by, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")})(http.NotFoundHandler())
	for from, want := range map[string]int{
		"127.0.0.1:5000": 1, "[::1]:5000": 1, "10.0.0.7:5000": 1, "[::ffff:10.0.0.7]:5000": 1, "10.0.1.7:5000": 0, "203.0.113.9:5000": 0, "@": 0,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr = from
		r.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
		before := len(seen.Ended())
		h.ServeHTTP(httptest.NewRecorder(), r)
		require.Len(t, seen.Ended(), before+want, from)
	}
}
