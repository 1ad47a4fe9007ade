package taskforce_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/retention"
)

// secret stands in everything that a person and an official write about a case here, and nowhere else.
const secret = "xyzzy-malum"

// where is every table and row in which a text stands.
func where(t *testing.T, x *town, text string) (found []string) {
	t.Helper()
	rows, err := x.Pool.Query(t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Greater(t, len(tables), 60)
	for _, table := range tables {
		var n int
		require.NoError(t, x.Pool.QueryRow(t.Context(), fmt.Sprintf(`SELECT count(*) FROM %s t WHERE t::text LIKE '%%' || $1 || '%%'`, pgx.Identifier{table}.Sanitize()), text).Scan(&n))
		if n > 0 {
			found = append(found, table)
		}
	}
	return found
}

// figures is every row that figures are drawn from, once they are up to date.
func figures(t *testing.T, x *town, reports *report.Store) string {
	t.Helper()
	_, err := x.Pool.Exec(t.Context(), `INSERT INTO report_stale VALUES (NULL); INSERT INTO report_stale_months VALUES (NULL, NULL)`)
	require.NoError(t, err, "as if every figure had to be counted anew")
	require.NoError(t, reports.Refresh(t.Context()))
	var all strings.Builder
	for _, table := range []string{"report_applications", "report_months", "report_reasons", "report_questions", "report_marks"} {
		rows, err := x.Pool.Query(t.Context(), `SELECT t::text FROM `+table+` t ORDER BY 1`)
		require.NoError(t, err)
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		fmt.Fprintln(&all, table, list)
	}
	return all.String()
}

// TestRetention: what is personal of an ended application goes when its term is over, after its applicant was told, and not
// while its head holds it. The figures stay as they were.
func TestRetention(t *testing.T) {
	x := newTown(t)
	ctx := t.Context()
	services := catalogue.NewStore(x.Pool, x.Clock.Now)
	require.NoError(t, services.Refresh(ctx))
	store, reports := retention.NewStore(x.Pool, x.Clock.Now, services.Snapshot), report.NewStore(x.Pool, services, x.Clock.Now)
	run := func() { require.NoError(t, store.Run(ctx, retention.Args{})) }

	ended, open := x.apply("aziz"), x.apply("malika")
	require.NoError(t, x.cases.Act(ctx, casework.Citizen(x.Principal("aziz")), ended.Number, casework.ActionInput{Action: casework.Withdraw, Row: ended.Row, Note: secret}))
	for _, sql := range []string{
		`UPDATE application_payloads SET answers = jsonb_build_object('purpose', $2::text), company = $2, reason = jsonb_build_object('uz', $2::text) WHERE application_id = $1`,
		`INSERT INTO application_events (application_id, at, action, to_state, step, kind, note, detail) SELECT id, closed_at, 'note', state, step, 'official', $2, jsonb_build_object('said', $2::text) FROM applications WHERE id = $1`,
		`INSERT INTO assessments (application_id, service_version_id, at, today, answers, facts, assessment) SELECT id, service_version_id, submitted_at, current_date, jsonb_build_object('purpose', $2::text), '{}', '{}' FROM applications WHERE id = $1`,
		`INSERT INTO visits (application_id, at, place, note) SELECT id, submitted_at, $2, $2 FROM applications WHERE id = $1`,
		`INSERT INTO registrations (application_id, service, account_id, record, recorded_at) SELECT id, service, account_id, jsonb_build_object('x', $2::text), closed_at FROM applications WHERE id = $1`,
		`INSERT INTO uploads (id, account_id, application_id, field, name, type, size, sha256, created_at) SELECT 'a' || id, account_id, id, 'file', $2, 'application/pdf', 1, '', submitted_at FROM applications WHERE id = $1`,
		`INSERT INTO thread_messages (application_id, at, side, account_id, text, token) SELECT id, submitted_at, 'applicant', account_id, $2, 't' FROM applications WHERE id = $1`,
		`INSERT INTO messages (account_id, event, occasion, application_id, number, args) SELECT account_id, 'withdrawn', 'x', id, number, jsonb_build_object('Reason', $2::text) FROM applications WHERE id = $1`,
		`INSERT INTO signatures (application_id, text, signature, name, pinfl, tin, serial, issuer, not_before, not_after, signed_at, verified_at, verified_by) SELECT id, $2::text::bytea, 'x', $2, '', '', '', '', submitted_at, submitted_at, submitted_at, submitted_at, '' FROM applications WHERE id = $1`,
	} {
		_, err := x.Pool.Exec(ctx, sql, ended.ID, secret)
		require.NoError(t, err, sql)
	}
	before := figures(t, x, reports)
	require.Contains(t, before, "justice-review")
	there := where(t, x, secret)
	require.Subset(t, there, []string{"application_payloads", "application_events", "assessments", "visits", "registrations", "uploads", "thread_messages", "messages", "signatures"})
	state := func() (told, erased int) {
		require.NoError(t, x.Pool.QueryRow(ctx, `SELECT count(*), count(erased_at) FROM retentions`).Scan(&told, &erased))
		return told, erased
	}

	run()
	told, _ := state()
	require.Zero(t, told, "five years are not over")

	x.Clock.Pass(5*366*24*time.Hour - 20*24*time.Hour)
	run()
	run()
	told, erased := state()
	require.Equal(t, []int{1, 0}, []int{told, erased}, "an open case is kept, whatever its age")
	var notices int
	require.NoError(t, x.Pool.QueryRow(ctx, `SELECT count(*) FROM messages WHERE event = 'erasing' AND account_id = $1`, x.Principal("aziz").AccountID).Scan(&notices))
	require.Equal(t, 1, notices, "told once")

	head := *x.Principal("justice-head").Official
	require.Equal(t, problem.Invalid, problem.Of(store.Hold(ctx, head, ended.Number, " ")).Kind)
	require.Equal(t, problem.Forbidden, problem.Of(store.Hold(ctx, *x.Principal("taskforce").Official, ended.Number, "sud")).Kind)
	elsewhere := head
	elsewhere.Authority = "cadastre"
	require.Equal(t, problem.NotFound, problem.Of(store.Hold(ctx, elsewhere, ended.Number, "sud")).Kind)
	require.Equal(t, problem.NotFound, problem.Of(store.Hold(ctx, head, open.Number, "sud")).Kind, "nothing is about to be erased")
	desk := x.SignIn("justice-head")
	require.Contains(t, desk.Get("/en/admin/retention").Text(), ended.Number)
	require.NotContains(t, desk.Get("/en/admin/retention").Text(), open.Number)
	require.Equal(t, http.StatusNotFound, desk.Get("/en/admin/retention/"+open.Number).Status)
	require.Equal(t, http.StatusUnprocessableEntity, desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"hold"}}).Status, "a reason is asked for")
	require.Equal(t, http.StatusNotFound, x.SignIn("cadastre-head").Get("/en/admin/retention/"+ended.Number).Status, "another authority's")
	require.Contains(t, desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"hold"}, "why": {"Sudda ish bor"}}).Text(), "Sudda ish bor")
	x.Clock.Pass(60 * 24 * time.Hour)
	run()
	_, erased = state()
	require.Zero(t, erased, "it is held")
	require.Equal(t, there, where(t, x, secret))

	desk = x.SignIn("justice-head")
	require.Contains(t, desk.Get("/en/admin/retention/"+ended.Number).Text(), "Sudda ish bor")
	require.Contains(t, desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"release"}}).Text(), "The case is held no longer")
	run()
	_, erased = state()
	require.Zero(t, erased, "its applicant has the whole notice again")
	_, err := x.Pool.Exec(ctx, `UPDATE assessments SET answers = '{}' WHERE application_id = $1`, ended.ID)
	require.ErrorContains(t, err, "append-only", "what only grows stays so")
	x.Clock.Pass(retention.Notice + time.Hour)
	run()
	_, erased = state()
	require.Equal(t, 1, erased)
	require.Empty(t, where(t, x, secret), "nothing of what they wrote is left in any table")
	_, err = x.Pool.Exec(ctx, `UPDATE application_events SET note = 'x' WHERE application_id = $1`, ended.ID)
	require.ErrorContains(t, err, "append-only", "and so it stays after")

	require.Equal(t, before, figures(t, x, reports), "no figure changes")
	still := x.read("malika", open.Number)
	require.Equal(t, "oʻqish uchun", still.Answers["purpose"], "others keep theirs")
	page := x.SignIn("aziz").Get("/en/applications/" + ended.Number)
	require.Equal(t, 200, page.Status, "its row is there: number, states, times")
	entries, err := audit.NewStore(x.Pool).About(ctx, "application:"+ended.Number, 50)
	require.NoError(t, err)
	require.Equal(t, "application.erase", entries[0].Action)
	verdict, err := audit.NewStore(x.Pool).Verify(ctx, nil, nil)
	require.NoError(t, err)
	require.Empty(t, verdict.Breaks)
}
