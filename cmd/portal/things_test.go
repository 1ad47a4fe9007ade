package main

import (
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// thing is what the placeholders of routes stand for: a query that gives their values in the order of the address, and
// whether it is one of the asker's own (@me is his account, @authority and @region his office).
type thing struct {
	routes string // how they begin, behind the language
	sql    string // values text[], mine boolean
	absent string // what looks the same and is nowhere; empty: the thing is everybody's
}

const nowhere = "987654321"

// things are asked from the first on: the more exact ones stand before the others.
var things = []thing{
	{routes: "/applications/{number}/messages/files/{id}", absent: nowhere + " unbekannt12345678901", sql: `SELECT ARRAY[a.number, u.id], a.account_id = @me
		FROM uploads u JOIN applications a ON a.id = u.thread_id WHERE u.message_id IS NOT NULL`},
	{routes: "/applications/{number}/visits/files/{id}", absent: nowhere + " unbekannt12345678901", sql: `SELECT ARRAY[a.number, u.id], a.account_id = @me
		FROM uploads u JOIN visits v ON v.id = u.visit_id JOIN applications a ON a.id = v.application_id WHERE v.passed IS NOT NULL`},
	{routes: "/applications/{number}/signature/{file}", absent: nowhere + " summary.txt", sql: `SELECT ARRAY[a.number, 'summary.txt'], a.account_id = @me
		FROM signatures s JOIN applications a ON a.id = s.application_id`},
	{routes: "/applications/{number}/correct", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state = 'to-be-corrected'`},
	{routes: "/applications/{number}/pay", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state = 'awaiting-payment'`},
	{routes: "/applications/{number}/decision", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state = 'refused'`},
	{routes: "/applications/{number}/review", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state = 'refused'`},
	{routes: "/applications/{number}/appeal", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state = 'refused'`},
	{routes: "/applications/{number}/visit", absent: nowhere, sql: `SELECT ARRAY[a.number], a.account_id = @me FROM bookings b JOIN applications a ON a.id = b.application_id WHERE b.at > now() AND a.state = 'done'`},
	{routes: "/applications/{number}/withdraw", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications WHERE state IN ('in-process', 'awaiting-payment', 'to-be-corrected')`},
	{routes: "/applications/{number}", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM applications`},
	{routes: "/apply/{draft}/{page}", absent: nowhere + " purpose", sql: `SELECT ARRAY[id::text, 'purpose'], account_id = @me FROM drafts`},
	{routes: "/apply/{draft}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM drafts`},
	{routes: "/documents/{number}", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM documents`},
	{routes: "/files/{id}", absent: "unbekannt12345678901", sql: `SELECT ARRAY[id], account_id = @me FROM uploads WHERE application_id IS NOT NULL AND thread_id IS NULL`},
	{routes: "/disputes/{number}", absent: nowhere, sql: `SELECT ARRAY[number], account_id = @me FROM disputes`},
	{routes: "/agreements/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM agreements`},
	{routes: "/cabinet/looks/{id}", absent: nowhere, sql: `SELECT ARRAY[entry_id::text], account_id = @me FROM audit_subjects`},
	{routes: "/cabinet/sessions/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM sessions`},
	{routes: "/cabinet/factors/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM factors WHERE confirmed_at IS NOT NULL`},
	{routes: "/cabinet/notices/{channel}", sql: `SELECT ARRAY['email'], true`},
	{routes: "/data/{register}", sql: `SELECT ARRAY['tax'], true`},
	{routes: "/feedback/cases/{number}", absent: nowhere, sql: `SELECT ARRAY[c.number], e.account_id = @me FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE e.account_id IS NOT NULL`},
	{routes: "/feedback/letters/{number}/{key}", sql: `SELECT ARRAY[c.number, left(encode(sha256(convert_to('feedback letter ' || e.receipt, 'UTF8')), 'hex'), 32)], true
		FROM feedback_cases c JOIN feedback_entries e ON e.id = c.entry_id WHERE e.kind <> 'corruption'`}, // so is the address in a letter
	{routes: "/feedback/{receipt}", sql: `SELECT ARRAY[receipt], true FROM feedback_entries WHERE id IN (SELECT entry_id FROM feedback_cases)`}, // a receipt is a secret: who has it may

	{routes: "/admin/cases/{number}/messages/files/{id}", absent: nowhere + " unbekannt12345678901", sql: `SELECT ARRAY[a.number, u.id], ` + ours + ` FROM uploads u JOIN applications a ON a.id = u.thread_id WHERE u.message_id IS NOT NULL AND ` + unasked},
	{routes: "/admin/cases/{number}/visits/files/{id}", absent: nowhere + " unbekannt12345678901", sql: `SELECT ARRAY[a.number, u.id], ` + ours + ` FROM uploads u JOIN visits v ON v.id = u.visit_id JOIN applications a ON a.id = v.application_id WHERE ` + unasked},
	{routes: "/admin/cases/{number}/files/{id}", absent: nowhere + " unbekannt12345678901", sql: `SELECT ARRAY[a.number, u.id], ` + ours + ` FROM uploads u JOIN applications a ON a.id = u.application_id WHERE u.thread_id IS NULL AND u.visit_id IS NULL AND ` + unasked},
	{routes: "/admin/cases/{number}/documents/{document}", absent: nowhere + " 123456789", sql: `SELECT ARRAY[a.number, d.number], ` + ours + ` FROM documents d JOIN applications a ON a.id = d.application_id WHERE ` + unasked},
	{routes: "/admin/cases/{number}/signature/{file}", absent: nowhere + " summary.txt", sql: `SELECT ARRAY[a.number, 'summary.txt'], ` + ours + ` FROM signatures s JOIN applications a ON a.id = s.application_id WHERE ` + unasked},
	{routes: "/admin/cases/{number}/decision", absent: nowhere, sql: `SELECT ARRAY[a.number], ` + ours + ` FROM applications a WHERE a.state = 'refused' AND ` + unasked},
	{routes: "/admin/cases/{number}/actions/record-result", absent: nowhere, sql: `SELECT ARRAY[a.number], ` + ours + ` FROM applications a WHERE a.step = 'visit' AND ` + unasked},
	{routes: "/admin/cases/{number}/actions/{action}", absent: nowhere + " remark", sql: `SELECT ARRAY[a.number, 'remark'], ` + ours + ` FROM applications a WHERE a.state = 'in-process' AND ` + unasked},
	{routes: "/admin/cases/{number}", absent: nowhere, sql: `SELECT ARRAY[a.number], ` + ours + ` FROM applications a WHERE ` + unasked},
	{routes: "/admin/retention/{number}", absent: nowhere, sql: `SELECT ARRAY[a.number], ` + ours + ` FROM retentions r JOIN applications a ON a.id = r.application_id WHERE r.erased_at IS NULL`},
	{routes: "/admin/access/officials/{id}", absent: nowhere, sql: `SELECT ARRAY[o.account_id::text], @authority = '' OR o.authority = @authority AND (@region = '' OR o.region = @region)
		FROM officials o JOIN accounts a ON a.id = o.account_id WHERE o.ended_at IS NULL AND a.subject LIKE '%-specialist'`},
	{routes: "/admin/access/proposals/{id}/{verb}", absent: nowhere + " confirm", sql: `SELECT ARRAY[id::text, 'confirm'], true FROM role_grants WHERE settled_at IS NULL`},
	{routes: "/admin/views/{id}/{change}", absent: nowhere + " remove", sql: `SELECT ARRAY[id::text, 'remove'], account_id = @me FROM worklist_views`},
	{routes: "/admin/bulk/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM bulks`},
	{routes: "/admin/absences/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority FROM absences`},
	{routes: "/admin/papers/{number}/{act}", absent: nowhere + " suspend", sql: `SELECT ARRAY[d.number, 'suspend'], ` + issued},
	{routes: "/admin/papers/{number}", absent: nowhere, sql: `SELECT ARRAY[d.number], ` + issued},
	{routes: "/admin/feedback/{number}/photo", absent: nowhere, sql: `SELECT ARRAY[c.number], @authority IN (c.owner, c.supervisor) AND (@region = '' OR c.region IN ('', @region))
		FROM feedback_cases c JOIN uploads u ON u.feedback_id = c.entry_id WHERE c.reason <> 'corruption'`},
	{routes: "/admin/feedback/{number}", absent: nowhere, sql: `SELECT ARRAY[number], @authority IN (owner, supervisor) AND (@region = '' OR region IN ('', @region)) FROM feedback_cases
		WHERE NOT (@authority IN (owner, supervisor) AND NOT (@region = '' OR region IN ('', @region))) AND reason <> 'corruption'`}, // whose heads alone read it: TestStore_Submit_corruptionGoesAbove,
	{routes: "/admin/problems/{number}", absent: nowhere, sql: `SELECT ARRAY[number], @authority IN ('', authority) FROM problems`},
	{routes: "/admin/changes/{number}", absent: nowhere, sql: `SELECT ARRAY[number], @authority IN ('', authority) FROM changes`},
	{routes: "/cabinet/copy/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], account_id = @me FROM takeouts`},
	{routes: "/admin/disputes/{number}", absent: nowhere, sql: `SELECT ARRAY[number], owner = @authority FROM disputes`},
	{routes: "/admin/search/synonyms/{id}", sql: `SELECT ARRAY[id::text], true FROM synonyms`},
	{routes: "/admin/search/{list}", sql: `SELECT ARRAY['empty'], true`},
	{routes: "/admin/services/{code}/proposals/{number}", absent: "apostille " + nowhere, sql: `SELECT ARRAY[s.code, v.number::text], @authority = s.authority FROM proposals p JOIN service_versions v ON v.id = p.version_id
		JOIN LATERAL (SELECT code, definition->>'authority' AS authority FROM services x JOIN service_versions y ON y.id = x.current_version_id WHERE x.id = v.service_id) s ON true`},
	{routes: "/admin/services/{code}", absent: "nobodys", sql: `SELECT ARRAY[x.code], @authority IN ('', y.definition->>'authority') FROM services x JOIN service_versions y ON y.id = x.current_version_id
		WHERE y.definition->>'process' <> 'extract' AND y.definition->>'authority' IN ('justice', 'cadastre', 'agriculture')`},
	{routes: "/admin/offices/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority AND (@region = '' OR region = @region) FROM offices`},
	{routes: "/admin/reception/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority AND (@region = '' OR region = @region) FROM offices`},
	{routes: "/admin/routes/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority FROM routes`},
	{routes: "/admin/templates/{id}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority FROM thread_templates`},
	{routes: "/admin/actions/{n}", absent: nowhere, sql: `SELECT ARRAY[id::text], authority = @authority AND @region = '' FROM actions`},
	{routes: "/admin/money/rates/{id}", sql: `SELECT ARRAY[id::text], true FROM bhm_rates`},
	{routes: "/admin/money/refunds/{id}", sql: `SELECT ARRAY[id::text], true FROM refunds`},
	{routes: "/admin/money/books/{day}/{provider}", sql: `SELECT ARRAY[day::text, provider], true FROM statements`},
	{routes: "/admin/money/differences/{id}", sql: `SELECT ARRAY[id::text], true FROM payment_differences`},

	{routes: "/taskforce/actions/{n}", sql: `SELECT ARRAY[id::text], true FROM actions`},
	{routes: "/taskforce/operations/jobs/{kind}", sql: `SELECT ARRAY[kind], true FROM river_job WHERE state = 'discarded'`},
	{routes: "/taskforce/calendar/{id}", sql: `SELECT ARRAY[id::text], true FROM moved_days`},
	{routes: "/taskforce/monthly/{month}", sql: `SELECT ARRAY[to_char(max(month), 'YYYY-MM')], true FROM bulletins`},
	{routes: "/taskforce/{report}", sql: `SELECT ARRAY['authorities'], true`},

	{routes: "/services/{code}/check", sql: `SELECT ARRAY['travel-passport'], true`},
	{routes: "/services/{code}", sql: `SELECT ARRAY['apostille'], true`},
	{routes: "/topics/{code}", sql: `SELECT ARRAY['taxes'], true`},
	{routes: "/life-events/{code}", sql: `SELECT ARRAY['having-a-child'], true`},
	{routes: "/authorities/{code}", sql: `SELECT ARRAY['justice'], true`},
	{routes: "/groups/{code}", sql: `SELECT ARRAY['low-income'], true`},
	{routes: "/sectors/{code}", sql: `SELECT ARRAY['justice'], true`},
	{routes: "/audiences/{code}", sql: `SELECT ARRAY['citizen'], true`},
	{routes: "/ratings/{name}", sql: `SELECT ARRAY['justice'], true`},
	{routes: "/open-data/{file}", sql: `SELECT ARRAY['volumes.csv'], true`},
	{routes: "/licences/{number}", sql: `SELECT ARRAY[number], true FROM documents WHERE kind = 'licence' UNION ALL SELECT ARRAY['` + nowhere + `'], true`},
	{routes: "/problems/{number}", sql: `SELECT ARRAY[number], true FROM problems`},
	{routes: "/you-said-we-did/{number}", sql: `SELECT ARRAY[number], true FROM changes WHERE published_at IS NOT NULL`},
	{routes: "/verify/{code}", sql: `SELECT ARRAY[code], true FROM documents`}, // the code on a paper is a secret: who has it may
	{routes: "/sign-in/{why}", sql: `SELECT ARRAY['cancelled'], true`},
	{routes: "/unsubscribe/{contact}/{mark}", sql: `SELECT ARRAY['1', 'mark'], true`}, // signed: nobody guesses the mark
	{routes: "/callbacks/sms/{copy}/{mark}", sql: `SELECT ARRAY['1', 'mark'], true`},
	{routes: "/demo/tiles/{z}/{x}/{y}.png", sql: `SELECT ARRAY['6', '44', '24'], true`},
}

const (
	// ours is a case of the official's office.
	ours = `a.authority = @authority AND (@region = '' OR a.region IN ('', @region))`
	// unasked leaves out the cases of others that the office is asked about.
	unasked = `(a.authority = @authority AND (@region = '' OR a.region IN ('', @region)) OR NOT EXISTS (SELECT FROM consents c WHERE c.application_id = a.id AND c.authority = @authority)
		AND NOT EXISTS (SELECT FROM opinions o WHERE o.application_id = a.id AND o.authority = @authority))`
	issued = `d.office = @authority AND (@region = '' OR d.region IN ('', @region)) FROM documents d WHERE d.revoked_at IS NULL AND EXISTS (SELECT FROM services x JOIN service_versions y ON y.id = x.current_version_id WHERE x.code = d.service)`
)

// person is a persona with what the queries want to know.
type person struct {
	subject, authority, region, role string
	id                               int64
}

var personas = []string{"malika", "jasur", "justice-specialist", "justice-head", "cadastre-specialist", "cadastre-head", "agriculture-head", "taskforce", "editor", "finance", "administrator"}

// people are one persona of each kind, the visitor first.
func (w *realm) people() (all []person) {
	w.t.Helper()
	if w.everybody != nil {
		return w.everybody
	}
	defer func() { w.everybody = all }()
	all = append(all, person{})
	rows, err := w.eye.Query(w.t.Context(), `SELECT a.subject, a.id, coalesce(o.authority, ''), coalesce(o.region, ''), coalesce(o.role, 'citizen')
		FROM accounts a LEFT JOIN officials o ON o.account_id = a.id AND o.ended_at IS NULL
		WHERE a.subject = ANY($1) ORDER BY array_position($1, a.subject)`,
		personas)
	require.NoError(w.t, err)
	for rows.Next() {
		var p person
		require.NoError(w.t, rows.Scan(&p.subject, &p.id, &p.authority, &p.region, &p.role))
		all = append(all, p)
	}
	require.NoError(w.t, rows.Err())
	require.Len(w.t, all, 1+len(personas))
	return all
}

var anyPlaceholder = regexp.MustCompile(`\{[a-z]+[^}]*\}`)

// thingOf is what the placeholders of a route stand for; a route without any stands for itself.
func (w *realm) thingOf(pattern string) (x thing, ok bool) {
	w.t.Helper()
	behind := strings.TrimPrefix(pattern, "/{lang}")
	if !anyPlaceholder.MatchString(behind) {
		return thing{}, false
	}
	for _, x := range things {
		if rest, ok := strings.CutPrefix(behind, x.routes); ok && (rest == "" || rest[0] == '/') && !anyPlaceholder.MatchString(rest) {
			return x, true
		}
	}
	require.Failf(w.t, "a new kind of address", "%s: say in things (things_test.go) by a query what its placeholders stand for, and whose it is", pattern)
	return thing{}, false
}

// address is a route with its placeholders filled with something of the person's own, or of somebody else's. There may
// be none.
func (w *realm) address(pattern string, x thing, who person, mine bool) (path string, ok bool) {
	w.t.Helper()
	rows, err := w.eye.Query(w.t.Context(), `SELECT v FROM (`+x.sql+`) AS x (v, mine) WHERE coalesce(mine, false) = @mine ORDER BY v LIMIT 1`,
		pgx.NamedArgs{"me": who.id, "authority": who.authority, "region": who.region, "mine": mine})
	require.NoError(w.t, err, x.sql)
	values, err := pgx.CollectRows(rows, pgx.RowTo[[]string])
	require.NoError(w.t, err, x.sql)
	if len(values) == 0 {
		return "", false
	}
	return filled(pattern, values[0]), true
}

// filled writes values into the placeholders, one after the other.
func filled(pattern string, values []string) string {
	pattern = strings.Replace(pattern, "{lang}", "uz", 1)
	n := 0
	return anyPlaceholder.ReplaceAllStringFunc(pattern, func(string) string {
		n++
		return values[n-1]
	})
}

// furnish adds what the year of the demo has not: one of each for malika and her officials, and one for others.
func (w *realm) furnish() {
	w.t.Helper()
	for _, subject := range personas {
		w.as(subject)
	}
	for _, subject := range personas[:2] {
		b := w.as(subject).Follow()
		b.Get("/uz/services/tax-debt-certificate/apply").Form("/apply").Submit("")
		b.Stay()
	}
	citizens := `(SELECT id, subject FROM accounts WHERE subject IN ('malika', 'jasur')) AS c`
	for _, sql := range []string{
		// Cases of both citizens at all three offices of our officials, in each state that has pages of its own.
		`UPDATE applications a SET account_id = c.id FROM (SELECT a.id AS application, (array(SELECT id FROM accounts WHERE subject IN ('malika', 'jasur') ORDER BY subject))[1 + (row_number() OVER (PARTITION BY a.state, a.authority ORDER BY a.id) % 2)] AS id
			FROM applications a WHERE a.authority IN ('justice', 'agriculture', 'cadastre')) AS c WHERE a.id = c.application`,
		`UPDATE applications a SET account_id = c.id FROM (SELECT a.id AS application, (array(SELECT id FROM accounts WHERE subject IN ('malika', 'jasur') ORDER BY subject))[1 + (row_number() OVER (PARTITION BY a.state ORDER BY a.id) % 2)] AS id
			FROM applications a WHERE a.state IN ('to-be-corrected', 'awaiting-payment', 'refused') OR a.id IN (SELECT application_id FROM bookings WHERE at > now() AND application_id IS NOT NULL)) AS c WHERE a.id = c.application`,
		`UPDATE messages m SET account_id = a.account_id FROM applications a WHERE a.id = m.application_id AND m.office = ''`,
		`UPDATE documents d SET account_id = a.account_id FROM applications a WHERE a.id = d.application_id`,
		`UPDATE uploads u SET account_id = a.account_id FROM applications a WHERE a.id = u.application_id`,
		`INSERT INTO thread_messages (application_id, at, side, account_id, text, token)
			SELECT a.id, now(), 'applicant', a.account_id, 'Salom', 'furnished ' || a.id FROM applications a JOIN ` + citizens + ` ON c.id = a.account_id`,
		`INSERT INTO uploads (id, account_id, thread_id, message_id, field, name, type, size, sha256, created_at, scanned_at)
			SELECT 'thread' || m.id, m.account_id, m.application_id, m.id, 'thread', 'a.png', 'image/png', 4, '\x00', now(), now() FROM thread_messages m`,
		`INSERT INTO uploads (id, account_id, visit_id, field, name, type, size, sha256, created_at, scanned_at)
			SELECT 'visit' || v.id, coalesce(v.recorded_by, a.account_id), v.id, 'photo', 'a.png', 'image/png', 4, '\x00', now(), now() FROM visits v JOIN applications a ON a.id = v.application_id`,
		`INSERT INTO signatures (application_id, text, signature, name, pinfl, tin, serial, issuer, not_before, not_after, signed_at, verified_at, verified_by, row)
			SELECT id, 'x', 'x', 'X', '31204862260015', '', '1', 'X', now(), now(), now(), now(), 'roots', 0 FROM applications ON CONFLICT DO NOTHING`,
		`INSERT INTO disputes (number, token, account_id, register, subject, field, claim, lang, owner, opened_at, due_at, read_at)
			SELECT (800000000 + c.id + 10 * row_number() OVER ())::text, 'furnished ' || c.id || o, c.id, 'cadastre', c.subject, o, 'Uyim katta', 'uz', o, now(), now() + interval '5 days', now() FROM ` + citizens + `, unnest(ARRAY['justice', 'cadastre']) AS o`,
		`INSERT INTO agreements (account_id, draft_id, service, service_version_id, wording, lang, channel, reads, given_at)
			SELECT d.account_id, d.id, d.service, d.service_version_id, 'x', 'uz', 'web', '[]', now() FROM drafts d WHERE NOT EXISTS (SELECT FROM agreements g WHERE g.draft_id = d.id)`,
		// Each of them is looked at once, about a case of his own or about no case.
		`INSERT INTO audit_subjects (account_id, entry_id) SELECT DISTINCT ON (c.id) c.id, e.id FROM ` + citizens + ` JOIN audit_entries e ON e.kind = 'official' AND e.id % 2 = (c.subject = 'malika')::int
			AND NOT EXISTS (SELECT FROM applications a WHERE e.object = 'application:' || a.number AND a.account_id <> c.id) ORDER BY c.id, e.id`,
		`INSERT INTO worklist_views (account_id, name, query, created_at) SELECT id, 'Mening', 'state=in-process', now() FROM accounts WHERE subject IN ('justice-specialist', 'cadastre-specialist', 'justice-head', 'cadastre-head', 'agriculture-head')`,
		`INSERT INTO bulks (account_id, token, action, note, total, ordered_at, ended_at) SELECT id, 'furnished ' || id, 'release', '', 1, now(), now() FROM accounts WHERE subject IN ('justice-specialist', 'cadastre-specialist', 'justice-head', 'cadastre-head', 'agriculture-head')`,
		`INSERT INTO absences (official_id, deputy_id, authority, from_at, until_at, made_by, made_at) SELECT s.id, h.id, o.authority, now() + interval '2 days', now() + interval '4 days', h.id, now()
			FROM accounts s JOIN officials o ON o.account_id = s.id JOIN accounts h ON h.subject = o.authority || '-head' WHERE s.subject IN ('justice-specialist', 'cadastre-specialist')`,
		`INSERT INTO routes (authority, place, share, made_by, made_at, office) SELECT o.authority, 1, 'load', s.id, now(), 'all' FROM accounts s JOIN officials o ON o.account_id = s.id WHERE s.subject IN ('justice-head', 'agriculture-head')`,
		`INSERT INTO refunds (invoice_id, amount, reason, made_at, payment_id) SELECT p.invoice_id, 1, 'furnished', now(), p.id FROM payments p ORDER BY p.id LIMIT 2`,
		`INSERT INTO statements (provider, day, our_payments, our_taken, our_returned, their_payments, their_taken, their_returned, read_at) VALUES ('payme', current_date - 1, 0, 0, 0, 1, 5, 0, now())`,
		`INSERT INTO payment_differences (provider, day, external_id, kind, invoice, our_amount, our_state, their_amount, their_state, found_at) VALUES ('payme', current_date - 1, 'x', 'missing-here', '', 0, '', 5, 'performed', now())`,
		`INSERT INTO problems (number, state, authority, title, listed, found_at, last_at) SELECT n, s, a, '{"uz": "Navbat uzun", "ru": "Очередь", "en": "A queue"}', s = 'open', now(), now()
			FROM (VALUES ('811111111', 'open', 'justice'), ('811111112', 'open', 'cadastre'), ('811111113', 'open', 'justice'), ('811111114', 'proposed', 'justice')) AS x (n, s, a)`,
		`INSERT INTO changes (token, number, kind, authority, title, text, day, made_by, made_at, published_by, published_at)
			SELECT 'furnished ' || n, n, 'words', a, '{"uz": "Navbat yoʻq", "ru": "Без очереди", "en": "No queue"}', '{"uz": "x", "ru": "x", "en": "x"}', current_date, h.id, now(), CASE WHEN published THEN h.id END, CASE WHEN published THEN now() END
			FROM accounts h, (VALUES ('822222221', 'justice', true), ('822222222', 'justice', false), ('822222223', 'cadastre', false)) AS x (n, a, published) WHERE h.subject = 'justice-second'`,
		`INSERT INTO bhm_rates (since, amount, basis, act, author, made_at) SELECT current_date + 40, 500000, '', 'PF-1', id, now() FROM accounts WHERE subject = 'finance'`,
		`INSERT INTO retentions (application_id, told_at, erase_at) SELECT id, now(), now() + interval '30 days' FROM applications WHERE closed_at IS NOT NULL AND authority IN ('justice', 'agriculture', 'cadastre')`,
		`INSERT INTO role_grants (account_id, authority, region, role, reason, proposed_by, proposed_at)
			SELECT j.id, 'justice', '', 'specialist', 'Yangi xodim', s.id, now() FROM accounts j, accounts s WHERE j.subject = 'jasur' AND s.subject = 'administrator-second'`,
		`INSERT INTO uploads (id, feedback_id, field, name, type, size, sha256, created_at, scanned_at)
			SELECT 'photo' || entry_id, entry_id, 'photo', 'a.png', 'image/png', 4, '\x00', now(), now() FROM feedback_cases`,
		`INSERT INTO upload_chunks (upload_id, n, data) SELECT id, 0, '\x89504e47' FROM uploads WHERE id ~ '^(thread|visit|photo)[0-9]+$'`,
		`INSERT INTO takeouts (account_id, lang, ordered_at, done, parts, ready_at, file) SELECT c.id, 'uz', now(), 1, 1, now(), 'x' FROM ` + citizens,
		`INSERT INTO river_job (state, attempt, max_attempts, attempted_at, finalized_at, kind, args, errors) VALUES ('discarded', 1, 1, now(), now(), 'scan', '{}', ARRAY['{"error": "x"}'::jsonb])`,
		`INSERT INTO proposals (version_id, proposed_by) SELECT s.current_version_id, a.id FROM services s, accounts a WHERE s.code = 'apostille' AND a.subject = 'justice-second'`,
	} {
		_, err := w.eye.Exec(w.t.Context(), sql)
		require.NoError(w.t, err, "furnish: "+sql)
	}
}
