package takeout

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/record"
)

// part is one list of what the portal keeps about a person, @me by account, @index by the index of the personal number
// (null: none). It is the file data/<name>.json and a section of the page, called takeout.part.<name>; each column is called
// takeout.field.<column>, so that a name means the same everywhere. What officials write to one another, who they are, and
// what concerns another person stands in none.
type part struct {
	name string
	sql  string
	own  string                     // the column that gives his own number, sealed; empty: none
	open func(*keyring.Ring, row)   // opens what is sealed, and empties what does not open; nil: nothing
	more func(row, locale.Lang) row // adds words that no query knows; nil: none
}

const (
	// mine is the applications about the person: those sent for himself, and those that others sent for him.
	mine = `(SELECT id FROM applications WHERE account_id = @me AND mandate_id IS NULL
		UNION ALL SELECT x.id FROM mandates g JOIN applications x ON x.mandate_id = g.id WHERE g.kind = 'person' AND g.subject_index = @index)`
	// drawn is the drafts for himself.
	drawn = `(SELECT id FROM drafts WHERE account_id = @me AND mandate_id IS NULL)`
	// said is what he told of a service, signed in.
	said = `(SELECT id FROM feedback_entries WHERE account_id = @me)`
)

var parts = []part{
	{name: "profile", own: "pinfl", sql: `SELECT name, pinfl_sealed AS pinfl, issuer, subject, level, created_at, last_sign_in_at, blocked_at, sessions_from FROM accounts WHERE id = @me`},
	{name: "offices", sql: `SELECT authority, region, role, granted_at, ended_at FROM officials WHERE account_id = @me ORDER BY id`},
	{name: "factors", sql: `SELECT kind, name, created_at, confirmed_at, used_at FROM factors WHERE account_id = @me ORDER BY id`},
	{name: "contacts", open: sealed(notify.AddressColumn), sql: `SELECT channel, ` + orPlain(`id`, `address`) + ` AS address, keys->>'name' AS device, confirmed_at, broken_at, retired_at FROM contacts WHERE account_id = @me ORDER BY id`},
	{name: "contact-codes", open: sealed(notify.CodeColumn), sql: `SELECT channel, ` + orPlain(`id`, `address`) + ` AS address, created_at, expires_at, tries, used_at FROM contact_codes WHERE account_id = @me ORDER BY id`},
	{name: "notice-choices", sql: `SELECT lang, wanted, digest_hour, quiet_from, quiet_until FROM notice_choices WHERE account_id = @me`},
	{name: "sign-ins", sql: `SELECT at, level, device, new_device FROM sign_ins WHERE account_id = @me ORDER BY id DESC`},
	{name: "sessions", sql: `SELECT device, level, signed_in_at, created_at, seen_at, expires_at, factor_at, factor_used_at, factor_kind, kept_path, kept_form, kept_at
		FROM sessions WHERE account_id = @me ORDER BY id DESC`},
	{name: "acting-for", sql: `SELECT ground, kind, name, number, scope, until, taken_at, checked_at, ended_at FROM mandates WHERE account_id = @me ORDER BY id`},
	{name: "acted-for", sql: `SELECT ground, number, scope, until, taken_at, checked_at, ended_at FROM mandates WHERE kind = 'person' AND subject_index = @index ORDER BY id`},
	{name: "agreements", sql: `SELECT service, wording, lang, channel, reads, given_at, withdrawn_at FROM agreements WHERE account_id = @me AND mandate_id IS NULL ORDER BY id`},
	{name: "drafts", open: sealed(casework.SealedOfDraft...), sql: `SELECT service, service_version_id AS version_id, ` + documents(`id`, ``, `answers`, `facts`, `undo`) + `, company, consent_at, created_at, updated_at, expires_at, reminded_at, warned_at
		FROM drafts WHERE account_id = @me AND mandate_id IS NULL AND application_id IS NULL ORDER BY id`},
	{name: "applications", open: sealed(casework.SealedOfApplication...), sql: `SELECT a.number, a.service, a.service_version_id AS version_id, a.process, a.authority, a.region, a.lang, a.state, a.step, a.automatic, a.cause, a.code,
			a.submitted_at, a.due_at, a.term_at, a.stopped_at, a.closed_at, ` + documents(`a.id`, `l.`, `answers`, `correction`, `facts`) + `, l.company, l.marks,
			CASE WHEN a.proposal = '' THEN l.reason END AS reason
		FROM applications a JOIN application_payloads l ON l.application_id = a.id WHERE a.id IN ` + mine + ` ORDER BY a.id DESC`},
	{name: "sent-for-others", sql: `SELECT a.number, a.service, a.state, a.submitted_at, a.closed_at, g.kind, g.name
		FROM applications a JOIN mandates g ON g.id = a.mandate_id WHERE a.account_id = @me ORDER BY a.id DESC`},
	{name: "history", sql: `SELECT a.number, e.at, e.kind, e.action, e.from_state, e.to_state, e.step, CASE WHEN e.public OR e.kind = 'citizen' THEN e.note ELSE '' END AS note
		FROM application_events e JOIN applications a ON a.id = e.application_id WHERE a.id IN ` + mine + ` ORDER BY e.id`},
	{name: "decisions-by-rules", open: sealed(casework.SealedOfAssessment...), sql: `SELECT a.number, s.at, s.today, ` + documents(`s.id`, `s.`, `assessment`) + ` FROM assessments s JOIN applications a ON a.id = s.application_id WHERE a.id IN ` + mine + ` ORDER BY s.id`},
	{name: "consents-of-authorities", sql: `SELECT a.number, c.authority, c.asked_at, c.due_at, c.answer, c.answered_at
		FROM consents c JOIN applications a ON a.id = c.application_id WHERE a.id IN ` + mine + ` ORDER BY a.id, c.authority`},
	{name: "visits-of-inspectors", sql: `SELECT a.number, v.at, v.place, v.note, v.passed, v.missed, v.asked_at, v.asked_why, v.reminded_at, v.recorded_at,
			CASE WHEN v.recorded_at IS NOT NULL THEN v.result END AS result, CASE WHEN v.recorded_at IS NOT NULL THEN v.record END AS record
		FROM visits v JOIN applications a ON a.id = v.application_id WHERE a.id IN ` + mine + ` ORDER BY v.id`},
	{name: "appointments", sql: `SELECT a.number, o.name AS office_name, o.address AS office_address, b.at, b.came, b.displaced_at, b.released_at, b.held_until
		FROM bookings b JOIN offices o ON o.id = b.office_id LEFT JOIN applications a ON a.id = b.application_id
		WHERE b.application_id IN ` + mine + ` OR b.draft_id IN ` + drawn + ` ORDER BY b.id`},
	{name: "appeals", sql: `SELECT a.number, p.number AS appeal, p.kind, p.raised_from AS region, p.requested_at, p.due_at, p.reason AS said, p.decided_at, p.outcome, CASE WHEN p.decided_at IS NOT NULL THEN p.note END AS note
		FROM appeals p JOIN applications a ON a.id = p.application_id WHERE a.id IN ` + mine + ` ORDER BY p.id`},
	{name: "signatures", sql: `SELECT a.number, s.row AS correction_row, own.name, own.pinfl, own.tin, own.serial, own.issuer, own.not_before, own.not_after, s.signed_at, own.verified_at, own.verified_by, own.unrevoked_at,
			convert_from(own.text, 'UTF8') AS text, encode(own.signature, 'base64') AS signature
		FROM signatures s JOIN applications a ON a.id = s.application_id LEFT JOIN signatures own ON own.application_id = s.application_id AND own.row = s.row AND a.mandate_id IS NULL -- who signed for him is another person
		WHERE a.id IN ` + mine + ` ORDER BY a.id, s.row`},
	{name: "messages", sql: `SELECT a.number, m.at, m.side, m.text, m.read_at FROM thread_messages m JOIN applications a ON a.id = m.application_id WHERE a.id IN ` + mine + ` ORDER BY m.id`},
	{name: "files", sql: `SELECT a.number, u.field, u.name, u.type, u.size, encode(u.sha256, 'hex') AS sha256, u.created_at, u.scanned_at, u.virus
		FROM uploads u LEFT JOIN visits v ON v.id = u.visit_id LEFT JOIN applications a ON a.id = coalesce(u.application_id, u.thread_id, v.application_id)
		WHERE u.application_id IN ` + mine + ` OR u.thread_id IN ` + mine + ` AND (u.message_id IS NOT NULL OR u.account_id = @me) OR v.application_id IN ` + mine + ` AND v.recorded_at IS NOT NULL
			OR u.draft_id IN ` + drawn + ` OR u.feedback_id IN ` + said + ` ORDER BY u.created_at, u.id`},
	{name: "papers", open: sealed(document.LinesColumn), sql: `SELECT d.number, d.application, d.service, d.kind, d.title, d.authority AS authority_title, d.office AS authority, d.region, d.holder, d.company, d.lang, ` + documents(`d.id`, `d.`, `lines`) + `, d.code,
			d.issued_at, d.valid_until, d.suspended_at, d.suspended_until, d.suspended_why, d.revoked_at, d.revoked_why, d.said
		FROM documents d WHERE d.application_id IN ` + mine + ` ORDER BY d.id`},
	{name: "papers-changed", sql: `SELECT d.number, c.act, c.reason AS ground, c.said, c.until, c.at FROM document_acts c JOIN documents d ON d.id = c.document_id WHERE d.application_id IN ` + mine + ` ORDER BY c.id`},
	{name: "registrations", sql: `SELECT a.number, r.service, r.record, r.recorded_at FROM registrations r JOIN applications a ON a.id = r.application_id WHERE a.id IN ` + mine + ` ORDER BY a.id`},
	{name: "invoices", sql: `SELECT i.number AS invoice, a.number, i.status, i.amount, i.quote, i.issued_at, i.due_at, i.paid_at FROM invoices i JOIN applications a ON a.id = i.application_id WHERE a.id IN ` + mine + ` ORDER BY i.id`},
	{name: "payments", sql: `SELECT i.number AS invoice, p.provider, p.token AS reference, p.amount, p.paid_at, p.surplus FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE i.application_id IN ` + mine + ` ORDER BY p.id`},
	{name: "payment-attempts", sql: `SELECT i.number AS invoice, t.provider, t.external_id AS reference, t.amount, t.state AS status, t.made_at, t.created_at, t.performed_at, t.cancelled_at, t.surplus
		FROM payment_transactions t JOIN invoices i ON i.id = t.invoice_id WHERE i.application_id IN ` + mine + ` ORDER BY t.id`},
	{name: "refunds", sql: `SELECT i.number AS invoice, f.amount, f.reason AS ground, f.state AS status, f.made_at, f.sent_at, f.settled_at FROM refunds f JOIN invoices i ON i.id = f.invoice_id WHERE i.application_id IN ` + mine + ` ORDER BY f.id`},
	{name: "disputes", sql: `SELECT d.number, d.register, d.field, d.value, d.read_at, d.claim AS said, d.lang, d.owner AS authority, d.region, d.state AS status, d.opened_at, d.due_at, d.answer, d.answered_at, d.escalated_at
		FROM disputes d WHERE d.account_id = @me AND d.mandate_id IS NULL OR d.subject_index = @index ORDER BY d.id`},
	{name: "notices", sql: `SELECT event, number, args, created_at, read_at FROM messages WHERE account_id = @me AND office = '' AND event <> 'many-looks' ORDER BY id DESC`, more: told},
	{name: "copies-of-notices", sql: `SELECT m.event, c.channel, c.state AS status, c.why, c.created_at, c.due_at, c.begun_at, c.sent_at, c.settled_at, c.reference
		FROM copies c JOIN messages m ON m.id = c.message_id WHERE c.account_id = @me AND m.office = '' AND m.event <> 'many-looks' ORDER BY c.id DESC`},
	{name: "feedback", open: sealed(feedback.ContactColumn), sql: `SELECT e.kind, e.receipt, a.number, e.service_code AS service, e.authority, e.region, o.name AS office_name, e.page, e.step, e.legality, e.quality, e.timeliness, e.accessibility, e.comment, e.lang, ` + orPlain(`e.id`, `e.contact`) + ` AS contact, e.created_at,
			c.number AS case_number, c.reason AS ground, c.owner AS answers_for, c.supervisor, c.state AS status, c.opened_at, c.due_at, c.answered_at, c.reopen_until, c.asked_at
		FROM feedback_entries e LEFT JOIN applications a ON a.id = e.application_id LEFT JOIN offices o ON o.id = e.office_id
			LEFT JOIN feedback_cases c ON c.entry_id = e.id WHERE e.account_id = @me ORDER BY e.id`},
	{name: "feedback-answers", sql: `SELECT c.number AS case_number, v.kind, v.authority, v.body AS text, v.mark, v.at FROM feedback_events v JOIN feedback_cases c ON c.id = v.case_id WHERE c.entry_id IN ` + said + ` ORDER BY v.id`},
	{name: "problems-joined", sql: `SELECT p.number, p.title, s.at FROM problem_supporters s JOIN problems p ON p.id = s.problem_id WHERE s.account_id = @me ORDER BY s.id`},
	{name: "favourites", sql: `SELECT service, created_at FROM favourites WHERE account_id = @me ORDER BY created_at`},
	{name: "register-copies", sql: `SELECT register, fields, asker || value_sealed AS value, source, fetched_at, expires_at FROM register_copies WHERE key_index = @index ORDER BY register, fetched_at`, open: copied},
	{name: "looks", sql: `SELECT e.at, e.kind, e.action, e.object, e.detail->>'authority' AS authority, e.detail->>'region' AS region, e.detail->>'service' AS service, e.detail->'registers' AS registers, e.detail->>'reason' AS said
		FROM audit_subjects s JOIN audit_entries e ON e.id = s.entry_id WHERE s.account_id = @me ORDER BY e.id DESC`},
	{name: "own-acts", sql: `SELECT e.at, e.action, e.object, e.detail FROM audit_entries e WHERE e.actor = @me AND e.kind = 'citizen' ORDER BY e.id DESC`},
	{name: "erasure", sql: `SELECT a.number, r.told_at, r.erase_at, r.erased_at, r.held_at FROM retentions r JOIN applications a ON a.id = r.application_id WHERE a.id IN ` + mine + ` ORDER BY a.id`},
	{name: "copies-of-data", sql: `SELECT lang, ordered_at, ready_at, failed_at FROM takeouts WHERE account_id = @me ORDER BY id`},
}

func (p part) words(r row, l locale.Lang) row {
	if p.more == nil {
		return r
	}
	return p.more(r, l)
}

// rowBytes is the length of the id that stands before a sealed value of a part.
const rowBytes = 8

// sealed opens the columns of those names, each of which stands behind the id of its row.
func sealed(columns ...keyring.Column) func(*keyring.Ring, row) {
	return func(ring *keyring.Ring, r row) {
		for i, one := range r {
			at := slices.IndexFunc(columns, func(c keyring.Column) bool { return c.Name == one.column })
			if raw, ok := one.value.([]byte); ok && at >= 0 && len(raw) > rowBytes {
				r[i].value = opened(ring, columns[at], int64(binary.BigEndian.Uint64(raw)), raw[rowBytes:]) //nolint:gosec // an id
			}
		}
	}
}

// opened is a value that is sealed for that row, or stands there in plain for row 0; nothing for one that does not open.
func opened(ring *keyring.Ring, c keyring.Column, row int64, raw []byte) (v any) {
	text := string(raw)
	if row != 0 {
		var err error
		if text, err = ring.Open(c, row, raw); err != nil {
			return nil
		}
	}
	if !c.JSON {
		return text
	}
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil
	}
	return v
}

// orPlain is, in SQL, what is sealed in a column behind the row whose it is, or what stands there in plain behind 0: a former
// release wrote it a moment ago (keyring.Ring.Read).
func orPlain(id, column string) string {
	return `coalesce(int8send(` + id + `) || ` + column + `_sealed, int8send(0) || convert_to(nullif(` + column + `, ''), 'UTF8'))`
}

// documents is the same of columns of documents, from a table of that alias.
func documents(id, alias string, columns ...string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = `coalesce(int8send(0) || convert_to(` + alias + c + `::text, 'UTF8'), int8send(` + id + `) || ` + alias + c + `_sealed) AS ` + c
	}
	return strings.Join(list, ", ")
}

// copied opens what a register said, which stands behind whose copy it is.
func copied(ring *keyring.Ring, r row) {
	for i, c := range r {
		if raw, ok := c.value.([]byte); ok && c.column == "value" && len(raw) > record.Asker {
			r[i].value = nil
			if value, err := record.Open(ring, raw[:record.Asker], raw[record.Asker:]); err == nil {
				r[i].value = value
			}
		}
	}
}

// told adds what a message says in words.
func told(r row, l locale.Lang) row {
	m := notify.Message{Event: form.String(r.of("event")), Number: form.String(r.of("number")), Args: form.Map(r.of("args"))}
	return append(row{{"title", m.Title(l)}, {"text", m.Text(l)}}, r...)
}

// titled are the columns of the page that hold codes with titles; in the files of JSON the codes stand.
func (s *Store) titled(column string, v any, l locale.Lang) any {
	code, ok := v.(string)
	if !ok || code == "" {
		return v
	}
	lists := catalogue.Lists()
	switch column {
	case "service":
		if svc, ok := s.catalogue.Snapshot().Service(code); ok {
			return svc.Title.In(l)
		}
	case "authority", "answers_for", "supervisor":
		if a, ok := lists.Authorities.Get(code); ok {
			return a.Title.In(l)
		}
	case "region":
		return lists.Territory(code, l)
	case "register":
		if book, ok := lists.Registers.Get(code); ok {
			return book.Title.In(l)
		}
	case "state", "from_state", "to_state":
		if state, ok := lists.States.Get(code); ok {
			return state.Title.In(l)
		}
	case "level":
		if level, ok := lists.Assurances.Get(code); ok {
			return level.Title.In(l)
		}
	case "lang":
		if written, ok := locale.ParseLang(code); ok {
			return written.Name()
		}
	case "action", "step":
		if id := "casework." + column + "." + code; l.Has(id) {
			return l.T(id)
		}
	}
	return v
}

// Titles is what a copy holds, in the order of its sections.
func Titles(l locale.Lang) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = l.T("takeout.part." + p.name)
	}
	return out
}
