package signature

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/problem"
)

// Keep writes the signature of an application, in the transaction that makes the application.
func Keep(ctx context.Context, tx pgx.Tx, applicationID int64, s Signed) error {
	_, err := tx.Exec(ctx, `INSERT INTO signatures (application_id, text, signature, root, name, pinfl, tin, serial, issuer, not_before, not_after,
			signed_at, verified_at, verified_by, unrevoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, applicationID, s.Text, s.Signature, s.Root,
		s.Name, s.PINFL, s.TIN, s.Serial, s.Issuer, s.NotBefore, s.NotAfter, s.SignedAt, s.VerifiedAt, s.By, s.UnrevokedAt)
	if err != nil {
		return fmt.Errorf("keep signature: %w", err)
	}
	return nil
}

// facts are the columns of what people are told of a signature, in the order of Facts.
const facts = `name, pinfl, tin, serial, issuer, not_before, not_after, signed_at, verified_at, verified_by, unrevoked_at, root IS NOT NULL`

// Read adds the reading of who signed an application to a batch; none where nobody did.
func Read(b *pgx.Batch, applicationID int64, into **Facts) {
	b.Queue(`SELECT `+facts+` FROM signatures WHERE application_id = $1`, applicationID).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[Facts])
		if len(list) > 0 {
			*into = list[0]
		}
		return err
	})
}

// Files are the bytes of a signature. The caller has made sure that its reader may see the application.
func Files(ctx context.Context, q interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, applicationID int64,
) (s Signed, err error) {
	err = q.QueryRow(ctx, `SELECT text, signature, root FROM signatures WHERE application_id = $1`, applicationID).Scan(&s.Text, &s.Signature, &s.Root)
	if errors.Is(err, pgx.ErrNoRows) {
		return s, problem.New(problem.NotFound, "signature.none")
	}
	if err != nil {
		return s, fmt.Errorf("read signature: %w", err)
	}
	return s, nil
}
