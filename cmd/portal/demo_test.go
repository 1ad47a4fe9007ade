package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestBuild_twoDemos starts two portals on one new database at the same moment: there is one world afterwards.
func TestBuild_twoDemos(t *testing.T) {
	url := postgrestest.URL(t)
	var starting sync.WaitGroup
	portals, failed := make([]*portal, 2), make([]error, 2)
	for i, origin := range []string{"http://localhost:1", "http://localhost:2"} {
		starting.Go(func() {
			portals[i], failed[i] = build(t.Context(), settings{Demo: true, DemoApplications: 300, DemoRegistersAddr: "127.0.0.1:0"}, origin, url, io.Discard, slog.New(slog.DiscardHandler))
		})
	}
	starting.Wait()
	for i, p := range portals {
		require.NoError(t, failed[i])
		t.Cleanup(p.close)
	}
	one := func(sql string) (n int) {
		t.Helper()
		require.NoError(t, portals[0].web.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}
	require.Equal(t, 1, one(`SELECT count(*) FROM audit_entries WHERE object = 'demo:history'`), "one year")
	require.Greater(t, one(`SELECT count(*) FROM officials WHERE ended_at IS NULL`), 50)
	err := run(t.Context(), []string{"demo", "--applications", "300", "--database-url", url}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "has its year of applications already")
	require.Equal(t, 1, one(`SELECT count(*) FROM audit_entries WHERE object = 'demo:history'`), "still one year")
	for _, purpose := range []string{"payme", "card", "notices"} {
		require.Equal(t, portals[0].secret(purpose), portals[1].secret(purpose))
	}
	page := httptest.NewRecorder() // what one replica sends people for, the other takes the money for
	link := portals[0].till.providers[1].Link("1", 1000, locale.Uz, "/uz/applications/1/pay")
	portals[1].handler.ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, link[len("http://localhost:1"):], nil))
	require.Equal(t, http.StatusOK, page.Code, page.Body)
	require.Zero(t, one(`SELECT count(*) FROM (
		SELECT a.subject FROM officials o JOIN accounts a ON a.id = o.account_id WHERE o.ended_at IS NULL GROUP BY a.subject HAVING count(*) > 1) AS twice`), "nobody was hired twice")
}
