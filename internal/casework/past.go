package casework

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// Past lives applications of days gone by through in memory, for a demonstration: by the same table, guards, calendar
// and fees as living ones. Only the writing differs, because a hundred thousand transactions would take minutes; see
// WritePast. It is for one goroutine.
type Past struct {
	s  Store
	at time.Time
}

// Past is a past over the same services and registers, with a clock of its own.
func (s *Store) Past() *Past {
	p := &Past{s: *s}
	p.s.now = func() time.Time { return p.at }
	return p
}

// Life is one application of the past while it is lived through.
type Life struct {
	Application

	past       *Past
	who        account.Principal
	token      string
	messages   []notify.Past
	record     map[string]any // of a registration or a payment
	billed     []payment.Invoice
	paidBy     map[string]string // token of the payment by number of the invoice
	recordedBy int64
	Held       *Holding
	rung       deadline.Rung
	position   int64 // in the sequence of numbers
	sealed     sealed
}

// Holding is the place at an office that an application of the past took.
type Holding struct {
	Office     int64
	At         time.Time
	Place      int
	ReleasedAt *time.Time
}

// Facts is what the registers say for a service, as an assessment would gather it; what is known already is not asked
// again.
func (p *Past) Facts(ctx context.Context, svc *catalogue.Service, pinfl string, answers form.Answers, known register.Facts, at time.Time) (register.Facts, error) {
	p.at = at
	facts, err := p.s.read(ctx, reading{svc: svc, pinfl: pinfl, purpose: svc.Code, answers: answers, facts: known, today: register.DateOf(at)})
	for key, fact := range facts {
		if _, before := known[key]; !before {
			fact.FetchedAt = at // a register that is read without a wire has no clock of its own
			facts[key] = fact
		}
	}
	return facts, err
}

// Submit begins a life: an application is sent. Its number is drawn when it is written.
func (p *Past) Submit(who account.Principal, svc *catalogue.Service, answers form.Answers, facts register.Facts, lang locale.Lang, at time.Time) *Life {
	p.at = at
	due := p.s.term(at, svc.Term)
	l := &Life{past: p, who: who, token: newToken(), paidBy: map[string]string{}, Application: Application{
		Code: trackingCode(), Service: svc, Process: svc.Process, AccountID: who.AccountID, Applicant: who.Name, PINFL: who.PINFL, Company: svc.Company(answers),
		Lang: lang, State: New, Step: Assessing, Authority: svc.Authority, Region: region(svc, answers, facts), Automatic: true, Row: 1,
		SubmittedAt: at, TermAt: due, DueAt: due, warnAt: deadline.Warned.At(at, due), Answers: answers, Facts: facts, calendar: p.s.calendar,
	}}
	l.Events = append(l.Events, Event{At: at, Action: Submit, To: New, Step: Assessing, Kind: string(audit.Citizen), ActorID: who.AccountID})
	l.tell("submitted", notify.Args{"Service": svc.Title, "Due": due})
	return l
}

// Assess evaluates the checks with the facts that the application came with and acts on the outcome.
func (l *Life) Assess(ctx context.Context, at time.Time) error {
	l.past.at = at
	f := finding{answers: l.Answers, facts: l.Facts, today: register.DateOf(at)}
	outcome := l.Service.Assess(l.input(f.today))
	f.outcome, f.reason = &outcome, outcome.Cause
	var err error
	if f.quote, err = l.past.s.Quote(ctx, l.Service, l.input(f.today)); err == nil {
		f.sure = true
	} else if !errors.Is(err, ErrUncertain) {
		return err
	}
	f.decide(l.Application)
	before := l.Application
	l.Assessments = append([]Assessed{{At: at, VersionID: l.Service.VersionID, Today: f.today, Answers: l.Answers, Facts: l.Facts, Outcome: outcome}}, l.Assessments...)
	action := f.billed(&l.Application)
	t, err := before.find(action, theMachine)
	if err != nil {
		return fmt.Errorf("%s in %s/%s: %w", action, before.State, before.Step, err)
	}
	return l.move(before, f.apply(&l.Application, t, action), f.quote)
}

// Do does one action of the table.
func (l *Life) Do(ctx context.Context, at time.Time, actor Actor, in ActionInput) error {
	l.past.at = at
	if err := l.askFee(ctx); err != nil {
		return err
	}
	before := l.Application
	t, err := before.find(in.Action, actor)
	if err != nil {
		return err
	}
	if err := checkInput(before, t.Input, in); err != nil {
		return err
	}
	w := &acting{s: &l.past.s, before: before, a: &l.Application, actor: actor, in: in, now: at, event: before.eventOf(actor, in)}
	l.State, l.Step = t.To, t.Step
	if actor.Official != nil {
		l.Automatic = false
	}
	if err := l.effect(ctx, w); err != nil {
		return err
	}
	quote, err := l.past.s.dueQuote(ctx, l.Application)
	if err != nil {
		return err
	}
	return l.move(before, w.event, quote)
}

// askFee works out whether a grant has to ask for the fee first, as reading a case does.
func (l *Life) askFee(ctx context.Context) (err error) {
	l.feeDue, l.feeUnsure, err = l.past.s.feeDue(ctx, l.Application)
	return err
}

// effect is what the action changes besides the state: in memory what the effects of living cases write to tables.
func (l *Life) effect(ctx context.Context, w *acting) error {
	switch w.in.Action {
	case ScheduleVisit:
		at, err := time.ParseInLocation("2006-01-02T15:04", w.in.Fields["at"], workday.Zone)
		if err != nil {
			return err
		}
		l.Visits = append(l.Visits, VisitRecord{At: at, Place: w.in.Fields["place"], Note: w.in.Note, Inspector: w.actor.Official.ID})
		w.event.Detail["at"], w.event.Detail["place"] = at, w.in.Fields["place"]
	case AskOtherTime:
		l.Visits = slices.Clone(l.Visits)
		v, now := l.OpenVisit(), w.now
		v.AskedAt, v.AskedWhy = &now, w.in.Note
	case RecordResult:
		passed, now := w.in.Fields["passed"] == "yes", w.now
		v := &l.Visits[len(l.Visits)-1]
		v.Passed, v.Result, v.Record, v.RecordedAt, l.recordedBy = &passed, w.in.Note, w.in.Record, &now, w.actor.Official.ID
		w.event.Detail["passed"] = passed
	case ClaimConsent:
		consent.Of(l.Consents, w.actor.Official.Authority).Assignee = w.actor.Official.ID
		w.event.Detail["authority"] = w.actor.Official.Authority
	case ReleaseConsent:
		consent.Of(l.Consents, w.actor.Official.Authority).Assignee = 0
		w.event.Detail["authority"] = w.actor.Official.Authority
	case GiveConsent, RefuseConsent:
		l.answer(w)
	case RequestReview, FileAppeal:
		w.filed("") // its number is drawn when it is written
	case Uphold, Oblige, Overturn:
		w.heard()
	case Recheck:
		w.rechecked()
	case Withdraw: // a demonstration's past gives no money back: its payments have no provider
	default:
		if do := effects[w.in.Action]; do != nil {
			return do(ctx, w)
		}
	}
	return nil
}

func (l *Life) answer(w *acting) {
	now, c := w.now, consent.Of(l.Consents, w.actor.Official.Authority)
	c.Answer, c.Note, c.AnsweredBy, c.AnsweredAt = consent.Given, w.event.Note, w.actor.Official.ID, &now
	if w.in.Action == RefuseConsent {
		c.Answer = consent.Refused
		l.tell("consent-refused", refusedConsent(w))
	}
	w.event.Detail["authority"] = c.Authority
}

// Silence counts the silence of authorities that have not answered by their due date as consent.
func (l *Life) Silence(at time.Time) error {
	l.past.at = at
	for i := range l.Consents {
		c := &l.Consents[i]
		if !c.Late(at) {
			continue
		}
		c.Answer, c.AnsweredAt = consent.Silent, &at
		if err := l.move(l.Application, silenceOf(c.Authority), payment.Quote{}); err != nil {
			return err
		}
	}
	return nil
}

// Unanswered grants the case by silence, as the round does with what nobody answered; false when silence does not.
func (l *Life) Unanswered(ctx context.Context, at time.Time) (bool, error) {
	l.past.at, l.at = at, at
	if err := l.askFee(ctx); err != nil {
		return false, err
	}
	before := l.Application
	t, err := before.find(GrantBySilence, theMachine)
	if err != nil {
		return false, nil //nolint:nilerr // people decide it
	}
	return true, l.move(before, l.unanswered(t), payment.Quote{})
}

func (l *Life) machine(action Action, detail map[string]any) error {
	before := l.Application
	t, err := before.find(action, theMachine)
	if err != nil {
		return err
	}
	l.State, l.Step = t.To, t.Step
	return l.move(before, Event{Action: action, Kind: string(audit.Machine), Detail: detail}, payment.Quote{})
}

// Pay pays the open invoice.
func (l *Life) Pay(at time.Time) error {
	l.past.at = at
	before := l.Application
	t, err := before.find(PayFee, Citizen(l.who))
	if err != nil {
		return err
	}
	inv := &l.billed[len(l.billed)-1]
	inv.Status, inv.PaidAt = payment.Paid, &at
	l.paidBy[inv.Number] = newToken()
	l.Invoice = inv
	l.State, l.Step, l.Resume = t.To, t.Step, ""
	return l.move(before, Event{Action: PayFee, Kind: string(audit.Citizen), ActorID: l.who.AccountID, Detail: map[string]any{"amount": inv.Amount}}, payment.Quote{})
}

// Resubmit sends the application back with those answers and what the registers say now.
func (l *Life) Resubmit(at time.Time, answers form.Answers, facts register.Facts) error {
	l.past.at = at
	before := l.Application
	t, err := before.find(Resubmit, Citizen(l.who))
	if err != nil {
		return err
	}
	l.State, l.Step, l.Marks, l.Reason = t.To, t.Step, nil, locale.Text{}
	l.Assignee, l.PreparedBy, l.Proposal, l.Cause = 0, 0, "", NoCause
	l.Answers, l.Facts, l.Company = answers, facts, l.Service.Company(answers)
	return l.move(before, Event{Action: Resubmit, Kind: string(audit.Citizen), ActorID: l.who.AccountID, Detail: changes(before.Answers, answers)}, payment.Quote{})
}

// Lapse closes what was not paid or corrected by the due date.
func (l *Life) Lapse(at time.Time) error {
	l.past.at = at
	l.Cause = NotPaid
	if l.State == ToBeCorrected {
		l.Cause = NotCorrected
	}
	return l.machine(Lapse, map[string]any{"cause": l.Cause})
}

// move writes down what happened and what follows from it: the clock, the result, the invoice, the message.
func (l *Life) move(before Application, e Event, q payment.Quote) error {
	now := l.past.at
	e.At, e.From, e.To, e.Step = now, before.State, l.State, l.Step
	l.Until(now)
	before.Events = l.Events
	before.handOver(&l.Application, &e)
	before.sendBack(&l.Application, &e)
	l.past.s.clock(&before, &l.Application, e)
	if (before.State == Appealed) != (l.State == Appealed) {
		l.rung = 0
	}
	l.Row++
	l.Events = append(l.Events, e)
	switch {
	case l.State == Done:
		l.issue()
	case l.State == AwaitingPayment:
		l.billed = append(l.billed, payment.Invoice{Status: payment.Open, Quote: q, Amount: q.Amount, IssuedAt: now, DueAt: l.DueAt, Number: fmt.Sprintf("-%d", len(l.billed)+1)})
		l.Invoice = &l.billed[len(l.billed)-1]
	case l.Step == Consents:
		l.ask()
	}
	if l.State.Final() && l.State != Done {
		l.letGo()
	}
	if event, args := messageOf(&l.Application, e.Action); event != "" {
		l.tell(event, args)
	}
	if l.Step == Consents && !consent.Open(l.Consents) {
		return l.machine(AllConsented, nil)
	}
	return nil
}

// ask asks the authorities whose consent is needed, as living cases do.
func (l *Life) ask() {
	asked, due := l.toAsk(), l.past.s.consentsDue(&l.Application)
	for _, authority := range asked {
		c := consent.Of(l.Consents, authority)
		if c == nil {
			l.Consents = append(l.Consents, consent.Consent{})
			c = &l.Consents[len(l.Consents)-1]
		}
		*c = consent.Consent{Authority: authority, AskedAt: l.past.at, DueAt: due}
	}
	if len(asked) > 0 {
		l.tell("consents-asked", askedConsents(&l.Application, asked, due))
	}
}

// Until writes down who was told of its term until that time: an application that stays as it is goes up the ladder.
func (l *Life) Until(now time.Time) {
	last := l.Events[len(l.Events)-1]
	if last.To != InProcess && last.To != Appealed {
		return
	}
	a := &Application{State: last.To, Step: last.Step}
	for n := l.rung.Next(); n != 0 && !n.At(l.from, l.DueAt).After(now); n = l.rung.Next() {
		at := n.At(l.from, l.DueAt)
		if latest := l.Events[len(l.Events)-1].At; at.Before(latest) {
			at = latest // a term that was over when it was given, as the job finds it right after
		}
		if n == deadline.Late {
			l.messages = append(l.messages, notify.Past{AccountID: l.AccountID, Event: "overdue", Args: notify.Args{"Service": l.Service.Title, "Due": l.DueAt}, At: at})
		}
		l.Events, l.rung = append(l.Events, a.escalated(n, at)), n
	}
}

func (l *Life) issue() {
	d, lines := l.past.s.result(&l.Application)
	d.Code = rand.Text()
	l.Documents = append(l.Documents, d)
	if l.Process == catalogue.Registration || l.Process == catalogue.Payment {
		l.record = recordOf(lines)
	}
}

func (l *Life) letGo() {
	for i := range l.billed {
		if inv := &l.billed[i]; inv.Status == payment.Open {
			inv.Status = payment.Cancelled
			if l.State == Lapsed {
				inv.Status = payment.Lapsed
			}
		}
	}
	if now := l.past.at; l.Held != nil {
		l.Held.ReleasedAt = &now
	}
}

func (l *Life) tell(event string, args notify.Args) {
	l.messages = append(l.messages, notify.Past{AccountID: l.AccountID, Event: event, Args: args, At: l.past.at})
}
