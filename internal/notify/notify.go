// Package notify is messages to people. The inbox is the truth: a message is kept as an event with its arguments and
// becomes words when it is read, in the reader's language. Copies by e-mail, SMS and web push only say that something of
// a kind is new, and where to read it: they carry nothing that another person may not know.
package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Args are the arguments of a message's text: strings, numbers, locale.Text, times. No secret stands in them.
type Args map[string]any

// Arguments that lead to what the message is about, where that is no application.
const (
	ToDraft   = "Draft"   // its id
	ToDispute = "Dispute" // its number, as it stands in the text
	ToAction  = "Action"  // of the task force: its number
	ToRenew   = "Renew"   // code of the service with which a paper is renewed,
	Renewed   = "Renewed" // and the number of the application that it came from
	ToChange  = "Change"  // number of the change that answers what the person said
	// Number of a case of feedback, as it stands in the text.
	ToFeedback = "Case"
	ToBulletin = "Bulletin" // its month, as 2026-10
)

// Message is one message in somebody's inbox.
type Message struct {
	ID            int64
	Event         string // "submitted", "granted", "refused" …: texts are notify.<event>.title and notify.<event>.text
	ApplicationID int64  // 0 when it is about none
	Number        string // of the application, for the link
	Args          Args
	At            time.Time
	ReadAt        *time.Time
}

// To is the path of what the message is about, without language; empty where there is nothing to open.
func (m Message) To() string {
	draft, _ := m.Args[ToDraft].(string)
	dispute, _ := m.Args[ToDispute].(string)
	service, _ := m.Args[ToRenew].(string)
	change, _ := m.Args[ToChange].(string)
	said, _ := m.Args[ToFeedback].(string)
	bulletin, _ := m.Args[ToBulletin].(string)
	switch {
	case m.Event == "copy-ready":
		return "/cabinet/copy"
	case bulletin != "":
		return "/taskforce/monthly/" + bulletin
	case change != "":
		return "/you-said-we-did/" + change
	case service != "":
		renewed, _ := m.Args[Renewed].(string)
		return "/services/" + service + "/apply?again=" + renewed
	case m.Number != "":
		return "/applications/" + m.Number
	case draft != "":
		return "/apply/" + draft
	case dispute != "":
		return "/disputes/" + strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, dispute)
	case said != "":
		return "/feedback/cases/" + said
	default:
		return ""
	}
}

// Title is the first line of the message in that language.
func (m Message) Title(l locale.Lang) string { return l.T("notify."+m.Event+".title", m.pairs(l)...) }

// Text is the message in that language.
func (m Message) Text(l locale.Lang) string { return l.T("notify."+m.Event+".text", m.pairs(l)...) }

// pairs turns the arguments into words of the language: texts are chosen, days and money are written out.
func (m Message) pairs(l locale.Lang) []any {
	pairs := make([]any, 0, 2*len(m.Args)+2)
	pairs = append(pairs, "Number", locale.ByThrees(m.Number))
	for name, v := range m.Args {
		pairs = append(pairs, name, word(l, name, v))
	}
	return pairs
}

func word(l locale.Lang, name string, v any) any {
	switch v := v.(type) {
	case map[string]any: // a locale.Text as it comes back from jsonb
		var t locale.Text
		if b, err := json.Marshal(v); err == nil && json.Unmarshal(b, &t) == nil {
			return t.In(l)
		}
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			switch name {
			case "Time":
				return l.DateTime(at)
			case "Due":
				return l.Due(at)
			}
			return l.Date(at)
		}
	case float64:
		if name == "Amount" {
			return l.Money(int64(v))
		}
		return int64(v)
	}
	return v
}

// Notice is something that happened and that a person is told.
type Notice struct {
	AccountID int64
	Event     string
	// Occasion names what happened, so that each occasion of an event makes one message however often a job that tells
	// it is run: an application and the version of its row, a draft and its last day.
	Occasion      string
	ApplicationID int64 // 0 when it is about none
	Number        string
	Args          Args
	Office        string // the authority as whose official somebody is told; see QueueOffice
}

// Queue puts a message into an inbox in the caller's transaction: it is there exactly when the event is, and once. So
// are the copies on the channels that the person chose, each with the job that sends it.
func Queue(ctx context.Context, tx pgx.Tx, n Notice) error {
	if events[n.Event] == "" || n.Occasion == "" {
		return fmt.Errorf("queue message %q: no such event, or of no occasion", n.Event)
	}
	if n.Args == nil {
		n.Args = Args{}
	}
	rows, err := tx.Query(ctx, `
		WITH message AS (
			INSERT INTO messages (account_id, event, occasion, application_id, number, args)
			VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6) ON CONFLICT ON CONSTRAINT messages_once DO NOTHING RETURNING id
		)
		INSERT INTO copies (message_id, account_id, contact_id, channel)
		SELECT m.id, $1, k.id, k.channel
		FROM message m JOIN contacts k ON k.account_id = $1 AND k.retired_at IS NULL AND k.broken_at IS NULL
			JOIN notice_choices w ON w.account_id = $1 AND $7 || '/' || k.channel = ANY (w.wanted)
		RETURNING id`,
		n.AccountID, n.Event, n.Occasion, n.ApplicationID, n.Number, n.Args, events[n.Event])
	if err != nil {
		return fmt.Errorf("queue message %s: %w", n.Event, err)
	}
	copies, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("queue message %s: %w", n.Event, err)
	}
	for _, id := range copies {
		if err := job.Insert(ctx, tx, SendArgs{CopyID: id}); err != nil {
			return err
		}
	}
	return nil
}

// Store keeps inboxes, addresses and choices, and sends copies.
type Store struct {
	pool *pgxpool.Pool
	ring *keyring.Ring // nil: no channel, and so no address
	now  func() time.Time
	out  Outside
}

// NewStore is the inboxes in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time) *Store { return &Store{pool: pool, now: now} }

// With is the store with systems that carry copies to addresses, which are sealed with that ring.
func (s *Store) With(ring *keyring.Ring, out Outside) *Store {
	return &Store{pool: s.pool, ring: ring, now: s.now, out: out}
}

// Page is how many messages one page of an inbox shows.
const Page = 25

// Inbox is the newest messages of who is signed in, older than the message before (0 for the newest).
func (s *Store) Inbox(ctx context.Context, who account.Principal, before int64) ([]Message, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, event, coalesce(application_id, 0), number, args, created_at, read_at
		FROM messages WHERE account_id = $1 AND office = '' AND ($2::bigint = 0 OR id < $2) ORDER BY id DESC LIMIT $3`, who.AccountID, before, Page)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read inbox: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Message])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read inbox: %w", err))
	}
	return list, nil
}

// Unread is how many messages wait, at most 100: a page shows "99+".
func (s *Store) Unread(ctx context.Context, who account.Principal) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT count(*) FROM
		(SELECT FROM messages WHERE account_id = $1 AND office = '' AND read_at IS NULL LIMIT 100) AS waiting`, who.AccountID).Scan(&n)
	if err != nil {
		return 0, postgres.Problem(fmt.Errorf("count unread: %w", err))
	}
	return n, nil
}

// MarkRead marks a message of one's own as read; 0 marks all of them.
func (s *Store) MarkRead(ctx context.Context, who account.Principal, id int64) error {
	tag, err := s.pool.Exec(ctx, `UPDATE messages SET read_at = $3
		WHERE account_id = $1 AND office = '' AND ($2::bigint = 0 OR id = $2) AND read_at IS NULL`, who.AccountID, id, s.now())
	if err != nil {
		return postgres.Problem(fmt.Errorf("mark read: %w", err))
	}
	if id == 0 || tag.RowsAffected() == 1 {
		return nil
	}
	var own bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM messages WHERE id = $1 AND account_id = $2 AND office = '')`, id, who.AccountID).Scan(&own); err != nil {
		return postgres.Problem(fmt.Errorf("mark read: %w", err))
	}
	if !own {
		return problem.New(problem.NotFound, "notify.not_found")
	}
	return nil
}
