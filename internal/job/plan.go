package job

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// Plan is which kinds of job are worked off here and which come by the clock. cmd/portal fills it, one line per kind.
type Plan struct {
	workers  *river.Workers
	periodic []*river.PeriodicJob
}

// NewPlan is an empty plan.
func NewPlan() *Plan {
	return &Plan{workers: river.NewWorkers()}
}

// Attempt says how often the job has been tried, for a worker that changes its mind after some tries.
type Attempt struct {
	// Number counts from 1.
	Number int
	// Last means that after this one the job is given up and stays visible as discarded.
	Last bool
}

type attemptKey struct{}

// AttemptOf is the attempt that the worker's context belongs to.
func AttemptOf(ctx context.Context) Attempt {
	attempt, _ := ctx.Value(attemptKey{}).(Attempt)
	return attempt
}

// Work adds a kind of job and the function that does it. An error means that it is tried again, later and later.
func Work[T Args](p *Plan, do func(ctx context.Context, args T) error) {
	river.AddWorker(p.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		attempt := Attempt{Number: job.Attempt, Last: job.Attempt >= job.MaxAttempts}
		return do(context.WithValue(ctx, attemptKey{}, attempt), job.Args)
	}))
}

// GiveUp wraps an error that no later attempt could mend: the job is not tried again.
func GiveUp(err error) error { return river.JobCancel(err) }

// Later puts the job off without counting an attempt: what it waits for is not there yet.
func Later(wait time.Duration) error { return river.JobSnooze(wait) }

// Every adds a job that comes again and again, the first time at the start of the program. One that has not been
// worked off yet is not added a second time, however many replicas run.
func Every(p *Plan, interval time.Duration, args Args) {
	p.periodic = append(p.periodic, river.NewPeriodicJob(river.PeriodicInterval(interval), func() (river.JobArgs, *river.InsertOpts) {
		var options river.InsertOpts
		if own, ok := args.(river.JobArgsWithInsertOpts); ok {
			options = own.InsertOpts()
		}
		options.UniqueOpts = river.UniqueOpts{ByState: unfinished}
		return args, &options
	}, &river.PeriodicJobOpts{ID: args.Kind(), RunOnStart: true}))
}
