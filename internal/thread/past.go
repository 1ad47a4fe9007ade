package thread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
)

// CopyTemplates writes texts that a head kept in a demonstration's past.
func CopyTemplates(ctx context.Context, tx pgx.Tx, head account.Official, at time.Time, list []Template) error {
	for _, t := range list {
		_, err := tx.Exec(ctx, `INSERT INTO thread_templates (authority, title, text, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)`,
			head.Authority, t.Title, t.Text, head.ID, at)
		if err != nil {
			return fmt.Errorf("copy templates: %w", err)
		}
	}
	return nil
}
