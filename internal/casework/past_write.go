package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
)

// pastProvider took the payments of a demonstration's past.
const pastProvider = "demo"

// PastWriter copies lives into the tables in the caller's transaction.
type PastWriter struct {
	tx   pgx.Tx
	ring *keyring.Ring
	file []byte // what every uploaded file holds

	key       []byte
	trusted   bool // the role may leave foreign keys unchecked
	now, read time.Time
}

// WritePast begins: file is the content of uploaded files, now is where the past ends. Messages older than read are read
// already.
func (s *Store) WritePast(ctx context.Context, tx pgx.Tx, file []byte, now, read time.Time) (*PastWriter, error) {
	w := &PastWriter{tx: tx, ring: s.ring, file: file, now: now, read: read}
	if err := tx.QueryRow(ctx, `SELECT key, has_parameter_privilege('session_replication_role', 'SET') FROM number_keys`).Scan(&w.key, &w.trusted); err != nil {
		return nil, fmt.Errorf("read number key: %w", err)
	}
	return w, nil
}

// name gives what belongs to a double its number and id.
func (w *PastWriter) name(l *Life) (err error) {
	if l.Number, err = numberAt(w.key, l.position); err != nil {
		return err
	}
	for i := range l.billed {
		l.billed[i].ApplicationID, l.billed[i].Number = l.ID, l.Number+l.billed[i].Number
	}
	for i := range l.Documents {
		l.Documents[i].ApplicationID, l.Documents[i].Application = l.ID, l.Number
	}
	for i := range l.messages {
		m := &l.messages[i]
		if m.ApplicationID, m.Number = l.ID, l.Number; m.At.Before(w.read) {
			m.ReadAt = &m.At
		}
	}
	for i, e := range l.Events {
		if e.Action == PayFee {
			l.Events[i].Detail["invoice"] = l.billed[0].Number
		}
	}
	return nil
}

// Copy writes doubles and gives them their numbers. What hangs on an application was made for it: to look up each of the
// rows that it refers to, and to note for reports row by row what is new, costs PostgreSQL more than all the rest. Where the
// role may, keys are not looked up, and what is new is noted at once.
func (w *PastWriter) Copy(ctx context.Context, doubles []*Life) error {
	for _, l := range doubles {
		if err := w.name(l); err != nil {
			return err
		}
	}
	if err := w.trust(ctx, "replica"); err != nil {
		return err
	}
	for _, write := range []func(context.Context, []*Life) error{
		w.applications, w.starts, w.payloads, w.events, w.assessments, w.visits, w.appeals, w.registrations, w.others,
	} {
		if err := write(ctx, doubles); err != nil {
			return err
		}
	}
	return w.trust(ctx, "origin") // what else the transaction writes is looked at
}

// trust has triggers and foreign keys of the transaction sleep or wake, if the role may.
func (w *PastWriter) trust(ctx context.Context, role string) error {
	if !w.trusted {
		return nil
	}
	if _, err := w.tx.Exec(ctx, `SELECT set_config('session_replication_role', $1, true)`, role); err != nil {
		return fmt.Errorf("write a past: %w", err)
	}
	return nil
}

// note tells reports what is new, as the trigger does that sleeps.
func (w *PastWriter) note(ctx context.Context, sql string, args ...any) error {
	if !w.trusted {
		return nil
	}
	if _, err := w.tx.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("note for reports: %w", err)
	}
	return nil
}

func (w *PastWriter) copy(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := w.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("copy %s: %w", table, err)
	}
	return nil
}

// account is an account or NULL for the machine.
func accountOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func (w *PastWriter) applications(ctx context.Context, lives []*Life) error {
	var rows [][]any
	var ids []int64
	for _, l := range lives {
		ids = append(ids, l.ID)
		rows = append(rows, []any{
			l.ID, l.Number, l.Code, l.AccountID, l.Service.VersionID, l.Service.Code, string(l.Process), l.Authority, l.Region, string(l.Lang),
			string(l.State), string(l.Step), string(l.Resume), accountOrNull(l.Assignee), accountOrNull(l.PreparedBy), accountOrNull(l.DecidedBy), string(l.Proposal), l.Automatic,
			string(l.Cause), l.Row, l.SubmittedAt, l.TermAt, l.DueAt, l.warnAt, l.StoppedAt, l.ClosedAt,
		})
	}
	if err := w.note(ctx, `INSERT INTO report_stale SELECT unnest($1::bigint[])`, ids); err != nil {
		return err
	}
	return w.copy(ctx, "applications", []string{
		"id", "number", "code", "account_id", "service_version_id", "service", "process", "authority", "region", "lang",
		"state", "step", "resume", "assignee", "prepared_by", "decided_by", "proposal", "automatic", "cause", "row", "submitted_at", "term_at", "due_at", "warn_at", "stopped_at", "closed_at",
	}, rows)
}

func (w *PastWriter) payloads(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		marks := l.Marks
		if marks == nil {
			marks = []Mark{}
		}
		p, err := sealPayload(w.ring, l.ID, w.now, l.sealed.answers, l.sealed.facts)
		if err != nil {
			return err
		}
		rows = append(rows, []any{l.ID, l.token, p.answers, p.plainAnswers, p.facts, p.plainFacts, l.Company, l.Reason, marks})
	}
	return w.copy(ctx, "application_payloads", []string{"application_id", "token", "answers_sealed", "answers", "facts_sealed", "facts", "company", "reason", "marks"}, rows)
}

func (w *PastWriter) events(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		for _, e := range l.Events {
			if e.Detail == nil {
				e.Detail = map[string]any{}
			}
			rows = append(rows, []any{l.ID, e.At, string(e.Action), string(e.From), string(e.To), string(e.Step), e.Kind, accountOrNull(e.ActorID), e.Note, e.Public, e.Detail})
		}
	}
	return w.copy(ctx, "application_events", []string{"application_id", "at", "action", "from_state", "to_state", "step", "kind", "actor", "note", "public", "detail"}, rows)
}

func (w *PastWriter) assessments(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		for _, a := range l.sealed.assessments {
			b := Basis{ID: a.ID}
			if err := b.seal(w.ring, w.now, a.answers, a.facts, a.outcome); err != nil {
				return err
			}
			rows = append(rows, append(b.row(), l.ID, a.VersionID, a.At, a.Today.Time, string(a.Outcome.Outcome)))
		}
	}
	return w.copy(ctx, "assessments", []string{
		"id", "answers_sealed", "answers", "facts_sealed", "facts", "assessment_sealed", "assessment", "application_id", "service_version_id", "at", "today", "outcome",
	}, rows)
}

func (w *PastWriter) visits(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		for _, v := range l.Visits {
			by := accountOrNull(l.recordedBy)
			if v.RecordedAt == nil {
				by = nil
			}
			rows = append(rows, []any{l.ID, v.At, v.Place, v.Note, v.Passed, v.Result, by, v.RecordedAt, accountOrNull(v.Inspector), noted(v.Record)})
		}
	}
	return w.copy(ctx, "visits", []string{"application_id", "at", "place", "note", "passed", "result", "recorded_by", "recorded_at", "inspector", "record"}, rows)
}

func (w *PastWriter) appeals(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		for _, a := range l.Appeals {
			number, err := nextNumber(ctx, w.tx)
			if err != nil {
				return err
			}
			rows = append(rows, []any{l.ID, number, string(a.Kind), a.FiledAt, a.DueAt, a.Reason, accountOrNull(a.Against), accountOrNull(a.PreparedBy), string(a.Outcome), a.Note, accountOrNull(a.HeardBy), a.DecidedAt})
		}
	}
	return w.copy(ctx, "appeals", []string{"application_id", "number", "kind", "requested_at", "due_at", "reason", "refused_by", "prepared_by", "outcome", "note", "decided_by", "decided_at"}, rows)
}

func (w *PastWriter) registrations(ctx context.Context, lives []*Life) error {
	var rows [][]any
	for _, l := range lives {
		if l.record != nil {
			rows = append(rows, []any{l.ID, l.Service.Code, l.AccountID, l.record, l.Documents[0].IssuedAt})
		}
	}
	return w.copy(ctx, "registrations", []string{"application_id", "service", "account_id", "record", "recorded_at"}, rows)
}

// others hands over what belongs to other packages.
func (w *PastWriter) others(ctx context.Context, lives []*Life) error {
	var bills []payment.Past
	var files []document.PastUpload
	var held []booking.Past
	var asked []consent.Past
	var ladders []deadline.Past
	var messages []notify.Past
	var papers []document.Document
	for _, l := range lives {
		for _, inv := range l.billed {
			bills = append(bills, payment.Past{Invoice: inv, Token: l.paidBy[suffix(inv.Number, l.Number)]})
		}
		for _, f := range l.sealed.files {
			f.ApplicationID = l.ID
			files = append(files, f)
		}
		asked = append(asked, consent.Past{Application: l.ID, Consents: l.Consents})
		if h := l.Held; h != nil {
			held = append(held, booking.Past{Office: h.Office, At: h.At, Place: h.Place, ApplicationID: l.ID, ReleasedAt: h.ReleasedAt})
		}
		if with := l.State == InProcess || l.State == Appealed; with || l.rung > 0 && !l.State.Final() {
			ladders = append(ladders, deadline.Past{ApplicationID: l.ID, From: l.from, Due: l.DueAt, Rung: l.rung, Held: !with})
		}
		messages = append(messages, l.messages...)
		papers = append(papers, l.Documents...)
	}
	if err := notify.CopyPast(ctx, w.tx, messages); err != nil {
		return err
	}
	if err := document.CopyPast(ctx, w.tx, w.ring, papers, w.now); err != nil {
		return err
	}
	if err := payment.CopyPast(ctx, w.tx, pastProvider, bills); err != nil {
		return err
	}
	if err := document.CopyPastUploads(ctx, w.tx, files, w.file); err != nil {
		return err
	}
	if err := consent.CopyPast(ctx, w.tx, asked); err != nil {
		return err
	}
	if err := deadline.CopyPast(ctx, w.tx, ladders); err != nil {
		return err
	}
	return booking.CopyPast(ctx, w.tx, held)
}

func suffix(number, of string) string { return number[len(of):] }

// files are the uploads that the answers name.
func (l *Life) files() []document.PastUpload {
	var all []document.PastUpload
	add := func(key string, v any) {
		for _, f := range form.Maps(v) {
			all = append(all, document.PastUpload{Upload: document.Upload{
				ID: form.String(f["id"]), AccountID: l.AccountID, Field: key,
				Name: form.String(f["name"]), Type: "application/pdf", At: l.SubmittedAt,
			}})
		}
	}
	for _, q := range l.Service.Form {
		if q.Kind == form.KindFile {
			add(q.Key, l.Answers[q.Key])
		}
		for _, inner := range q.Fields {
			for _, row := range form.Maps(l.Answers[q.Key]) {
				if inner.Kind == form.KindFile {
					add(q.Key, row[inner.Key])
				}
			}
		}
	}
	return all
}
