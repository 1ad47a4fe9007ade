package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// atOnce is how many changed applications are counted in one transaction: the next round goes on where one that took too
// long was broken off.
const atOnce = 20_000

// Refresh brings the counted applications, the sums of what people said and the counters of services up to date, if anything happened since the last
// time. The job report.refresh calls it each minute; readers are never blocked.
func (s *Store) Refresh(ctx context.Context) error {
	if err := s.sumVoices(ctx); err != nil {
		return err
	}
	for more := true; more; {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			more, err = s.refresh(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("refresh reports: %w", err)
		}
	}
	return nil
}

// refresh counts some of what changed, and says whether there is more.
func (s *Store) refresh(ctx context.Context, tx pgx.Tx) (more bool, err error) {
	if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
		return false, err
	}
	// One at a time: who comes second finds what the first has left.
	if _, err := tx.Exec(ctx, `SELECT FROM report_refreshes WHERE name = 'report_applications' FOR UPDATE`); err != nil {
		return false, err
	}
	// NULL stands for all of them. Those that come from now on say so themselves.
	var all int
	if err := tx.QueryRow(ctx, `WITH gone AS (DELETE FROM report_stale WHERE application_id IS NULL RETURNING 1), too AS (DELETE FROM report_stale_months WHERE service IS NULL RETURNING 1)
		SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM too)`).Scan(&all); err != nil {
		return false, err
	}
	if all > 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO report_stale SELECT id FROM applications`); err != nil {
			return false, err
		}
	}
	var some int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT FROM report_stale WHERE application_id IS NOT NULL LIMIT $1) s`, atOnce).Scan(&some); err != nil {
		return false, err
	}
	if some > 0 {
		if err := countAnew(ctx, tx); err != nil {
			return false, err
		}
	}
	if some == atOnce {
		return true, nil
	}
	if err := s.learnVersions(ctx, tx); err != nil {
		return false, err
	}
	if err := noteUnspread(ctx, tx); err != nil {
		return false, err
	}
	if more, err = sumUp(ctx, tx); more || err != nil {
		return more, err
	}
	if _, err := tx.Exec(ctx, `UPDATE report_refreshes SET at = $1 WHERE name = 'report_applications'`, s.now()); err != nil {
		return false, err
	}
	return false, s.refreshServices(ctx, tx)
}

// countAnew takes applications off the list of stale ones and writes their rows. Whoever changes one between the two is on
// the list again.
func countAnew(ctx context.Context, tx pgx.Tx) error {
	rows, _ := tx.Query(ctx, `
		WITH gone AS (
			DELETE FROM report_stale WHERE ctid = ANY (ARRAY(SELECT ctid FROM report_stale WHERE application_id IS NOT NULL LIMIT $1)) RETURNING application_id
		)
		SELECT DISTINCT application_id FROM gone`, atOnce)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, sql := range []string{staleMonths, countApplications, staleMonths, forgetMarks, countMarks} { // the months as they were, and as they are
		if _, err := tx.Exec(ctx, sql, ids); err != nil {
			return err
		}
	}
	return nil
}

const (
	staleMonths = `INSERT INTO report_stale_months
		SELECT DISTINCT service, date_trunc('month', day)::date FROM report_applications, unnest(ARRAY[day_in, day_out]) AS day WHERE id = ANY ($1) AND day IS NOT NULL`
	countApplications = `INSERT INTO report_applications AS r SELECT * FROM report_applications_now WHERE id = ANY ($1)
		ON CONFLICT (id) DO UPDATE SET (service, process, authority, region, state, day_in, day_out, decided, automatic, in_term, days, corrected, version, cause, hit, minutes, ground,
				via, rounds, stood, trips, again, billed, paid, late_days) =
			ROW (excluded.service, excluded.process, excluded.authority, excluded.region, excluded.state, excluded.day_in, excluded.day_out, excluded.decided, excluded.automatic,
				excluded.in_term, excluded.days, excluded.corrected, excluded.version, excluded.cause, excluded.hit, excluded.minutes, excluded.ground,
				excluded.via, excluded.rounds, excluded.stood, excluded.trips, excluded.again, excluded.billed, excluded.paid, excluded.late_days)
			WHERE r IS DISTINCT FROM excluded`
	forgetMarks = `DELETE FROM report_marks WHERE application_id = ANY ($1)`
	countMarks  = `INSERT INTO report_marks (application_id, question, rounds)
		SELECT e.application_id, q, count(*) FROM application_events e
		CROSS JOIN LATERAL jsonb_array_elements_text(CASE WHEN e.detail -> 'marked' = '[]' THEN '[""]' ELSE e.detail -> 'marked' END) AS q
		WHERE e.application_id = ANY ($1) AND e.to_state = 'to-be-corrected' AND e.from_state <> 'to-be-corrected' AND e.detail ? 'marked' GROUP BY 1, 2`
)

// AsOf is when the counted applications were last brought up to date.
func (s *Store) AsOf(ctx context.Context) (time.Time, error) {
	var at time.Time
	if err := s.pool.QueryRow(ctx, `SELECT at FROM report_refreshes WHERE name = 'report_applications'`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("age of reports: %w", postgres.Problem(err))
	}
	return at, nil
}
