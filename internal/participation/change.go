package participation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/number"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// ChangeKind is what was changed.
type ChangeKind string

// Kinds of changes.
const (
	NewVersion ChangeKind = "version" // a version of the service was published
	NewWords   ChangeKind = "words"   // something is explained better
	Action     ChangeKind = "action"  // something was done: an office opened, a rule was changed
)

// ChangeKinds is every kind, in the order in which the form offers them.
var ChangeKinds = []ChangeKind{NewVersion, NewWords, Action}

// maxAnswered is how many problems one change answers at most.
const maxAnswered = 20

// Change is what an authority did about problems.
type Change struct {
	ID          int64
	Number      string
	Kind        ChangeKind
	Authority   string
	Service     string // code; empty for the portal itself
	Version     int    // number of the version that was published; 0 for other kinds
	Title       locale.Text
	Text        locale.Text
	Day         time.Time // of Tashkent, from which it holds
	MadeAt      time.Time
	PublishedAt *time.Time
	ToldAt      *time.Time // when everybody concerned had been told
	Told        int        // people
}

// Draft is a change as its form was filled in.
type Draft struct {
	Token    string // drawn with the form: sent twice, it is one change
	Kind     ChangeKind
	Version  int64 // id, of kind version
	Title    locale.Text
	Text     locale.Text
	Day      time.Time
	Problems []string // numbers
}

const selectChange = `SELECT c.id, c.number, c.kind, c.authority, c.service, coalesce(v.number, 0), c.title, c.text, c.day, c.made_at, c.published_at, c.told_at, c.told
	FROM changes c LEFT JOIN service_versions v ON v.id = c.version_id WHERE `

func readChanges(ctx context.Context, q querier, where string, args any) ([]Change, error) {
	rows, _ := q.Query(ctx, selectChange+where, args)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Change])
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", postgres.Problem(err))
	}
	return list, nil
}

func (s *Store) checkDraft(d *Draft) error {
	switch {
	case !slices.Contains(ChangeKinds, d.Kind):
		return problem.New(problem.Invalid, "cause.flaw.kind")
	case (d.Kind == NewVersion) != (d.Version != 0):
		return problem.New(problem.Invalid, "cause.flaw.version")
	case said(&d.Title, MaxTitle, true) != nil:
		return problem.New(problem.Invalid, "cause.flaw.title", "Max", MaxTitle)
	case said(&d.Text, MaxText, true) != nil:
		return problem.New(problem.Invalid, "cause.flaw.change-text", "Max", MaxText)
	case d.Day.IsZero() || d.Day.After(s.today()):
		return problem.New(problem.Invalid, "cause.flaw.day")
	case len(d.Problems) == 0 || len(d.Problems) > maxAnswered:
		return problem.New(problem.Invalid, "cause.flaw.problems", "Max", maxAnswered)
	}
	return nil
}

// Write keeps a change that nobody is told of yet, and says its number.
func (s *Store) Write(ctx context.Context, o account.Official, d Draft) (drawn string, err error) {
	if err := admit(o); err != nil {
		return "", err
	}
	if err := s.checkDraft(&d); err != nil {
		return "", err
	}
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		drawn, err = s.write(ctx, tx, o, d)
		return err
	})
	if postgres.Violates(err, "changes_token_key") { // the other of two clicks was quicker
		err = s.pool.QueryRow(ctx, `SELECT number FROM changes WHERE token = $1 AND made_by = $2`, d.Token, o.ID).Scan(&drawn)
	}
	return drawn, postgres.Problem(err)
}

func (s *Store) write(ctx context.Context, tx pgx.Tx, o account.Official, d Draft) (string, error) {
	answered, err := s.answerable(ctx, tx, o, d.Problems)
	if err != nil {
		return "", err
	}
	about := answered[0]
	if d.Kind == NewVersion {
		var of bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM service_versions v JOIN services s ON s.id = v.service_id WHERE v.id = $1 AND s.code = $2 AND v.published_at IS NOT NULL)`, d.Version, about.Service).Scan(&of)
		if err != nil {
			return "", err
		}
		if !of {
			return "", problem.New(problem.Invalid, "cause.flaw.version")
		}
	}
	drawn, err := number.Draw()
	if err != nil {
		return "", err
	}
	var id int64
	err = tx.QueryRow(ctx, `INSERT INTO changes (token, number, kind, authority, service, version_id, title, text, day, made_by, made_at)
		VALUES ($1, $2, $3, $4, $5, nullif($6::bigint, 0), $7, $8, $9, $10, $11) RETURNING id`,
		d.Token, drawn, d.Kind, about.Authority, about.Service, d.Version, d.Title, d.Text, d.Day, o.ID, s.now()).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("write change: %w", err)
	}
	for _, p := range answered {
		if _, err := tx.Exec(ctx, `INSERT INTO change_problems (change_id, problem_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, p.ID); err != nil {
			return "", fmt.Errorf("link change: %w", err)
		}
	}
	return drawn, audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "change.write", Object: "change:" + drawn, Detail: map[string]any{"problems": d.Problems}})
}

// answerable is the problems that a change can answer: confirmed ones of one service.
func (s *Store) answerable(ctx context.Context, tx pgx.Tx, o account.Official, numbers []string) ([]Problem, error) {
	list := make([]Problem, 0, len(numbers))
	for _, n := range numbers {
		p, err := one(ctx, tx, o, n)
		if err != nil {
			return nil, err
		}
		if p.Into != "" || p.State != Open && p.State != Done || len(list) > 0 && (p.Service != list[0].Service || p.Authority != list[0].Authority) {
			return nil, problem.New(problem.Invalid, "cause.flaw.problems", "Max", maxAnswered)
		}
		list = append(list, p)
	}
	return list, nil
}

// Change is a change with the problems that it answers, published or not, for an official who works on them.
func (s *Store) Change(ctx context.Context, o account.Official, number string) (Change, []Problem, error) {
	if err := admit(o); err != nil {
		return Change{}, nil, err
	}
	return s.changeOf(ctx, s.pool, `c.number = @number AND (@authority = '' OR c.authority = @authority)`, pgx.NamedArgs{"number": number, "authority": scope(o)})
}

func (s *Store) changeOf(ctx context.Context, q querier, where string, args pgx.NamedArgs) (Change, []Problem, error) {
	list, err := readChanges(ctx, q, where, args)
	if err != nil {
		return Change{}, nil, err
	}
	if len(list) == 0 {
		return Change{}, nil, problem.New(problem.NotFound, "cause.no-change")
	}
	answered, err := read(ctx, q, `p.id IN (SELECT problem_id FROM change_problems WHERE change_id = @id) ORDER BY p.people DESC, p.id`, pgx.NamedArgs{"id": list[0].ID})
	return list[0], answered, err
}

// Changes is every change of a problem, the newest first; for officials those too that are not published yet.
func (s *Store) Changes(ctx context.Context, p Problem, drafts bool) ([]Change, error) {
	return readChanges(ctx, s.pool, `c.id IN (SELECT change_id FROM change_problems WHERE problem_id = @id) AND (@drafts OR c.published_at IS NOT NULL) ORDER BY c.id DESC`,
		pgx.NamedArgs{"id": p.ID, "drafts": drafts})
}

// Publish makes a change known: the problems that it answers are done, and everybody concerned is told by a job. A second
// time changes nothing.
func (s *Store) Publish(ctx context.Context, o account.Official, number string) error {
	c, _, err := s.Change(ctx, o, number)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE changes SET published_at = $2, published_by = $3 WHERE id = $1 AND published_at IS NULL`, c.ID, s.now(), o.ID)
		if err != nil {
			return fmt.Errorf("publish change: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return nil
		}
		// Since it was written, a problem may have been found to be the same as another one: that one is answered then, by hand.
		var gone int
		err = tx.QueryRow(ctx, `SELECT count(*) FROM (SELECT FROM problems WHERE id IN (SELECT problem_id FROM change_problems WHERE change_id = $1)
			AND (merged_into IS NOT NULL OR state = 'rejected') FOR NO KEY UPDATE) g`, c.ID).Scan(&gone)
		if err != nil {
			return fmt.Errorf("hold problems: %w", err)
		}
		if gone > 0 {
			return problem.New(problem.Conflict, "cause.changed")
		}
		_, err = tx.Exec(ctx, `UPDATE problems SET state = 'done', done_at = $2, row = row + 1 WHERE id IN (SELECT problem_id FROM change_problems WHERE change_id = $1) AND state = 'open'`, c.ID, s.now())
		if err != nil {
			return fmt.Errorf("close problems: %w", err)
		}
		if err := job.Insert(ctx, tx, TellArgs{ChangeID: c.ID}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "change.publish", Object: "change:" + number})
	})
}

// Discard removes a change that was never published.
func (s *Store) Discard(ctx context.Context, o account.Official, number string) error {
	c, _, err := s.Change(ctx, o, number)
	if err != nil {
		return err
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM change_problems WHERE change_id = $1 AND EXISTS (SELECT FROM changes WHERE id = $1 AND published_at IS NULL)`, c.ID); err != nil {
			return fmt.Errorf("unlink change: %w", err)
		}
		tag, err := tx.Exec(ctx, `DELETE FROM changes WHERE id = $1 AND published_at IS NULL`, c.ID)
		if err != nil {
			return fmt.Errorf("discard change: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.Conflict, "cause.published-already")
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: "change.discard", Object: "change:" + number})
	})
}

// Published is a page of the published changes, the newest first; before is the id of the last of the page before, 0 for
// the first.
func (s *Store) Published(ctx context.Context, before int64) (list []Change, more bool, err error) {
	list, err = readChanges(ctx, s.pool, `c.published_at IS NOT NULL AND (@before::bigint = 0 OR (c.published_at, c.id) < (SELECT published_at, id FROM changes WHERE id = @before::bigint))
		ORDER BY c.published_at DESC, c.id DESC LIMIT @limit`, pgx.NamedArgs{"before": before, "limit": PageSize + 1})
	if len(list) > PageSize {
		return list[:PageSize], true, err
	}
	return list, false, err
}

// Answer is a published change with those of its problems that are public.
func (s *Store) Answer(ctx context.Context, number string) (Change, []Problem, error) {
	c, answered, err := s.changeOf(ctx, s.pool, `c.number = @number AND c.published_at IS NOT NULL`, pgx.NamedArgs{"number": number})
	return c, slices.DeleteFunc(answered, func(p Problem) bool { return !p.Public() }), err
}
