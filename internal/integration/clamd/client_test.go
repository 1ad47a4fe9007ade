package clamd_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/clamd"
)

func listen(t *testing.T, network, addr string) net.Listener {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), network, addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestClient(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "clamd")
	tcp := clamd.NewFake(listen(t, "tcp", "127.0.0.1:0"), clamd.Eicar)
	unix := clamd.NewFake(listen(t, "unix", socket), clamd.Eicar)
	for name, client := range map[string]clamd.Client{"tcp": clamd.NewClient(tcp.Addr()), "unix": clamd.NewClient(unix.Addr())} {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 5 << 20} {
				virus, err := client.Scan(t.Context(), bytes.NewReader(make([]byte, size)))
				require.NoError(t, err, size)
				require.Empty(t, virus)
			}
			// The mark lies across the border of two pieces.
			for _, mark := range clamd.Eicar {
				virus, err := client.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 64<<10-5)+mark))
				require.NoError(t, err)
				require.Equal(t, "Eicar-Test-Signature", virus)
			}
			_, err := client.Scan(t.Context(), bytes.NewReader(make([]byte, clamd.StreamMax+1)))
			require.ErrorContains(t, err, "size limit")
			_, err = client.Scan(t.Context(), io.MultiReader(strings.NewReader("x"), broken{}))
			require.ErrorIs(t, err, errBroken, "half a file is not clean")
		})
	}
}

var errBroken = errors.New("broken off")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

// TestClient_noVerdict: whatever is not a plain verdict leaves the file unscanned.
func TestClient_noVerdict(t *testing.T) {
	for _, answer := range []string{"", "stream: ", "OK", "stream:  FOUND", "stream: OK, no", "UNKNOWN COMMAND"} {
		l := listen(t, "tcp", "127.0.0.1:0")
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadAtLeast(conn, make([]byte, 64), 15)
			_, _ = io.WriteString(conn, answer)
			_ = conn.Close()
		}()
		virus, err := clamd.NewClient(l.Addr().String()).Scan(t.Context(), strings.NewReader("x"))
		require.Error(t, err, "%q", answer)
		require.Empty(t, virus)
	}
	t.Run("a daemon that never answers is left", func(t *testing.T) {
		l := listen(t, "tcp", "127.0.0.1:0")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			if conn, err := l.Accept(); err == nil {
				_, _ = io.ReadAtLeast(conn, make([]byte, 64), 15)
				cancel()
				_, _ = io.Copy(io.Discard, conn)
			}
		}()
		_, err := clamd.NewClient(l.Addr().String()).Scan(ctx, strings.NewReader("x"))
		require.Error(t, err)
	})
	t.Run("nobody is there", func(t *testing.T) {
		l := listen(t, "tcp", "127.0.0.1:0")
		require.NoError(t, l.Close())
		_, err := clamd.NewClient(l.Addr().String()).Scan(t.Context(), strings.NewReader("x"))
		require.Error(t, err)
	})
}
