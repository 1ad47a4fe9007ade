package participation

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/workday"
)

const selectProblem = `SELECT p.id, p.number, p.state, p.authority, p.service, p.step, coalesce(v.number, 0), p.title, p.promise, p.promise_on, p.listed,
	p.people, p.entries, p.found_at, p.last_at, coalesce(m.number, ''), coalesce(f.number, ''), p.row
	FROM problems p LEFT JOIN service_versions v ON v.id = p.version_id
	LEFT JOIN problems m ON m.id = p.merged_into LEFT JOIN problems f ON f.id = p.split_from WHERE `

// family is a problem and all that were merged into it, below $1. It is compared with as an array: the planner then looks for its
// few ids in the index, where it reads every entry for a join (8 ms in place of 125 with 100,000 entries).
const family = `WITH RECURSIVE family AS (SELECT $1::bigint AS id UNION ALL SELECT p.id FROM problems p JOIN family f ON p.merged_into = f.id) `

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func read(ctx context.Context, q querier, where string, args any) ([]Problem, error) {
	rows, _ := q.Query(ctx, selectProblem+where, args)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Problem])
	if err != nil {
		return nil, fmt.Errorf("read problems: %w", postgres.Problem(err))
	}
	return list, nil
}

// Filter is which problems to list. Its zero value is the first page of the proposals.
type Filter struct {
	State     State
	Authority string // code; empty: every one that the reader sees
	Service   string // code; empty: any
	After     string // cursor of the page before
}

// List is a page of problems, those of most people first.
type List struct {
	Problems []Problem
	Next     string // cursor of the next page, empty on the last one
	Counts   map[State]int
}

// Counted is the most that a count on a screen says.
const Counted = 1000

// Problems is a page of those that an official works on, with the counts of all states.
func (s *Store) Problems(ctx context.Context, o account.Official, f Filter) (List, error) {
	if err := admit(o); err != nil {
		return List{}, err
	}
	if !slices.Contains(States, f.State) {
		f.State = Proposed
	}
	if mine := scope(o); mine != "" {
		f.Authority = mine
	}
	args := pgx.NamedArgs{"state": f.State, "authority": f.Authority, "service": f.Service}
	list, err := page(ctx, s.pool, `p.merged_into IS NULL AND p.state = @state AND (@authority = '' OR p.authority = @authority) AND (@service = '' OR p.service = @service)`, args, f.After)
	if err != nil {
		return list, err
	}
	list.Counts = map[State]int{}
	for _, state := range States {
		var n int
		err := s.pool.QueryRow(ctx, `SELECT count(*) FROM (SELECT FROM problems WHERE merged_into IS NULL AND state = $1 AND ($2 = '' OR authority = $2) AND ($3 = '' OR service = $3) LIMIT $4) counted`,
			state, f.Authority, f.Service, Counted).Scan(&n)
		if err != nil {
			return list, fmt.Errorf("count problems: %w", postgres.Problem(err))
		}
		list.Counts[state] = n
	}
	return list, nil
}

// page reads problems by how many people they concern, after a cursor.
func page(ctx context.Context, q querier, where string, args pgx.NamedArgs, after string) (list List, err error) {
	if people, id, ok := parseCursor(after); ok {
		args["people"], args["id"] = people, id
		where += ` AND (p.people, p.id) < (@people::bigint, @id::bigint)`
	}
	args["limit"] = PageSize + 1
	if list.Problems, err = read(ctx, q, where+` ORDER BY p.people DESC, p.id DESC LIMIT @limit`, args); err != nil {
		return list, err
	}
	if len(list.Problems) > PageSize {
		list.Problems = list.Problems[:PageSize]
		last := list.Problems[PageSize-1]
		list.Next = strconv.Itoa(last.People) + "." + strconv.FormatInt(last.ID, 36)
	}
	return list, nil
}

func parseCursor(s string) (people int, id int64, ok bool) {
	a, b, found := strings.Cut(s, ".")
	people, err1 := strconv.Atoi(a)
	id, err2 := strconv.ParseInt(b, 36, 64)
	return people, id, found && err1 == nil && err2 == nil
}

// Problem is one of those that the official works on; others are not found.
func (s *Store) Problem(ctx context.Context, o account.Official, number string) (Problem, error) {
	if err := admit(o); err != nil {
		return Problem{}, err
	}
	return one(ctx, s.pool, o, number)
}

func one(ctx context.Context, q querier, o account.Official, number string) (Problem, error) {
	list, err := read(ctx, q, `p.number = @number AND (@authority = '' OR p.authority = @authority)`, pgx.NamedArgs{"number": number, "authority": scope(o)})
	if err != nil {
		return Problem{}, err
	}
	if len(list) == 0 {
		return Problem{}, notFound()
	}
	return list[0], nil
}

// Merged is what was merged into a problem, directly.
func (s *Store) Merged(ctx context.Context, p Problem) ([]Problem, error) {
	return read(ctx, s.pool, `p.merged_into = @id ORDER BY p.id`, pgx.NamedArgs{"id": p.ID})
}

// maxAlike is how many problems are offered to be merged with.
const maxAlike = 50

// Mergeable is the other problems of the same service, of most people first.
func (s *Store) Mergeable(ctx context.Context, p Problem) ([]Problem, error) {
	return read(ctx, s.pool, `p.merged_into IS NULL AND p.authority = @authority AND p.service = @service AND p.state <> 'rejected' AND p.id <> @id ORDER BY p.people DESC, p.id DESC LIMIT @limit`,
		pgx.NamedArgs{"authority": p.Authority, "service": p.Service, "id": p.ID, "limit": maxAlike})
}

// Said is an entry of a problem: words without their author.
type Said struct {
	ID      int64
	Kind    feedback.Kind
	Comment string
	Lang    string
	Step    string
	Version int
	At      time.Time
	Apart   bool // it came in with another problem that was merged into this one
}

// Said is a page of the entries of a problem, and of those merged into it, the newest first; before is the last id of the
// page before, 0 for the first.
func (s *Store) Said(ctx context.Context, p Problem, before int64) (list []Said, more bool, err error) {
	rows, _ := s.pool.Query(ctx, family+`
		SELECT e.id, e.kind, e.comment, e.lang, e.step, coalesce(v.number, 0), e.at, pe.problem_id <> $1
		FROM problem_entries pe JOIN participation_entries e ON e.id = pe.entry_id LEFT JOIN service_versions v ON v.id = e.version
		WHERE pe.problem_id = ANY (ARRAY(SELECT id FROM family)) AND ($2::bigint = 0 OR pe.entry_id < $2) ORDER BY pe.entry_id DESC LIMIT $3`, p.ID, before, PageSize+1)
	list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Said])
	if err != nil {
		return nil, false, fmt.Errorf("read entries of problem: %w", postgres.Problem(err))
	}
	if len(list) > PageSize {
		return list[:PageSize], true, nil
	}
	return list, false, nil
}

// Month is how many spoke of a problem in a month.
type Month struct {
	Month time.Time
	Said  int // entries of feedback
	MeToo int
}

// monthsShown is how far back a problem is counted.
const monthsShown = 12

// Months is the last twelve months of a problem, those without anybody too, the oldest first.
func (s *Store) Months(ctx context.Context, p Problem) ([]Month, error) {
	now := s.now().In(workday.Zone)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1-monthsShown, 0)
	rows, _ := s.pool.Query(ctx, family+`, spoken AS (
			SELECT date_trunc('month', at AT TIME ZONE interval '5 hours') AS month, true AS said FROM problem_entries WHERE problem_id = ANY (ARRAY(SELECT id FROM family))
			UNION ALL SELECT date_trunc('month', at AT TIME ZONE interval '5 hours'), false FROM problem_supporters WHERE problem_id = ANY (ARRAY(SELECT id FROM family))
		)
		SELECT m::date, count(*) FILTER (WHERE said), count(*) FILTER (WHERE NOT said)
		FROM generate_series($2::timestamp, $2::timestamp + make_interval(months => $3 - 1), interval '1 month') m
		LEFT JOIN spoken ON spoken.month = m GROUP BY m ORDER BY m`, p.ID, first, monthsShown)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Month])
	if err != nil {
		return nil, fmt.Errorf("read months of problem: %w", postgres.Problem(err))
	}
	return list, nil
}

// First is how the first who spoke of a problem put it.
func (s *Store) First(ctx context.Context, p Problem) (Said, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT e.id, e.kind, e.comment, e.lang, e.step, 0, e.at, false
		FROM problem_entries pe JOIN participation_entries e ON e.id = pe.entry_id WHERE pe.problem_id = $1 ORDER BY pe.entry_id LIMIT 1`, p.ID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Said])
	if err != nil {
		return Said{}, fmt.Errorf("read first entry of problem: %w", postgres.Problem(err))
	}
	if len(list) == 0 {
		return Said{}, nil
	}
	return list[0], nil
}
