package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/deadline"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// batch is how many applications one round of a periodic job takes.
const batch = 200

// LapseDue closes what was not paid or corrected in time, with a notice, and reminds of what is due within a day.
// Each application is a transaction of its own: one that can't be closed does not keep the others open.
func (s *Store) LapseDue(ctx context.Context) error {
	due, err := s.ids(ctx, `SELECT id FROM applications WHERE state IN ('to-be-corrected', 'awaiting-payment') AND due_at < $1 ORDER BY due_at, id LIMIT $2`, s.now(), batch)
	if err != nil {
		return err
	}
	lapsed := s.each(ctx, due, s.lapse)
	soon, err := s.ids(ctx, `SELECT a.id FROM applications a WHERE a.state IN ('to-be-corrected', 'awaiting-payment') AND a.due_at >= $1 AND a.due_at < $2
		AND NOT EXISTS (SELECT FROM messages m WHERE m.application_id = a.id AND m.event = 'reminder' AND m.created_at > a.stopped_at AND (m.args->>'Due')::timestamptz = a.due_at)
		ORDER BY a.due_at, a.id LIMIT $3`, s.now(), s.now().Add(24*time.Hour), batch)
	if err != nil {
		return errors.Join(lapsed, err)
	}
	return errors.Join(lapsed, s.each(ctx, soon, s.remind))
}

// each does something with every one of those applications, in a transaction of its own. One that fails keeps the others
// from nothing, and is told of at the end; it comes first again the next time, so that only a whole batch of them would
// be in the way. A database that does not answer ends it: the next round is for that.
func (s *Store) each(ctx context.Context, ids []int64, do func(context.Context, pgx.Tx, int64) error) error {
	var failed []error
	for _, id := range ids {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return do(ctx, tx, id) })
		if problem.Is(err, problem.Unavailable) || ctx.Err() != nil {
			return errors.Join(append(failed, err)...)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("application %d: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Store) ids(ctx context.Context, sql string, args ...any) ([]int64, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("find applications: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("find applications: %w", err))
	}
	return list, nil
}

func (s *Store) lapse(ctx context.Context, tx pgx.Tx, id int64) error {
	before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	t, err := before.find(Lapse, theMachine)
	if err != nil || before.DueAt.After(s.now()) {
		return nil //nolint:nilerr // paid or corrected at the last moment: nothing is left to lapse
	}
	a := before
	a.State, a.Step, a.Cause = t.To, t.Step, NotPaid
	if before.State == ToBeCorrected {
		a.Cause = NotCorrected
	}
	e := Event{Action: Lapse, Kind: string(audit.Machine), Detail: map[string]any{"cause": a.Cause}}
	w := &acting{s: s, tx: tx, before: before, a: &a, actor: theMachine, now: s.now(), event: e}
	if err := callOff(ctx, w); err != nil { // a place that was paid for, and no other one was chosen
		return err
	}
	if err := s.write(ctx, tx, &before, &a, w.event); err != nil {
		return err
	}
	if err := s.follow(ctx, tx, before, &a, payment.Quote{}, Lapse); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "application.lapse", Object: "application:" + a.Number})
}

// remind reminds of a due date once: one that moved since, with a booked visit or a day off, is another.
func (s *Store) remind(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil || a.StoppedAt == nil {
		return err
	}
	n := a.notice("reminder", notify.Args{"Service": a.Service.Title, "Due": a.DueAt})
	n.Occasion += fmt.Sprintf("/%d", a.DueAt.Unix())
	return s.tellEach(ctx, tx, &a, n)
}

// SilenceDue counts the silence of authorities that did not answer by their due date as consent, and lets the owner
// decide when nobody is left to answer: also where nothing has waited for an answer since before.
func (s *Store) SilenceDue(ctx context.Context) error {
	late, err := s.ids(ctx, `SELECT a.id FROM applications a WHERE a.step = 'consents'
		AND (EXISTS (SELECT FROM consents c WHERE c.application_id = a.id AND c.answer = '' AND c.due_at < $1)
			OR NOT EXISTS (SELECT FROM consents c WHERE c.application_id = a.id AND c.answer = '')) ORDER BY a.id LIMIT $2`, s.now(), batch)
	if err != nil {
		return err
	}
	return s.each(ctx, late, s.silence)
}

// silence does that for one case. One that is closed or has gone on keeps what was answered.
func (s *Store) silence(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil || a.Step != Consents {
		return err
	}
	for _, c := range a.Consents {
		if !c.Late(s.now()) {
			continue
		}
		if err := s.countSilence(ctx, tx, &a, c.Authority); err != nil {
			return err
		}
	}
	if a.Consents, err = consent.List(ctx, tx, id); err != nil {
		return err
	}
	return s.follow(ctx, tx, a, &a, payment.Quote{}, CountSilence)
}

// escalations is what is written down at each rung.
var escalations = map[deadline.Rung]Action{deadline.Warned: Escalate80, deadline.Late: Escalate100, deadline.Failed: Escalate150}

// EscalateDue tells officials of terms that run out: who has the case, then the head of the office, then the authority
// above. Each application is a transaction of its own.
func (s *Store) EscalateDue(ctx context.Context) error {
	for {
		ripe, err := deadline.Ripe(ctx, s.pool, s.now(), batch)
		if err != nil {
			return postgres.Problem(err)
		}
		if err := s.each(ctx, ripe, s.escalate); err != nil || len(ripe) < batch {
			return err
		}
	}
}

// escalate goes up every rung of an application whose time has come.
func (s *Store) escalate(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	for {
		rung, err := deadline.Climb(ctx, tx, id, s.now())
		if err != nil || rung == 0 {
			return err
		}
		office, told, err := s.above(ctx, tx, &a, rung)
		if err != nil {
			return err
		}
		err = notify.QueueOffice(ctx, tx, told, notify.Notice{
			Office: office, Event: string(escalations[rung]), Occasion: fmt.Sprintf("%d/%d", a.ID, a.DueAt.Unix()), ApplicationID: a.ID, Number: a.Number,
			Args: notify.Args{"Service": a.Service.Title, "Due": a.DueAt, "Authority": offices(a.Authority)},
		})
		if err != nil {
			return err
		}
		if rung == deadline.Late {
			if err := s.tellAll(ctx, tx, &a, "overdue", notify.Args{"Service": a.Service.Title, "Due": a.DueAt}); err != nil {
				return err
			}
		}
		e := a.escalated(rung, s.now())
		e.Detail["office"], e.Detail["told"] = office, len(told)
		if err := appendEvent(ctx, tx, id, e); err != nil {
			return err
		}
	}
}

// escalated is what is written down at a rung.
func (a *Application) escalated(rung deadline.Rung, at time.Time) Event {
	return Event{At: at, Action: escalations[rung], From: a.State, To: a.State, Step: a.Step, Kind: string(audit.Machine), Detail: map[string]any{}}
}

// above is who is told at a rung, and of which authority: nobody whom the case concerns. Where no authority stands above,
// it is the heads of the whole authority.
func (s *Store) above(ctx context.Context, tx pgx.Tx, a *Application, rung deadline.Rung) (office string, told []int64, err error) {
	office = a.Authority
	has := false
	if rung == deadline.Warned && a.Assignee != 0 {
		if has, err = a.works(ctx, tx, a.Assignee); err != nil {
			return "", nil, err
		}
	}
	switch {
	case has:
		told = []int64{a.Assignee}
		for _, d := range a.deputies {
			if d.For == a.Assignee {
				told = append(told, d.ID)
			}
		}
		return office, told, nil
	case rung == deadline.Warned:
		told, err = account.Desk(ctx, tx, office, a.Region, account.Specialist, account.Head)
	case rung == deadline.Late:
		told, err = account.Desk(ctx, tx, office, a.Region, account.Head)
	default:
		if above, _ := catalogue.Lists().Authorities.Get(office); above.Supervisor != "" {
			office = above.Supervisor
		}
		told, err = account.Desk(ctx, tx, office, "", account.Head)
	}
	return office, slices.DeleteFunc(told, a.concerns), err
}

// Rescue puts a job in place for applications that have waited for the machine for an hour: a net under the queue, for
// a job that was given up or lost with a restored database.
func (s *Store) Rescue(ctx context.Context) error {
	stuck, err := s.ids(ctx, `SELECT a.id FROM applications a WHERE a.state = 'new' AND a.submitted_at < $1
		AND NOT EXISTS (SELECT FROM river_job j WHERE j.kind = 'casework.assess' AND j.state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
			AND (j.args->>'application_id')::bigint = a.id) ORDER BY a.id LIMIT $2`, s.now().Add(-time.Hour), batch)
	if err != nil {
		return err
	}
	for _, id := range stuck {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return job.Insert(ctx, tx, AssessArgs{ApplicationID: id}) })
		if err != nil {
			return err
		}
	}
	return nil
}
