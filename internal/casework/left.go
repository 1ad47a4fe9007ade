package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
)

// gone says of a column with an official's account that it names somebody who cannot work on a case of that authority any more:
// his office has ended, or is another one now, or his account is blocked.
func gone(official, authority string) string {
	return official + ` IS NOT NULL AND a.closed_at IS NULL AND NOT EXISTS (
		SELECT FROM officials o JOIN accounts u ON u.id = o.account_id WHERE o.account_id = ` + official + ` AND o.ended_at IS NULL AND u.blocked_at IS NULL
			AND o.authority = ` + authority + ` AND o.role IN ('specialist', 'head') AND (o.region = '' OR a.region = '' OR o.region = a.region))`
}

// casesLeft is what heads are told of them.
const casesLeft = "cases-left"

// leaver is who left work behind, and the office that has it back.
type leaver struct {
	official                int64
	name, authority, region string
}

// comeBack counts what comes back from whom; an application and an authority come back once however often a transaction is tried.
type comeBack map[leaver]map[int64]bool

func (b comeBack) add(l leaver, application int64) {
	if b[l] == nil {
		b[l] = map[int64]bool{}
	}
	b[l][application] = true
}

// ReleaseLeft gives what officials who left had claimed back to their offices, and tells the heads how much came back:
// cases, requests for consent, visits to make; at most batch of each at a time. Each application is a transaction of its own.
func (s *Store) ReleaseLeft(ctx context.Context) error {
	back := comeBack{}
	var failed []error
	for _, round := range []struct {
		sql string
		do  func(context.Context, pgx.Tx, int64) error
	}{
		{`SELECT a.id FROM applications a WHERE ` + gone("a.assignee", "a.authority"), func(ctx context.Context, tx pgx.Tx, id int64) error { return s.releaseCase(ctx, tx, id, back) }},
		{
			`SELECT DISTINCT a.id FROM consents c JOIN applications a ON a.id = c.application_id WHERE c.answer = '' AND ` + gone("c.assignee", "c.authority"),
			func(ctx context.Context, tx pgx.Tx, id int64) error { return s.releaseConsents(ctx, tx, id, back) },
		},
		{`SELECT a.id FROM visits v JOIN applications a ON a.id = v.application_id WHERE v.recorded_at IS NULL AND a.step = 'visit' AND ` + gone("v.inspector", "a.authority"), s.releaseVisit},
	} {
		ids, err := s.ids(ctx, round.sql+` ORDER BY 1 LIMIT $1`, batch)
		if err == nil {
			err = s.each(ctx, ids, round.do)
		}
		failed = append(failed, err)
	}
	return errors.Join(append(failed, postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error { return s.tellLeft(ctx, tx, back) }))...)
}

// tellLeft tells the heads of each office what came back to it.
func (s *Store) tellLeft(ctx context.Context, tx pgx.Tx, back comeBack) error {
	for of, cases := range back {
		heads, err := account.Desk(ctx, tx, of.authority, of.region, account.Head)
		if err != nil {
			return err
		}
		err = notify.QueueOffice(ctx, tx, heads, notify.Notice{
			Office: of.authority, Event: casesLeft, Occasion: fmt.Sprintf("%d/%s/%d", of.official, of.region, s.now().Unix()),
			Args: notify.Args{"Name": of.name, "N": len(cases)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) releaseCase(ctx context.Context, tx pgx.Tx, id int64, back comeBack) error {
	before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil || before.Assignee == 0 || before.State.Final() {
		return err
	}
	if works, err := before.works(ctx, tx, before.Assignee); err != nil || works { // given to somebody else meanwhile
		return err
	}
	a := before
	a.Assignee = 0
	e, entry := a.released(Release, before.Assignee)
	if err := s.write(ctx, tx, &before, &a, e, entry); err != nil {
		return err
	}
	back.add(leaver{before.Assignee, before.AssignedTo, a.Authority, a.Region}, id)
	return nil
}

// releaseConsents gives the requests of a case back to the authorities whose officials left.
func (s *Store) releaseConsents(ctx context.Context, tx pgx.Tx, id int64, back comeBack) error {
	before, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil || before.State.Final() {
		return err
	}
	for _, c := range before.Consents {
		if !c.Waits() || c.Assignee == 0 {
			continue
		}
		o, holds, err := account.Holds(ctx, tx, c.Assignee)
		if err != nil {
			return err
		}
		if holds && o.Authority == c.Authority && before.may(Officer(o), ByConsenter) {
			continue
		}
		if err := consent.Assign(ctx, tx, id, c.Authority, 0); err != nil {
			return err
		}
		a := before
		e, entry := a.released(ReleaseConsent, c.Assignee)
		e.Detail["authority"] = c.Authority
		if err := s.write(ctx, tx, &before, &a, e, entry); err != nil {
			return err
		}
		before = a
		back.add(leaver{c.Assignee, c.AssignedTo, c.Authority, a.Region}, id)
	}
	return nil
}

// releaseVisit takes the visit that is to come from an inspector who left, and tells who has the case, or the desk, to name
// another one. Its time stands: the applicant waits for it.
func (s *Store) releaseVisit(ctx context.Context, tx pgx.Tx, id int64) error {
	a, err := s.load(ctx, tx, true, `a.id = $1`, []any{id})
	if err != nil {
		return err
	}
	v := a.OpenVisit()
	if v == nil || v.Inspector == 0 || a.Step != Visit {
		return nil
	}
	if works, err := a.works(ctx, tx, v.Inspector); err != nil || works {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE visits SET inspector = NULL WHERE id = $1`, v.ID); err != nil {
		return fmt.Errorf("release visit: %w", err)
	}
	told := []int64{a.Assignee}
	if a.Assignee == 0 {
		if told, err = account.Desk(ctx, tx, a.Authority, a.Region, account.Specialist, account.Head); err != nil {
			return err
		}
	}
	if err := notify.QueueOffice(ctx, tx, slices.DeleteFunc(told, a.concerns), a.visitNotice("visit-to-plan", v.At)); err != nil {
		return err
	}
	_, entry := a.released(Release, v.Inspector)
	return audit.Record(ctx, tx, entry)
}

// released is what is written down when the machine takes work from an official.
func (a Application) released(action Action, official int64) (Event, audit.Entry) {
	return Event{Action: action, Kind: string(audit.Machine), Detail: map[string]any{"official": official}},
		audit.Entry{Kind: audit.Machine, Action: "application." + string(action), Object: "application:" + a.Number, Detail: map[string]any{"official": official}}
}

// works reports whether an official can still work on the case: he holds an office in whose scope it lies.
func (a Application) works(ctx context.Context, tx pgx.Tx, official int64) (bool, error) {
	o, holds, err := account.Holds(ctx, tx, official)
	return holds && a.may(Officer(o), BySpecialist), err
}
