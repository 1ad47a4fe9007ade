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
	RatedBefore = "feedback.rated-already"     // an application is rated once: more can be said of it only as another kind
)

// earlier is an entry that was sent before; the zero value is none.
type earlier struct {
	Receipt
	entry   int64
	tied    bool // to an account or an application
	rated   bool // an application
	kind    Kind
	marks   Marks
	comment string
	contact string
}

// kept is the entry that was sent before, by the token of its form or by its receipt. where is a constant of this package.
func (s *Store) kept(ctx context.Context, q querier, where, by string) (earlier, error) {
	var (
		e      earlier
		sealed []byte
		plain  *string
		number *string
		due    *time.Time
	)
	err := q.QueryRow(ctx, `SELECT e.id, e.receipt, e.account_id IS NOT NULL OR e.application_id IS NOT NULL, e.kind = 'rating' AND e.application_id IS NOT NULL, e.kind, coalesce(e.legality, 0), coalesce(e.quality, 0), coalesce(e.timeliness, 0), coalesce(e.accessibility, 0),
			e.comment, e.contact_sealed, e.contact, c.number, c.due_at
		FROM feedback_entries e LEFT JOIN feedback_cases c ON c.entry_id = e.id WHERE `+where, by).
		Scan(&e.entry, &e.Code, &e.tied, &e.rated, &e.kind, &e.marks.Legality, &e.marks.Quality, &e.marks.Timeliness, &e.marks.Accessibility, &e.comment, &sealed, &plain, &number, &due)
	if errors.Is(err, pgx.ErrNoRows) {
		return earlier{}, nil
	}
	if err != nil {
		return earlier{}, fmt.Errorf("read receipt: %w", postgres.Problem(err))
	}
	e.contact = s.contact(ctx, e.entry, sealed, plain)
	if number != nil {
		e.CaseNumber, e.DueAt = *number, *due
	}
	return e, nil
}

// again is a form that was sent before, by a second click or after going back. What is the same has its receipt, and a photo
// that was added since joins it, and who asks not to be tied to it is untied; nothing else that was typed is dropped unseen.
func again(ctx context.Context, tx pgx.Tx, in Submission, sent earlier) (Receipt, error) {
	alike := func(a, b string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
	}
	if sent.kind != in.Kind || sent.marks != in.Marks || sent.contact != in.Contact || !alike(sent.comment, in.Comment) {
		if sent.rated && in.Kind == Rating {
			return Receipt{}, problem.New(problem.Conflict, RatedBefore)
		}
		return Receipt{}, problem.New(problem.Conflict, SentBefore)
	}
	if in.Unnamed && sent.tied {
		if err := untie(ctx, tx, sent); err != nil {
			return Receipt{}, err
		}
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
	}
	// A browser sends the file of a form with every click: the same photo comes under another id.
	same, err := document.SamePhoto(ctx, tx, photo, in.Photo)
	switch {
	case err != nil:
		return Receipt{}, err
	case !same:
		return Receipt{}, problem.New(problem.Conflict, SecondPhoto)
	default:
		return sent.Receipt, nil
	}
}

// untie takes away what names the author of an entry: the account, the application, and the hash under which the same words
// would be found again.
func untie(ctx context.Context, tx pgx.Tx, sent earlier) error {
	if _, err := tx.Exec(ctx, `SELECT untie_feedback($1)`, sent.Code); err != nil {
		return fmt.Errorf("untie feedback: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM feedback_repeats WHERE receipt = $1`, sent.Code); err != nil {
		return fmt.Errorf("forget repeated words: %w", err)
	}
	return nil
}
