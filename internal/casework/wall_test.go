package casework

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// unwalled says of each table that names an application and is not behind the wall between offices why not.
var unwalled = map[string]string{
	"consents":              "says itself which authority it belongs to, and decides who sees the case; holds no answer of the applicant",
	"opinions":              "the same",
	"emergencies":           "the same, by official",
	"documents":             "says itself which authority issued it; papers are found by name, over an index that a policy would close",
	"bookings":              "belongs to the office where the person comes, which need not be that of the case",
	"drafts":                "no official's page reads one; the applicant's pages have no office",
	"messages":              "the inbox of an account, which officials have too",
	"ladders":               "only jobs read it",
	"feedback_entries":      "belongs to the authority that answers for it, which need not be that of the case",
	"feedback_applications": "the same: what the authority that answers sees of the case",
	"retentions":            "says when what is personal goes, nothing of it; its lists and changes ask for the case",
	"report_marks":          "figures, without a person",
	"report_stale":          "figures, without a person",
}

// TestWall forgets every condition: what a statement of an official's request can touch is his office's alone.
func TestWall(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	dice := rand.New(rand.NewPCG(7, 7))
	people := w.cast()
	for _, code := range slices.Sorted(maps.Keys(tracked)) {
		a := w.apply(code, tracked[code])
		for range 8 {
			w.anything(a.Number, people, dice)
		}
	}
	w.apply("tax-debt", form.Answers{})
	owner := postgrestest.Owner(t, w.pool)
	// Some lie in other regions, and some with another authority.
	_, err := owner.Exec(ctx, `UPDATE applications SET region = $1 WHERE id % 3 = 0; `, samarkand)
	require.NoError(t, err)
	_, err = owner.Exec(ctx, `UPDATE applications SET authority = 'ecology' WHERE id % 3 = 1`)
	require.NoError(t, err)

	tables := behind(t, w)
	for _, o := range append(people, w.far, account.Official{ID: 99, Authority: "water", Role: account.Head}) {
		seen := map[string]int{}
		for table, whose := range tables {
			mine := `SELECT count(*) FROM ` + table + ` x WHERE EXISTS (SELECT FROM applications a WHERE a.id = ` + whose + ` AND (` + beyondWall + `))`
			var want, got, all int
			require.NoError(t, owner.QueryRow(ctx, mine, o.Authority, o.Region, o.ID).Scan(&want), mine)
			require.NoError(t, owner.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&all))
			require.NoError(t, w.pool.QueryRow(o.Within(ctx), `SELECT count(*) FROM `+table).Scan(&got))
			require.Equal(t, want, got, "%s as %s of %s %q", table, o.Role, o.Authority, o.Region)
			require.NoError(t, w.pool.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&got), "the connection goes on to somebody without an office")
			require.Equal(t, all, got, table)
			seen[table] = want
		}
		if o.Authority == taxes && o.Region == "" {
			require.Positive(t, seen["applications"])
			require.Less(t, seen["applications"], w.count(`SELECT count(*) FROM applications`))
			require.Positive(t, seen["application_events"])
		}
		require.Equal(t, seen["applications"], touched(t, w, o.Within(ctx), `UPDATE applications SET row = row + 1`))
		require.Equal(t, seen["application_payloads"], touched(t, w, o.Within(ctx), `DELETE FROM application_payloads`))
	}
	require.Equal(t, w.count(`SELECT count(*) FROM applications`), touched(t, w, postgres.Beyond(w.clerk.Within(ctx)), `UPDATE applications SET row = row + 1`))
}

// ofFile is the application that a file belongs to.
const ofFile = `coalesce(%[1]s.application_id, %[1]s.thread_id, (SELECT v.application_id FROM visits v WHERE v.id = %[1]s.visit_id))`

// beyondWall is whose case a is, said once more: $1 the authority, $2 the region, $3 the official.
const beyondWall = `a.authority = $1 AND ($2 = '' OR a.region IN ('', $2))
	OR EXISTS (SELECT FROM consents c WHERE c.application_id = a.id AND c.authority = $1)
	OR EXISTS (SELECT FROM opinions c WHERE c.application_id = a.id AND c.authority = $1)
	OR EXISTS (SELECT FROM emergencies e WHERE e.application_id = a.id AND e.official_id = $3 AND e.until > now())`

// behind is every table behind the wall, with the application of a row x. Each table that names an application is
// there, or says why not.
func behind(t *testing.T, w *world) map[string]string {
	t.Helper()
	rows, _ := w.pool.Query(t.Context(), `SELECT c.table_name, bool_or(k.relrowsecurity) FROM information_schema.columns c
		JOIN pg_class k ON k.oid = c.table_name::regclass AND k.relkind IN ('r', 'p') AND NOT k.relispartition
		WHERE c.table_schema = 'public' AND (c.column_name = 'application_id' OR c.table_name IN ('applications', 'upload_chunks')) GROUP BY 1`)
	tables := map[string]string{}
	var name string
	var walled bool
	_, err := pgx.ForEachRow(rows, []any{&name, &walled}, func() error {
		_, told := unwalled[name]
		require.NotEqual(t, told, walled, "%s: put it behind the wall between offices (migration 97), or say in unwalled why not", name)
		switch {
		case name == "applications":
			tables[name] = "x.id"
		case name == "uploads":
			tables[name] = fmt.Sprintf(ofFile, "x")
		case name == "upload_chunks":
			tables[name] = "(SELECT " + fmt.Sprintf(ofFile, "u") + " FROM uploads u WHERE u.id = x.upload_id)"
		case walled:
			tables[name] = "x.application_id"
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(tables), 10)
	// A view that does not read with the rights of who asks is a hole in the wall.
	rows, _ = w.pool.Query(t.Context(), `SELECT DISTINCT v.relname FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
		JOIN pg_class v ON v.oid = r.ev_class AND v.relkind = 'v' JOIN pg_class t ON t.oid = d.refobjid AND t.relrowsecurity
		WHERE NOT coalesce(v.reloptions @> '{security_invoker=true}', false)`)
	views, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	for _, name := range views {
		require.Contains(t, unwalled, name, "the view needs security_invoker")
	}
	return tables
}

// touched is how many rows a statement changes; nothing of it stays.
func touched(t *testing.T, w *world, ctx context.Context, sql string) int { //nolint:revive // the context is what is tested
	t.Helper()
	tx, err := w.pool.Begin(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback(context.WithoutCancel(ctx))) }()
	tag, err := tx.Exec(ctx, strings.TrimSpace(sql))
	require.NoError(t, err)
	return int(tag.RowsAffected())
}
