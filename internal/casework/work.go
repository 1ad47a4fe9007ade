package casework

import (
	"context"
	"errors"
	"time"

	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/problem"
)

// tries is how often an assessment may fail for a reason of our own before people take the case.
const tries = 5

// KeepTermsArgs is the periodic job behind terms: what lapses, silence, drafts, and the net under assessments.
type KeepTermsArgs struct{}

// Kind names the job.
func (KeepTermsArgs) Kind() string { return "casework.keep_terms" }

// InsertOpts puts it where it may take its time.
func (KeepTermsArgs) InsertOpts() job.Options { return job.Options{Queue: job.Bulk, MaxAttempts: 3} }

// Plan adds the jobs of casework.
func (s *Store) Plan(p *job.Plan) {
	job.Work(p, s.assessJob)
	job.Work(p, s.keepTerms)
	job.Work(p, s.refundJob)
	job.Work(p, s.tellDisplaced)
	job.Every(p, 10*time.Minute, KeepTermsArgs{})
}

// assessJob is Assess as a job. While a register is down it comes again soon, without an end: Assess itself gives the
// case to people when it has waited too long. What fails otherwise is tried some times, then people take it.
func (s *Store) assessJob(ctx context.Context, args AssessArgs) error {
	err := s.Assess(ctx, args.ApplicationID)
	if waits := errors.Is(err, errOvertaken) || problem.Is(err, problem.Unavailable) || problem.Is(err, problem.NotFound); err != nil && !waits && job.AttemptOf(ctx).Number >= tries {
		err = s.SendToPeople(ctx, args.ApplicationID)
	}
	switch {
	case problem.Is(err, problem.NotFound):
		return nil
	case errors.Is(err, errOvertaken):
		return job.Later(time.Second)
	case problem.Is(err, problem.Unavailable):
		return job.Later(s.pause(ctx, args.ApplicationID))
	default:
		return err
	}
}

// pause grows with the time that the application has waited: from seconds, while its applicant looks at the page, to a
// quarter of an hour.
func (s *Store) pause(ctx context.Context, id int64) time.Duration {
	var since time.Time
	if err := s.pool.QueryRow(ctx, `SELECT submitted_at FROM applications WHERE id = $1`, id).Scan(&since); err != nil {
		return time.Minute
	}
	return min(max(s.now().Sub(since)/4, 5*time.Second), 15*time.Minute)
}

// keepTerms does all that days bring. What fails keeps nothing else from its time.
func (s *Store) keepTerms(ctx context.Context, _ KeepTermsArgs) error {
	var failed []error
	for _, do := range []func(context.Context) error{s.RemindDue, s.LapseDue, s.SilenceDue, s.OpinionsDue, s.ReleaseLeft, s.EscalateDue, s.GrantUnanswered, s.TidyDrafts, s.TellOfChanges, s.Rescue, s.documents.Sweep} {
		failed = append(failed, do(ctx))
	}
	return errors.Join(failed...)
}
