package feedback

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// mostNotes is how many notes an office keeps about a case.
const mostNotes = 100

// Note is what an official wrote about a case for the others of the office.
type Note struct {
	By   string
	Body string
	At   time.Time
}

// Note keeps what an official writes for the others of the office. Neither the author nor another authority reads it. The
// same words of the same official are one note: a second click writes no second one.
func (s *Store) Note(ctx context.Context, o account.Official, number, body string) error {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if n := utf8.RuneCountInString(body); n == 0 || n > MaxComment {
		return problem.New(problem.Invalid, "voice.note.empty", "Max", MaxComment)
	}
	c, err := s.visible(ctx, o, number)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM feedback_notes WHERE case_id = $1 AND authority = $2`, c.caseID, o.Authority).Scan(&n); err != nil {
			return fmt.Errorf("count notes: %w", err)
		}
		if n >= mostNotes {
			return problem.New(problem.Invalid, "voice.note.limit", "Max", mostNotes)
		}
		tag, err := tx.Exec(ctx, `INSERT INTO feedback_notes (case_id, official_id, authority, body, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (case_id, official_id, md5(body)) DO NOTHING`, c.caseID, o.ID, o.Authority, body, s.now())
		if err != nil {
			return fmt.Errorf("write note: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "feedback.note", Object: "feedback:" + c.CaseNumber})
	})
}

// notes is what the official's office wrote about a case, the latest first.
func (s *Store) notes(ctx context.Context, o account.Official, caseID int64) ([]Note, error) {
	rows, _ := s.pool.Query(ctx, `SELECT a.name, n.body, n.at FROM feedback_notes n JOIN accounts a ON a.id = n.official_id
		WHERE n.case_id = $1 AND n.authority = $2 ORDER BY n.id DESC LIMIT $3`, caseID, o.Authority, mostNotes)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Note])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read notes: %w", err))
	}
	return list, nil
}
