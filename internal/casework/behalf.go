package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// companies is the audience of legal entities and entrepreneurs in the vocabulary.
const companies = "business"

// Unsuited is why the service can't be applied for by whom the person acts for now, or nil: a company where people
// apply, a child where its parent does, what a power of attorney is not for.
func Unsuited(svc *catalogue.Service, who account.Principal) error {
	m := who.For
	if m == nil {
		return nil
	}
	business := slices.Contains(svc.Audience, companies)
	switch {
	case !m.Covers(svc.Category):
		return problem.New(problem.Forbidden, "mandate.scope", "Name", m.Name, "Number", m.Number)
	case m.Kind == account.OfCompany && !business:
		return problem.New(problem.Forbidden, "mandate.no-company", "Name", m.Name)
	case m.Ground == account.Parent && business && len(svc.Audience) == 1:
		return problem.New(problem.Forbidden, "mandate.no-child", "Name", m.Name)
	case m.Ground == account.Parent && slices.ContainsFunc(svc.Form, func(f form.Field) bool { return f.Kind == form.KindMyChild && f.IsRequired() }):
		return problem.New(problem.Forbidden, "mandate.parent", "Name", m.Name)
	}
	return nil
}

// ForCompanies reports whether only legal entities and entrepreneurs apply for the service.
func ForCompanies(svc *catalogue.Service) bool {
	return len(svc.Audience) == 1 && svc.Audience[0] == companies
}

func mandateID(who account.Principal) *int64 {
	if who.For == nil {
		return nil
	}
	return &who.For.ID
}

// own is an application that the person reaches: his own, one that others sent for him, one of whom he may act for.
func (s *Store) own(ctx context.Context, q querier, lock bool, who account.Principal, number string, along ...func(*pgx.Batch)) (Application, error) {
	reached, args := who.Reach(s.now(), number)
	a, err := s.load(ctx, q, lock, `a.number = $1 AND `+reached, args, along...)
	a.reader = who.AccountID
	return a, err
}

// loadFor locks an application for who acts: nobody finds what he does not reach.
func (s *Store) loadFor(ctx context.Context, tx pgx.Tx, actor Actor, number string) (Application, error) {
	if actor.Official == nil && !actor.machine {
		return s.own(ctx, tx, true, actor.Principal, number)
	}
	if actor.Official != nil {
		return s.load(ctx, tx, true, `a.number = $1 AND (`+reachable+`)`, []any{number, actor.Official.Authority, actor.Official.Region})
	}
	return s.load(ctx, tx, true, `a.number = $1`, []any{number})
}

// reachable is the cases that an official of authority $2 in region $3 may see, and some more: the rules have the last word
// (see visibleTo). The others cost him no more time than a number that is nowhere, so that nobody learns from the clock
// which numbers there are.
const reachable = `a.authority = $2 AND ($3 = '' OR a.region IN ('', $3))
	OR EXISTS (SELECT FROM consents x WHERE x.application_id = a.id AND x.authority = $2)
	OR EXISTS (SELECT FROM opinions x WHERE x.application_id = a.id AND x.authority = $2)`

// heldBy reports whether the person may do what applicants do: he sent it, or reached it by a right that lives (see own).
func (a Application) heldBy(who account.Principal) bool {
	return who.AccountID == a.AccountID || who.AccountID != 0 && who.AccountID == a.reader
}

// concerns reports whether the case is that of an account: nobody acts as an official in his own.
func (a Application) concerns(accountID int64) bool {
	return accountID == a.AccountID || slices.Contains(a.concerned, accountID)
}

// Concerns reports whether the application is for the person himself, whoever sent it.
func (a Application) Concerns(who account.Principal) bool {
	return a.Mandate == nil || slices.Contains(a.concerned, who.AccountID)
}

// about is the accounts of those whose data the case holds.
func (a Application) about() []int64 {
	return slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(a.concerned), a.AccountID))))
}

// representedSQL is the accounts of the person whom a right is for.
const representedSQL = `SELECT p.id FROM mandates g JOIN accounts p ON p.pinfl_index = g.subject_index WHERE g.id = $1`

// Seen is the accounts of the person whose records are read when somebody acts: each of them reads of it.
func (s *Store) Seen(ctx context.Context, who account.Principal) []int64 {
	if who.Person() == who.PINFL {
		return []int64{who.AccountID}
	}
	accounts, err := collect[struct{ ID int64 }](ctx, s.pool, "accounts", representedSQL, who.For.ID)
	if err != nil {
		return nil // the record is written without it
	}
	ids := make([]int64, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	return ids
}

// represents is the TIN of the company that the application was sent for, or empty.
func (a Application) represents() string {
	return account.Principal{}.As(a.Mandate).Company()
}

// detail is what the record says of an act besides its actor: for whom it was.
func (a Application) detail(pairs ...any) map[string]any {
	return account.Principal{}.As(a.Mandate).Detail(pairs...)
}

// confirmDraft asks the register of the right under which a draft is, before it is sent. While the register is silent
// the application may be sent: its assessment asks again, and nothing is decided before (see rightless).
func (s *Store) confirmDraft(ctx context.Context, d Draft) error {
	if d.Mandate == nil {
		return nil // one's own
	}
	err := s.confirm(ctx, *d.Mandate)
	if problem.Is(err, problem.Unavailable) {
		return nil
	}
	return s.lost(err, d)
}

// lost says of a right that is gone what becomes of the draft.
func (s *Store) lost(err error, d Draft) error {
	if !problem.Is(err, problem.Forbidden) {
		return err
	}
	return problem.New(problem.Forbidden, "mandate.lost", "Name", d.Mandate.Name, "Date", d.ExpiresAt).Because(err)
}

// confirm asks the register of a right, for as long as a page waits.
func (s *Store) confirm(ctx context.Context, m account.Mandate) error {
	asking, done := context.WithTimeout(ctx, pageWait)
	defer done()
	_, err := s.mandates.Confirm(asking, m)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return problem.New(problem.Unavailable, "mandate.silent", "Name", m.Name).Because(err)
	}
	return err
}

// standing holds a draft that is being sent against the right that it is under, in the transaction that sends it.
func (s *Store) standing(who account.Principal, svc *catalogue.Service, d Draft) error {
	if d.Mandate == nil {
		return nil
	}
	if err := d.Mandate.Stands(s.now()); err != nil {
		return s.lost(err, d)
	}
	if tin := svc.Company(d.Answers); tin != "" && who.Company() != "" && tin != who.Company() {
		return problem.New(problem.Invalid, "mandate.other-company", "Name", d.Mandate.Name)
	}
	return Unsuited(svc, who)
}

// confirmReader asks the register of the right by which somebody reaches an application, before he sends it anew. Here a
// silent register is Unavailable: what was typed comes back in the form, to be sent again.
func (s *Store) confirmReader(ctx context.Context, who account.Principal, number string) error {
	a, err := s.own(ctx, s.pool, false, who, number)
	if err != nil || a.Mandate == nil || slices.Contains(a.concerned, who.AccountID) {
		return postgres.Problem(err)
	}
	var m account.Mandate
	err = s.pool.QueryRow(ctx, `SELECT to_jsonb(m) FROM mandates m WHERE m.account_id = $1 AND m.kind = $2 AND m.subject_index = (SELECT subject_index FROM mandates WHERE id = $3) AND m.ended_at IS NULL
		ORDER BY m.id = $3 DESC, m.checked_at DESC LIMIT 1`, who.AccountID, a.Mandate.Kind, a.Mandate.ID).Scan(&m)
	if err == nil {
		err = m.Open(s.ring)
	}
	if err != nil {
		return postgres.Problem(fmt.Errorf("find mandate: %w", err))
	}
	if err = s.confirm(ctx, m); problem.Is(err, problem.Unavailable) {
		return problem.New(problem.Unavailable, "mandate.unsent", "Name", m.Name).Because(err)
	}
	return err
}

// rightless reports whether who sent an application had no right to: asked only where the register was silent at the
// submission. What was confirmed then stays a lawful act, whatever became of the right since.
func (s *Store) rightless(ctx context.Context, a Application) (lost bool, silent error) {
	if a.Mandate == nil || !a.Mandate.CheckedAt.Before(a.SubmittedAt.Add(-time.Minute)) {
		return false, nil
	}
	_, err := s.mandates.Confirm(ctx, *a.Mandate)
	if problem.Is(err, problem.Forbidden) {
		return true, nil
	}
	return false, err
}

// tellAll puts a message into the inboxes of those whom the application concerns: who sent it, while his right lives, and
// the person for whom it was sent.
func (s *Store) tellAll(ctx context.Context, tx pgx.Tx, a *Application, event string, args notify.Args) error {
	return s.tellEach(ctx, tx, a, a.notice(event, args))
}

// tellEach is tellAll of what is told once for an occasion of its own.
func (s *Store) tellEach(ctx context.Context, tx pgx.Tx, a *Application, n notify.Notice) error {
	to := slices.Clone(a.concerned)
	if a.Mandate == nil || !problem.Is(a.Mandate.Stands(s.now()), problem.Forbidden) {
		to = append(to, a.AccountID)
	}
	slices.Sort(to)
	for _, id := range slices.Compact(to) {
		n.AccountID = id
		if err := notify.Queue(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// tellRepresented tells a person that somebody has applied for him, and by which right.
func tellRepresented(ctx context.Context, tx pgx.Tx, who account.Principal, id int64, number string, svc *catalogue.Service) error {
	if who.For == nil || who.For.Kind != account.OfPerson {
		return nil
	}
	accounts, err := collect[struct{ ID int64 }](ctx, tx, "accounts", representedSQL, who.For.ID)
	if err != nil {
		return err
	}
	for _, to := range accounts {
		told := &Application{ID: id, Number: number, AccountID: to.ID}
		if err := notify.Queue(ctx, tx, told.notice("sent-for-you-"+string(who.For.Ground), notify.Args{"Service": svc.Title, "Name": who.Name})); err != nil {
			return err
		}
	}
	return nil
}
