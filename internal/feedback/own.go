package feedback

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// columns of an entry with its case. Who wrote it is not among them, so that no page can show it.
const columns = `e.id, e.receipt, e.kind, coalesce(a.number, ''), e.service_code, coalesce(o.name, '{}'), e.page, e.step,
	coalesce(e.legality, 0), coalesce(e.quality, 0), coalesce(e.timeliness, 0), coalesce(e.accessibility, 0),
	e.comment, e.lang, e.contact_sealed, e.contact, e.account_id IS NOT NULL, e.created_at, coalesce(c.id, 0), coalesce(c.number, ''), coalesce(c.reason, ''),
	coalesce(c.owner, ''), coalesce(c.supervisor, ''), coalesce(c.region, ''), coalesce(c.state, ''),
	c.opened_at, c.due_at, c.answered_at, c.reopen_until, c.asked_at, coalesce(c.row, 0),
	(SELECT jsonb_agg(jsonb_build_object('Kind', v.kind, 'Authority', v.authority, 'Body', v.body, 'Mark', coalesce(v.mark, 0), 'At', v.at) ORDER BY v.id)
		FROM feedback_events v WHERE v.case_id = c.id)`

const tables = `feedback_entries e LEFT JOIN feedback_cases c ON c.entry_id = e.id
	LEFT JOIN feedback_applications a ON a.id = e.application_id LEFT JOIN feedback_offices o ON o.id = e.office_id`

// Own is a case as its author reads it.
type Own struct {
	Case
	Receipt string // secret part of the page's address
}

type caseRow struct {
	Case
	entryID, caseID int64
	receipt         string
	sealed          []byte // contact
	plain           *string
}

func scan(row pgx.CollectableRow) (caseRow, error) {
	var (
		r                                  caseRow
		opened, due, answered, till, asked *time.Time
	)
	err := row.Scan(&r.entryID, &r.receipt, &r.Kind, &r.Number, &r.Service, &r.Office, &r.Page, &r.Step,
		&r.Marks.Legality, &r.Marks.Quality, &r.Marks.Timeliness, &r.Marks.Accessibility,
		&r.Comment, &r.Lang, &r.sealed, &r.plain, &r.Inbox, &r.At, &r.caseID, &r.CaseNumber, &r.Reason,
		&r.Owner, &r.Supervisor, &r.Region, &r.State, &opened, &due, &answered, &till, &asked, &r.Row, &r.Events)
	r.OpenedAt, r.DueAt, r.AnsweredAt, r.ReopenUntil, r.AskedAt = deref(opened), deref(due), deref(answered), deref(till), deref(asked)
	return r, err
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// read is the cases of a query, with their events.
func (s *Store) read(ctx context.Context, where string, args pgx.NamedArgs) ([]caseRow, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+columns+` FROM `+tables+` WHERE `+where, args)
	found, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("read feedback: %w", postgres.Problem(err))
	}
	for i := range found {
		found[i].Contact = s.contact(ctx, found[i].entryID, found[i].sealed, found[i].plain)
	}
	return found, nil
}

// Own is what a person said, newest first, with the answers.
func (s *Store) Own(ctx context.Context, who account.Principal) ([]Own, error) {
	rows, err := s.read(ctx, `e.account_id = @account ORDER BY e.id DESC LIMIT 100`, pgx.NamedArgs{"account": who.AccountID})
	if err != nil {
		return nil, err
	}
	return own(rows), nil
}

// OfApplication reads, in a batch, what the person said about that application, newest first. Where he wants to hear of it is not among it.
func OfApplication(who account.Principal, number string, into *[]Own) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`SELECT `+columns+` FROM `+tables+` WHERE a.number = $1 AND e.account_id = $2 ORDER BY e.id DESC`, number, who.AccountID).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, scan)
			*into = own(found)
			return err
		})
	}
}

// ByReceipt is the entry with that receipt: how somebody without an account reads the answer.
func (s *Store) ByReceipt(ctx context.Context, code string) (Case, error) {
	r, err := s.byReceipt(ctx, code)
	if err != nil {
		return Case{}, err
	}
	r.Photo, err = document.PhotoOf(ctx, s.pool, r.entryID)
	return r.Case, postgres.Problem(err)
}

func (s *Store) byReceipt(ctx context.Context, code string) (caseRow, error) {
	rows, err := s.read(ctx, `e.receipt = @receipt`, pgx.NamedArgs{"receipt": code})
	if err != nil {
		return caseRow{}, err
	}
	if len(rows) == 0 {
		return caseRow{}, problem.New(problem.NotFound, "feedback.no-receipt")
	}
	return rows[0], nil
}

// RateAnswer is the author's mark, from 1 to 5, for the answer. Four or more closes the case.
func (s *Store) RateAnswer(ctx context.Context, receipt string, mark int) error {
	if mark < 1 || mark > 5 {
		return problem.New(problem.Invalid, "feedback.no-mark")
	}
	c, err := s.byReceipt(ctx, receipt)
	if err != nil {
		return err
	}
	if !c.MayRate(s.now()) {
		return problem.New(problem.Conflict, "feedback.window-over")
	}
	state := Answered
	if mark > LowMark {
		state = Closed
	}
	return s.author(ctx, c, EventRated, "", mark, state, c.DueAt)
}

// Reopen sends the case back with a new due date because the answer did not help.
func (s *Store) Reopen(ctx context.Context, receipt, why string) error {
	why = strings.TrimSpace(why)
	if flaws := (Submission{Kind: Concern, Comment: why}).Check(); len(flaws) > 0 {
		return problem.New(problem.Invalid, flaws[0].ID, flaws[0].Args...)
	}
	c, err := s.byReceipt(ctx, receipt)
	if err != nil {
		return err
	}
	if !c.MayReopen(s.now()) {
		return problem.New(problem.Conflict, "feedback.window-over")
	}
	due, err := s.due(ctx, s.pool, c.Reason)
	if err != nil {
		return err
	}
	return s.author(ctx, c, EventReopened, why, 0, Reopened, due)
}

// author writes what the author did, if nobody changed the case meanwhile.
func (s *Store) author(ctx context.Context, c caseRow, kind EventKind, body string, mark int, state State, due time.Time) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE feedback_cases SET state = $3, escalated = CASE WHEN due_at = $4 THEN escalated ELSE 0 END, due_at = $4, row = row + 1
			WHERE id = $1 AND row = $2`, c.caseID, c.Row, state, due)
		if err != nil {
			return fmt.Errorf("update feedback case: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "feedback.changed")
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO feedback_events (case_id, kind, body, mark, at) VALUES ($1, $2, $3, nullif($4::int, 0), $5)`,
			c.caseID, kind, body, mark, s.now())
		if err != nil {
			return fmt.Errorf("write feedback event: %w", err)
		}
		return nil
	})
}

func own(rows []caseRow) []Own {
	out := make([]Own, len(rows))
	for i, r := range rows {
		out[i] = Own{r.Case, r.receipt}
	}
	return out
}
