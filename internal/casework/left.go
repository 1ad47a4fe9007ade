package casework

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// left is the open cases of officials who cannot work on them any more: their office has ended, or is another one now, or
// their account is blocked.
const left = ` FROM applications a WHERE a.assignee IS NOT NULL AND a.closed_at IS NULL AND NOT EXISTS (
	SELECT FROM officials o JOIN accounts c ON c.id = o.account_id WHERE o.account_id = a.assignee AND o.ended_at IS NULL AND c.blocked_at IS NULL
		AND o.authority = a.authority AND o.role IN ('specialist', 'head') AND (o.region = '' OR a.region = '' OR o.region = a.region))`

// casesLeft is what heads are told of them.
const casesLeft = "cases-left"

// ReleaseLeft gives the cases of officials who left back to their offices, and tells the heads how many came back. The
// cases of each official are a transaction of their own, at most batch of them at a time.
func (s *Store) ReleaseLeft(ctx context.Context) error {
	who, err := s.ids(ctx, `SELECT DISTINCT a.assignee`+left+` LIMIT $1`, batch)
	if err != nil {
		return err
	}
	var failed []error
	for _, official := range who {
		if err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return s.releaseLeft(ctx, tx, official) }); err != nil {
			failed = append(failed, fmt.Errorf("official %d: %w", official, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Store) releaseLeft(ctx context.Context, tx pgx.Tx, official int64) error {
	list, err := collect[struct {
		ID   int64
		Name string
	}](ctx, tx, "cases", `SELECT a.id, (SELECT name FROM accounts WHERE id = a.assignee)`+left+` AND a.assignee = $1 ORDER BY a.id LIMIT $2 FOR UPDATE OF a`, official, batch)
	if err != nil {
		return err
	}
	type office struct{ authority, region string }
	back := map[office]int{}
	for _, of := range list {
		before, err := s.load(ctx, tx, true, `a.id = $1`, of.ID)
		if err != nil {
			return err
		}
		a := before
		a.Assignee = 0
		e := Event{Action: Release, Kind: string(audit.Machine), Detail: map[string]any{"official": official}}
		entry := audit.Entry{Kind: audit.Machine, Action: "application.release", Object: "application:" + a.Number, Detail: map[string]any{"official": official}}
		if err := s.write(ctx, tx, &before, &a, e, entry); err != nil {
			return err
		}
		back[office{a.Authority, a.Region}]++
	}
	for of, n := range back {
		heads, err := account.Desk(ctx, tx, of.authority, of.region, account.Head)
		if err != nil {
			return err
		}
		err = notify.QueueOffice(ctx, tx, heads, notify.Notice{
			Office: of.authority, Event: casesLeft, Occasion: fmt.Sprintf("%d/%s/%d", official, of.region, s.now().Unix()),
			Args: notify.Args{"Name": list[0].Name, "N": n},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// works reports whether an official can still work on the case: he holds an office in whose scope it lies.
func (a Application) works(ctx context.Context, tx pgx.Tx, official int64) (bool, error) {
	o, holds, err := account.Holds(ctx, tx, official)
	return holds && a.may(Officer(o), BySpecialist), err
}
