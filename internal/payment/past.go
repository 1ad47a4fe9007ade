package payment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Past is an invoice of a demonstration's past, with the token of its payment when it was paid.
type Past struct {
	Invoice
	Token string
}

// CopyPast writes invoices and their payments in bulk. Their ids are drawn first, because payments name them.
func CopyPast(ctx context.Context, tx pgx.Tx, provider string, invoices []Past) error {
	var first int64
	err := tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('invoices', 'id'), nextval(pg_get_serial_sequence('invoices', 'id')) + $1) - $1`, len(invoices)).Scan(&first)
	if err != nil {
		return fmt.Errorf("draw invoice ids: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"invoices"}, []string{"id", "number", "application_id", "status", "amount", "quote", "issued_at", "due_at", "paid_at"},
		pgx.CopyFromSlice(len(invoices), func(i int) ([]any, error) {
			v := invoices[i]
			return []any{first + int64(i), v.Number, v.ApplicationID, string(v.Status), v.Amount, v.Quote, v.IssuedAt, v.DueAt, v.PaidAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy invoices: %w", err)
	}
	var paid [][]any
	for i, v := range invoices {
		if v.Status == Paid {
			paid = append(paid, []any{first + int64(i), provider, v.Token, v.Amount, v.PaidAt})
		}
	}
	if _, err = tx.CopyFrom(ctx, pgx.Identifier{"payments"}, []string{"invoice_id", "provider", "token", "amount", "paid_at"}, pgx.CopyFromRows(paid)); err != nil {
		return fmt.Errorf("copy payments: %w", err)
	}
	return nil
}
