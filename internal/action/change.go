package action

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/report"
)

// Draft is an action as it is proposed.
type Draft struct {
	Token     string // of the form: a second click proposes nothing
	Title     string
	Plan      string
	Authority string
	Due       time.Time
	Expected  int
	Aim       report.Aim
}

// Propose keeps a new action of the task force and tells its owner, or says what is wrong with it.
func (s *Store) Propose(ctx context.Context, by account.Official, d Draft) (id int64, problems form.Problems, err error) {
	if err := by.Steering(); err != nil {
		return 0, nil, err
	}
	d.Title, d.Plan = strings.TrimSpace(d.Title), strings.TrimSpace(d.Plan)
	if problems := s.check(d); len(problems) > 0 {
		return 0, problems, nil
	}
	if !report.Aimable(d.Aim.Kind) || d.Token == "" {
		return 0, nil, problem.New(problem.Invalid, "action.no-aim")
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `INSERT INTO actions (token, title, plan, authority, due, expected, aim, service, what, proposed_by, proposed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (token) DO NOTHING RETURNING id`,
			d.Token, d.Title, d.Plan, d.Authority, d.Due, d.Expected, d.Aim.Kind, d.Aim.Service, d.Aim.What, by.ID, s.now()).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) { // the second click of the first
			return tx.QueryRow(ctx, `SELECT id FROM actions WHERE token = $1 AND proposed_by = $2`, d.Token, by.ID).Scan(&id)
		}
		if err != nil {
			return fmt.Errorf("propose an action: %w", err)
		}
		return s.note(ctx, tx, by, Action{ID: id, Authority: d.Authority}, string(Proposed), string(Proposed), "")
	})
	return id, nil, err
}

// fault is a problem with an input of the form of an action.
func fault(input, id string, args ...any) form.Problem {
	p := form.Problem{Input: input, Field: input, Label: locale.TextOf("action.ask." + input), ID: "action.problem." + id}
	if len(args) > 0 {
		p.Args = []any{"Limit", args[0]}
	}
	return p
}

func (s *Store) check(d Draft) (problems form.Problems) {
	for _, text := range []struct {
		input, said string
		limit       int
	}{{"title", d.Title, TitleLimit}, {"plan", d.Plan, NoteLimit}} {
		switch {
		case text.said == "":
			problems = append(problems, fault(text.input, text.input))
		case utf8.RuneCountInString(text.said) > text.limit:
			problems = append(problems, fault(text.input, "long", text.limit))
		}
	}
	if !catalogue.Lists().Authorities.Has(d.Authority) {
		problems = append(problems, fault("authority", "authority"))
	}
	if d.Due.Before(register.DateOf(s.now()).Time) {
		problems = append(problems, fault("due", "due"))
	}
	if d.Expected < 0 || d.Expected > HoursLimit {
		problems = append(problems, fault("expected", "expected", HoursLimit))
	}
	return problems
}

// Move takes an action to another state, with a note that may be empty, and tells the other side. What has gone there
// already stays as it is.
func (s *Store) Move(ctx context.Context, by account.Official, id int64, to State, note string) error {
	note, err := short(note)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, err := s.one(ctx, tx, by, id, `FOR UPDATE OF a`)
		if err != nil || a.State == to {
			return err
		}
		if !slices.Contains(a.Moves(by), to) {
			return problem.New(problem.Conflict, "action.changed")
		}
		now := s.now()
		_, err = tx.Exec(ctx, `UPDATE actions SET state = $2, agreed_at = CASE WHEN $2 = 'agreed' THEN $3::timestamptz ELSE agreed_at END,
			ended_at = CASE WHEN $2 IN ('done', 'dropped') THEN $3::timestamptz END WHERE id = $1`, id, string(to), now)
		if err != nil {
			return fmt.Errorf("move an action: %w", err)
		}
		return s.note(ctx, tx, by, a, string(to), string(to), note)
	})
}

// Comment writes about an action, and tells the other side.
func (s *Store) Comment(ctx context.Context, by account.Official, id int64, token, note string) error {
	note, err := short(note)
	if err != nil {
		return err
	}
	if note == "" {
		return problem.New(problem.Invalid, "action.problem.note")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, err := s.one(ctx, tx, by, id, `FOR UPDATE OF a`)
		if err != nil {
			return err
		}
		return s.note(ctx, tx, by, a, Comment, Comment+" "+cmp.Or(token, s.now().Format(time.RFC3339)), note)
	})
}

// Entrust names who of the authority looks after an action; 0 names nobody in particular.
func (s *Store) Entrust(ctx context.Context, by account.Official, id, official int64) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		a, err := s.one(ctx, tx, by, id, `FOR UPDATE OF a`)
		if err != nil || a.Official == official {
			return err
		}
		if !a.Open() || by.Steering() != nil && by.Role != account.Head {
			return problem.New(problem.Conflict, "action.changed")
		}
		name := ""
		if official != 0 {
			o, holds, err := account.Holds(ctx, tx, official)
			if err != nil {
				return err
			}
			if !holds || o.Authority != a.Authority {
				return problem.New(problem.NotFound, "action.no-official")
			}
			name = o.Name
		}
		if _, err := tx.Exec(ctx, `UPDATE actions SET official = nullif($2::bigint, 0) WHERE id = $1`, id, official); err != nil {
			return fmt.Errorf("entrust an action: %w", err)
		}
		was, kind := a.Official, Entrusted
		if a.Official = official; official == 0 {
			kind = Released
		}
		token := kind + " " + strconv.FormatInt(s.now().UnixNano(), 10)
		if err := s.note(ctx, tx, by, a, kind, token, name); err != nil {
			return err
		}
		return s.relieve(ctx, tx, by, a, was, token)
	})
}

// relieve tells who looked after an action that it is off that desk: nobody goes on working for nothing.
func (s *Store) relieve(ctx context.Context, tx pgx.Tx, by account.Official, a Action, was int64, token string) error {
	if was == 0 || was == by.ID {
		return nil
	}
	return notify.QueueOffice(ctx, tx, []int64{was}, notify.Notice{
		Event: "action-relieved", Occasion: object(a.ID) + " " + token, Office: a.Authority, Args: notify.Args{notify.ToAction: strconv.FormatInt(a.ID, 10)},
	})
}

func short(note string) (string, error) {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > NoteLimit {
		return "", problem.New(problem.Invalid, "action.problem.long", "Limit", NoteLimit)
	}
	return note, nil
}

// note writes down what happened, tells those of the other side, and keeps it for the audit. An entry of the same token is
// there already: the click was the second one.
func (s *Store) note(ctx context.Context, tx pgx.Tx, by account.Official, a Action, kind, token, note string) error {
	tag, err := tx.Exec(ctx, `INSERT INTO action_entries (action_id, token, at, account_id, authority, kind, note) VALUES ($1, $2, $3, nullif($4::bigint, 0), $5, $6, $7)
		ON CONFLICT ON CONSTRAINT action_entries_token_key DO NOTHING`, a.ID, token, s.now(), by.ID, by.Authority, kind, note)
	if err != nil {
		return fmt.Errorf("note on an action: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	if err := s.tell(ctx, tx, by, a, kind, token); err != nil {
		return err
	}
	who := audit.Official
	if by.ID == 0 {
		who = audit.Machine
	}
	return audit.Record(ctx, tx, audit.Entry{Kind: who, Actor: by.ID, Action: "action." + kind, Object: object(a.ID), Detail: map[string]any{"authority": a.Authority}})
}

// tell puts the news into the inboxes of the task force and of the owner, but not of who made them.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, by account.Official, a Action, kind, token string) error {
	heads, err := account.Desk(ctx, tx, a.Authority, "", account.Head)
	if err != nil {
		return err
	}
	if a.Official != 0 {
		heads = append(heads, a.Official)
	}
	members, err := account.Desk(ctx, tx, "", "", account.TaskForce)
	if err != nil {
		return err
	}
	number := strconv.FormatInt(a.ID, 10)
	for office, to := range map[string][]int64{a.Authority: heads, notify.TaskForce: members} {
		slices.Sort(to)
		to = slices.DeleteFunc(slices.Compact(to), func(id int64) bool { return id == by.ID })
		n := notify.Notice{Event: "action-" + kind, Occasion: object(a.ID) + " " + token + " " + office, Office: office, Args: notify.Args{notify.ToAction: number}}
		if err := notify.QueueOffice(ctx, tx, to, n); err != nil {
			return err
		}
	}
	return nil
}
