package routing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
)

// Tried is a rule and what came of it.
type Tried struct {
	Rule
	Why Why
}

// Decision is where a case goes.
type Decision struct {
	Tried    []Tried // in order, the last is the one that decided
	Region   string  // of the office; empty: the whole authority
	Raised   string  // region of the office that has nobody, so that the whole authority gets the case
	Official int64   // account of who gets it; 0: anybody of the office takes it
	Staff    []Worker
}

// Rule is the one that decided.
func (d Decision) Rule() Rule { return d.Tried[len(d.Tried)-1].Rule }

// Place is the place of that rule in the list, from 1; 0: the default.
func (d Decision) Place() int {
	if d.Rule().ID == 0 {
		return 0
	}
	return len(d.Tried)
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Decide is where the case goes by the rules that hold now. Those who route cases pass a transaction: of two cases at once
// each then counts the other, because whom a case may be given to is locked until the transaction ends. Staff is who
// could have the case at its office, with what each has to do.
func Decide(ctx context.Context, tx pgx.Tx, now time.Time, c Case) (Decision, error) {
	return decide(ctx, tx, now, c, true)
}

// decide does that; without lock it only says what would be done.
func decide(ctx context.Context, q querier, now time.Time, c Case, lock bool) (Decision, error) {
	rules, err := standing(ctx, q, c.Authority)
	if err != nil {
		return Decision{}, err
	}
	staff, err := workers(ctx, q, now, c)
	if err != nil {
		return Decision{}, err
	}
	d := choose(append(rules, Default(c.Authority)), staff, c)
	if lock && d.Rule().Share == Pool {
		return d, nil
	}
	if d.Staff, err = weigh(ctx, q, d.Staff, lock); err != nil {
		return Decision{}, err
	}
	if d.Rule().Share == Load {
		d.Official = lightest(d.Staff, c.Last)
	}
	return d, nil
}

// choose finds the first rule that fits and has somebody to give the case to. The last is the default: where its office has
// nobody, the whole authority gets the case, so that it is left to nobody while there is anybody.
func choose(rules []Rule, staff []Worker, c Case) (d Decision) {
	for _, r := range rules {
		t := Tried{Rule: r, Why: r.asks(c)}
		d.Region, d.Staff = r.region(c), nil
		for _, w := range staff {
			if r.Share == Pool && w.reaches(d.Region) || r.Share == Load && r.shares(w, d.Region) {
				d.Staff = append(d.Staff, w)
			}
		}
		if t.Why == Fits && r.ID != 0 && !slices.ContainsFunc(d.Staff, func(w Worker) bool { return r.Share == Pool || !w.Away }) {
			t.Why = Nobody
		}
		d.Tried = append(d.Tried, t)
		if t.Why == Fits {
			break
		}
	}
	if len(d.Staff) == 0 && d.Region != "" {
		d.Raised, d.Region, d.Staff = d.Region, "", staff
	}
	return d
}

// lightest is who of those at work has the fewest open cases, of equals who got an account first; one of the last only when
// there is nobody else.
func lightest(staff []Worker, last []int64) int64 {
	order := func(w Worker) int {
		if slices.Contains(last, w.ID) {
			return 1
		}
		return 0
	}
	at := slices.DeleteFunc(slices.Clone(staff), func(w Worker) bool { return w.Away })
	if len(at) == 0 {
		return 0
	}
	return slices.MinFunc(at, func(a, b Worker) int { return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Open, b.Open)) }).ID
}

// workers is the specialists and heads of the authority whom the case can be given to, in the order of their accounts.
func workers(ctx context.Context, q querier, now time.Time, c Case) ([]Worker, error) {
	rows, _ := q.Query(ctx, `SELECT a.id, a.name, o.authority, o.region, o.role, EXISTS (SELECT FROM absences s WHERE s.official_id = a.id AND `+account.Away("$2")+`)
		FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $1 AND o.role = ANY ($3) ORDER BY a.id`,
		c.Authority, now, []account.Role{account.Specialist, account.Head})
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (w Worker, err error) {
		err = row.Scan(&w.ID, &w.Name, &w.Authority, &w.Region, &w.Role, &w.Away)
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("read officials: %w", err)
	}
	return slices.DeleteFunc(list, func(w Worker) bool { return c.Suits != nil && !c.Suits(w.ID) }), nil
}

// weigh counts what each has to work on now, and gives the officials with the fewest first.
func weigh(ctx context.Context, q querier, staff []Worker, lock bool) ([]Worker, error) {
	ids := make([]int64, len(staff))
	for i, w := range staff {
		ids[i] = w.ID
	}
	if lock { // a query of its own: the next one has to see what others did while this one waited
		rows, _ := q.Query(ctx, `SELECT account_id FROM officials WHERE account_id = ANY ($1) AND ended_at IS NULL ORDER BY account_id FOR NO KEY UPDATE`, ids)
		holding, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return nil, fmt.Errorf("lock officials: %w", err)
		}
		staff = slices.DeleteFunc(slices.Clone(staff), func(w Worker) bool { return !slices.Contains(holding, w.ID) }) // whose office ended meanwhile
	}
	open := map[int64]int{}
	rows, _ := q.Query(ctx, `SELECT assignee, count(*) FROM applications
		WHERE assignee = ANY ($1) AND closed_at IS NULL AND state IN ('in-process', 'appealed') GROUP BY assignee`, ids)
	var id int64
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { open[id] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count open cases: %w", err)
	}
	staff = slices.Clone(staff)
	for i := range staff {
		staff[i].Open = open[staff[i].ID]
	}
	slices.SortStableFunc(staff, func(a, b Worker) int { return cmp.Compare(a.Open, b.Open) })
	return staff, nil
}
