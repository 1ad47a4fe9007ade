package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// manyStale is how many changed applications are looked up one by one; to count all is less work then.
const manyStale = 50_000

// Refresh brings the counted applications and the counters of services up to date, if anything happened since the last
// time. The job report.refresh calls it each minute; readers are never blocked.
func (s *Store) Refresh(ctx context.Context) error {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// To count ten million rows may take longer than a page is allowed to; and to compile the query takes longer than to
		// count what a minute brings.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'; SET LOCAL jit = off`); err != nil {
			return err
		}
		// One at a time: who comes second finds what the first has left.
		if _, err := tx.Exec(ctx, `UPDATE report_refreshes SET at = $1 WHERE name = 'report_applications'`, s.now()); err != nil {
			return err
		}
		var all bool
		var some int
		err := tx.QueryRow(ctx, `SELECT coalesce(bool_or(application_id IS NULL), false), count(*) FROM (SELECT application_id FROM report_stale ORDER BY application_id NULLS FIRST LIMIT $1) s`, manyStale).Scan(&all, &some)
		if err != nil {
			return err
		}
		switch {
		case all || some == manyStale:
			err = countAnew(ctx, tx, `WITH gone AS (DELETE FROM report_stale)`, ``)
		case some > 0:
			err = countAnew(ctx, tx, `WITH gone AS (DELETE FROM report_stale RETURNING application_id)`, ` WHERE id = ANY (ARRAY(SELECT DISTINCT application_id FROM gone))`)
		}
		if err != nil {
			return err
		}
		var newest int64
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM application_events`).Scan(&newest); err != nil {
			return err
		}
		return s.refreshServices(ctx, tx, newest)
	})
	if err != nil {
		return fmt.Errorf("refresh reports: %w", err)
	}
	return nil
}

// countAnew takes applications off the list of stale ones and writes their rows, in one statement: what it counts is as
// new as what it took off. A row that comes out as it was is not written.
func countAnew(ctx context.Context, tx pgx.Tx, with, where string) error {
	_, err := tx.Exec(ctx, with+`
		INSERT INTO report_applications AS r SELECT * FROM report_applications_now`+where+`
		ON CONFLICT (id) DO UPDATE SET (service, process, authority, region, state, day_in, day_out, decided, automatic, in_term, days, corrected, version, cause, hit, minutes, ground) =
			ROW (excluded.service, excluded.process, excluded.authority, excluded.region, excluded.state, excluded.day_in, excluded.day_out, excluded.decided, excluded.automatic,
				excluded.in_term, excluded.days, excluded.corrected, excluded.version, excluded.cause, excluded.hit, excluded.minutes, excluded.ground)
			WHERE r IS DISTINCT FROM excluded`)
	return err
}

// AsOf is when the counted applications were last brought up to date.
func (s *Store) AsOf(ctx context.Context) (time.Time, error) {
	var at time.Time
	if err := s.pool.QueryRow(ctx, `SELECT at FROM report_refreshes WHERE name = 'report_applications'`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("age of reports: %w", postgres.Problem(err))
	}
	return at, nil
}
