package faults

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// shifts has the clock of the database differ from that of the replicas while people work. The functions that tell the time
// are hidden by some of our own that tell another: each statement of the portal gets those, our own statements the true ones.
// Nothing may end before it began, nobody may be kept out, nothing may be due at another time than the rules say.
func (r *rig) shifts(by string) {
	r.exec(`CREATE SCHEMA IF NOT EXISTS shifted; GRANT USAGE ON SCHEMA shifted TO PUBLIC`)
	for _, name := range []string{"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"} {
		kind := "STABLE"
		if name == "clock_timestamp" {
			kind = "VOLATILE"
		}
		r.exec(fmt.Sprintf(`CREATE OR REPLACE FUNCTION shifted.%s() RETURNS timestamptz LANGUAGE sql %s AS $$ SELECT pg_catalog.%[1]s() + interval '%[3]s' $$`, name, kind, by))
	}
	began := time.Now()
	r.exec(`ALTER ROLE portal_serves SET search_path = shifted, pg_catalog, public`)
	r.severs()
	time.Sleep(2 * fullFor)
	for _, p := range r.replicas {
		if status, err := p.asks("/readyz"); err != nil || status != http.StatusOK {
			r.ledger.breaks("where the clocks differ by %s a replica is not ready: %d %v", by, status, err)
		}
	}
	var told time.Time // as a connection of the portal sees it: a heartbeat
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT at FROM heartbeats ORDER BY abs(extract(epoch FROM at - pg_catalog.now())) DESC LIMIT 1`).Scan(&told))
	r.exec(`ALTER ROLE portal_serves RESET search_path`)
	r.severs()
	off := time.Until(told).Round(time.Hour)
	var sent, negative int
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*), count(*) FILTER (WHERE a.closed_at < a.submitted_at OR a.due_at < a.submitted_at
			OR EXISTS (SELECT FROM application_events e JOIN application_events f USING (application_id) WHERE e.application_id = a.id AND e.id < f.id AND f.at < e.at - interval '1 second'))
		FROM applications a WHERE a.submitted_at > $1`, began).Scan(&sent, &negative))
	r.t.Logf("the clock of the database differed by %s (a heartbeat says %s): %d applications were sent meanwhile, %d have a negative duration", by, off, sent, negative)
	if want, err := time.ParseDuration(strings.ReplaceAll(by, " hours", "h")); err != nil || off != want {
		r.ledger.breaks("the clock of the database did not differ by %s: %s", by, off)
	}
	if negative > 0 {
		r.ledger.breaks("%d of %d applications have a negative duration where the clocks differ by %s", negative, sent, by)
	}
	if sent == 0 {
		r.ledger.breaks("nobody could apply where the clocks differ by %s", by)
	}
}

// severs ends all of the portal's connections: the next ones have the settings of now.
func (r *rig) severs() {
	r.exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1`, ours)
}

// figures is what a replica tells its monitoring of that name; values are in the order of their labels.
func (r *rig) figures(p *replica, name string, labels ...string) (values []float64) {
	ctx, cancel := context.WithTimeout(r.t.Context(), hang)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.metrics+"/metrics", http.NoBody)
	require.NoError(r.t, err)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(raw)) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		matches := true
		for _, label := range labels {
			matches = matches && strings.Contains(rest, label)
		}
		fields := strings.Fields(rest)
		if v, err := strconv.ParseFloat(fields[len(fields)-1], 64); matches && err == nil {
			values = append(values, v)
		}
	}
	return values
}

// floods puts very many jobs into one queue. They are there soon, the metrics say how old the oldest is, and what people wait for
// with a page open is done as before.
func (r *rig) floods(n int) {
	const age = 100 * time.Second
	// Copies that do not exist: their jobs find nothing to do.
	const jobs = ` (kind, args, max_attempts, queue, state, scheduled_at, created_at)
		SELECT 'notify.send', jsonb_build_object('copy_id', -g), 12, 'copies', 'available', now() - $2::interval, now() FROM generate_series(1, $1::int) g`
	r.exec(`CREATE TABLE bare (LIKE river_job INCLUDING DEFAULTS INCLUDING IDENTITY)`)
	began := time.Now()
	r.exec(`INSERT INTO bare`+jobs, n/10, age)
	bare := 10 * time.Since(began) // for as many rows in a table that nothing looks into
	r.exec(`DROP TABLE bare`)
	began = time.Now()
	r.exec(`INSERT INTO river_job`+jobs, n, age)
	inserted := time.Since(began)
	if inserted > 10*time.Second && inserted > 8*bare { // a machine that is slow anyway shows nothing
		r.ledger.breaks("%d jobs were put into the queue in %s, as many bare rows in %s", n, inserted, bare)
	}
	var oldest []float64
	for deadline := time.Now().Add(hang); len(oldest) == 0 && time.Now().Before(deadline); time.Sleep(time.Second) {
		oldest = r.figures(r.replicas[0], "portal_jobs_oldest_seconds", `queue="copies"`)
	}
	since := time.Since(began) + age
	time.Sleep(2 * fullFor)
	var sent int
	var slowest, median time.Duration
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*), coalesce(max(took), '0'), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY took), '0') FROM (
			SELECT min(e.at) FILTER (WHERE e.from_state = 'new') - min(e.at) FILTER (WHERE e.action = 'submit') AS took FROM application_events e JOIN applications a ON a.id = e.application_id
			WHERE a.submitted_at > $1 GROUP BY a.id) x WHERE took IS NOT NULL`, began).Scan(&sent, &slowest, &median))
	var left int
	require.NoError(r.t, r.pool.QueryRow(r.t.Context(), `SELECT count(*) FROM river_job WHERE kind = 'notify.send' AND state = 'available' AND (args ->> 'copy_id')::bigint < 0`).Scan(&left))
	r.t.Logf("%d jobs inserted in %s, as many bare rows in %s; the metrics say that the oldest is %v s old, it is %s; %d done in %s; meanwhile %d applications were assessed, median %s, slowest %s",
		n, inserted.Round(time.Millisecond), bare.Round(time.Millisecond), oldest, since.Round(time.Second), n-left, time.Since(began).Round(time.Second), sent, median.Round(time.Millisecond), slowest.Round(time.Millisecond))
	if len(oldest) != 1 || oldest[0] < age.Seconds() || oldest[0] > since.Seconds()+1 {
		r.ledger.breaks("the oldest job is %s old, the metrics say %v", since, oldest)
	}
	if sent == 0 || slowest > 10*time.Second {
		r.ledger.breaks("beside %d jobs %d applications were assessed, the slowest after %s", n, sent, slowest)
	}
	r.exec(`DELETE FROM river_job WHERE kind = 'notify.send' AND state <> 'running' AND (args ->> 'copy_id')::bigint < 0`)
	time.Sleep(time.Second)
	r.exec(`DELETE FROM river_job WHERE kind = 'notify.send' AND (args ->> 'copy_id')::bigint < 0`)
}
