package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server"
)

// day is when these tests happen.
var day = time.Date(2026, time.November, 25, 10, 0, 0, 0, time.UTC)

// today is its day.
var today = register.DateOf(day)

// seed is a snapshot of every definition, compiled once.
var seed = sync.OnceValues(func() (*catalogue.Snapshot, []catalogue.Finding) {
	all, findings := catalogue.Seed()
	return catalogue.NewSnapshot(all, catalogue.Hints{}, day), findings
})

func snapshot(t *testing.T) *catalogue.Snapshot {
	t.Helper()
	s, findings := seed()
	require.Empty(t, findings)
	require.Greater(t, s.Len(), 700)
	return s
}

// portal is the whole router over the seed, without a database.
func portal(t *testing.T, change ...func(*server.Deps)) http.Handler {
	t.Helper()
	s := snapshot(t)
	d := server.Deps{
		URL: "http://portal.test", Now: func() time.Time { return day }, Snapshot: func() *catalogue.Snapshot { return s },
		BHM: func(context.Context, time.Time) (int64, error) { return 412_000, nil },
	}
	for _, c := range change {
		c(&d)
	}
	return server.New(d)
}

func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://portal.test"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// snapshotLists is every list page of the closed lists.
func snapshotLists() []string {
	var out []string
	lists := catalogue.Lists()
	for code := range lists.Categories.All() {
		out = append(out, "/topics/"+code)
	}
	for code := range lists.LifeEvents.All() {
		out = append(out, "/life-events/"+code)
	}
	for code := range lists.Authorities.All() {
		out = append(out, "/authorities/"+code)
	}
	for code := range lists.Groups.All() {
		out = append(out, "/groups/"+code)
	}
	for code := range lists.Sectors.All() {
		out = append(out, "/sectors/"+code)
	}
	for code := range lists.Audiences.All() {
		out = append(out, "/audiences/"+code)
	}
	return out
}
