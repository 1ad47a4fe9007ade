package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Queue is a part of the work of an office. Its words are the message casework.queue.<queue>.
type Queue string

// Queues, in the order of the tabs.
const (
	QueueMine       Queue = "mine"       // claimed by the official
	QueueOffice     Queue = "office"     // everything that is with the people of the office
	QueueUnassigned Queue = "unassigned" // nobody has claimed it, and the official may
	QueueOverdue    Queue = "overdue"
	QueueDueSoon    Queue = "due-soon" // four fifths of the time have gone
	QueueMachine    Queue = "machine"  // sent by the rules: a doubt, a missing fact, a register that was down
	QueueAppeals    Queue = "appeals"  // reviews and appeals that the official may hear
	QueueConsents   Queue = "consents" // other authorities ask this one for consent
	QueueOpinions   Queue = "opinions" // other offices ask this one for its opinion
	QueueWaiting    Queue = "waiting"  // with the applicant or the machine
)

// Counted is up to how many of a queue are counted; beyond, a page says "99+". Reports tell exact numbers. Counted to a
// thousand, the counts of an office with a backlog of 20,000 cost five times those of one with 400.
const Counted = 100

// Queues is every queue, in the order of the tabs.
var Queues = []Queue{QueueMine, QueueOffice, QueueUnassigned, QueueOverdue, QueueDueSoon, QueueMachine, QueueAppeals, QueueConsents, QueueOpinions, QueueWaiting}

const (
	open   = `a.state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed')`
	withUs = `a.state IN ('in-process', 'appealed') AND a.step <> 'consents'`

	// impartial is what OtherDecider says: whoever made or prepared a decision hears nothing against it. It asks nothing of
	// a case but its id, which the indexes of open cases have.
	impartial = `a.id <> ALL (ARRAY(SELECT p.application_id FROM appeals p WHERE p.outcome = '' AND @me IN (p.refused_by, p.prepared_by)))`
)

// queueSQL says what is in a queue, besides the scope of the official: @authority, @mine and @now.
var queueSQL = map[Queue]string{
	QueueMine:       `a.assignee = ANY (@mine) AND a.closed_at IS NULL`,
	QueueOffice:     open + ` AND ` + withUs,
	QueueUnassigned: open + ` AND ` + withUs + ` AND a.assignee IS NULL AND ` + impartial,
	QueueOverdue:    open + ` AND ` + withUs + ` AND a.due_at < @now`,
	QueueDueSoon:    open + ` AND ` + withUs + ` AND a.warn_at < @now AND a.due_at >= @now`,
	QueueMachine:    open + ` AND ` + withUs + ` AND a.cause IN ('check', 'cant-evaluate', 'register-down', 'fee-uncertain', 'contested', 'no-right', 'after-appeal')`,
	QueueAppeals:    open + ` AND a.state = 'appealed' AND ` + impartial,
	QueueConsents:   `a.step = 'consents' AND c.answer = ''`,
	QueueOpinions:   `c.answered_at IS NULL AND c.withdrawn_at IS NULL AND a.closed_at IS NULL`,
	QueueWaiting:    open + ` AND NOT (` + withUs + `)`,
}

// requests are the queues of what others ask this office, each with the table of its requests: they have clocks of their
// own.
var requests = map[Queue]string{QueueConsents: "consents", QueueOpinions: "opinions"}

// scope is what of all cases the official answers for: @authority and @region. of names the table whose authority counts.
func scope(o account.Official, of string) string {
	s := of + `.authority = @authority`
	if o.Region != "" {
		s += ` AND (a.region = '' OR a.region = @region)` // no IN: a page walks along the due dates and stops, which is far less than to sort a region
	}
	return s
}

// inQueue is the tables and the condition of a queue, as a part of a query.
func inQueue(o account.Official, q Queue) string {
	from := ` FROM applications a JOIN ` + requests[q] + ` c ON c.application_id = a.id WHERE `
	switch {
	case q == QueueConsents:
		return from + scope(o, "c") + ` AND ` + queueSQL[q]
	case q == QueueOpinions && o.Region == "":
		return from + `c.authority = @authority AND ` + queueSQL[q]
	case q == QueueOpinions: // whose office is asked counts, not where the case is
		return from + `c.authority = @authority AND c.region IN ('', @region) AND ` + queueSQL[q]
	}
	return ` FROM applications a WHERE ` + scope(o, "a") + ` AND ` + queueSQL[q]
}

// names is what the parts of queries above ask for, but @mine.
func (s *Store) names(o account.Official) pgx.NamedArgs {
	return pgx.NamedArgs{"authority": o.Authority, "region": o.Region, "me": o.ID, "now": s.now(), "role": o.Role}
}

// withMine is names with @mine: himself, and those who are away while the official is their deputy.
func (s *Store) withMine(ctx context.Context, o account.Official) (pgx.NamedArgs, error) {
	args := s.names(o)
	rows, _ := s.pool.Query(ctx, `SELECT s.official_id FROM absences s WHERE s.deputy_id = @me AND `+account.Away("@now"), args)
	mine, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read absences: %w", err))
	}
	args["mine"] = append(mine, o.ID)
	return args, nil
}

// Filter is what the worklist shows; all of it stands in the page's address.
type Filter struct {
	Queue   Queue
	Service string    // code
	State   State     // empty: any
	Due     time.Time // due before; zero: any
	Text    string    // a number, of any case in scope; or the beginnings of words of the applicant's name
	Newest  bool      // the newest first instead of the most urgent
	After   string    // cursor of the page before
	Limit   int       // 25, 50 or 100
}

// Worklist is a page of a queue with the counts of all of them.
type Worklist struct {
	Cases  []Summary
	Counts map[Queue]int // at most Counted
	Next   string        // cursor of the next page; empty: this is the last
}

// Worklist is what waits for the office of an official, the most urgent first unless the filter says otherwise. The scope (authority and region) is part
// of the query; members of the task force see no case.
func (s *Store) Worklist(ctx context.Context, o account.Official, f Filter) (Worklist, error) {
	if f.Limit <= 0 || f.Limit > 100 {
		f.Limit = PageSize
	}
	args, err := s.withMine(ctx, o)
	if err != nil {
		return Worklist{}, err
	}
	counted := maps.Clone(args)
	sql, err := s.matching(ctx, o, f, args, f.Limit+1)
	if err != nil {
		return Worklist{}, err
	}
	var b pgx.Batch
	var rows []listedRow
	w := Worklist{Counts: make(map[Queue]int, len(Queues))}
	queueSummaries(&b, &rows, sql, args)
	queueCounts(&b, o, counted, w.Counts)
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return Worklist{}, postgres.Problem(fmt.Errorf("list applications: %w", err))
	}
	list, err := s.entitle(ctx, rows)
	if err != nil {
		return Worklist{}, err
	}
	w.Cases = list
	if len(list) > f.Limit {
		w.Cases = list[:f.Limit]
		last := w.Cases[f.Limit-1]
		w.Next = strconv.FormatInt(last.DueAt.UnixMicro(), 36) + "." + strconv.FormatInt(last.ID, 36)
	}
	if f.byName() { // whoever looks for people by name leaves a trace with each of them
		if err := s.noteSearch(ctx, o, w.Cases); err != nil {
			return Worklist{}, err
		}
	}
	return w, nil
}

// Matching is the cases of a filter from where its page begins, at most that many: for an action on all of them.
func (s *Store) Matching(ctx context.Context, o account.Official, f Filter, most int) ([]Summary, error) {
	args, err := s.withMine(ctx, o)
	if err != nil {
		return nil, err
	}
	sql, err := s.matching(ctx, o, f, args, most)
	if err != nil {
		return nil, err
	}
	list, err := s.summaries(ctx, sql, args)
	if err == nil && f.byName() {
		err = s.noteSearch(ctx, o, list)
	}
	return list, err
}

// matching is the query of the cases of a filter. args are those of withMine, to which it adds.
func (s *Store) matching(ctx context.Context, o account.Official, f Filter, args pgx.NamedArgs, most int) (sql string, err error) {
	if queueSQL[f.Queue] == "" || o.Authority == "" || o.Role == account.TaskForce {
		return "", problem.New(problem.NotFound, "casework.no_queue")
	}
	where, err := s.narrow(ctx, o, f, args)
	if err != nil {
		return "", err
	}
	of := f.clock()
	columns, from := listed(f.requests())
	order, beyond := of+`.due_at, a.id`, `(`+of+`.due_at, a.id) > (@at, @id)`
	if f.Newest {
		order, beyond = `a.id DESC`, `a.id < @id`
	}
	if at, id := parseCursor(f.After); !at.IsZero() {
		where, args["at"], args["id"] = where+` AND `+beyond, at, id
	}
	args["limit"] = most
	// The inner query needs nothing but the indexes of open cases; only what is shown is read.
	sql = `SELECT ` + columns + from + `WHERE a.id = ANY (ARRAY(SELECT a.id` + where + ` ORDER BY ` + order + ` LIMIT @limit))`
	if of == "c" {
		sql += ` AND c.authority = @authority AND ` + queueSQL[f.Queue]
	}
	return sql + ` ORDER BY ` + order, nil
}

// claimable is what an official could claim and then decide, with @role. It says in SQL what the table says of Claim; a
// test holds the two together.
func claimable(o account.Official) string {
	return inQueue(o, QueueUnassigned) + ` AND a.account_id <> @me
		AND NOT EXISTS (SELECT FROM mandates g JOIN accounts p ON p.pinfl_index = g.subject_index WHERE g.id = a.mandate_id AND p.id = @me)
		AND (a.step <> 'approve' OR @role = 'head' AND a.prepared_by IS DISTINCT FROM @me)`
}

// ClaimNext claims the most urgent case that nobody has and that the official could decide, and gives its number; none is
// empty. Officials who ask at once pass over what others are taking. Nothing is read of a case but the one that is
// claimed.
func (s *Store) ClaimNext(ctx context.Context, o account.Official) (number string, err error) {
	if o.Authority == "" || o.Role != account.Specialist && o.Role != account.Head {
		return "", problem.New(problem.NotFound, "casework.no_queue")
	}
	for {
		if number, err = s.claimNext(ctx, o, `FOR UPDATE OF a SKIP LOCKED`); number != "" || err != nil {
			return number, err
		}
		// What was passed over may come free again: it is waited for before anybody is told that there is none.
		if number, err = s.claimNext(ctx, o, `FOR UPDATE OF a`); number != "" || err != nil {
			return number, err
		}
		left, err := s.ids(ctx, `SELECT a.id`+claimable(o)+` LIMIT 1`, s.names(o))
		if err != nil || len(left) == 0 {
			return "", err
		}
	}
}

func (s *Store) claimNext(ctx context.Context, o account.Official, lock string) (number string, err error) {
	err = postgres.Again(ctx, func() error { return s.pool.QueryRow(ctx, claiming(o, lock), s.names(o)).Scan(&number) })
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return number, err
}

// claiming claims the next case and writes what Act writes of a claim, which a test compares, in one statement: no row and no
// end of the audit is held while the program thinks, so that many who ask at once wait for the disk alone.
func claiming(o account.Official, lock string) string {
	return `WITH claimed AS (
			UPDATE applications SET assignee = @me, automatic = false, row = row + 1
			WHERE id = (SELECT a.id` + claimable(o) + ` ORDER BY a.due_at, a.id LIMIT 1 ` + lock + `)
			RETURNING id, number, state, step, mandate_id),
		happened AS (
			INSERT INTO application_events (application_id, at, action, from_state, to_state, step, kind, actor, note, public, detail)
			SELECT id, @now, 'claim', state, state, step, 'official', @me, '', false, '{}' FROM claimed),
		noted AS (` + audit.Into + `
			SELECT 'official', @me, 'application.claim', 'application:' || number,
				jsonb_strip_nulls(jsonb_build_object('to', state, 'for', 'mandate:' || mandate_id)) FROM claimed)
		SELECT number FROM claimed`
}

// noteSearch keeps on record whom a search by name has shown.
func (s *Store) noteSearch(ctx context.Context, o account.Official, found []Summary) error {
	if len(found) == 0 {
		return nil
	}
	ids := make([]int64, len(found))
	for i, m := range found {
		ids[i] = m.ID
	}
	people, err := s.ids(ctx, `SELECT DISTINCT account_id FROM applications WHERE id = ANY($1)`, ids)
	if err != nil {
		return err
	}
	return postgres.Problem(audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: "worklist.search", Object: "authority:" + o.Authority, About: people,
		Detail: map[string]any{"authority": o.Authority, "region": o.Region},
	}))
}

// queueCounts adds to a batch the reading of how much waits in each queue, never beyond Counted: what of it is read does not
// grow with the backlog, because each queue of which there may be few among many open cases has an index of its own. Only
// where fewer than Counted are due soon are all looked through that are not late.
//
// They come last in their batch, and until it ends PostgreSQL plans without a look at the values: to plan ten queries takes
// ten times as long as to run them, and it would do so anew for each page of a large office, whose one plan for all looks dear to it.
func queueCounts(b *pgx.Batch, o account.Official, args pgx.NamedArgs, into map[Queue]int) {
	b.Queue(`SELECT set_config('plan_cache_mode', 'force_generic_plan', true)`)
	b.Queue(counting(o), args).QueryRow(func(row pgx.Row) error {
		numbers := make([]int, len(Queues))
		columns := make([]any, len(Queues))
		for i := range numbers {
			columns[i] = &numbers[i]
		}
		if err := row.Scan(columns...); err != nil {
			return fmt.Errorf("count queues: %w", err)
		}
		for i, q := range Queues {
			into[q] = numbers[i]
		}
		return nil
	})
}

// counting is the query of counts: a column for each queue.
func counting(o account.Official) string {
	var sql strings.Builder
	sql.WriteString(`SELECT `)
	for i, q := range Queues {
		if i > 0 {
			sql.WriteString(`, `)
		}
		// IN, where a page has OR: a count goes along the index of the region.
		from := strings.Replace(inQueue(o, q), `(a.region = '' OR a.region = @region)`, `a.region IN ('', @region)`, 1)
		if q == QueueMine { // only the index of assignees has this order: of an official who is not known yet, any other may look cheaper
			from += ` ORDER BY a.assignee, a.due_at, a.id`
		}
		fmt.Fprintf(&sql, `(SELECT count(*) FROM (SELECT%s LIMIT %d) AS q%d)`, from, Counted, i)
	}
	return sql.String()
}

func parseCursor(s string) (time.Time, int64) {
	at, id, _ := strings.Cut(s, ".")
	micro, err := strconv.ParseInt(at, 36, 64)
	n, err2 := strconv.ParseInt(id, 36, 64)
	if err != nil || err2 != nil {
		return time.Time{}, 0
	}
	return time.UnixMicro(micro), n
}
