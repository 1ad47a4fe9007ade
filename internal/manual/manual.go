// Package manual is the services that people decide for a while though their rules could. The authority that owns a
// service takes it from the rules at once, for a reason, and gives it back when the cause is gone; what the rules would
// have decided meanwhile goes to officials.
package manual

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
)

// MaxReason is the length in characters of a reason.
const MaxReason = 500

// mostPeriods is how many periods of a service its history shows.
const mostPeriods = 100

// Period is a time in which people decide a service.
type Period struct {
	Service string
	Reason  string
	BegunBy string // a name
	BegunAt time.Time
	Outcome string     // why the rules decide again
	EndedBy string     // empty while it lasts
	EndedAt *time.Time // nil while it lasts
}

// Service is one that the owner may switch.
type Service struct {
	*catalogue.Service
	Since *time.Time // when people took over; nil while rules decide
}

// Store keeps the periods.
type Store struct {
	pool     *pgxpool.Pool
	services *catalogue.Store
	now      func() time.Time
}

// NewStore is the periods in that database of those services, by that clock.
func NewStore(pool *pgxpool.Pool, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, services: services, now: now}
}

// Holds reports whether people decide the service now. Asked in the transaction that would act for the rules, which holds
// the switch until it ends: once Begin is done, no rule acts any more. Of those that act at once none waits for another.
func Holds(ctx context.Context, tx pgx.Tx, service string) (holds bool, err error) {
	if _, err = tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared(hashtextextended('manual/' || $1, 0))`, service); err != nil {
		return false, fmt.Errorf("hold the switch: %w", err)
	}
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM manual_periods WHERE service = $1 AND ended_at IS NULL)`, service).Scan(&holds)
	if err != nil {
		return false, fmt.Errorf("read manual mode: %w", err)
	}
	return holds, nil
}

// Open is the services that people decide now, by code, each with since when.
func (s *Store) Open(ctx context.Context) (map[string]time.Time, error) {
	rows, _ := s.pool.Query(ctx, `SELECT service, begun_at FROM manual_periods WHERE ended_at IS NULL`)
	open := map[string]time.Time{}
	var code string
	var since time.Time
	if _, err := pgx.ForEachRow(rows, []any{&code, &since}, func() error { open[code] = since; return nil }); err != nil {
		return nil, postgres.Problem(fmt.Errorf("read manual mode: %w", err))
	}
	return open, nil
}

// Services is what the owner may switch, those that people decide now first.
func (s *Store) Services(ctx context.Context, by account.Official) ([]Service, error) {
	if err := by.Owning(by.Authority); err != nil {
		return nil, err
	}
	open, err := s.Open(ctx)
	if err != nil {
		return nil, err
	}
	var first, rest []Service
	for _, svc := range s.services.Snapshot().ByAuthority(by.Authority) {
		since, is := open[svc.Code]
		switch {
		case is:
			first = append(first, Service{svc, &since})
		case ruled(svc):
			rest = append(rest, Service{svc, nil})
		}
	}
	return append(first, rest...), nil
}

// ByHand is the service as it goes while people decide it: on the track of a review.
func ByHand(svc *catalogue.Service) *catalogue.Service {
	reviewed := *svc
	reviewed.Process = catalogue.Review
	return &reviewed
}

// ruled reports whether rules can end an application for the service.
func ruled(svc *catalogue.Service) bool { return svc.Process.Automatic() || len(svc.Checks) > 0 }

// Service is one of the owner's with its periods, the latest first. The task force may look at any.
func (s *Store) Service(ctx context.Context, by account.Official, code string) (Service, []Period, error) {
	svc, err := s.seen(by, code)
	if err != nil {
		return Service{}, nil, err
	}
	rows, _ := s.pool.Query(ctx, `SELECT p.service, p.reason, b.name, p.begun_at, p.outcome, coalesce(e.name, ''), p.ended_at
		FROM manual_periods p JOIN accounts b ON b.id = p.begun_by LEFT JOIN accounts e ON e.id = p.ended_by
		WHERE p.service = $1 ORDER BY p.id DESC LIMIT $2`, code, mostPeriods)
	periods, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Period])
	if err != nil {
		return Service{}, nil, postgres.Problem(fmt.Errorf("read periods: %w", err))
	}
	out := Service{Service: svc}
	if len(periods) > 0 && periods[0].EndedAt == nil {
		out.Since = &periods[0].BegunAt
	}
	return out, periods, nil
}

// seen is a service whose rules the official may look at: the owner one of his authority, the task force any. Another
// one is NotFound.
func (s *Store) seen(by account.Official, code string) (*catalogue.Service, error) {
	svc, ok := s.services.Snapshot().Service(code)
	if !ok || !ruled(svc) || svc.Authority != by.Authority && by.Role != account.TaskForce {
		return nil, problem.New(problem.NotFound, "manual.none")
	}
	if by.Role == account.TaskForce {
		return svc, nil
	}
	return svc, by.Owning(svc.Authority)
}

// owned is a service that the official may switch: one of his own authority.
func (s *Store) owned(by account.Official, code string) (*catalogue.Service, error) {
	svc, err := s.seen(by, code)
	if err != nil {
		return nil, err
	}
	return svc, by.Owning(svc.Authority)
}

// Begin takes the service from its rules, at once. A reason that must be mended first is returned as a value; when
// people decide the service already it is a Conflict.
func (s *Store) Begin(ctx context.Context, by account.Official, code, reason string) (form.Problems, error) {
	return s.change(ctx, by, code, "service.manual-begin", reason, func(tx pgx.Tx, reason string) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('manual/' || $1, 0))`, code); err != nil { // see Holds
			return fmt.Errorf("take the switch: %w", err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO manual_periods (service, reason, begun_by, begun_at) VALUES ($1, $2, $3, $4)`, code, reason, by.ID, s.now())
		if postgres.Violates(err, "manual_periods_open_key") {
			return changed()
		}
		return err
	})
}

// End gives the service back to its rules. What officials have by then stays with them.
func (s *Store) End(ctx context.Context, by account.Official, code, reason string) (form.Problems, error) {
	return s.change(ctx, by, code, "service.manual-end", reason, func(tx pgx.Tx, reason string) error {
		tag, err := tx.Exec(ctx, `UPDATE manual_periods SET outcome = $2, ended_by = $3, ended_at = $4 WHERE service = $1 AND ended_at IS NULL`, code, reason, by.ID, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			return changed()
		}
		return err
	})
}

func changed() error { return problem.New(problem.Conflict, "manual.changed") }

func (s *Store) change(ctx context.Context, by account.Official, code, action, reason string, do func(pgx.Tx, string) error) (form.Problems, error) {
	if _, err := s.owned(by, code); err != nil {
		return nil, err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return form.Problems{{Input: "reason", Field: "reason", ID: "manual.problem.reason"}}, nil
	case utf8.RuneCountInString(reason) > MaxReason:
		return form.Problems{{Input: "reason", Field: "reason", ID: "manual.problem.long", Args: []any{"Max", MaxReason}}}, nil
	}
	return nil, postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if err := do(tx, reason); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Kind: audit.Official, Actor: by.ID, Action: action, Object: "service:" + code,
			Detail: map[string]any{"authority": by.Authority},
		})
	})
}
