package demo

import (
	"context"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// works is one step of the officials.
func (t *teller) works(ctx context.Context, l *casework.Life, pace float64) error {
	if t.IntN(200) == 0 {
		return t.withdraws(ctx, l, t.between(l, 2*time.Hour, 60*time.Hour))
	}
	if l.Step == casework.Consents {
		return t.consents(ctx, l)
	}
	role := account.Specialist
	if l.Step == casework.Approve {
		role = account.Head
	}
	if l.Assignee == 0 {
		return t.claims(ctx, l, role, pace)
	}
	who, ok := t.official(l.Authority, l.Assignee)
	if !ok {
		return nil
	}
	at := t.pause(l, pace)
	in, at := t.decision(l, at)
	if silent, err := t.unanswered(ctx, l, at); silent || err != nil || t.over(at) {
		return err
	}
	return l.Do(ctx, at, casework.Officer(who), in)
}

// unanswered grants by silence what officials would come to too late; a round of the portal does it within minutes.
func (t *teller) unanswered(ctx context.Context, l *casework.Life, at time.Time) (bool, error) {
	due, ok := l.SilenceGrantsAt()
	if !ok || !at.After(due) {
		return false, nil
	}
	silent := due.Add(time.Duration(1+t.IntN(9)) * time.Minute)
	if t.over(silent) {
		return false, nil
	}
	return l.Unanswered(ctx, silent)
}

// pause is how long an official needs for a step: a part of the term, in office hours.
func (t *teller) pause(l *casework.Life, pace float64) time.Time {
	steps := time.Duration(len(casework.Tracks[l.Process]))
	left := max(l.TermAt.Sub(l.SubmittedAt), 30*time.Hour)
	return t.hours(last(l).Add(time.Duration(pace*(0.7+0.5*t.Float64())*float64(left))/steps + time.Duration(5+t.IntN(50))*time.Minute))
}

func (t *teller) claims(ctx context.Context, l *casework.Life, role account.Role, pace float64) error {
	who, ok := t.staff.pick(t.Rand, l.Authority, l.Region, role, l.PreparedBy, l.AccountID)
	at := t.pause(l, pace*0.6)
	if silent, err := t.unanswered(ctx, l, at); silent || err != nil || !ok || t.over(at) {
		return err
	}
	return l.Do(ctx, at, casework.Officer(who), casework.ActionInput{Action: casework.Claim})
}

func (t *teller) official(authority string, id int64) (account.Official, bool) {
	for _, o := range t.staff[authority] {
		if o.ID == id {
			return o, true
		}
	}
	return account.Official{}, false
}

// decision is what the official does at this step, and when: a result is recorded after the visit.
func (t *teller) decision(l *casework.Life, at time.Time) (casework.ActionInput, time.Time) {
	n := t.IntN(100)
	switch l.Step {
	case casework.Prepare:
		switch {
		case n < 7 && t.marks(l) != nil:
			return casework.ActionInput{Action: casework.AskCorrection, Note: t.words(l, correctNotes), Marks: t.marks(l)}, at
		case n < 20:
			return t.refusal(l, casework.ProposeRefuse), at
		default:
			return casework.ActionInput{Action: casework.ProposeGrant, Note: t.words(l, grantNotes)}, at
		}
	case casework.Approve:
		if n < 5 {
			return casework.ActionInput{Action: casework.Return, Note: t.words(l, returnNotes)}, at
		}
		return casework.ActionInput{Action: casework.ApproveProposal}, at
	case casework.Visit:
		v := l.Visits[len(l.Visits)-1]
		if done := t.hours(v.At.Add(90 * time.Minute)); at.Before(done) {
			at = done
		}
		passed := "yes"
		note := t.words(l, passedNotes)
		if n < 12 {
			passed, note = "no", t.words(l, failedNotes)
		}
		return casework.ActionInput{Action: casework.RecordResult, Note: note, Fields: map[string]string{"passed": passed}, Record: t.noted(l, at, passed == "yes")}, at
	case casework.Decide:
		if t.failed(l) || n < 5 {
			return t.refusal(l, casework.Refuse), at
		}
		return casework.ActionInput{Action: casework.Grant, Note: t.words(l, grantNotes)}, at
	default:
		return t.study(l, n, at)
	}
}

// noted is what an inspector writes down: all is well, or one thing is not.
func (t *teller) noted(l *casework.Life, at time.Time, passed bool) form.Answers {
	r := &respondent{Rand: t.Rand, today: register.DateOf(at)}
	record, faulty := form.Answers{}, t.IntN(len(l.Service.Visit)+1)
	for i, q := range l.Service.Visit {
		switch {
		case !q.IsRequired() && r.IntN(100) < 35:
		case q.Kind == form.KindYesNo:
			record[q.Key] = passed || i != faulty
		case q.Kind == form.KindText || q.Kind == form.KindTextarea:
			record[q.Key] = t.words(l, passedNotes)
		default:
			record[q.Key] = r.typed(q, nil)
		}
	}
	return record
}

func (t *teller) study(l *casework.Life, n int, at time.Time) (casework.ActionInput, time.Time) {
	switch {
	case n < t.wrongly(l) && t.marks(l) != nil && corrections(l) < 2:
		return casework.ActionInput{Action: casework.AskCorrection, Note: t.words(l, correctNotes), Marks: t.marks(l)}, at
	case n >= 89:
		return t.refusal(l, casework.Refuse), at
	case l.Process == catalogue.Inspection:
		visit := t.hours(at.Add(time.Duration(20+t.IntN(90)) * time.Hour)).Truncate(30 * time.Minute)
		if !visit.After(at) {
			visit = visit.Add(time.Hour)
		}
		return casework.ActionInput{Action: casework.ScheduleVisit, Fields: map[string]string{"at": visit.In(workday.Zone).Format("2006-01-02T15:04"), "place": t.place(l)}}, at
	default:
		return casework.ActionInput{Action: casework.Grant, Note: t.words(l, grantNotes)}, at
	}
}

// place is where a visit goes to.
func (t *teller) place(l *casework.Life) string {
	if who, ok := t.World.Person(l.PINFL); ok {
		if region, known := catalogue.Lists().District(who.District); known {
			return region.Title.In(l.Lang)
		}
	}
	return "—"
}

// failed reports whether the visit or an authority that was asked speaks against it.
func (t *teller) failed(l *casework.Life) bool {
	for _, c := range l.Consents {
		if c.Answer == "refused" {
			return true
		}
	}
	n := len(l.Visits)
	return n > 0 && l.Visits[n-1].Passed != nil && !*l.Visits[n-1].Passed
}

// corrections is how often the applicant was asked to mend something.
func corrections(l *casework.Life) int {
	n := 0
	for _, e := range l.Events {
		if e.To == casework.ToBeCorrected && e.From != casework.ToBeCorrected {
			n++
		}
	}
	return n
}

// marks is a question that the official wants corrected; nil when nothing was asked.
func (t *teller) marks(l *casework.Life) []casework.Mark {
	for _, q := range l.Service.Form {
		if l.Answers[q.Key] != nil {
			return []casework.Mark{{Key: q.Key, Reason: t.words(l, correctNotes)}}
		}
	}
	return nil
}

// consents is the next answer of an authority that was asked, or silence when the time is over.
func (t *teller) consents(ctx context.Context, l *casework.Life) error {
	for _, c := range l.Consents {
		if c.Answer != "" {
			continue
		}
		at := t.hours(last(l).Add(time.Duration(t.Float64() * 0.4 * float64(max(c.DueAt.Sub(last(l)), time.Hour)))))
		who, ok := t.staff.pick(t.Rand, c.Authority, l.Region, account.Specialist, l.AccountID)
		if c.Assignee != 0 {
			who, ok = t.official(c.Authority, c.Assignee)
		}
		if !ok || c.Assignee == 0 && t.IntN(100) < 8 || !at.Before(c.DueAt) {
			silent := c.DueAt.Add(time.Duration(1+t.IntN(9)) * time.Minute)
			if t.over(silent) {
				return nil
			}
			return l.Silence(silent)
		}
		if t.over(at) {
			return nil
		}
		in := casework.ActionInput{Action: casework.GiveConsent, Note: t.words(l, consentNotes)}
		switch {
		case c.Assignee == 0:
			in = casework.ActionInput{Action: casework.ClaimConsent}
		case t.IntN(100) < 6:
			in = t.refusal(l, casework.RefuseConsent)
		}
		return l.Do(ctx, at, casework.Officer(who), in)
	}
	return nil
}
