package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/signature"
)

// Application is one's own application, or one of whom a living right of his reaches. Another person's is NotFound:
// nobody learns that it exists.
//
// along is what a page shows besides, read in the same round trip.
func (s *Store) Application(ctx context.Context, who account.Principal, number string, along ...func(*pgx.Batch)) (Application, error) {
	// Mostly the case is about whom one acts for now, and the disputes over his facts need no trip of their own.
	var running []dispute.Dispute
	likely := subjects(who.Person(), who.Company())
	a, err := s.own(ctx, s.pool, false, who, number, append(along, func(b *pgx.Batch) { s.disputes.ReadRunning(b, likely, &running) })...)
	if err != nil {
		return Application{}, postgres.Problem(err)
	}
	if slices.Equal(likely, subjects(a.PINFL, a.Company)) {
		a.Disputes = a.concerning(running)
	} else if a.Disputes, err = s.contested(ctx, a); err != nil {
		return Application{}, err
	}
	for i := range a.Events { // what officials write to one another is not the applicant's
		if !a.Events[i].Public && a.Events[i].Kind == string(audit.Official) {
			a.Events[i].Note = ""
		}
	}
	return a, nil
}

// Applications is the applications of whom one acts for now, newest first, those before an id (0: the newest). One's own
// are among them those that others sent for him.
func (s *Store) Applications(ctx context.Context, who account.Principal, before int64) ([]Summary, error) {
	of, args := who.Theirs(s.now(), before, PageSize)
	return s.summaries(ctx, `SELECT `+summary+fromSummary+`WHERE ($1::bigint = 0 OR a.id < $1) AND `+of+` ORDER BY a.id DESC LIMIT $2`, args...)
}

// mostOpen is how many open applications the home page of the cabinet looks through.
const mostOpen = 100

// Current is what a day begins with: the open applications of whom one acts for now, what must be done soonest first,
// and then the latest that are finished, at most that many.
func (s *Store) Current(ctx context.Context, who account.Principal, finished int) ([]Summary, error) {
	of, args := who.Theirs(s.now(), mostOpen)
	open, err := s.summaries(ctx, `SELECT `+summary+fromSummary+`WHERE `+of+` AND a.closed_at IS NULL ORDER BY a.due_at, a.id LIMIT $1`, args...)
	if err != nil {
		return nil, err
	}
	of, args = who.Theirs(s.now(), finished)
	closed, err := s.summaries(ctx, `SELECT `+summary+fromSummary+`WHERE `+of+` AND a.closed_at IS NOT NULL ORDER BY a.closed_at DESC, a.id DESC LIMIT $1`, args...)
	return append(open, closed...), err
}

// Used is the codes of the services that a person applied for or began to, the latest first.
func (s *Store) Used(ctx context.Context, who account.Principal, most int) ([]string, error) {
	rows, _ := s.pool.Query(ctx, `SELECT service FROM (
			SELECT service, submitted_at AS at FROM applications WHERE account_id = $1
			UNION ALL SELECT service, updated_at FROM drafts WHERE account_id = $1 AND application_id IS NULL) AS used
		GROUP BY service ORDER BY max(at) DESC, service LIMIT $2`, who.AccountID, most)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read used services: %w", err))
	}
	return list, nil
}

// PageSize is how many applications one page of a list shows.
const PageSize = 25

// summary is the columns of a list of applications, and fromSummary where they come from. Whose clock and whose official
// it shows is the case's own (a), or that of a request in that table (c). A request for an opinion is anybody's of the
// office: whose case it is stands there.
var summary, fromSummary = listed("")

func listed(requests string) (columns, from string) {
	of, whose := "a", "a"
	if requests != "" {
		of = "c"
	}
	if requests == "consents" {
		whose = "c"
	}
	columns = `a.id, a.number, a.service, a.service_version_id, coalesce(g.name, p.name), a.state, a.step, a.process, a.authority, a.region, coalesce(` + whose + `.assignee, 0), coalesce(o.name, ''), a.cause, coalesce(d.rung, 0), a.row,
	a.submitted_at, ` + of + `.due_at, a.closed_at`
	from = ` FROM applications a JOIN accounts p ON p.id = a.account_id LEFT JOIN mandates g ON g.id = a.mandate_id LEFT JOIN ladders d ON d.application_id = a.id `
	if requests != "" {
		from += `JOIN ` + requests + ` c ON c.application_id = a.id `
	}
	return columns, from + `LEFT JOIN accounts o ON o.id = ` + whose + `.assignee `
}

func (s *Store) summaries(ctx context.Context, sql string, args ...any) ([]Summary, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, scanListed)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("list applications: %w", err))
	}
	return s.entitle(ctx, list)
}

// queueSummaries adds to a batch what summaries reads; entitle makes summaries of the rows.
func queueSummaries(b *pgx.Batch, into *[]listedRow, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanListed)
		return err
	})
}

// listedRow is a summary that has no words yet, and its version of the service.
type listedRow struct {
	Summary
	version int64
}

func scanListed(row pgx.CollectableRow) (m listedRow, err error) {
	err = row.Scan(&m.ID, &m.Number, &m.Service, &m.version, &m.Applicant, &m.State, &m.Step, &m.Process, &m.Authority, &m.Region, &m.Assignee, &m.AssignedTo, &m.Cause, &m.Rung, &m.Row,
		&m.SubmittedAt, &m.DueAt, &m.ClosedAt)
	return m, err
}

// entitle adds what the catalogue knows, after the rows, so that no version is asked for while they hold a connection.
func (s *Store) entitle(ctx context.Context, rows []listedRow) (list []Summary, err error) {
	for _, m := range rows {
		if m.Title, err = s.titleOf(ctx, m.Service, m.version); err != nil {
			return nil, postgres.Problem(fmt.Errorf("list applications: %w", err))
		}
		if m.State == InProcess && slices.Contains(silentSteps, m.Step) && slices.Contains(silentCauses, m.Cause) {
			svc, err := s.catalogue.Version(ctx, m.version)
			if err != nil {
				return nil, err
			}
			m.Silent = svc.Term.Silence != ""
		}
		list = append(list, m.Summary)
	}
	return list, nil
}

// titleOf is what the service of an application in a list is called now.
func (s *Store) titleOf(ctx context.Context, service string, version int64) (locale.Text, error) {
	if svc, ok := s.catalogue.Snapshot().Service(service); ok {
		return svc.Title, nil
	}
	svc, err := s.catalogue.Version(ctx, version) // a service that is no longer published
	if err != nil {
		return locale.Text{}, err
	}
	return svc.Title, nil
}

// Case is an application as an official sees it. One out of scope is NotFound. The look is on record, so that the
// citizen can see who saw the case.
func (s *Store) Case(ctx context.Context, o account.Official, number string) (Application, error) {
	return s.studied(ctx, o, number, "application.view")
}

// CaseShown is Case with the personal numbers in it, which its page masks: the citizen reads of it apart.
func (s *Store) CaseShown(ctx context.Context, o account.Official, number string) (Application, error) {
	return s.studied(ctx, o, number, "application.show")
}

func (s *Store) studied(ctx context.Context, o account.Official, number, action string) (Application, error) {
	a, err := s.seen(ctx, o, number, action)
	if err != nil {
		return Application{}, err
	}
	if o.Authority != a.Authority {
		a.Events = slices.DeleteFunc(a.Events, func(e Event) bool { return e.Action == Remark })
	}
	a.Disputes, err = s.contested(ctx, a)
	return a, err
}

// seen is a case for an official who looks at it, or at what belongs to it; action says at what, for the record.
func (s *Store) seen(ctx context.Context, o account.Official, number, action string) (Application, error) {
	a, err := s.reached(ctx, o, number)
	if err != nil {
		return Application{}, err
	}
	return a, s.recordLook(ctx, o, a, action)
}

// reached is a case that the official may look at. Who shows anything of it records the look.
func (s *Store) reached(ctx context.Context, o account.Official, number string) (Application, error) {
	a, err := s.load(ctx, s.pool, false, `a.number = $1 AND (`+reachable+` OR EXISTS (SELECT FROM emergencies x WHERE x.official_id = $4 AND x.application_id = a.id))`,
		[]any{number, o.Authority, o.Region, o.ID})
	if err != nil {
		return Application{}, postgres.Problem(err)
	}
	if !a.visibleTo(Officer(o)) {
		if a.ReadUntil, err = s.emergency(ctx, o, a); err != nil {
			return Application{}, err
		}
		if a.ReadUntil.IsZero() {
			return Application{}, problem.New(problem.NotFound, "casework.not_found")
		}
	}
	return a, nil
}

func (s *Store) recordLook(ctx context.Context, o account.Official, a Application, action string) error {
	return postgres.Problem(audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: action, Object: "application:" + a.Number, About: a.about(),
		Detail: map[string]any{"authority": o.Authority, "region": o.Region, "service": a.Service.Code},
	}))
}

// CaseUpload is a file of a case in the official's scope.
func (s *Store) CaseUpload(ctx context.Context, o account.Official, number, id string) (document.Upload, error) {
	a, err := s.seen(ctx, o, number, "application.file")
	if err != nil {
		return document.Upload{}, err
	}
	return s.documents.UploadOf(ctx, a.ID, id)
}

// SignatureFiles are what was signed with an application of one's own, and the signature; row says with which version of
// it, see signature.Facts.
func (s *Store) SignatureFiles(ctx context.Context, who account.Principal, number string, row int) (signature.Signed, error) {
	a, err := s.Application(ctx, who, number)
	if err != nil {
		return signature.Signed{}, err
	}
	signed, err := signature.Files(ctx, s.pool, a.ID, row)
	return signed, postgres.Problem(err)
}

// CaseSignatureFiles are the same of a case in the official's scope. Nothing in what was signed can be masked without breaking
// the signature, so the look is on record as one at the personal numbers in it.
func (s *Store) CaseSignatureFiles(ctx context.Context, o account.Official, number string, row int) (signature.Signed, error) {
	a, err := s.seen(ctx, o, number, "application.show")
	if err != nil {
		return signature.Signed{}, err
	}
	signed, err := signature.Files(ctx, s.pool, a.ID, row)
	return signed, postgres.Problem(err)
}

// CaseDocument is a result of a case in the official's scope.
func (s *Store) CaseDocument(ctx context.Context, o account.Official, number, documentNumber string) (document.Document, error) {
	a, err := s.reached(ctx, o, number)
	if err != nil {
		return document.Document{}, err
	}
	d, err := s.documents.DocumentOf(ctx, a.ID, documentNumber)
	if problem.Is(err, problem.NotFound) { // there was nothing to look at
		return document.Document{}, err
	}
	return d, errors.Join(err, s.recordLook(ctx, o, a, "application.document"))
}

// CaseDecision is a case in the official's scope that ended without a result, for its paper; NotFound while it has none. The
// look is on record as that at a result.
func (s *Store) CaseDecision(ctx context.Context, o account.Official, number string) (Application, error) {
	a, err := s.reached(ctx, o, number)
	if err != nil {
		return Application{}, err
	}
	if a.Ending() == nil {
		return Application{}, problem.New(problem.NotFound, "document.not_found")
	}
	return a, s.recordLook(ctx, o, a, "application.document")
}

// Track is the status for who knows number and code, also signed out; the number of a review or an appeal does too. A wrong code and an unknown number get the same
// answer.
func (s *Store) Track(ctx context.Context, typed, code string) (PublicStatus, error) {
	a, err := s.load(ctx, s.pool, false, numbered("$1")+` AND a.code = $2`, []any{number.Typed(typed), strings.ToUpper(strings.TrimSpace(code))})
	if err != nil {
		return PublicStatus{}, postgres.Problem(err)
	}
	st := PublicStatus{Number: a.Number, Title: a.Service.Title, Authority: a.Authority, State: a.State, Step: a.Step, SubmittedAt: a.SubmittedAt, DueAt: a.DueAt, ClosedAt: a.ClosedAt}
	for _, e := range a.Events {
		if e.From != e.To || e.Action == Submit {
			st.Events = append(st.Events, Event{At: e.At, Action: e.Action, From: e.From, To: e.To, Step: e.Step, Kind: e.Kind})
		}
	}
	return st, nil
}

// WaitDecided returns when the machine has decided about an application, or after d: the page of an extract waits a
// moment for its answer. It is no second way to decide, only a look at the first.
func (s *Store) WaitDecided(ctx context.Context, number string, d time.Duration) error {
	end := time.NewTimer(d)
	defer end.Stop()
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, 200*time.Millisecond) {
		var state State
		if err := s.pool.QueryRow(ctx, `SELECT state FROM applications WHERE number = $1`, number).Scan(&state); err != nil {
			return postgres.Problem(fmt.Errorf("wait for decision: %w", err))
		}
		if state != New {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-end.C:
			return nil
		case <-time.After(pause):
		}
	}
}
