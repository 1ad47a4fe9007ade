// Package favourite is the services that a person keeps at hand.
package favourite

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Most is how many services one person keeps at hand: a list to look through, not a second catalogue.
const Most = 50

// Store keeps them by the code of the service.
type Store struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// NewStore is the favourites in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool: pool, now: now} }

// Keep puts a service at hand. One that is there already stays where it is.
func (s *Store) Keep(ctx context.Context, who account.Principal, service string) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		// The person's row is the lock: two presses at once must not go over the limit.
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE`, who.AccountID); err != nil {
			return fmt.Errorf("keep a favourite: %w", err)
		}
		var there bool
		var count int
		err := tx.QueryRow(ctx, `SELECT coalesce(bool_or(service = $2), false), count(*) FROM favourites WHERE account_id = $1`, who.AccountID, service).Scan(&there, &count)
		switch {
		case err != nil:
			return fmt.Errorf("keep a favourite: %w", err)
		case there:
			return nil
		case count >= Most:
			return problem.New(problem.Conflict, "favourite.most", "Limit", Most)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO favourites (account_id, service, created_at) VALUES ($1, $2, $3)`, who.AccountID, service, s.now()); err != nil {
			return fmt.Errorf("keep a favourite: %w", err)
		}
		return nil
	})
}

// Drop takes a service away; one that is not there is gone already.
func (s *Store) Drop(ctx context.Context, who account.Principal, service string) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM favourites WHERE account_id = $1 AND service = $2`, who.AccountID, service); err != nil {
		return postgres.Problem(fmt.Errorf("drop a favourite: %w", err))
	}
	return nil
}

// Of is the services that the person keeps at hand, the newest first.
func (s *Store) Of(ctx context.Context, who account.Principal) ([]string, error) {
	rows, _ := s.pool.Query(ctx, `SELECT service FROM favourites WHERE account_id = $1 ORDER BY created_at DESC, service`, who.AccountID)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read favourites: %w", err))
	}
	return list, nil
}
