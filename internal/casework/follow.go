package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
)

// messages says which event in the inbox an action makes; one that the applicant need not know of has none.
var messages = map[Action]string{
	AutoGrant: "granted", Grant: "granted", ApproveProposal: "granted", Overturn: "granted",
	AutoRefuse: "refused", Refuse: "refused",
	AutoCorrect: "to-correct", AskCorrection: "to-correct",
	SendBill: "invoice", SendOn: "with-people", PayFee: "paid", ScheduleVisit: "visit",
	Withdraw: "withdrawn", RequestReview: "appeal", Uphold: "upheld", Lapse: "lapsed",
}

// tell puts a message about an action into the inboxes of those whom the application concerns, in the caller's
// transaction.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, a *Application, action Action) error {
	event, args := messageOf(a, action)
	if event == "" {
		return nil
	}
	return s.tellAll(ctx, tx, a, event, args)
}

// notice is news of the application as it stands now: each version of its row is an occasion of its own.
func (a *Application) notice(event string, args notify.Args) notify.Notice {
	return notify.Notice{
		AccountID: a.AccountID, Event: event, Occasion: fmt.Sprintf("%d/%d", a.ID, a.Row), ApplicationID: a.ID, Number: a.Number, Args: args,
	}
}

// messageOf is what the inbox says about an action; an empty event is nothing.
func messageOf(a *Application, action Action) (event string, args notify.Args) {
	event = messages[action]
	switch {
	case event == "", action == Resubmit:
		return "", nil
	case a.State == AwaitingPayment:
		event = "invoice"
	case a.State == Refused && event == "granted":
		event = "refused"
	case a.State == Done && action == PayFee:
		event = "granted"
	case a.State == InProcess && action == Overturn:
		event = "reopened"
	}
	args = notify.Args{"Service": a.Service.Title, "Due": a.DueAt, "Reason": a.Reason}
	if a.Invoice != nil && event == "invoice" {
		args["Amount"] = a.Invoice.Amount
	}
	if n := len(a.Visits); n > 0 && event == "visit" {
		args["Time"], args["Place"] = a.Visits[n-1].At, a.Visits[n-1].Place
	}
	return event, args
}

// letGo gives back what an application that ends without a result was holding: its place, its open invoice.
func (s *Store) letGo(ctx context.Context, tx pgx.Tx, a *Application) error {
	as := payment.Cancelled
	if a.State == Lapsed {
		as = payment.Lapsed
	}
	if err := payment.Close(ctx, tx, a.ID, as); err != nil {
		return err
	}
	if a.State == Withdrawn && len(a.Documents) > 0 { // a booking that was given back
		if err := document.Revoke(ctx, tx, a.ID, string(Withdraw), s.now()); err != nil {
			return err
		}
	}
	return booking.Release(ctx, tx, a.ID, s.now())
}

// askConsents asks every authority whose consent the definition names, each with a due date of its own: half of the
// time that is left, so that the owner can still decide in time.
func (s *Store) askConsents(ctx context.Context, tx pgx.Tx, a *Application) error {
	_, err := tx.Exec(ctx, `INSERT INTO consents (application_id, authority, due_at) SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING`,
		a.ID, a.Service.Consents, s.consentsDue(a))
	if err != nil {
		return fmt.Errorf("ask consents: %w", err)
	}
	a.Consents, err = consents(ctx, tx, a.ID)
	return err
}

// consentsDue is by when the authorities that are asked must answer.
func (s *Store) consentsDue(a *Application) time.Time {
	now := s.now()
	return s.calendar.Add(now, max(1, s.calendar.Between(now, a.TermAt)/2))
}
