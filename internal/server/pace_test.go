package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPaced: who sends slowly but goes on may take many times as long as a piece; who stops is not waited for.
func TestPaced(t *testing.T) {
	const piece = time.Second
	read := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := &paced{ReadCloser: r.Body, conn: http.NewResponseController(w), bytes: 4, time: piece, until: time.Now().Add(time.Hour)}
		_, err := io.Copy(io.Discard, body)
		read <- err
	}))
	defer server.Close()
	send := func(pieces int, end func(*io.PipeWriter)) error {
		r, w := io.Pipe()
		go func() {
			for range pieces {
				_, _ = w.Write([]byte("abcd"))
				time.Sleep(piece / 4)
			}
			end(w)
		}()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, r)
		require.NoError(t, err)
		answer, err := server.Client().Do(request)
		if err == nil {
			require.NoError(t, answer.Body.Close())
		}
		_ = r.Close()
		return <-read
	}
	require.NoError(t, send(8, func(w *io.PipeWriter) { _ = w.Close() }), "twice as long as a piece may take")
	require.ErrorIs(t, send(1, func(*io.PipeWriter) {}), os.ErrDeadlineExceeded)
}
