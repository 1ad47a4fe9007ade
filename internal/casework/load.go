package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
	"github.com/yagona/portal/internal/workday"
)

// hot is the columns of an application that actions change, with what identifies it; the row that is read is chosen.
var hot = postgres.Choose("a.id") + `, a.number, a.code, a.service_version_id, a.account_id, coalesce(g.name, p.name), a.authority, a.region, a.lang, a.state, a.step, a.resume,
	coalesce(a.assignee, 0), coalesce(o.name, ''), coalesce(a.prepared_by, 0), coalesce(a.decided_by, 0), a.proposal, a.automatic, a.cause, a.row,
	a.submitted_at, a.term_at, a.due_at, a.warn_at, a.stopped_at, a.closed_at, l.answers_sealed, l.answers, l.facts_sealed, l.facts, l.company, l.reason, l.marks, l.correction_sealed, l.correction,
	` + account.MandateOf("a.mandate_id") + `, p.name, p.pinfl_sealed, p.pinfl, ARRAY(SELECT o.id FROM accounts o WHERE o.pinfl_index = g.subject_index)`

const fromApplications = ` FROM applications a JOIN accounts p ON p.id = a.account_id JOIN application_payloads l ON l.application_id = a.id
	LEFT JOIN accounts o ON o.id = a.assignee LEFT JOIN mandates g ON g.id = a.mandate_id `

// load reads one application and all that belongs to it, in one round trip. where is a constant of this package; with lock
// the row is kept for the transaction. along is what else is read with it.
func (s *Store) load(ctx context.Context, q querier, lock bool, where string, args []any, along ...func(*pgx.Batch)) (Application, error) {
	var a Application
	var b pgx.Batch
	var r rest
	queueRow(&b, lock, where, args, &a, &r)
	s.queueParts(&b, s.now(), &a, &r)
	for _, queue := range along {
		queue(&b)
	}
	err := q.SendBatch(ctx, &b).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return Application{}, problem.New(problem.NotFound, "casework.not_found").Because(err)
	}
	if err != nil {
		return Application{}, fmt.Errorf("read application: %w", err)
	}
	if err := s.open(ctx, q, &a, r); err != nil {
		return Application{}, err
	}
	err = s.fill(ctx, q, &a, r)
	a.Pauses = a.runs(s.calendar).Pauses
	return a, err
}

// rest is what is read of an application and has to be understood before it is one.
type rest struct {
	version               int64
	reason, marks, sealed []byte
	plain                 *string
	payload
	invoices     []payment.Invoice
	appointments []Appointment
}

// queueRow adds the reading of an application's own row to a batch, and chooses it for what follows.
func queueRow(b *pgx.Batch, lock bool, where string, args []any, a *Application, r *rest) {
	sql := `SELECT ` + hot + fromApplications + `WHERE ` + where
	if lock {
		sql += ` FOR UPDATE OF a`
	}
	b.Queue(sql, args...).QueryRow(func(row pgx.Row) error {
		return row.Scan(&a.ID, &a.Number, &a.Code, &r.version, &a.AccountID, &a.Applicant, &a.Authority, &a.Region, &a.Lang,
			&a.State, &a.Step, &a.Resume, &a.Assignee, &a.AssignedTo, &a.PreparedBy, &a.DecidedBy, &a.Proposal, &a.Automatic, &a.Cause, &a.Row,
			&a.SubmittedAt, &a.TermAt, &a.DueAt, &a.warnAt, &a.StoppedAt, &a.ClosedAt, &r.answers, &r.plainAnswers, &r.facts, &r.plainFacts, &a.Company, &r.reason, &r.marks, &r.correction, &r.plainCorrection,
			&a.Mandate, &a.Sender, &r.sealed, &r.plain, &a.concerned)
	})
}

// queueParts adds the reading of what hangs on the chosen application to a batch: events, papers, fees, consents, appeals.
func (s *Store) queueParts(b *pgx.Batch, now time.Time, a *Application, r *rest) {
	readEvents(b, &a.Events)
	s.readAssessments(b, &a.Assessments)
	payment.Read(b, &r.invoices)
	payment.ReadRefunds(b, &a.Refunds)
	document.Read(b, s.ring, &a.Documents)
	document.ReadUploads(b, &a.Uploads)
	signature.Read(b, &a.Signatures)
	consent.Read(b, &a.Consents)
	consent.ReadOpinions(b, &a.Opinions)
	readAll(b, &a.Visits, selectVisits+postgres.Chosen+` ORDER BY v.id`)
	readAll(b, &a.Appeals, selectAppeals)
	readAll(b, &r.appointments, `SELECT o.name, o.address, o.phone, o.email, b.at, b.displaced_at, b.came FROM bookings b JOIN offices o ON o.id = b.office_id
		WHERE b.application_id = `+postgres.Chosen+` AND b.released_at IS NULL ORDER BY b.at LIMIT 1`)
	readAll(b, &a.deputies, `SELECT s.official_id, s.deputy_id FROM absences s WHERE `+account.Away("$1")+`
		AND s.official_id IN (SELECT assignee FROM applications WHERE id = `+postgres.Chosen+` UNION ALL SELECT assignee FROM consents WHERE application_id = `+postgres.Chosen+`
			UNION ALL SELECT inspector FROM visits WHERE application_id = `+postgres.Chosen+` AND recorded_at IS NULL)`, now)
}

// open reads what is kept as JSON, finds the version of the service and opens the numbers.
func (s *Store) open(ctx context.Context, q querier, a *Application, r rest) (err error) {
	if err := errors.Join(json.Unmarshal(r.reason, &a.Reason), json.Unmarshal(r.marks, &a.Marks)); err != nil {
		return fmt.Errorf("read application: %w", err)
	}
	if err := r.open(s.ring, a); err != nil {
		return fmt.Errorf("read application: %w", err)
	}
	if a.Service, err = s.catalogue.VersionIn(ctx, q, r.version); err != nil {
		return err
	}
	if a.asker, err = s.ring.Read(account.NumberColumn, a.AccountID, r.sealed, r.plain); err != nil {
		return fmt.Errorf("read application: %w", err)
	}
	if err := a.Mandate.Open(s.ring); err != nil { // people see it and decide; examine asks no register without the number
		slog.ErrorContext(ctx, "number not opened of whom a case is for", "case", a.ID, "err", err)
	}
	a.PINFL = account.Principal{PINFL: a.asker}.As(a.Mandate).Person()
	a.Process = a.Service.Process
	return nil
}

// fill works out what follows from the parts, and reads what only few cases have.
func (s *Store) fill(ctx context.Context, q querier, a *Application, r rest) (err error) {
	a.at, a.calendar = s.now(), s.calendar
	if len(r.invoices) > 0 {
		a.Invoice = &r.invoices[0]
	}
	if len(r.appointments) > 0 {
		a.Appointment = &r.appointments[0]
		a.visiting = a.Appointment.At.After(a.at)
	}
	if a.feeDue, a.feeUnsure, err = s.feeDue(ctx, *a); err != nil {
		return err
	}
	if v := a.OpenVisit(); v != nil {
		if v.Moves, err = s.dayOff(ctx, q, a.Authority, a.Region, v.At); err != nil {
			return err
		}
	}
	a.placeGone, err = s.isPlaceGone(ctx, q, *a)
	return err
}

// feeDue reports whether a fee is certain and not yet paid, or cannot be told: asked only where the case could be granted.
func (s *Store) feeDue(ctx context.Context, a Application) (due, unsure bool, err error) {
	if a.State != InProcess && a.State != Appealed && !a.decided() || a.paidFor() {
		return false, false, nil
	}
	q, err := s.Quote(ctx, a.Service, a.input(register.DateOf(a.SubmittedAt)))
	if errors.Is(err, ErrUncertain) {
		return false, true, nil
	}
	return q.Amount > 0, false, err
}

const selectVisits = `SELECT v.id, v.at, v.place, v.note, v.passed, v.result, v.recorded_at, coalesce(v.inspector, 0), coalesce(i.name, ''), v.asked_at, v.asked_why, v.missed, v.record
	FROM visits v LEFT JOIN accounts i ON i.id = v.inspector WHERE v.application_id = `

func visits(ctx context.Context, q querier, id int64) ([]VisitRecord, error) {
	return collect[VisitRecord](ctx, q, "visits", selectVisits+`$1 ORDER BY v.id`, id)
}

// readAll adds a query to a batch whose columns are the fields of T in order.
func readAll[T any](b *pgx.Batch, into *[]T, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T])
		return err
	})
}

func collect[T any](ctx context.Context, q querier, what, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return list, nil
}

// write keeps a changed application and what happened, if nobody has changed it since it was read; else it is a
// Conflict. Every change of a state goes through here: nothing else updates the table, but for dates that Recount moves.
// The audit entries, where nothing else follows, go along in its one round trip.
func (s *Store) write(ctx context.Context, tx pgx.Tx, before, after *Application, e Event, along ...audit.Entry) error {
	e.At, e.From, e.To, e.Step = s.now(), before.State, after.State, after.Step
	if err := s.keepPlace(ctx, tx, before, after, &e); err != nil {
		return err
	}
	came, err := s.route(ctx, tx, before, after, e)
	if err != nil {
		return err
	}
	if after.Region != before.Region { // the case leaves the office of who acts
		if err := postgres.Lift(ctx, tx); err != nil {
			return err
		}
	}
	before.handOver(after, &e)
	before.sendBack(after, &e)
	s.clock(before, after, e)
	after.Row = before.Row + 1
	if err := before.ladder(ctx, tx, after); err != nil {
		return err
	}
	var b pgx.Batch
	changed := before.change(&b, after)
	queueEvent(&b, after.ID, e)
	if came != nil {
		queueEvent(&b, after.ID, *came)
	}
	for _, entry := range along {
		audit.Queue(&b, entry)
	}
	if after.State == Done { // what follow issues
		document.Draw(&b, &after.paper)
	}
	if err := tx.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("write application: %w", err)
	}
	if !*changed {
		return problem.New(problem.Conflict, ChangedMeanwhile)
	}
	return nil
}

// change adds the changed rows of an application to a batch. Whether the application was still the one that was read is
// known when the batch is done.
func (a *Application) change(b *pgx.Batch, after *Application) (changed *bool) {
	changed = new(bool)
	b.Queue(`UPDATE applications SET state = $3, step = $4, resume = $5, assignee = nullif($6::bigint, 0), prepared_by = nullif($7::bigint, 0),
			decided_by = nullif($8::bigint, 0), proposal = $9, automatic = $10, cause = $11, region = $12, term_at = $13, due_at = $14, warn_at = $15,
			stopped_at = $16, closed_at = $17, row = row + 1
		WHERE id = $1 AND row = $2`, a.ID, a.Row, after.State, after.Step, after.Resume, after.Assignee, after.PreparedBy,
		after.DecidedBy, after.Proposal, after.Automatic, after.Cause, after.Region, after.TermAt, after.DueAt, after.warnAt, after.StoppedAt, after.ClosedAt).
		Exec(func(tag pgconn.CommandTag) error { *changed = tag.RowsAffected() > 0; return nil })
	if after.Reason != a.Reason || len(after.Marks) != len(a.Marks) || after.marked {
		if after.Marks == nil {
			after.Marks = []Mark{}
		}
		b.Queue(`UPDATE application_payloads SET reason = $2, marks = $3 WHERE application_id = $1`, after.ID, after.Reason, after.Marks)
	}
	if a.Correction != nil && after.State != ToBeCorrected {
		b.Queue(`UPDATE application_payloads SET correction_sealed = NULL, correction = NULL WHERE application_id = $1`, after.ID)
	}
	return changed
}

// clock sets by when whoever must act must act, and when four fifths of that time will have gone. While the applicant must
// act, the authority's clock stands still. What keeps the state and the step keeps the dates.
func (s *Store) clock(before, after *Application, e Event) {
	if after.State == before.State && after.Step == before.Step {
		return
	}
	c := before.runs(s.calendar)
	c.Promise(before.TermAt)
	before.tick(&c, e)
	after.TermAt, after.StoppedAt = c.Due, c.Stopped()
	after.ClosedAt = nil
	from, due := s.mustAct(after, e.At, c)
	if after.from = from; after.State != Appealed || before.State != Appealed {
		after.DueAt = due
	}
	if after.State.Final() {
		after.ClosedAt = &e.At
	}
	if !after.DueAt.Equal(before.DueAt) {
		after.warnAt = deadline.Warned.At(after.from, after.DueAt)
	}
}

// handOver says of an event whether people get the case in the middle of a term that only rules could keep: they have
// one of their own then, once and after an appeal again, and the event tells it.
func (a Application) handOver(after *Application, e *Event) {
	term := a.Service.TermByPeople()
	if term == a.Service.Term || after.State != InProcess || a.State == InProcess || a.TermByPeople() > 0 && a.State != Appealed {
		return
	}
	e.Detail = maps.Clone(e.Detail)
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	e.Detail[termOfPeople] = term.Value
}

// sendBack has the event that sends a case back to its applicant say which questions are to be mended: the marks of a case
// are forgotten with the next step.
func (a Application) sendBack(after *Application, e *Event) {
	if after.State != ToBeCorrected || a.State == ToBeCorrected {
		return
	}
	e.Detail = maps.Clone(e.Detail)
	if e.Detail == nil {
		e.Detail = map[string]any{}
	}
	keys := make([]string, 0, len(after.Marks))
	for _, m := range after.Marks {
		keys = append(keys, m.Key)
	}
	e.Detail["marked"] = keys
}

// termOfPeople is where an event keeps how many working days people have from then on.
const termOfPeople = "term_days"

// TermByPeople is how many working days people had from when they got the case; 0 when the term is that of the service.
func (a Application) TermByPeople() int {
	for _, e := range a.Events {
		if days, ok := form.Number(e.Detail[termOfPeople]); ok {
			return int(days)
		}
	}
	return 0
}

// ladder keeps the ladder of a case in step with its state.
func (a Application) ladder(ctx context.Context, tx pgx.Tx, after *Application) error {
	switch {
	case after.State == a.State && after.Step == a.Step:
		return nil
	case after.State == InProcess, after.State == Appealed:
		if (a.State == Appealed) != (after.State == Appealed) {
			if err := deadline.Drop(ctx, tx, a.ID); err != nil {
				return err
			}
		}
		return deadline.Run(ctx, tx, a.ID, after.from, after.DueAt)
	case !slices.ContainsFunc(a.Events, func(e Event) bool { return e.To == InProcess || e.To == Appealed }):
		return nil // the rules had it alone
	case after.State.Final():
		return deadline.Drop(ctx, tx, a.ID)
	default:
		return deadline.Hold(ctx, tx, a.ID)
	}
}

// runs is the authority's clock, worked out from what happened.
func (a Application) runs(calendar *workday.Calendar) deadline.Clock {
	var c deadline.Clock
	for _, e := range a.Events {
		if e.Action == Submit {
			c = deadline.Begin(calendar, e.At, a.Service.Term.Value, a.Service.Term.Unit)
			continue
		}
		a.tick(&c, e)
	}
	return c
}

// tick tells the clock what happened.
func (a Application) tick(c *deadline.Clock, e Event) {
	if !e.To.waits() {
		c.Resume(e.At)
	}
	if e.From == Appealed && !e.To.Final() && e.To != Appealed {
		c.Anew(e.At, a.Service.Term.Value, a.Service.Term.Unit) // a refusal that was wrong begins anew
	}
	if days, ok := form.Number(e.Detail[termOfPeople]); ok {
		c.Anew(e.At, int(days), workday.WorkingDays)
	}
	if e.To.waits() {
		c.Stop(e.At, string(e.To))
	}
}

// FeeUnknown is the id of the message that says what can be done when the fee of a case that people have cannot be told, for a
// register that decides it has not answered: nothing is granted until then. Empty when it can.
func (a Application) FeeUnknown() string {
	switch {
	case !a.feeUnsure || a.State != InProcess && a.State != Appealed:
		return ""
	case a.State == Appealed:
		return "casework.fee_unknown_hear"
	case a.Step == Approve:
		return "casework.fee_unknown_approve"
	default:
		return "casework.fee_unknown"
	}
}
