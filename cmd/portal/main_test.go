package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// program is a portal that runs in this process.
type program struct {
	t      *testing.T
	origin string
	stop   context.CancelFunc
	ended  chan error

	mu   sync.Mutex
	said bytes.Buffer
}

// start runs `portal serve` and returns when it says where it is.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &program{t: t, stop: cancel, ended: make(chan error, 1)}
	reader, writer := io.Pipe()
	go func() {
		err := run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), writer, io.Discard)
		p.ended <- err
		writer.CloseWithError(err)
	}()
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		p.hear(lines.Text())
		if origin, ok := strings.CutPrefix(lines.Text(), "The portal is at "); ok {
			p.origin = origin
			break
		}
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, p.origin, "the portal ended: %s", p.said.String())
	go func() {
		for lines.Scan() {
			p.hear(lines.Text())
		}
	}()
	t.Cleanup(cancel)
	return p
}

func (p *program) hear(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said.WriteString(line + "\n")
}

func (p *program) status(path string) int {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.origin+path, http.NoBody)
	require.NoError(p.t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer answer.Body.Close()
	return answer.StatusCode
}

// free is an address on which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	var listen net.ListenConfig
	l, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(body)
}

func TestServe(t *testing.T) {
	// With a server of its own: those of the tests may forget what they confirmed, which a real portal refuses.
	dir := t.TempDir()
	metrics := free(t)
	traces, collector := collect(t)
	p := start(t, "--data-dir", dir, "--metrics-addr", metrics, "--traces", collector)
	require.Equal(t, http.StatusOK, p.status("/healthz"))
	require.Equal(t, http.StatusOK, p.status("/readyz"))
	require.JSONEq(t, `{"ready": true, "parts": {"program": "ok", "database": "ok"}}`, fetch(t, p.origin+"/readyz"))
	require.Equal(t, http.StatusOK, p.status("/uz/"))
	require.Equal(t, http.StatusNotFound, p.status("/uz/nothing-here"))
	require.NotContains(t, p.said.String(), "Karimov", "only a demo has personas")
	require.Equal(t, http.StatusNotFound, p.status("/uz/demo/codes"), "nor codes that anybody may read")
	require.FileExists(t, filepath.Join(dir, factorKeyFile), "beside the database, never in it")

	t.Run("metrics stand at a door of their own", func(t *testing.T) {
		said := fetch(t, "http://"+metrics+"/metrics")
		for _, line := range []string{
			`portal_http_requests_total{method="GET",route="/readyz",status="200"} 2`, `portal_http_requests_total{method="GET",route="/{lang}/*",status="404"} 2`,
			`portal_pool_connections_max{pool="work"}`, `portal_figures_read{source="jobs"} 1`, `portal_figures_read{source="registers"} 1`,
			`portal_uploads_unscanned 0`, `portal_feedback_late 0`, `process_resident_memory_bytes`,
		} {
			require.Contains(t, said, line)
		}
		require.Equal(t, http.StatusNotFound, p.status("/metrics"))
		require.Equal(t, http.StatusNotFound, p.status("/uz/metrics"))
	})

	t.Run("a request is traced that asks for it", func(t *testing.T) { traces.check(t, p) })

	t.Run("ready means that a write succeeds", func(t *testing.T) {
		url, leave, err := database{DataDir: dir}.open(t.Context(), io.Discard)
		require.NoError(t, err)
		defer func() { require.NoError(t, leave()) }()
		execute(t, url, `ALTER TABLE heartbeats ADD CONSTRAINT full_disk CHECK (at < '2000-01-01') NOT VALID`)
		time.Sleep(probeEvery)
		require.Equal(t, http.StatusServiceUnavailable, p.status("/readyz"))
		require.JSONEq(t, `{"ready": false, "parts": {"program": "ok", "database": "failing"}}`, fetch(t, p.origin+"/readyz"), "which part, and no more")
		require.Equal(t, http.StatusOK, p.status("/healthz"))
		execute(t, url, `ALTER TABLE heartbeats DROP CONSTRAINT full_disk`)
		time.Sleep(probeEvery)
		require.Equal(t, http.StatusOK, p.status("/readyz"))
	})

	t.Run("the audit is signed and can be proven", func(t *testing.T) {
		verify := func() (string, error) {
			var said strings.Builder
			err := run(t.Context(), []string{"audit", "verify", "--data-dir", dir}, &said, io.Discard)
			return said.String(), err
		}
		require.Eventually(t, func() bool {
			said, err := verify()
			return err == nil && strings.Contains(said, "The last signature that holds")
		}, 30*time.Second, 200*time.Millisecond)
		url, leave, err := database{DataDir: dir}.open(t.Context(), io.Discard)
		require.NoError(t, err)
		defer func() { require.NoError(t, leave()) }()
		execute(t, url, `INSERT INTO audit_entries (kind, actor, action, object, detail) VALUES ('official', 7, 'case.view', 'application:1', '{}')`)
		_, err = verify()
		require.NoError(t, err)
		execute(t, url, `ALTER TABLE audit_entries DISABLE TRIGGER USER`)
		execute(t, url, `UPDATE audit_entries SET actor = 8 WHERE action = 'case.view'`)
		said, err := verify()
		require.Error(t, err)
		require.Regexp(t, `entry \d+ \(chain \d+, number \d+\): was changed`, said)
	})

	p.stop()
	require.NoError(t, <-p.ended)
	_, err := net.Dial("tcp", strings.TrimPrefix(p.origin, "http://"))
	require.Error(t, err, "the door is closed")
}

func TestServe_says_that_it_is_starting(t *testing.T) {
	var listen net.ListenConfig
	silent, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0") // a database that takes calls and says nothing
	require.NoError(t, err)
	defer silent.Close()
	p := &program{t: t, origin: "http://" + free(t)}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--addr", strings.TrimPrefix(p.origin, "http://"), "--database-url", "postgres://portal@" + silent.Addr().String() + "/portal?sslmode=disable"}, io.Discard, io.Discard)
	}()
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.origin, "http://"))
		return err == nil && conn.Close() == nil
	}, 10*time.Second, 10*time.Millisecond)
	for _, path := range []string{"/readyz", "/healthz", "/uz/", "/uz/services"} {
		require.Equal(t, http.StatusServiceUnavailable, p.status(path), path)
	}
	stop()
	require.Error(t, <-ended)
}

func TestServe_refuses(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		said string
	}{
		"plain http for real people":        {[]string{"--url", "http://my.example"}, "not https"},
		"an address with a path":            {[]string{"--url", "https://my.example/portal"}, "scheme and host"},
		"a card secret that can be guessed": {[]string{"--database-url", postgrestest.URL(t), "--demo", "--card-page", "https://card.example", "--card-api", "https://card.example/api", "--card-secret", "short"}, "PORTAL_CARD_SECRET"},
		"half a card provider":              {[]string{"--database-url", postgrestest.URL(t), "--demo", "--card-page", "https://card.example"}, "belong together"},
		"a proxy that is a name":            {[]string{"--database-url", postgrestest.URL(t), "--demo", "--proxies", "balancer.example"}, "PORTAL_PROXIES"},
		"a database that may lose data":     {[]string{"--database-url", postgrestest.URL(t)}, "fsync"},
		"a database that is not there":      {[]string{"--database-url", "postgres://nobody@127.0.0.1:1/none"}, "database"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"serve", "--addr", "127.0.0.1:0"}, c.args...)
			err := run(t.Context(), args, io.Discard, io.Discard)
			require.ErrorContains(t, err, c.said)
		})
	}
}

func TestVersion(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"version"}, &out, io.Discard))
	require.Contains(t, out.String(), "portal ")
}

func execute(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}
