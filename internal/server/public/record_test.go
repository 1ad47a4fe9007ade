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
	"github.com/yagona/portal/internal/locale"
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
		Service: "licence-medical-activity", States: map[string]int{"done": 1286, "refused": 97, "in-process": 143}, Corrected: 402,
		Decided: 20, P50: 10.6, P90: 24.2, Raters: 418, Mean: 3.94,
	})
	require.Contains(t, many, "<b>3,9</b>")
	require.Contains(t, many, "418 kishi")
	require.Contains(t, many, "1\u00a0286")
	require.Contains(t, many, "<dt>Rad etildi</dt><dd>97</dd>")
	require.NotContains(t, many, "<dt>Yangi</dt>", "a state that nobody is in")
	require.Contains(t, many, "odatda 11 kun")
	require.Contains(t, many, "Yarmi 11 kun ichida, oʻntadan toʻqqiztasi 24 kun ichida hal qilinadi.")
	require.Contains(t, many, "oxirgi 90 kundagi 20 ta qaror")

	few := pageOf(t, report.Record{
		Service: "licence-medical-activity", States: map[string]int{"done": 19}, Decided: 19, P50: 3, P90: 3, Raters: report.Floor - 1, Mean: 1,
	})
	require.Contains(t, few, "9 kishi")
	require.NotContains(t, few, "<b>1</b>", "a few marks are no mean")
	require.NotContains(t, few, "odatda", "nineteen cases are no usual time")
	require.NotContains(t, few, "Yarmi")

	none := pageOf(t, report.Record{Service: "another"})
	require.NotContains(t, none, "app-pairs")
}

func TestReader_span(t *testing.T) {
	r := reader{lang: locale.En}
	const minute = 1.0 / 24 / 60
	for days, want := range map[float64]string{
		0: "1 second", minute / 12: "5 seconds", 59.4 / 60 * minute: "59 seconds", 59.6 / 60 * minute: "1 minute", 40 * minute: "40 minutes",
		59.6 * minute: "1 hour", 0.5: "12 hours", 0.99: "1 day", 10.6: "11 days",
	} {
		require.Equal(t, want, r.span(days))
	}
}
