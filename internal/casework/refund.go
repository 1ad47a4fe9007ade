package casework

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Messages about money that goes back.
const (
	refundDecided = "refund"
	refundMade    = "refund-done"
)

// How long a provider that has taken a refund may need for it: it is asked again at this pause, then finance looks.
const (
	refundPause    = 10 * time.Minute
	refundPatience = 72 * time.Hour
)

// tellRefund tells the applicant once for each payment that goes back. Nothing else about the case need have changed.
func tellRefund(ctx context.Context, tx pgx.Tx, a *Application, event, paymentID string, amount int64) error {
	n := a.notice(event, notify.Args{"Service": a.Service.Title, "Amount": amount})
	n.Occasion = paymentID
	return notify.Queue(ctx, tx, n)
}

// ReceivePayment takes note of money that a provider has taken already, in one transaction: it lets the case go on, or
// its refund is decided and the applicant told. A call that comes twenty times counts once.
func (s *Store) ReceivePayment(ctx context.Context, o payment.Order) (r payment.Received, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := payment.ApplicationBilled(ctx, tx, o.Invoice)
		if err != nil {
			return err
		}
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
		if err != nil {
			return err
		}
		if r, err = s.payments.Receive(ctx, tx, o); err != nil {
			return err
		}
		switch {
		case r.Settled:
			return s.goOnPaid(ctx, tx, a, r.Transaction)
		case r.Back > 0:
			if err := tellRefund(ctx, tx, &a, refundDecided, o.Provider+"/"+o.External, r.Back); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{
				Kind: audit.Machine, Action: "application.surplus", Object: "application:" + a.Number,
				Detail: map[string]any{"provider": o.Provider, "transaction": o.External},
			})
		default:
			return nil
		}
	})
	return r, err
}

// ReturnPayment ends a payment at its provider's wish: one that was only reserved, or one whose refund was decided.
func (s *Store) ReturnPayment(ctx context.Context, provider, external string, reason int) (t payment.Transaction, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		id, err := payment.ApplicationOf(ctx, tx, provider, external)
		if err != nil {
			return err
		}
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
		if err != nil {
			return err
		}
		var back int64
		if t, back, err = s.payments.Cancel(ctx, tx, provider, external, reason); err != nil || back == 0 {
			return err
		}
		return s.refunded(ctx, tx, a, provider+"/"+external, back)
	})
	return t, err
}

// refunded tells that money has gone back.
func (s *Store) refunded(ctx context.Context, tx pgx.Tx, a Application, paymentID string, amount int64) error {
	if err := tellRefund(ctx, tx, &a, refundMade, paymentID, amount); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "application.refund", Object: "application:" + a.Number, Detail: map[string]any{"amount": amount}})
}

// refundJob asks a refund's provider to make it. Asking twice gives back once: the provider knows the payment, and so
// a job that was killed after its question asks again. Who fails for good, or for days, is left to finance.
func (s *Store) refundJob(ctx context.Context, args payment.RefundArgs) error {
	r, err := payment.FindRefund(ctx, s.pool, args.RefundID)
	if err != nil || r.State != payment.RefundSent {
		return err
	}
	provider := s.payments.Provider(r.Provider)
	if provider == nil {
		return s.payments.FailRefund(ctx, r.ID, r.Provider)
	}
	back, err := provider.Return(ctx, r.External)
	refused, final := errors.AsType[payment.WontReturnError](err)
	switch {
	case final:
		return s.payments.FailRefund(ctx, r.ID, string(refused))
	case err != nil && job.AttemptOf(ctx).Last: // the refund is where finance looks; a dead job beside it could only be tried in vain
		return s.payments.FailRefund(ctx, r.ID, "")
	case err != nil:
		return err
	case back:
		return s.settleRefund(ctx, r)
	case r.SentAt != nil && s.now().Sub(*r.SentAt) > refundPatience:
		return s.payments.FailRefund(ctx, r.ID, "")
	default:
		return job.Later(refundPause)
	}
}

func (s *Store) settleRefund(ctx context.Context, r payment.Refund) error {
	return s.closeRefund(ctx, r, func(tx pgx.Tx) (bool, error) { return s.payments.Settle(ctx, tx, r) }, nil)
}

// CompensateRefund ends a refund that finance made without the provider, which would not. What must be mended first is
// returned as values.
func (s *Store) CompensateRefund(ctx context.Context, by account.Official, id int64, note string) (form.Problems, error) {
	r, err := s.payments.Refund(ctx, by, id)
	if err != nil {
		return nil, err
	}
	if problems := payment.CheckNote(note); len(problems) > 0 {
		return problems, nil
	}
	return nil, s.closeRefund(ctx, r, func(tx pgx.Tx) (bool, error) {
		fresh, err := s.payments.Compensate(ctx, tx, id, strings.TrimSpace(note))
		if err == nil && !fresh {
			err = problem.New(problem.Conflict, "payment.refund.changed")
		}
		return fresh, err
	}, func(tx pgx.Tx) error { return payment.RecordRefund(ctx, tx, by, "refund.compensate", id) })
}

// closeRefund is a transaction that ends a refund, after the case it belongs to was locked, and tells the applicant once.
func (s *Store) closeRefund(ctx context.Context, r payment.Refund, end func(pgx.Tx) (bool, error), record func(pgx.Tx) error) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, err := s.load(ctx, tx, true, `a.id = $1`, []any{r.ApplicationID})
		if err != nil {
			return err
		}
		fresh, err := end(tx)
		if err != nil || !fresh {
			return err
		}
		if record != nil {
			if err := record(tx); err != nil {
				return err
			}
		}
		return s.refunded(ctx, tx, a, r.Provider+"/"+r.External, r.Amount)
	})
}
