// Package retention lets what is personal of ended applications go when its term is over: answers, facts, files, messages,
// words of officials. Its row, states and times stay, so figures do not change; the audit stays as it is, with numbers and
// no names. Who applied is told before, and the head of the authority can hold a case, with a reason.
package retention

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/workday"
)

// Notice is how long before somebody is told: long enough to take a copy of one's papers.
const Notice = 30 * 24 * time.Hour

// batch is how many cases are looked for at once. One transaction tells of them; each is erased in one of its own.
const batch = 200

// rest is how much of its time a run leaves: what has begun is finished, and the next night goes on.
const rest = 20 * time.Second

// named is how many of the cases that could not be erased a run names.
const named = 10

// Args asks to tell of what goes soon and to erase what is due.
type Args struct{}

// Kind names the job.
func (Args) Kind() string { return "retention.run" }

// InsertOpts puts it where it may take its time.
func (Args) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 3} }

// Store tells, holds and erases.
type Store struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	snapshot func() *catalogue.Snapshot
}

// NewStore is that over this database.
func NewStore(pool *pgxpool.Pool, now func() time.Time, snapshot func() *catalogue.Snapshot) *Store {
	return &Store{pool, now, snapshot}
}

// Run does what the night brings: it erases what is due, then tells of what goes soon. It stops before its time is over and
// goes on the next night; the first nights have years to do.
func (s *Store) Run(ctx context.Context, _ Args) error {
	working := ctx
	if end, ok := ctx.Deadline(); ok {
		var stop context.CancelFunc
		working, stop = context.WithDeadline(ctx, end.Add(-rest))
		defer stop()
	}
	err := errors.Join(s.erase(ctx, working), s.tell(ctx, working))
	if err == nil && working.Err() != nil {
		return ctx.Err() // nil but for a program that ends
	}
	return err
}

// due is a case whose end of term is near.
type due struct {
	ID              int64
	Number, Service string
	Ended, At       time.Time
}

// tell tells those whom a case concerns when what is personal of it goes, case by case in the order of their ends, while
// working lasts.
func (s *Store) tell(ctx, working context.Context) error {
	var last due
	for working.Err() == nil {
		list, err := s.tellSome(ctx, last)
		if err != nil {
			return fmt.Errorf("tell of erasure: %w", err)
		}
		if len(list) < batch {
			return nil
		}
		last = list[len(list)-1]
	}
	return nil
}

// tellSome tells of a batch of cases after the last.
func (s *Store) tellSome(ctx context.Context, last due) (list []due, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		now := s.now()
		rows, _ := tx.Query(ctx, `WITH soon AS (
				SELECT a.id, a.number, a.service, a.closed_at, greatest(retention_end(a), $2::timestamptz) AS at
				FROM applications a
				WHERE a.closed_at < $2::timestamptz - make_interval(months => (SELECT min(months) FROM retention_terms)) AND (a.closed_at, a.id) > ($4::timestamptz, $5::bigint)
					AND retention_end(a) <= $2 AND NOT EXISTS (SELECT FROM retentions r WHERE r.application_id = a.id) AND NOT retention_kept(a, $1)
				ORDER BY a.closed_at, a.id LIMIT $3 FOR UPDATE OF a SKIP LOCKED), told AS (
				INSERT INTO retentions (application_id, told_at, erase_at) SELECT id, $1, at FROM soon ON CONFLICT DO NOTHING)
			SELECT id, number, service, closed_at, at FROM soon ORDER BY closed_at, id`, now, now.Add(Notice), batch, last.Ended, last.ID)
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[due])
		if err != nil {
			return err
		}
		for _, d := range list {
			if err := s.tellOf(ctx, tx, d, now); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// tellOf tells each account that a case concerns. Of a company whose director has left, say, there may be none.
func (s *Store) tellOf(ctx context.Context, tx pgx.Tx, d due, now time.Time) error {
	people, err := document.People(ctx, tx, d.ID, now)
	if err != nil {
		return err
	}
	for _, id := range people {
		err := notify.Queue(ctx, tx, notify.Notice{
			AccountID: id, Event: "erasing", Occasion: d.Number + " " + d.At.Format(time.DateOnly), ApplicationID: d.ID, Number: d.Number,
			Args: notify.Args{"Service": s.title(d.Service), "Due": workday.Day(d.At)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// title is how a service is called, also one that is published no longer.
func (s *Store) title(code string) locale.Text {
	if svc, ok := s.snapshot().Service(code); ok {
		return svc.Title
	}
	return locale.Text{Uz: code, Ru: code, En: code}
}

// ready is a case whose notice is over.
type ready struct {
	ID     int64
	Number string
	At     time.Time
}

// erase takes what is personal out of each case whose notice is over, while working lasts. One that can't be erased stops no
// other.
func (s *Store) erase(ctx, working context.Context) error {
	var last ready
	var failed int
	var troubles []error
	for {
		rows, _ := s.pool.Query(ctx, `SELECT r.application_id, a.number, r.erase_at FROM retentions r JOIN applications a ON a.id = r.application_id
			WHERE r.erased_at IS NULL AND r.held_at IS NULL AND r.erase_at <= $1 AND (r.erase_at, r.application_id) > ($2::timestamptz, $3::bigint)
			ORDER BY r.erase_at, r.application_id LIMIT $4`, s.now(), last.At, last.ID, batch)
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ready])
		if err != nil {
			return fmt.Errorf("what is due to be erased: %w", postgres.Problem(err))
		}
		for _, last = range list {
			if working.Err() != nil {
				break
			}
			if err := s.eraseOne(ctx, last); err != nil {
				if failed++; failed <= named {
					troubles = append(troubles, fmt.Errorf("erase %s: %w", last.Number, err))
				}
			}
		}
		if len(list) < batch || working.Err() != nil {
			break
		}
	}
	if failed == 0 {
		return nil
	}
	return fmt.Errorf("%d cases are not erased: %w", failed, errors.Join(troubles...))
}

// errRefused means that the database counts otherwise than we do, by its own clock and the case itself.
var errRefused = errors.New("the database does not erase it")

// eraseOne erases a case. What the law keeps by now, or for longer than was told, is forgotten here and told of anew.
func (s *Store) eraseOne(ctx context.Context, c ready) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM retentions r USING applications a WHERE r.application_id = $1 AND a.id = r.application_id
			AND r.erased_at IS NULL AND r.held_at IS NULL AND (retention_kept(a, $2) OR retention_end(a) > $2)`, c.ID, s.now())
		if err != nil || tag.RowsAffected() > 0 {
			return err
		}
		var done bool
		if err := tx.QueryRow(ctx, `SELECT erase_application($1)`, c.ID).Scan(&done); err != nil {
			return err
		}
		if !done {
			return errRefused
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "application.erase", Object: "application:" + c.Number})
	})
}

// Hold keeps a case of the official's authority from being erased, for a reason, until Release. It must have been told of.
func (s *Store) Hold(ctx context.Context, o account.Official, number, why string) error {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return problem.New(problem.Invalid, "retention.why")
	case utf8.RuneCountInString(why) > form.MaxText:
		return problem.New(problem.Invalid, "form.text.long", "Limit", form.MaxText, "Count", utf8.RuneCountInString(why)-form.MaxText)
	}
	return s.change(ctx, o, number, "application.hold", `UPDATE retentions SET held_at = $2, held_by = $3, held_why = $4 WHERE application_id = $1 AND erased_at IS NULL AND held_at IS NULL`, s.now(), o.ID, why)
}

// Release lets a held case go its way; its applicant has the whole notice again.
func (s *Store) Release(ctx context.Context, o account.Official, number string) error {
	return s.change(ctx, o, number, "application.release", `DELETE FROM retentions WHERE application_id = $1 AND erased_at IS NULL AND held_at IS NOT NULL`)
}

func (s *Store) change(ctx context.Context, o account.Official, number, action, sql string, args ...any) error {
	if o.Role != account.Head {
		return problem.New(problem.Forbidden, "retention.head_only")
	}
	err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		reach, values := o.Reach(number)
		var id int64
		err := tx.QueryRow(ctx, `SELECT a.id FROM applications a WHERE a.number = $1 AND `+reach, values...).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return problem.New(problem.NotFound, "retention.none")
		}
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, sql, append([]any{id}, args...)...)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return problem.New(problem.NotFound, "retention.none")
		}
		return audit.Record(ctx, tx, audit.Entry{Kind: audit.Official, Actor: o.ID, Action: action, Object: "application:" + number})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	return nil
}
