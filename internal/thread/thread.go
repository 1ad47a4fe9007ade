// Package thread is what the applicant and the office of a case write to each other. A message decides nothing and stops
// no clock: that is what a correction is for.
package thread

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Side is who writes: the other one reads.
type Side string

// The two sides of a case.
const (
	Applicant Side = "applicant" // who applied, and who may act for him
	Office    Side = "office"    // the official who has the case, or anybody of his office
)

// Limits: lengths, messages that wait to be read by the other side, and for how long one may write after the case has
// ended (estimated until confirmed).
const (
	MaxText    = 3000
	maxWaiting = 20
	openAfter  = 15 * 24 * time.Hour
)

// Page is how many messages a page shows at most.
const Page = 50

// Reader is somebody with a side of a case.
type Reader struct {
	side  Side
	id    int64
	kind  audit.Kind
	reach func(now time.Time, args ...any) (string, []any)
}

// Citizen is a person with the applications that he reaches.
func Citizen(p account.Principal) Reader {
	return Reader{side: Applicant, id: p.AccountID, kind: audit.Citizen, reach: p.Reach}
}

// Officer is an official with the cases of his office.
func Officer(o account.Official) Reader {
	return Reader{side: Office, id: o.ID, kind: audit.Official, reach: func(_ time.Time, args ...any) (string, []any) { return o.Reach(args...) }}
}

// Message is one message.
type Message struct {
	ID     int64
	At     time.Time
	Side   Side
	Name   string // of who wrote it
	Mine   bool   // the reader's side wrote it
	New    bool   // the reader's side opens it for the first time
	Text   string
	ReadAt *time.Time // when the other side opened it
	Files  []document.Upload
}

// Thread is a page of what was written about a case.
type Thread struct {
	Lang     locale.Lang // in which the applicant reads
	Messages []Message   // oldest first
	Before   int64       // where the page of earlier ones begins; 0: there are none
	Open     bool        // one may write
	Until    *time.Time  // until when one may, because the case has ended; nil: it has not
}

// Store keeps messages.
type Store struct {
	pool      *pgxpool.Pool
	now       func() time.Time
	services  *catalogue.Store
	documents *document.Store
}

// NewStore is the messages in that database.
func NewStore(pool *pgxpool.Pool, now func() time.Time, services *catalogue.Store, documents *document.Store) *Store {
	return &Store{pool: pool, now: now, services: services, documents: documents}
}

// subject is the case that is written about.
type subject struct {
	ID        int64
	Number    string
	Version   int64 // of the service
	Lang      locale.Lang
	Authority string
	Region    string
	Assignee  int64
	AccountID int64
	Concerned []int64          // accounts of the person for whom it was sent
	Mandate   *account.Mandate // by which right it was sent for him
	ClosedAt  *time.Time
}

// until is until when one may write about a case that has ended.
func (c subject) until() *time.Time {
	if c.ClosedAt == nil {
		return nil
	}
	t := c.ClosedAt.Add(openAfter)
	return &t
}

func (c subject) open(now time.Time) bool { return c.ClosedAt == nil || now.Before(*c.until()) }

// about is the accounts whose case it is.
func (c subject) about() []int64 { return append(slices.Clone(c.Concerned), c.AccountID) }

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// find is the case, if the reader has a side of it. One that he has not is NotFound: nobody learns that it exists.
func (s *Store) find(ctx context.Context, q querier, r Reader, number string) (subject, error) {
	sql, args := finding(r, s.now(), number)
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return subject{}, fmt.Errorf("find case: %w", err)
	}
	return found(rows)
}

// finding is the query of find. It chooses the case.
func finding(r Reader, now time.Time, number string) (string, []any) {
	reached, args := r.reach(now, number)
	return `SELECT ` + postgres.Choose("a.id") + `, a.number, a.service_version_id, a.lang, a.authority, a.region, coalesce(a.assignee, 0), a.account_id,
			ARRAY(SELECT p.id FROM mandates g JOIN accounts p ON p.pinfl_index = g.subject_index WHERE g.id = a.mandate_id AND g.kind = 'person'), ` + account.MandateOf("a.mandate_id") + `, a.closed_at
		FROM applications a WHERE a.number = $1 AND ` + reached, args
}

func found(rows pgx.Rows) (subject, error) {
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[subject])
	if err != nil {
		return subject{}, fmt.Errorf("find case: %w", err)
	}
	if len(list) == 0 {
		return subject{}, problem.New(problem.NotFound, "thread.none")
	}
	return list[0], nil
}

// Open is the newest messages about a case, at most that many, those before one (0: the newest). It opens them: what the
// other side wrote counts as read from then on.
func (s *Store) Open(ctx context.Context, r Reader, number string, before int64, most int) (Thread, error) {
	o := s.Opening(r, number, before, most)
	var b pgx.Batch
	o.Read(&b)
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return Thread{}, postgres.Problem(err)
	}
	return o.Open(ctx)
}

// Opening is a page of messages that is read in a batch, with what else its reader sees, and then opened.
type Opening struct {
	store  *Store
	reader Reader
	number string
	before int64
	most   int

	about subject
	list  []Message
	files map[int64][]document.Upload
}

// Opening is what Open opens, before it is read.
func (s *Store) Opening(r Reader, number string, before int64, most int) *Opening {
	return &Opening{store: s, reader: r, number: number, before: before, most: most}
}

// Read adds the reading of the page to a batch.
func (o *Opening) Read(b *pgx.Batch) {
	sql, args := finding(o.reader, o.store.now(), o.number)
	b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
		o.about, err = found(rows)
		return err
	})
	const page = ` FROM thread_messages m WHERE m.application_id = ` + postgres.Chosen + ` AND ($1::bigint = 0 OR m.id < $1) ORDER BY m.id DESC LIMIT $2`
	b.Queue(`SELECT m.id, m.at, m.side, p.name, m.side = $3, m.text, m.read_at FROM thread_messages m JOIN accounts p ON p.id = m.account_id
		WHERE m.id = ANY (ARRAY(SELECT m.id`+page+`)) ORDER BY m.id DESC`, o.before, o.most+1, o.reader.side).Query(func(rows pgx.Rows) (err error) {
		o.list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Message, err error) {
			err = row.Scan(&m.ID, &m.At, &m.Side, &m.Name, &m.Mine, &m.Text, &m.ReadAt)
			m.New = !m.Mine && m.ReadAt == nil
			return m, err
		})
		return err
	})
	document.ReadOfMessages(b, &o.files, `SELECT m.id`+page, o.before, o.most+1) // one more: it may come in between
}

// Open is the page that was read, and notes which of its messages are read now.
func (o *Opening) Open(ctx context.Context) (Thread, error) {
	t := Thread{Lang: o.about.Lang, Open: o.about.open(o.store.now()), Until: o.about.until(), Messages: o.list}
	if len(t.Messages) > o.most {
		t.Messages = t.Messages[:o.most]
		t.Before = t.Messages[o.most-1].ID
	}
	slices.Reverse(t.Messages)
	unread := []int64{}
	for i := range t.Messages {
		m := &t.Messages[i]
		m.Files = o.files[m.ID]
		if m.New {
			unread = append(unread, m.ID)
		}
	}
	if len(unread) == 0 {
		return t, nil
	}
	if _, err := o.store.pool.Exec(ctx, `UPDATE thread_messages SET read_at = $2 WHERE id = ANY($1) AND side <> $3 AND read_at IS NULL`, unread, o.store.now(), o.reader.side); err != nil {
		return Thread{}, postgres.Problem(fmt.Errorf("note read messages: %w", err))
	}
	return t, nil
}

// Unread is how many messages wait for the reader's side in each of those cases, by number, of the cases that he has a side
// of.
func (s *Store) Unread(ctx context.Context, r Reader, numbers []string) (map[string]int, error) {
	waiting := map[string]int{}
	if len(numbers) == 0 {
		return waiting, nil
	}
	reached, args := r.reach(s.now(), numbers, r.side)
	rows, _ := s.pool.Query(ctx, `SELECT a.number, count(*) FROM thread_messages m JOIN applications a ON a.id = m.application_id
		WHERE a.number = ANY($1) AND m.side <> $2 AND m.read_at IS NULL AND `+reached+` GROUP BY a.number`, args...)
	var number string
	var n int
	_, err := pgx.ForEachRow(rows, []any{&number, &n}, func() error {
		waiting[number] = n
		return nil
	})
	return waiting, postgres.Problem(err)
}

// File is a file of a message about a case that the reader has a side of, to be opened. An official's look is on record.
func (s *Store) File(ctx context.Context, r Reader, number, id string) (document.Upload, error) {
	c, err := s.find(ctx, s.pool, r, number)
	if err != nil {
		return document.Upload{}, postgres.Problem(err)
	}
	if r.side == Office {
		err := audit.NewStore(s.pool).Record(ctx, audit.Entry{
			Kind: r.kind, Actor: r.id, Action: "application.file", Object: "application:" + number, About: c.about(),
			Detail: map[string]any{"authority": c.Authority, "region": c.Region},
		})
		if err != nil {
			return document.Upload{}, postgres.Problem(err)
		}
	}
	return s.documents.OfMessage(ctx, c.ID, id)
}
