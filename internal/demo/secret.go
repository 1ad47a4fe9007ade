package demo

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/postgres"
)

// Secrets makes what the portal and the invented systems of a demonstration know together, one secret for each purpose.
// They come from a key that each database has of its own since it was made, so that every replica has the same and a
// restart changes none: what one replica signed, another believes.
func Secrets(ctx context.Context, pool *pgxpool.Pool) (func(purpose string) string, error) {
	var key []byte
	if err := pool.QueryRow(ctx, `SELECT key FROM number_keys`).Scan(&key); err != nil {
		return nil, postgres.Problem(fmt.Errorf("demo secrets: %w", err))
	}
	return func(purpose string) string {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte("demo: " + purpose))
		return hex.EncodeToString(mac.Sum(nil))
	}, nil
}
