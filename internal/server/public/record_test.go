package public

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/report"
)

// pageOf is a service's page in Latin Uzbek, with that record behind it.
func pageOf(t *testing.T, rec report.Record) string {
	t.Helper()
	now := time.Date(2026, time.November, 25, 10, 0, 0, 0, time.UTC)
	services, findings := catalogue.Seed()
	require.Empty(t, findings)
	snap := catalogue.NewSnapshot(services, catalogue.Hints{}, now)
	site := New(Options{
		Snapshot: func() *catalogue.Snapshot { return snap }, Now: func() time.Time { return now },
		Records: func(context.Context) (map[string]report.Record, error) {
			return map[string]report.Record{rec.Service: rec}, nil
		},
	})
	r := chi.NewRouter()
	r.Method(http.MethodGet, "/uz/services/{code}", site.Kept(site.Service))
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/uz/services/licence-medical-activity", nil))
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.String()
}

func TestSite_recordOfAService(t *testing.T) {
	many := pageOf(t, report.Record{
		Service: "licence-medical-activity", Granted: 1286, Refused: 97, Corrected: 402, Open: 143, Days: 10.6, Raters: 418, Mean: 3.94,
	})
	require.Contains(t, many, "<b>3,9</b>")
	require.Contains(t, many, "418 kishi")
	require.Contains(t, many, "1\u00a0286")
	require.Contains(t, many, "odatda 11 kun")

	few := pageOf(t, report.Record{Service: "licence-medical-activity", Granted: 1, Days: 3, Raters: report.Floor - 1, Mean: 1})
	require.Contains(t, few, "9 kishi")
	require.NotContains(t, few, "<b>1</b>", "a few marks are no mean")
	require.NotContains(t, few, "odatda", "one case is no usual time")

	none := pageOf(t, report.Record{Service: "another"})
	require.NotContains(t, none, "Oxirgi 12 oyda")
}
