package feedback

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

// AskDue asks, four weeks after an answer, whether it is solved: once for each answer, while the case can still be sent
// back. Who has an account finds the question in the inbox, others on the page whose address they keep and, if they left an
// e-mail address, in one more letter.
func (s *Store) AskDue(ctx context.Context) error { return s.batches(ctx, s.ask) }

func (s *Store) ask(ctx context.Context, tx pgx.Tx) (int, error) {
	rows, _ := tx.Query(ctx, `
		WITH asked AS (
			UPDATE feedback_cases SET asked_at = @now WHERE id IN (
				SELECT c.id FROM feedback_cases c JOIN feedback_terms t ON t.reason = c.reason
				WHERE c.state IN ('answered', 'closed') AND c.asked_at IS NULL AND c.reopen_until > @now
					AND c.answered_at + make_interval(days => t.ask_days) <= @now
				ORDER BY c.reopen_until, c.id LIMIT @batch FOR UPDATE OF c SKIP LOCKED)
			RETURNING id, number, entry_id, answered_at, reopen_until, row, state
		)
		SELECT a.id, a.number, coalesce(e.account_id, 0), a.answered_at, a.reopen_until, e.kind, e.id, e.contact_sealed, e.contact, a.row, a.state FROM asked a JOIN feedback_entries e ON e.id = a.entry_id ORDER BY a.id`,
		pgx.NamedArgs{"now": s.now(), "batch": batch})
	asked, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		ID              int64
		Number          string
		Account         int64
		Answered, Until time.Time
		Kind            Kind
		Entry           int64
		Sealed          []byte
		Plain           *string
		Row             int
		State           State
	}])
	if err != nil {
		return 0, fmt.Errorf("ask whether it is solved: %w", err)
	}
	for _, c := range asked {
		// What its author has closed is for nobody else to reopen: a letter goes to an address that nobody confirmed.
		if c.Account == 0 && (c.State != Answered || !s.WritesTo(c.Kind, s.contact(ctx, c.Entry, c.Sealed, c.Plain))) {
			continue
		}
		if c.Account == 0 {
			if err := job.Insert(ctx, tx, LetterArgs{CaseID: c.ID, Row: c.Row, Asks: true}); err != nil {
				return 0, err
			}
		} else if err := s.askInbox(ctx, tx, c.Account, c.Number, c.Answered, c.Until); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO feedback_events (case_id, kind, at) VALUES ($1, 'asked', $2)`, c.ID, s.now()); err != nil {
			return 0, fmt.Errorf("write question: %w", err)
		}
	}
	return len(asked), nil
}

// askInbox puts the question into the inbox of an author.
func (s *Store) askInbox(ctx context.Context, tx pgx.Tx, account int64, number string, answered, until time.Time) error {
	return notify.Queue(ctx, tx, notify.Notice{
		AccountID: account, Event: "feedback-solved", Occasion: fmt.Sprintf("%s/%d", number, answered.Unix()),
		Args: notify.Args{notify.ToFeedback: number, "Until": until},
	})
}

// Settle is what the author, who was asked, says: it is solved, or it is not, and then the case goes back with a new due
// date. Saying the same again changes nothing.
func (s *Store) Settle(ctx context.Context, receipt string, solved bool, why string) error {
	why = strings.TrimSpace(why)
	if why != "" {
		if flaws := (Submission{Kind: Concern, Comment: why}).Check(); len(flaws) > 0 {
			return problem.New(problem.Invalid, flaws[0].ID, flaws[0].Args...)
		}
	}
	kind, state := EventUnsolved, Reopened
	if solved {
		kind, state, why = EventSolved, Closed, ""
	}
	c, err := s.byReceipt(ctx, receipt)
	switch {
	case err != nil:
		return err
	case c.settled() == kind:
		return nil
	case !c.MaySettle(s.now()):
		return problem.New(problem.Conflict, "feedback.window-over")
	}
	due := c.DueAt
	if !solved {
		if due, err = s.due(ctx, s.pool, c.Reason); err != nil {
			return err
		}
	}
	return s.author(ctx, c, kind, why, 0, state, due)
}

// OwnReceipt is the receipt of the person's own case with that number.
func (s *Store) OwnReceipt(ctx context.Context, who account.Principal, number string) (Own, error) {
	rows, err := s.read(ctx, `c.number = @number AND e.account_id = @account`, pgx.NamedArgs{"number": number, "account": who.AccountID})
	if err != nil {
		return Own{}, err
	}
	if len(rows) == 0 {
		return Own{}, problem.New(problem.NotFound, "feedback.no-receipt")
	}
	return own(rows)[0], nil
}
