package document

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/keyring"
)

// ReservePast draws so many ids of issued results: the first of them. "My documents" is read by id.
func ReservePast(ctx context.Context, tx pgx.Tx, n int) (first int64, err error) {
	err = tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('documents', 'id'), nextval(pg_get_serial_sequence('documents', 'id')) + $1) - $1`, n).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("draw document ids: %w", err)
	}
	return first, nil
}

// CopyPast writes issued results of a demonstration's past in bulk, under ids that were drawn for them. They have no
// number yet; there is one to an application. Of their ends people were told until now.
func CopyPast(ctx context.Context, tx pgx.Tx, ring *keyring.Ring, documents []Document, now time.Time) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"documents"},
		[]string{
			"id", "number", "application_id", "application", "account_id", "kind", "title", "authority", "holder", "lang", "lines_sealed", "lines", "code", "issued_at", "valid_until",
			"service", "office", "region", "reminded", "company",
		},
		pgx.CopyFromSlice(len(documents), func(i int) ([]any, error) {
			d := documents[i]
			sealed, plain, err := ring.Document(LinesColumn, d.ID, now, d.Lines.whole(d.Lang))
			return []any{
				d.ID, d.Application + "-1", d.ApplicationID, d.Application, d.AccountID, d.Kind, d.Title, d.Authority, d.Holder, string(d.Lang), sealed, plain, d.Code, d.IssuedAt, d.ValidUntil,
				d.Service, d.Office, d.Region, late(d.ValidUntil, now), d.Company,
			}, err
		}))
	if err != nil {
		return fmt.Errorf("copy documents: %w", err)
	}
	return nil
}

// PastUpload is a file of a demonstration's past.
type PastUpload struct {
	Upload
	ApplicationID int64
}

// CopyPastUploads writes files in bulk; all of them have the same small content.
func CopyPastUploads(ctx context.Context, tx pgx.Tx, uploads []PastUpload, body []byte) error {
	sum := sha256.Sum256(body)
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"uploads"}, []string{"id", "account_id", "application_id", "field", "name", "type", "size", "sha256", "created_at", "scanned_at"},
		pgx.CopyFromSlice(len(uploads), func(i int) ([]any, error) {
			u := uploads[i]
			return []any{u.ID, u.AccountID, u.ApplicationID, u.Field, u.Name, u.Type, len(body), sum[:], u.At, u.At}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy uploads: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"upload_chunks"}, []string{"upload_id", "n", "data"},
		pgx.CopyFromSlice(len(uploads), func(i int) ([]any, error) { return []any{uploads[i].ID, 0, body}, nil }))
	if err != nil {
		return fmt.Errorf("copy uploads: %w", err)
	}
	return nil
}
