package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
)

// What silence grants: a case that nobody has answered by the end of its term, of a service whose definition names the law
// for it (catalogue.Law). The rules must have found nothing against it; a case that a rule, an applicant's objection or a
// silent register sent to people waits for them. Nothing is granted that is not paid for, and after an appeal people answer.

var (
	silentSteps  = []Step{Study, Prepare, Approve}
	silentCauses = []Cause{ByTrack, ByHand}
)

// SilenceGrantsAt is when the case is granted by itself if nobody decides; false when silence does not grant it.
func (a Application) SilenceGrantsAt() (time.Time, bool) {
	kept := a.Assessment()
	ok := a.Service.Term.Silence != "" && a.State == InProcess && slices.Contains(silentSteps, a.Step) && slices.Contains(silentCauses, a.Cause) &&
		len(a.Appeals) == 0 && !a.feeDue && !a.feeUnsure && !a.placeGone && kept != nil && kept.Outcome.Outcome == catalogue.Grant
	return a.DueAt, ok
}

// GrantUnanswered grants what nobody answered in time where the law says so. Each application is a transaction of its
// own; one that does not qualify is passed over, so that it is not in the way of the others.
func (s *Store) GrantUnanswered(ctx context.Context) error {
	var failed []error
	for last := int64(0); ; {
		due, err := s.ids(ctx, `SELECT a.id FROM applications a JOIN service_versions v ON v.id = a.service_version_id
			WHERE a.state = 'in-process' AND a.step IN ('study', 'prepare', 'approve') AND a.due_at < $1 AND a.id > $2
				AND v.definition -> 'term' ->> 'granted_by_silence' <> '' ORDER BY a.id LIMIT $3`, s.now(), last, batch)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		if err := s.each(ctx, due, s.grantUnanswered); err != nil {
			failed = append(failed, err)
		}
		if len(due) < batch || ctx.Err() != nil {
			return errors.Join(failed...)
		}
		last = due[len(due)-1]
	}
}

func (s *Store) grantUnanswered(ctx context.Context, tx pgx.Tx, id int64) error {
	before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	t, err := before.find(GrantBySilence, theMachine)
	if err != nil {
		return nil //nolint:nilerr // answered at the last moment, or not for silence to grant
	}
	a := before
	e := a.unanswered(t)
	if err := s.write(ctx, tx, &before, &a, e); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, &a, payment.Quote{}, GrantBySilence); err != nil {
		return err
	}
	if err := s.tellOfSilence(ctx, tx, &a); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{
		Kind: audit.Machine, Action: "application." + string(GrantBySilence), Object: "application:" + a.Number,
		Detail: map[string]any{"law": a.Service.Term.Silence, "due": before.DueAt, "authority": a.Authority},
	})
}

// unanswered makes the case granted by silence, and is the event of that.
func (a *Application) unanswered(t Transition) Event {
	a.State, a.Step, a.Cause, a.Proposal = t.To, t.Step, BySilence, ""
	a.Reason, a.marked = a.silenceWords(), true
	return Event{Action: GrantBySilence, Kind: string(audit.Machine), Public: true, Detail: map[string]any{"cause": BySilence, "law": a.Service.Term.Silence, "due": register.DateOf(a.TermAt).String()}}
}

// silenceWords is why the case was granted: they stand on its page and on the paper.
func (a Application) silenceWords() locale.Text {
	law, _ := catalogue.Lists().Laws.Get(a.Service.Term.Silence)
	in := func(l locale.Lang) string {
		return l.T("casework.silence.granted", "Authority", offices(a.Authority).In(l), "Due", l.Due(a.TermAt), "Law", law.Title.In(l))
	}
	return locale.Text{Uz: in(locale.Uz), Ru: in(locale.Ru), En: in(locale.En)}
}

// tellOfSilence tells the heads of the office and of the authority above that silence has decided for them.
func (s *Store) tellOfSilence(ctx context.Context, tx pgx.Tx, a *Application) error {
	for _, rung := range []deadline.Rung{deadline.Late, deadline.Failed} {
		office, told, err := s.above(ctx, tx, a, rung)
		if err != nil {
			return err
		}
		err = notify.QueueOffice(ctx, tx, told, notify.Notice{
			Office: office, Event: silenceDecided, Occasion: fmt.Sprintf("%d/%d", a.ID, a.Row), ApplicationID: a.ID, Number: a.Number,
			Args: notify.Args{"Service": a.Service.Title, "Due": a.TermAt, "Authority": offices(a.Authority)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// silenceDecided is what officials are told.
const silenceDecided = "silence-decided"
