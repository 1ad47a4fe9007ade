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
	WorkLong(p, 0, do)
}

// WorkLong is Work for a job that may take that long, longer than others.
func WorkLong[T Args](p *Plan, most time.Duration, do func(ctx context.Context, args T) error) {
	river.AddWorker(p.workers, &worker[T]{most: most, do: do})
}

type worker[T Args] struct {
	river.WorkerDefaults[T]
	most time.Duration
	do   func(ctx context.Context, args T) error
}

// Work does the job.
func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	attempt := Attempt{Number: job.Attempt, Last: job.Attempt >= job.MaxAttempts}
	return w.do(context.WithValue(ctx, attemptKey{}, attempt), job.Args)
}

// Timeout is how long it may take; 0 stands for what others may.
func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.most }

// GiveUp wraps an error that no later attempt could mend: the job is not tried again.
func GiveUp(err error) error { return river.JobCancel(err) }

// Later puts the job off without counting an attempt: what it waits for is not there yet.
func Later(wait time.Duration) error { return river.JobSnooze(wait) }

// Every adds a job that comes again and again, the first time at the start of the program. One that has not been
// worked off yet is not added a second time, however many replicas run.
func Every(p *Plan, interval time.Duration, args Args) {
	p.comes(river.PeriodicInterval(interval), args, true)
}

// Nightly adds a job that comes each night, when fewest people work, and not at the start of the program: a release by day
// would have it come among them.
func Nightly(p *Plan, args Args) {
	p.comes(night{}, args, false)
}

// night is three o'clock in Tashkent, which knows no summer time.
type night struct{}

// Next is the next night after that moment.
func (night) Next(after time.Time) time.Time {
	after = after.UTC()
	next := time.Date(after.Year(), after.Month(), after.Day(), 22, 0, 0, 0, time.UTC)
	if !next.After(after) {
		next = next.AddDate(0, 0, 1)
	}
	return next
}

func (p *Plan) comes(when river.PeriodicSchedule, args Args, atStart bool) {
	p.periodic = append(p.periodic, river.NewPeriodicJob(when, func() (river.JobArgs, *river.InsertOpts) {
		var options river.InsertOpts
		if own, ok := args.(river.JobArgsWithInsertOpts); ok {
			options = own.InsertOpts()
		}
		options.UniqueOpts = river.UniqueOpts{ByState: unfinished}
		return args, &options
	}, &river.PeriodicJobOpts{ID: args.Kind(), RunOnStart: atStart}))
}
