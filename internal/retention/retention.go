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

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// Notice is how long before somebody is told: long enough to take a copy of one's papers.
const Notice = 30 * 24 * time.Hour

// batch is how many cases one transaction tells of; each is erased in one of its own.
const batch = 200

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

// term is how many months what is personal of a row a of applications is kept.
const term = `(SELECT months FROM retention_terms t WHERE t.service = a.service OR t.authority = a.authority AND t.service = '' OR t.authority = '' AND t.service = ''
	ORDER BY t.service DESC, t.authority DESC LIMIT 1)`

// kept is the condition on a row a of applications that the law keeps it: something is open in it, or a paper of it is in force.
const kept = `(a.closed_at IS NULL
	OR EXISTS (SELECT FROM appeals p WHERE p.application_id = a.id AND p.outcome = '')
	OR EXISTS (SELECT FROM documents d WHERE d.application_id = a.id AND d.revoked_at IS NULL AND (d.valid_until IS NULL OR d.valid_until > $1))
	OR EXISTS (SELECT FROM invoices i WHERE i.application_id = a.id AND i.status = 'open'))`

// Run does what the day brings. It stops with the time it is given and goes on the next night.
func (s *Store) Run(ctx context.Context, _ Args) error {
	for {
		n, err := s.tell(ctx)
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if n < batch {
			break
		}
	}
	return s.erase(ctx)
}

// due is a case whose end of term is near.
type due struct {
	ID, Account     int64
	Number, Service string
	At              time.Time
}

// tell tells the applicants of a batch of cases when what is personal of them goes.
func (s *Store) tell(ctx context.Context) (n int, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		now := s.now()
		rows, _ := tx.Query(ctx, `WITH soon AS (
				SELECT a.id, a.account_id, a.number, a.service, greatest(a.closed_at + make_interval(months => `+term+`), $2::timestamptz) AS at
				FROM applications a
				WHERE a.closed_at < $2::timestamptz - make_interval(months => (SELECT min(months) FROM retention_terms))
					AND a.closed_at + make_interval(months => `+term+`) <= $2
					AND NOT EXISTS (SELECT FROM retentions r WHERE r.application_id = a.id) AND NOT `+kept+`
				ORDER BY a.id LIMIT $3 FOR UPDATE OF a SKIP LOCKED), told AS (
				INSERT INTO retentions (application_id, told_at, erase_at) SELECT id, $1, at FROM soon ON CONFLICT DO NOTHING)
			SELECT id, account_id, number, service, at FROM soon`, now, now.Add(Notice), batch)
		list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (d due, err error) {
			return d, r.Scan(&d.ID, &d.Account, &d.Number, &d.Service, &d.At)
		})
		if err != nil {
			return err
		}
		n = len(list)
		for _, d := range list {
			err := notify.Queue(ctx, tx, notify.Notice{
				AccountID: d.Account, Event: "erasing", Occasion: d.Number + " " + d.At.Format(time.DateOnly), ApplicationID: d.ID, Number: d.Number,
				Args: notify.Args{"Service": s.title(d.Service), "Due": d.At},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("tell of erasure: %w", err)
	}
	return n, nil
}

// title is how a service is called, also one that is published no longer.
func (s *Store) title(code string) locale.Text {
	if svc, ok := s.snapshot().Service(code); ok {
		return svc.Title
	}
	return locale.Text{Uz: code, Ru: code, En: code}
}

// erase takes what is personal out of each case that is due. What the law keeps by now is forgotten here and told of anew.
func (s *Store) erase(ctx context.Context) error {
	now := s.now()
	rows, _ := s.pool.Query(ctx, `SELECT r.application_id, a.number, `+kept+` FROM retentions r JOIN applications a ON a.id = r.application_id
		WHERE r.erased_at IS NULL AND r.held_at IS NULL AND r.erase_at <= $1 ORDER BY r.erase_at, a.id`, now)
	type one struct {
		id     int64
		number string
		kept   bool
	}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (o one, err error) { return o, r.Scan(&o.id, &o.number, &o.kept) })
	if err != nil {
		return fmt.Errorf("what is due to be erased: %w", postgres.Problem(err))
	}
	for _, o := range list {
		err := postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
			if o.kept {
				_, err := tx.Exec(ctx, `DELETE FROM retentions WHERE application_id = $1 AND erased_at IS NULL`, o.id)
				return err
			}
			var done bool
			if err := tx.QueryRow(ctx, `SELECT erase_application($1, $2)`, o.id, now).Scan(&done); err != nil || !done {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{Kind: audit.Machine, Action: "application.erase", Object: "application:" + o.number})
		})
		if err != nil {
			return fmt.Errorf("erase: %w", err)
		}
	}
	return nil
}

// Hold keeps a case of the official's authority from being erased, for a reason, until Release. It must have been told of.
func (s *Store) Hold(ctx context.Context, o account.Official, number, why string) error {
	why = strings.TrimSpace(why)
	if why == "" {
		return problem.New(problem.Invalid, "retention.why")
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
