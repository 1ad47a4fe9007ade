package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
)

// TestMain lets this program also play the portal that gets killed: with HOLD_SERVER it starts a managed server,
// prints the URL and waits.
func TestMain(m *testing.M) {
	dir := os.Getenv("HOLD_SERVER")
	if dir == "" {
		os.Exit(m.Run())
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	url, stop, err := postgres.StartManaged(ctx, dir, io.Discard)
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(url)
	<-ctx.Done()
	if err := stop(); err != nil {
		os.Exit(1)
	}
}

// hold starts another program that uses the managed server under dir.
func hold(t *testing.T, dir string) (url string, program *exec.Cmd) {
	t.Helper()
	program = exec.CommandContext(t.Context(), os.Args[0])
	program.Env = append(os.Environ(), "HOLD_SERVER="+dir)
	said, err := program.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, program.Start())
	line, err := bufio.NewReader(said).ReadString('\n')
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(line, "postgres://"), line)
	return strings.TrimSpace(line), program
}

func TestStartManaged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "postgres")
	t.Cleanup(func() { require.NoError(t, postgres.StopServer(dir)) })

	url, portal := hold(t, dir)
	require.Equal(t, "on on on", settings(t, url))
	pool, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	require.NoError(t, postgres.Durable(t.Context(), pool), "a server of our own forgets nothing")
	pool.Close()
	run(t, url, `CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)`)

	t.Run("kill -9 of the portal leaves a server that the next start adopts", func(t *testing.T) {
		before := postmaster(t, dir)
		require.NoError(t, portal.Process.Kill())
		require.Error(t, portal.Wait())
		again, stop, err := postgres.StartManaged(t.Context(), dir, io.Discard)
		require.NoError(t, err)
		require.Equal(t, url, again)
		require.Equal(t, before, postmaster(t, dir))
		run(t, url, `INSERT INTO kept VALUES (2)`)
		require.NoError(t, stop())
		require.NoFileExists(t, filepath.Join(dir, "data", "postmaster.pid"), "the last user stops the server")
	})

	t.Run("data survive a restart", func(t *testing.T) {
		again, stop, err := postgres.StartManaged(t.Context(), dir, io.Discard)
		require.NoError(t, err)
		require.Equal(t, url, again, "the port is remembered")
		require.Equal(t, 2, count(t, url))
		require.NoError(t, stop())
		require.NoError(t, stop(), "stopping twice does no harm")
	})

	t.Run("kill -9 of the server while the portal runs starts it again", func(t *testing.T) {
		again, stop, err := postgres.StartManaged(t.Context(), dir, io.Discard)
		require.NoError(t, err)
		config, err := pgx.ParseConfig(again)
		require.NoError(t, err)
		require.NoError(t, syscall.Kill(postmaster(t, dir), syscall.SIGKILL))
		for range 100 { // somebody else takes the port for a while, if the watch is not quicker
			if taken, err := net.Listen("tcp", net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))); err == nil {
				time.Sleep(time.Second)
				require.NoError(t, taken.Close())
				break
			}
			time.Sleep(time.Millisecond)
		}
		require.Eventually(t, func() bool {
			conn, err := pgx.Connect(t.Context(), again)
			return err == nil && conn.Close(t.Context()) == nil
		}, time.Minute, 50*time.Millisecond)
		require.Equal(t, 2, count(t, again))
		require.NoError(t, stop())
	})

	t.Run("a stale file with the number of another process blocks nothing", func(t *testing.T) {
		_, portal := hold(t, dir)
		file := filepath.Join(dir, "data", "postmaster.pid")
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		server := postmaster(t, dir)
		require.NoError(t, portal.Process.Kill())
		require.Error(t, portal.Wait())
		require.NoError(t, syscall.Kill(server, syscall.SIGKILL))
		_, rest, _ := strings.Cut(string(body), "\n")
		require.NoError(t, os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())+"\n"+rest), 0o600))

		again, stop, err := postgres.StartManaged(t.Context(), dir, io.Discard)
		require.NoError(t, err)
		require.Equal(t, 2, count(t, again))
		require.NoError(t, stop())
	})

	t.Run("one that leaves does not stop the server under another", func(t *testing.T) {
		_, other := hold(t, dir)
		again, stop, err := postgres.StartManaged(t.Context(), dir, io.Discard)
		require.NoError(t, err)
		require.NoError(t, stop())
		require.Equal(t, 2, count(t, again))
		require.NoError(t, other.Process.Signal(syscall.SIGTERM))
		require.NoError(t, other.Wait())
		require.NoFileExists(t, filepath.Join(dir, "data", "postmaster.pid"))
	})
}

func settings(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	var all string
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT concat_ws(' ', current_setting('fsync'),
		current_setting('full_page_writes'), current_setting('data_checksums'))`).Scan(&all))
	return all
}

func run(t *testing.T, url, statements string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), statements)
	require.NoError(t, err)
}

func count(t *testing.T, url string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	var n int
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM kept`).Scan(&n))
	return n
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(body), "\n")
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	return pid
}
