package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Past is a message of a demonstration's past.
type Past struct {
	AccountID     int64
	Event         string
	ApplicationID int64
	Number        string
	Args          Args
	At            time.Time
	ReadAt        *time.Time
}

// CopyPast puts messages into inboxes in bulk, in the order given: inboxes are read by that order.
func CopyPast(ctx context.Context, tx pgx.Tx, messages []Past) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"messages"}, []string{"account_id", "event", "application_id", "number", "args", "created_at", "read_at"},
		pgx.CopyFromSlice(len(messages), func(i int) ([]any, error) {
			m := messages[i]
			if m.Args == nil {
				m.Args = Args{}
			}
			var application *int64
			if m.ApplicationID != 0 {
				application = &m.ApplicationID
			}
			return []any{m.AccountID, m.Event, application, m.Number, m.Args, m.At, m.ReadAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy messages: %w", err)
	}
	return nil
}
