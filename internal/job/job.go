// Package job is work that outlives a request: put into the caller's transaction, so that it exists exactly when the
// change it belongs to exists, and worked off by River with retries.
//
// A job may run twice: its process can be killed after the work and before the note that it is done. So each worker
// looks first whether its work has been done, or does it in a way that a second time changes nothing.
package job

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// Queues. A job names its queue in its InsertOpts; each queue has its own workers, so that a flood in one cannot
// starve another.
const (
	// Prompt is what a person waits for with a page open: the assessment of an application.
	Prompt = "prompt"
	// Default is everything else.
	Default = river.QueueDefault
	// Copies is what other systems carry: each waits for one of them, and none of ours waits behind it.
	Copies = "copies"
	// Bulk is long work that may wait: folding figures, clearing up.
	Bulk = "bulk"
)

// Args is the content of a job: a JSON struct whose Kind names it for good, because jobs outlive releases.
type Args = river.JobArgs

// Options is what a job's InsertOpts method returns: its queue, attempts, uniqueness.
type Options = river.InsertOpts

// Once is the uniqueness of a job that, while it waits, is not put in a second time with the same arguments.
var Once = river.UniqueOpts{ByArgs: true, ByState: unfinished}

// inserter puts jobs into transactions. It has no pool and no workers: the connection is always the caller's.
var inserter = sync.OnceValues(func() (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(nil), &river.Config{Logger: slog.New(slog.DiscardHandler)})
})

// Insert puts the job into the transaction, to be run as soon as that commits.
func Insert(ctx context.Context, tx pgx.Tx, args Args) error {
	return insert(ctx, tx, args, nil)
}

// InsertAt is Insert for a time to come: a term that ends, a reminder.
func InsertAt(ctx context.Context, tx pgx.Tx, args Args, at time.Time) error {
	return insert(ctx, tx, args, &river.InsertOpts{ScheduledAt: at})
}

func insert(ctx context.Context, tx pgx.Tx, args Args, options *Options) error {
	client, err := inserter()
	if err != nil {
		return fmt.Errorf("job %s: %w", args.Kind(), err)
	}
	if _, err := client.InsertTx(ctx, tx, args, options); err != nil {
		return fmt.Errorf("job %s: %w", args.Kind(), err)
	}
	return nil
}
