package account

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// CopyPast makes n accounts of a demonstration in bulk, in the caller's transaction. Their ids follow each other from
// first, in the order of who; nobody among them may have an account yet.
func (s *Store) CopyPast(ctx context.Context, tx pgx.Tx, n int, who func(i int) Claims, now time.Time) (first int64, err error) {
	err = tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('accounts', 'id'), nextval(pg_get_serial_sequence('accounts', 'id')) + $1) - $1`, n).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("draw account ids: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"accounts"}, []string{"id", "issuer", "subject", "name", "pinfl_sealed", "pinfl_index", "level", "created_at", "sessions_from"},
		pgx.CopyFromSlice(n, func(i int) ([]any, error) {
			c, id := who(i), first+int64(i)
			sealed, err := s.ring.Seal(NumberColumn, id, c.PINFL)
			return []any{id, c.Issuer, c.Subject, c.Name, sealed, s.ring.Index(c.PINFL), string(c.Level), now, now}, err
		}))
	if err != nil {
		return 0, fmt.Errorf("copy accounts: %w", err)
	}
	return first, nil
}
