package payment

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// RefundState is where a refund stands; words are under "payment.refund.<state>".
type RefundState string

// States of a refund. It is decided by what happens to a case, sent by an official, and done when the provider says so.
const (
	RefundAsked  RefundState = "asked"
	RefundSent   RefundState = "sent"
	RefundDone   RefundState = "done"
	RefundFailed RefundState = "failed" // the provider would not, or never answered
)

// RefundStates is every state, in the order of the queues.
var RefundStates = []RefundState{RefundAsked, RefundFailed, RefundSent, RefundDone}

// RefundPage is how many refunds one page of the queue has.
const RefundPage = 25

// Refund is money that goes back: all of a payment, once. No rule of ours gives back a part.
type Refund struct {
	ID            int64
	ApplicationID int64
	Invoice       string // number
	Provider      string
	External      string
	Amount        int64
	Reason        string
	State         RefundState
	MadeAt        time.Time
	SentAt        *time.Time
	SettledAt     *time.Time
	Trouble       string // what the provider said when it would not
	Note          string // how it was given back without the provider
}

// RefundArgs asks to have a refund made that was sent.
type RefundArgs struct {
	RefundID int64 `json:"refund_id"`
}

// Kind names the job.
func (RefundArgs) Kind() string { return "payment.refund" }

// refundTries is how often a provider that fails is asked: with River's pauses for most of a day.
const refundTries = 12

// InsertOpts says how often it is tried.
func (RefundArgs) InsertOpts() job.Options { return job.Options{MaxAttempts: refundTries} }

const selectRefunds = `SELECT r.id, i.application_id, i.number, p.provider, p.token, r.amount, r.reason, r.state, r.made_at, r.sent_at, r.settled_at, r.trouble, r.note
	FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN invoices i ON i.id = r.invoice_id WHERE `

// ReadRefunds adds the reading of the chosen application's refunds, oldest first, to a batch.
func ReadRefunds(b *pgx.Batch, into *[]Refund) {
	b.Queue(selectRefunds + `i.application_id = ` + postgres.Chosen + ` ORDER BY r.id`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Refund])
		return err
	})
}

// Decide gives back what was paid for an application, in the caller's transaction; with nothing paid it does nothing.
// It becomes work for finance. by is the official's account, 0 for the machine.
func Decide(ctx context.Context, tx pgx.Tx, applicationID int64, reason string, by int64, at time.Time) (amount int64, err error) {
	err = tx.QueryRow(ctx, `WITH paid AS (
			UPDATE invoices SET status = 'refunded' WHERE application_id = $1 AND status = 'paid' RETURNING id),
		given AS (INSERT INTO refunds (invoice_id, payment_id, amount, reason, made_by, made_at)
			SELECT p.invoice_id, p.id, p.amount, $2, nullif($3::bigint, 0), $4 FROM payments p JOIN paid ON paid.id = p.invoice_id WHERE NOT p.surplus RETURNING amount)
		SELECT coalesce(sum(amount), 0)::bigint FROM given`, applicationID, reason, by, at).Scan(&amount)
	if err != nil {
		return 0, fmt.Errorf("decide refund: %w", err)
	}
	return amount, nil
}

// Refunds is a page of the queue of that state, the oldest first, after the refund of that id.
func (s *Store) Refunds(ctx context.Context, by account.Official, state RefundState, after int64) ([]Refund, error) {
	if err := by.Accounting(); err != nil {
		return nil, err
	}
	rows, _ := s.pool.Query(ctx, selectRefunds+`r.state = $1 AND r.id > $2 ORDER BY r.id LIMIT $3`, state, after, RefundPage)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Refund])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read refunds: %w", err))
	}
	return list, nil
}

// Refund is one refund.
func (s *Store) Refund(ctx context.Context, by account.Official, id int64) (Refund, error) {
	if err := by.Accounting(); err != nil {
		return Refund{}, err
	}
	return FindRefund(ctx, s.pool, id)
}

// FindRefund is the refund with that id, for a job or inside a transaction.
func FindRefund(ctx context.Context, q querier, id int64) (Refund, error) {
	rows, _ := q.Query(ctx, selectRefunds+`r.id = $1`, id)
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Refund])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, problem.New(problem.NotFound, "payment.refund.none")
	}
	if err != nil {
		return r, postgres.Problem(fmt.Errorf("read refund: %w", err))
	}
	return r, nil
}

// SendRefund has a refund made that was asked for, or that failed. Two who press at once send it once.
func (s *Store) SendRefund(ctx context.Context, by account.Official, id int64) error {
	if err := by.Accounting(); err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := FindRefund(ctx, tx, id); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE refunds SET state = 'sent', sent_at = $2, trouble = '' WHERE id = $1 AND state IN ('asked', 'failed')`, id, s.now())
		if err != nil {
			return fmt.Errorf("send refund: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "payment.refund.changed")
		}
		if err := job.Insert(ctx, tx, RefundArgs{RefundID: id}); err != nil {
			return err
		}
		return RecordRefund(ctx, tx, by, "refund.send", id)
	})
}

// RecordRefund writes what an official did with a refund into the record.
func RecordRefund(ctx context.Context, tx pgx.Tx, by account.Official, action string, id int64) error {
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: by.ID, Action: action, Object: "refund:" + strconv.FormatInt(id, 10)})
}

// FailRefund ends the tries to have a refund made: somebody of finance looks at it. One that is done stays done.
func (s *Store) FailRefund(ctx context.Context, id int64, trouble string) error {
	const most = 300 // characters of what a provider may say
	if runes := []rune(trouble); len(runes) > most {
		trouble = string(runes[:most])
	}
	_, err := s.pool.Exec(ctx, `UPDATE refunds SET state = 'failed', trouble = $2 WHERE id = $1 AND state = 'sent'`, id, trouble)
	if err != nil {
		return postgres.Problem(fmt.Errorf("fail refund: %w", err))
	}
	return nil
}

// Settle ends a refund that its provider has made, in the caller's transaction, and the transaction behind it. It
// reports whether it was open until now: a second call changes nothing.
func (s *Store) Settle(ctx context.Context, tx pgx.Tx, r Refund) (fresh bool, err error) {
	t, err := find(ctx, tx, r.Provider, r.External)
	switch {
	case errors.Is(err, ErrNoTransaction): // of a demonstration's past
	case err != nil:
		return false, err
	case t.State == Performed:
		if err := t.close(ctx, tx, Returned, GivenBack, s.now()); err != nil {
			return false, err
		}
	}
	return end(ctx, tx, `state <> 'done'`, r.ID, s.now(), "")
}

// Compensate ends a refund that was given back without its provider, with a note that says how. While the provider is
// asked nobody can know whether it does it too: that one waits.
func (s *Store) Compensate(ctx context.Context, tx pgx.Tx, id int64, note string) (fresh bool, err error) {
	return end(ctx, tx, `state IN ('asked', 'failed')`, id, s.now(), note)
}

// end closes a refund in one of those states.
func end(ctx context.Context, tx pgx.Tx, from string, id int64, at time.Time, note string) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, `UPDATE refunds SET state = 'done', settled_at = $2, note = $3 WHERE id = $1 AND `+from, id, at, note)
	if err != nil {
		return false, fmt.Errorf("settle refund: %w", err)
	}
	return tag.RowsAffected() > 0, nil
}

// MaxNote is how long a note of finance may be on a refund or on a difference of the books, in characters.
const MaxNote = 300

// CheckNote says what must be mended in a note that finance has to give.
func CheckNote(note string) form.Problems {
	switch n := utf8.RuneCountInString(strings.TrimSpace(note)); {
	case n == 0:
		return form.Problems{{Input: "note", Field: "note", ID: "payment.note.empty"}}
	case n > MaxNote:
		return form.Problems{{Input: "note", Field: "note", ID: "payment.note.long", Args: []any{"Max", MaxNote}}}
	default:
		return nil
	}
}
