package consent

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Opinion is what an official who has a case asked another office about it. Unlike a consent it is not asked for by the
// track: nothing waits for the answer, and what is answered decides nothing.
type Opinion struct {
	ID          int64
	Authority   string
	Region      string // SOATO of the region whose office is asked; empty: any office of the authority
	Question    string
	AskedBy     int64
	Asker       string
	AskedAt     time.Time
	DueAt       time.Time
	Answer      string
	Answerer    string
	AnsweredAt  *time.Time
	WithdrawnAt *time.Time // taken back, or the case ended without it
}

// Waits reports whether the office has still to answer.
func (o Opinion) Waits() bool { return o.AnsweredAt == nil && o.WithdrawnAt == nil }

// Asks reports whether officials of that authority in that region are of the office that was asked; those for the whole
// country, who have no region, are of each.
func (o Opinion) Asks(authority, region string) bool {
	return o.Authority == authority && (region == "" || o.Region == "" || o.Region == region)
}

// Sees reports whether the office may still look at the case, while that is open.
func (o Opinion) Sees(now time.Time) bool {
	return o.Waits() || o.AnsweredAt != nil && now.Before(o.AnsweredAt.Add(SightAfter))
}

// ReadOpinions adds the reading of what was asked about the chosen application, oldest first, to a batch.
func ReadOpinions(b *pgx.Batch, into *[]Opinion) {
	b.Queue(`SELECT o.id, o.authority, o.region, o.question, o.asked_by, q.name, o.asked_at, o.due_at, o.answer, coalesce(r.name, ''), o.answered_at, o.withdrawn_at
		FROM opinions o JOIN accounts q ON q.id = o.asked_by LEFT JOIN accounts r ON r.id = o.answered_by WHERE o.application_id = ` + postgres.Chosen + ` ORDER BY o.id`).
		Query(func(rows pgx.Rows) (err error) {
			*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Opinion])
			return err
		})
}

// AskOpinion asks an office, and gives the id of the question.
func AskOpinion(ctx context.Context, tx pgx.Tx, application int64, o Opinion) (id int64, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO opinions (application_id, authority, region, question, asked_by, asked_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		application, o.Authority, o.Region, o.Question, o.AskedBy, o.AskedAt, o.DueAt).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("ask opinion: %w", err)
	}
	return id, nil
}

// waiting is the condition that a question was neither answered nor taken back.
const waiting = `answered_at IS NULL AND withdrawn_at IS NULL`

// GiveOpinion is the answer of the office.
func GiveOpinion(ctx context.Context, tx pgx.Tx, id int64, answer string, by int64, now time.Time) error {
	return change(ctx, tx, `UPDATE opinions SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1 AND `+waiting, id, answer, by, now)
}

// TakeBack withdraws a question.
func TakeBack(ctx context.Context, tx pgx.Tx, id int64, now time.Time) error {
	return change(ctx, tx, `UPDATE opinions SET withdrawn_at = $2 WHERE id = $1 AND `+waiting, id, now)
}

// TakeAllBack withdraws what is still asked about a case that has ended.
func TakeAllBack(ctx context.Context, tx pgx.Tx, application int64, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE opinions SET withdrawn_at = $2 WHERE application_id = $1 AND `+waiting, application, now); err != nil {
		return fmt.Errorf("take questions back: %w", err)
	}
	return nil
}

// PostponeOpinion gives an office that has not answered until another time.
func PostponeOpinion(ctx context.Context, tx pgx.Tx, id int64, due time.Time) error {
	return change(ctx, tx, `UPDATE opinions SET due_at = $2 WHERE id = $1 AND `+waiting, id, due)
}

// Remind notes that both sides are told of a late answer, once; false when they were before.
func Remind(ctx context.Context, tx pgx.Tx, id int64, now time.Time) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE opinions SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL AND `+waiting, id, now)
	if err != nil {
		return false, fmt.Errorf("remind of opinion: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}
