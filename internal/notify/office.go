package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
)

// officeEvents is everything that officials are told as officials. Its words are notify.<event>.title and .text.
var officeEvents = []string{
	"escalate-80", "escalate-100", "escalate-150", "silence-decided", "applicant-wrote", "infected-reply", "visit-asked", "visit-off-here", "visit-on-here", "visit-planned", "visit-recorded", "visit-relieved", "visit-to-plan", "emergency-here", "emergency-by-ours",
	"opinion-asked", "opinion-answered", "opinion-withdrawn", "opinion-late", "opinion-waited",
	"appeal-raised", "appeal-nobody", "cases-left",
	"feedback-late", "feedback-late-below",
	"action-proposed", "action-agreed", "action-entrusted", "action-released", "action-relieved", "action-comment", "action-done", "action-dropped", "action-measured",
	"bulletin",
}

// TaskForce is the office of those who serve no authority but steer the whole portal.
const TaskForce = "taskforce"

// deskOf is the office as whose official somebody is told.
func deskOf(o account.Official) string {
	if o.Role == account.TaskForce {
		return TaskForce
	}
	return o.Authority
}

// QueueOffice puts a message into the inbox of each of those officials in the caller's transaction, once for an occasion.
// It is kept apart from what concerns them as people, and there are no copies: addresses are private, the work is not.
func QueueOffice(ctx context.Context, tx pgx.Tx, to []int64, n Notice) error {
	if !slices.Contains(officeEvents, n.Event) || n.Occasion == "" || n.Office == "" {
		return fmt.Errorf("queue message %q: no such event, of no occasion or office", n.Event)
	}
	_, err := tx.Exec(ctx, `INSERT INTO messages (account_id, event, occasion, application_id, number, args, office)
		SELECT unnest($1::bigint[]), $2, $3, nullif($4::bigint, 0), $5, $6, $7 ON CONFLICT ON CONSTRAINT messages_once DO NOTHING`,
		to, n.Event, n.Occasion, n.ApplicationID, n.Number, n.Args, n.Office)
	if err != nil {
		return fmt.Errorf("queue message %s: %w", n.Event, err)
	}
	return nil
}

// Desk is the newest messages of an official as one of the authority, older than the message before (0 for the newest).
// What was told as an official of another authority stays there.
func (s *Store) Desk(ctx context.Context, o account.Official, before int64) ([]Message, error) {
	rows, _ := s.pool.Query(ctx, `SELECT id, event, coalesce(application_id, 0), number, args, created_at, read_at
		FROM messages WHERE account_id = $1 AND office = $2 AND office <> '' AND ($3::bigint = 0 OR id < $3) ORDER BY id DESC LIMIT $4`, o.ID, deskOf(o), before, Page)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Message])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read desk: %w", err))
	}
	return list, nil
}

// DeskUnread is how many messages wait for the official, at most 100: a page shows "99+".
func (s *Store) DeskUnread(ctx context.Context, o account.Official) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*) FROM
		(SELECT FROM messages WHERE account_id = $1 AND office = $2 AND office <> '' AND read_at IS NULL LIMIT 100) AS waiting`, o.ID, deskOf(o)).Scan(&n)
	return n, postgres.Problem(err)
}

// MarkDeskRead marks the official's messages as read, up to the newest that was shown.
func (s *Store) MarkDeskRead(ctx context.Context, o account.Official, newest int64) error {
	_, err := s.pool.Exec(ctx, `UPDATE messages SET read_at = $4 WHERE account_id = $1 AND office = $2 AND office <> '' AND id <= $3 AND read_at IS NULL`,
		o.ID, deskOf(o), newest, s.now())
	return postgres.Problem(err)
}
