package payment

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Status is where an invoice stands.
type Status string

// Statuses of an invoice. Only an open one can be paid; only a paid one can be refunded.
const (
	Open      Status = "open"
	Paid      Status = "paid"
	Lapsed    Status = "lapsed"    // not paid in time
	Cancelled Status = "cancelled" // the application was withdrawn or decided without it
	Refunded  Status = "refunded"
)

// Invoice is what an applicant has to pay. The quote is frozen at issue: a later BHM does not change it.
type Invoice struct {
	ID            int64
	Number        string
	ApplicationID int64
	Status        Status
	Quote         Quote
	Amount        int64
	IssuedAt      time.Time
	DueAt         time.Time
	PaidAt        *time.Time
}

// Bill issues an invoice in the caller's transaction. An application has at most one open invoice.
func Bill(ctx context.Context, tx pgx.Tx, applicationID int64, number string, q Quote, issued, due time.Time) (Invoice, error) {
	inv := Invoice{ApplicationID: applicationID, Status: Open, Quote: q, Amount: q.Amount, IssuedAt: issued, DueAt: due}
	err := tx.QueryRow(ctx, `INSERT INTO invoices (number, application_id, status, amount, quote, issued_at, due_at)
		SELECT $1 || '-' || (count(*) + 1), $2, 'open', $3, $4, $5, $6 FROM invoices WHERE application_id = $2
		RETURNING id, number`, number, applicationID, q.Amount, q, issued, due).Scan(&inv.ID, &inv.Number)
	if err != nil {
		return Invoice{}, fmt.Errorf("issue invoice: %w", err)
	}
	return inv, nil
}

// Postpone lets the open invoice of an application be paid until another time, in the caller's transaction.
func Postpone(ctx context.Context, tx pgx.Tx, applicationID int64, due time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE invoices SET due_at = $2 WHERE application_id = $1 AND status = 'open'`, applicationID, due); err != nil {
		return fmt.Errorf("postpone invoice: %w", err)
	}
	return nil
}

// settle records a payment in the caller's transaction and reports whether it did: an invoice that is not open, or was
// paid by that token before, takes none.
func settle(ctx context.Context, tx pgx.Tx, invoiceID int64, provider, token string, at time.Time) (settled bool, err error) {
	var status Status
	var amount int64
	if err := tx.QueryRow(ctx, `SELECT status, amount FROM invoices WHERE id = $1 FOR UPDATE`, invoiceID).Scan(&status, &amount); err != nil {
		return false, fmt.Errorf("lock invoice: %w", err)
	}
	if status != Open {
		return false, nil
	}
	tag, err := tx.Exec(ctx, `INSERT INTO payments (invoice_id, provider, token, amount, paid_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT ON CONSTRAINT payments_provider_token_key DO NOTHING`, invoiceID, provider, token, amount, at)
	if err != nil {
		return false, fmt.Errorf("record payment: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return false, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE invoices SET status = 'paid', paid_at = $2 WHERE id = $1`, invoiceID, at); err != nil {
		return false, fmt.Errorf("settle invoice: %w", err)
	}
	return true, nil
}

// Close lets the open invoice of an application lapse or cancels it; with none open it does nothing.
func Close(ctx context.Context, tx pgx.Tx, applicationID int64, as Status) error {
	_, err := tx.Exec(ctx, `UPDATE invoices SET status = $2 WHERE application_id = $1 AND status = 'open'`, applicationID, as)
	if err != nil {
		return fmt.Errorf("close invoice: %w", err)
	}
	return nil
}

// Read adds the reading of the chosen application's invoices, newest first, to a batch.
func Read(b *pgx.Batch, into *[]Invoice) {
	b.Queue(`SELECT id, number, application_id, status, quote, amount, issued_at, due_at, paid_at
		FROM invoices WHERE application_id = ` + postgres.Chosen + ` ORDER BY id DESC`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Invoice])
		return err
	})
}
