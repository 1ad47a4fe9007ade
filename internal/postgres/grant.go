package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Grant gives a role what a portal that serves needs, and no more: it can't change the schema, and of tables that only ever
// grow it can neither change nor remove a row. Whoever takes over the program then has no more than that. The role must be
// there; every step of the schema has to be followed by it.
func Grant(ctx context.Context, url, role string) error {
	return locked(ctx, url, func(pool *pgxpool.Pool) error {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return grant(ctx, tx, role) })
		if err != nil {
			return fmt.Errorf("grant to %s: %w", role, err)
		}
		return nil
	})
}

func grant(ctx context.Context, tx pgx.Tx, role string) error {
	var owner bool
	var database string
	if err := tx.QueryRow(ctx, `SELECT pg_has_role($1, c.relowner, 'MEMBER') OR r.rolsuper FROM pg_class c, pg_roles r WHERE c.oid = 'schema_migrations'::regclass AND r.rolname = $1`, role).Scan(&owner); err != nil {
		return err
	}
	if owner {
		return errors.New("the role owns the schema, or is a superuser: nothing can be kept from it")
	}
	if err := tx.QueryRow(ctx, `SELECT current_database()`).Scan(&database); err != nil {
		return err
	}
	to := pgx.Identifier{role}.Sanitize()
	grants := []string{
		`REVOKE TEMPORARY ON DATABASE ` + pgx.Identifier{database}.Sanitize() + ` FROM PUBLIC`, // the portal makes no tables, not even for itself
		`GRANT USAGE ON SCHEMA public TO ` + to,
		`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ` + to,
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ` + to,
		`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ` + to,
		// What only the program that migrates writes, and what only a trigger does.
		`REVOKE INSERT, UPDATE, DELETE ON schema_migrations, river_migration, audit_heads, retention_terms FROM ` + to,
		// What is sealed opens with nothing else.
		`REVOKE DELETE ON key_rings, ring_keys FROM ` + to,
	}
	rows, _ := tx.Query(ctx, `SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change' ORDER BY 1`)
	grow, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	grants = append(grants, `REVOKE UPDATE, DELETE ON `+strings.Join(grow, ", ")+` FROM `+to,
		`GRANT UPDATE (contact, contact_sealed) ON feedback_entries TO `+to, // of what was said only how its author wants to be reached
		// An assessment is sealed anew with another key: a trigger sees to it that nothing else is written.
		`GRANT UPDATE (answers, answers_sealed, facts, facts_sealed, assessment, assessment_sealed) ON assessments TO `+to)
	for _, sql := range grants {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}
