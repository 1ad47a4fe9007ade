package taskforce_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
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
	for _, table := range []string{"report_applications", "report_months", "report_reasons", "report_questions", "report_marks", "participation_corrections"} {
		rows, err := x.Pool.Query(t.Context(), `SELECT t::text FROM `+table+` t ORDER BY 1`)
		require.NoError(t, err)
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		fmt.Fprintln(&all, table, list)
	}
	return all.String()
}

// later has the time of a case pass: its end, and what was told of it, lie further back. The database erases nothing before
// its own clock says so, so it does not help that the portal's runs ahead.
func later(t *testing.T, x *town, id int64, months, days int) {
	t.Helper()
	owner := ownerOf(t, x) // events never change for anybody else
	for _, sql := range []string{
		`ALTER TABLE application_events DISABLE TRIGGER USER`,
		`UPDATE application_events SET at = at - make_interval(months => $2, days => $3) WHERE application_id = $1`,
		`ALTER TABLE application_events ENABLE TRIGGER USER`,
		`UPDATE applications SET submitted_at = submitted_at - make_interval(months => $2, days => $3), closed_at = closed_at - make_interval(months => $2, days => $3) WHERE id = $1`,
		`UPDATE retentions SET told_at = told_at - make_interval(months => $2, days => $3), erase_at = erase_at - make_interval(months => $2, days => $3) WHERE application_id = $1`,
	} {
		args := []any{id, months, days}
		if !strings.Contains(sql, "$1") {
			args = nil
		}
		_, err := owner.Exec(t.Context(), sql, args...)
		require.NoError(t, err)
	}
}

const term = 60 // months, of what no authority has said otherwise

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
	// It was given to an official by a route, and sent back and corrected once.
	for _, e := range []struct{ action, from, to, step, detail string }{
		{"route", "in-process", "in-process", "review", `{"official": 7, "said": "` + secret + `"}`},
		{"ask-correction", "in-process", "to-be-corrected", "correction", `{"marked": ["purpose"], "ground": "unclear", "said": "` + secret + `"}`},
		{"resubmit", "to-be-corrected", "in-process", "review", `{"changed": ["purpose"], "was": "` + secret + `"}`},
	} {
		_, err := x.Pool.Exec(ctx, `INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, note, detail)
			SELECT id, submitted_at, $2, $3, $4, $5, 'official', $6, $7::jsonb FROM applications WHERE id = $1`, ended.ID, e.action, e.from, e.to, e.step, secret, e.detail)
		require.NoError(t, err)
	}
	state := func() (told, erased int) {
		require.NoError(t, x.Pool.QueryRow(ctx, `SELECT count(*), count(erased_at) FROM retentions`).Scan(&told, &erased))
		return told, erased
	}

	run()
	told, _ := state()
	require.Zero(t, told, "five years are not over")

	later(t, x, open.ID, term, 10)
	later(t, x, ended.ID, term, -20)
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
	long := desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"hold"}, "why": {strings.Repeat("ў", form.MaxText+1)}})
	require.Equal(t, http.StatusUnprocessableEntity, long.Status)
	require.Contains(t, long.Text(), locale.En.T("form.text.long", "Limit", form.MaxText, "Count", 1))
	require.Contains(t, desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"hold"}, "why": {"Sudda ish bor"}}).Text(), "Sudda ish bor")
	later(t, x, ended.ID, 0, 60)
	there := where(t, x, secret)
	require.Subset(t, there, []string{"application_events"})
	run()
	_, erased = state()
	require.Zero(t, erased, "it is held")
	require.Equal(t, there, where(t, x, secret))

	require.Contains(t, desk.Get("/en/admin/retention/"+ended.Number).Text(), "Sudda ish bor")
	require.Contains(t, desk.Post("/en/admin/retention/"+ended.Number, url.Values{"do": {"release"}}).Text(), "The case is held no longer")
	run()
	_, erased = state()
	require.Zero(t, erased, "its applicant has the whole notice again")
	_, err := x.Pool.Exec(ctx, `UPDATE application_events SET note = 'x' WHERE application_id = $1`, ended.ID)
	require.ErrorContains(t, err, "SQLSTATE 42501", "what only grows stays so")
	later(t, x, ended.ID, 0, 31)
	before := figures(t, x, reports)
	require.Contains(t, before, "justice-review")
	run()
	_, erased = state()
	require.Equal(t, 1, erased)
	require.Empty(t, where(t, x, secret), "nothing of what they wrote is left in any table")
	_, err = x.Pool.Exec(ctx, `UPDATE application_events SET note = 'x' WHERE application_id = $1`, ended.ID)
	require.ErrorContains(t, err, "SQLSTATE 42501", "and so it stays after")

	require.Equal(t, before, figures(t, x, reports), "no figure changes")
	still := x.read("malika", open.Number)
	require.Equal(t, "oʻqish uchun", still.Answers["purpose"], "others keep theirs")
	mine := x.SignIn("aziz")
	require.Equal(t, http.StatusOK, mine.Get("/en/applications/"+ended.Number).Status, "its row is there: number, states, times")
	inbox := mine.Get("/en/inbox").Text()
	require.Contains(t, inbox, "Sinov xizmati")
	require.NotContains(t, inbox, "<no value>")
	entries, err := audit.NewStore(x.Pool).About(ctx, "application:"+ended.Number, 50)
	require.NoError(t, err)
	require.Equal(t, "application.erase", entries[0].Action)
	verdict, err := audit.NewStore(x.Pool).Verify(ctx, nil, nil)
	require.NoError(t, err)
	require.Empty(t, verdict.Breaks)
}
