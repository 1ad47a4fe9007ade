package feedback

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// AnsweredInTime is, in SQL, whether a case was answered by its due date: the one definition for the board, the monthly
// report, ratings and public pages. All of them count it over the cases whose due date has passed, for the authority that
// must answer. A case that was sent back waits again, whatever answer came before.
const AnsweredInTime = `(` + AnswerStands + ` AND answered_at <= due_at)`

// AnswerStands is, in SQL, whether a case has an answer that was not sent back.
const AnswerStands = `state IN ('answered', 'closed')`

// Replies is how an authority keeps its word to those who gave a low mark or wrote of a concern.
type Replies struct {
	Due      int // cases whose term ended within the last twelve months
	InTime   int // of them, answered by then; see AnsweredInTime
	Overdue  int // cases that should have been answered by now
	Solved   int // authors who said, asked after four weeks, that it is solved
	Unsolved int // and that it is not
}

// RepliesArgs asks to count how authorities answer.
type RepliesArgs struct{}

// Kind names the job.
func (RepliesArgs) Kind() string { return "feedback.replies" }

// CountReplies counts how authorities answer and keeps it for Replies. The job feedback.replies calls it.
func (s *Store) CountReplies(ctx context.Context) error {
	now := s.now()
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM feedback_replies`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO feedback_replies (owner, due, in_time, overdue, solved, unsolved)
			SELECT owner, sum(due), sum(in_time), sum(overdue), sum(solved), sum(unsolved) FROM (
				SELECT owner, count(*) AS due, count(*) FILTER (WHERE `+AnsweredInTime+`) AS in_time, 0 AS overdue, 0 AS solved, 0 AS unsolved
				FROM feedback_cases WHERE due_at > @since AND due_at < @now GROUP BY owner
				UNION ALL
				SELECT owner, 0, 0, count(*), 0, 0 FROM feedback_cases WHERE state IN ('open', 'reopened') AND due_at < @now GROUP BY owner
				UNION ALL
				SELECT c.owner, 0, 0, 0, count(*) FILTER (WHERE e.kind = 'solved'), count(*) FILTER (WHERE e.kind = 'unsolved')
				FROM feedback_events e JOIN feedback_cases c ON c.id = e.case_id WHERE e.kind IN ('solved', 'unsolved') AND e.at > @since GROUP BY c.owner
			) parts GROUP BY owner
			ON CONFLICT (owner) DO UPDATE SET due = excluded.due, in_time = excluded.in_time, overdue = excluded.overdue, solved = excluded.solved, unsolved = excluded.unsolved`,
			pgx.NamedArgs{"now": now, "since": now.AddDate(-1, 0, 0)})
		return err
	})
	if err != nil {
		return postgres.Problem(fmt.Errorf("count replies: %w", err))
	}
	return nil
}

// Replies is how every authority that had to reply does so, by its code, as it was last counted. Public pages show it.
func (s *Store) Replies(ctx context.Context) (map[string]Replies, error) {
	rows, _ := s.pool.Query(ctx, `SELECT owner, due, in_time, overdue, solved, unsolved FROM feedback_replies`)
	all := map[string]Replies{}
	var (
		owner string
		r     Replies
	)
	_, err := pgx.ForEachRow(rows, []any{&owner, &r.Due, &r.InTime, &r.Overdue, &r.Solved, &r.Unsolved}, func() error {
		all[owner] = r
		return nil
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read replies: %w", err))
	}
	return all, nil
}
