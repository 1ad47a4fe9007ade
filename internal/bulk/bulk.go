// Package bulk is the same action on many cases: ordered at once, worked off in the background, each case by the very
// action of casework that a single press of its button does.
package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Most is how many cases one order may have.
const Most = 500

// Actions are what can be done to many cases at once; whether it can be done to each of them, casework says.
var Actions = []casework.Action{
	casework.Claim, casework.Release, casework.Assign, casework.AskCorrection, casework.Grant, casework.Refuse, casework.ProposeGrant, casework.ProposeRefuse,
}

// Result is what came of one case. Its words are the message bulk.result.<result>.
type Result string

// Results.
const (
	Waiting   Result = ""
	Done      Result = "done"
	Refused   Result = "refused"   // a right, a guard or the state was in the way
	Changed   Result = "changed"   // somebody changed the case after the official saw it
	Cancelled Result = "cancelled" // the order was called off before
)

// Undone is every other result than done.
var Undone = []Result{Refused, Changed, Cancelled, Waiting}

// Case is a case as the official saw it.
type Case struct {
	Number string
	Row    int
}

// Order is what an official wants done to many cases.
type Order struct {
	casework.ActionInput // its Row means nothing here: each case has its own
	Cases                []Case
	Token                string // of the form
}

// Item is a case of an order and what came of it.
type Item struct {
	Number string
	Result Result
	Why    string // id of a message; empty unless refused
	At     *time.Time
}

// Bulk is an order and how far it has got.
type Bulk struct {
	ID        int64
	Action    casework.Action
	Note      string
	Total     int
	OrderedAt time.Time
	EndedAt   *time.Time
	Counts    map[Result]int
	Items     []Item
}

// Store keeps orders. An order of another official is NotFound.
type Store struct {
	pool  *pgxpool.Pool
	now   func() time.Time
	cases *casework.Store
}

// NewStore is the orders in that database, over those cases.
func NewStore(pool *pgxpool.Pool, now func() time.Time, cases *casework.Store) *Store {
	return &Store{pool: pool, now: now, cases: cases}
}

// Order takes an order and gives its id. The same form sent twice is one order.
func (s *Store) Order(ctx context.Context, o account.Official, order Order) (id int64, err error) {
	if err := order.check(); err != nil {
		return 0, err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		fields, marks := order.Fields, order.Marks
		if fields == nil {
			fields = map[string]string{}
		}
		if marks == nil {
			marks = []casework.Mark{}
		}
		err := tx.QueryRow(ctx, `INSERT INTO bulks (account_id, token, action, note, fields, marks, total, ordered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT ON CONSTRAINT bulks_token_key DO NOTHING RETURNING id`,
			o.ID, order.Token, order.Action, strings.TrimSpace(order.Note), fields, marks, len(order.Cases), s.now()).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) { // pressed twice: the first press keeps it, and this one has waited for that
			return tx.QueryRow(ctx, `SELECT id FROM bulks WHERE account_id = $1 AND token = $2`, o.ID, order.Token).Scan(&id)
		}
		if err != nil {
			return fmt.Errorf("keep order: %w", err)
		}
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"bulk_items"}, []string{"bulk_id", "place", "number", "row"},
			pgx.CopyFromSlice(len(order.Cases), func(i int) ([]any, error) { return []any{id, i + 1, order.Cases[i].Number, order.Cases[i].Row}, nil }))
		if err != nil {
			return fmt.Errorf("keep order: %w", err)
		}
		if err := job.Insert(ctx, tx, WorkArgs{BulkID: id}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "bulk.order", Object: fmt.Sprintf("bulk:%d", id),
			Detail: map[string]any{"action": order.Action, "cases": len(order.Cases), "authority": o.Authority, "region": o.Region},
		})
	})
	return id, err
}

// check refuses what no case could take, before anything waits in the background.
func (o *Order) check() error {
	seen := map[string]bool{}
	o.Cases = slices.DeleteFunc(slices.Clone(o.Cases), func(c Case) bool {
		twice := seen[c.Number]
		seen[c.Number] = true
		return twice || !casework.ValidNumber(c.Number)
	})
	switch {
	case !slices.Contains(Actions, o.Action):
		return problem.New(problem.NotFound, "bulk.no_action")
	case len(o.Cases) == 0:
		return problem.New(problem.Invalid, "bulk.none_chosen")
	case len(o.Cases) > Most:
		return problem.New(problem.Invalid, "bulk.too_many", "Limit", Most)
	default:
		return casework.CheckForm(o.ActionInput)
	}
}

// Cancel calls off what of an order has not been done, and says of how many cases: of none where it came too late.
func (s *Store) Cancel(ctx context.Context, o account.Official, id int64) (off int, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE bulks SET cancelled_at = coalesce(cancelled_at, $3) WHERE id = $1 AND account_id = $2`, id, o.ID, s.now())
		if err != nil {
			return fmt.Errorf("cancel order: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.NotFound, "bulk.none")
		}
		if tag, err = tx.Exec(ctx, `UPDATE bulk_items SET result = 'cancelled', at = $2 WHERE bulk_id = $1 AND result = ''`, id, s.now()); err != nil {
			return fmt.Errorf("cancel order: %w", err)
		}
		off = int(tag.RowsAffected())
		return s.end(ctx, tx, id)
	})
	return off, err
}

// Of is an order of the official with what came of each case.
func (s *Store) Of(ctx context.Context, o account.Official, id int64) (Bulk, error) {
	list, err := s.read(ctx, `b.id = $2`, o.ID, id)
	if err == nil && len(list) == 0 {
		err = problem.New(problem.NotFound, "bulk.none")
	}
	if err != nil {
		return Bulk{}, err
	}
	rows, _ := s.pool.Query(ctx, `SELECT number, result, why, at FROM bulk_items WHERE bulk_id = $1 ORDER BY place`, id)
	if list[0].Items, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Item]); err != nil {
		return Bulk{}, postgres.Problem(fmt.Errorf("read order: %w", err))
	}
	return list[0], nil
}

// recent is how many orders a list shows.
const recent = 20

// Recent is the latest orders of the official, the newest first.
func (s *Store) Recent(ctx context.Context, o account.Official) ([]Bulk, error) {
	return s.read(ctx, `$2 > 0`, o.ID, recent)
}

func (s *Store) read(ctx context.Context, where string, account int64, arg any) ([]Bulk, error) {
	rows, _ := s.pool.Query(ctx, `SELECT b.id, b.action, b.note, b.total, b.ordered_at, b.ended_at,
			(SELECT jsonb_object_agg(result, n) FROM (SELECT result, count(*) AS n FROM bulk_items WHERE bulk_id = b.id GROUP BY result) AS c), NULL
		FROM bulks b WHERE b.account_id = $1 AND `+where+fmt.Sprintf(` ORDER BY b.id DESC LIMIT %d`, recent), account, arg)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Bulk])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read orders: %w", err))
	}
	return list, nil
}
