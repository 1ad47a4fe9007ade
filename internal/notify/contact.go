package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Contact is an address of a person that was proved to be the person's own.
type Contact struct {
	ID          int64
	Channel     Channel
	Address     string
	Device      string // of a browser
	ConfirmedAt time.Time
	BrokenAt    *time.Time // since when the other side says that it does not work
}

// Where addresses of people are kept.
var (
	AddressColumn = keyring.Column{Table: "contacts", Name: "address", By: keyring.Exact}
	CodeColumn    = keyring.Column{Table: "contact_codes", Name: "address", By: keyring.Exact}
)

// Contacts is where the person is told, e-mail first. One that was damaged has no address.
func (s *Store) Contacts(ctx context.Context, who account.Principal) ([]Contact, error) {
	rows, _ := s.pool.Query(ctx, `SELECT id, channel, address_sealed, address, coalesce(keys->>'name', ''), confirmed_at, broken_at
		FROM contacts WHERE account_id = $1 AND retired_at IS NULL ORDER BY channel, id`, who.AccountID)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Contact, err error) {
		var sealed []byte
		var plain *string
		if err := row.Scan(&c.ID, &c.Channel, &sealed, &plain, &c.Device, &c.ConfirmedAt, &c.BrokenAt); err != nil {
			return c, err
		}
		if c.Address, err = s.ring.Read(AddressColumn, c.ID, sealed, plain); err != nil {
			slog.ErrorContext(ctx, "address not opened", "err", err)
		}
		return c, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", postgres.Problem(err))
	}
	return list, nil
}

// Broken reports whether an address of the person's does not work.
func (s *Store) Broken(ctx context.Context, who account.Principal) (bool, error) {
	var broken bool
	err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM contacts WHERE account_id = $1 AND broken_at IS NOT NULL AND retired_at IS NULL)`, who.AccountID).Scan(&broken)
	if err != nil {
		return false, fmt.Errorf("read contacts: %w", postgres.Problem(err))
	}
	return broken, nil
}

// changed are the events that tell of another address, to the addresses from before as well: whoever took the account
// over cannot turn its owner's notices away unnoticed.
var changed = map[Channel]string{Email: "email-changed", SMS: "phone-changed"}

// Remove takes an address of one's own away.
func (s *Store) Remove(ctx context.Context, who account.Principal, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var channel Channel
		err := tx.QueryRow(ctx, `SELECT channel FROM contacts WHERE id = $1 AND account_id = $2 AND retired_at IS NULL FOR UPDATE`, id, who.AccountID).Scan(&channel)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "notices.no-contact")
		}
		if err != nil {
			return fmt.Errorf("remove contact: %w", err)
		}
		if err := s.announce(ctx, tx, who, changed[channel]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE contacts SET retired_at = $2 WHERE id = $1`, id, s.now()); err != nil {
			return fmt.Errorf("remove contact: %w", err)
		}
		return record(ctx, tx, who, "contact.remove", channel)
	})
}

// deviceAdded is the event of a browser that is told from now on: its notices are read without a sign-in.
const deviceAdded = "device-added"

// announce tells of a change while the addresses from before are still there to be told.
func (s *Store) announce(ctx context.Context, tx pgx.Tx, who account.Principal, event string) error {
	if event == "" { // a browser that is taken away
		return nil
	}
	now := s.now()
	return Queue(ctx, tx, Notice{AccountID: who.AccountID, Event: event, Occasion: now.UTC().Format(time.RFC3339Nano), Args: Args{"Time": now}})
}

// record notes who changed what, without the address.
func record(ctx context.Context, tx pgx.Tx, who account.Principal, action string, channel Channel) error {
	kind := audit.Citizen
	if who.Official != nil {
		kind = audit.Official
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: kind, Actor: who.AccountID, Action: action, Object: "account:" + strconv.FormatInt(who.AccountID, 10), Detail: map[string]any{"channel": channel},
	})
}

// adopt makes an address that was proved the person's one of its channel.
func (s *Store) adopt(ctx context.Context, tx pgx.Tx, who account.Principal, channel Channel, address string) error {
	now := s.now()
	tag, err := tx.Exec(ctx, `UPDATE contacts SET confirmed_at = $4, broken_at = NULL
		WHERE account_id = $1 AND channel = $2 AND (address_index = $3 OR address = $5) AND retired_at IS NULL`,
		who.AccountID, channel, s.ring.Mark(AddressColumn, address), now, address)
	if err != nil || tag.RowsAffected() == 1 {
		return err
	}
	if err := s.announce(ctx, tx, who, changed[channel]); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE contacts SET retired_at = $3 WHERE account_id = $1 AND channel = $2 AND retired_at IS NULL`, who.AccountID, channel, now)
	if err != nil {
		return err
	}
	return s.add(ctx, tx, who, channel, address, nil)
}

// add keeps an address, with the keys of a browser.
func (s *Store) add(ctx context.Context, tx pgx.Tx, who account.Principal, channel Channel, address string, keys *Device) error {
	var id int64
	if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('contacts', 'id'))`).Scan(&id); err != nil {
		return err
	}
	sealed, err := s.ring.Seal(AddressColumn, id, address)
	if err != nil {
		return err
	}
	now := s.now()
	_, err = tx.Exec(ctx, `INSERT INTO contacts (id, account_id, channel, address_sealed, address_index, address, keys, confirmed_at)
		OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, who.AccountID, channel, sealed, s.ring.Mark(AddressColumn, address), s.ring.Beside(AddressColumn, now, address), keys, now)
	return err
}

// unsubscribe is the use of the mark in the link of a letter.
const unsubscribe = "unsubscribe"

// Unsubscribe ends e-mail to an address, for whoever holds a letter that came there. The mark is that of its link.
func (s *Store) Unsubscribe(ctx context.Context, contact int64, mark string) error {
	if !s.out.signed(unsubscribe, contact, mark) {
		return problem.New(problem.NotFound, "notices.no-contact")
	}
	_, err := s.pool.Exec(ctx, `UPDATE notice_choices SET wanted = ARRAY(SELECT w FROM unnest(wanted) w WHERE w NOT LIKE '%/email')
		WHERE account_id = (SELECT account_id FROM contacts WHERE id = $1 AND channel = 'email')`, contact)
	if err != nil {
		return fmt.Errorf("unsubscribe: %w", postgres.Problem(err))
	}
	return nil
}

// Subscribed reports whether the link is one of ours, for the page that asks before it acts.
func (s *Store) Subscribed(contact int64, mark string) bool {
	return s.out.signed(unsubscribe, contact, mark)
}

// How long things are kept.
const (
	codesKept   = 24 * time.Hour
	retiredKept = 7 * 24 * time.Hour
	copiesKept  = 180 * 24 * time.Hour
	sweepBatch  = 5000
)

// SweepArgs asks to remove codes and addresses that are of no more use.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "notify.sweep" }

// Sweep removes them, some at a time.
func (s *Store) Sweep(ctx context.Context) error {
	for _, of := range []struct {
		sql  string
		kept time.Duration
	}{
		{`DELETE FROM contact_codes WHERE id IN (SELECT id FROM contact_codes WHERE created_at < $1 LIMIT $2)`, codesKept},
		{`DELETE FROM contacts WHERE id IN (SELECT id FROM contacts WHERE retired_at < $1 LIMIT $2)`, retiredKept},
		{`DELETE FROM copies WHERE id IN (SELECT id FROM copies WHERE created_at < $1 LIMIT $2)`, copiesKept},
	} {
		if _, err := s.pool.Exec(ctx, of.sql, s.now().Add(-of.kept), sweepBatch); err != nil {
			return fmt.Errorf("sweep notices: %w", postgres.Problem(err))
		}
	}
	return nil
}
