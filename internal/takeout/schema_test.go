package takeout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// left says of each table, or column of a table, that hangs on a person and is in no copy why not.
var left = map[string]string{
	// Secrets: who has the file would have the account.
	"factor_ceremonies": "half a confirmation, for minutes", "factor_codes": "hashes of recovery codes", "factor_tries": "when a code was wrong: minutes",
	"demo_authenticators": "of a demonstration",
	"factors.secret":      "a secret", "factors.last_step": "a secret", "factors.credential_id": "a secret", "factors.credential": "a secret", "factors.session_id": "while it is being set up",
	"sessions.token_hash": "a secret", "contact_codes.hash": "a secret", "admin_tokens": "hashes of secrets",

	// The work of an office, and of who holds it: it belongs to the office.
	"absences": "work of an office", "bulks": "work of an office", "bulk_items": "work of an office", "worklist_views": "work of an office", "bulletin_readers": "work of an office",
	"action_entries": "work of an office", "actions": "work of an office", "action_effects": "figures", "bhm_rates": "work of an office", "bulletins": "work of an office", "changes": "work of an office", "change_problems": "work of an office",
	"emergencies": "an official's reason to open a case: looks say that it was opened, and why", "manual_periods": "work of an office", "moved_days": "work of an office", "office_changes": "work of an office",
	"payment_differences": "books", "problems": "work of an office", "proposals": "work of an office", "role_grants": "who gave which office to whom: offices say which", "routes": "work of an office", "shadow_runs": "work of an office",
	"thread_templates": "work of an office", "feedback_notes": "what officials write to one another", "opinions": "what officials write to one another", "shadow_differences": "a rule that was tried on old cases, and changed nothing",

	// Figures and clocks without a word about a person.
	"ladders": "whom of an office was told that it is late", "problem_entries": "words of feedback, without who said them", "report_marks": "figures", "report_stale": "figures",

	"upload_chunks":              "bytes of files: each can be saved beside the application it belongs to",
	"application_payloads.token": "of a form", "drafts.token": "of a form", "drafts.row": "a version", "feedback_entries.token": "of a form", "disputes.token": "of a form", "thread_messages.token": "of a form",
	"applications.resume": "where the program goes on", "applications.row": "a version", "applications.warn_at": "when its office is warned", "applications.assignee": "an official", "applications.prepared_by": "an official", "applications.decided_by": "an official",
	"application_events.actor": "an official", "application_events.detail": "ids of officials and what the page draws from; the words stand in note",
	"appeals.prepared_by": "an official", "appeals.decided_by": "an official", "appeals.refused_by": "an official",
	"assessments.answers": "those of the application", "assessments.facts": "those of the application", "assessments.answers_sealed": "those of the application", "assessments.facts_sealed": "those of the application", "assessments.outcome": "stands in the assessment", "assessments.service_version_id": "that of the application",
	"audit_entries.chain": "proof of the record", "audit_entries.seq": "proof of the record", "audit_entries.prev": "proof of the record", "audit_entries.hash": "proof of the record",
	"bookings.place": "which of the places of an office", "bookings.noted_by": "an official", "bookings.noted_at": "when he noted it", "bookings.reminded": "a counter", "bookings.told_displaced": "a mark",
	"consents.note": "what officials write to one another", "consents.answered_by": "an official", "consents.assignee": "an official",
	"disputes.answered_by": "an official",
	"accounts.pinfl":       "of a former release: sealed within minutes", "mandates.subject": "of a former release: sealed within minutes", "disputes.subject": "of a former release: sealed within minutes",
	"contacts.address_index": "a keyed hash of the address", "contact_codes.address_index": "a keyed hash of the address",
	"accounts.pinfl_index": "a keyed hash of the number", "mandates.subject_sealed": "the number of another person, or one's own", "disputes.subject_sealed": "one's own number, or that of who is acted for",
	"document_acts.actor": "an official",
	"documents.row":       "a version", "documents.reminded": "a counter",
	"feedback_cases.row": "a version", "feedback_cases.escalated": "a counter", "feedback_cases.region": "that of the entry", "feedback_cases.service_code": "that of the entry",
	"feedback_entries.look_id": "a key", "feedback_entries.service_version_id": "a key",
	"feedback_events.official_id": "an official",
	"messages.occasion":           "a key",
	"payment_transactions.reason": "a code of the provider",
	"refunds.made_by":             "an official", "refunds.note": "what officials write to one another", "refunds.trouble": "what the provider said to the program",
	"register_copies.key": "of a former release", "register_copies.value": "of a former release", "register_copies.asked_at": "of the cache", "register_copies.applicant_index": "a keyed hash of the number",
	"retentions.held_by": "an official", "retentions.held_why": "what officials write to one another",
	"signatures.root": "a certificate of the authority",
	"takeouts.done":   "a counter", "takeouts.parts": "a counter", "takeouts.file": "the copy itself",
	"thread_messages.account_id": "who wrote it may be an official; side says which side",
	"uploads.scan_failed_at":     "of the scanner", "uploads.place": "where the bytes lie",
	"visits.inspector": "an official", "visits.recorded_by": "an official",
	"problem_supporters.sender": "hash of an address, of who is signed out",
	"sessions.mandate_id":       "for whom he acts at the moment",
}

// TestParts_wholeSchema follows every key of the schema from people and their cases: what hangs on them is in a copy, or
// left says why not. A table or a column that somebody adds is here by itself.
func TestParts_wholeSchema(t *testing.T) {
	pool := postgrestest.Owner(t, postgrestest.New(t))
	used := columnsOfParts(t, pool)
	tables := hanging(t, pool)
	require.Greater(t, len(tables), 60)
	known := map[string]bool{}
	for _, table := range tables {
		if why, whole := left[table]; whole {
			require.NotEmpty(t, why)
			require.False(t, slices.ContainsFunc(slices.Collect(maps.Keys(used)), func(c string) bool { return strings.HasPrefix(c, table+".") && table != "problems" }), "%s is in a copy and in left", table)
			known[table] = true
			continue
		}
		rows, _ := pool.Query(t.Context(), `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`, table)
		columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		for _, column := range columns {
			name := table + "." + column
			if key := column == "id" || strings.HasSuffix(column, "_id"); !key && !used[name] {
				require.NotEmpty(t, left[name], "%s hangs on a person: have a part give it (part.go), or say in left why not", name)
			}
			if left[name] != "" {
				require.False(t, used[name], "%s is in a copy and in left", name)
				known[name] = true
			}
		}
	}
	require.Empty(t, slices.DeleteFunc(slices.Sorted(maps.Keys(left)), func(name string) bool { return known[name] }), "no longer what left says")
}

// columnsOfParts is every column that a part reads, as table.column. The database tells: of a view it knows what it reads.
func columnsOfParts(t *testing.T, pool *pgxpool.Pool) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	for i, p := range parts {
		view := fmt.Sprintf("part_%d", i)
		_, err := pool.Exec(t.Context(), `CREATE VIEW `+view+` AS `+strings.NewReplacer("@me", "1::bigint", "@index", "''::bytea").Replace(p.sql))
		require.NoError(t, err, p.name)
		rows, _ := pool.Query(t.Context(), `SELECT table_name || '.' || column_name FROM information_schema.view_column_usage WHERE view_name = $1`, view)
		columns, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		require.NotEmpty(t, columns, p.name)
		for _, c := range columns {
			used[c] = true
		}
	}
	return used
}

// hanging is the tables that name a person or a case, or a row of a table that does.
func hanging(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, _ := pool.Query(t.Context(), `WITH RECURSIVE hangs AS (
			SELECT c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
				AND (c.relname = 'accounts' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
					AND a.attname IN ('account_id', 'application_id', 'pinfl', 'subject', 'actor', 'official_id', 'holder', 'asker')))
			UNION SELECT k.conrelid FROM hangs h JOIN pg_constraint k ON k.contype = 'f' AND k.confrelid = h.oid)
		SELECT oid::regclass::text FROM hangs JOIN pg_class USING (oid) WHERE relkind IN ('r', 'p') AND relname NOT LIKE 'part\_%' ORDER BY 1`)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return tables
}

// TestParts_named: every part and every column is explained in every language.
func TestParts_named(t *testing.T) {
	pool := postgrestest.New(t)
	var missing []string
	names := map[string]bool{}
	for _, p := range parts {
		require.False(t, names[p.name], p.name)
		names[p.name] = true
		rows, err := pool.Query(t.Context(), p.sql, pgx.NamedArgs{"me": int64(0), "index": nil})
		require.NoError(t, err, p.name)
		ids := []string{"takeout.part." + p.name}
		for _, c := range rows.FieldDescriptions() {
			ids = append(ids, "takeout.field."+c.Name)
		}
		rows.Close()
		require.NoError(t, rows.Err(), p.name)
		for _, l := range locale.Langs {
			for _, id := range ids {
				if !l.Has(id) {
					missing = append(missing, id)
				}
			}
		}
	}
	slices.Sort(missing)
	require.Empty(t, slices.Compact(missing))
}
