package faults

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
)

// check is one question to the database. Its rows name what is wrong: none is right.
type check struct {
	name  string
	tried int // how many entries of the ledger it looked for; 0: it looks at the database alone
	sql   string
	args  []any
}

// finding is what a check found.
type finding struct {
	check
	wrong []string
}

// checks holds the ledger against the tables. They are written against the schema and not through the portal's own code,
// so that a mistake there does not hide itself.
func (l *ledger) checks() []check {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := slices.Collect(maps.Values(l.sent))
	var acknowledged []*sent
	var files [][]any
	words := 0
	for _, s := range all {
		if s.number == "" {
			continue
		}
		acknowledged = append(acknowledged, s)
		words += len(s.words)
		for _, name := range s.files {
			i := slices.IndexFunc(l.files, func(f file) bool { return f.name == name })
			files = append(files, []any{s.number, name, l.files[i].sum})
		}
	}
	charges := slices.Collect(maps.Values(l.money))
	var taken int64
	paid := slices.DeleteFunc(slices.Clone(charges), func(m *money) bool { return !m.acknowledged })
	for _, m := range paid {
		taken += m.amount
	}
	heard := slices.DeleteFunc(slices.Collect(maps.Values(l.said)), func(s *said) bool { return s.receipt == "" })

	numbers := texts(acknowledged, func(s *sent) string { return s.number })
	tokens := texts(acknowledged, func(s *sent) string { return s.token })
	meant := texts(all, func(s *sent) string { return s.token })
	providers, externals := texts(paid, func(m *money) string { return m.provider }), texts(paid, func(m *money) string { return m.external })
	receipts, forms, comments := texts(heard, func(s *said) string { return s.receipt }), texts(heard, func(s *said) string { return s.token }), texts(heard, func(s *said) string { return s.comment })
	sums := make([][]byte, len(files))
	for i, f := range files {
		sums[i] = f[2].([]byte) //nolint:forcetypeassert // put there above
	}
	cell := func(rows [][]any, i int) []string {
		return texts(rows, func(r []any) string { return fmt.Sprint(r[i]) })
	}
	amounts := make([]int64, len(paid))
	for i, m := range paid {
		amounts[i] = m.amount
	}
	granted := slices.Sorted(maps.Keys(l.decided))

	return []check{
		{"application lost", len(numbers), `SELECT n FROM unnest($1::text[]) n WHERE NOT EXISTS (SELECT FROM applications WHERE number = n)`, []any{numbers}},
		{"application doubled: number", len(numbers), `SELECT number FROM applications GROUP BY number HAVING count(*) > 1`, nil},
		{"application doubled: form", len(meant), `SELECT token FROM application_payloads GROUP BY token HAVING count(*) > 1`, nil},
		{"another receipt than the form's", len(numbers), `SELECT n.number FROM unnest($1::text[], $2::text[]) n(number, token) JOIN applications a USING (number)
			LEFT JOIN application_payloads p ON p.application_id = a.id WHERE p.token IS DISTINCT FROM n.token`, []any{numbers, tokens}},
		{"answers lost or changed", words, `SELECT a.number, a.id, p.answers_sealed, p.answers FROM applications a JOIN application_payloads p ON p.application_id = a.id
			WHERE a.number = ANY ($1::text[])`, []any{numbers}},
		{"application that nobody sent", len(meant), `SELECT a.number FROM applications a LEFT JOIN application_payloads p ON p.application_id = a.id
			WHERE p.token IS NULL OR p.token <> ALL ($1::text[])`, []any{meant}},
		{"half written: draft", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM drafts d WHERE d.application_id = a.id) <> 1`, nil},
		{"half written: history", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM application_events e WHERE e.application_id = a.id AND e.action = 'submit') <> 1`, nil},
		{"half written: receipt in the inbox", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM messages m WHERE m.application_id = a.id AND m.event = 'submitted') <> 1`, nil},
		{"half written: audit", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM audit_entries e WHERE e.object = 'application:' || a.number AND e.action = 'application.submit') <> 1`, nil},
		{"half written: state is not the history's", 0, `SELECT a.number FROM applications a JOIN LATERAL
			(SELECT e.to_state, e.step FROM application_events e WHERE e.application_id = a.id ORDER BY e.id DESC LIMIT 1) last ON true
			WHERE (last.to_state, last.step) IS DISTINCT FROM (a.state, a.step)`, nil},
		{"stuck: nobody assesses it", 0, `SELECT number FROM applications WHERE state = 'new'`, nil},
		// What has one attempt only comes again by the clock, and what came meanwhile has its time before it.
		{"stuck: job", 0, `SELECT kind || ' ' || id || ' ' || state || ' ' || coalesce(errors[array_upper(errors, 1)] ->> 'error', '') FROM river_job
			WHERE state IN ('running', 'available', 'retryable', 'cancelled', 'discarded') AND max_attempts > 1 AND created_at < $1`, []any{l.settled}},
		{"assessment twice", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM application_events e WHERE e.application_id = a.id
			AND e.from_state = 'new' AND e.to_state <> 'new') > 1`, nil},
		{"decision lost", len(granted), `SELECT n FROM unnest($1::text[]) n WHERE NOT EXISTS (SELECT FROM applications a JOIN application_events e ON e.application_id = a.id AND e.action = 'grant' WHERE a.number = n)`, []any{granted}},
		{"decision twice", len(granted), `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM application_events e WHERE e.application_id = a.id AND e.to_state IN ('done', 'refused')) > 1`, nil},
		{"document lost or doubled", 0, `SELECT a.number FROM applications a WHERE (SELECT count(*) FROM documents d WHERE d.application_id = a.id AND d.revoked_at IS NULL)
			<> (a.state = 'done')::int`, nil},
		{"notice lost", 0, `SELECT a.number || ' ' || w.event FROM applications a JOIN (VALUES ('done', 'granted'), ('refused', 'refused'), ('awaiting-payment', 'invoice')) w(state, event) USING (state)
			WHERE NOT EXISTS (SELECT FROM messages m WHERE m.application_id = a.id AND m.event = w.event)`, nil},
		{"notice twice", 0, `SELECT a.number || ' ' || m.event FROM messages m JOIN applications a ON a.id = m.application_id
			GROUP BY a.number, m.event, CASE WHEN m.event LIKE 'refund%' THEN m.occasion END HAVING count(*) > 1`, nil}, // each payment that goes back has its own
		{"payment lost", len(paid), `SELECT m.provider || ' ' || m.external FROM unnest($1::text[], $2::text[], $3::bigint[]) m(provider, external, amount)
			WHERE (SELECT count(*) FROM payment_transactions t JOIN payments p ON p.provider = t.provider AND p.token = t.external_id AND p.invoice_id = t.invoice_id AND p.amount = t.amount
				WHERE t.provider = m.provider AND t.external_id = m.external AND t.amount = m.amount AND t.state IN ('performed', 'returned')) = 0`, []any{providers, externals, amounts}},
		{"payment twice", len(paid), `SELECT provider || ' ' || token FROM payments GROUP BY provider, token HAVING count(*) > 1
			UNION ALL SELECT 'invoice ' || i.number FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE NOT p.surplus GROUP BY i.number HAVING count(*) > 1`, nil},
		{"sum of money differs", len(paid), `SELECT 'the providers took ' || $2::bigint || ', we have ' || coalesce(sum(p.amount), 0) FROM payments p
			WHERE p.provider || ' ' || p.token = ANY ($1::text[]) HAVING coalesce(sum(p.amount), 0) <> $2::bigint`, []any{texts(paid, func(m *money) string { return m.provider + " " + m.external }), taken}},
		{"payment that nobody made", len(charges), `SELECT provider || ' ' || token FROM payments WHERE provider || ' ' || token <> ALL ($1::text[])`, []any{texts(charges, func(m *money) string { return m.provider + " " + m.external })}},
		{"half written: payment", 0, `SELECT t.provider || ' ' || t.external_id FROM payment_transactions t
				WHERE (t.state IN ('performed', 'returned')) <> EXISTS (SELECT FROM payments p WHERE p.provider = t.provider AND p.token = t.external_id)
			UNION ALL SELECT 'invoice ' || i.number FROM invoices i WHERE (i.status IN ('paid', 'refunded')) <> EXISTS (SELECT FROM payments p WHERE p.invoice_id = i.id AND NOT p.surplus)`, nil},
		{"paid, and the case did not go on once", 0, `SELECT a.number FROM invoices i JOIN applications a ON a.id = i.application_id WHERE i.status = 'paid'
			AND (a.state = 'awaiting-payment' OR (SELECT count(*) FROM application_events e WHERE e.application_id = a.id AND e.detail ->> 'invoice' = i.number) <> 1)`, nil},
		{"surplus that does not go back", 0, `SELECT p.provider || ' ' || p.token FROM payments p WHERE p.surplus
			AND (SELECT count(*) FROM refunds r WHERE r.payment_id = p.id AND r.amount = p.amount AND r.state <> 'failed') <> 1`, nil},
		{"two invoices", 0, `SELECT a.number FROM invoices i JOIN applications a ON a.id = i.application_id GROUP BY a.number HAVING count(*) > 1`, nil},
		{"feedback lost", len(heard), `SELECT h.receipt FROM unnest($1::text[], $2::text[], $3::text[]) h(receipt, token, comment) LEFT JOIN feedback_entries e USING (receipt)
			WHERE e.token IS DISTINCT FROM h.token OR e.comment IS DISTINCT FROM h.comment`, []any{receipts, forms, comments}},
		{"feedback twice", len(heard), `SELECT token FROM feedback_entries GROUP BY token HAVING count(*) > 1`, nil},
		{"half written: feedback", 0, `SELECT e.receipt FROM feedback_entries e WHERE e.kind = 'concern' AND (SELECT count(*) FROM feedback_cases c JOIN feedback_events v ON v.case_id = c.id AND v.kind = 'opened'
			WHERE c.entry_id = e.id) <> 1`, nil},
		{"file lost, doubled or changed", len(files), `SELECT f.number || ' ' || f.name FROM unnest($1::text[], $2::text[], $3::bytea[]) f(number, name, sum) JOIN applications a USING (number)
			WHERE (SELECT count(*) FROM uploads u WHERE u.application_id = a.id AND u.name = f.name AND u.sha256 = f.sum
				AND (SELECT sha256(string_agg(c.data, ''::bytea ORDER BY c.n)) FROM upload_chunks c WHERE c.upload_id = u.id) = f.sum) <> 1`, []any{cell(files, 0), cell(files, 1), sums}},
		{"time given twice", 0, `SELECT o.authority || ' ' || o.region || ' ' || b.at FROM bookings b JOIN offices o ON o.id = b.office_id WHERE b.released_at IS NULL
				GROUP BY o.id, b.at HAVING count(*) > o.places OR count(*) <> count(DISTINCT b.place)
			UNION ALL SELECT a.number FROM bookings b JOIN applications a ON a.id = b.application_id WHERE b.released_at IS NULL GROUP BY a.number HAVING count(*) > 1`, nil},
	}
}

func texts[T any](list []T, of func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// compare asks every question.
func (l *ledger) compare(t *testing.T, q querier) (found []finding) {
	t.Helper()
	return l.ask(t, q, l.checks())
}

// changed is which answers are not those that were typed.
func (l *ledger) changed(t *testing.T, rows pgx.Rows) (wrong []string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	typed := map[string]map[string]string{}
	for _, s := range l.sent {
		typed[s.number] = s.words
	}
	var number string
	var id int64
	var sealed, plain []byte
	_, err := pgx.ForEachRow(rows, []any{&number, &id, &sealed, &plain}, func() error {
		var answers map[string]any
		if err := l.ring.Into(casework.SealedOfApplication[0], id, sealed, plain, &answers); err != nil {
			return err
		}
		for key, said := range typed[number] {
			if is, there := answers[key]; !there || fmt.Sprint(is) != said {
				wrong = append(wrong, number+" "+key)
			}
		}
		return nil
	})
	require.NoError(t, err)
	return wrong
}

func (l *ledger) ask(t *testing.T, q querier, checks []check) (found []finding) {
	t.Helper()
	for _, c := range checks {
		rows, err := q.Query(t.Context(), c.sql, c.args...)
		require.NoError(t, err, c.name)
		if c.name == "answers lost or changed" { // they are sealed
			found = append(found, finding{c, l.changed(t, rows)})
			continue
		}
		wrong, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err, c.name)
		found = append(found, finding{c, wrong})
	}
	return found
}

// control is something wrong on purpose, and the check that must find it.
type control struct{ finds, sql string }

// one is a row of an application that has all that a control needs.
const (
	known   = `(SELECT a.id FROM applications a WHERE a.number = ANY ($1::text[]) ORDER BY a.id LIMIT 1)`
	granted = `(SELECT a.id FROM applications a WHERE a.state = 'done' ORDER BY a.id LIMIT 1)`
	settled = `(SELECT p.id FROM payments p WHERE NOT p.surplus AND p.provider || ' ' || p.token = ANY ($2::text[]) AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id) ORDER BY p.id LIMIT 1)`
)

// copied doubles the row of a table with that condition, with an id of its own.
func copied(table, where string) string {
	return `DO $do$ BEGIN EXECUTE (SELECT format($sql$INSERT INTO ` + table + ` (%1$s) SELECT %1$s FROM ` + table + ` WHERE ` + where + ` LIMIT 1$sql$, string_agg(quote_ident(attname), ', '))
		FROM pg_attribute WHERE attrelid = '` + table + `'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = ''); END $do$`
}

var controls = []control{
	{"application lost", `DELETE FROM applications WHERE id = ` + known},
	{"application doubled: number", copied("applications", "id = (SELECT min(id) FROM applications)")},
	{"application doubled: form", copied("application_payloads", "true")},
	{"another receipt than the form's", `UPDATE application_payloads SET token = 'another' WHERE application_id = ` + known},
	{"answers lost or changed", `UPDATE application_payloads SET answers = '{}', answers_sealed = NULL`},
	{"application that nobody sent", `UPDATE application_payloads SET token = 'another' WHERE application_id = ` + known},
	{"half written: draft", `DELETE FROM drafts WHERE application_id = ` + known},
	{"half written: history", `DELETE FROM application_events WHERE action = 'submit' AND application_id = ` + known},
	{"half written: receipt in the inbox", `DELETE FROM messages WHERE event = 'submitted' AND application_id = ` + known},
	{"half written: audit", `DELETE FROM audit_entries WHERE action = 'application.submit'`},
	{"half written: state is not the history's", `UPDATE applications SET state = 'withdrawn', closed_at = now() WHERE id = ` + known},
	{"stuck: nobody assesses it", `UPDATE applications SET state = 'new', closed_at = NULL WHERE id = ` + known},
	{"stuck: job", `UPDATE river_job SET state = 'running', finalized_at = NULL WHERE id = (SELECT min(id) FROM river_job WHERE max_attempts > 1)`},
	{"assessment twice", copied("application_events", "from_state = 'new' AND to_state <> 'new'")},
	{"decision lost", `DELETE FROM application_events WHERE action = 'grant'`},
	{"decision twice", copied("application_events", "to_state = 'done'")},
	{"document lost or doubled", `DELETE FROM documents WHERE application_id = ` + granted},
	{"document lost or doubled", copied("documents", "revoked_at IS NULL")},
	{"notice lost", `DELETE FROM messages WHERE event = 'granted' AND application_id = ` + granted},
	{"notice twice", copied("messages", "event = 'granted' AND application_id IS NOT NULL")},
	{"payment lost", `DELETE FROM payments WHERE id = ` + settled},
	{"payment twice", copied("payments", "NOT surplus")},
	{"sum of money differs", `UPDATE payments SET amount = amount + 1 WHERE id = ` + settled},
	{"payment that nobody made", `UPDATE payments SET token = 'another' WHERE id = ` + settled},
	{"half written: payment", `UPDATE payment_transactions SET state = 'reserved', performed_at = NULL WHERE state = 'performed' AND NOT surplus`},
	{"paid, and the case did not go on once", `DELETE FROM application_events WHERE detail ? 'invoice'`},
	{"surplus that does not go back", `UPDATE payments SET surplus = true WHERE id = ` + settled},
	{"two invoices", copied("invoices", "true")},
	{"feedback lost", `DELETE FROM feedback_entries`},
	{"feedback twice", copied("feedback_entries", "true")},
	{"half written: feedback", `DELETE FROM feedback_cases`},
	{"file lost, doubled or changed", `UPDATE upload_chunks SET data = data || '\x00'`},
	{"time given twice", copied("bookings", "released_at IS NULL AND application_id IS NOT NULL")},
}

// constraints that stop doubles are taken away in the transaction of a control, which is never committed: the portal
// cannot write what the controls write.
const lift = `DO $do$ DECLARE x record; BEGIN
	SET LOCAL session_replication_role = replica;
	FOR x IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype IN ('u', 'c', 'p') AND connamespace = 'public'::regnamespace
		AND conrelid::regclass::text IN ('applications', 'application_payloads', 'drafts', 'messages', 'documents', 'payments', 'payment_transactions', 'invoices', 'feedback_entries', 'bookings', 'river_job')
		LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', x.t, x.conname); END LOOP;
	FOR x IN SELECT indexrelid::regclass AS i FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indisunique AND c.relnamespace = 'public'::regnamespace
		AND indrelid::regclass::text IN ('payments', 'payment_transactions', 'invoices', 'feedback_entries', 'bookings', 'drafts')
		LOOP EXECUTE format('DROP INDEX %s', x.i); END LOOP;
END $do$`

// controlled does each wrong in a transaction of its own and rolls it back: the comparison must see it.
func (l *ledger) controlled(t *testing.T, begin func(context.Context) (pgx.Tx, error)) {
	t.Helper()
	covered := map[string]bool{}
	var paid []string
	for key, m := range l.money {
		if m.acknowledged {
			paid = append(paid, key)
		}
	}
	for _, c := range controls {
		covered[c.finds] = true
		l.spoiled(t, begin, c, l.numbers(), paid)
	}
	for _, c := range l.checks() {
		require.True(t, covered[c.name], "no control of %q", c.name)
	}
	t.Logf("%d losses and doubles made on purpose, each found by its check", len(controls))
}

// spoiled does one thing wrong and looks whether it is found.
func (l *ledger) spoiled(t *testing.T, begin func(context.Context) (pgx.Tx, error), c control, numbers, paid []string) {
	t.Helper()
	tx, err := begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), lift)
	require.NoError(t, err)
	sql, args := `WITH given AS (SELECT $1::text[], $2::text[]) `+c.sql, []any{numbers, paid}
	if strings.HasPrefix(c.sql, "DO ") {
		sql, args = c.sql, nil
	}
	tag, err := tx.Exec(t.Context(), sql, args...)
	require.NoError(t, err, c.finds)
	if args != nil {
		require.Positive(t, tag.RowsAffected(), "nothing to spoil for %q", c.finds)
	}
	asked := slices.DeleteFunc(l.checks(), func(x check) bool { return x.name != c.finds })
	require.Len(t, asked, 1, c.finds)
	require.NotEmpty(t, l.ask(t, tx, asked)[0].wrong, "the comparison is blind: %q after %s", c.finds, c.sql)
}
