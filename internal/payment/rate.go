package payment

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Limits of a new base amount. It moves by a tenth or so once a year: what is half or double is a mistype.
const (
	MaxLine   = form.MaxText // characters of its act and of its note, each a line of the form
	leapMost  = 2            // times the amount before, up or down
	yearsMost = 2            // ahead
	ratesMost = 500
)

// RateState is where a base amount stands.
type RateState string

// States of a base amount; words are under "payment.rate.<state>".
const (
	Proposed RateState = "proposed" // waits for a second person
	Coming   RateState = "coming"   // confirmed, its day is to come
	InForce  RateState = "in-force"
	Over     RateState = "over"      // another one came after it
	Revoked  RateState = "withdrawn" // before its day: it never held
	Missed   RateState = "missed"    // nobody confirmed it before its day: it never held
)

// RateEntry is a base amount with how it came about.
type RateEntry struct {
	ID          int64
	Since       time.Time
	Amount      int64
	Estimated   bool // the decree was not confirmed when it came with the program
	Act         string
	Note        string
	AuthorID    int64 // 0 for what came with the program
	Author      string
	MadeAt      time.Time
	ConfirmedBy string
	ConfirmedAt *time.Time
	WithdrawnBy string
	WithdrawnAt *time.Time
	State       RateState
}

// Open reports whether it can still be withdrawn.
func (e RateEntry) Open() bool { return e.State == Proposed || e.State == Coming }

// RateEdit is a base amount as it is proposed.
type RateEdit struct {
	Since  time.Time // midnight in Tashkent
	Amount int64
	Act    string
	Note   string
}

// RateLog is every base amount that there is or was, the latest day first. Only who looks after the money reads it.
func (s *Store) RateLog(ctx context.Context, by account.Official) ([]RateEntry, error) {
	if err := by.Accounting(); err != nil {
		return nil, err
	}
	rows, _ := s.pool.Query(ctx, `SELECT r.id, r.since::timestamp AT TIME ZONE 'Asia/Tashkent', r.amount, r.basis = 'estimated', r.act, r.note,
			coalesce(r.author, 0), coalesce(a.name, ''), r.made_at, coalesce(c.name, ''), r.confirmed_at, coalesce(w.name, ''), r.withdrawn_at, ''
		FROM bhm_rates r LEFT JOIN accounts a ON a.id = r.author LEFT JOIN accounts c ON c.id = r.confirmed_by LEFT JOIN accounts w ON w.id = r.withdrawn_by
		ORDER BY r.since DESC, r.id DESC LIMIT $1`, ratesMost)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RateEntry])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read base amounts: %w", err))
	}
	place(list, register.DateOf(s.now()).Time)
	return list, nil
}

// place says where each stands on that day; the latest comes first.
func place(list []RateEntry, today time.Time) {
	current := false
	for i := range list {
		e := &list[i]
		begun := !e.Since.After(today)
		switch {
		case e.WithdrawnAt != nil:
			e.State = Revoked
		case e.ConfirmedAt == nil && begun:
			e.State = Missed
		case e.ConfirmedAt == nil:
			e.State = Proposed
		case !begun:
			e.State = Coming
		case current:
			e.State = Over
		default:
			e.State, current = InForce, true
		}
	}
}

// ProposeRate puts a base amount forward for a day to come. What must be mended first is returned as values. It holds
// once a second person has confirmed it.
func (s *Store) ProposeRate(ctx context.Context, by account.Official, e RateEdit) (problems form.Problems, err error) {
	if err := by.Accounting(); err != nil {
		return nil, err
	}
	e.Act, e.Note = strings.TrimSpace(e.Act), strings.TrimSpace(e.Note)
	err = s.editRates(ctx, func(tx pgx.Tx) error {
		if problems, err = s.checkRate(ctx, tx, e); err != nil || len(problems) > 0 {
			return err
		}
		var id int64
		err := tx.QueryRow(ctx, `INSERT INTO bhm_rates (since, amount, basis, act, note, author, made_at) VALUES ($1::date, $2, 'known', $3, $4, $5, $6) RETURNING id`,
			day(e.Since), e.Amount, e.Act, e.Note, by.ID, s.now()).Scan(&id)
		if err != nil {
			return fmt.Errorf("propose base amount: %w", err)
		}
		return recordRate(ctx, tx, by, "bhm.propose", id, map[string]any{"since": day(e.Since), "amount": e.Amount})
	})
	return problems, err
}

// editRates is a transaction of which there is one at a time: two must not agree on two amounts for one day.
func (s *Store) editRates(ctx context.Context, do func(pgx.Tx) error) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('bhm_rates'))`); err != nil {
			return fmt.Errorf("lock base amounts: %w", err)
		}
		return do(tx)
	})
}

func day(t time.Time) string { return register.DateOf(t).String() }

func (s *Store) checkRate(ctx context.Context, tx pgx.Tx, e RateEdit) (problems form.Problems, err error) {
	say := func(input, field, id string, args ...any) {
		problems = append(problems, form.Problem{Input: input, Field: field, ID: "payment.rate.problem." + id, Args: args})
	}
	today := register.DateOf(s.now()).Time
	switch {
	case !e.Since.After(today):
		say("since-day", "since", "past")
	case e.Since.After(today.AddDate(yearsMost, 0, 0)):
		say("since-year", "since", "far", "Years", yearsMost)
	default:
		var taken bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM bhm_rates WHERE since = $1::date AND withdrawn_at IS NULL)`, day(e.Since)).Scan(&taken); err != nil {
			return nil, fmt.Errorf("read base amounts: %w", err)
		}
		if taken {
			say("since-day", "since", "taken")
		}
	}
	rates, err := inForce(ctx, tx)
	if err != nil {
		return nil, err
	}
	if before := rates.On(e.Since); before > 0 && (e.Amount > leapMost*before || e.Amount*leapMost < before) {
		say("amount", "amount", "leap")
	}
	switch {
	case e.Act == "":
		say("act", "act", "act")
	case utf8.RuneCountInString(e.Act) > MaxLine:
		say("act", "act", "long", "Max", MaxLine)
	}
	if utf8.RuneCountInString(e.Note) > MaxLine {
		say("note", "note", "long", "Max", MaxLine)
	}
	return problems, nil
}

// ConfirmRate lets fees follow a proposed amount from its day on. Its author can't; nor can anybody once its day has
// come, when invoices have been issued without it.
func (s *Store) ConfirmRate(ctx context.Context, by account.Official, id int64) error {
	return s.closeRate(ctx, by, id, "bhm.confirm", func(tx pgx.Tx, e RateEntry) error {
		switch {
		case e.State != Proposed:
			return problem.New(problem.Conflict, "payment.rate.changed")
		case e.AuthorID == by.ID:
			return problem.New(problem.Forbidden, "payment.rate.own")
		}
		_, err := tx.Exec(ctx, `UPDATE bhm_rates SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1`, id, by.ID, s.now())
		return err
	})
}

// WithdrawRate takes an amount back before its day. One that has begun stays: invoices name it.
func (s *Store) WithdrawRate(ctx context.Context, by account.Official, id int64) error {
	return s.closeRate(ctx, by, id, "bhm.withdraw", func(tx pgx.Tx, e RateEntry) error {
		if !e.Open() {
			return problem.New(problem.Conflict, "payment.rate.changed")
		}
		_, err := tx.Exec(ctx, `UPDATE bhm_rates SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1`, id, by.ID, s.now())
		return err
	})
}

func (s *Store) closeRate(ctx context.Context, by account.Official, id int64, action string, do func(pgx.Tx, RateEntry) error) error {
	if err := by.Accounting(); err != nil {
		return err
	}
	return s.editRates(ctx, func(tx pgx.Tx) error {
		e := RateEntry{ID: id}
		err := tx.QueryRow(ctx, `SELECT since::timestamp AT TIME ZONE 'Asia/Tashkent', amount, coalesce(author, 0), confirmed_at, withdrawn_at FROM bhm_rates WHERE id = $1`, id).
			Scan(&e.Since, &e.Amount, &e.AuthorID, &e.ConfirmedAt, &e.WithdrawnAt)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "payment.rate.none")
		}
		if err != nil {
			return fmt.Errorf("read base amount: %w", err)
		}
		list := []RateEntry{e}
		place(list, register.DateOf(s.now()).Time)
		if err := do(tx, list[0]); err != nil {
			return err
		}
		return recordRate(ctx, tx, by, action, id, map[string]any{"since": day(e.Since), "amount": e.Amount})
	})
}

func recordRate(ctx context.Context, tx pgx.Tx, by account.Official, action string, id int64, detail map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: by.ID, Action: action, Object: "bhm:" + strconv.FormatInt(id, 10), Detail: detail})
}
