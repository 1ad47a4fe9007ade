package casework

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// backlog gives an office so many more cases that others have claimed, due from now to twenty days on: nothing of them is
// unclaimed, sent by the machine, appealed or waiting, so that only an index of what is keeps a count from looking at each.
func (w *world) backlog(like Application, from, to int) {
	w.t.Helper()
	// Numbers of applications that are submitted begin elsewhere: these are only distinct.
	_, err := w.pool.Exec(w.t.Context(), `INSERT INTO applications (number, code, account_id, service_version_id, service, process, authority, region, lang, state, step, assignee, submitted_at, term_at, due_at, warn_at)
		SELECT (999000000 + n)::text, code, account_id, service_version_id, service, process, authority, region, lang, 'in-process', step, $2, submitted_at, term_at,
			$5::timestamptz + n % 20 * interval '1 day', $5::timestamptz + (n % 20 - 4) * interval '1 day'
		FROM applications, generate_series($3::int, $4::int) n WHERE id = $1`, like.ID, w.second.ID, from, to, w.clock.now().Add(time.Hour))
	require.NoError(w.t, err)
	_, err = postgrestest.Owner(w.t, w.pool).Exec(w.t.Context(), `VACUUM ANALYZE applications`)
	require.NoError(w.t, err)
}

// scanned is a node of a plan that was run.
type scanned struct {
	Table   string  `json:"Relation Name"`
	Rows    float64 `json:"Actual Rows"` // of each loop
	Removed float64 `json:"Rows Removed by Filter"`
	Loops   float64 `json:"Actual Loops"`
	Plans   []scanned
}

// rows is how many rows of applications were looked at. Blocks would say whether a VACUUM came in time, too.
func (s scanned) rows() (n int) {
	for _, p := range s.Plans {
		n += p.rows()
	}
	if s.Table == "applications" {
		n += int((s.Rows + s.Removed) * s.Loops)
	}
	return n
}

// TestWorklist_counts: what the counts of an office read does not grow with its backlog, though they are planned without a look at it.
func TestWorklist_counts(t *testing.T) {
	w := newWorld(t)
	a := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	read := func(o account.Official) int {
		args, err := w.withMine(t.Context(), o)
		require.NoError(t, err)
		sql, values, err := args.RewriteQuery(t.Context(), nil, counting(o), nil)
		require.NoError(t, err)
		conn, err := w.pool.Acquire(t.Context())
		require.NoError(t, err)
		defer conn.Release()
		_, err = conn.Exec(t.Context(), `SET plan_cache_mode = force_generic_plan; PREPARE counts AS `+sql, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		places := make([]string, len(values))
		for i := range places {
			places[i] = "$" + strconv.Itoa(i+1)
		}
		var plan []struct{ Plan scanned }
		require.NoError(t, conn.QueryRow(t.Context(), `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE counts(`+strings.Join(places, ", ")+`)`,
			append([]any{pgx.QueryExecModeSimpleProtocol}, values...)...).Scan(&plan))
		_, err = conn.Exec(t.Context(), `DEALLOCATE counts; RESET plan_cache_mode`, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
		return plan[0].Plan.rows()
	}
	w.backlog(a, 1, 400)
	few := map[string]int{"head": read(w.head), "clerk": read(w.clerk)}
	w.backlog(a, 401, 8000)
	for who, o := range map[string]account.Official{"head": w.head, "clerk": w.clerk} {
		many := read(o)
		t.Logf("%s: %d rows of 400 cases, %d of 8000", who, few[who], many)
		require.LessOrEqual(t, many, few[who]*5/4+10, who)
	}
	list, err := w.Worklist(t.Context(), w.clerk, Filter{Queue: QueueOffice})
	require.NoError(t, err)
	require.Equal(t, Counted, list.Counts[QueueOffice])
	require.Equal(t, 1, list.Counts[QueueUnassigned])
	require.Equal(t, Counted, list.Counts[QueueDueSoon])

	// The newest of all are another authority's.
	_, err = w.pool.Exec(t.Context(), `UPDATE applications SET authority = 'justice' WHERE id > $1`, a.ID+2000)
	require.NoError(t, err)
	_, err = postgrestest.Owner(t, w.pool).Exec(t.Context(), `VACUUM ANALYZE applications`)
	require.NoError(t, err)
	args, err := w.withMine(t.Context(), w.head)
	require.NoError(t, err)
	sql, err := w.matching(t.Context(), w.head, Filter{Queue: QueueOffice, Newest: true}, args, PageSize)
	require.NoError(t, err)
	rows, _ := w.pool.Query(t.Context(), `EXPLAIN `+sql, args)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Contains(t, strings.Join(plan, " "), "applications_newest_idx", "the newest are not sorted out of all")
}

// TestStore_Worklist_trips: a page with its counts is two waits for the database, which does not plan the counts anew for each
// page, however large the office is.
func TestStore_Worklist_trips(t *testing.T) {
	w := newWorld(t)
	w.backlog(w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"}), 1, 5000)
	one := w.pool.Config()
	one.MaxConns = 1
	single, err := pgxpool.NewWithConfig(t.Context(), one)
	require.NoError(t, err)
	t.Cleanup(single.Close)
	w.Store.pool = single
	for range 8 { // PostgreSQL plans for the values five times before it compares
		_, err := w.Worklist(t.Context(), w.head, Filter{Queue: QueueOffice})
		require.NoError(t, err)
	}
	var anew, once int
	require.NoError(t, single.QueryRow(t.Context(), `SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%AS q9)'`).Scan(&anew, &once))
	require.Zero(t, anew)
	require.Equal(t, 8, once)

	counted, trips := postgrestest.Counted(t, w.pool)
	w.Store.pool = counted
	_, err = w.Worklist(t.Context(), w.head, Filter{Queue: QueueOffice})
	require.NoError(t, err)
	require.EqualValues(t, 2, trips(), "whose deputy he is, and the page")
}

// TestWorklist_region: a page of one region among others, in either order, is read along the index of its authority until it is full; the
// region is not read whole to be sorted.
func TestWorklist_region(t *testing.T) {
	w := newWorld(t)
	w.backlog(w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"}), 1, 8000)
	_, err := w.pool.Exec(t.Context(), `UPDATE applications SET region = (ARRAY['1703', '1706', '1708'])[id / 20 % 4] WHERE id / 20 % 4 > 0`)
	require.NoError(t, err)
	_, err = postgrestest.Owner(t, w.pool).Exec(t.Context(), `VACUUM ANALYZE applications`)
	require.NoError(t, err)
	var ours int
	require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT count(*) FROM applications WHERE region = $1`, w.clerk.Region).Scan(&ours))
	for _, newest := range []bool{false, true} {
		args, err := w.withMine(t.Context(), w.clerk)
		require.NoError(t, err)
		sql, err := w.matching(t.Context(), w.clerk, Filter{Queue: QueueOffice, Newest: newest}, args, PageSize)
		require.NoError(t, err)
		var plan []struct{ Plan scanned }
		require.NoError(t, w.pool.QueryRow(t.Context(), `EXPLAIN (ANALYZE, FORMAT JSON) `+sql, args).Scan(&plan))
		looked := plan[0].Plan.rows()
		t.Logf("newest %t: %d rows of %d", newest, looked, ours)
		require.Greater(t, looked, PageSize)
		require.Less(t, looked, ours/4)
	}
}
