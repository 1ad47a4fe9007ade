package main

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// spans is what a collector was sent: names and, in one text, all that stands in them.
type spans struct {
	mu    sync.Mutex
	names []string
	ids   []string
	all   string
}

func (s *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(raw, &sent) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all += sent.String()
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				s.names, s.ids = append(s.names, span.Name), append(s.ids, hex.EncodeToString(span.TraceId))
			}
		}
	}
}

// collect is a collector and its address.
func collect(t *testing.T) (taken *spans, address string) {
	t.Helper()
	taken = &spans{}
	listening := httptest.NewServer(taken)
	t.Cleanup(listening.Close)
	return taken, listening.URL
}

func (s *spans) check(t *testing.T, p *program) {
	t.Helper()
	ask := func(path, parent string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.origin+path, http.NoBody)
		require.NoError(t, err)
		request.Header.Set("Traceparent", parent)
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
	}
	ask("/uz/services", "")
	ask("/uz/services", "00-11111111111111111111111111111111-2222222222222222-00")
	ask("/uz/verify/123456789", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		s.mu.Lock()
		defer s.mu.Unlock()
		assert.Contains(t, s.names, "GET /{lang}/verify/{code}")
	}, 30*time.Second, 100*time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	require.NotContains(t, s.names, "GET /{lang}/services", "who does not ask is not traced")
	require.Contains(t, s.all, "SELECT", "what it asked the database")
	require.NotContains(t, s.all, "123456789", "and for what is nobody's business")
	require.Len(t, s.ids, strings.Count(strings.Join(s.ids, " "), "4bf92f3577b34da6a3ce929d0e0e4736"), "all of it in the trace of who asked")
}

func TestServe_collector(t *testing.T) {
	err := run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0", "--database-url", postgrestest.URL(t), "--traces", "collector"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "PORTAL_TRACES")
}
