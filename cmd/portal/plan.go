package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"github.com/yagona/portal/internal/action"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/bulletin"
	"github.com/yagona/portal/internal/calendar"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/enquiry"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/participation"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/proposal"
	"github.com/yagona/portal/internal/replay"
	"github.com/yagona/portal/internal/report"
	"github.com/yagona/portal/internal/retention"
)

// aNight is how long what comes by night may take: it is over before people come to work.
const aNight = 3 * time.Hour

// plan is every kind of job: who does it, and what comes by the clock.
func (p *portal) plan() *job.Plan {
	plan := job.NewPlan()

	// The same stores on the connections of the jobs: a thousand assessments must not slow down one page.
	payments := payment.NewStore(p.work, time.Now).With(p.till.providers...)
	payments.Plan(plan)
	documents := document.NewStore(p.work, p.ring, time.Now, p.origin).WithScanner(p.scanner).WithObjects(p.objects)
	copies := p.copies.On(p.work)
	cases := casework.NewStore(p.work, p.ring, time.Now, p.catalogue, copies, payments, documents, p.calendar)
	cases.Plan(plan)
	copies.Plan(plan)
	p.planRing(plan)
	bulk.NewStore(p.work, time.Now, cases).Plan(plan)
	p.takeouts(p.work).Plan(plan)

	job.Work(plan, func(ctx context.Context, _ document.RescanArgs) error { return documents.Rescan(ctx) })
	job.Every(plan, time.Minute, document.RescanArgs{})

	job.Work(plan, func(ctx context.Context, _ document.SweepArgs) error { return documents.Sweep(ctx) })
	job.Every(plan, time.Hour, document.SweepArgs{})

	messages := notify.NewStore(p.work, time.Now).With(p.ring, p.post.out)
	job.Work(plan, messages.Send)
	job.Work(plan, func(ctx context.Context, _ notify.SweepArgs) error { return messages.Sweep(ctx) })
	job.Every(plan, time.Hour, notify.SweepArgs{})

	job.Work(plan, func(ctx context.Context, _ document.SettleArgs) error { return documents.Settle(ctx) })
	job.Every(plan, time.Minute, document.SettleArgs{})

	job.Work(plan, func(ctx context.Context, _ document.TidyArgs) error { return documents.Tidy(ctx) })
	job.Every(plan, 24*time.Hour, document.TidyArgs{})

	job.Work(plan, func(ctx context.Context, _ document.EndingArgs) error {
		return documents.TellEnding(ctx, func(service string) bool {
			_, published := p.catalogue.Snapshot().Service(service)
			return published
		})
	})
	job.Every(plan, time.Hour, document.EndingArgs{})

	said := feedback.NewStore(p.work, p.ring, p.catalogue, time.Now, p.calendar)
	job.Work(plan, func(ctx context.Context, _ feedback.SweepArgs) error { return said.Sweep(ctx) })
	job.Every(plan, time.Hour, feedback.SweepArgs{})

	participation.NewStore(p.work, p.catalogue.Snapshot, time.Now).Plan(plan)
	job.Work(plan, func(ctx context.Context, _ feedback.EscalateArgs) error { return said.EscalateDue(ctx) })
	job.Every(plan, time.Hour, feedback.EscalateArgs{})
	job.Work(plan, func(ctx context.Context, args feedback.LetterArgs) error {
		return said.WriteAnswered(ctx, args, messages.WriteTo)
	})
	job.Work(plan, func(ctx context.Context, _ feedback.RepliesArgs) error { return said.CountReplies(ctx) })
	job.Every(plan, 15*time.Minute, feedback.RepliesArgs{})
	job.Work(plan, func(ctx context.Context, _ feedback.AskArgs) error { return said.AskDue(ctx) })
	job.Every(plan, time.Hour, feedback.AskArgs{})

	disputes := dispute.NewStore(p.work, p.ring, time.Now, p.calendar)
	job.Work(plan, func(ctx context.Context, _ dispute.EscalateArgs) error { return disputes.EscalateDue(ctx) })
	job.Every(plan, time.Hour, dispute.EscalateArgs{})

	offices := booking.NewStore(p.work, time.Now, p.calendar)
	calendar.NewStore(p.work, time.Now, p.calendar, cases, offices.Recheck, cases.VisitsOn, disputes.Recount, said.Recount).Plan(plan)

	job.Work(plan, func(ctx context.Context, _ sweepSessions) error {
		_, err := p.sessions.Sweep(ctx)
		return err
	})
	job.Every(plan, time.Hour, sweepSessions{})

	job.Work(plan, func(ctx context.Context, _ enquiry.SweepArgs) error { return p.enquiry.Sweep(ctx) })
	job.Every(plan, time.Hour, enquiry.SweepArgs{})

	job.Work(plan, func(ctx context.Context, _ report.RefreshArgs) error { return p.report.Refresh(ctx) })
	job.Every(plan, time.Minute, report.RefreshArgs{})

	actions := action.NewStore(p.work, p.report, time.Now)
	job.Work(plan, func(ctx context.Context, _ action.MeasureArgs) error { return actions.Measure(ctx) })
	job.Every(plan, time.Hour, action.MeasureArgs{})
	job.Work(plan, func(ctx context.Context, _ bulletin.TakeArgs) error { return p.bulletins.Take(ctx) })
	job.Every(plan, time.Hour, bulletin.TakeArgs{})

	job.Work(plan, proposal.NewStore(p.work, p.ring, p.catalogue, time.Now).Run)
	job.Work(plan, replay.NewStore(p.work, p.ring, p.catalogue, time.Now).SampleJob)
	job.Every(plan, 24*time.Hour, replay.SampleArgs{})

	job.WorkLong(plan, aNight, retention.NewStore(p.work, time.Now, p.catalogue.Snapshot).Run)
	job.Nightly(plan, retention.Args{})

	// Every entry is read: on the connections of long statements.
	job.WorkLong(plan, aNight, p.checkAudit)
	job.Nightly(plan, audit.CheckArgs{})

	if p.auditKey != nil {
		record := audit.NewStore(p.work)
		job.Work(plan, func(ctx context.Context, _ audit.RootArgs) error {
			r, err := record.Sign(ctx, p.auditKey, time.Now())
			if err == nil { // a log that is gathered elsewhere is the second place where it stands
				p.log.InfoContext(ctx, "audit root", "number", r.Number, "at", r.At, "hash", hex.EncodeToString(r.Hash), "key", r.Key, "signature", hex.EncodeToString(r.Signature))
			}
			return err
		})
		job.Every(plan, time.Hour, audit.RootArgs{})
	}

	return plan
}

// sweepSessions asks to remove what nobody can sign in with any more.
type sweepSessions struct{}

// Kind names the job.
func (sweepSessions) Kind() string { return "session.sweep" }

// checkAudit looks through the whole audit. What is wrong goes to the log as well: whoever can change the audit can change
// what the database says of it.
func (p *portal) checkAudit(ctx context.Context, _ audit.CheckArgs) error {
	record := audit.NewStore(p.figures)
	var keys audit.Keys
	if p.auditKey != nil {
		public := p.auditKey.Public().(ed25519.PublicKey) //nolint:forcetypeassert // of a key of that kind
		keys = audit.Keys{audit.KeyName(public): public}
	}
	v, err := record.Verify(ctx, keys, nil)
	if err != nil {
		return err
	}
	for _, b := range v.Breaks {
		p.log.ErrorContext(ctx, "the audit is not what was written", "where", tellBreak(b))
	}
	return record.Keep(ctx, v, time.Now())
}
