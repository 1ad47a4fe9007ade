package notify

import (
	"context"
	"crypto/hmac"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// State is how far a copy has come.
type State string

// States of a copy.
const (
	Queued    State = "queued"    // on its way out: waits for its hour, or for the other side
	Sent      State = "sent"      // the other side has taken it
	Delivered State = "delivered" // it has arrived
	Bounced   State = "bounced"   // the address does not work
	Failed    State = "failed"    // given up
	Dropped   State = "dropped"   // not wanted any more, or one too many
)

// States is every state, in the order of a copy's life.
var States = []State{Queued, Sent, Delivered, Bounced, Failed, Dropped}

// Reasons why a copy was not sent, or not now. Each has words for its reader: notices.why.<reason>.
const (
	quietHours  = "quiet"    // the night
	inDigest    = "digest"   // the hour of the one e-mail a day
	unanswered  = "silent"   // the other side does not answer
	tooMany     = "limit"    // the day's limit
	notWanted   = "unwanted" // the choice was changed, or the address removed
	noAddress   = "address"  // the other side says that the address does not work
	notTaken    = "refused"  // the other side does not take it
	nobodyKnows = "doubt"    // the answer got lost, and a second SMS is worse than none
)

// Copy is news of a message on its way to one address, as the person sees it.
type Copy struct {
	MessageID int64
	Channel   Channel
	State     State
	Why       string
	At        time.Time // when it came into that state
}

// Copies is the copies of these messages of one's own.
func (s *Store) Copies(ctx context.Context, who account.Principal, messages []Message) (map[int64][]Copy, error) {
	ids := make([]int64, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	rows, err := s.pool.Query(ctx, `SELECT message_id, channel, state, why, coalesce(settled_at, sent_at, created_at)
		FROM copies WHERE message_id = ANY ($1) AND account_id = $2 ORDER BY id`, ids, who.AccountID)
	if err != nil {
		return nil, fmt.Errorf("read copies: %w", postgres.Problem(err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Copy])
	if err != nil {
		return nil, fmt.Errorf("read copies: %w", postgres.Problem(err))
	}
	of := map[int64][]Copy{}
	for _, c := range list {
		of[c.MessageID] = append(of[c.MessageID], c)
	}
	return of, nil
}

// Uses of the mark in the addresses to which the other sides say what became of copies.
const (
	reported = "report" // an SMS gateway
	returned = "return" // mail servers
)

// ReportPath is where an SMS gateway reports, before the number of the copy and the mark.
const ReportPath = "/callbacks/sms/"

// Report keeps what a gateway says became of a copy. It may say it twice, late and out of order: what has arrived stays
// arrived.
func (s *Store) Report(ctx context.Context, id int64, mark string, arrived bool) error {
	if !s.out.signed(reported, id, mark) {
		return problem.New(problem.NotFound, "notify.not_found")
	}
	state, why := Bounced, noAddress
	if arrived {
		state, why = Delivered, ""
	}
	return s.became(ctx, state, why, `UPDATE copies SET state = $2, why = $3, settled_at = $4 WHERE id = $1 AND channel = 'sms' AND state <> 'delivered'
		RETURNING contact_id`, id)
}

// Returned keeps that a letter came back though a server had taken it; the copies of a day that began in one letter come
// back together. It may come before our own server's answer. Gone says that its address takes nothing any more, else it is
// this letter that was not wanted.
func (s *Store) Returned(ctx context.Context, id int64, mark string, gone bool) error {
	if !hmac.Equal([]byte(s.out.signReturn(id)), []byte(mark)) {
		return problem.New(problem.NotFound, "notify.not_found")
	}
	state, why := Failed, notTaken
	if gone {
		state, why = Bounced, noAddress
	}
	return s.became(ctx, state, why, `UPDATE copies c SET state = $2, why = $3, settled_at = $4 FROM copies first
		WHERE first.id = $1 AND c.contact_id = first.contact_id AND c.begun_at = first.begun_at AND c.channel = 'email' AND c.state IN ('queued', 'sent')
		RETURNING c.contact_id`, id)
}

// became writes what became of copies by that statement, which returns the addresses of those that it changed.
func (s *Store) became(ctx context.Context, state State, why, update string, id int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, update, id, state, why, s.now())
		contacts, err := pgx.CollectRows(rows, pgx.RowTo[*int64])
		if err != nil {
			return fmt.Errorf("keep what became of a copy: %w", err)
		}
		if state != Bounced || len(contacts) == 0 || contacts[0] == nil {
			return nil
		}
		return s.broken(ctx, tx, *contacts[0])
	})
}

// broken marks an address as not working: the person is asked to mend it. A browser that is gone is forgotten.
func (s *Store) broken(ctx context.Context, tx pgx.Tx, contact int64) error {
	_, err := tx.Exec(ctx, `UPDATE contacts SET broken_at = coalesce(broken_at, $2), retired_at = CASE WHEN channel = 'push' THEN coalesce(retired_at, $2) ELSE retired_at END
		WHERE id = $1`, contact, s.now())
	if err != nil {
		return fmt.Errorf("mark address: %w", err)
	}
	return nil
}
