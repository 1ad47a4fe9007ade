package document

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// How long before a paper ends its holder is told, once each. From the first on it can be renewed.
const (
	FirstNotice = 60 * 24 * time.Hour
	LastNotice  = 14 * 24 * time.Hour
)

// told is how many papers are told of in one transaction.
const told = 200

// EndingArgs is the job that tells holders of papers that end.
type EndingArgs struct{}

// Kind names the job.
func (EndingArgs) Kind() string { return "document.ending" }

// Renewable reports whether the paper is of those that are renewed: it holds for a time, and its time ends.
func (d Document) Renewable() bool {
	return d.ValidUntil != nil && slices.Contains(Lasting, d.Kind)
}

// Renews reports whether it is time to renew the paper: its end is near or was lately, and it was not revoked.
func (d Document) Renews(at time.Time) bool {
	return d.Renewable() && d.RevokedAt == nil && at.After(d.ValidUntil.Add(-FirstNotice)) && at.Before(d.ValidUntil.Add(FirstNotice))
}

// late is how many of the two notices come too late for a paper that ends then.
func late(until *time.Time, now time.Time) int {
	switch {
	case until == nil || !until.After(now.Add(LastNotice)):
		return 2
	case !until.After(now.Add(FirstNotice)):
		return 1
	default:
		return 0
	}
}

// TellEnding tells holders that their papers end, FirstNotice and LastNotice before the day: once each, because the note
// that it was told commits with the message. One that is too late is passed over for the next, and a revoked paper is told
// of no more. The message leads to the service with which the paper is renewed, if that is still published.
func (s *Store) TellEnding(ctx context.Context, published func(service string) bool) error {
	for {
		n := 0
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
			n, err = s.tellEnding(ctx, tx, published)
			return err
		})
		if err != nil || n < told {
			return err
		}
	}
}

// tellEnding tells of a batch: what it told of leaves the index, so that the next one begins behind it.
func (s *Store) tellEnding(ctx context.Context, tx pgx.Tx, published func(string) bool) (int, error) {
	now := s.now()
	list, err := collect(ctx, tx, `UPDATE documents SET reminded = CASE WHEN valid_until <= $3 THEN 2 ELSE 1 END WHERE id IN (
			SELECT id FROM documents WHERE reminded < 2 AND revoked_at IS NULL AND kind = ANY ($5) AND valid_until > $1
				AND valid_until <= CASE reminded WHEN 0 THEN $2::timestamptz ELSE $3::timestamptz END
			ORDER BY valid_until, id LIMIT $4 FOR UPDATE SKIP LOCKED)
		RETURNING `+columns, now, now.Add(FirstNotice), now.Add(LastNotice), told, Lasting)
	if err != nil {
		return 0, err
	}
	for _, d := range list {
		if err := d.tellEnd(ctx, tx, now, published(d.Service)); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (d Document) tellEnd(ctx context.Context, tx pgx.Tx, now time.Time, renewed bool) error {
	n := notify.Notice{
		Event: "paper-ends", Occasion: fmt.Sprintf("%s/%d", d.Number, late(d.ValidUntil, now)), ApplicationID: d.ApplicationID, Number: d.Application,
		Args: notify.Args{"Service": d.Title, "Paper": d.Number, "Until": d.ValidUntil},
	}
	if renewed {
		n.Args[notify.ToRenew], n.Args[notify.Renewed] = d.Service, d.Application
	}
	people, err := d.people(ctx, tx, now)
	if err != nil {
		return err
	}
	for _, id := range people {
		n.AccountID = id
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}
