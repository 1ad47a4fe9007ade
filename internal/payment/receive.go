package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Reasons of a refund; words are under "payment.refund.reason.<reason>".
const (
	Overturned  = "overturned"   // the refusal was wrong
	CalledOff   = "called-off"   // the booking was taken back before its time
	PaidLate    = "paid-late"    // the invoice had lapsed or was cancelled
	PaidTwice   = "paid-twice"   // the invoice was paid already, or somebody else was paying it
	WrongAmount = "wrong-amount" // not what the invoice asks
)

// Received is what came of money that a provider has already taken.
type Received struct {
	Transaction
	Settled bool  // it settled its invoice just now
	Back    int64 // what goes back instead, just decided
}

// Receive takes note in the caller's transaction of money that a provider has already taken, and which nobody can
// refuse any more: it settles its invoice, or a refund of all of it is decided. What comes again changes nothing. A
// reservation that never arrived is not missed, and one that was given up is forgiven.
func (s *Store) Receive(ctx context.Context, tx pgx.Tx, o Order) (r Received, err error) {
	id, why, err := wanted(ctx, tx, o)
	if err != nil {
		return r, err
	}
	known, err := find(ctx, tx, o.Provider, o.External)
	switch {
	case err == nil && (known.State == Performed || known.State == Returned):
		return Received{Transaction: known}, nil
	case err != nil && !errors.Is(err, ErrNoTransaction):
		return r, err
	case why == "":
		if err = s.makeRoom(ctx, tx, id, known.ID); errors.Is(err, ErrBusy) {
			why = PaidTwice
		} else if err != nil {
			return r, err
		}
	}
	now := s.now()
	if err := take(ctx, tx, o, id, why != "", now); err != nil {
		return r, err
	}
	if why == "" {
		r.Settled, err = settle(ctx, tx, id, o.Provider, o.External, now)
	} else {
		r.Back, err = giveBack(ctx, tx, o, id, why, now)
	}
	if err != nil {
		return r, err
	}
	r.Transaction, err = transaction(ctx, tx, lockTransaction, byExternal, o.Provider, o.External)
	return r, err
}

// wanted locks the invoice and says why money for it goes back; empty when it settles it.
func wanted(ctx context.Context, tx pgx.Tx, o Order) (id int64, why string, err error) {
	var status Status
	var asked int64
	err = tx.QueryRow(ctx, `SELECT id, status, amount FROM invoices WHERE number = $1 FOR UPDATE`, o.Invoice).Scan(&id, &status, &asked)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, "", ErrNoInvoice
	case err != nil:
		return 0, "", fmt.Errorf("lock invoice: %w", err)
	case status == Paid || status == Refunded:
		return id, PaidTwice, nil
	case status != Open:
		return id, PaidLate, nil
	case asked != o.Amount:
		return id, WrongAmount, nil
	default:
		return id, "", nil
	}
}

// take writes the transaction as performed, whatever was known of it.
func take(ctx context.Context, tx pgx.Tx, o Order, invoice int64, surplus bool, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_transactions (provider, external_id, invoice_id, amount, state, made_at, created_at, performed_at, surplus)
		VALUES ($1, $2, $3, $4, 'performed', $5, $6, $6, $7)
		ON CONFLICT ON CONSTRAINT payment_transactions_external_key DO UPDATE
		SET state = 'performed', amount = excluded.amount, performed_at = excluded.performed_at, surplus = excluded.surplus, cancelled_at = NULL, reason = NULL`,
		o.Provider, o.External, invoice, o.Amount, o.MadeAt, now, surplus)
	if err != nil {
		return fmt.Errorf("take payment: %w", err)
	}
	return nil
}

// giveBack keeps the payment as surplus and decides its refund.
func giveBack(ctx context.Context, tx pgx.Tx, o Order, invoice int64, why string, now time.Time) (amount int64, err error) {
	_, err = tx.Exec(ctx, `WITH kept AS (
			INSERT INTO payments (invoice_id, provider, token, amount, paid_at, surplus) VALUES ($1, $2, $3, $4, $5, true) RETURNING id)
		INSERT INTO refunds (invoice_id, payment_id, amount, reason, made_at) SELECT $1, id, $4, $6, $5 FROM kept`,
		invoice, o.Provider, o.External, o.Amount, now, why)
	if err != nil {
		return 0, fmt.Errorf("give surplus back: %w", err)
	}
	return o.Amount, nil
}
