package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server"
)

const (
	// fresh is how long after its publication a text may be missing, on any replica.
	fresh    = 2 * time.Second
	changing = "tax-debt-certificate"
)

// replica is a portal of its own over a database that others publish in.
func replica(t *testing.T, url string) string {
	t.Helper()
	pool, err := postgres.OpenFor(t.Context(), url, postgres.Web())
	require.NoError(t, err)
	store := catalogue.NewStore(pool, time.Now)
	require.NoError(t, store.Refresh(t.Context()))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { store.Watch(ctx, slog.New(slog.DiscardHandler)) })
	listener := httptest.NewServer(server.New(server.Deps{URL: "http://portal.test", Now: time.Now, Catalogue: store}))
	t.Cleanup(func() {
		listener.Close()
		stop()
		running.Wait()
		pool.Close()
	})
	return listener.URL + "/en/services/" + changing
}

// press publishes one text after another and knows when each was committed.
type press struct {
	store     *catalogue.Store
	mu        sync.Mutex
	committed []time.Time // of text n at n
}

func (p *press) publish(ctx context.Context) error {
	if err := p.store.Refresh(ctx); err != nil {
		return err
	}
	svc, _ := p.store.Snapshot().Service(changing)
	edited := svc.Definition
	edited.Title.En = fmt.Sprintf("Text number %d", len(p.committed))
	findings, err := p.store.Publish(ctx, catalogue.Edit{Definition: edited, Base: svc.VersionID, Author: "Press"})
	if err != nil || len(findings) > 0 {
		return fmt.Errorf("%w %v", err, findings)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.committed = append(p.committed, time.Now())
	return nil
}

// due is the text that every page asked for at that moment has to show, or a newer one.
func (p *press) due(asked time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.committed) - 1
	for n > 0 && asked.Sub(p.committed[n]) < fresh {
		n--
	}
	return n
}

var shownText = regexp.MustCompile(`<h1[^>]*>\s*Text number (\d+)`)

// read asks for the page and checks that it is whole and not stale.
func (p *press) read(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	asked := time.Now()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	m := shownText.FindSubmatch(body)
	if resp.StatusCode != http.StatusOK || m == nil {
		return fmt.Errorf("%d, and no text in %d bytes", resp.StatusCode, len(body))
	}
	if n, _ := strconv.Atoi(string(m[1])); n < p.due(asked) {
		return fmt.Errorf("text %d, when text %d had been out for %s", n, p.due(asked), fresh)
	}
	return nil
}

// Ten thousand readers of two replicas, while one text after another is published and connections break.
func TestFresh(t *testing.T) {
	const readers, pages = 8, 1250
	url := postgrestest.URL(t)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	defer pool.Close()
	p := &press{store: catalogue.NewStore(pool, time.Now)}
	_, err = p.store.ImportDefinitions(t.Context(), definitions(t, "taxes"), nil)
	require.NoError(t, err)
	require.NoError(t, p.publish(t.Context()))
	replicas := []string{replica(t, url), replica(t, url)}

	var failed atomic.Pointer[error]
	var reading sync.WaitGroup
	for i := range readers {
		reading.Go(func() {
			for range pages {
				if err := p.read(t.Context(), replicas[i%2]); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				time.Sleep(4 * time.Millisecond) // so that they read for as long as there is something new
			}
		})
	}
	finished := make(chan struct{})
	go func() { reading.Wait(); close(finished) }()
	broken := 0
	for done := false; !done; {
		require.NoError(t, p.publish(t.Context()))
		if len(p.committed)%20 == 10 {
			broken += hangUp(t, pool)
		}
		select {
		case <-finished:
			done = true
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := failed.Load(); err != nil {
		t.Fatal(*err)
	}
	require.Positive(t, broken, "connections were broken while people read")
	time.Sleep(time.Until(p.committed[len(p.committed)-1].Add(fresh)))
	for _, address := range replicas {
		require.NoError(t, p.read(t.Context(), address), "the last text stays")
	}
	t.Logf("%d texts, %d broken connections", len(p.committed), broken)
}

// hangUp breaks the connections on which replicas hear of publications.
func hangUp(t *testing.T, pool *pgxpool.Pool) int {
	t.Helper()
	tag, err := pool.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'portal-catalogue'`)
	require.NoError(t, err)
	return int(tag.RowsAffected())
}

// definitions is the built-in services of a topic.
func definitions(t *testing.T, topic string) []catalogue.Definition {
	t.Helper()
	var out []catalogue.Definition
	for _, svc := range snapshot(t).ByCategory(topic) {
		out = append(out, svc.Definition)
	}
	require.NotEmpty(t, out)
	return out
}
