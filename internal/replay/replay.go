// Package replay evaluates kept decisions again: the same version of a service, the same facts, answers and day must
// give the same outcome for the same reasons, years later too.
package replay

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// SampleSize is how many decisions are evaluated again each night.
const SampleSize = 500

// Store evaluates again what stands in that database.
type Store struct {
	pool     *pgxpool.Pool
	services *catalogue.Store
	now      func() time.Time
}

// NewStore evaluates decisions of that database by the versions of those services.
func NewStore(pool *pgxpool.Pool, services *catalogue.Store, now func() time.Time) *Store {
	return &Store{pool: pool, services: services, now: now}
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

// Run is a sample that was evaluated again.
type Run struct {
	Begun, Ended time.Time
	Examined     int
	Differing    []Verdict
}

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

const selectKept = `SELECT s.id, a.number, s.service_version_id, s.at, s.today, s.answers, s.facts, s.assessment
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
	verdicts, err := s.replay(ctx, list)
	if err != nil {
		return run, err
	}
	run.Examined, run.Ended = len(verdicts), s.now()
	ids := []int64{}
	for _, v := range verdicts {
		if len(v.Differences) > 0 {
			run.Differing, ids = append(run.Differing, v), append(ids, v.ID)
		}
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO replay_runs (begun_at, ended_at, examined, differing) VALUES ($1, $2, $3, $4)`, run.Begun, run.Ended, run.Examined, ids)
	if err != nil {
		return run, postgres.Problem(fmt.Errorf("keep a replay: %w", err))
	}
	return run, nil
}

func (s *Store) read(ctx context.Context, sql string, args ...any) ([]kept, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[kept])
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
