package payment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/register"
)

// Times of the comparison with the books of providers.
const (
	// settleFor is how long after its end a day is compared: what was begun before midnight has ended by then.
	settleFor = 2 * time.Hour
	// daysBack is how many days are caught up with after an outage.
	daysBack = 7
)

// Difference is a payment of which a provider's books say something else than ours.
type Difference struct {
	ID          int64
	Provider    string
	Day         time.Time
	External    string
	Kind        string
	Invoice     string
	OurAmount   int64
	OurState    TransactionState // empty when it is missing
	TheirAmount int64
	TheirState  TransactionState
	FoundAt     time.Time
	GoneAt      *time.Time
	Note        string
	ExplainedBy int64  // 0 while nobody said why
	Explained   string // his name
	ExplainedAt *time.Time
}

// Kinds of differences; words are under "payment.difference.<kind>".
const (
	MissingHere  = "missing-here"
	MissingThere = "missing-there"
	OtherAmount  = "amount"
	OtherState   = "state"
)

// Sums is what one side says of a day.
type Sums struct {
	Payments int
	Taken    int64 // soʻm, also what went back since
	Returned int64
}

// Comparison is the books of a provider beside ours.
type Comparison struct {
	Provider string
	Day      time.Time
	ReadAt   time.Time
	Ours     Sums
	Theirs   Sums
	Open     int // differences that nobody has explained
}

// money is whether a state means that money moved, and whether it went back: what is reserved or given up is none.
func money(s TransactionState) bool { return s == Performed || s == Returned }

func (s *Sums) add(amount int64, state TransactionState) {
	if !money(state) {
		return
	}
	s.Payments++
	s.Taken += amount
	if state == Returned {
		s.Returned += amount
	}
}

// Compare lists where two books differ in money, by the provider's ids.
func Compare(ours []Transaction, theirs []Booked) []Difference {
	var out []Difference
	there := map[string]Booked{}
	for _, b := range theirs {
		there[b.External] = b
	}
	for _, t := range ours {
		b, known := there[t.External]
		delete(there, t.External)
		d := Difference{External: t.External, Invoice: t.Invoice, OurAmount: t.Amount, OurState: t.State, TheirAmount: b.Amount, TheirState: b.State}
		switch {
		case !known && money(t.State):
			d.Kind = MissingThere
		case !known, !money(t.State) && !money(b.State):
			continue
		case t.Amount != b.Amount:
			d.Kind = OtherAmount
		case t.State != b.State:
			d.Kind = OtherState
		default:
			continue
		}
		out = append(out, d)
	}
	for _, b := range there {
		if money(b.State) {
			out = append(out, Difference{Kind: MissingHere, External: b.External, Invoice: b.Invoice, TheirAmount: b.Amount, TheirState: b.State})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return strings.Compare(a.External, b.External) })
	return out
}

// Reconcile compares a provider's books of a day with ours and keeps what differs. Doing it again finds the same rows:
// one that is no longer found is marked so, one that has changed is open again, and what somebody said stays.
func (s *Store) Reconcile(ctx context.Context, provider string, on time.Time) error {
	p := s.Provider(provider)
	if p == nil {
		return nil // no longer configured: nobody can be asked
	}
	on = register.DateOf(on).Time
	from, to := on, on.AddDate(0, 0, 1).Add(-time.Millisecond)
	theirs, err := p.Books(ctx, from, to)
	if err != nil {
		return fmt.Errorf("books of %s: %w", provider, err)
	}
	ours, err := s.Statement(ctx, provider, from, to)
	if err != nil {
		return err
	}
	c := Comparison{Provider: provider, Day: on, ReadAt: s.now()}
	for _, t := range ours {
		c.Ours.add(t.Amount, t.State)
	}
	for _, b := range theirs {
		c.Theirs.add(b.Amount, b.State)
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return keep(ctx, tx, c, Compare(ours, theirs)) })
}

func keep(ctx context.Context, tx pgx.Tx, c Comparison, found []Difference) error {
	_, err := tx.Exec(ctx, `INSERT INTO statements (provider, day, read_at, our_payments, our_taken, our_returned, their_payments, their_taken, their_returned)
		VALUES ($1, $2::date, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT ON CONSTRAINT statements_pkey DO UPDATE SET read_at = excluded.read_at, our_payments = excluded.our_payments, our_taken = excluded.our_taken,
			our_returned = excluded.our_returned, their_payments = excluded.their_payments, their_taken = excluded.their_taken, their_returned = excluded.their_returned`,
		c.Provider, day(c.Day), c.ReadAt, c.Ours.Payments, c.Ours.Taken, c.Ours.Returned, c.Theirs.Payments, c.Theirs.Taken, c.Theirs.Returned)
	if err != nil {
		return fmt.Errorf("keep comparison: %w", err)
	}
	keys := make([]string, 0, len(found))
	for _, d := range found {
		keys = append(keys, d.External+" "+d.Kind)
		_, err := tx.Exec(ctx, `INSERT INTO payment_differences AS d (provider, day, external_id, kind, invoice, our_amount, our_state, their_amount, their_state, found_at)
			VALUES ($1, $2::date, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT ON CONSTRAINT payment_differences_key DO UPDATE SET gone_at = NULL, our_amount = excluded.our_amount, our_state = excluded.our_state,
				their_amount = excluded.their_amount, their_state = excluded.their_state, found_at = excluded.found_at, note = '', explained_by = NULL, explained_at = NULL
			WHERE d.gone_at IS NOT NULL OR (d.our_amount, d.our_state, d.their_amount, d.their_state) <> (excluded.our_amount, excluded.our_state, excluded.their_amount, excluded.their_state)`,
			c.Provider, day(c.Day), d.External, d.Kind, d.Invoice, d.OurAmount, d.OurState, d.TheirAmount, d.TheirState, c.ReadAt)
		if err != nil {
			return fmt.Errorf("keep difference: %w", err)
		}
	}
	_, err = tx.Exec(ctx, `UPDATE payment_differences SET gone_at = $3
		WHERE provider = $1 AND day = $2::date AND gone_at IS NULL AND NOT external_id || ' ' || kind = ANY ($4)`, c.Provider, day(c.Day), c.ReadAt, keys)
	if err != nil {
		return fmt.Errorf("end differences: %w", err)
	}
	return nil
}

// ReconcileArgs asks to compare what has not been compared yet.
type ReconcileArgs struct{}

// Kind names the job.
func (ReconcileArgs) Kind() string { return "payment.reconcile" }

// InsertOpts puts it where it may take its time.
func (ReconcileArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 1} }

// ReconcileDayArgs asks to compare a day with a provider.
type ReconcileDayArgs struct {
	Provider string `json:"provider"`
	Day      string `json:"day"`
}

// Kind names the job.
func (ReconcileDayArgs) Kind() string { return "payment.reconcile_day" }

// InsertOpts puts it where it may take its time; a day that waits is not put in twice.
func (ReconcileDayArgs) InsertOpts() job.Options {
	return job.Options{Queue: job.Bulk, MaxAttempts: 8, UniqueOpts: job.Once}
}

// Plan adds the jobs of the comparison.
func (s *Store) Plan(p *job.Plan) {
	job.Work(p, func(ctx context.Context, _ ReconcileArgs) error { return s.ReconcileDue(ctx) })
	job.Work(p, func(ctx context.Context, args ReconcileDayArgs) error {
		on, err := register.ParseDate(args.Day)
		if err != nil {
			return job.GiveUp(err)
		}
		return s.Reconcile(ctx, args.Provider, on.Time)
	})
	job.Every(p, time.Hour, ReconcileArgs{})
}

// ReconcileDue puts a job in place for each day and provider that is over and was not compared.
func (s *Store) ReconcileDue(ctx context.Context) error {
	last := register.DateOf(s.now().Add(-settleFor)).AddDate(0, 0, -1)
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		for _, p := range s.providers {
			rows, _ := tx.Query(ctx, `SELECT ($2::date - n)::text FROM generate_series(0, $3::int - 1) n
				WHERE NOT EXISTS (SELECT FROM statements WHERE provider = $1 AND day = $2::date - n)`, p.Name(), day(last), daysBack)
			days, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				return fmt.Errorf("days to compare: %w", err)
			}
			for _, d := range days {
				if err := job.Insert(ctx, tx, ReconcileDayArgs{Provider: p.Name(), Day: d}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
