package public

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/problem"
)

// TestTries: an address may ask so often in a row, then once in a while; others are not kept waiting by it.
func TestTries(t *testing.T) {
	clock := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	tries := newTries(func() time.Time { return clock })
	from := func(address string) bool {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = address
		return tries.allow(r)
	}
	for n := range triesBurst {
		require.True(t, from("192.0.2.1:1000"), n)
	}
	require.False(t, from("192.0.2.1:2000"), "from whichever port")
	require.True(t, from("192.0.2.2:1000"))
	clock = clock.Add(triesEvery)
	require.True(t, from("192.0.2.1:1000"))
	require.False(t, from("192.0.2.1:1000"))
}

// TestLicences_export_atOnce: so many files are written at a time; who asks for one more is told, and gets it once another is done.
func TestLicences_export_atOnce(t *testing.T) {
	x := NewLicences(nil, nil, time.Now)
	writing, goOn := make(chan struct{}), make(chan struct{})
	export := func(write func(context.Context, io.Writer, document.PermitSearch) error) error {
		return x.export(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/uz/licences.csv", nil), "text/csv", "csv", write)
	}
	done := make(chan error)
	for range exportsAtOnce {
		go func() {
			done <- export(func(context.Context, io.Writer, document.PermitSearch) error {
				writing <- struct{}{}
				<-goOn
				return nil
			})
		}()
	}
	for range exportsAtOnce {
		<-writing
	}
	none := func(context.Context, io.Writer, document.PermitSearch) error { return nil }
	require.Equal(t, problem.New(problem.TooMany, "licences.busy"), problem.Of(export(none)))
	close(goOn)
	for range exportsAtOnce {
		require.NoError(t, <-done)
	}
	require.NoError(t, export(none))
}
