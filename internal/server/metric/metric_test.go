package metric_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server/metric"
)

func scrape(t *testing.T, s *metric.Set) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.String()
}

func TestSet(t *testing.T) {
	s := metric.New()
	s.Request("/{lang}/services/{code}", http.MethodGet, http.StatusOK, 3*time.Millisecond)
	s.Request("/{lang}/services/{code}", http.MethodGet, http.StatusOK, 2*time.Second)
	s.Request("", "BREW", http.StatusMethodNotAllowed, time.Millisecond)
	pool := postgrestest.New(t)
	s.Pool("web", pool)
	down := false
	s.Ask("jobs", func(context.Context) ([]metric.Figure, error) {
		if down {
			return []metric.Figure{{Name: "portal_jobs", Help: "Jobs.", Labels: []string{"queue", "default", "state", "available"}}}, errors.New("the database is away")
		}
		return []metric.Figure{
			{Name: "portal_jobs", Help: "Jobs.", Labels: []string{"queue", "default", "state", "available"}, Value: 7},
			{Name: "portal_jobs", Help: "Jobs.", Labels: []string{"queue", "prompt", "state", "running"}, Value: 2},
		}, nil
	})

	said := scrape(t, s)
	for _, line := range []string{
		`portal_http_requests_total{method="GET",route="/{lang}/services/{code}",status="200"} 2`,
		`portal_http_requests_total{method="other",route="none",status="405"} 1`,
		`portal_http_request_seconds_bucket{route="/{lang}/services/{code}",le="0.005"} 1`,
		`portal_http_request_seconds_bucket{route="/{lang}/services/{code}",le="5"} 2`,
		`portal_pool_connections_used{pool="web"} 0`,
		`portal_jobs{queue="default",state="available"} 7`,
		`portal_jobs{queue="prompt",state="running"} 2`,
		`portal_figures_read{source="jobs"} 1`,
		`go_goroutines `,
	} {
		require.Contains(t, said, line)
	}
	down = true
	said = scrape(t, s)
	require.Contains(t, said, `portal_figures_read{source="jobs"} 0`)
	require.NotContains(t, said, "portal_jobs{")
	require.Contains(t, said, "portal_pool_connections_used", "the rest is there all the same")
}
