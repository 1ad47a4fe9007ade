package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
)

// messages says which event in the inbox an action makes; one that the applicant need not know of has none.
var messages = map[Action]string{
	AutoGrant: "granted", GrantBySilence: "granted-by-silence", Grant: "granted", ApproveProposal: "granted", Overturn: "annulled",
	AutoRefuse: "refused", Refuse: "refused",
	AutoCorrect: "to-correct", AskCorrection: "to-correct",
	SendBill: "invoice", SendOn: "with-people", PayFee: "paid", ScheduleVisit: "visit", RecordAbsence: "visit-again",
	Resubmit: "granted", Withdraw: "withdrawn", RequestReview: "appeal", FileAppeal: "appeal-filed", Uphold: "upheld", Oblige: "obliged", Lapse: "lapsed",
}

// tell puts a message about an action into the inboxes of those whom the application concerns, in the caller's
// transaction.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, a *Application, action Action) error {
	event, args := messageOf(a, action)
	if event == "" {
		return nil
	}
	if action == Overturn && a.State == ToBeCorrected {
		if err := s.tellAll(ctx, tx, a, "annulled", notify.Args{"Service": a.Service.Title, "Reason": a.Reason}); err != nil {
			return err
		}
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
	case event == "", action == Resubmit && a.State == New, action == SendOn && a.Step == Consents: // consents-asked says more
		return "", nil
	case a.State == ToBeCorrected: // also what was granted for a time that is gone
		event = "to-correct"
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
	if a.State == ToBeCorrected && a.Cause == NoSlot {
		args["Reason"] = locale.TextOf(placeGone)
	}
	if action == GrantBySilence {
		args["Due"], args["Authority"] = a.TermAt, offices(a.Authority)
	}
	if action == FileAppeal {
		args["Appeal"] = a.Appeal().Number
	}
	if a.Invoice != nil && event == "invoice" {
		args["Amount"] = a.Invoice.Amount
	}
	if n := len(a.Visits); n > 0 && (event == "visit" || event == "visit-again") {
		args["Time"], args["Place"], args["Name"] = a.Visits[n-1].At, a.Visits[n-1].Place, a.Visits[n-1].InspectorName
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
// time that is left, so that the owner can still decide in time. An authority that has answered is asked again when the
// applicant changed an answer since: it agreed to something else. What nobody changed stays as it was answered.
func (s *Store) askConsents(ctx context.Context, tx pgx.Tx, a *Application) error {
	ask, due := a.toAsk(), s.consentsDue(a)
	if len(ask) == 0 {
		return nil
	}
	if err := consent.Ask(ctx, tx, a.ID, ask, s.now(), due); err != nil {
		return err
	}
	var err error
	if a.Consents, err = consent.List(ctx, tx, a.ID); err != nil {
		return err
	}
	return s.tellAll(ctx, tx, a, "consents-asked", askedConsents(a, ask, due))
}

// toAsk is the authorities that have to be asked, the first time or again.
func (a Application) toAsk() []string {
	var list []string
	for _, authority := range a.Service.Consents {
		if c := consent.Of(a.Consents, authority); c == nil || a.changedSince(c.AskedAt) {
			list = append(list, authority)
		}
	}
	return list
}

// changedSince reports whether the applicant changed an answer after that time.
func (a Application) changedSince(t time.Time) bool {
	return slices.ContainsFunc(a.Events, func(e Event) bool {
		return e.Action == Resubmit && e.At.After(t) && len(form.Strings(e.Detail["changed"])) > 0
	})
}

// askedConsents is what the applicant is told: who is asked, and until when.
func askedConsents(a *Application, asked []string, due time.Time) notify.Args {
	return notify.Args{"Service": a.Service.Title, "Authorities": offices(asked...), "Due": due}
}

// offices is the names of authorities in every language.
func offices(codes ...string) locale.Text {
	in := func(l locale.Lang) string {
		names := make([]string, len(codes))
		for i, code := range codes {
			names[i] = catalogue.Lists().Office(code, l)
		}
		return strings.Join(names, "; ")
	}
	return locale.Text{Uz: in(locale.Uz), Ru: in(locale.Ru), En: in(locale.En)}
}

// allConsented goes on to the owner's decision when every authority has answered.
func (s *Store) allConsented(ctx context.Context, tx pgx.Tx, a *Application) error {
	t, err := a.find(AllConsented, theMachine)
	if err != nil {
		return err
	}
	before := *a
	a.State, a.Step = t.To, t.Step
	return s.write(ctx, tx, &before, a, Event{Action: AllConsented, Kind: string(audit.Machine)})
}

// countSilence takes the silence of an authority beyond its due date for consent.
func (s *Store) countSilence(ctx context.Context, tx pgx.Tx, a *Application, authority string) error {
	if _, err := a.find(CountSilence, theMachine); err != nil {
		return err
	}
	if err := consent.Say(ctx, tx, a.ID, authority, consent.Silent, "", 0, s.now()); err != nil {
		return err
	}
	before := *a
	return s.write(ctx, tx, &before, a, silenceOf(authority))
}

func silenceOf(authority string) Event {
	return Event{Action: CountSilence, Kind: string(audit.Machine), Public: true, Detail: map[string]any{"authority": authority}}
}

// consentsDue is by when the authorities that are asked must answer.
func (s *Store) consentsDue(a *Application) time.Time {
	now := s.now()
	return s.calendar.Add(now, max(1, s.calendar.Between(now, a.TermAt)/2))
}
