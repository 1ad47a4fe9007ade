package action

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

const columns = `a.id, a.title, a.plan, a.authority, coalesce(a.official, 0), coalesce(o.name, ''), a.due, a.expected,
	a.aim, a.service, a.what, a.state, p.name, a.proposed_at, a.ended_at`

const from = ` FROM actions a JOIN accounts p ON p.id = a.proposed_by LEFT JOIN accounts o ON o.id = a.official `

// reach is the actions that an official sees: the task force all of them, who decides for an authority those of it, others
// those that they look after.
const reach = ` ($1 OR a.authority = $2 AND ($3 OR a.official = $4)) `

func reachOf(by account.Official) []any {
	return []any{by.Steering() == nil, by.Authority, by.Owner(), by.ID}
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func read(ctx context.Context, q querier, sql string, args ...any) ([]Action, error) {
	rows, _ := q.Query(ctx, `SELECT `+columns+from+sql, args...)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Action, err error) {
		err = row.Scan(&a.ID, &a.Title, &a.Plan, &a.Authority, &a.Official, &a.Name, &a.Due, &a.Expected,
			&a.Aim.Kind, &a.Aim.Service, &a.Aim.What, &a.State, &a.ProposedBy, &a.ProposedAt, &a.EndedAt)
		if a.Aim.Service == "" {
			a.Aim.Authority = a.Authority
		}
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read actions: %w", err)
	}
	return list, nil
}

// Filter narrows the list.
type Filter struct {
	State     State  // empty: all
	Authority string // code; empty: all
	Overdue   bool   // only those whose date has passed
}

// List is the actions that the official sees, the newest first, older than the action before (0 for the newest): at most
// Page, and one more when there are more.
func (s *Store) List(ctx context.Context, by account.Official, f Filter, before int64) ([]Action, error) {
	args := append(reachOf(by), string(f.State), f.Authority, f.Overdue, register.DateOf(s.now()).Time, before, Page+1)
	list, err := read(ctx, s.pool, `WHERE`+reach+`AND ($5 = '' OR a.state = $5) AND ($6 = '' OR a.authority = $6)
		AND (NOT $7 OR a.state IN ('proposed', 'agreed') AND a.due < $8::date) AND ($9::bigint = 0 OR a.id < $9) ORDER BY a.id DESC LIMIT $10`, args...)
	return list, postgres.Problem(err)
}

// Counts is how many actions that the official sees stand where, and how many of them are overdue.
func (s *Store) Counts(ctx context.Context, by account.Official) (states map[State]int, overdue int, err error) {
	args := append(reachOf(by), register.DateOf(s.now()).Time)
	rows, _ := s.pool.Query(ctx, `SELECT a.state, count(*), count(*) FILTER (WHERE a.state IN ('proposed', 'agreed') AND a.due < $5::date) FROM actions a WHERE`+reach+`GROUP BY 1`, args...)
	states = map[State]int{}
	var state State
	var n, late int
	_, err = pgx.ForEachRow(rows, []any{&state, &n, &late}, func() error {
		states[state] = n
		overdue += late
		return nil
	})
	return states, overdue, postgres.Problem(err)
}

// Of is an action with what happened to it, oldest first, and its effects. One that the official does not see is NotFound.
func (s *Store) Of(ctx context.Context, by account.Official, id int64) (Action, []Entry, []Effect, error) {
	a, err := s.one(ctx, s.pool, by, id, "")
	if err != nil {
		return Action{}, nil, nil, postgres.Problem(err)
	}
	rows, _ := s.pool.Query(ctx, `SELECT e.at, coalesce(p.name, ''), e.authority, e.kind, e.note FROM action_entries e LEFT JOIN accounts p ON p.id = e.account_id
		WHERE e.action_id = $1 ORDER BY e.id`, id)
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
	if err != nil {
		return Action{}, nil, nil, postgres.Problem(fmt.Errorf("read entries: %w", err))
	}
	effects, err := s.effects(ctx, id)
	return a, entries, effects, postgres.Problem(err)
}

// one is an action that the official sees; lock is empty or a locking clause.
func (s *Store) one(ctx context.Context, q querier, by account.Official, id int64, lock string) (Action, error) {
	list, err := read(ctx, q, `WHERE`+reach+`AND a.id = $5 `+lock, append(reachOf(by), id)...)
	if err != nil {
		return Action{}, err
	}
	if len(list) == 0 {
		return Action{}, problem.New(problem.NotFound, "action.none")
	}
	return list[0], nil
}

func (s *Store) effects(ctx context.Context, id int64) ([]Effect, error) {
	rows, _ := s.pool.Query(ctx, `SELECT days, measured_at, before_from, before_to, before_n, before_mean, before_variance, before_hours,
		after_from, after_to, after_n, after_mean, after_variance, after_hours FROM action_effects WHERE action_id = $1 ORDER BY days`, id)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e Effect, err error) {
		b, a := &e.Before, &e.After
		return e, row.Scan(&e.Days, &e.MeasuredAt, &b.From, &b.To, &b.N, &b.Mean, &b.Variance, &b.Hours, &a.From, &a.To, &a.N, &a.Mean, &a.Variance, &a.Hours)
	})
	if err != nil {
		return nil, fmt.Errorf("read effects: %w", err)
	}
	return list, nil
}

func object(id int64) string { return "action:" + strconv.FormatInt(id, 10) }
