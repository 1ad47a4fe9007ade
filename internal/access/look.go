package access

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// LooksInHour is how many records of people an official may open within an hour before each further one wants a confirmation
// of late. A busy desk opens some dozens; who copies a register opens thousands.
const LooksInHour = 300

// lately is the records that an official opened within the hour, by the clock of the database, which wrote the looks down.
// Its condition is that of the index audit_entries_looks_idx.
const lately = ` FROM audit_entries WHERE actor = $1 AND at > now() - interval '1 hour' AND kind = 'official'
	AND action IN ('application.view', 'application.show', 'application.file', 'application.document', 'dispute.view', 'dispute.show', 'document.view', 'feedback.view', 'feedback.show', 'feedback.photo')`

// manyLooks is the entry of the record, and the message to those who answer for the official.
const manyLooks = "many-looks"

// Spent reports whether an official has opened as many records within the hour as he may; the same one counts once. The
// first time in an hour the administrators and the heads of his authority are told.
func (s *Store) Spent(ctx context.Context, o account.Official) (bool, error) {
	var n int
	if err := s.pool.QueryRow(ctx, `SELECT count(DISTINCT object)`+lately, o.ID).Scan(&n); err != nil {
		return false, fmt.Errorf("count looks: %w", postgres.Problem(err))
	}
	if n < LooksInHour {
		return false, nil
	}
	if err := s.alert(ctx, o, n); err != nil {
		return false, fmt.Errorf("tell of many looks: %w", err)
	}
	return true, nil
}

// alerted asks whether it was told of an account within the hour.
const alerted = `SELECT EXISTS (SELECT FROM audit_entries WHERE object = $1 AND action = $2 AND at > now() - interval '1 hour')`

// answering is who answers for what an official does, besides himself: the administrators, and the heads of his office, or of the
// whole authority where he is the only one there.
func answering(ctx context.Context, tx pgx.Tx, o account.Official) ([]int64, error) {
	above, err := account.Desk(ctx, tx, "", "", account.Administrator)
	if err != nil {
		return nil, err
	}
	himself := func(id int64) bool { return id == o.ID }
	for _, region := range []string{o.Region, ""} {
		heads, err := account.Desk(ctx, tx, o.Authority, region, account.Head)
		if err != nil {
			return nil, err
		}
		if heads = slices.DeleteFunc(heads, himself); len(heads) > 0 {
			above = append(above, heads...)
			break
		}
	}
	slices.Sort(above)
	return slices.DeleteFunc(slices.Compact(above), himself), nil
}

// alert tells once an hour. Every further page of the hour asks without a lock.
func (s *Store) alert(ctx context.Context, o account.Official, n int) error {
	object := "account:" + strconv.FormatInt(o.ID, 10)
	var told bool
	if err := s.pool.QueryRow(ctx, alerted, object, "access."+manyLooks).Scan(&told); err != nil || told {
		return postgres.Problem(err)
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM accounts WHERE id = $1 FOR NO KEY UPDATE`, o.ID); err != nil { // of ten pages at once one tells
			return err
		}
		err := tx.QueryRow(ctx, alerted, object, "access."+manyLooks).Scan(&told)
		if err != nil || told {
			return err
		}
		above, err := answering(ctx, tx, o)
		if err != nil {
			return err
		}
		now := s.now()
		for _, id := range above {
			err := notify.Queue(ctx, tx, notify.Notice{
				AccountID: id, Event: manyLooks, Occasion: object + " " + now.UTC().Format(time.RFC3339Nano), Args: notify.Args{"Name": o.Name, "N": n, "Time": now},
			})
			if err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Machine, Action: "access." + manyLooks, Object: object, Detail: map[string]any{"looks": n, "authority": o.Authority, "region": o.Region, "told": above},
		})
	})
}
