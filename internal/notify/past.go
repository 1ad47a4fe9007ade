package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Past is a message of a demonstration's past.
type Past struct {
	ID            int64
	AccountID     int64
	Event         string
	ApplicationID int64
	Number        string
	Args          Args
	At            time.Time
	ReadAt        *time.Time
}

// ReservePast draws so many ids of messages: the first of them. Inboxes are read by id.
func ReservePast(ctx context.Context, tx pgx.Tx, n int) (first int64, err error) {
	err = tx.QueryRow(ctx, `SELECT setval(pg_get_serial_sequence('messages', 'id'), nextval(pg_get_serial_sequence('messages', 'id')) + $1) - $1`, n).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("draw message ids: %w", err)
	}
	return first, nil
}

// CopyPast puts messages into inboxes in bulk, under ids that were drawn for them.
func CopyPast(ctx context.Context, tx pgx.Tx, messages []Past) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"messages"}, []string{"id", "account_id", "event", "application_id", "number", "args", "created_at", "read_at"},
		pgx.CopyFromSlice(len(messages), func(i int) ([]any, error) {
			m := messages[i]
			if m.Args == nil {
				m.Args = Args{}
			}
			var application *int64
			if m.ApplicationID != 0 {
				application = &m.ApplicationID
			}
			return []any{m.ID, m.AccountID, m.Event, application, m.Number, m.Args, m.At, m.ReadAt}, nil
		}))
	if err != nil {
		return fmt.Errorf("copy messages: %w", err)
	}
	return nil
}
