package casework

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
)

// PerformPayment takes the money that a provider reserved and lets the case go on, in one transaction. A call that
// comes twenty times pays once; the state of what comes back says whether it is paid.
//
// The case goes on where the assessment left it. The checks are not made again: who paid on the day asked for is not
// refused because something changed while the invoice was open. Only what the rules would grant goes to officials when
// they decide the service by now.
func (s *Store) PerformPayment(ctx context.Context, provider, external string) (t payment.Transaction, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := payment.ApplicationOf(ctx, tx, provider, external)
		if err != nil {
			return err
		}
		before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
		if err != nil {
			return err
		}
		var fresh bool
		if t, fresh, err = s.payments.Perform(ctx, tx, provider, external); err != nil || !fresh {
			return err
		}
		return s.goOnPaid(ctx, tx, before, t)
	})
	return t, err
}

// goOnPaid moves a case whose invoice was settled. Who pays stands for the applicant: anybody may pay an invoice.
func (s *Store) goOnPaid(ctx context.Context, tx pgx.Tx, before Application, paid payment.Transaction) error {
	byHand := before.Resume == Closed && before.DecidedBy == 0
	if byHand {
		var err error
		if byHand, err = manual.Holds(ctx, tx, before.Service.Code); err != nil {
			return err
		}
	}
	if byHand {
		before.Resume = HumanStep(before.Process)
	}
	next, err := before.find(PayFee, Citizen(account.Principal{AccountID: before.AccountID}))
	if err != nil {
		return err
	}
	a := before
	a.State, a.Step = next.To, next.Step
	if a.State != ToBeCorrected { // for another time, and then on to where it was going
		a.Resume = ""
	}
	if byHand {
		a.Automatic, a.Cause = false, ByHand
	}
	e := Event{Action: PayFee, Kind: string(audit.Citizen), ActorID: before.AccountID, Detail: map[string]any{"amount": paid.Amount, "invoice": paid.Invoice}}
	if err := s.write(ctx, tx, &before, &a, e); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, &a, payment.Quote{}, PayFee); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Machine, Action: "application.pay", Object: "application:" + before.Number,
		Detail: map[string]any{"provider": paid.Provider, "transaction": paid.External},
	})
}
