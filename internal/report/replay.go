package report

import (
	"context"
	"fmt"
	"time"

	"github.com/yagona/portal/internal/postgres"
)

// Replay is a check that kept decisions of the rules come out as they did.
type Replay struct {
	ID        int64
	Begun     time.Time
	Whole     bool // every decision, not a sample
	Examined  int
	Differing int
}

// Replays is the checks begun in the period, the latest first. Authority and region narrow nothing.
func (s *Store) Replays(ctx context.Context, f Filter) ([]Replay, error) {
	return collect[Replay](ctx, s, `
		SELECT id, begun_at, whole, examined, cardinality(differing) FROM replay_runs
		WHERE begun_at >= @from AND begun_at < @to ORDER BY id DESC LIMIT 400`, f)
}

// Disagreement is a kept decision that came out otherwise when it was evaluated again.
type Disagreement struct {
	Run     int64
	Begun   time.Time
	Number  string // of the application
	Service string
	At      time.Time // when it was decided
	Outcome string    // as it was kept
}

// Disagreements is the decisions that the checks of the period found to come out otherwise, those of the latest first.
func (s *Store) Disagreements(ctx context.Context, f Filter) ([]Disagreement, error) {
	return collect[Disagreement](ctx, s, `
		SELECT r.id, r.begun_at, a.number, a.service, k.at, coalesce(nullif(k.outcome, ''), k.assessment ->> 'outcome')
		FROM replay_runs r JOIN assessments k ON k.id = ANY (r.differing) JOIN applications a ON a.id = k.application_id
		WHERE r.begun_at >= @from AND r.begun_at < @to AND cardinality(r.differing) > 0 ORDER BY r.id DESC, k.id LIMIT 500`, f)
}

// Disagreeing is how many decisions the latest check found to come out otherwise.
func (s *Store) Disagreeing(ctx context.Context) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT coalesce((SELECT cardinality(differing) FROM replay_runs ORDER BY id DESC LIMIT 1), 0)`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("report: %w", postgres.Problem(err))
	}
	return n, nil
}
