package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/job"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/problem"
)

// effects is what an action changes besides the state. A new action is a row of the table, its effect here and its
// words in the messages; its button appears by itself.
var effects = map[Action]func(context.Context, *acting) error{
	Claim:           claim,
	Release:         release,
	Assign:          assign,
	Reroute:         reroute,
	Recheck:         recheck,
	Remark:          remark,
	AskCorrection:   askCorrection,
	Grant:           decideGrant,
	Refuse:          decideRefuse,
	ProposeGrant:    propose,
	ProposeRefuse:   propose,
	ApproveProposal: approve,
	Return:          giveBack,
	ScheduleVisit:   scheduleVisit,
	RecordResult:    recordResult,
	RecordAbsence:   recordAbsence,
	AskOtherTime:    askOtherTime,
	ClaimConsent:    claimConsent,
	ReleaseConsent:  claimConsent,
	GiveConsent:     answerConsent,
	RefuseConsent:   answerConsent,
	RequestReview:   appeal,
	FileAppeal:      appeal,
	AskOpinion:      askOpinion,
	AnswerOpinion:   answerOpinion,
	WithdrawOpinion: withdrawOpinion,
	Uphold:          hear,
	Oblige:          hear,
	Overturn:        hear,
	Withdraw:        callOff,
}

func claim(_ context.Context, w *acting) error {
	w.a.Assignee = w.actor.Official.ID
	return nil
}

func release(_ context.Context, w *acting) error {
	w.a.Assignee = 0
	return nil
}

// assign gives the case to an official who could have claimed it.
func assign(ctx context.Context, w *acting) error {
	id, err := strconv.ParseInt(w.in.Fields["official"], 10, 64)
	if err != nil {
		return problem.New(problem.Invalid, "casework.no_official")
	}
	var name string
	err = w.tx.QueryRow(ctx, `SELECT a.name FROM officials o JOIN accounts a ON a.id = o.account_id
		WHERE o.account_id = $1 AND o.ended_at IS NULL AND a.blocked_at IS NULL AND o.authority = $2 AND o.role IN ('specialist', 'head') AND (o.region = '' OR $3 = '' OR o.region = $3)
			AND ($4 <> 'approve' OR o.role = 'head')`, id, w.a.Authority, w.a.Region, w.a.Step).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) || !w.a.Suits(id) {
		return problem.New(problem.Invalid, "casework.no_official")
	}
	if err != nil {
		return fmt.Errorf("find official: %w", err)
	}
	w.a.Assignee, w.event.Detail["official"] = id, id
	return nil
}

// reroute sends the case to the office of another region. A visit that was to come is called off: that office plans it anew.
func reroute(ctx context.Context, w *acting) error {
	region := w.in.Fields["region"]
	if !catalogue.Lists().Regions.Has(region) || region == w.a.Region {
		return problem.New(problem.Invalid, "casework.no_region")
	}
	w.event.Detail["from"], w.event.Detail["to"] = w.a.Region, region
	w.a.Region, w.a.Assignee = region, 0
	for _, c := range w.a.Consents {
		if c.Answer == consent.Waiting && c.Assignee != 0 { // the asked authorities' offices of that region take over
			if err := consent.Assign(ctx, w.tx, w.a.ID, c.Authority, 0); err != nil {
				return err
			}
		}
	}
	return w.callOffVisit(ctx)
}

// recheck has the registers asked and the rules evaluated again: a register was down, or something was put right there.
func recheck(ctx context.Context, w *acting) error {
	w.rechecked()
	return job.Insert(ctx, w.tx, AssessArgs{ApplicationID: w.a.ID})
}

func (w *acting) rechecked() { w.a.Cause, w.a.Assignee = NoCause, 0 }

// remark is words among colleagues: the event says all.
func remark(context.Context, *acting) error { return nil }

func askCorrection(_ context.Context, w *acting) error {
	w.a.Marks, w.a.marked = w.in.Marks, true
	w.a.Reason = written(w.in.Note)
	return nil
}

func decideGrant(_ context.Context, w *acting) error {
	w.a.DecidedBy, w.a.Resume = w.actor.Official.ID, Closed
	w.a.Reason, w.a.marked = written(w.in.Note), true
	return nil
}

func decideRefuse(_ context.Context, w *acting) error {
	w.a.DecidedBy = w.actor.Official.ID
	w.a.Reason, w.a.marked = w.a.reason(w.in), true
	return nil
}

// propose hands a prepared decision to a head of office; the reason is what the applicant will read.
func propose(_ context.Context, w *acting) error {
	w.a.PreparedBy, w.a.Proposal, w.a.Assignee = w.actor.Official.ID, w.in.Action, 0
	w.a.Reason, w.a.marked = w.a.reason(w.in), true
	return nil
}

func approve(_ context.Context, w *acting) error {
	w.event.Detail["proposal"], w.event.Detail["prepared_by"] = w.a.Proposal, w.a.PreparedBy
	w.a.DecidedBy, w.a.Proposal, w.a.Resume = w.actor.Official.ID, "", Closed
	return nil
}

// giveBack returns a proposal to who prepared it, or to the desk when he has left.
func giveBack(ctx context.Context, w *acting) error {
	w.a.Assignee, w.a.Proposal = w.a.PreparedBy, ""
	if w.tx == nil { // a past, in which nobody leaves
		return nil
	}
	stays, err := w.a.works(ctx, w.tx, w.a.PreparedBy)
	if err == nil && !stays {
		w.a.Assignee = 0
	}
	return err
}

// claimConsent gives the request to the official who takes it, or back to all of the authority.
func claimConsent(ctx context.Context, w *acting) error {
	o := w.actor.Official
	to := o.ID
	if w.in.Action == ReleaseConsent {
		to = 0
	}
	if err := consent.Assign(ctx, w.tx, w.a.ID, o.Authority, to); err != nil {
		return err
	}
	w.event.Detail["authority"] = o.Authority
	return w.reconsent(ctx)
}

func answerConsent(ctx context.Context, w *acting) error {
	answer, o := consent.Given, w.actor.Official
	if w.in.Action == RefuseConsent {
		answer = consent.Refused
		if err := w.s.tellAll(ctx, w.tx, w.a, "consent-refused", refusedConsent(w)); err != nil {
			return err
		}
	}
	if err := consent.Say(ctx, w.tx, w.a.ID, o.Authority, answer, w.event.Note, o.ID, w.now); err != nil {
		return err
	}
	w.event.Detail["authority"] = o.Authority
	return w.reconsent(ctx)
}

// refusedConsent is what the applicant is told of a refusal: by whom and why.
func refusedConsent(w *acting) notify.Args {
	return notify.Args{"Service": w.a.Service.Title, "Authority": offices(w.actor.Official.Authority), "Reason": w.a.reason(w.in)}
}

// reconsent reads the requests anew after one was changed.
func (w *acting) reconsent(ctx context.Context) (err error) {
	w.a.Consents, err = consent.List(ctx, w.tx, w.a.ID)
	return err
}

// callOff gives back the fee of a place that nobody will take: other fees are for the work, which has begun.
func callOff(ctx context.Context, w *acting) error {
	if w.a.Process != catalogue.Booking {
		return nil
	}
	return w.refund(ctx, payment.CalledOff)
}

// refund decides that what was paid goes back, and tells the applicant.
func (w *acting) refund(ctx context.Context, reason string) error {
	_, by := kindOf(w.actor)
	given, err := payment.Decide(ctx, w.tx, w.a.ID, reason, by, w.now)
	if err != nil || given == 0 {
		return err
	}
	w.event.Detail["refund"] = given
	return tellRefund(ctx, w.tx, w.a, refundDecided, w.a.Invoice.Number, given)
}

// written is what an official wrote: in the language in which it was written, whatever language it is read in.
func written(note string) locale.Text { return locale.Text{Uz: note, Ru: note, En: note} }
