package participation

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/job"
)

// Plan puts the work of this package into the plan of jobs.
func (s *Store) Plan(plan *job.Plan) {
	job.Work(plan, func(ctx context.Context, _ GroupArgs) error {
		_, err := s.Group(ctx)
		return err
	})
	job.Every(plan, time.Minute, GroupArgs{})
	job.Work(plan, s.Tell)
	job.Work(plan, func(ctx context.Context, _ SweepArgs) error { return s.Sweep(ctx) })
	job.Every(plan, 24*time.Hour, SweepArgs{})
}
