package booking

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Past is an appointment of a demonstration's past, or one that is still to come.
type Past struct {
	Office        int64
	At            time.Time
	Place         int
	ApplicationID int64
	ReleasedAt    *time.Time
}

// CopyPast writes appointments in bulk.
func CopyPast(ctx context.Context, tx pgx.Tx, bookings []Past) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"bookings"}, []string{"office_id", "at", "place", "application_id", "released_at"},
		pgx.CopyFromSlice(len(bookings), func(i int) ([]any, error) {
			b := bookings[i]
			return []any{b.Office, b.At, int16(b.Place), b.ApplicationID, b.ReleasedAt}, nil //nolint:gosec // a handful of places
		}))
	if err != nil {
		return fmt.Errorf("copy bookings: %w", err)
	}
	return nil
}
