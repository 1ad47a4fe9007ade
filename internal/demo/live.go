package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// teller lives applications through, one after the other.
type teller struct {
	*year
	*rand.Rand
	past *casework.Past
}

// live lives a share of the plan through. What nobody can apply for is left out.
func (y *year) live(ctx context.Context, plan []planned, r *rand.Rand) ([]lived, error) {
	t := &teller{year: y, Rand: r, past: y.Cases.Past()}
	var all []lived
	for _, p := range plan {
		l, who, err := t.wished(ctx, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.svc.Code, err)
		}
		if l != nil {
			l.Until(y.now)
			said := t.opinions(l, who)
			if err := l.Seal(); err != nil {
				return nil, err
			}
			all = append(all, lived{Life: l, who: who, said: said})
		}
	}
	return all, nil
}

// attempts is how often a life is tried that has to come out in a certain way.
const attempts = 60

// wished lives one application through, again and again until it stands where it should. What cannot come out so is
// taken as it comes.
func (t *teller) wished(ctx context.Context, p planned) (l *casework.Life, who *applicant, err error) {
	for range attempts {
		next, by, err := t.begin(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if next == nil {
			if p.want == "" {
				break
			}
			continue
		}
		if err := t.unfold(ctx, next); err != nil {
			return nil, nil, err
		}
		l, who = next, by
		if p.want == "" || l.State == p.want {
			break
		}
	}
	return l, who, nil
}

// tries is how many people look at a service before one applies: most who would be refused see it and go.
const tries = 6

// begin finds somebody who applies, fills in the form and lets the machine assess it.
func (t *teller) begin(ctx context.Context, p planned) (*casework.Life, *applicant, error) {
	for n := range tries {
		who := p.who
		if who == nil {
			among := t.people.of(p.svc, p.region)
			if len(among) == 0 {
				return nil, nil, nil
			}
			who = &among[t.IntN(len(among))]
		}
		l, err := t.submit(ctx, p, who)
		if err != nil {
			return nil, nil, err
		}
		if l == nil {
			continue
		}
		if err := l.Assess(ctx, p.at.Add(time.Duration(1+t.IntN(12))*time.Second)); err != nil {
			return nil, nil, err
		}
		outcome := l.Assessments[0].Outcome.Outcome
		goes := map[catalogue.Outcome]int{catalogue.Grant: 100, catalogue.ToReview: 30, catalogue.Correct: 14, catalogue.Refuse: 9}[outcome]
		if p.want == toMend && outcome == catalogue.Correct || p.want == refused && outcome == catalogue.Refuse {
			goes = 100
		}
		if t.IntN(100) < goes || n == tries-1 && t.IntN(100) < 40 {
			return l, who, nil
		}
	}
	return nil, nil, nil
}

func (t *teller) submit(ctx context.Context, p planned, who *applicant) (*casework.Life, error) {
	pinfl := who.Principal.PINFL
	facts, err := t.past.Facts(ctx, p.svc, pinfl, nil, nil, p.at)
	if err != nil {
		return nil, err
	}
	r := t.respondent(ctx, pinfl, p.at)
	answers, ok := r.answers(p.svc, facts)
	if !ok {
		return nil, nil
	}
	if facts, err = t.past.Facts(ctx, p.svc, pinfl, answers, facts, p.at); err != nil {
		return nil, err
	}
	l := t.past.Submit(who.Principal, p.svc, answers, facts, t.lang(who), p.at)
	if r.held != nil {
		l.Held = &casework.Holding{Office: r.held.office, At: r.held.at, Place: r.held.place}
	}
	return l, nil
}

func (t *teller) respondent(ctx context.Context, pinfl string, at time.Time) *respondent {
	source := registers.Direct{World: t.World, Now: func() time.Time { return at }}
	return &respondent{
		Rand: t.Rand, world: t.World, pinfl: pinfl, today: register.DateOf(at), book: t.diary.book,
		read: func(code, key, pinfl string, fields ...string) register.Fact {
			fact, err := source.Read(ctx, register.Request{Register: code, Key: key, Applicant: pinfl, Fields: fields})
			if err != nil {
				return register.Fact{Register: code, Key: key}
			}
			return fact
		},
	}
}

func (t *teller) lang(who *applicant) locale.Lang {
	switch n := t.IntN(100); {
	case who.named && who.Citizenship == "UZB":
		return locale.Uz
	case who.named:
		return locale.Ru
	case n < 68:
		return locale.Uz
	case n < 74:
		return locale.UzCyrl
	case n < 96:
		return locale.Ru
	default:
		return locale.En
	}
}

// unfold lets everything happen that has happened until now.
func (t *teller) unfold(ctx context.Context, l *casework.Life) error {
	// How much of the term the officials need: most stay within it, some do not, a few cases lie.
	pace := 0.12 + 0.75*t.Float64()
	switch n := t.IntN(100); {
	case n < 4:
		pace = 4
	case n < 15:
		pace = 1.02 + 0.5*t.Float64()
	}
	pace *= slowness(l)
	for range 60 {
		before := l.Row
		var err error
		switch l.State {
		case casework.AwaitingPayment:
			err = t.pays(ctx, l)
		case casework.ToBeCorrected:
			err = t.corrects(ctx, l)
		case casework.InProcess:
			err = t.works(ctx, l, pace)
		case casework.Refused:
			err = t.appeals(ctx, l)
		case casework.Appealed:
			err = t.hears(ctx, l)
		default:
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s/%s: %w", l.State, l.Step, err)
		}
		if l.Row == before {
			return nil // the rest lies in the future
		}
	}
	return nil
}

// last is when something happened last.
func last(l *casework.Life) time.Time { return l.Events[len(l.Events)-1].At }

// over reports whether that moment is still to come.
func (t *teller) over(at time.Time) bool { return at.After(t.now) }

// between is a moment between low and high after the last one.
func (t *teller) between(l *casework.Life, low, high time.Duration) time.Time {
	return last(l).Add(low + time.Duration(t.Float64()*float64(high-low)))
}

func (t *teller) pays(ctx context.Context, l *casework.Life) error {
	n := t.IntN(100)
	at := t.between(l, 2*time.Minute, 50*time.Minute)
	if n >= 60 {
		at = t.between(l, time.Hour, 70*time.Hour)
	}
	switch {
	case n >= 84 && n < 87:
		return t.withdraws(ctx, l, at)
	case n >= 87, at.After(l.DueAt):
		return t.lapses(l)
	case t.over(at):
		return nil
	default:
		return l.Pay(at)
	}
}

func (t *teller) lapses(l *casework.Life) error {
	if at := l.DueAt.Add(time.Duration(1+t.IntN(9)) * time.Minute); !t.over(at) {
		return l.Lapse(at)
	}
	return nil
}

func (t *teller) withdraws(ctx context.Context, l *casework.Life, at time.Time) error {
	if t.over(at) {
		return nil
	}
	return l.Do(ctx, at, t.citizen(l), casework.ActionInput{Action: casework.Withdraw})
}

func (t *teller) citizen(l *casework.Life) casework.Actor {
	return casework.Citizen(account.Principal{AccountID: l.AccountID, Name: l.Applicant, PINFL: l.PINFL})
}

// corrects mends what was marked. Where nothing was, the cause lies in a register and most give up.
func (t *teller) corrects(ctx context.Context, l *casework.Life) error {
	at := t.between(l, 40*time.Minute, 90*time.Hour)
	n := t.IntN(100)
	switch {
	case n < 8:
		return t.withdraws(ctx, l, at)
	case n >= 72, len(l.Marks) == 0, at.After(l.DueAt):
		return t.lapses(l)
	case t.over(at):
		return nil
	}
	today := register.DateOf(at)
	var answers form.Answers
	facts := l.Facts
	for range 12 {
		known := register.Facts{}
		for code, fact := range l.Facts {
			if code != register.CompanyKey && code != register.FoundKey {
				known[code] = fact
			}
		}
		mended, ok := t.respondent(ctx, l.PINFL, at).answers(l.Service, known)
		if !ok {
			continue
		}
		for _, q := range l.Service.Form { // times and files stay as they were
			if q.Kind == form.KindSlot || q.Kind == form.KindFile {
				if delete(mended, q.Key); l.Answers[q.Key] != nil {
					mended[q.Key] = l.Answers[q.Key]
				}
			}
		}
		read, err := t.past.Facts(ctx, l.Service, l.PINFL, mended, known, at)
		if err != nil {
			return err
		}
		answers, facts = mended, read
		if l.Service.Assess(catalogue.Input{Facts: read, Form: mended, Today: today}).Outcome == catalogue.Grant {
			break
		}
	}
	if answers == nil {
		return t.lapses(l)
	}
	if err := l.Resubmit(at, answers, facts); err != nil {
		return err
	}
	return l.Assess(ctx, at.Add(time.Duration(1+t.IntN(9))*time.Second))
}

// appeals is rare, and within days of the refusal.
func (t *teller) appeals(ctx context.Context, l *casework.Life) error {
	if len(l.Appeals) > 0 || t.IntN(100) >= 6 {
		return nil
	}
	at := t.between(l, 3*time.Hour, 6*24*time.Hour)
	if t.over(at) {
		return nil
	}
	action := casework.RequestReview
	if l.Remedy() == casework.Appealing {
		action = casework.FileAppeal
	}
	return l.Do(ctx, at, t.citizen(l), casework.ActionInput{Action: action, Note: t.words(l, appealNotes)})
}

func (t *teller) hears(ctx context.Context, l *casework.Life) error {
	at := t.hours(t.between(l, 30*time.Hour, 14*24*time.Hour))
	who, ok := t.staff.pick(t.Rand, l.Authority, l.Region, account.Head, l.DecidedBy, l.PreparedBy, l.AccountID)
	if !ok || t.over(at) {
		return nil
	}
	action, notes := casework.Uphold, upheldNotes
	switch n := t.IntN(100); {
	case n < 30:
		action, notes = casework.Overturn, overturnedNotes
	case n < 45:
		action, notes = casework.Oblige, obligedNotes
	}
	return l.Do(ctx, at, casework.Officer(who), casework.ActionInput{Action: action, Note: t.words(l, notes)})
}

// hours moves a moment into the office hours of a working day.
func (t *teller) hours(at time.Time) time.Time {
	local := at.In(workday.Zone)
	for !t.Calendar.Works(local) || local.Hour() >= 18 {
		local = time.Date(local.Year(), local.Month(), local.Day()+1, 9, t.IntN(60), t.IntN(60), 0, workday.Zone)
	}
	if local.Hour() < 9 {
		local = time.Date(local.Year(), local.Month(), local.Day(), 9, t.IntN(60), t.IntN(60), 0, workday.Zone)
	}
	return local
}

func (t *teller) words(l *casework.Life, of []locale.Text) string {
	return of[t.IntN(len(of))].In(l.Lang)
}

// refusal is one of the refusals, by that action.
func (t *teller) refusal(l *casework.Life, action casework.Action) casework.ActionInput {
	r := refusals[t.IntN(len(refusals))]
	return casework.ActionInput{Action: action, Note: r.note.In(l.Lang), Fields: map[string]string{"ground": r.ground}}
}
