package proposal

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/postgres"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
)

// Sizes of a run that may be asked for, in decisions.
var Sizes = []int{200, 1000, 5000}

const (
	batch = 200 // decisions in memory at a time; progress is told after each

	// MostTold is how many differences a page of a run lists.
	MostTold = 100
)

// Run is the rules of a proposal tried on the last decisions, beside the rules that were current then. Nothing comes of it
// for anybody.
type Run struct {
	ID        int64
	Base      int64 // version whose rules were current
	AskedBy   string
	AskedAt   time.Time
	Total     int // decisions to examine; 0 before it begins
	Examined  int
	Differing int
	Effects   []Effect
	EndedAt   *time.Time
}

// Effect is what the proposal does to one group of applicants.
type Effect struct {
	By     string `json:"by"`     // all | region | sex | age
	Group  string `json:"group"`  // SOATO; male, female; 0-17, 18-29 …; empty where it is not known
	Before Counts `json:"before"` // by the current rules
	After  Counts `json:"after"`  // by the proposed ones
}

// Counts is how many decisions had each outcome.
type Counts map[catalogue.Outcome]int

// All is how many decisions there are.
func (c Counts) All() (n int) {
	for _, x := range c {
		n += x
	}
	return n
}

// Share is the share of an outcome, from 0 to 1; 0 of no decisions.
func (c Counts) Share(of catalogue.Outcome) float64 { return float64(c[of]) / float64(max(1, c.All())) }

// Difference is a decision that would come out otherwise.
type Difference struct {
	ID            int64  // of the decision; the page after it begins there
	Number        string // of the application
	At            time.Time
	Before, After catalogue.Outcome
}

// Try asks for a run over the last so many decisions. While one is under way no second one begins: a Conflict.
func (s *Store) Try(ctx context.Context, by account.Official, code string, number, size int) error {
	p, err := s.Proposal(ctx, by, code, number)
	switch {
	case err != nil:
		return err
	case p.State != Waiting:
		return problem.New(problem.Conflict, "proposal.ended")
	case !slices.Contains(Sizes, size):
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, `INSERT INTO shadow_runs (version_id, base_version_id, asked_by, asked_at, wanted) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
			p.Proposed.VersionID, p.Current.VersionID, by.ID, s.now(), size).Scan(&id)
		if postgres.Violates(err, "shadow_runs_one_open") {
			return problem.New(problem.Conflict, "proposal.running")
		}
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, "service.try", code, number); err != nil {
			return err
		}
		return job.Insert(ctx, tx, RunArgs{RunID: id})
	})
}

// latest is the newest run of a version; nil without one.
func (s *Store) latest(ctx context.Context, version int64) (*Run, error) {
	var r Run
	err := s.pool.QueryRow(ctx, `SELECT r.id, r.base_version_id, a.name, r.asked_at, r.total, r.examined, r.differing, r.effects, r.ended_at
		FROM shadow_runs r JOIN accounts a ON a.id = r.asked_by WHERE r.version_id = $1 ORDER BY r.id DESC LIMIT 1`, version).
		Scan(&r.ID, &r.Base, &r.AskedBy, &r.AskedAt, &r.Total, &r.Examined, &r.Differing, &r.Effects, &r.EndedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // it was not tried yet
	}
	if err != nil {
		return nil, postgres.Problem(fmt.Errorf("read shadow run: %w", err))
	}
	return &r, nil
}

// Differences is the decisions of a proposal's latest run that would come out otherwise, the newest first, from after a
// decision on (0: from the first): one more than a page lists where there are more. Kept is how many of the run's there
// are: those of applications whose time is over went with them.
func (s *Store) Differences(ctx context.Context, p Proposal, after int64) (list []Difference, kept int, err error) {
	if p.Run == nil || p.Run.Differing == 0 {
		return nil, 0, nil
	}
	if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM shadow_differences WHERE run_id = $1`, p.Run.ID).Scan(&kept); err != nil {
		return nil, 0, postgres.Problem(fmt.Errorf("count differences: %w", err))
	}
	rows, _ := s.pool.Query(ctx, `SELECT d.assessment_id, a.number, s.at, d.before, d.after FROM shadow_differences d
		JOIN assessments s ON s.id = d.assessment_id JOIN applications a ON a.id = s.application_id
		WHERE d.run_id = $1 AND ($2::bigint = 0 OR d.assessment_id < $2) ORDER BY d.assessment_id DESC LIMIT $3`, p.Run.ID, after, MostTold+1)
	list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Difference])
	if err != nil {
		return nil, 0, postgres.Problem(fmt.Errorf("read differences: %w", err))
	}
	return list, kept, nil
}

// RunArgs asks to carry out a run.
type RunArgs struct {
	RunID int64 `json:"run_id"`
}

// Kind names the job.
func (RunArgs) Kind() string { return "proposal.run" }

// InsertOpts puts it behind everything that a person waits for.
func (RunArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// kept is a decision as it was made.
type kept struct {
	ID      int64
	Region  string
	Today   time.Time
	Answers form.Answers
	Facts   register.Facts
}

// Run carries out a run, a batch at a time, each in a transaction of its own. When it was broken off it begins anew.
func (s *Store) Run(ctx context.Context, args RunArgs) error {
	var version, base int64
	var wanted int
	err := s.pool.QueryRow(ctx, `SELECT version_id, base_version_id, wanted FROM shadow_runs WHERE id = $1 AND ended_at IS NULL`, args.RunID).Scan(&version, &base, &wanted)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // it was carried out before
	}
	if err != nil {
		return fmt.Errorf("read shadow run: %w", err)
	}
	proposed, err := s.services.Version(ctx, version)
	if err != nil {
		return err
	}
	current, err := s.services.Version(ctx, base)
	if err != nil {
		return err
	}
	rows, _ := s.pool.Query(ctx, `SELECT s.id FROM service_versions v JOIN assessments s ON s.service_version_id = v.id
		WHERE v.service_id = $1 ORDER BY s.id DESC LIMIT $2`, current.ID, wanted)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find decisions: %w", err)
	}
	if err := s.begin(ctx, args.RunID, len(ids)); err != nil {
		return err
	}
	t := tally{}
	for part := range slices.Chunk(ids, batch) {
		if err := s.examine(ctx, args.RunID, part, current, proposed, t); err != nil {
			return err
		}
	}
	effects, err := json.Marshal(t.effects())
	if err != nil {
		return fmt.Errorf("write effects: %w", err)
	}
	if _, err := s.pool.Exec(ctx, `UPDATE shadow_runs SET effects = $2, ended_at = $3 WHERE id = $1`, args.RunID, effects, s.now()); err != nil {
		return fmt.Errorf("end shadow run: %w", err)
	}
	return nil
}

func (s *Store) begin(ctx context.Context, run int64, total int) error {
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE shadow_runs SET total = $2, examined = 0, differing = 0 WHERE id = $1`, run, total); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM shadow_differences WHERE run_id = $1`, run)
		return err
	})
}

// examine tries both rules on some decisions, over the facts, the answers and the day that these had.
func (s *Store) examine(ctx context.Context, run int64, ids []int64, current, proposed *catalogue.Service, t tally) error {
	rows, _ := s.pool.Query(ctx, `SELECT a.region, s.today, `+casework.SelectBasis+` FROM assessments s JOIN applications a ON a.id = s.application_id
		WHERE s.id = ANY ($1)`, ids)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k kept, err error) {
		var b casework.Basis
		if err := row.Scan(append([]any{&k.Region, &k.Today}, b.Into()...)...); err != nil {
			return k, err
		}
		k.ID = b.ID
		k.Answers, k.Facts, _, err = b.Open(s.ring)
		return k, err
	})
	if err != nil {
		return fmt.Errorf("read decisions: %w", err)
	}
	var differing []int64
	var befores, afters []string
	for _, k := range list {
		in := catalogue.Input{Facts: k.Facts, Form: k.Answers, Today: register.NewDate(k.Today.Date())}
		before, after := current.Assess(in), proposed.Assess(in)
		t.add(k, before.Outcome, after.Outcome)
		if before.Outcome != after.Outcome {
			differing, befores, afters = append(differing, k.ID), append(befores, string(before.Outcome)), append(afters, string(after.Outcome))
		}
	}
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shadow_differences (run_id, assessment_id, before, after) SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[])`,
			run, differing, befores, afters)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE shadow_runs SET examined = examined + $2, differing = differing + $3 WHERE id = $1`, run, len(list), len(differing))
		return err
	})
}

type group struct{ by, group string }

// tally counts outcomes by group.
type tally map[group]*Effect

func (t tally) add(k kept, before, after catalogue.Outcome) {
	sex, age := "", ""
	if person := k.Facts[register.PersonKey].Value; person != nil {
		sex = form.String(person["sex"])
		if born, err := register.ParseDate(form.String(person["birth_date"])); err == nil {
			age = ageGroup(born, k.Today)
		}
	}
	for _, g := range []group{{"all", ""}, {"region", k.Region}, {"sex", sex}, {"age", age}} {
		e := t[g]
		if e == nil {
			e = &Effect{By: g.by, Group: g.group, Before: Counts{}, After: Counts{}}
			t[g] = e
		}
		e.Before[before]++
		e.After[after]++
	}
}

// ageGroup is the group of who was born that day, on another day.
func ageGroup(born register.Date, on time.Time) string {
	for _, g := range []struct {
		from int
		name string
	}{{60, "60-"}, {45, "45-59"}, {30, "30-44"}, {18, "18-29"}} {
		if !born.AddDate(g.from, 0, 0).After(on) {
			return g.name
		}
	}
	return "0-17"
}

// effects is the tally in the order in which people read it.
func (t tally) effects() []Effect {
	list := make([]Effect, 0, len(t))
	for _, e := range t {
		list = append(list, *e)
	}
	order := []string{"all", "region", "sex", "age"}
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.By), slices.Index(order, b.By)), cmp.Compare(a.Group, b.Group))
	})
	return list
}
