package record_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/record"
	"github.com/yagona/portal/internal/register"
)

const (
	anvar  = "31204862260015"
	nodira = "40201902050010"
)

// gateway is a register that counts how often it is asked, behind the real client.
type gateway struct {
	asked atomic.Int64
	debt  atomic.Int64
	down  atomic.Bool
	gate  chan struct{} // nil: it answers at once
	came  chan struct{}
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.asked.Add(1)
	debt := g.debt.Load()
	if g.gate != nil {
		g.came <- struct{}{}
		<-g.gate
	}
	if g.down.Load() {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	all, answer := map[string]any{"debt": debt, "tin": "501234567"}, map[string]any{}
	for name := range strings.SplitSeq(r.URL.Query().Get("fields"), ",") {
		answer[name] = all[name]
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"record": answer, "found": true, "as_of": time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)})
}

type world struct {
	*record.Store
	pool *pgxpool.Pool
	at   atomic.Int64
}

func (w *world) now() time.Time          { return time.UnixMicro(w.at.Load()) }
func (w *world) forward(d time.Duration) { w.at.Add(d.Microseconds()) }

func newWorld(t *testing.T, g *gateway) *world {
	t.Helper()
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	w := &world{pool: postgrestest.New(t)}
	w.at.Store(time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC).UnixMicro())
	w.Store = record.NewStore(w.pool, keyringtest.Ring(), w.now, registers.NewClient(server.URL, w.now, registers.Limits{Retries: -1}))
	return w
}

func tax(who string, fields ...string) register.Request {
	return register.Request{Register: "tax", Key: who, Applicant: who, Fields: fields, Purpose: "x", Within: 10 * time.Minute}
}

func TestStore_Read(t *testing.T) {
	g := &gateway{}
	g.debt.Store(700)
	w := newWorld(t, g)
	ctx := t.Context()
	read := func(q register.Request, asked int64) register.Fact {
		t.Helper()
		f, err := w.Read(ctx, q)
		require.NoError(t, err)
		require.Equal(t, asked, g.asked.Load())
		return f
	}
	first := read(tax(anvar, "tin", "debt"), 1)
	w.forward(9 * time.Minute)
	again := read(tax(anvar, "debt", "tin"), 1)
	require.Equal(t, first.Source, again.Source)
	require.True(t, first.FetchedAt.Equal(again.FetchedAt), "as of when, as it was said")
	require.EqualValues(t, 700, again.Value["debt"])
	part := read(tax(anvar, "debt"), 1)
	require.Len(t, part.Value, 1, "a service gets what it asks for and no more")
	read(tax(nodira, "debt"), 2)
	another := tax(anvar, "debt")
	another.Applicant = nodira
	read(another, 3) // nobody is answered with what a register told another

	g.debt.Store(0)
	sent := tax(anvar, "debt")
	sent.Since = w.now()
	require.EqualValues(t, 0, read(sent, 4).Value["debt"], "what was true before an application was sent decides nothing")
	require.EqualValues(t, 0, read(sent, 4).Value["debt"], "what was asked for since serves the next one")
	always := tax(anvar, "debt")
	always.Within = 0
	read(always, 5)

	w.forward(time.Minute) // ten minutes after the first
	read(tax(anvar, "tin"), 6)
	w.forward(20 * time.Minute)
	require.NoError(t, w.Forget(ctx))
	var left int
	require.NoError(t, w.pool.QueryRow(ctx, `SELECT count(*) FROM register_copies`).Scan(&left))
	require.Zero(t, left, "nothing personal stays")

	g.down.Store(true)
	_, err := w.Read(ctx, tax(anvar, "debt"))
	require.Error(t, err)
	g.down.Store(false)
	w.forward(time.Minute)
	require.NoError(t, w.pool.QueryRow(ctx, `SELECT count(*) FROM register_copies`).Scan(&left))
	require.Zero(t, left, "that a register is down is not kept")
}

// TestStore_Read_joined: who asks the same while the answer is under way waits for it, also when the one who came first
// has left; and an answer that was asked for before an application was sent is not given to it.
func TestStore_Read_joined(t *testing.T) {
	g := &gateway{gate: make(chan struct{}), came: make(chan struct{}, 10)}
	w := newWorld(t, g)
	leaving, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := w.Read(leaving, tax(anvar, "debt"))
		left <- err
	}()
	<-g.came
	leave()
	require.ErrorIs(t, <-left, context.Canceled)
	var waiting, begun sync.WaitGroup
	for range 10 {
		begun.Add(1)
		waiting.Go(func() {
			begun.Done()
			f, err := w.Read(t.Context(), tax(anvar, "debt"))
			if err != nil || len(f.Value) != 1 {
				t.Errorf("%v %v", f, err)
			}
		})
	}
	begun.Wait()
	late := make(chan error, 1)
	w.forward(time.Second)
	go func() {
		q := tax(anvar, "debt")
		q.Since = w.now()
		_, err := w.Read(t.Context(), q)
		late <- err
	}()
	close(g.gate)
	waiting.Wait()
	require.NoError(t, <-late)
	require.Equal(t, int64(2), g.asked.Load(), "once for all, and once for what was sent since")
}

// TestStore_On: jobs read and forget copies while every connection of the pages is taken.
func TestStore_On(t *testing.T) {
	g := &gateway{}
	w := newWorld(t, g)
	config := w.pool.Config()
	config.MaxConns = 1
	pages, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pages.Close)
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	page := record.NewStore(pages, keyringtest.Ring(), w.now, registers.NewClient(server.URL, w.now, registers.Limits{Retries: -1}))
	taken, err := pages.Acquire(t.Context())
	require.NoError(t, err)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	_, err = page.On(w.pool).Read(ctx, tax(anvar, "debt"))
	require.NoError(t, err)
	require.NoError(t, page.On(w.pool).Forget(ctx))
	taken.Release()
	_, err = page.Read(ctx, tax(anvar, "debt"))
	require.NoError(t, err)
	require.Equal(t, int64(1), g.asked.Load(), "what one has kept the other reads")
}

// TestStore_Read_sealed: a copy of the table tells nothing of the person, and one that opens no more is asked for again.
func TestStore_Read_sealed(t *testing.T) {
	g := &gateway{}
	w := newWorld(t, g)
	_, err := w.Read(t.Context(), tax(anvar, "debt", "tin"))
	require.NoError(t, err)
	var rows, told int
	require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE c::text ~ $1 OR encode(value_sealed, 'escape') ~ $1) FROM register_copies c`,
		anvar+"|501234567").Scan(&rows, &told))
	require.Equal(t, 1, rows)
	require.Zero(t, told)
	_, err = w.pool.Exec(t.Context(), `UPDATE register_copies SET value_sealed = '\x0102'`)
	require.NoError(t, err)
	w.forward(time.Second)
	for range 2 {
		f, err := w.Read(t.Context(), tax(anvar, "tin"))
		require.NoError(t, err)
		require.Equal(t, "501234567", f.Value["tin"])
		require.Equal(t, anvar, f.Key)
	}
	require.Equal(t, int64(2), g.asked.Load(), "the first and the damaged one")
}
