package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// A draft that was left is spoken of twice in its life at most: once after two days, and once before it goes.
const (
	leftFor  = 48 * time.Hour
	goesSoon = 3 * 24 * time.Hour
)

// TidyDrafts reminds once of drafts that were left, says once that one is about to expire, and throws away those that
// have. A draft that is worked on again gets its time anew, and so its notice.
func (s *Store) TidyDrafts(ctx context.Context) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		now := s.now()
		_, err := tx.Exec(ctx, `DELETE FROM drafts WHERE application_id IS NULL AND expires_at < $1`, now)
		if err != nil {
			return fmt.Errorf("expire drafts: %w", err)
		}
		if err := booking.Tidy(ctx, tx, now); err != nil {
			return err
		}
		err = s.speakOfDrafts(ctx, tx, "draft-expires", `UPDATE drafts SET warned_at = $1, reminded_at = coalesce(reminded_at, $1) WHERE id IN
			(SELECT id FROM drafts WHERE application_id IS NULL AND warned_at IS NULL AND expires_at < $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
			RETURNING id::text, account_id, service, expires_at`, now, now.Add(goesSoon), batch)
		if err != nil {
			return err
		}
		return s.speakOfDrafts(ctx, tx, "draft", `UPDATE drafts SET reminded_at = $1 WHERE id IN
			(SELECT id FROM drafts WHERE application_id IS NULL AND reminded_at IS NULL AND updated_at < $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
			RETURNING id::text, account_id, service, expires_at`, now, now.Add(-leftFor), batch)
	})
}

// speakOfDrafts puts a message about each of the drafts that the statement marks into its owner's inbox.
func (s *Store) speakOfDrafts(ctx context.Context, tx pgx.Tx, event, sql string, args ...any) error {
	marked, err := collect[struct {
		ID      string
		Account int64
		Service string
		Expires time.Time
	}](ctx, tx, "drafts", sql, args...)
	if err != nil {
		return err
	}
	for _, d := range marked {
		svc, ok := s.catalogue.Snapshot().Service(d.Service)
		if !ok {
			continue
		}
		n := notify.Notice{AccountID: d.Account, Event: event, Occasion: d.ID + d.Expires.Format(" 2006-01-02"), Args: notify.Args{"Service": svc.Title, "Due": d.Expires}}
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}
