package signature

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Keep writes the signature of an application, in the transaction that makes the application or sends its correction.
func Keep(ctx context.Context, tx pgx.Tx, applicationID int64, s Signed) error {
	_, err := tx.Exec(ctx, `INSERT INTO signatures (application_id, text, signature, root, name, pinfl, tin, serial, issuer, not_before, not_after,
			signed_at, verified_at, verified_by, unrevoked_at, row)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`, applicationID, s.Text, s.Signature, s.Root,
		s.Name, s.PINFL, s.TIN, s.Serial, s.Issuer, s.NotBefore, s.NotAfter, s.SignedAt, s.VerifiedAt, s.By, s.UnrevokedAt, s.Row)
	if err != nil {
		return fmt.Errorf("keep signature: %w", err)
	}
	return nil
}

// facts are the columns of what people are told of a signature, in the order of Facts.
const facts = `name, pinfl, tin, serial, issuer, not_before, not_after, signed_at, verified_at, verified_by, unrevoked_at, root IS NOT NULL, row`

// Read adds the reading of who signed the chosen application and its corrections to a batch, the newest first; none where nobody did.
func Read(b *pgx.Batch, into *[]Facts) {
	b.Queue(`SELECT ` + facts + ` FROM signatures WHERE application_id = ` + postgres.Chosen + ` ORDER BY row DESC`).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Facts])
		return err
	})
}

// Files are the bytes of a signature of an application, of that row: see Facts. The caller has made sure that its reader
// may see the application.
func Files(ctx context.Context, q interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, applicationID int64, row int,
) (s Signed, err error) {
	err = q.QueryRow(ctx, `SELECT text, signature, root FROM signatures WHERE application_id = $1 AND row = $2`, applicationID, row).Scan(&s.Text, &s.Signature, &s.Root)
	if errors.Is(err, pgx.ErrNoRows) {
		return s, problem.New(problem.NotFound, "signature.none")
	}
	if err != nil {
		return s, fmt.Errorf("read signature: %w", err)
	}
	return s, nil
}
