package replay

import (
	"context"
	"fmt"

	"github.com/yagona/portal/internal/job"
)

// SampleArgs asks for a sample of decisions to be evaluated again.
type SampleArgs struct{}

// Kind names the job.
func (SampleArgs) Kind() string { return "replay.sample" }

// InsertOpts puts it behind everything that a person waits for.
func (SampleArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }

// SampleJob is Sample as a job. A decision that comes out otherwise is a fault of the program: trying again would not mend
// it, and the job stays visible as given up.
func (s *Store) SampleJob(ctx context.Context, _ SampleArgs) error {
	run, err := s.Sample(ctx, SampleSize)
	if err != nil || len(run.IDs) == 0 {
		return err
	}
	first := run.Differing[0]
	return job.GiveUp(fmt.Errorf("replay: %d of %d decisions come out otherwise, the first is %s: %v", len(run.IDs), run.Examined, first.Number, first.Differences))
}
