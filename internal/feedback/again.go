package feedback

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// What is not for the store to decide when a form comes a second time; the form says so and keeps what was typed.
const (
	SentBefore  = "feedback.flaw.sent-before"  // other words than those that were sent with it: with a new token they are one more entry
	SecondPhoto = "feedback.flaw.second-photo" // the same words, with another photo than the one that is kept
)

// earlier is an entry that was sent before; the zero value is none.
type earlier struct {
	Receipt
	entry   int64
	kind    Kind
	marks   Marks
	comment string
	contact string
}

// before is what was sent with that form.
func before(ctx context.Context, q querier, token string) (earlier, error) {
	return kept(ctx, q, `e.token = $1`, token)
}

func kept(ctx context.Context, q querier, where, by string) (earlier, error) {
	var (
		e      earlier
		number *string
		due    *time.Time
	)
	err := q.QueryRow(ctx, `SELECT e.id, e.receipt, e.kind, coalesce(e.legality, 0), coalesce(e.quality, 0), coalesce(e.timeliness, 0), coalesce(e.accessibility, 0),
			e.comment, e.contact, c.number, c.due_at
		FROM feedback_entries e LEFT JOIN feedback_cases c ON c.entry_id = e.id WHERE `+where, by).
		Scan(&e.entry, &e.Code, &e.kind, &e.marks.Legality, &e.marks.Quality, &e.marks.Timeliness, &e.marks.Accessibility, &e.comment, &e.contact, &number, &due)
	if errors.Is(err, pgx.ErrNoRows) {
		return earlier{}, nil
	}
	if err != nil {
		return earlier{}, fmt.Errorf("read receipt: %w", postgres.Problem(err))
	}
	if number != nil {
		e.CaseNumber, e.DueAt = *number, *due
	}
	return e, nil
}

// again is a form that was sent before, by a second click or after going back. What is the same has its receipt, and a photo
// that was added since joins it; nothing else that was typed is dropped unseen.
func again(ctx context.Context, tx pgx.Tx, in Submission, sent earlier) (Receipt, error) {
	same := func(a, b string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
	}
	if sent.kind != in.Kind || sent.marks != in.Marks || sent.contact != in.Contact || !same(sent.comment, in.Comment) {
		return Receipt{}, problem.New(problem.Conflict, SentBefore)
	}
	if in.Photo == "" || in.opens() == "" {
		return sent.Receipt, nil
	}
	photo, err := document.PhotoOf(ctx, tx, sent.entry)
	switch {
	case err != nil:
		return Receipt{}, err
	case photo.ID == "":
		return sent.Receipt, keepPhoto(ctx, tx, in, sent.entry)
	case photo.ID != in.Photo:
		return Receipt{}, problem.New(problem.Conflict, SecondPhoto)
	default:
		return sent.Receipt, nil
	}
}
