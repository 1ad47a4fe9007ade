package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// patience is how long an application waits for a register that does not answer before an official takes it: an hour
// where the answer was promised at once, a day otherwise.
func patience(t catalogue.Term) time.Duration {
	if t.Unit == workday.Minutes || t.Unit == workday.Hours {
		return time.Hour
	}
	return 24 * time.Hour
}

// finding is what the machine makes of an application, worked out before the transaction that acts on it.
type finding struct {
	action  Action
	cause   Cause
	reason  locale.Text
	marks   []Mark
	answers form.Answers
	facts   register.Facts
	outcome *catalogue.Assessment // nil when it was not evaluated
	today   register.Date
	quote   payment.Quote
	sure    bool // the quote is certain
}

// Assess asks the registers for the facts of an application, or takes what they said of it since it was sent, evaluates the checks of its version and acts on the
// outcome. It is the job behind every submission, and safe to be killed at any point and to run twice at once: the
// registers are asked outside the transaction, and the one transaction acts only if the application still waits in
// the state and the row version that were read. It gives Unavailable while a register does not answer; the
// application waits meanwhile, and goes to an official when it has waited too long. Nothing is refused by an error.
func (s *Store) Assess(ctx context.Context, applicationID int64) error {
	a, err := s.load(ctx, s.pool, false, `a.id = $1`, []any{applicationID})
	if err != nil {
		return postgres.Problem(err)
	}
	if a.State != New || a.Step != Assessing {
		return nil // done before
	}
	f, down := s.examine(ctx, a)
	if err := s.noteReading(ctx, a, f.facts); err != nil {
		return err
	}
	if down != nil {
		if !problem.Is(down, problem.Unavailable) {
			return down
		}
		if s.now().Sub(a.waitingSince()) < patience(a.Service.Term) {
			return errors.Join(down, s.noteWaiting(ctx, a))
		}
		f.action, f.cause = SendOn, RegisterDown
	}
	return s.conclude(ctx, a, f)
}

// SendToPeople hands an application to officials when its assessment fails again and again for a reason that waiting
// does not mend.
func (s *Store) SendToPeople(ctx context.Context, applicationID int64) error {
	a, err := s.load(ctx, s.pool, false, `a.id = $1`, []any{applicationID})
	if err != nil || a.State != New || a.Step != Assessing {
		return postgres.Problem(err)
	}
	return s.conclude(ctx, a, finding{action: SendOn, cause: CantEvaluate, answers: a.Answers, facts: a.Facts})
}

// waitingSince is when the machine began with the application: at its submission or its correction.
func (a Application) waitingSince() time.Time {
	for _, e := range slices.Backward(a.Events) {
		if e.To == New && e.From != New { // what is said of it while it waits begins nothing
			return e.At
		}
	}
	return a.SubmittedAt
}

// examine gathers and evaluates; it writes nothing. With the error of a register that is down it gives what is known.
func (s *Store) examine(ctx context.Context, a Application) (finding, error) {
	if a.Mandate != nil && a.Mandate.Subject == "" {
		return finding{answers: a.Answers, facts: a.Facts}, problem.New(problem.Unavailable, "common.unavailable").Because(fmt.Errorf("right %d has no number by which a register is asked", a.Mandate.ID))
	}
	today := register.DateOf(s.now())
	facts, down := s.read(ctx, reading{svc: a.Service, pinfl: a.PINFL, asker: a.asker, company: a.represents(), purpose: a.Number, answers: a.Answers, today: today, shared: true, since: a.waitingSince(), lang: a.Lang})
	answers, gone := renewed(a.Service, a.Answers, facts)
	f := finding{answers: answers, facts: facts, today: today}
	lost, silent := s.rightless(ctx, a)
	if down = errors.Join(down, silent); down != nil {
		return f, down
	}
	if lost {
		f.action, f.cause = SendOn, NoRight
		return f, nil
	}
	in := catalogue.Input{Facts: facts, Form: answers, Today: today}
	if len(gone) > 0 {
		f.action, f.reason = AutoCorrect, locale.TextOf("casework.pick_gone")
		for _, key := range gone {
			f.marks = append(f.marks, Mark{Key: key})
		}
		return f, nil
	}
	outcome := a.Service.Assess(in)
	f.outcome, f.reason = &outcome, outcome.Cause
	var err error
	if f.quote, err = s.Quote(ctx, a.Service, in); err == nil {
		f.sure = true
	} else if !errors.Is(err, ErrUncertain) {
		return f, err
	}
	f.decide(a)
	return f, s.doubt(ctx, a, &f)
}

// decide chooses what follows from the outcome of the checks.
func (f *finding) decide(a Application) {
	switch f.outcome.Outcome {
	case catalogue.Refuse:
		f.action = AutoRefuse
	case catalogue.Correct:
		f.action, f.marks = AutoCorrect, marksOf(a.Service, *f.outcome)
	case catalogue.Grant:
		f.action = AutoGrant
		if !a.Process.Automatic() {
			f.action, f.cause = SendOn, ByTrack
		}
	default:
		f.action, f.cause = SendOn, ByCheck
		if f.outcome.Cause.IsZero() {
			f.cause = CantEvaluate
		}
	}
	if f.action == AutoGrant && !f.sure {
		f.action, f.cause = SendOn, FeeUncertain
	}
	if a.overruled() && (f.action == AutoRefuse || f.action == AutoCorrect && len(f.marks) == 0) {
		f.action, f.cause, f.reason, f.marks = SendOn, AfterAppeal, locale.Text{}, nil
	}
}

// overruled reports whether a person has heard the applicant and did not keep a refusal: no rule refuses then once more,
// nor asks for what the applicant cannot mend on a page of ours.
func (a Application) overruled() bool {
	return slices.ContainsFunc(a.Appeals, func(p Appeal) bool { return p.Outcome == Obliged || p.Outcome == Annulled })
}

// marksOf is the questions that the check which decided read: what the applicant can mend. None means that the cause lies
// in a register, and is mended there before the application is sent again.
func marksOf(svc *catalogue.Service, outcome catalogue.Assessment) []Mark {
	marks := []Mark{}
	for _, t := range outcome.Trace {
		if t.Index != outcome.Check {
			continue
		}
		for path := range t.Values {
			root, rest, _ := strings.Cut(path, ".")
			key, _, _ := strings.Cut(rest, ".")
			if root == register.CompanyKey {
				key = svc.CompanyQuestion()
			}
			mark := Mark{Key: key}
			if root != register.CompanyKey && root != "form" || slices.Contains(marks, mark) {
				continue
			}
			if slices.ContainsFunc(svc.Form, func(q form.Field) bool { return q.Key == key }) {
				marks = append(marks, mark)
			}
		}
	}
	slices.SortFunc(marks, func(a, b Mark) int { return strings.Compare(a.Key, b.Key) })
	return marks
}

// errOvertaken means that something was said of an application while it was assessed, which has to be done again.
var errOvertaken = errors.New("the application has changed while it was assessed")

// conclude acts on a finding in one transaction, unless the application has moved on.
func (s *Store) conclude(ctx context.Context, seen Application, f finding) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := s.load(ctx, tx, true, `a.id = $1`, []any{seen.ID})
		if err != nil {
			return err
		}
		if before.State != New || before.Step != Assessing {
			return nil
		}
		if before.Row != seen.Row { // its visit was moved, say, while registers were asked
			return errOvertaken
		}
		if f.action != SendOn {
			byHand, err := manual.Holds(ctx, tx, before.Service.Code)
			if err != nil {
				return err
			}
			if byHand {
				f.action, f.cause, f.reason, f.marks = SendOn, ByHand, locale.Text{}, nil
			}
		}
		a := before
		a.Answers, a.Facts = f.answers, f.facts
		if code := region(a.Service, a.Answers, a.Facts); code != "" && !a.sent() {
			a.Region = code
		}
		if err := s.keepAssessment(ctx, tx, a, f); err != nil {
			return err
		}
		return s.machine(ctx, tx, before, a, f, f.billed(&a))
	})
}

// billed is what the machine does with a finding: the same, unless a fee has to be paid before.
func (f finding) billed(a *Application) Action {
	if f.action != AutoGrant && f.action != SendOn || !f.sure || f.quote.Amount == 0 || a.paidFor() {
		return f.action
	}
	a.Resume = Closed
	if f.action == SendOn {
		a.Resume = HumanStep(a.Process)
	}
	return SendBill
}

// machine makes one of the machine's own transitions out of an assessment.
func (s *Store) machine(ctx context.Context, tx pgx.Tx, before, a Application, f finding, action Action) error {
	t, err := before.find(action, theMachine)
	if err != nil {
		return fmt.Errorf("%s in %s/%s: %w", action, before.State, before.Step, err)
	}
	e := f.apply(&a, t, action)
	if err := s.write(ctx, tx, &before, &a, e); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, &a, f.quote, action); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "application." + string(action), Object: "application:" + a.Number, Detail: e.Detail})
}

// apply changes an application as the machine's transition says.
func (f finding) apply(a *Application, t Transition, action Action) Event {
	a.State, a.Step, a.Cause, a.Reason, a.Marks, a.marked = t.To, t.Step, f.cause, f.reason, f.marks, true
	if f.action == SendOn {
		a.Automatic = false
	}
	e := Event{Action: action, Kind: string(audit.Machine), Detail: map[string]any{}}
	if f.cause != NoCause {
		e.Detail["cause"] = f.cause
	}
	if f.outcome != nil {
		e.Detail["check"] = f.outcome.Check
	}
	return e
}

// follow does what the new state brings with it: the result, the invoice, the requests for consent, the message.
func (s *Store) follow(ctx context.Context, tx pgx.Tx, before Application, a *Application, q payment.Quote, action Action) error {
	switch {
	case a.State == Done:
		if err := s.issue(ctx, tx, a); err != nil {
			return err
		}
	case a.State == AwaitingPayment && before.State != AwaitingPayment: // what is said of it meanwhile bills nothing
		inv, err := payment.Bill(ctx, tx, a.ID, a.Number, q, s.now(), a.DueAt)
		if err != nil {
			return err
		}
		a.Invoice = &inv
	case a.Step == Consents:
		if err := s.askConsents(ctx, tx, a); err != nil {
			return err
		}
	}
	if a.State.Final() {
		if err := consent.TakeAllBack(ctx, tx, a.ID, s.now()); err != nil {
			return err
		}
	}
	if a.State.Final() && a.State != Done {
		if err := s.letGo(ctx, tx, a); err != nil {
			return err
		}
	}
	if err := s.tell(ctx, tx, a, action); err != nil {
		return err
	}
	if a.Step == Consents && !consent.Open(a.Consents) {
		return s.allConsented(ctx, tx, a)
	}
	return nil
}

// calm reports that nothing follows an action, such as a claim: it only said something of the case or gave it to somebody.
func (a *Application) calm(before Application, action Action) bool {
	event, _ := messageOf(a, action)
	return event == "" && a.State == before.State && a.Step == before.Step && a.Step != Consents && !a.State.Final()
}

// keepAssessment keeps the evaluation with all that went into it, the facts and the renewed answers.
func (s *Store) keepAssessment(ctx context.Context, tx pgx.Tx, a Application, f finding) error {
	now := s.now()
	p, err := sealPayload(s.ring, a.ID, now, f.answers, f.facts)
	if err != nil {
		return err
	}
	b := Basis{} // drawn before, because it is sealed for its row
	err = tx.QueryRow(ctx, `UPDATE application_payloads SET answers_sealed = $2, answers = $3, facts_sealed = $4, facts = $5 WHERE application_id = $1
		RETURNING nextval(pg_get_serial_sequence('assessments', 'id'))`, a.ID, p.answers, p.plainAnswers, p.facts, p.plainFacts).Scan(&b.ID)
	if err != nil {
		return fmt.Errorf("keep facts: %w", err)
	}
	if f.outcome == nil {
		return nil
	}
	if err := b.seal(s.ring, now, f.answers, f.facts, f.outcome); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO assessments (id, answers_sealed, answers, facts_sealed, facts, assessment_sealed, assessment, application_id, service_version_id, at, today, outcome)
		OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, append(b.row(), a.ID, a.Service.VersionID, now, f.today.String(), f.outcome.Outcome)...)
	if err != nil {
		return fmt.Errorf("keep assessment: %w", err)
	}
	return nil
}

// noteWaiting tells the applicant, once, that a register does not answer and that nothing is lost.
func (s *Store) noteWaiting(ctx context.Context, seen Application) error {
	if slices.ContainsFunc(seen.Events, func(e Event) bool { return e.Action == Wait && !e.At.Before(seen.waitingSince()) }) {
		return nil
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := s.load(ctx, tx, true, `a.id = $1`, []any{seen.ID})
		if err != nil || before.Row != seen.Row {
			return err
		}
		a := before
		a.Cause = RegisterDown
		if err := s.write(ctx, tx, &before, &a, Event{Action: Wait, Kind: string(audit.Machine), Detail: map[string]any{"cause": RegisterDown}}); err != nil {
			return err
		}
		return s.tellAll(ctx, tx, &a, "waiting", notify.Args{"Service": a.Service.Title})
	})
}
