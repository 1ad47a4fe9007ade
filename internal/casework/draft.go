package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// draftLife is how long a draft is kept after its last change.
const draftLife = 30 * 24 * time.Hour

// maxDrafts is how many drafts one person may have open.
const maxDrafts = 30

// DraftChanged is the message of the Conflict of a draft that another window changed.
const DraftChanged = "casework.draft_changed"

// Draft is an application that is being filled in. It is kept under the version of the service that it began with.
type Draft struct {
	ID          int64
	ServiceCode string
	VersionID   int64
	Answers     form.Answers
	Facts       register.Facts // what was gathered for prefilling, the fee and the conditions
	Token       string         // of the submission: a double click submits once
	Row         int            // version of the row: two tabs cannot overwrite each other silently
	ConsentAt   *time.Time     // when the applicant agreed that registers are read; nothing is read before
	UpdatedAt   time.Time
	ExpiresAt   time.Time
	Undo        *Undo            // what the last removal took away; nil: nothing since the last save
	Mandate     *account.Mandate // for whom it is, under which right; nil: for who fills it in
}

// Undo is an answer as it was before a file or a row was taken out of it. It lives until the next save, and no longer
// than its draft.
type Undo struct {
	Field string `json:"field"`
	Was   any    `json:"was"`
}

// drafted is the columns of a draft, with the right that it is under.
var drafted = `id, service, service_version_id, token, row, consent_at, updated_at, expires_at, ` + account.MandateOf("drafts.mandate_id") + `,
	answers_sealed, answers, facts_sealed, facts, undo_sealed, undo`

// StartDraft begins an application for a published service, for whom the person acts now, or gives the draft of it that
// is open already.
func (s *Store) StartDraft(ctx context.Context, who account.Principal, code string) (Draft, error) {
	svc, ok := s.catalogue.Snapshot().Service(code)
	if !ok {
		return Draft{}, problem.New(problem.NotFound, "casework.no_service")
	}
	if !account.Reaches(who.Level, svc.Assurance) {
		return Draft{}, problem.New(problem.Forbidden, "casework.level_needed")
	}
	if who.For != nil {
		if err := errors.Join(who.For.Stands(s.now()), Unsuited(svc, who)); err != nil {
			return Draft{}, err
		}
	}
	under := mandateID(who)
	var d Draft
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM drafts WHERE account_id = $1 AND application_id IS NULL
			AND NOT (service = $2 AND mandate_id IS NOT DISTINCT FROM $3)`, who.AccountID, code, under).Scan(&open); err != nil {
			return fmt.Errorf("count drafts: %w", err)
		}
		if open >= maxDrafts {
			return problem.New(problem.TooMany, "casework.too_many_drafts", "Limit", maxDrafts)
		}
		now := s.now()
		_, err := tx.Exec(ctx, `WITH begun AS (INSERT INTO drafts (account_id, service, service_version_id, token, created_at, updated_at, expires_at, mandate_id)
			VALUES ($1, $2, $3, $4, $5, $5, $6, $7) ON CONFLICT (account_id, service, mandate_id) WHERE application_id IS NULL DO NOTHING RETURNING id)
			INSERT INTO form_starts (draft_id, service, service_version_id, via, day, questions) SELECT id, $2, $3, $8, ($5::timestamptz AT TIME ZONE interval '5 hours')::date, $9 FROM begun`,
			who.AccountID, code, svc.VersionID, newToken(), now, now.Add(draftLife), under, via(who), len(svc.Form))
		if err != nil {
			return fmt.Errorf("start draft: %w", err)
		}
		d, err = s.oneDraft(ctx, tx, `account_id = $1 AND service = $2 AND mandate_id IS NOT DISTINCT FROM $3 AND application_id IS NULL`, who.AccountID, code, under)
		return err
	})
	return d, err
}

// Again begins an application anew with the answers of an earlier one (see Earlier): those that still fit
// the questions of today. Its files and its time are not taken over, they belong to the earlier one. A draft of the
// service that has answers already stays as it is.
func (s *Store) Again(ctx context.Context, who account.Principal, number string) (Draft, error) {
	a, err := s.Earlier(ctx, who, number)
	if err != nil {
		return Draft{}, err
	}
	d, err := s.StartDraft(ctx, who, a.Service.Code)
	if err != nil || len(d.Answers) > 0 {
		return d, err
	}
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	if err != nil {
		return Draft{}, err
	}
	kept, _ := form.Fit(a.Service.Form, svc.Form, a.Answers)
	for _, f := range svc.Form {
		if f.Kind == form.KindSlot || form.TakesFiles([]form.Field{f}) {
			delete(kept, f.Key)
		}
	}
	if len(kept) == 0 {
		return d, nil
	}
	d.Answers = kept
	return s.SaveDraft(ctx, who, d)
}

// Earlier is an application that ended without a result, or with one that holds for a time and is renewed, and whose
// answers a new one may begin with: for the same person or company as the one for whom somebody acts now. Another one is
// NotFound.
func (s *Store) Earlier(ctx context.Context, who account.Principal, number string) (Application, error) {
	a, err := s.Application(ctx, who, number)
	if err != nil {
		return Application{}, err
	}
	same := who.For == nil && a.Concerns(who) || who.For != nil && a.Mandate != nil && who.For.Kind == a.Mandate.Kind && who.For.Subject == a.Mandate.Subject
	renewed := a.State == Done && slices.ContainsFunc(a.Documents, document.Document.Renewable)
	if !same || !renewed && a.State != Refused && a.State != Lapsed && a.State != Withdrawn {
		return Application{}, problem.New(problem.NotFound, "casework.not_found")
	}
	return a, nil
}

// Draft is a draft that one fills in, for himself or for whom a right of his reaches now, whatever he acts for at the
// moment.
func (s *Store) Draft(ctx context.Context, who account.Principal, id int64) (Draft, error) {
	d, err := s.oneDraft(ctx, s.pool, openDraft, id, who.AccountID)
	if err == nil {
		err = s.stands(d)
	}
	if err != nil {
		return Draft{}, postgres.Problem(err)
	}
	return d, nil
}

// stands is why the right under which a draft is does not hold now; one's own needs none.
func (s *Store) stands(d Draft) error {
	if d.Mandate == nil {
		return nil
	}
	return d.Mandate.Stands(s.now())
}

// became finds the number of the application that a draft of somebody's own became.
const became = `SELECT a.number FROM drafts d JOIN applications a ON a.id = d.application_id WHERE d.id = $1 AND d.account_id = $2`

// SentAs is the number of the application that a draft of one's own became.
func (s *Store) SentAs(ctx context.Context, who account.Principal, id int64) (string, error) {
	number, err := sentAs(ctx, s.pool, became, id, who.AccountID)
	return number, postgres.Problem(err)
}

func sentAs(ctx context.Context, q querier, sql string, args ...any) (number string, err error) {
	err = q.QueryRow(ctx, sql, args...).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", problem.New(problem.NotFound, "casework.no_draft")
	}
	if err != nil {
		return "", fmt.Errorf("find what a draft became: %w", err)
	}
	return number, nil
}

// Drafts is the open drafts for whom one acts now, the last touched first.
func (s *Store) Drafts(ctx context.Context, who account.Principal) ([]Draft, error) {
	list, err := s.draftsWhere(ctx, s.pool, `account_id = $1 AND mandate_id IS NOT DISTINCT FROM $2 AND application_id IS NULL ORDER BY updated_at DESC`, who.AccountID, mandateID(who))
	return list, postgres.Problem(err)
}

// SaveDraft keeps the answers, those of a page that was filled in just now among them: a time that was chosen there is
// held for a while, or is a Conflict when somebody else has it. A draft that another tab changed since it was read is a
// Conflict too.
func (s *Store) SaveDraft(ctx context.Context, who account.Principal, d Draft, page ...form.Field) (Draft, error) {
	place, err := s.place(ctx, d, page)
	if err != nil {
		return Draft{}, err
	}
	if !slices.ContainsFunc(page, func(f form.Field) bool { return f.Kind == form.KindSlot }) {
		return s.saveDraft(ctx, s.pool, who, d, place)
	}
	var saved Draft
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
		if saved, err = s.saveDraft(ctx, tx, who, d, place); err != nil {
			return err
		}
		return s.hold(ctx, tx, d, page)
	})
	return saved, err
}

// place is where in its form the last question of a page stands, from 1; 0 when nothing was filled in.
func (s *Store) place(ctx context.Context, d Draft, page []form.Field) (int, error) {
	if len(page) == 0 {
		return 0, nil
	}
	svc, err := s.catalogue.Version(ctx, d.VersionID)
	if err != nil {
		return 0, err
	}
	return 1 + slices.IndexFunc(svc.Form, func(f form.Field) bool { return f.Key == page[len(page)-1].Key }), nil
}

// via is how somebody begins a form: for himself, or on which ground for another.
func via(who account.Principal) string {
	if who.For == nil {
		return "self"
	}
	return string(who.For.Ground)
}

func (s *Store) saveDraft(ctx context.Context, q querier, who account.Principal, d Draft, place int) (Draft, error) {
	now := s.now()
	sealed, plain, err := s.ring.Document(draftAnswers, d.ID, now, d.Answers)
	if err != nil {
		return Draft{}, err
	}
	sealedUndo, undo, err := s.ring.Document(draftUndo, d.ID, now, d.Undo)
	if err != nil {
		return Draft{}, err
	}
	var id int64
	err = q.QueryRow(ctx, `WITH saved AS (UPDATE drafts SET answers_sealed = $4, answers = $9, row = row + 1, updated_at = $5, expires_at = $6, undo_sealed = $7, undo = $10, warned_at = NULL
			WHERE id = $1 AND account_id = $2 AND row = $3 AND application_id IS NULL RETURNING id),
		further AS (UPDATE form_starts SET reached = $8 WHERE draft_id = (SELECT id FROM saved) AND reached < $8)
		SELECT id FROM saved`, d.ID, who.AccountID, d.Row, sealed, now, now.Add(draftLife), sealedUndo, place, plain, undo).Scan(&id)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Draft{}, postgres.Problem(fmt.Errorf("save draft: %w", err))
	}
	if err != nil {
		if _, err := s.Draft(ctx, who, d.ID); err != nil {
			return Draft{}, err
		}
		return Draft{}, problem.New(problem.Conflict, DraftChanged)
	}
	d.Row++
	d.UpdatedAt, d.ExpiresAt = now, now.Add(draftLife)
	return d, nil
}

// DiscardDraft throws a draft away with its files.
func (s *Store) DiscardDraft(ctx context.Context, who account.Principal, id int64) error {
	tag, err := s.pool.Exec(ctx, `DELETE FROM drafts WHERE id = $1 AND account_id = $2 AND application_id IS NULL`, id, who.AccountID)
	if err != nil {
		return postgres.Problem(fmt.Errorf("discard draft: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return problem.New(problem.NotFound, "casework.no_draft")
	}
	return nil
}

// Service is the version of the service that a draft was begun with.
func (s *Store) Service(ctx context.Context, d Draft) (*catalogue.Service, error) {
	return s.catalogue.Version(ctx, d.VersionID)
}

// openDraft is the condition of a draft of somebody's own that was not sent.
const openDraft = `id = $1 AND account_id = $2 AND application_id IS NULL`

func (s *Store) oneDraft(ctx context.Context, q querier, where string, args ...any) (Draft, error) {
	list, err := s.draftsWhere(ctx, q, where, args...)
	if err != nil {
		return Draft{}, err
	}
	if len(list) == 0 {
		return Draft{}, problem.New(problem.NotFound, "casework.no_draft")
	}
	return list[0], nil
}

// draftsWhere is the drafts of a condition, which an order or a lock may follow.
func (s *Store) draftsWhere(ctx context.Context, q querier, where string, args ...any) ([]Draft, error) {
	rows, err := q.Query(ctx, `SELECT `+drafted+` FROM drafts WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Draft, err error) {
		var answers, facts, undo struct{ sealed, plain []byte }
		err = row.Scan(&d.ID, &d.ServiceCode, &d.VersionID, &d.Token, &d.Row, &d.ConsentAt, &d.UpdatedAt, &d.ExpiresAt, &d.Mandate,
			&answers.sealed, &answers.plain, &facts.sealed, &facts.plain, &undo.sealed, &undo.plain)
		if err != nil {
			return d, err
		}
		if err := d.Mandate.Open(s.ring); err != nil { // it hides no other draft, and its right is not confirmed
			slog.ErrorContext(ctx, "number not opened of whom a draft is for", "draft", d.ID, "err", err)
		}
		return d, errors.Join(
			s.ring.Into(draftAnswers, d.ID, answers.sealed, answers.plain, &d.Answers),
			s.ring.Into(draftFacts, d.ID, facts.sealed, facts.plain, &d.Facts),
			s.ring.Into(draftUndo, d.ID, undo.sealed, undo.plain, &d.Undo))
	})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return list, nil
}
