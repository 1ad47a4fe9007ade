// Package dispute is "this is wrong": a person contests a fact of a register, the authority that keeps the register
// answers by a day, and meanwhile no rule refuses anybody by that fact alone.
package dispute

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// State is how far a dispute is.
type State string

// States. The last two end it: the record was put right, or it stays with a reason.
const (
	Open      State = "open"
	Corrected State = "corrected"
	Kept      State = "kept"
)

// Limits: working days in which the owner answers (estimated until confirmed), open disputes of one person, and lengths.
const (
	daysToAnswer = 10
	maxOpen      = 20
	MaxText      = 2000
)

// Dispute is a fact that somebody says is wrong.
type Dispute struct {
	ID         int64
	Number     string // nine digits with a check digit, as people know it
	Register   string
	Sealed     []byte  // Subject as it is kept
	Plain      *string // of a former release
	Subject    string  `db:"-"` // PINFL or TIN that the record is kept by; opened by Case
	Field      string
	Value      any // as it was read; nil: the register had none
	ReadAt     time.Time
	Claim      string
	Lang       locale.Lang
	Owner      string // authority that keeps the register
	State      State
	OpenedAt   time.Time
	DueAt      time.Time
	Answer     string
	AnsweredAt *time.Time
	AccountID  int64      // who contests it
	Name       string     // of who contests it
	For        string     // name of the represented, whose record it is; empty: his own
	Region     string     // SOATO of the region whose office answers; empty: any office of the owner
	RaisedAt   *time.Time // when it went up to the heads of the owner, because the day had passed
}

// Overdue reports whether the owner should have answered.
func (d Dispute) Overdue(now time.Time) bool { return d.State == Open && now.After(d.DueAt) }

const columns = `d.id, d.number, d.register, d.subject_sealed, d.subject, d.field, d.value, d.read_at, d.claim, d.lang, d.owner, d.state, d.opened_at, d.due_at, d.answer,
	d.answered_at, d.account_id, a.name, coalesce(m.name, ''), d.region, d.escalated_at`

const from = ` FROM disputes d JOIN accounts a ON a.id = d.account_id LEFT JOIN mandates m ON m.id = d.mandate_id WHERE `

// SubjectColumn is where the number is kept by which a record is.
var SubjectColumn = keyring.Column{Table: "disputes", Name: "subject"}

// Store keeps disputes.
type Store struct {
	pool     *pgxpool.Pool
	ring     *keyring.Ring
	now      func() time.Time
	calendar *workday.Calendar
}

// NewStore is the disputes in that database, answered by days of that calendar.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, calendar *workday.Calendar) *Store {
	return &Store{pool: pool, ring: ring, now: now, calendar: calendar}
}

// Calendar is the one by which the days of answers are counted.
func (s *Store) Calendar() *workday.Calendar { return s.calendar }

// Claim is what the form sends.
type Claim struct {
	Register string
	Field    string
	Key      string // what the record is kept by: the caller read it under the person's right
	Region   string // SOATO of the region whose office answers; empty: any office of the owner
	Fact     register.Fact
	Text     string
	Token    string
	Lang     locale.Lang
}

// Contest opens a dispute over a fact of whom the person acts for, and tells him its number and day. A fact that is
// contested already has its dispute: that one is given.
func (s *Store) Contest(ctx context.Context, who account.Principal, c Claim) (Dispute, error) {
	book, known := catalogue.Lists().Registers.Get(c.Register)
	if _, field := register.Field(c.Register, c.Field); !known || !field || c.Key == "" || c.Key != who.Person() && c.Key != who.Company() {
		return Dispute{}, problem.New(problem.NotFound, "dispute.none")
	}
	c.Text = strings.TrimSpace(c.Text)
	switch {
	case c.Text == "":
		return Dispute{}, problem.New(problem.Invalid, "dispute.empty")
	case utf8.RuneCountInString(c.Text) > MaxText:
		return Dispute{}, problem.New(problem.Invalid, "dispute.too_long", "Limit", MaxText)
	}
	number, err := number.Draw()
	if err != nil {
		return Dispute{}, err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return s.open(ctx, tx, who, c, book.Owner, number) })
	if err != nil {
		return Dispute{}, err
	}
	return s.one(ctx, `d.register = $1 AND (d.subject_index = $2 OR d.subject = $5) AND d.field = $3 AND (d.token = $4 OR d.state = 'open') ORDER BY d.token = $4 DESC LIMIT 1`, c.Register, s.ring.Index(c.Key), c.Field, c.Token, c.Key)
}

func (s *Store) open(ctx context.Context, tx pgx.Tx, who account.Principal, c Claim, owner, number string) error {
	var running int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM disputes WHERE account_id = $1 AND state = 'open' AND token <> $2`, who.AccountID, c.Token).Scan(&running); err != nil {
		return fmt.Errorf("count disputes: %w", err)
	}
	if running >= maxOpen {
		return problem.New(problem.TooMany, "dispute.too_many", "Limit", maxOpen)
	}
	now := s.now()
	due := s.calendar.Add(now, daysToAnswer)
	read := c.Fact.FetchedAt
	if read.IsZero() {
		read = now
	}
	var under *int64
	if who.For != nil {
		under = &who.For.ID
	}
	var id int64
	if err := tx.QueryRow(ctx, `SELECT nextval(pg_get_serial_sequence('disputes', 'id'))`).Scan(&id); err != nil {
		return fmt.Errorf("open dispute: %w", err)
	}
	sealed, err := s.ring.Seal(SubjectColumn, id, c.Key)
	if err != nil {
		return err
	}
	err = tx.QueryRow(ctx, `INSERT INTO disputes (number, token, account_id, mandate_id, register, subject_index, field, value, read_at, claim, lang, owner, opened_at, due_at, region, id, subject_sealed, subject)
		OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING RETURNING id`,
		number, c.Token, who.AccountID, under, c.Register, s.ring.Index(c.Key), c.Field, c.Fact.Value[c.Field], read, c.Text, c.Lang, owner, now, due, c.Region, id, sealed, s.ring.Beside(SubjectColumn, now, c.Key)).Scan(&id)
	if isNone(err) {
		return nil // contested before, or pressed twice
	}
	if err != nil {
		return fmt.Errorf("open dispute: %w", err)
	}
	book, _ := catalogue.Lists().Registers.Get(c.Register)
	err = notify.Queue(ctx, tx, notify.Notice{
		AccountID: who.AccountID, Event: "dispute-opened", Occasion: "dispute/" + number,
		Args: notify.Args{"Dispute": locale.ByThrees(number), "Register": book.Title, "Due": due},
	})
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Citizen, Actor: who.AccountID, Action: "dispute.open", Object: "dispute:" + number, Detail: who.Detail("register", c.Register, "field", c.Field),
	})
}

// Mine is the disputes over one's own facts and those that one opened, newest first: the last fifty.
func (s *Store) Mine(ctx context.Context, who account.Principal) ([]Dispute, error) {
	return s.list(ctx, `(d.account_id = $1 OR d.subject_index = (SELECT pinfl_index FROM accounts WHERE id = $1)) ORDER BY d.id DESC LIMIT 50`, who.AccountID)
}

// Of is one of those. Another person's is NotFound.
func (s *Store) Of(ctx context.Context, who account.Principal, number string) (Dispute, error) {
	return s.one(ctx, `d.number = $2 AND (d.account_id = $1 OR d.subject_index = (SELECT pinfl_index FROM accounts WHERE id = $1))`, who.AccountID, number)
}

// Running is the open disputes over what is kept under those keys (PINFL, TIN), for rules that must not refuse by it.
func (s *Store) Running(ctx context.Context, keys ...string) (list []Dispute, err error) {
	var b pgx.Batch
	s.ReadRunning(&b, keys, &list)
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return nil, postgres.Problem(fmt.Errorf("read disputes: %w", err))
	}
	return list, nil
}

// ReadRunning adds what Running reads to a batch.
func (s *Store) ReadRunning(b *pgx.Batch, keys []string, into *[]Dispute) {
	indexes := make([][]byte, len(keys))
	for i, key := range keys {
		indexes[i] = s.ring.Index(key)
	}
	b.Queue(`SELECT `+columns+from+`(d.subject_index = ANY($1) OR d.subject = ANY($2)) AND d.state = 'open' ORDER BY d.id`, indexes, keys).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Dispute])
		return err
	})
}

func (s *Store) one(ctx context.Context, where string, args ...any) (Dispute, error) {
	list, err := s.list(ctx, where, args...)
	if err == nil && len(list) == 0 {
		err = problem.New(problem.NotFound, "dispute.none")
	}
	if err != nil {
		return Dispute{}, err
	}
	return list[0], nil
}

func (s *Store) list(ctx context.Context, where string, args ...any) ([]Dispute, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+columns+from+where, args...)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read disputes: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Dispute])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read disputes: %w", err))
	}
	return list, nil
}
