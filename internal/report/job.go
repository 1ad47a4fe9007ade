package report

import "github.com/yagona/portal/internal/job"

// RefreshArgs asks to bring the figures up to date.
type RefreshArgs struct{}

// Kind names the job.
func (RefreshArgs) Kind() string { return "report.refresh" }

// InsertOpts puts it behind everything that a person waits for.
func (RefreshArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk} }
