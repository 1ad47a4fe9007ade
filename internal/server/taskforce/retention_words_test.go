package taskforce_test

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/retention"
)

// beside is the tables that hang on a case and keep what they hold, and why.
var beside = map[string]string{
	"retentions":           "the mark of the erasure itself",
	"invoices":             "money: the law of accounts has its own term; a quote is rules and sums",
	"payments":             "money",
	"payment_transactions": "money",
	"refunds":              "money",
	"agreements":           "the proof that the person agreed: the wording of the portal, no word of the person's",
	"bookings":             "an office and a time; no words",
	"ladders":              "times",
	"report_marks":         "figures: keys of questions",
	"report_stale":         "figures",
	"form_starts":          "figures: how far forms come",
	"bulk_items":           "an order of an official: number and code of the outcome",
}

// codes is the columns that hold nobody's words but a code, a key or a public title, with what stands in them here.
var codes = map[string]string{
	"application_events.action": `'note'`, "application_events.from_state": `'in-process'`, "application_events.to_state": `'in-process'`, "application_events.step": `'review'`, "application_events.kind": `'official'`,
	"application_payloads.token": `gen_random_uuid()::text`,
	"appeals.outcome":            `'upheld'`, "appeals.number": `gen_random_uuid()::text`, "appeals.kind": `'review'`, "appeals.raised_from": `'refused'`,
	"consents.authority": `'cadastre'`, "consents.answer": `'given'`,
	"copies.channel": `'sms'`, "copies.state": `'sent'`, "copies.why": `''`, "copies.reference": `''`,
	"document_acts.act": `'suspend'`, "document_acts.reason": `'court'`,
	"documents.number": `gen_random_uuid()::text`, "documents.application": `''`, "documents.kind": `'extract'`, "documents.title": `'{}'`, "documents.authority": `'{}'`, "documents.lang": `'uz'`,
	"documents.code": `gen_random_uuid()::text`, "documents.revoked_why": `''`, "documents.service": `''`, "documents.office": `''`, "documents.region": `''`, "documents.suspended_why": `''`,
	"drafts.service": `'justice-review'`, "drafts.token": `gen_random_uuid()::text`,
	"emergencies.authority": `'justice'`, "emergencies.at": `now()`, "emergencies.until": `now() + interval '1 day'`,
	"feedback_cases.number": `gen_random_uuid()::text`, "feedback_cases.reason": `'other'`, "feedback_cases.owner": `'justice'`, "feedback_cases.supervisor": `''`, "feedback_cases.region": `''`,
	"feedback_cases.service_code": `''`, "feedback_cases.state": `'closed'`,
	"feedback_entries.token": `gen_random_uuid()::text`, "feedback_entries.receipt": `gen_random_uuid()::text`, "feedback_entries.kind": `'concern'`, "feedback_entries.service_code": `''`,
	"feedback_entries.authority": `'justice'`, "feedback_entries.region": `''`, "feedback_entries.page": `''`, "feedback_entries.step": `''`, "feedback_entries.lang": `'uz'`,
	"feedback_events.kind": `'answered'`, "feedback_events.authority": `'justice'`, "feedback_notes.authority": `'justice'`,
	"messages.event": `'withdrawn'`, "messages.number": `''`, "messages.occasion": `gen_random_uuid()::text`, "messages.office": `''`,
	"opinions.authority": `'cadastre'`, "opinions.region": `''`, "opinions.answered_at": `now()`, "opinions.answered_by": `1`,
	"problem_entries.service": `''`, "problem_entries.authority": `'justice'`, "problem_entries.step": `''`,
	"registrations.service": `'justice-review'`,
	"thread_messages.side":  `'office'`, "thread_messages.token": `gen_random_uuid()::text`,
	"uploads.id": `gen_random_uuid()::text`, "uploads.place": `'chunks'`, "uploads.virus": `''`,
	"visits.missed": `false`,
}

// gone is the tables whose rows go with the words; those of the others stay, because figures count them.
var gone = []string{"assessments", "shadow_differences", "signatures", "thread_messages", "upload_chunks", "uploads"}

// hanging is a foreign key by which a row belongs to a case, or to a row that does.
type hanging struct{ table, column, to string }

// TestRetention_wholeSchema plants a word in every text of every table that hangs on a case, as the schema has them today:
// a table or a column that somebody adds is here by itself. All of them are gone after the erasure.
func TestRetention_wholeSchema(t *testing.T) {
	x := newTown(t)
	ctx := t.Context()
	services := catalogue.NewStore(x.Pool, x.Clock.Now)
	require.NoError(t, services.Refresh(ctx))
	store := retention.NewStore(x.Pool, x.Clock.Now, services.Snapshot)
	a := x.apply("aziz")
	require.NoError(t, x.cases.Act(ctx, casework.Citizen(x.Principal("aziz")), a.Number, casework.ActionInput{Action: casework.Withdraw, Row: a.Row}))
	owner := ownerOf(t, x)
	_, err := owner.Exec(ctx, `SET session_replication_role = replica`) // past every trigger and key: rows need not make sense
	require.NoError(t, err)
	planted := map[string]bool{}
	plant(t, owner, hanging{to: "applications"}, strconv.FormatInt(a.ID, 10), x.Principal("aziz").AccountID, planted)
	require.Greater(t, len(planted), 20, "tables hang on a case")
	sealed := func() (n int) {
		require.NoError(t, x.Pool.QueryRow(ctx, `SELECT count(*) FROM documents WHERE lines_sealed IS NOT NULL`).Scan(&n))
		return n
	}
	_, err = owner.Exec(ctx, `INSERT INTO documents (number, code, application_id, application, account_id, kind, title, authority, holder, lang, issued_at, lines_sealed)
		SELECT 'another', 'another', application_id, application, account_id, kind, title, authority, holder, lang, issued_at, 'sealed' FROM documents`)
	require.NoError(t, err)
	require.Equal(t, 1, sealed())
	there := where(t, x, secret)
	require.Greater(t, len(there), 18)
	before := rows(t, x, planted)

	later(t, x, a.ID, term, 10)
	erases := func() (n int) {
		require.NoError(t, store.Run(ctx, retention.Args{}))
		later(t, x, a.ID, 0, 40)
		require.NoError(t, store.Run(ctx, retention.Args{}))
		require.NoError(t, x.Pool.QueryRow(ctx, `SELECT count(erased_at) FROM retentions`).Scan(&n))
		return n
	}
	// Each of these keeps it, and so does the function for whoever calls it.
	kept := map[string]string{
		`UPDATE appeals SET outcome = ''`:                                    `UPDATE appeals SET outcome = 'upheld'`,
		`UPDATE feedback_cases SET state = 'reopened'`:                       `UPDATE feedback_cases SET state = 'closed'`,
		`UPDATE feedback_cases SET reopen_until = now() + interval '1 hour'`: `UPDATE feedback_cases SET reopen_until = now() - interval '1 hour'`,
		`INSERT INTO invoices (number, application_id, status, amount, quote, issued_at, due_at, paid_at) SELECT 'x', id, 'refunded', 1, '{}', closed_at, closed_at, closed_at FROM applications WHERE number = '` + a.Number + `';
			INSERT INTO refunds (invoice_id, payment_id, amount, reason, made_at, state) SELECT id, 0, 1, '', issued_at, 'failed' FROM invoices WHERE number = 'x'`: `DELETE FROM refunds; DELETE FROM invoices`,
		`INSERT INTO retention_terms (authority, service, months) VALUES ('', 'justice-review', 600)`: `DELETE FROM retention_terms WHERE service <> ''`,
		`UPDATE documents SET valid_until = now() + interval '1 year'`:                                `UPDATE documents SET valid_until = now() - interval '1 year'`,
	}
	for _, kind := range document.Lasting {
		kept[`UPDATE documents SET valid_until = NULL, kind = '`+kind+`'`] = `UPDATE documents SET valid_until = now() - interval '1 year'`
	}
	for _, keep := range slices.Sorted(maps.Keys(kept)) {
		_, err := owner.Exec(ctx, keep)
		require.NoError(t, err, keep)
		require.Zero(t, erases(), keep)
		_, err = owner.Exec(ctx, `INSERT INTO retentions (application_id, told_at, erase_at) SELECT id, closed_at, closed_at FROM applications WHERE number = $1 ON CONFLICT DO NOTHING`, a.Number)
		require.NoError(t, err)
		var done bool
		require.NoError(t, x.Pool.QueryRow(ctx, `SELECT erase_application($1)`, a.ID).Scan(&done))
		require.False(t, done, keep)
		_, err = owner.Exec(ctx, `DELETE FROM retentions; `+kept[keep])
		require.NoError(t, err)
	}
	require.Equal(t, there, where(t, x, secret))

	_, err = owner.Exec(ctx, `UPDATE documents SET valid_until = NULL, kind = 'extract'`)
	require.NoError(t, err)
	require.Equal(t, 1, erases(), "a paper that says what was so on a day keeps nothing")
	require.Empty(t, where(t, x, secret), "erase_application has to know of these, or beside or codes has to say why not")
	require.Zero(t, sealed())
	after := rows(t, x, planted)
	for table, n := range before {
		switch {
		case slices.Contains(gone, table):
			require.Zero(t, after[table], table)
		case table == "messages": // that it goes was told, again and again here
			require.Greater(t, after[table], n)
		default:
			require.Equal(t, n, after[table], "rows of %s are counted", table)
		}
	}
}

// ownerOf is a connection with the rights of who migrates, whatever those of the pool are.
func ownerOf(t *testing.T, x *town) *pgx.Conn {
	t.Helper()
	address, err := url.Parse(x.Pool.Config().ConnString())
	require.NoError(t, err)
	q := address.Query()
	q.Del("role")
	address.RawQuery = q.Encode()
	conn, err := pgx.Connect(t.Context(), address.String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// rows is how many rows of each table there are.
func rows(t *testing.T, x *town, tables map[string]bool) map[string]int {
	t.Helper()
	n := map[string]int{}
	for table := range tables {
		var rows int
		require.NoError(t, x.Pool.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{table}.Sanitize()).Scan(&rows))
		n[table] = rows
	}
	return n
}

// plant adds a row with the word to each table that points to that row, and to those that point to it.
func plant(t *testing.T, owner *pgx.Conn, at hanging, id string, account int64, planted map[string]bool) {
	t.Helper()
	list, _ := owner.Query(t.Context(), `SELECT DISTINCT c.conrelid::regclass::text, a.attname::text, $1::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
		JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1] AND f.attname = 'id'
		WHERE c.contype = 'f' AND c.confrelid = $1::regclass AND c.conrelid <> c.confrelid ORDER BY 1, 2`, at.to)
	keys, err := pgx.CollectRows(list, func(r pgx.CollectableRow) (h hanging, err error) { return h, r.Scan(&h.table, &h.column, &h.to) })
	require.NoError(t, err)
	for _, key := range keys {
		if _, stays := beside[key.table]; stays {
			continue
		}
		planted[key.table] = true
		if row := grow(t, owner, key, id, account); row != "" && !strings.HasPrefix(key.table, "application_") {
			plant(t, owner, hanging{to: key.table}, row, account, planted)
		}
	}
}

// grow adds the row, and is its id where the table has one.
func grow(t *testing.T, owner *pgx.Conn, key hanging, id string, account int64) string {
	t.Helper()
	list, _ := owner.Query(t.Context(), `SELECT column_name, data_type, is_nullable = 'YES', is_identity = 'YES' FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`, key.table)
	var name, kind string
	var optional, identity, hasID bool
	var names, values []string
	_, err := pgx.ForEachRow(list, []any{&name, &kind, &optional, &identity}, func() error {
		hasID = hasID || name == "id"
		code, coded := codes[key.table+"."+name]
		var value string
		switch {
		case identity:
			return nil
		case name == key.column:
			value = `'` + id + `'`
		case coded:
			value = code
		case kind == "text":
			value = `'` + secret + `'`
		case kind == "jsonb":
			value = `'{"said": "` + secret + `"}'`
		case kind == "ARRAY":
			value = `'{` + secret + `}'`
		case optional:
			return nil
		case name == "account_id":
			value = strconv.FormatInt(account, 10)
		case kind == "bytea":
			value = `'\x00'`
		case kind == "boolean":
			value = `false`
		case strings.HasPrefix(kind, "timestamp"), kind == "date":
			value = `now()`
		default:
			value = `1`
		}
		names, values = append(names, pgx.Identifier{name}.Sanitize()), append(values, value)
		return nil
	})
	require.NoError(t, err)
	sql := `INSERT INTO ` + pgx.Identifier{key.table}.Sanitize() + ` (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(values, ", ") + `)`
	if !hasID {
		sql += ` ON CONFLICT DO NOTHING`
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err, "say in codes what stands there: %s", sql)
		return ""
	}
	var row string
	require.NoError(t, owner.QueryRow(t.Context(), sql+` RETURNING id::text`).Scan(&row), "say in codes what stands there: %s", sql)
	return row
}
