package payment

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
)

// Past is an invoice of a demonstration's past, with the token of its payment when it was paid.
type Past struct {
	Invoice
	Token string
}

// CopyPast writes invoices and their payments in bulk. Their ids are drawn first, because payments name them.
func CopyPast(ctx context.Context, tx pgx.Tx, provider string, invoices []Past) error {
	ids, err := postgres.Draw(ctx, tx, "invoices", len(invoices))
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"invoices"}, []string{"id", "number", "application_id", "status", "amount", "quote", "issued_at", "due_at", "paid_at"},
		pgx.CopyFromSlice(len(invoices), func(i int) ([]any, error) {
			v := invoices[i]
			return []any{ids[i], v.Number, v.ApplicationID, string(v.Status), v.Amount, v.Quote, v.IssuedAt, v.DueAt, v.PaidAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy invoices: %w", err)
	}
	var paid [][]any
	for i, v := range invoices {
		if v.Status == Paid {
			paid = append(paid, []any{ids[i], provider, v.Token, v.Amount, v.PaidAt})
		}
	}
	if _, err = tx.CopyFrom(ctx, pgx.Identifier{"payments"}, []string{"invoice_id", "provider", "token", "amount", "paid_at"}, pgx.CopyFromRows(paid)); err != nil {
		return fmt.Errorf("copy payments: %w", err)
	}
	return nil
}
