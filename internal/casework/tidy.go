package casework

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
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

// TellOfChanges says once of each draft whose service has other questions or rules by now that it has.
func (s *Store) TellOfChanges(ctx context.Context) error {
	olds, err := collect[struct {
		Service string
		Version int64
	}](ctx, s.pool, "drafts", `SELECT DISTINCT d.service, d.service_version_id FROM drafts d JOIN services s ON s.code = d.service
		WHERE d.application_id IS NULL AND d.service_version_id <> s.current_version_id`)
	if err != nil {
		return postgres.Problem(err)
	}
	for _, old := range olds {
		began, err := s.catalogue.Version(ctx, old.Version)
		if err != nil {
			return err
		}
		newer := s.Newer(Draft{ServiceCode: old.Service, VersionID: old.Version}, began)
		if newer == nil {
			continue
		}
		err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return tellOfChange(ctx, tx, old.Version, newer) })
		if err != nil {
			return err
		}
	}
	return nil
}

// tellOfChange puts a message about the newer version into the inboxes of those who have a draft of the former one.
func tellOfChange(ctx context.Context, tx pgx.Tx, was int64, newer *catalogue.Service) error {
	drafts, err := collect[struct {
		ID      string
		Account int64
	}](ctx, tx, "drafts", `SELECT d.id::text, d.account_id FROM drafts d WHERE d.application_id IS NULL AND d.service_version_id = $1
		AND NOT EXISTS (SELECT FROM messages m WHERE m.account_id = d.account_id AND m.event = 'draft-changed' AND m.occasion = d.id || ' version ' || $2)
		ORDER BY d.id LIMIT $3`, was, strconv.FormatInt(newer.VersionID, 10), batch)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		n := notify.Notice{
			AccountID: d.Account, Event: "draft-changed", Occasion: d.ID + " version " + strconv.FormatInt(newer.VersionID, 10),
			Args: notify.Args{"Service": newer.Title, notify.ToDraft: d.ID},
		}
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
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
		n := notify.Notice{AccountID: d.Account, Event: event, Occasion: d.ID + d.Expires.Format(" 2006-01-02"), Args: notify.Args{"Service": svc.Title, "Due": workday.Day(d.Expires), notify.ToDraft: d.ID}}
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}
