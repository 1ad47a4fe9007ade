package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// TransactionState is where a payment stands at its provider.
type TransactionState string

// States of a transaction. A reserved one blocks the invoice for others; only a performed one is money.
const (
	Reserved  TransactionState = "reserved"
	Performed TransactionState = "performed"
	Withdrawn TransactionState = "cancelled" // given up before money moved
	Returned  TransactionState = "returned"  // money went back
)

// Limits of what providers ask.
const (
	// ReservedFor is how long a reserved transaction may wait to be performed: 12 hours by Payme's protocol.
	ReservedFor = 12 * time.Hour
	// statementMost is how many transactions one statement holds: providers ask by the day.
	statementMost = 50_000
)

// Reasons of ours why a transaction was cancelled, in Payme's numbers.
const (
	TimedOut  = 4 // not performed in ReservedFor
	GivenBack = 5
)

// Transaction is a payment as its provider tells of it.
type Transaction struct {
	ID          int64
	Provider    string
	External    string // the provider's id
	InvoiceID   int64
	Invoice     string // its number
	Amount      int64  // soʻm
	State       TransactionState
	MadeAt      time.Time // by the provider's clock
	CreatedAt   time.Time // by ours
	PerformedAt *time.Time
	CancelledAt *time.Time
	Reason      int // why it was cancelled, in the provider's numbers; 0 when it was not
}

// late reports whether a reserved transaction waited too long.
func (t Transaction) late(now time.Time) bool {
	return t.State == Reserved && now.Sub(t.CreatedAt) > ReservedFor
}

// RefusedError is why a provider's wish is not fulfilled. Its words for the payer are under "payment.refusal.<refusal>".
type RefusedError string

// Refusals.
const (
	ErrNoInvoice     RefusedError = "no-invoice"
	ErrWrongAmount   RefusedError = "wrong-amount"
	ErrNotPayable    RefusedError = "not-payable"    // paid, lapsed or cancelled
	ErrBusy          RefusedError = "busy"           // another transaction holds the invoice
	ErrNoTransaction RefusedError = "no-transaction" // the provider's id is not known
	ErrKept          RefusedError = "kept"           // the fee is spent: no refund was decided
)

func (r RefusedError) Error() string { return "payment: " + string(r) }

// Order is what a provider wants to take money for.
type Order struct {
	Provider string
	External string
	Invoice  string // number
	Amount   int64  // soʻm
	MadeAt   time.Time
}

// Payable says whether an invoice can be paid with that amount now; the error is a RefusedError when it can't. It looks
// and locks nothing: a provider asks whenever somebody opens its page.
func (s *Store) Payable(ctx context.Context, invoice string, amount int64) error {
	id, err := payable(ctx, s.pool, invoice, amount, "")
	if err != nil {
		return err
	}
	other, err := transaction(ctx, s.pool, "", live, id)
	switch {
	case errors.Is(err, ErrNoTransaction), err == nil && other.late(s.now()):
		return nil
	case err != nil:
		return err
	default:
		return ErrBusy
	}
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Locks of what is read in order to be changed; who only looks takes none.
const (
	lockInvoice     = ` FOR UPDATE`
	lockTransaction = ` FOR UPDATE OF t`
)

// payable is the open invoice with that number and amount.
func payable(ctx context.Context, q querier, invoice string, amount int64, lock string) (id int64, err error) {
	var status Status
	var asked int64
	err = q.QueryRow(ctx, `SELECT id, status, amount FROM invoices WHERE number = $1`+lock, invoice).Scan(&id, &status, &asked)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, ErrNoInvoice
	case err != nil:
		return 0, postgres.Problem(fmt.Errorf("read invoice: %w", err))
	case amount != asked:
		return 0, ErrWrongAmount
	case status != Open:
		return 0, ErrNotPayable
	default:
		return id, nil
	}
}

// Reserve takes a provider's transaction for an open invoice. The same id again gives the first answer. The state of
// what comes back says whether it holds: one that waited too long comes back cancelled.
func (s *Store) Reserve(ctx context.Context, o Order) (t Transaction, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if t, err = find(ctx, tx, o.Provider, o.External); err == nil {
			return s.expire(ctx, tx, &t)
		}
		if !errors.Is(err, ErrNoTransaction) {
			return err
		}
		invoice, err := payable(ctx, tx, o.Invoice, o.Amount, lockInvoice)
		if err != nil {
			return err
		}
		if err := s.makeRoom(ctx, tx, invoice, 0); err != nil {
			return err
		}
		t, err = s.insert(ctx, tx, o, invoice)
		return err
	})
	return t, err
}

// makeRoom ends another transaction that held the invoice too long; one that may still come is ErrBusy.
func (s *Store) makeRoom(ctx context.Context, tx pgx.Tx, invoice, own int64) error {
	other, err := transaction(ctx, tx, lockTransaction, live, invoice)
	if errors.Is(err, ErrNoTransaction) || err == nil && other.ID == own {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.expire(ctx, tx, &other); err != nil {
		return err
	}
	if other.State != Withdrawn {
		return ErrBusy
	}
	return nil
}

func (s *Store) insert(ctx context.Context, tx pgx.Tx, o Order, invoice int64) (Transaction, error) {
	_, err := tx.Exec(ctx, `INSERT INTO payment_transactions (provider, external_id, invoice_id, amount, state, made_at, created_at)
		VALUES ($1, $2, $3, $4, 'reserved', $5, $6)`, o.Provider, o.External, invoice, o.Amount, o.MadeAt, s.now())
	if err != nil {
		return Transaction{}, fmt.Errorf("reserve: %w", err)
	}
	return find(ctx, tx, o.Provider, o.External)
}

// expire cancels a reserved transaction that waited too long.
func (s *Store) expire(ctx context.Context, tx pgx.Tx, t *Transaction) error {
	if !t.late(s.now()) {
		return nil
	}
	return t.close(ctx, tx, Withdrawn, TimedOut, s.now())
}

// ApplicationOf is the application whose invoice a transaction is for. Whoever performs or gives back locks it first, as
// everything that moves a case does.
func ApplicationOf(ctx context.Context, tx pgx.Tx, provider, external string) (id int64, err error) {
	return application(ctx, tx, ErrNoTransaction, `SELECT i.application_id FROM payment_transactions t JOIN invoices i ON i.id = t.invoice_id
		WHERE t.provider = $1 AND t.external_id = $2`, provider, external)
}

// ApplicationBilled is the application that an invoice is for.
func ApplicationBilled(ctx context.Context, tx pgx.Tx, invoice string) (id int64, err error) {
	return application(ctx, tx, ErrNoInvoice, `SELECT application_id FROM invoices WHERE number = $1`, invoice)
}

func application(ctx context.Context, tx pgx.Tx, none error, sql string, args ...any) (id int64, err error) {
	err = tx.QueryRow(ctx, sql, args...).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, none
	}
	if err != nil {
		return 0, fmt.Errorf("read application of payment: %w", err)
	}
	return id, nil
}

// Perform turns a reserved transaction into money in the caller's transaction and settles its invoice. The state of
// what comes back says whether it is performed: not when it waited too long, was cancelled, or the invoice lapsed
// meanwhile, and the provider then gives the money back. fresh is false when it was performed before.
func (s *Store) Perform(ctx context.Context, tx pgx.Tx, provider, external string) (t Transaction, fresh bool, err error) {
	if t, err = find(ctx, tx, provider, external); err != nil {
		return t, false, err
	}
	if err := s.expire(ctx, tx, &t); err != nil || t.State != Reserved {
		return t, false, err
	}
	now := s.now()
	if settled, err := settle(ctx, tx, t.InvoiceID, provider, external, now); err != nil || !settled {
		return t, false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE payment_transactions SET state = 'performed', performed_at = $2 WHERE id = $1`, t.ID, now); err != nil {
		return t, false, fmt.Errorf("perform: %w", err)
	}
	t.State, t.PerformedAt = Performed, &now
	return t, true, nil
}

// Cancel ends a transaction at the provider's wish, in the caller's transaction. One that was performed is given back
// only when a refund was decided, which is then done: back is what the applicant got just now. A second call gives the
// first answer.
func (s *Store) Cancel(ctx context.Context, tx pgx.Tx, provider, external string, reason int) (t Transaction, back int64, err error) {
	if t, err = find(ctx, tx, provider, external); err != nil {
		return t, 0, err
	}
	switch t.State {
	case Reserved:
		err = t.close(ctx, tx, Withdrawn, reason, s.now())
		return t, 0, err
	case Performed:
		err = tx.QueryRow(ctx, `UPDATE refunds r SET state = 'done', settled_at = $3 FROM payments p
			WHERE p.id = r.payment_id AND p.provider = $1 AND p.token = $2 AND r.state <> 'done' RETURNING r.amount`, provider, external, s.now()).Scan(&back)
		if errors.Is(err, pgx.ErrNoRows) {
			return t, 0, ErrKept
		}
		if err != nil {
			return t, 0, fmt.Errorf("settle refund: %w", err)
		}
		err = t.close(ctx, tx, Returned, reason, s.now())
		return t, back, err
	default:
		return t, 0, nil
	}
}

// close ends the transaction, in the table and in hand.
func (t *Transaction) close(ctx context.Context, tx pgx.Tx, as TransactionState, reason int, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE payment_transactions SET state = $2, cancelled_at = $3, reason = $4 WHERE id = $1`, t.ID, as, at, reason)
	if err != nil {
		return fmt.Errorf("cancel: %w", err)
	}
	t.State, t.CancelledAt, t.Reason = as, &at, reason
	return nil
}

// Transaction is a transaction by its provider's id; ErrNoTransaction when it is not known. It locks nothing.
func (s *Store) Transaction(ctx context.Context, provider, external string) (Transaction, error) {
	return transaction(ctx, s.pool, "", byExternal, provider, external)
}

const transactions = `SELECT t.id, t.provider, t.external_id, t.invoice_id, i.number, t.amount, t.state, t.made_at, t.created_at,
	t.performed_at, t.cancelled_at, coalesce(t.reason, 0)
	FROM payment_transactions t JOIN invoices i ON i.id = t.invoice_id WHERE `

// Conditions on transactions: the one of the provider's id, and the one that holds an invoice.
const (
	byExternal = `t.provider = $1 AND t.external_id = $2`
	live       = `t.invoice_id = $1 AND t.state IN ('reserved', 'performed') AND NOT t.surplus`
)

// find locks a transaction, after its invoice: whoever pays or cancels takes the two in the same order.
func find(ctx context.Context, tx pgx.Tx, provider, external string) (Transaction, error) {
	_, err := tx.Exec(ctx, `SELECT 1 FROM invoices WHERE id = (SELECT invoice_id FROM payment_transactions WHERE provider = $1 AND external_id = $2) FOR UPDATE`, provider, external)
	if err != nil {
		return Transaction{}, fmt.Errorf("lock invoice: %w", err)
	}
	return transaction(ctx, tx, lockTransaction, byExternal, provider, external)
}

func transaction(ctx context.Context, q querier, lock, where string, args ...any) (Transaction, error) {
	rows, _ := q.Query(ctx, transactions+where+lock, args...)
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Transaction])
	if errors.Is(err, pgx.ErrNoRows) {
		return Transaction{}, ErrNoTransaction
	}
	if err != nil {
		return Transaction{}, postgres.Problem(fmt.Errorf("read transaction: %w", err))
	}
	return t, nil
}

// Statement is the transactions that a provider made in that time, both ends included, in the order of their making.
func (s *Store) Statement(ctx context.Context, provider string, from, to time.Time) ([]Transaction, error) {
	rows, _ := s.pool.Query(ctx, transactions+`t.provider = $1 AND t.made_at BETWEEN $2 AND $3 ORDER BY t.made_at, t.id LIMIT $4`,
		provider, from, to, statementMost+1)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Transaction])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read statement: %w", err))
	}
	if len(list) > statementMost {
		return nil, fmt.Errorf("a statement of more than %d transactions", statementMost)
	}
	return list, nil
}
