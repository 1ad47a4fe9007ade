package casework

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/signature"
)

// Correction is what the correction page sends: the answers to the questions that were marked.
type Correction struct {
	Row     int
	Answers form.Answers

	Lang      locale.Lang // of the page
	Signature []byte      // over CorrectionToSign, for services that need one
	From      string      // address of the person's machine
}

// Resubmit sends a corrected application back. Only marked questions change, and those that are asked because of them;
// with no question marked (the cause lies in a register and was mended there) nothing changes but the state. The rules
// are evaluated again, and the authority's clock runs on. Where the service needs a signature, what is sent back is the
// correction that was kept (see KeepCorrection), signed again; a submission's signature says nothing about other answers.
func (s *Store) Resubmit(ctx context.Context, who account.Principal, number string, in Correction) error {
	if err := s.confirmReader(ctx, who, number); err != nil {
		return err
	}
	signed, err := s.signedAgain(ctx, who, number, in)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		before, t, err := s.correctable(ctx, tx, who, number, in.Row)
		if err != nil {
			return err
		}
		a := before
		if a.Answers, err = s.mended(before, in.Answers); err != nil {
			return err
		}
		if err := s.sameText(ctx, tx, who, s.sendingBack(who, before, a.Answers), signed); err != nil {
			return err
		}
		if signed != nil {
			if err := signature.Keep(ctx, tx, a.ID, *signed); err != nil {
				return err
			}
		}
		a.State, a.Step, a.Marks, a.marked, a.Cause = t.To, t.Step, nil, true, NoCause
		if !before.decided() {
			a.Assignee, a.PreparedBy, a.Proposal = 0, 0, ""
		}
		if err := s.rebook(ctx, tx, before, a); err != nil {
			return err
		}
		sealed, plain, err := s.ring.Document(payloadAnswers, a.ID, s.now(), a.Answers)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE application_payloads SET answers_sealed = $2, answers = $3, company = $4 WHERE application_id = $1`, a.ID, sealed, plain, cmp.Or(a.represents(), a.Service.Company(a.Answers)))
		if err != nil {
			return fmt.Errorf("keep corrections: %w", err)
		}
		if before.StoppedAt != nil {
			if err := document.Corrected(ctx, tx, a.ID, *before.StoppedAt, form.Files(a.Service.Form, a.Answers)); err != nil {
				return err
			}
		}
		e := Event{Action: Resubmit, Kind: string(audit.Citizen), ActorID: who.AccountID, Detail: changes(before.Answers, a.Answers)}
		if err := s.write(ctx, tx, &before, &a, e); err != nil {
			return err
		}
		if err := s.afterCorrection(ctx, tx, before, &a); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Citizen, Actor: who.AccountID, Action: "application.resubmit", Object: "application:" + number, Detail: a.detail()})
	})
}

// afterCorrection has the machine look at what was corrected, or lets what was granted go on with its new time.
func (s *Store) afterCorrection(ctx context.Context, tx pgx.Tx, before Application, a *Application) error {
	if a.State == New {
		return job.Insert(ctx, tx, AssessArgs{ApplicationID: a.ID})
	}
	quote, err := s.dueQuote(ctx, *a)
	if err != nil {
		return err
	}
	return s.follow(ctx, tx, before, a, quote, Resubmit)
}

// correctable is an application of one's own, locked, and the transition that sends its correction back.
func (s *Store) correctable(ctx context.Context, tx pgx.Tx, who account.Principal, number string, row int) (Application, Transition, error) {
	a, err := s.own(ctx, tx, true, who, number)
	if err != nil {
		return Application{}, Transition{}, err
	}
	if a.Row != row {
		return Application{}, Transition{}, problem.New(problem.Conflict, "casework.changed")
	}
	if a.decided() && a.DecidedBy == 0 {
		byHand, err := manual.Holds(ctx, tx, a.Service.Code)
		if err != nil {
			return Application{}, Transition{}, err
		}
		if byHand { // what only the rules would grant goes to officials
			a.Resume = ""
		}
	}
	t, err := a.find(Resubmit, Citizen(who))
	return a, t, err
}

// corrected is the answers after a correction.
func (s *Store) corrected(a Application, given form.Answers) (form.Answers, error) {
	today := register.DateOf(s.now())
	before := a.Service.Asked(a.input(today))
	answers := maps.Clone(a.Answers)
	for _, m := range a.Marks {
		if v, ok := given[m.Key]; ok {
			answers[m.Key] = v
		} else {
			delete(answers, m.Key)
		}
	}
	asked := a.Service.Asked(catalogue.Input{Facts: a.Facts, Form: answers, Today: today})
	for _, f := range a.Service.Form {
		if asked[f.Key] && !before[f.Key] && given[f.Key] != nil {
			answers[f.Key] = given[f.Key]
		}
	}
	asked = a.Service.Asked(catalogue.Input{Facts: a.Facts, Form: answers, Today: today})
	answers = form.Keep(a.Service.Form, answers, asked)
	for _, f := range a.Service.Form {
		if asked[f.Key] && f.IsRequired() && answers[f.Key] == nil {
			return nil, problem.New(problem.Invalid, "casework.incomplete", "Question", f.Label.In(a.Lang))
		}
	}
	return answers, nil
}

// rebook keeps the place of a corrected application when it changed, or when it was asked for anew and is not held now. What
// nobody asked about stays as it is.
func (s *Store) rebook(ctx context.Context, tx pgx.Tx, before, a Application) error {
	for _, f := range a.Service.Form {
		same := maps.Equal(slotOf(before.Answers[f.Key]), slotOf(a.Answers[f.Key]))
		if f.Kind != form.KindSlot || same && (before.visiting || !marks(before.Marks, f.Key)) {
			continue
		}
		if err := booking.Release(ctx, tx, a.ID, s.now()); err != nil {
			return err
		}
		return s.take(ctx, tx, a.Service, a.Answers, booking.Holder{Application: a.ID}, s.now())
	}
	return nil
}

func slotOf(v any) map[string]string {
	slot := form.Map(v)
	return map[string]string{"office": form.String(slot["office"]), "at": form.String(slot["at"])}
}

// changes is what a correction changed, old and new, for the official who looks at it again.
func changes(before, after form.Answers) map[string]any {
	var keys []string
	for key := range after {
		if fmt.Sprint(before[key]) != fmt.Sprint(after[key]) {
			keys = append(keys, key)
		}
	}
	for key := range before {
		if after[key] == nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	old, now := map[string]any{}, map[string]any{}
	for _, key := range keys {
		old[key], now[key] = before[key], after[key]
	}
	return map[string]any{"changed": keys, "old": old, "new": now}
}
