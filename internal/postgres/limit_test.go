package postgres_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

// A way to the database that swallows everything must not keep anybody waiting: the server's own limit can't arrive.
func TestOpenFor_gives_up_on_silence(t *testing.T) {
	at, swallows := way(t, postgrestest.URL(t))
	purpose := postgres.Web()
	purpose.Statement = 100 * time.Millisecond
	pool, err := postgres.OpenFor(t.Context(), at, purpose)
	require.NoError(t, err)
	defer pool.Close()
	var one int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT 1`).Scan(&one))

	swallows.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // of a person, not of the portal
	defer cancel()
	err = postgres.Problem(pool.QueryRow(ctx, `SELECT 1`).Scan(&one))
	require.NoError(t, ctx.Err(), "it was given up before the person did")
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)

	swallows.Store(false)
	require.Eventually(t, func() bool { return pool.QueryRow(t.Context(), `SELECT 1`).Scan(&one) == nil }, 10*time.Second, 50*time.Millisecond)
}

// way is another address of a database, whose answers are dropped while swallows says so.
func way(t *testing.T, database string) (at string, swallows *atomic.Bool) {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	to := u.Host
	swallows = &atomic.Bool{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			go func() {
				defer out.Close()
				_, _ = io.Copy(out, in)
			}()
			go func() {
				defer in.Close()
				_, _ = io.Copy(deafTo{in, swallows}, out)
			}()
		}
	}()
	u.Host = listener.Addr().String()
	return u.String(), swallows
}

type deafTo struct {
	io.Writer
	swallows *atomic.Bool
}

func (d deafTo) Write(p []byte) (int, error) {
	if d.swallows.Load() {
		return len(p), nil
	}
	return d.Writer.Write(p)
}
