package demo

import (
	"context"
	"fmt"
	"runtime"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/yagona/portal/internal/postgres"
)

// left is the table that says which indexes are still to be made. It is there while a large year is written, and after
// one that was cut off.
const left = "demo_indexes"

// strip takes from the tables the indexes that keep nothing right and only find, and notes them. To keep them in order
// row by row costs more than to make them in the end, and far more once they outgrow the memory of the server. Those of keys and
// of what may be there once stay: a year that was cut off is slow to read, and never wrong. A role that does not own the
// tables leaves them as they are.
func strip(ctx context.Context, tx pgx.Tx) error {
	if mine, err := owns(ctx, tx); err != nil || !mine {
		return err
	}
	_, err := tx.Exec(ctx, `CREATE TABLE `+left+` AS
		SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
		FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
		WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND NOT i.indisunique AND NOT i.indisexclusion AND t.relname = ANY ($1)`, filled)
	if err != nil {
		return fmt.Errorf("note indexes: %w", err)
	}
	rows, _ := tx.Query(ctx, `SELECT name FROM `+left)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("note indexes: %w", err)
	}
	for _, name := range names {
		if _, err := tx.Exec(ctx, `DROP INDEX `+name); err != nil {
			return fmt.Errorf("drop index %s: %w", name, err)
		}
	}
	return nil
}

// owns reports whether the role may make and drop indexes here.
func owns(ctx context.Context, q interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
},
) (mine bool, err error) {
	err = q.QueryRow(ctx, `SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'applications'::regclass`).Scan(&mine)
	return mine, postgres.Problem(err)
}

// filled is the tables into which most of a year goes.
var filled = []string{
	"accounts", "appeals", "application_events", "application_payloads", "applications", "assessments", "bookings", "consents", "documents", "feedback_cases",
	"feedback_entries", "feedback_events", "form_starts", "invoices", "messages", "payments", "registrations", "uploads", "visits",
}

// Dress makes the indexes that a large year went without, if some are wanting: also those of a year that was cut off. A role
// that does not own the tables leaves that to the one who does.
func (h History) Dress(ctx context.Context) error {
	if mine, err := owns(ctx, h.Pool); err != nil || !mine {
		return err
	}
	var wanting bool
	if err := h.Pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, left).Scan(&wanting); err != nil {
		return postgres.Problem(fmt.Errorf("look for indexes to be made: %w", err))
	}
	if !wanting {
		return nil
	}
	rows, _ := h.Pool.Query(ctx, `SELECT name, definition FROM `+left)
	indexes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Name, Definition string }])
	if err != nil {
		return postgres.Problem(fmt.Errorf("indexes to be made: %w", err))
	}
	group, making := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for _, index := range indexes {
		group.Go(func() error {
			return pgx.BeginFunc(making, h.Pool, func(tx pgx.Tx) error {
				// Those beside it use the other processors.
				for _, sql := range []string{`SET LOCAL maintenance_work_mem = '256MB'`, `SET LOCAL max_parallel_maintenance_workers = 0`, index.Definition} {
					if _, err := tx.Exec(making, sql); err != nil {
						return fmt.Errorf("make index %s: %w", index.Name, err)
					}
				}
				_, err := tx.Exec(making, `DELETE FROM `+left+` WHERE name = $1`, index.Name)
				return err
			})
		})
	}
	if err := group.Wait(); err != nil {
		return postgres.Problem(err)
	}
	if _, err := h.Pool.Exec(ctx, `DROP TABLE `+left); err != nil {
		return postgres.Problem(fmt.Errorf("indexes are made: %w", err))
	}
	return nil
}
