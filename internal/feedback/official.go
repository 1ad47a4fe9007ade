package feedback

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Queue is a list of cases of an office.
type Queue string

// Queues of feedback cases.
const (
	QueueOpen     Queue = "open"     // to be answered
	QueueSoon     Queue = "soon"     // to be answered within three days
	QueueOverdue  Queue = "overdue"  // should have been answered
	QueueBelow    Queue = "below"    // of authorities below, open: what a supervisor watches
	QueueAnswered Queue = "answered" // answered or closed
	// Reports of corruption to be answered, which stand in no other queue of open cases. See Confides.
	QueueConfidential Queue = "confidential"
)

// Queues is every queue, in the order of the page.
var Queues = []Queue{QueueOpen, QueueSoon, QueueOverdue, QueueBelow, QueueAnswered, QueueConfidential}

// Confides reports whether the official may read reports of corruption: the heads of the body that hears them, and nobody
// who works for them. Who may not finds neither such a case nor its photo, notes or count.
func Confides(o account.Official) bool { return o.Authority != "" && o.Role == account.Head }

// soon is how long before the due date a case is called due soon.
const soon = 3 * 24 * time.Hour

// Counted is the most that a count on a screen says ("999+"): exact counts of long lists are slow for no use.
const Counted = 1000

// in is a queue as a condition. Each open one is served by a partial index.
var in = map[Queue]string{
	QueueOpen:         `c.owner = @authority AND c.state IN ('open', 'reopened') AND c.reason <> 'corruption'`,
	QueueSoon:         `c.owner = @authority AND c.state IN ('open', 'reopened') AND c.reason <> 'corruption' AND c.due_at >= @now AND c.due_at < @soon`,
	QueueOverdue:      `(c.owner = @authority OR c.supervisor = @authority) AND c.state IN ('open', 'reopened') AND c.due_at < @now`,
	QueueBelow:        `c.supervisor = @authority AND c.state IN ('open', 'reopened')`,
	QueueAnswered:     `(c.owner = @authority OR c.supervisor = @authority) AND c.state IN ('answered', 'closed')`,
	QueueConfidential: `c.owner = @authority AND c.state IN ('open', 'reopened') AND c.reason = 'corruption'`,
}

// within is the territory of an official, and what is confided to him. What belongs to no territory is everybody's in the
// authority.
const within = ` AND (@region = '' OR c.region IN ('', @region)) AND (@confides OR c.reason <> 'corruption')`

// Filter is which cases to list. Its zero value is the first page of everything to be answered.
type Filter struct {
	Queue   Queue
	Kind    Kind   // empty: all
	Service string // code; empty: all
	After   string // cursor of the page before
	Limit   int
}

// List is one page of cases.
type List struct {
	Cases    []Case
	Next     string // cursor of the next page, empty on the last one
	Counts   map[Queue]int
	Services []string // codes of those that the queue is about, to choose from
}

// Cases is a page of an official's queue and the counts of all queues, the most urgent first.
func (s *Store) Cases(ctx context.Context, o account.Official, f Filter) (List, error) {
	if o.Authority == "" {
		return List{}, problem.New(problem.Forbidden, "feedback.not-yours")
	}
	if _, ok := in[f.Queue]; !ok {
		f.Queue = QueueOpen
	}
	args := s.args(o)
	where := in[f.Queue] + within
	if slices.Contains(Kinds, f.Kind) {
		args["kind"] = f.Kind
		where += ` AND e.kind = @kind`
	}
	if f.Service != "" {
		args["service"] = f.Service
		where += ` AND c.service_code = @service`
	}
	if due, id, ok := parseCursor(f.After); ok {
		args["after_due"], args["after_id"] = due, id
		where += ` AND (c.due_at, c.id) > (@after_due, @after_id)`
	}
	if f.Limit < 1 || f.Limit > 100 {
		f.Limit = 25
	}
	args["limit"] = f.Limit + 1
	rows, err := s.read(ctx, where+` ORDER BY c.due_at, c.id LIMIT @limit`, args)
	if err != nil {
		return List{}, err
	}
	var list List
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1]
		list.Next = cursor(last.DueAt, last.caseID)
	}
	for _, r := range rows {
		list.Cases = append(list.Cases, unnamed(r).Case)
	}
	if list.Counts, err = s.counts(ctx, o); err != nil {
		return List{}, err
	}
	list.Services, err = s.subjects(ctx, o, f.Queue)
	return list, err
}

// subjects is the services that a queue is about, as far as the first Counted cases of it say.
func (s *Store) subjects(ctx context.Context, o account.Official, q Queue) ([]string, error) {
	rows, _ := s.pool.Query(ctx, `SELECT DISTINCT service_code FROM (SELECT c.service_code FROM feedback_cases c WHERE `+in[q]+within+`
		AND c.service_code <> '' LIMIT @cap) AS part ORDER BY 1`, s.args(o))
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read services of feedback: %w", postgres.Problem(err))
	}
	return codes, nil
}

func (s *Store) args(o account.Official) pgx.NamedArgs {
	now := s.now()
	return pgx.NamedArgs{"authority": o.Authority, "region": o.Region, "now": now, "soon": now.Add(soon), "cap": Counted, "confides": Confides(o)}
}

// counts says how long each queue is, up to Counted, in one round trip.
func (s *Store) counts(ctx context.Context, o account.Official) (map[Queue]int, error) {
	var sql strings.Builder
	for i, q := range Queues {
		if i > 0 {
			sql.WriteString(" UNION ALL ")
		}
		fmt.Fprintf(&sql, `SELECT '%s' AS queue, count(*) AS n FROM (SELECT FROM feedback_cases c WHERE %s%s LIMIT %d) q%d`,
			q, in[q], within, Counted, i)
	}
	rows, _ := s.pool.Query(ctx, sql.String(), s.args(o))
	counts := make(map[Queue]int, len(Queues))
	var (
		q Queue
		n int
	)
	if _, err := pgx.ForEachRow(rows, []any{&q, &n}, func() error { counts[q] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count feedback cases: %w", postgres.Problem(err))
	}
	return counts, nil
}

// Case is one case as an official of the authority or of the one above sees it. Others do not find it.
func (s *Store) Case(ctx context.Context, o account.Official, number string) (Case, error) {
	c, err := s.whole(ctx, o, number)
	if err != nil {
		return Case{}, err
	}
	return c, s.look(ctx, o, "feedback.view", number, nil)
}

func (s *Store) whole(ctx context.Context, o account.Official, number string) (Case, error) {
	r, err := s.visible(ctx, o, number)
	if err != nil {
		return Case{}, err
	}
	if r.Photo, err = document.PhotoOf(ctx, s.pool, r.entryID); err != nil {
		return Case{}, postgres.Problem(err)
	}
	r.Notes, err = s.notes(ctx, o, r.caseID)
	return r.Case, err
}

// Shown is Case with the contact that its author left, which its page masks. Who signed in reads of it; the official does not
// learn who that is.
func (s *Store) Shown(ctx context.Context, o account.Official, number string) (Case, error) {
	c, err := s.whole(ctx, o, number)
	if err != nil {
		return Case{}, err
	}
	var about []int64
	rows, _ := s.pool.Query(ctx, `SELECT e.account_id FROM feedback_entries e JOIN feedback_cases c ON c.entry_id = e.id WHERE c.number = $1 AND e.account_id IS NOT NULL`, number)
	if about, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return Case{}, fmt.Errorf("read author of feedback: %w", postgres.Problem(err))
	}
	return c, s.look(ctx, o, "feedback.show", number, about)
}

// look writes down that an official read a case: what counts against access.LooksInHour.
func (s *Store) look(ctx context.Context, o account.Official, action, number string, about []int64) error {
	return postgres.Problem(audit.NewStore(s.pool).Record(ctx, audit.Entry{
		Kind: audit.Official, Actor: o.ID, Action: action, Object: "feedback:" + number, About: about,
		Detail: map[string]any{"authority": o.Authority, "region": o.Region},
	}))
}

func (s *Store) visible(ctx context.Context, o account.Official, number string) (caseRow, error) {
	args := s.args(o)
	args["number"] = number
	rows, err := s.read(ctx, `c.number = @number AND @authority <> '' AND (c.owner = @authority OR c.supervisor = @authority)`+within, args)
	if err != nil {
		return caseRow{}, err
	}
	if len(rows) == 0 {
		return caseRow{}, problem.New(problem.NotFound, "feedback.no-case")
	}
	return unnamed(rows[0]), nil
}

// unnamed hides which application it is about, because the application would name its author to every official who
// can open it. Who leaves a contact wants to be found.
func unnamed(r caseRow) caseRow {
	if r.Contact == "" {
		r.Number = ""
	}
	return r
}

// Answer writes an official's answer, tells the author and gives him or her time to say whether it helped. Row is the
// version of the case that the official read; an answer to an older one is a Conflict.
func (s *Store) Answer(ctx context.Context, o account.Official, number, body string, row int) error {
	body = strings.TrimSpace(body)
	if n := utf8.RuneCountInString(body); n == 0 || n > MaxComment {
		return problem.New(problem.Invalid, "feedback.no-answer", "Max", MaxComment)
	}
	c, err := s.visible(ctx, o, number)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		now := s.now()
		tag, err := tx.Exec(ctx, `
			UPDATE feedback_cases c SET state = 'answered', answered_at = @now::timestamptz, asked_at = NULL, row = row + 1,
				reopen_until = @now::timestamptz + make_interval(days => t.reopen_days)
			FROM feedback_terms t
			WHERE t.reason = c.reason AND c.id = @id AND c.row = @row AND c.state IN ('open', 'reopened')`,
			pgx.NamedArgs{"now": now, "id": c.caseID, "row": row})
		if err != nil {
			return fmt.Errorf("answer feedback case: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "feedback.changed")
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO feedback_events (case_id, kind, official_id, authority, body, at) VALUES ($1, 'answered', $2, $3, $4, $5)`,
			c.caseID, o.ID, o.Authority, body, now)
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
		if err := s.tell(ctx, tx, c, row); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: o.ID, Action: "feedback.answer", Object: "feedback:" + c.CaseNumber,
		})
	})
}

// tell puts the answer's arrival into the author's inbox; who has none is written to, if there is an address. Row is the version that was answered.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, c caseRow, row int) error {
	var (
		accountID, applicationID int64
		number                   string
	)
	err := tx.QueryRow(ctx, `
		SELECT coalesce(e.account_id, 0), coalesce(a.id, 0), coalesce(a.number, '')
		FROM feedback_entries e LEFT JOIN feedback_applications a ON a.id = e.application_id WHERE e.id = $1`, c.entryID).
		Scan(&accountID, &applicationID, &number)
	if err != nil {
		return fmt.Errorf("author of feedback: %w", err)
	}
	if accountID == 0 {
		return s.writeLater(ctx, tx, c, row)
	}
	return notify.Queue(ctx, tx, notify.Notice{
		AccountID: accountID, Event: "feedback-answered", Occasion: fmt.Sprintf("%s/%d", c.CaseNumber, row), ApplicationID: applicationID, Number: number,
		Args: notify.Args{notify.ToFeedback: c.CaseNumber},
	})
}

// cursor is the place in a list sorted by due date.
func cursor(due time.Time, id int64) string {
	return strconv.FormatInt(due.UnixMicro(), 36) + "." + strconv.FormatInt(id, 36)
}

func parseCursor(s string) (due time.Time, id int64, ok bool) {
	a, b, found := strings.Cut(s, ".")
	micro, err1 := strconv.ParseInt(a, 36, 64)
	id, err2 := strconv.ParseInt(b, 36, 64)
	return time.UnixMicro(micro), id, found && err1 == nil && err2 == nil
}
