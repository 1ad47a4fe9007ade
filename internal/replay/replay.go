// Package replay evaluates kept decisions again: the same version of a service, the same facts, answers and day must
// give the same outcome for the same reasons, years later too.
package replay

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// SampleSize is how many decisions are evaluated again each night.
const SampleSize = 500

// Store evaluates again what stands in that database.
type Store struct {
	pool     *pgxpool.Pool
	ring     *keyring.Ring
	services *catalogue.Store
	now      func() time.Time
}

// NewStore evaluates decisions of that database by the versions of those services.
func NewStore(pool *pgxpool.Pool, ring *keyring.Ring, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, ring: ring, services: services, now: now}
}

// Verdict is one decision of the rules and what they say today.
type Verdict struct {
	ID          int64
	Number      string // of the application
	Service     string
	Version     int
	At          time.Time
	Kept, Again catalogue.Assessment
	Differences []string // in plain words for an engineer; none when both agree
}

// Run is what came of evaluating decisions again.
type Run struct {
	Begun, Ended time.Time
	Whole        bool // all of them, not a sample
	Examined     int
	Differing    []Verdict // at most mostTold of those in IDs
	IDs          []int64   // of the assessments that came out otherwise
}

// batch is how many decisions are in memory at a time, and mostTold how many differing ones a run tells.
const (
	batch    = 200
	mostTold = 100
)

// kept is an assessment as it stands in the database.
type kept struct {
	ID      int64
	Number  string
	Version int64
	At      time.Time
	Today   time.Time
	Answers form.Answers
	Facts   register.Facts
	Outcome catalogue.Assessment
}

const selectKept = `SELECT a.number, s.service_version_id, s.at, s.today, ` + casework.SelectBasis + `
	FROM assessments s JOIN applications a ON a.id = s.application_id `

// Application evaluates every assessment of an application again, the oldest first.
func (s *Store) Application(ctx context.Context, number string) ([]Verdict, error) {
	list, err := s.read(ctx, selectKept+`WHERE a.number = $1 ORDER BY s.id`, number)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, problem.New(problem.NotFound, "casework.not_found")
	}
	return s.replay(ctx, list)
}

// Sample evaluates up to so many kept assessments again, picked by chance, and keeps what came of it.
func (s *Store) Sample(ctx context.Context, size int) (Run, error) {
	run := Run{Begun: s.now()}
	list, err := s.read(ctx, selectKept+`WHERE s.id IN (
		SELECT near.id FROM (
			SELECT min + floor(random() * (max - min + 1))::bigint AS pick FROM (SELECT min(id), max(id) FROM assessments) ends, generate_series(1, $1)
		) picks CROSS JOIN LATERAL (SELECT id FROM assessments WHERE id >= pick ORDER BY id LIMIT 1) near)`, size)
	if err != nil {
		return run, err
	}
	if err := s.examine(ctx, &run, list); err != nil {
		return run, err
	}
	return s.keep(ctx, run)
}

// All evaluates every kept assessment again, a batch at a time, and keeps what came of it. Progress hears after each
// batch how many are done and about how many there are.
func (s *Store) All(ctx context.Context, progress func(done, total int)) (Run, error) {
	run := Run{Begun: s.now(), Whole: true}
	var total int
	var last int64
	if err := s.pool.QueryRow(ctx, `SELECT count(*), coalesce(max(id), 0) FROM assessments`).Scan(&total, &last); err != nil {
		return run, postgres.Problem(fmt.Errorf("count assessments: %w", err))
	}
	for after := int64(0); after < last; {
		list, err := s.read(ctx, selectKept+`WHERE s.id > $1 AND s.id <= $2 ORDER BY s.id LIMIT $3`, after, last, batch)
		if err != nil {
			return run, err
		}
		if len(list) == 0 {
			break
		}
		if err := s.examine(ctx, &run, list); err != nil {
			return run, err
		}
		after = list[len(list)-1].ID
		if progress != nil {
			progress(run.Examined, total)
		}
	}
	return s.keep(ctx, run)
}

// examine adds decisions to a run.
func (s *Store) examine(ctx context.Context, run *Run, list []kept) error {
	verdicts, err := s.replay(ctx, list)
	if err != nil {
		return err
	}
	run.Examined += len(verdicts)
	for _, v := range verdicts {
		if len(v.Differences) == 0 {
			continue
		}
		run.IDs = append(run.IDs, v.ID)
		if len(run.Differing) < mostTold {
			run.Differing = append(run.Differing, v)
		}
	}
	return nil
}

// keep writes a run down.
func (s *Store) keep(ctx context.Context, run Run) (Run, error) {
	run.Ended = s.now()
	ids := run.IDs
	if ids == nil {
		ids = []int64{}
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO replay_runs (begun_at, ended_at, whole, examined, differing) VALUES ($1, $2, $3, $4, $5)`,
		run.Begun, run.Ended, run.Whole, run.Examined, ids)
	if err != nil {
		return run, postgres.Problem(fmt.Errorf("keep a replay: %w", err))
	}
	return run, nil
}

func (s *Store) read(ctx context.Context, sql string, args ...any) ([]kept, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k kept, err error) {
		var b casework.Basis
		if err := row.Scan(append([]any{&k.Number, &k.Version, &k.At, &k.Today}, b.Into()...)...); err != nil {
			return k, err
		}
		k.ID = b.ID
		k.Answers, k.Facts, k.Outcome, err = b.Open(s.ring)
		return k, err
	})
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read assessments: %w", err))
	}
	return list, nil
}

func (s *Store) replay(ctx context.Context, list []kept) ([]Verdict, error) {
	verdicts := make([]Verdict, 0, len(list))
	for _, k := range list {
		svc, err := s.services.Version(ctx, k.Version)
		if err != nil {
			return nil, err
		}
		again := svc.Assess(catalogue.Input{Facts: k.Facts, Form: k.Answers, Today: register.NewDate(k.Today.Date())})
		v := Verdict{ID: k.ID, Number: k.Number, Service: svc.Code, Version: svc.Number, At: k.At, Kept: k.Outcome, Again: again}
		if v.Differences, err = differences(v.Kept, again); err != nil {
			return nil, err
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}
