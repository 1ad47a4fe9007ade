package document_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/clamd"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
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

	named, err := a.Named(t.Context(), a.who, document.Place{Draft: a.draft}, []string{late.ID, bad.ID})
	require.NoError(t, err)
	require.Len(t, named, 1, "the draft's question is open again")
	inbox, err := notify.NewStore(a.pool, nil).Inbox(t.Context(), a.who, 0)
	require.NoError(t, err)
	require.Len(t, inbox, 1, "its owner is told, once")
	for _, l := range locale.Langs {
		require.Contains(t, inbox[0].Text(l), "d.pdf")
	}
}

// moody is a scanner that can't take some files, and that is down on some days.
type moody struct {
	down  bool
	asked int
}

func (m *moody) Scan(_ context.Context, r io.Reader) (string, error) {
	m.asked++
	b, err := io.ReadAll(r)
	switch {
	case err != nil:
		return "", err
	case m.down, bytes.Contains(b, []byte("stuck")):
		return "", errors.New("no verdict")
	default:
		return "", nil
	}
}

// Files that no scanner could take once kept all later ones closed: the oldest hundred were asked about, again and again.
func TestRescan_all(t *testing.T) {
	a := open(t)
	scanner := &moody{down: true}
	a.WithScanner(scanner)
	for n := range 3 {
		_, err := a.save(t, fmt.Sprintf("stuck%d.pdf", n), []byte("%PDF-1.4\nstuck\n%%EOF\n"))
		require.NoError(t, err)
	}
	_, err := a.pool.Exec(t.Context(), `WITH f AS (INSERT INTO uploads (id, account_id, draft_id, field, name, type, size, sha256, created_at)
			SELECT 'file' || n, account_id, draft_id, field, 'a.pdf', type, 3, '', created_at + n * interval '1 second' FROM uploads, generate_series(1, 250) AS n WHERE name = 'stuck0.pdf' RETURNING id)
		INSERT INTO upload_chunks (upload_id, n, data) SELECT id, 0, 'pdf' FROM f`)
	require.NoError(t, err)
	waiting := func() int { return a.count(t, `SELECT count(*) FROM uploads WHERE scanned_at IS NULL`) }
	require.Equal(t, 253, waiting())

	scanner.asked = 0
	require.Error(t, a.Rescan(t.Context()))
	require.Equal(t, 5, scanner.asked, "a scanner that is down is not asked 253 times")
	require.Equal(t, 253, waiting())

	scanner.down = false
	require.Error(t, a.Rescan(t.Context()), "three have no verdict")
	require.Equal(t, 3, waiting(), "and they alone wait, after one round")
}
