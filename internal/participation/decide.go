package participation

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// Words is what a person says of a problem: what citizens read, and what is promised.
type Words struct {
	Title     locale.Text
	Promise   locale.Text // empty: nothing is promised
	PromiseOn *time.Time  // day of Tashkent
	Listed    bool
}

// check refuses words that somebody could not read, or a promise that says only when or only what.
func (w *Words) check() error {
	if err := said(&w.Title, MaxTitle, true); err != nil {
		return problem.New(problem.Invalid, "cause.flaw.title", "Max", MaxTitle)
	}
	if err := said(&w.Promise, MaxText, false); err != nil {
		return problem.New(problem.Invalid, "cause.flaw.promise", "Max", MaxText)
	}
	if (w.Promise == locale.Text{}) != (w.PromiseOn == nil) {
		return problem.New(problem.Invalid, "cause.flaw.promise-day")
	}
	return nil
}

// said trims a text and refuses one that is too long, or not in all three languages; all three may be empty where it
// need not be said.
func said(t *locale.Text, limit int, needed bool) error {
	empty := 0
	for _, s := range []*string{&t.Uz, &t.Ru, &t.En} {
		if *s = strings.TrimSpace(*s); *s == "" {
			empty++
		}
		if utf8.RuneCountInString(*s) > limit {
			return problem.New(problem.Invalid, "cause.flaw.text", "Max", limit)
		}
	}
	if empty == 0 || empty == 3 && !needed {
		return nil
	}
	return problem.New(problem.Invalid, "cause.flaw.text", "Max", limit)
}

// Keep writes what citizens read of a problem. A proposal becomes a confirmed problem by it, and so does one that was
// rejected before.
func (s *Store) Keep(ctx context.Context, o account.Official, number string, row int, w Words) error {
	if err := w.check(); err != nil {
		return err
	}
	return s.decide(ctx, o, number, row, "problem.keep", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		_, err := tx.Exec(ctx, `
			UPDATE problems SET title = $2, promise = $3, promise_on = $4, listed = $5, state = CASE WHEN state = 'done' THEN state ELSE 'open' END WHERE id = $1`,
			p.ID, w.Title, w.Promise, w.PromiseOn, w.Listed)
		return map[string]any{"was": p.State, "listed": w.Listed, "promised": w.PromiseOn != nil}, err
	})
}

// Reject says that no one cause explains a proposal. What is said like it later joins it unseen.
func (s *Store) Reject(ctx context.Context, o account.Official, number string, row int) error {
	return s.decide(ctx, o, number, row, "problem.reject", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		if p.State == Done {
			return nil, problem.New(problem.Conflict, "cause.changed")
		}
		_, err := tx.Exec(ctx, `UPDATE problems SET state = 'rejected' WHERE id = $1`, p.ID)
		return map[string]any{"was": p.State}, err
	})
}

// Reopen says that what was done did not help.
func (s *Store) Reopen(ctx context.Context, o account.Official, number string, row int) error {
	return s.decide(ctx, o, number, row, "problem.reopen", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		if p.State != Done {
			return nil, problem.New(problem.Conflict, "cause.changed")
		}
		_, err := tx.Exec(ctx, `UPDATE problems SET state = 'open', done_at = NULL WHERE id = $1`, p.ID)
		return map[string]any{}, err
	})
}

// Merge says that a problem is the same as another of its service: its people are counted there from now on. Nothing
// moves, so that Unmerge undoes it.
func (s *Store) Merge(ctx context.Context, o account.Official, number string, row int, into string) error {
	return s.decide(ctx, o, number, row, "problem.merge", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		// Both are held: of two who merge them into each other at once one must see what the other did, or it were a circle.
		if _, err := tx.Exec(ctx, `SELECT FROM problems WHERE number = $1 FOR NO KEY UPDATE`, into); err != nil {
			return nil, fmt.Errorf("hold problem: %w", err)
		}
		target, err := one(ctx, tx, o, into)
		if err != nil {
			return nil, err
		}
		if target.ID == p.ID || target.Into != "" || target.Service != p.Service || target.Authority != p.Authority || target.State == Rejected ||
			p.State != Proposed && target.State != Open { // what is public must not end where nobody sees it
			return nil, problem.New(problem.Invalid, "cause.flaw.merge")
		}
		if _, err := tx.Exec(ctx, `UPDATE problems SET merged_into = $2 WHERE id = $1`, p.ID, target.ID); err != nil {
			return nil, err
		}
		return map[string]any{"into": target.Number}, recount(ctx, tx, p.ID)
	})
}

// Unmerge makes a problem that was merged into another one of its own again, as it was.
func (s *Store) Unmerge(ctx context.Context, o account.Official, number string) error {
	return s.change(ctx, o, number, "problem.unmerge", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		if p.Into == "" {
			return nil, problem.New(problem.Conflict, "cause.changed")
		}
		var into int64
		if err := tx.QueryRow(ctx, `UPDATE problems n SET merged_into = NULL, row = n.row + 1 FROM problems o WHERE n.id = $1 AND o.id = n.id RETURNING o.merged_into`, p.ID).Scan(&into); err != nil {
			return nil, err
		}
		if err := recount(ctx, tx, into); err != nil {
			return nil, err
		}
		return map[string]any{"from": p.Into}, recount(ctx, tx, p.ID)
	})
}

// Split takes entries out of a problem into a proposal of their own, and says its number. Merging that into the problem
// undoes it. Entries that came in with a merged problem are taken out by Unmerge.
func (s *Store) Split(ctx context.Context, o account.Official, number string, row int, entries []int64) (drawn string, err error) {
	err = s.decide(ctx, o, number, row, "problem.split", func(tx pgx.Tx, p Problem) (map[string]any, error) {
		rows, _ := tx.Query(ctx, `SELECT entry_id FROM problem_entries WHERE problem_id = $1 AND entry_id = ANY ($2) ORDER BY entry_id`, p.ID, entries)
		out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return nil, err
		}
		if len(out) == 0 || len(out) >= p.Entries {
			return nil, problem.New(problem.Invalid, "cause.flaw.split")
		}
		var id int64
		if id, drawn, err = s.propose(ctx, tx, out[0], &p.ID); err != nil {
			return nil, err
		}
		// What stays must still have the first entry that later ones are compared with; and what goes gets one.
		_, err = tx.Exec(ctx, `
			WITH gone AS (UPDATE problem_entries SET problem_id = $2, seed_id = $3 WHERE entry_id = ANY ($4) RETURNING entry_id)
			UPDATE problem_entries e SET seed_id = (SELECT min(x.entry_id) FROM problem_entries x WHERE x.seed_id = e.seed_id AND x.problem_id = $1 AND x.entry_id <> ALL ($4))
			WHERE e.problem_id = $1 AND e.entry_id <> ALL ($4) AND e.seed_id = ANY ($4)`, p.ID, id, out[0], out)
		if err != nil {
			return nil, fmt.Errorf("split entries: %w", err)
		}
		if err := recount(ctx, tx, id); err != nil {
			return nil, err
		}
		return map[string]any{"out": drawn, "entries": out}, recount(ctx, tx, p.ID)
	})
	return drawn, err
}

// decide is change for what an official has read and decides about: the row must be the one that he saw, and no part of
// another problem.
func (s *Store) decide(ctx context.Context, o account.Official, number string, row int, action string, do func(pgx.Tx, Problem) (map[string]any, error)) error {
	return s.change(ctx, o, number, action, func(tx pgx.Tx, p Problem) (map[string]any, error) {
		if p.Row != row || p.Into != "" {
			return nil, problem.New(problem.Conflict, "cause.changed")
		}
		detail, err := do(tx, p)
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `UPDATE problems SET row = row + 1, decided_by = $2, decided_at = $3 WHERE id = $1`, p.ID, o.ID, s.now())
		return detail, err
	})
}

// change holds the problem, does something to it and keeps on record who did it.
func (s *Store) change(ctx context.Context, o account.Official, number, action string, do func(pgx.Tx, Problem) (map[string]any, error)) error {
	if err := admit(o); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM problems WHERE number = $1 FOR NO KEY UPDATE`, number); err != nil {
			return fmt.Errorf("hold problem: %w", err)
		}
		p, err := one(ctx, tx, o, number)
		if err != nil {
			return err
		}
		detail, err := do(tx, p)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: action, Object: "problem:" + number, Detail: detail})
	})
}

// today is the day of Tashkent, at its beginning in UTC, as dates come from the database.
func (s *Store) today() time.Time {
	now := s.now().In(workday.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}
