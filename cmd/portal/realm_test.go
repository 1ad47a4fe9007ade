package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/server/servertest"
)

// realm is the whole program over a demo in which a year was lived, for tests that try everything that there is: every
// route, every form, every list, every transaction. What it asks for comes from the program and its database, so that
// what is new falls into these tests by itself.
type realm struct {
	*portal
	t      *testing.T // of the part that is running
	origin string
	routes []route
	wire   *wire
	eye    *pgxpool.Pool // of the test, beside the wire

	mu        sync.Mutex
	log       bytes.Buffer
	asked     map[string]bool // every address that was asked for
	browsers  map[string]*servertest.Browser
	everybody []person
	pages     []seen // see seen
}

// Write is where the program's log goes.
func (w *realm) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(line)
}

func (w *realm) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

func newRealm(t *testing.T) *realm {
	t.Helper()
	w := &realm{t: t, asked: map[string]bool{}, browsers: map[string]*servertest.Browser{}}
	listener := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked[r.URL.RequestURI()] = true
		w.mu.Unlock()
		w.handler.ServeHTTP(out, r)
	}))
	t.Cleanup(listener.Close)
	w.origin = listener.URL
	address := postgrestest.URL(t)
	var tapped string
	w.wire, tapped = tap(t, address)
	log := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
	before := slog.Default()
	slog.SetDefault(log)
	t.Cleanup(func() { slog.SetDefault(before) })
	var err error
	w.portal, err = build(t.Context(), settings{Demo: true, DemoApplications: 300, DemoRegistersAddr: "127.0.0.1:0"}, w.origin, tapped, io.Discard, log)
	require.NoError(t, err)
	t.Cleanup(w.close)
	w.routes = routesOf(t, w.handler)
	w.eye, err = pgxpool.New(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(w.eye.Close)
	w.furnish()
	return w
}

// on has a part of the test fail by itself.
func (w *realm) on(t *testing.T) {
	t.Helper()
	w.t = t
	for _, b := range w.browsers {
		b.T = t
	}
}

// as is the browser of that persona, which shows redirects; the visitor is the empty name.
func (w *realm) as(subject string) *servertest.Browser {
	w.t.Helper()
	b := w.browsers[subject]
	if b == nil {
		b = servertest.NewBrowser(w.t, w.origin)
		if subject != "" {
			b.SignIn(subject)
		}
		w.browsers[subject] = b.Stay()
	}
	return b
}

// send asks for an address with an empty form, or with that one.
func (w *realm) send(b *servertest.Browser, method, path, form string, headers ...string) *servertest.Page {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, w.origin+path, strings.NewReader(form))
	require.NoError(w.t, err)
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = nil // known to be absent
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return b.Do(r)
}

// exec changes the database behind the program's back.
func (w *realm) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.eye.Exec(w.t.Context(), sql, args...)
	require.NoError(w.t, err, sql)
}

// restless are the tables that change without anything having been done.
var restless = map[string]string{
	"sessions":         "when somebody was last seen, and a form that came too late",
	"search_counts":    "what is looked for is counted now and then",
	"search_clicks":    "and what is chosen",
	"report_refreshes": "the figures are drawn anew by themselves",
	"heartbeats":       "replicas say that they are alive",
}

// state is what each table holds: every row that was added, changed or removed for good shows.
func (w *realm) state() map[string]string {
	w.t.Helper()
	rows, err := w.eye.Query(w.t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`)
	require.NoError(w.t, err)
	var parts []string
	for rows.Next() {
		var table string
		require.NoError(w.t, rows.Scan(&table))
		if restless[table] == "" {
			parts = append(parts, fmt.Sprintf(`SELECT '%s', count(*) || ' rows, ' || coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0) FROM %[1]s`, table))
		}
	}
	require.NoError(w.t, rows.Err())
	out := map[string]string{}
	rows, err = w.eye.Query(w.t.Context(), strings.Join(parts, " UNION ALL "))
	require.NoError(w.t, err)
	for rows.Next() {
		var table, holds string
		require.NoError(w.t, rows.Scan(&table, &holds))
		out[table] = holds
	}
	require.NoError(w.t, rows.Err())
	return out
}

// changed names the tables that differ, but for some.
func changed(before, after, but map[string]string) (tables []string) {
	for table, held := range before {
		if after[table] != held && but[table] == "" {
			tables = append(tables, table+": "+held+" → "+after[table])
		}
	}
	return tables
}

var incident = regexp.MustCompile(`\b[0-9a-f]{16}\b`)

// bare is a page without what differs each time: the id of the request, and the address that was asked for.
func bare(p *servertest.Page) string {
	body := incident.ReplaceAllString(p.Body, "")
	path := p.URL.EscapedPath()
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, form := range []string{url.QueryEscape(path), path, url.QueryEscape("/" + rest), rest} {
		body = strings.ReplaceAll(body, form, "")
	}
	return body
}
