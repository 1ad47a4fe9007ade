package feedback

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// Target is what a form is about.
type Target struct {
	ApplicationID int64 // 0 when it is about no application
	Number        string
	Service       string // code, empty when it is about a page of the portal
	VersionID     int64
	Authority     string
	Region        string
	Office        int64       // 0: none
	OfficeName    locale.Text // empty: none
	At            time.Time   // when the application was finished or, while it is not, sent
	Rated         bool        // the application has its rating already
}

// Receipt is what an author keeps: the secret part of the page with the answer, and the case if one was opened.
type Receipt struct {
	Code       string
	CaseNumber string
	DueAt      time.Time
}

// About says what a form is about. An application of somebody else is not found; somebody who is signed out can rate the
// service or the office that the link names, but no application. What a link names that is not there is left out.
func (s *Store) About(ctx context.Context, who *account.Principal, in Submission) (Target, error) {
	return s.about(ctx, s.pool, who, in)
}

func (s *Store) about(ctx context.Context, q querier, who *account.Principal, in Submission) (Target, error) {
	if in.Application != "" && who != nil {
		return s.application(ctx, q, *who, in.Application)
	}
	target := Target{Authority: PortalOwner}
	if svc, ok := s.services.Snapshot().Service(in.Service); ok {
		target = Target{Service: svc.Code, VersionID: svc.VersionID, Authority: svc.Authority}
	}
	if in.Office == 0 {
		return target, nil
	}
	// An office of another authority does not give the service.
	err := q.QueryRow(ctx, `SELECT id, authority, region, name FROM feedback_offices WHERE id = $1 AND ($2 = '' OR authority = $3)`, in.Office, target.Service, target.Authority).
		Scan(&target.Office, &target.Authority, &target.Region, &target.OfficeName)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Target{}, fmt.Errorf("office of feedback: %w", postgres.Problem(err))
	}
	return target, nil
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func (s *Store) application(ctx context.Context, q querier, who account.Principal, number string) (Target, error) {
	t := Target{Number: number}
	err := q.QueryRow(ctx, `
		SELECT a.id, a.service, a.service_version_id, a.authority, a.region, coalesce(a.closed_at, a.submitted_at),
			EXISTS (SELECT FROM feedback_entries e WHERE e.application_id = a.id AND e.kind = 'rating')
		FROM feedback_applications a WHERE a.number = $1 AND a.account_id = $2`, number, who.AccountID).
		Scan(&t.ApplicationID, &t.Service, &t.VersionID, &t.Authority, &t.Region, &t.At, &t.Rated)
	if errors.Is(err, pgx.ErrNoRows) {
		return Target{}, problem.New(problem.NotFound, "feedback.no-application")
	}
	if err != nil {
		return Target{}, fmt.Errorf("application of feedback: %w", postgres.Problem(err))
	}
	return t, nil
}

// Submit keeps what somebody said, and opens the case that a low mark or a concern calls for in the same transaction.
// The same form sent twice is one entry with one receipt; see again for one that was changed in between. Check the submission
// first.
func (s *Store) Submit(ctx context.Context, who *account.Principal, in Submission) (receipt Receipt, err error) {
	in = in.tidy()
	submit := func() error {
		return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			receipt, err = s.submit(ctx, tx, who, in)
			return err
		})
	}
	if err = submit(); postgres.Violates(err, "feedback_entries_token") { // the other of two clicks was quicker, and is there now
		err = submit()
	}
	switch {
	case postgres.Violates(err, "feedback_entries_one_rating"):
		return Receipt{}, problem.New(problem.Conflict, RatedBefore).Because(err)
	case err != nil:
		return Receipt{}, fmt.Errorf("submit feedback: %w", err)
	}
	return receipt, nil
}

func (s *Store) submit(ctx context.Context, tx pgx.Tx, who *account.Principal, in Submission) (Receipt, error) {
	if sent, err := s.kept(ctx, tx, `e.token = $1`, in.Token); err != nil || sent.entry != 0 {
		if err != nil {
			return Receipt{}, err
		}
		return again(ctx, tx, in, sent)
	}
	if err := s.limit(ctx, tx, in.Sender); err != nil {
		return Receipt{}, err
	}
	target, err := s.about(ctx, tx, who, in)
	if err != nil {
		return Receipt{}, err
	}
	code := rand.Text()
	first, err := s.repeated(ctx, tx, in, target, code)
	if err != nil {
		return Receipt{}, err
	}
	if first == code {
		return s.say(ctx, tx, who, in, target, code)
	}
	sent, err := s.kept(ctx, tx, `e.receipt = $1`, first)
	if err != nil {
		return Receipt{}, err
	}
	return again(ctx, tx, in, sent)
}

// say writes the entry, and the case that it opens.
func (s *Store) say(ctx context.Context, tx pgx.Tx, who *account.Principal, in Submission, target Target, code string) (Receipt, error) {
	receipt := Receipt{Code: code}
	entry, err := s.insert(ctx, tx, who, in, target, receipt.Code)
	if err != nil {
		return Receipt{}, err
	}
	if reason := in.opens(); reason != "" {
		if err := s.open(ctx, tx, entry, reason, target, &receipt); err != nil {
			return Receipt{}, err
		}
	}
	return receipt, keepPhoto(ctx, tx, in, entry)
}

func (s *Store) insert(ctx context.Context, tx pgx.Tx, who *account.Principal, in Submission, t Target, code string) (int64, error) {
	var accountID, applicationID, versionID *int64
	if who != nil && !in.Unnamed {
		accountID = &who.AccountID
	}
	if t.ApplicationID != 0 && !in.Unnamed { // the application would name its author
		applicationID = &t.ApplicationID
	}
	if t.VersionID != 0 {
		versionID = &t.VersionID
	}
	var id int64
	// Its transaction has a number before the entry has one: by that report.sumVoices knows that none is still to come.
	if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('feedback_entries', 'id')) FROM pg_current_xact_id()`).Scan(&id); err != nil {
		return 0, fmt.Errorf("insert feedback: %w", err)
	}
	sealed, err := s.ring.Seal(ContactColumn, id, in.Contact)
	if err != nil {
		return 0, err
	}
	now := s.now()
	_, err = tx.Exec(ctx, `
		INSERT INTO feedback_entries (id, token, receipt, kind, account_id, application_id, service_code, service_version_id, authority,
			region, page, step, legality, quality, timeliness, accessibility, comment, lang, contact_sealed, contact, created_at, look_id, office_id)
		OVERRIDING SYSTEM VALUE VALUES (@id, @token, @receipt, @kind, @account, @application, @service, @version, @authority,
			@region, @page, @step, nullif(@legality::int, 0), nullif(@quality::int, 0), nullif(@timeliness::int, 0),
			nullif(@accessibility::int, 0), @comment, @lang, @sealed, @plain, @now, nullif(@look::bigint, 0), nullif(@office::bigint, 0))`, pgx.NamedArgs{
		"id": id, "token": in.Token, "receipt": code, "kind": in.Kind, "account": accountID, "application": applicationID,
		"service": t.Service, "version": versionID, "authority": t.Authority, "region": t.Region, "page": in.Page, "step": in.Step,
		"legality": in.Marks.Legality, "quality": in.Marks.Quality, "timeliness": in.Marks.Timeliness,
		"accessibility": in.Marks.Accessibility, "comment": in.Comment, "lang": in.Lang, "sealed": sealed, "plain": s.ring.Beside(ContactColumn, now, in.Contact), "now": now, "look": in.look, "office": t.Office,
	})
	if err != nil {
		return 0, fmt.Errorf("insert feedback: %w", err)
	}
	return id, nil
}

// responsible is who must answer and who watches. A report of corruption goes to the body above: the office that it is
// about never sees it.
func responsible(reason Reason, about string) (owner, supervisor string) {
	authority, _ := catalogue.Lists().Authorities.Get(about)
	if reason == ReasonCorruption {
		return cmp.Or(authority.Supervisor, corruptionBody), ""
	}
	return about, authority.Supervisor
}

// open makes the case.
func (s *Store) open(ctx context.Context, tx pgx.Tx, entry int64, reason Reason, t Target, receipt *Receipt) error {
	owner, supervisor := responsible(reason, t.Authority)
	due, err := s.due(ctx, tx, reason)
	if err != nil {
		return err
	}
	number, err := number.Draw()
	if err != nil {
		return err
	}
	now := s.now()
	_, err = tx.Exec(ctx, `
		WITH opened AS (
			INSERT INTO feedback_cases (entry_id, number, reason, owner, supervisor, region, service_code, state, opened_at, due_at)
			VALUES (@entry, @number, @reason, @owner, @supervisor, @region, @service, 'open', @now, @due) RETURNING id
		)
		INSERT INTO feedback_events (case_id, kind, authority, at) SELECT id, 'opened', @owner, @now FROM opened`,
		pgx.NamedArgs{
			"entry": entry, "number": number, "reason": reason, "owner": owner, "supervisor": supervisor,
			"region": t.Region, "service": t.Service, "now": now, "due": due,
		})
	if err != nil {
		return fmt.Errorf("open feedback case: %w", err)
	}
	receipt.CaseNumber, receipt.DueAt = number, due
	return nil
}

// due is the date by which a case that is opened now must be answered.
func (s *Store) due(ctx context.Context, q querier, reason Reason) (time.Time, error) {
	days, err := term(ctx, q, reason)
	if err != nil {
		return time.Time{}, err
	}
	return s.calendar.Due(s.now(), days, workday.CalendarDays), nil
}

// term is in how many calendar days a case has to be answered.
func term(ctx context.Context, q querier, reason Reason) (days int, err error) {
	if err = q.QueryRow(ctx, `SELECT days FROM feedback_terms WHERE reason = $1`, reason).Scan(&days); err != nil {
		return 0, fmt.Errorf("term of feedback: %w", postgres.Problem(err))
	}
	return days, nil
}

// AnswerDays is in how many calendar days a concern is answered, as the order of the day says.
func (s *Store) AnswerDays(ctx context.Context) (int, error) { return term(ctx, s.pool, ReasonConcern) }

// AnswerBy is the date by which a low mark or a concern that is sent now will be answered: the form promises it.
func (s *Store) AnswerBy(ctx context.Context) (time.Time, error) {
	return s.due(ctx, s.pool, ReasonLowMark)
}
