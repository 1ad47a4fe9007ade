package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Refresh brings the counted applications and the counters of services up to date, if anything happened since the last
// time. The job report.refresh calls it each minute; readers are never blocked.
func (s *Store) Refresh(ctx context.Context) error {
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// A refresh of ten million rows may take longer than a page is allowed to.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		var newest, have int64
		err := tx.QueryRow(ctx, `
			SELECT coalesce((SELECT max(id) FROM application_events), 0), last_event
			FROM report_refreshes WHERE name = 'report_applications' FOR UPDATE`).Scan(&newest, &have)
		if err != nil {
			return err
		}
		if newest != have {
			if _, err := tx.Exec(ctx, `REFRESH MATERIALIZED VIEW CONCURRENTLY report_applications`); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE report_refreshes SET at = $1, last_event = $2 WHERE name = 'report_applications'`, s.now(), newest); err != nil {
			return err
		}
		return s.refreshServices(ctx, tx, newest)
	})
	if err != nil {
		return fmt.Errorf("refresh reports: %w", err)
	}
	return nil
}

// AsOf is when the counted applications were last brought up to date.
func (s *Store) AsOf(ctx context.Context) (time.Time, error) {
	var at time.Time
	if err := s.pool.QueryRow(ctx, `SELECT at FROM report_refreshes WHERE name = 'report_applications'`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("age of reports: %w", postgres.Problem(err))
	}
	return at, nil
}
