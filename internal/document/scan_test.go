package document_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/clamd"
	"github.com/yagona/portal/internal/problem"
)

// TestScan: nobody opens a file before the scanner has seen it, and an outage of the scanner loses no file.
func TestScan(t *testing.T) {
	a := open(t)
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := l.Addr().String()
	known := clamd.Known{"Test.Worm": "wriggle"}
	daemon := clamd.NewFake(l, known)
	a.WithScanner(clamd.NewClient(addr))

	clean, worm := []byte("%PDF-1.4\nclean\n%%EOF\n"), []byte("%PDF-1.4\nwriggle\n%%EOF\n")
	up, err := a.save(t, "a.pdf", clean)
	require.NoError(t, err)
	_, err = a.Upload(t.Context(), a.who, up.ID)
	require.NoError(t, err)
	require.Equal(t, 1, daemon.Scans())
	_, err = a.save(t, "b.pdf", worm)
	require.True(t, problem.Is(err, problem.Invalid), "%v", err)
	require.ErrorContains(t, err, "infected")
	require.Equal(t, 1, a.count(t, `SELECT count(*) FROM uploads`), "what was refused is gone")

	require.NoError(t, daemon.Close())
	late, err := a.save(t, "c.pdf", clean)
	require.NoError(t, err, "an outage of the scanner takes nobody's file away")
	bad, err := a.save(t, "d.pdf", worm)
	require.NoError(t, err)
	for _, id := range []string{late.ID, bad.ID} {
		_, err = a.Upload(t.Context(), a.who, id)
		require.True(t, problem.Is(err, problem.Unavailable), "not opened before it is scanned: %v", err)
	}
	require.Error(t, a.Rescan(t.Context()), "still down")

	l, err = listen.Listen(t.Context(), "tcp", addr)
	require.NoError(t, err)
	daemon = clamd.NewFake(l, known)
	t.Cleanup(func() { _ = daemon.Close() })
	require.NoError(t, a.Rescan(t.Context()))
	_, err = a.Upload(t.Context(), a.who, late.ID)
	require.NoError(t, err)
	_, err = a.Upload(t.Context(), a.who, bad.ID)
	require.True(t, problem.Is(err, problem.Forbidden), "never opened: %v", err)
	require.NoError(t, a.Rescan(t.Context()))
	require.Equal(t, 2, daemon.Scans(), "each is asked about once")
}
