package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Queue is a part of the work of an office. Its words are the message casework.queue.<queue>.
type Queue string

// Queues, in the order of the tabs.
const (
	QueueMine       Queue = "mine"       // claimed by the official
	QueueOffice     Queue = "office"     // everything that is with the people of the office
	QueueUnassigned Queue = "unassigned" // nobody has claimed it
	QueueOverdue    Queue = "overdue"
	QueueDueSoon    Queue = "due-soon" // four fifths of the time have gone
	QueueMachine    Queue = "machine"  // sent by the rules: a doubt, a missing fact, a register that was down
	QueueAppeals    Queue = "appeals"
	QueueConsents   Queue = "consents" // other authorities ask this one for consent
	QueueWaiting    Queue = "waiting"  // with the applicant or the machine
)

// Queues is every queue, in the order of the tabs.
var Queues = []Queue{QueueMine, QueueOffice, QueueUnassigned, QueueOverdue, QueueDueSoon, QueueMachine, QueueAppeals, QueueConsents, QueueWaiting}

const (
	open    = `a.state IN ('new', 'in-process', 'to-be-corrected', 'awaiting-payment', 'appealed')`
	withUs  = `a.state IN ('in-process', 'appealed') AND a.step <> 'consents'`
	scope   = `a.authority = $1 AND ($2 = '' OR a.region = '' OR a.region = $2)`
	counted = 1000 // counts beyond are shown as "999+"
)

// queueSQL says what is in a queue: $1 authority, $2 region, $3 account of the official, $4 now.
var queueSQL = map[Queue]string{
	QueueMine:       scope + ` AND a.assignee = $3 AND a.closed_at IS NULL`,
	QueueOffice:     scope + ` AND ` + open + ` AND ` + withUs,
	QueueUnassigned: scope + ` AND ` + open + ` AND ` + withUs + ` AND a.assignee IS NULL`,
	QueueOverdue:    scope + ` AND ` + open + ` AND ` + withUs + ` AND a.due_at < $4`,
	QueueDueSoon:    scope + ` AND ` + open + ` AND ` + withUs + ` AND a.warn_at < $4 AND a.due_at >= $4`,
	QueueMachine:    scope + ` AND ` + open + ` AND ` + withUs + ` AND a.cause IN ('check', 'cant-evaluate', 'register-down', 'fee-uncertain')`,
	QueueAppeals:    scope + ` AND a.state = 'appealed'`,
	QueueConsents:   `a.step = 'consents' AND c.authority = $1 AND c.answer = '' AND ($2 = '' OR a.region = '' OR a.region = $2)`,
	QueueWaiting:    scope + ` AND ` + open + ` AND NOT (` + withUs + `)`,
}

// Filter is what the worklist shows; all of it stands in the page's address.
type Filter struct {
	Queue   Queue
	Service string    // code
	State   State     // empty: any
	Due     time.Time // due before; zero: any
	Text    string    // a number, or a part of the applicant's name
	Newest  bool      // the newest first instead of the most urgent
	After   string    // cursor of the page before
	Limit   int       // 25, 50 or 100
}

// Worklist is a page of a queue with the counts of all of them.
type Worklist struct {
	Cases  []Summary
	Counts map[Queue]int // at most 1,000
	Next   string        // cursor of the next page; empty: this is the last
}

// Worklist is what waits for the office of an official, the most urgent first unless the filter says otherwise. The scope (authority and region) is part
// of the query; members of the task force see no case.
func (s *Store) Worklist(ctx context.Context, o account.Official, f Filter) (Worklist, error) {
	where, ok := queueSQL[f.Queue]
	if !ok || o.Authority == "" || o.Role == account.TaskForce {
		return Worklist{}, problem.New(problem.NotFound, "casework.no_queue")
	}
	if f.Limit <= 0 || f.Limit > 100 {
		f.Limit = PageSize
	}
	at, id := parseCursor(f.After)
	name := ""
	number := strings.NewReplacer(" ", "", "-", "").Replace(f.Text)
	if !ValidNumber(number) {
		name, number = "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(f.Text))+"%", ""
		if f.Text == "" {
			name = ""
		}
	}
	of := "a"
	if f.Queue == QueueConsents { // with the clock of the request, not of the case
		of = "c"
	}
	columns, from := listed(of)
	order, beyond := of+`.due_at, a.id`, `(`+of+`.due_at, a.id) > ($10, $11)`
	if f.Newest {
		order, beyond = `a.id DESC`, `a.id < $11`
	}
	list, err := s.summaries(ctx, `SELECT `+columns+from+`WHERE `+where+`
			AND ($3::bigint = $3 AND $4::timestamptz = $4) AND ($5 = '' OR a.service = $5) AND ($6 = '' OR a.state = $6) AND ($7::timestamptz IS NULL OR `+of+`.due_at < $7)
			AND ($8 = '' OR a.number = $8) AND ($9 = '' OR p.name ILIKE $9) AND ($10::timestamptz IS NULL OR `+beyond+`)
		ORDER BY `+order+` LIMIT $12`,
		o.Authority, o.Region, o.ID, s.now(), f.Service, string(f.State), nullTime(f.Due), number, name, nullTime(at), id, f.Limit+1)
	if err != nil {
		return Worklist{}, err
	}
	w := Worklist{Cases: list}
	if len(list) > f.Limit {
		w.Cases = list[:f.Limit]
		last := w.Cases[f.Limit-1]
		w.Next = strconv.FormatInt(last.DueAt.UnixMicro(), 36) + "." + strconv.FormatInt(last.ID, 36)
	}
	if name != "" { // whoever looks for people by name leaves a trace with each of them
		if err := s.noteSearch(ctx, o, w.Cases); err != nil {
			return Worklist{}, err
		}
	}
	w.Counts, err = s.counts(ctx, o)
	return w, err
}

// claimable is what an official could claim and then decide: $1 authority, $2 region, $3 account of the official, $4 its
// role. It says in SQL what the table says of Claim; a test holds the two together.
const claimable = scope + ` AND ` + open + ` AND ` + withUs + ` AND a.assignee IS NULL AND a.account_id <> $3
	AND NOT EXISTS (SELECT FROM mandates g JOIN accounts p ON p.pinfl = g.subject WHERE g.id = a.mandate_id AND p.id = $3)
	AND (a.step <> 'approve' OR $4 = 'head' AND a.prepared_by IS DISTINCT FROM $3) AND (a.state <> 'appealed' OR a.decided_by IS DISTINCT FROM $3)`

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
		left, err := s.ids(ctx, `SELECT a.id FROM applications a WHERE `+claimable+` LIMIT 1`, o.Authority, o.Region, o.ID, o.Role)
		if err != nil || len(left) == 0 {
			return "", err
		}
	}
}

func (s *Store) claimNext(ctx context.Context, o account.Official, lock string) (number string, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		number = ""
		var id int64
		err := tx.QueryRow(ctx, `SELECT a.id FROM applications a WHERE `+claimable+` ORDER BY a.due_at, a.id LIMIT 1 `+lock, o.Authority, o.Region, o.ID, o.Role).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find next case: %w", err)
		}
		before, err := s.load(ctx, tx, true, `a.id = $1`, id)
		if err != nil {
			return err
		}
		t, err := before.find(Claim, Officer(o))
		if err != nil {
			return err
		}
		number = before.Number
		_, err = s.perform(ctx, tx, before, Officer(o), t, ActionInput{Action: Claim, Row: before.Row})
		return err
	})
	return number, err
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

// counts is how much waits in each queue, counted over the small index of open cases and never beyond a thousand.
func (s *Store) counts(ctx context.Context, o account.Official) (map[Queue]int, error) {
	var sql strings.Builder
	sql.WriteString(`SELECT `)
	for i, q := range Queues {
		if i > 0 {
			sql.WriteString(`, `)
		}
		from := `applications a`
		if q == QueueConsents {
			from += ` JOIN consents c ON c.application_id = a.id`
		}
		fmt.Fprintf(&sql, `(SELECT count(*) FROM (SELECT FROM %s WHERE %s AND $3::bigint = $3 AND $4::timestamptz = $4 LIMIT %d) AS q%d)`, from, queueSQL[q], counted, i)
	}
	numbers := make([]int, len(Queues))
	into := make([]any, len(Queues))
	for i := range numbers {
		into[i] = &numbers[i]
	}
	if err := s.pool.QueryRow(ctx, sql.String(), o.Authority, o.Region, o.ID, s.now()).Scan(into...); err != nil {
		return nil, postgres.Problem(fmt.Errorf("count queues: %w", err))
	}
	counts := make(map[Queue]int, len(Queues))
	for i, q := range Queues {
		counts[q] = numbers[i]
	}
	return counts, nil
}

// QueueServices is the services of which an office has open cases, for the filter.
func (s *Store) QueueServices(ctx context.Context, o account.Official) (map[string]locale.Text, error) {
	codes, err := collect[struct{ Code string }](ctx, s.pool, "services", `SELECT DISTINCT a.service FROM applications a WHERE `+scope+` AND `+open+` LIMIT 300`, o.Authority, o.Region)
	if err != nil {
		return nil, postgres.Problem(err)
	}
	titles := make(map[string]locale.Text, len(codes))
	for _, c := range codes {
		if svc, ok := s.catalogue.Snapshot().Service(c.Code); ok {
			titles[c.Code] = svc.Title
		}
	}
	return titles, nil
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

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
