package respond

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDownload(t *testing.T) {
	w := httptest.NewRecorder()
	Download(w, "Ариза \"1\".pdf", "application/pdf", 42)
	h := w.Header()
	require.Equal(t, "application/pdf", h.Get("Content-Type"))
	require.Equal(t, "42", h.Get("Content-Length"))
	require.Equal(t, "attachment; filename*=utf-8''%D0%90%D1%80%D0%B8%D0%B7%D0%B0%20%221%22.pdf", h.Get("Content-Disposition"))
	require.Equal(t, "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'", h.Get("Content-Security-Policy"))
	require.Equal(t, "private, no-store", h.Get("Cache-Control"))
}
