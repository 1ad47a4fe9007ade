package casework

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// Store keeps drafts and applications. Each exported method is one thing that a person or a job does, in one
// transaction.
type Store struct {
	pool      *pgxpool.Pool
	ring      *keyring.Ring
	now       func() time.Time
	catalogue *catalogue.Store
	registers register.Source
	payments  *payment.Store
	documents *document.Store
	mandates  *mandate.Store
	disputes  *dispute.Store
	calendar  *workday.Calendar
	verifier  Verifier // nil: nobody checks signatures
}

// NewStore is the casework of that database. Registers are asked through the source, never directly; terms are counted
// by the calendar.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, now func() time.Time, services *catalogue.Store, registers register.Source, payments *payment.Store, documents *document.Store, calendar *workday.Calendar) *Store {
	return &Store{
		pool: pool, ring: ring, now: now, catalogue: services, registers: registers, payments: payments, documents: documents,
		mandates: mandate.NewStore(pool, ring, now, registers), disputes: dispute.NewStore(pool, ring, now, calendar), calendar: calendar,
	}
}

// Calendar is the one by which the terms of cases are counted.
func (s *Store) Calendar() *workday.Calendar { return s.calendar }

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Terms of the procedure that the law leaves to the portal (estimated until confirmed).
const (
	daysToPay     = 3 // working days until an unpaid application lapses
	daysToCorrect = 5 // working days until an uncorrected one lapses
)

// term is the authority's due date of something filed at that time.
func (s *Store) term(filed time.Time, t catalogue.Term) time.Time {
	return s.calendar.Due(filed, t.Value, t.Unit)
}

// kindOf is an actor for the record, with the account: zero for the machine.
func kindOf(a Actor) (audit.Kind, int64) {
	switch {
	case a.machine:
		return audit.Machine, 0
	case a.Official != nil:
		return audit.Official, a.Official.ID
	default:
		return audit.Citizen, a.Principal.AccountID
	}
}
