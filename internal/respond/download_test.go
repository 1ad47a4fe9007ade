package respond

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// file says whether it was closed.
type file struct {
	io.Reader
	closed bool
}

func (f *file) Close() error {
	f.closed = true
	return nil
}

func TestStream(t *testing.T) {
	w, f := httptest.NewRecorder(), &file{Reader: strings.NewReader(strings.Repeat("x", 42))}
	require.NoError(t, Stream(w, "Ариза \"1\".pdf", "application/pdf", 42, f))
	require.True(t, f.closed)
	require.Len(t, w.Body.String(), 42)
	h := w.Header()
	require.Equal(t, "application/pdf", h.Get("Content-Type"))
	require.Equal(t, "42", h.Get("Content-Length"))
	require.Equal(t, "attachment; filename*=utf-8''%D0%90%D1%80%D0%B8%D0%B7%D0%B0%20%221%22.pdf", h.Get("Content-Disposition"))
	require.Equal(t, "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'", h.Get("Content-Security-Policy"))
	require.Equal(t, "private, no-store", h.Get("Cache-Control"))
}
