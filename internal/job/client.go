package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// unfinished is every state from which a job may still run.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

const (
	// longest is how long one attempt may take.
	longest = 2 * time.Minute
	// handBack is how long a cancelled job has to let go when work stops, and how long beginning again may take.
	handBack = 5 * time.Second
)

// Client works off the queues of one database.
type Client struct {
	pool   *pgxpool.Pool
	config *river.Config
	alive  *presence
	log    *slog.Logger

	mu        sync.Mutex // starts and stops one after the other
	river     *river.Client[pgx.Tx]
	ended     bool // by Stop, for good
	stopWatch context.CancelFunc
	watching  sync.WaitGroup
}

// Queues is every queue.
func Queues() []string { return []string{Prompt, Default, Copies, Bulk} }

// New is a client for that plan. It does nothing until Start.
func New(pool *pgxpool.Pool, plan *Plan, log *slog.Logger) (*Client, error) {
	return newClient(pool, plan, log, func(*river.Config) {})
}

// NewForTest is a client that looks for work without pause.
func NewForTest(pool *pgxpool.Pool, plan *Plan, log *slog.Logger) (*Client, error) {
	return newClient(pool, plan, log, func(c *river.Config) {
		c.FetchCooldown, c.FetchPollInterval = time.Millisecond, 5*time.Millisecond
		c.PeriodicJobs = nil
	})
}

func newClient(pool *pgxpool.Pool, plan *Plan, log *slog.Logger, adjust func(*river.Config)) (*Client, error) {
	host, _ := os.Hostname()
	// Never the name of an earlier run: what that one left running has to be found.
	alive := newPresence(pool, fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:8]))
	config := &river.Config{
		ID: alive.id,
		Queues: map[string]river.QueueConfig{
			Prompt: {MaxWorkers: 16}, Default: {MaxWorkers: 8}, Copies: {MaxWorkers: 8}, Bulk: {MaxWorkers: 2},
		},
		Workers: plan.workers, PeriodicJobs: plan.periodic, Middleware: []rivertype.Middleware{river.WorkerMiddlewareFunc(alive.work)},
		JobTimeout: longest, RescueStuckJobsAfter: 2 * longest,
		FetchCooldown: 50 * time.Millisecond, FetchPollInterval: 500 * time.Millisecond,
		// Small tables make fast queues; what happened is in the events of the applications, not here.
		CompletedJobRetentionPeriod: 6 * time.Hour,
		// What was given up waits for somebody who looks at it, however long that takes.
		DiscardedJobRetentionPeriod: -1,
		ErrorHandler:                failures{log},
		// Without the two that are dropped here: see postgres.Migrate.
		ReindexerIndexNames: slices.DeleteFunc(river.ReindexerIndexNamesDefault(), func(name string) bool {
			return name == "river_job_args_index" || name == "river_job_metadata_index"
		}),
		// River's own lines at start and stop say nothing to an operator of ours.
		Logger: slog.New(onlyWarnings{log.Handler()}),
	}
	adjust(config)
	client, err := river.NewClient(riverpgxv5.New(pool), config)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Client{pool: pool, config: config, river: client, alive: alive, log: log}, nil
}

// Only works off these queues alone from now on. None is no work at all, not even what comes by the clock. What is under way in
// any queue has until ctx ends, and is begun anew when its queue is worked off again.
func (c *Client) Only(ctx context.Context, queues ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return nil
	}
	if err := c.stop(ctx); err != nil || len(queues) == 0 {
		return err
	}
	config := *c.config
	config.Queues = map[string]river.QueueConfig{}
	for _, name := range queues {
		config.Queues[name] = c.config.Queues[name]
	}
	client, err := river.NewClient(riverpgxv5.New(c.pool), &config)
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	c.river = client
	begin, cancel := context.WithTimeout(context.WithoutCancel(ctx), handBack) // those that were stopped may have used ctx up
	defer cancel()
	return c.start(begin)
}

// Start begins to work, first with what a killed replica had begun. It returns at once.
func (c *Client) Start(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.start(ctx)
}

func (c *Client) start(ctx context.Context) error {
	if err := c.alive.announce(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	if err := c.alive.takeOver(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	// The context given to River would stop it hard; Stop is how it ends.
	lasting := context.WithoutCancel(ctx)
	if err := c.river.Start(lasting); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	watching, stop := context.WithCancel(lasting)
	c.stopWatch = stop
	c.watching.Go(func() { c.alive.watch(watching, c.log) })
	return nil
}

// Stop takes no new jobs, lets the running ones finish until ctx ends, then cancels them: they are tried again by
// another replica or at the next start.
func (c *Client) Stop(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	return c.stop(ctx)
}

func (c *Client) stop(ctx context.Context) error {
	defer c.alive.leave(context.WithoutCancel(ctx))
	defer c.watching.Wait()
	if c.stopWatch != nil {
		defer c.stopWatch()
	}
	err := c.river.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), handBack)
		defer cancel()
		err = c.river.StopAndCancel(hard)
	}
	if err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

// failures logs each failed attempt once, where it ends: workers return errors and do not log them.
type failures struct{ log *slog.Logger }

// HandleError logs an error of a worker.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level := slog.LevelWarn
	if job.Attempt >= job.MaxAttempts {
		level = slog.LevelError
	}
	f.log.LogAttrs(ctx, level, "job failed", slog.String("job", job.Kind), slog.Int64("job_id", job.ID),
		slog.Int("attempt", job.Attempt), slog.Any("error", err))
	return nil
}

// HandlePanic logs a panic of a worker; the other jobs go on.
func (f failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.log.LogAttrs(ctx, slog.LevelError, "job panicked", slog.String("job", job.Kind), slog.Int64("job_id", job.ID),
		slog.Int("attempt", job.Attempt), slog.Any("error", value), slog.String("stack", trace))
	return nil
}

// onlyWarnings passes what an operator should read.
type onlyWarnings struct{ slog.Handler }

// Enabled is from warnings upwards.
func (h onlyWarnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the limit.
func (h onlyWarnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return onlyWarnings{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the limit.
func (h onlyWarnings) WithGroup(name string) slog.Handler {
	return onlyWarnings{h.Handler.WithGroup(name)}
}
