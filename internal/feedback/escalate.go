package feedback

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// batch is how many cases a job takes in one transaction.
const batch = 200

// batches does one batch after the other until one is not full.
func (s *Store) batches(ctx context.Context, do func(context.Context, pgx.Tx) (int, error)) error {
	for {
		n := 0
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			n, err = do(ctx, tx)
			return err
		})
		if err != nil || n < batch {
			return postgres.Problem(err)
		}
	}
}

// EscalateDue has cases that were not answered by their day go up: at once to the heads of the authority that must answer,
// and some days later to those of the one above. Each is told once for each due date.
func (s *Store) EscalateDue(ctx context.Context) error { return s.batches(ctx, s.escalate) }

// overdue is a case that goes up one step.
type overdue struct {
	ID         int64
	Number     string
	Owner      string
	Supervisor string
	Region     string
	Due        time.Time
	Step       int16 // 1 to the owner's heads, 2 to the supervisor's
}

func (s *Store) escalate(ctx context.Context, tx pgx.Tx) (int, error) {
	rows, _ := tx.Query(ctx, `
		UPDATE feedback_cases SET escalated = escalated + 1 WHERE id IN (
			SELECT c.id FROM feedback_cases c JOIN feedback_terms t ON t.reason = c.reason
			WHERE c.state IN ('open', 'reopened') AND c.escalated < 2 AND c.due_at < @now
				AND (c.escalated = 0 OR c.due_at + make_interval(days => t.escalate_days) < @now)
			ORDER BY c.due_at, c.id LIMIT @batch FOR UPDATE OF c SKIP LOCKED)
		RETURNING id, number, owner, supervisor, region, due_at, escalated`, pgx.NamedArgs{"now": s.now(), "batch": batch})
	late, err := pgx.CollectRows(rows, pgx.RowToStructByPos[overdue])
	if err != nil {
		return 0, fmt.Errorf("escalate feedback cases: %w", err)
	}
	for _, c := range late {
		to, event := c.Owner, "feedback-late"
		if c.Step == 2 {
			to, event = c.Supervisor, "feedback-late-below"
		}
		if to == "" { // nobody stands above
			continue
		}
		if err := s.goUp(ctx, tx, c, to, event); err != nil {
			return 0, err
		}
	}
	return len(late), nil
}

// goUp tells the heads of that authority that a case is late, and writes it into the case's history.
func (s *Store) goUp(ctx context.Context, tx pgx.Tx, c overdue, to, event string) error {
	heads, err := account.Desk(ctx, tx, to, c.Region, account.Head)
	if err != nil || len(heads) == 0 { // nobody is told, and nothing says so; the next step comes by itself
		return err
	}
	err = notify.QueueOffice(ctx, tx, heads, notify.Notice{
		Event: event, Occasion: fmt.Sprintf("%s/%d", c.Number, c.Due.Unix()), Office: to,
		Args: notify.Args{notify.ToFeedback: c.Number, "Due": c.Due},
	})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO feedback_events (case_id, kind, authority, at) VALUES ($1, 'escalated', $2, $3)`, c.ID, to, s.now()); err != nil {
		return fmt.Errorf("write escalation: %w", err)
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Machine, Action: "feedback.escalate", Object: "feedback:" + c.Number, Detail: map[string]any{"to": to, "told": len(heads)},
	})
}
