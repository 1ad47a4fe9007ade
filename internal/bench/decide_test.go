package bench

import (
	"context"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/workday"
)

// machine is P12: what decides applications in the background, by the queue of the portals and without it, beside the
// queue with nothing to do and a loop that changes a hundred bare rows at a time.
type machine struct {
	*rig
	cases *casework.Store
	bare  *pgxpool.Pool // database of the queue that has nothing to do

	toLoop, toEmpty, toBatch  []float64
	queue, loop, empty, batch float64
}

func (r *rig) machine() *machine {
	ctx := r.tb.Context()
	services := catalogue.NewStore(r.pool, time.Now)
	require.NoError(r.tb, services.Refresh(ctx))
	sources := registers.NewClient(r.registers, time.Now, registers.Limits{})
	m := &machine{rig: r, cases: casework.NewStore(r.pool, r.ring, time.Now, services, sources, payment.NewStore(r.pool, time.Now), document.NewStore(r.pool, r.ring, time.Now, r.portal.url), workday.New())}

	_, err := r.pool.Exec(ctx, `CREATE DATABASE bench_jobs`)
	require.NoError(r.tb, err)
	at, err := url.Parse(r.pool.Config().ConnString())
	require.NoError(r.tb, err)
	at.Path = "/bench_jobs"
	m.bare, err = pgxpool.New(ctx, at.String())
	require.NoError(r.tb, err)
	r.tb.Cleanup(m.bare.Close)
	migrator, err := rivermigrate.New(riverpgxv5.New(m.bare), nil)
	require.NoError(r.tb, err)
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	require.NoError(r.tb, err)
	_, err = m.bare.Exec(ctx, `CREATE TABLE bench_cases (id int PRIMARY KEY, state text NOT NULL DEFAULT 'new', decided_at timestamptz);
		CREATE INDEX bench_cases_new ON bench_cases (id) WHERE state = 'new';
		CREATE TABLE bench_events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id int NOT NULL, what text NOT NULL, at timestamptz NOT NULL)`)
	require.NoError(r.tb, err)
	return m
}

// sentSince is the applications after that one; so many were sent.
func (r *rig) sentSince(id int64, n int) []int64 {
	rows, _ := r.pool.Query(r.tb.Context(), `SELECT id FROM applications WHERE id > $1 AND state = 'new' ORDER BY id`, id)
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(r.tb, err)
	require.Len(r.tb, list, n, "applications that wait for their decision")
	return list
}

// round decides half of what was sent in a loop without a queue, and lets the queue decide the other half.
func (m *machine) round(sent []int64) {
	ctx, half := m.tb.Context(), len(sent)/2
	m.loop = m.together(half, 16, func(_, i int) error { return m.cases.Assess(ctx, sent[i]) }).rate
	m.queue = m.byQueue(sent[half:])
	m.empty, m.batch = m.emptyJobs(20*half), m.batches(100*half)
	m.toLoop, m.toEmpty, m.toBatch = append(m.toLoop, m.queue/m.loop), append(m.toEmpty, m.queue/m.empty), append(m.toBatch, m.queue/m.batch)
}

// byQueue is how many a second the portals decide, by the moments that stand in the cases: from the first to the last.
func (m *machine) byQueue(ids []int64) float64 {
	m.pause(false)
	defer m.pause(true)
	var waiting int
	var long float64
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		require.NoError(m.tb, m.pool.QueryRow(m.tb.Context(), `SELECT count(*) FROM applications WHERE id = ANY ($1) AND state = 'new' AND step = 'assess'`, ids).Scan(&waiting))
		if waiting == 0 {
			break
		}
		require.True(m.tb, time.Now().Before(deadline), "%d of %d are not decided", waiting, len(ids))
	}
	require.NoError(m.tb, m.pool.QueryRow(m.tb.Context(), `SELECT extract(epoch FROM max(at) - min(at))::float8 FROM
		(SELECT min(at) AS at FROM application_events WHERE application_id = ANY ($1) AND from_state = 'new' AND to_state <> 'new' GROUP BY application_id) decided`, ids).Scan(&long))
	return float64(len(ids)-1) / long
}

type nothing struct{}

func (nothing) Kind() string { return "nothing" }

// emptyJobs is how many jobs a second a bare queue of a hundred workers gets through that have nothing to do.
func (m *machine) emptyJobs(n int) float64 {
	ctx := m.tb.Context()
	var done atomic.Int64
	all := make(chan struct{})
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(context.Context, *river.Job[nothing]) error {
		if done.Add(1) == int64(n) {
			close(all)
		}
		return nil
	}))
	queue, err := river.NewClient(riverpgxv5.New(m.bare), &river.Config{Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 100}}})
	require.NoError(m.tb, err)
	list := make([]river.InsertManyParams, n)
	for i := range list {
		list[i].Args = nothing{}
	}
	_, err = queue.InsertMany(ctx, list)
	require.NoError(m.tb, err)
	began := time.Now()
	require.NoError(m.tb, queue.Start(ctx))
	<-all
	long := time.Since(began)
	require.NoError(m.tb, queue.Stop(ctx))
	return float64(n) / long.Seconds()
}

// batches is how many bare rows a second a loop changes, a hundred in a transaction, each with an event.
func (m *machine) batches(n int) float64 {
	ctx := m.tb.Context()
	_, err := m.bare.Exec(ctx, `TRUNCATE bench_cases, bench_events`)
	require.NoError(m.tb, err)
	_, err = m.bare.Exec(ctx, `INSERT INTO bench_cases (id) SELECT generate_series(1, $1::int)`, n)
	require.NoError(m.tb, err)
	began := time.Now()
	for {
		tag, err := m.bare.Exec(ctx, `WITH taken AS (SELECT id FROM bench_cases WHERE state = 'new' ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED),
			decided AS (UPDATE bench_cases c SET state = 'done', decided_at = now() FROM taken WHERE c.id = taken.id RETURNING c.id)
			INSERT INTO bench_events (case_id, what, at) SELECT id, 'granted', now() FROM decided`)
		require.NoError(m.tb, err)
		if tag.RowsAffected() == 0 {
			return float64(n) / time.Since(began).Seconds()
		}
	}
}

// judge says what the queue costs, which is the goal where both sides do the same. The goal's own sides do nothing, or
// change a row: what stands beside is what a decision costs, with its registers, rules, events, message, paper and audit.
func (m *machine) judge(p *paper) {
	p.atLeast("P12", "decisions by the queue to the same in a loop of 16 without", median(m.toLoop), 1, fmt.Sprintf("%.0f vs %.0f a second", m.queue, m.loop))
	p.beside("P12", "decisions to jobs of a bare queue that do nothing", median(m.toEmpty), fmt.Sprintf("%.0f vs %.0f a second; asked: ≥ 1.00 of what decides nothing", m.queue, m.empty))
	p.beside("P12", "decisions to a loop that changes 100 bare rows at a time", median(m.toBatch), fmt.Sprintf("%.0f vs %.0f a second; asked: ≥ 0.25 of what decides nothing", m.queue, m.batch))
}
