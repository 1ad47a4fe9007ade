package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
)

const (
	// sendTries is how often a copy is tried, later and later: over some eleven hours.
	sendTries = 12
	// sendPatience is how long one attempt may take. Who finds an attempt younger than that leaves the copy alone.
	sendPatience = 30 * time.Second
)

// PerDay is how many copies a person gets on a channel in one day in Tashkent, and twice as many when they are urgent.
// More is a fault of ours or somebody's game, and the inbox has them all.
var PerDay = map[Channel]int{Email: 20, SMS: 5, Push: 30}

// SendArgs asks to send a copy.
type SendArgs struct {
	CopyID int64 `json:"copy_id"`
}

// Kind names the job.
func (SendArgs) Kind() string { return "notify.send" }

// InsertOpts puts it beside all other work.
func (SendArgs) InsertOpts() job.Options {
	return job.Options{Queue: job.Copies, MaxAttempts: sendTries}
}

// parcel is what one attempt sends: one copy, or the copies of a day in one e-mail.
type parcel struct {
	ids     []int64 // the first one names it outside
	contact int64
	channel Channel
	address string
	device  Device
	choices Choices
	kinds   map[Kind]int
	urgent  bool
}

// Send sends a copy if it is still wanted, in its hour. It is begun in one transaction and settled in another: a process
// that is killed in between leaves a copy of which nobody knows whether it is out. An e-mail and a notice are then sent
// again under the same name, which their receivers know; an SMS is not.
func (s *Store) Send(ctx context.Context, args SendArgs) error {
	p, err := s.begin(ctx, args.CopyID)
	if err != nil || p == nil {
		return err
	}
	attempt, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	reference, sent := s.deliver(attempt, p)
	return s.settle(context.WithoutCancel(ctx), p, reference, sent)
}

// begin decides whether the copy is sent now, and notes that an attempt has begun. No parcel is nothing to do.
func (s *Store) begin(ctx context.Context, id int64) (p *parcel, err error) {
	var later time.Duration
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		p, later = nil, 0
		w, err := s.waiting(ctx, tx, id)
		if err != nil || w == nil {
			return err
		}
		if later, err = s.judge(ctx, tx, w); err != nil || later > 0 || w.state != Queued {
			return err
		}
		p = &w.parcel
		return s.gather(ctx, tx, w)
	})
	if err == nil && later > 0 {
		err = job.Later(later)
	}
	return p, err
}

// waiting is a copy that waits to be sent, with all that the decision needs.
type waiting struct {
	parcel
	state   State
	kind    Kind
	dueAt   *time.Time
	begun   *time.Time
	contact bool // there is still an address
	retired bool
	broken  bool
	tried   bool // nobody said how that ended: it may be out
}

func (s *Store) waiting(ctx context.Context, tx pgx.Tx, id int64) (*waiting, error) {
	w := &waiting{parcel: parcel{ids: []int64{id}, kinds: map[Kind]int{}}}
	var event string
	var sealed []byte
	var plain *string
	// The address is locked first, so that two copies of one digest come one after the other.
	_, err := tx.Exec(ctx, `SELECT FROM contacts WHERE id = (SELECT contact_id FROM copies WHERE id = $1) FOR UPDATE`, id)
	if err != nil {
		return nil, fmt.Errorf("read copy: %w", err)
	}
	err = tx.QueryRow(ctx, `
		SELECT c.state, c.channel, c.due_at, c.begun_at, m.event, k.id IS NOT NULL, coalesce(k.id, 0), k.address_sealed, k.address,
			coalesce(k.keys, '{}'), k.retired_at IS NOT NULL, k.broken_at IS NOT NULL, c.why = $2,
			w.lang, w.wanted, w.digest_hour, w.quiet_from, w.quiet_until
		FROM copies c JOIN messages m ON m.id = c.message_id JOIN notice_choices w ON w.account_id = c.account_id
			LEFT JOIN contacts k ON k.id = c.contact_id
		WHERE c.id = $1 AND c.state = 'queued' FOR UPDATE OF c`, id, unanswered).
		Scan(&w.state, &w.channel, &w.dueAt, &w.begun, &event, &w.contact, &w.parcel.contact, &sealed, &plain, &w.device, &w.retired, &w.broken, &w.tried,
			&w.choices.Lang, &w.choices.Wanted, &w.choices.DigestHour, &w.choices.QuietFrom, &w.choices.QuietUntil)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // it was sent before, or its person is gone
	}
	if err != nil {
		return nil, fmt.Errorf("read copy: %w", err)
	}
	if w.address, err = s.ring.Read(AddressColumn, w.parcel.contact, sealed, plain); err != nil {
		return nil, fmt.Errorf("read copy: %w", err)
	}
	w.device.Endpoint, w.kind = w.address, events[event]
	w.urgent = w.kind.Urgent()
	return w, nil
}
