package postgres_test

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

func TestGrant(t *testing.T) {
	address := postgrestest.URL(t)
	owner, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer owner.Close(t.Context())
	role := "portal_test_" + strings.ToLower(rand.Text()[:10]) // roles belong to the server, not to the database
	_, err = owner.Exec(t.Context(), `CREATE ROLE `+role+` LOGIN PASSWORD 'serves'`)
	require.NoError(t, err)
	defer func() {
		_, err := owner.Exec(t.Context(), `DROP OWNED BY `+role+`; DROP ROLE `+role)
		require.NoError(t, err)
	}()
	require.NoError(t, postgres.Grant(t.Context(), address, role))
	require.NoError(t, postgres.Grant(t.Context(), address, role), "it is said again after each step of the schema")

	u, err := url.Parse(address)
	require.NoError(t, err)
	u.User = url.UserPassword(role, "serves")
	require.NoError(t, postgres.Migrate(t.Context(), u.String()), "a portal that serves finds that there is nothing to do")
	portal, err := pgx.Connect(t.Context(), u.String())
	require.NoError(t, err)
	defer portal.Close(t.Context())
	for _, sql := range []string{
		`INSERT INTO audit_entries (kind, actor, action, object, detail) VALUES ('machine', 0, 'test', 'test', '{}')`,
		`INSERT INTO heartbeats (replica, at) VALUES ('a', now()) ON CONFLICT (replica) DO UPDATE SET at = excluded.at`,
		`DELETE FROM heartbeats`,
		`SELECT * FROM audit_entries, schema_migrations, audit_heads`,
		`UPDATE feedback_entries SET contact_sealed = 'a', contact = NULL`,
	} {
		_, err := portal.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
	for _, sql := range []string{
		`UPDATE audit_entries SET actor = 1`, `DELETE FROM audit_entries`, `TRUNCATE audit_entries`,
		`ALTER TABLE audit_entries DISABLE TRIGGER ALL`, `UPDATE audit_heads SET seq = 0`, `DELETE FROM audit_roots`,
		`UPDATE application_events SET action = 'grant'`, `UPDATE feedback_entries SET comment = 'a'`, `DELETE FROM feedback_entries`, `DELETE FROM audit_subjects`,
		`CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
		`CREATE TEMP TABLE mine (LIKE audit_entries)`, `CREATE TABLE mine (id int)`, `DROP TABLE applications`, `ALTER TABLE applications ADD COLUMN mine int`, `DROP INDEX accounts_person_idx`,
		`UPDATE schema_migrations SET version = 1`, `SET session_replication_role = replica`, `CREATE ROLE other SUPERUSER`,
		`COPY accounts TO '/tmp/accounts'`, `SELECT pg_read_file('/etc/passwd')`,
	} {
		_, err := portal.Exec(t.Context(), sql)
		require.Error(t, err, sql)
		require.ErrorContains(t, err, "SQLSTATE 42501", sql)
	}
	require.Error(t, postgres.Grant(t.Context(), address, "nobody"), "there is no such role")
	require.ErrorContains(t, postgres.Grant(t.Context(), address, owner.Config().User), "owns the schema")
}
