package casework

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/workday"
)

// tracked is a service of every track on which people work, and one that the rules decide.
var tracked = map[string]form.Answers{
	"tax-decision": {"sum": 2e6, "why": "kerak"}, "tax-review": {"why": "kerak", "more": "ha"}, "tax-approval": {}, "tax-inspection": {}, "tax-consent": {"why": "kerak"},
}

// cast is who can act in a case besides its applicant: three of the authority, and one of each that is asked.
func (w *world) cast() []account.Official {
	return []account.Official{
		w.clerk, w.head, w.official("deputy", account.Official{Authority: taxes, Role: account.Head}),
		w.stranger, w.official("water", account.Official{Authority: "water", Region: tashkentCity, Role: account.Specialist}),
	}
}

// doing is what an official types into the form of an action.
func doing(a Application, action Action, actor Actor, now time.Time) ActionInput {
	in := ActionInput{Action: action, Row: a.Row, Note: "Asosi shu.", Fields: map[string]string{}, Record: looked}
	need := a.InputFor(action, actor)
	if need.Note == No {
		in.Note = ""
	}
	if need.Marks && len(a.Service.Form) > 0 {
		in.Marks = []Mark{{Key: "why"}}
	}
	for _, f := range need.Fields {
		switch f.Kind {
		case "date-time":
			in.Fields[f.Name] = worktime(now)
		case "official":
		case "yesno":
			in.Fields[f.Name] = "yes"
		case groundField:
			in.Fields[f.Name] = "other"
		case authorityField:
			in.Fields[f.Name] = "ecology"
			if slices.ContainsFunc(a.OpenOpinions(), func(x consent.Opinion) bool { return x.Authority == "ecology" }) {
				in.Fields[f.Name] = "water"
			}
		case opinionField:
			in.Fields[f.Name] = itoa(a.OpenOpinions()[0].ID)
		case whereField, daysField:
		default:
			in.Fields[f.Name] = "Chilonzor 5"
		}
	}
	return in
}

// worktime is a time at which every office works, as the form of a visit sends it.
func worktime(now time.Time) string {
	at := now.AddDate(0, 0, 2)
	for !workday.New().Works(at) {
		at = at.AddDate(0, 0, 1)
	}
	return booking.Midnight(at).Add(10 * time.Hour).In(workday.Zone).Format("2006-01-02T15:04")
}

// TestTable_alive walks through everything that can happen to a case of each track, with guards and all: whoever acts,
// in whatever order, people, the clock and the machine can bring the case to a decision from wherever it stands.
func TestTable_alive(t *testing.T) {
	w := newWorld(t)
	people := w.cast()
	for code, answers := range tracked {
		svc, ok := w.catalogue.Snapshot().Service(code)
		require.True(t, ok)
		m := &maze{t: t, people: people, past: w.Past(), edges: map[string][]string{}, seen: map[string]*Life{}}
		facts := register.Facts{
			"person": {Register: "person", Value: map[string]any{"region": tashkentCity, "full_name": "Karimov"}}, "tax": {Register: "tax", Value: map[string]any{"debt": 0.0}},
			"social": {Register: "social", Value: map[string]any{"in_register": false}},
		}
		m.visit(m.past.Submit(w.citizen, svc, answers, facts, locale.Uz, w.clock.now()))
		for len(m.queue) > 0 {
			at := m.queue[0]
			m.queue = m.queue[1:]
			m.explore(at)
		}
		t.Logf("%s: %d places, %d ways", code, len(m.seen), m.ways)
		decided := m.canDecide()
		for key, l := range m.seen {
			require.True(t, l.State.Final() || decided[key], "%s: a case can't get out of %s: %v", code, key, history(l.Events))
		}
	}
}

func history(events []Event) (list []string) {
	for _, e := range events {
		list = append(list, string(e.Action))
	}
	return list
}

// maze is every place of one track that was found, and the ways between them.
type maze struct {
	t      *testing.T
	people []account.Official
	past   *Past
	seen   map[string]*Life
	edges  map[string][]string // from a place to those that lead to it
	queue  []string
	ways   int
}

// key is all that guards and the machine look at.
func (m *maze) key(l *Life) string {
	var b strings.Builder
	fmt.Fprint(&b, l.State, "/", l.Step, " resume=", l.Resume, " assignee=", l.Assignee, " prepared=", l.PreparedBy, " decided=", l.DecidedBy, " proposal=", l.Proposal)
	fmt.Fprint(&b, " asked=", l.asked())
	if l.Invoice != nil {
		fmt.Fprint(&b, " invoice=", l.Invoice.Status)
	}
	if p := l.Appeal(); p != nil {
		fmt.Fprint(&b, " appeal=", p.Kind, p.Outcome)
	}
	fmt.Fprint(&b, " remedy=", l.Remedy())
	for _, v := range l.Visits[max(0, len(l.Visits)-1):] {
		fmt.Fprint(&b, " visited=", v.Passed != nil)
	}
	for _, c := range l.Consents {
		fmt.Fprint(&b, " ", c.Authority, "=", c.Answer, c.Assignee, l.changedSince(c.AskedAt))
	}
	return b.String()
}

func (m *maze) visit(l *Life) string {
	key := m.key(l)
	if m.seen[key] == nil {
		m.seen[key] = l
		m.queue = append(m.queue, key)
	}
	return key
}

// explore takes every way out of a place but the applicant's giving up.
func (m *maze) explore(from string) {
	l := m.seen[from]
	at := last(l).Add(time.Minute)
	try := func(do func(l *Life) error) {
		next := copied(l)
		require.NoError(m.t, do(next), "%s: %v", from, history(l.Events))
		to := m.visit(next)
		m.edges[to] = append(m.edges[to], from)
		m.ways++
	}
	ctx := m.t.Context()
	switch l.State {
	case New:
		try(func(l *Life) error { return l.Assess(ctx, at) })
	case AwaitingPayment:
		try(func(l *Life) error { return l.Pay(at) })
		try(func(l *Life) error { return l.Lapse(l.DueAt.Add(time.Minute)) })
	case ToBeCorrected:
		same, changed := maps.Clone(l.Answers), maps.Clone(l.Answers)
		changed["why"] = fmt.Sprint(changed["why"], "!")
		try(func(l *Life) error { return l.Resubmit(at, same, l.Facts) })
		try(func(l *Life) error { return l.Resubmit(at, changed, l.Facts) })
		try(func(l *Life) error { return l.Lapse(l.DueAt.Add(time.Minute)) })
	default: // people act
	}
	if l.Step == Consents && consent.Open(l.Consents) {
		try(func(l *Life) error { return l.Silence(l.Consents[0].DueAt.Add(time.Hour * 24)) })
	}
	actors := []Actor{Citizen(l.who)}
	for _, o := range m.people {
		actors = append(actors, Officer(o))
	}
	for _, actor := range actors {
		require.NoError(m.t, l.askFee(ctx))
		for _, action := range l.ActionsFor(actor) {
			in := doing(l.Application, action, actor, at)
			if slices.Contains([]Action{Withdraw, PayFee, Resubmit, Assign, Reroute, AskOpinion}, action) || action == AskCorrection && len(in.Marks) == 0 || action == Recheck && len(l.Assessments) > 3 {
				continue
			}
			try(func(l *Life) error { return l.Do(ctx, at, actor, in) })
		}
	}
}

// canDecide is the places from which a decision can be reached.
func (m *maze) canDecide() map[string]bool {
	can := map[string]bool{}
	var queue []string
	for key, l := range m.seen {
		if l.State == Done || l.State == Refused {
			can[key], queue = true, append(queue, key)
		}
	}
	for len(queue) > 0 {
		to := queue[0]
		queue = queue[1:]
		for _, from := range m.edges[to] {
			if !can[from] {
				can[from], queue = true, append(queue, from)
			}
		}
	}
	return can
}

func last(l *Life) time.Time { return l.Events[len(l.Events)-1].At }

// copied is a life that goes another way from here.
func copied(l *Life) *Life {
	c := *l
	c.Events, c.Consents, c.Visits = slices.Clip(slices.Clone(l.Events)), slices.Clone(l.Consents), slices.Clone(l.Visits)
	c.Assessments, c.Documents, c.messages = slices.Clone(l.Assessments), slices.Clone(l.Documents), nil
	c.billed, c.paidBy = slices.Clone(l.billed), maps.Clone(l.paidBy)
	if len(c.billed) > 0 {
		c.Invoice = &c.billed[len(c.billed)-1]
	}
	c.Appeals = slices.Clone(l.Appeals)
	return &c
}

// TestStore_anything lets everybody do anything that they may, in any order, on a real database, and then brings the
// case to its end with what people, the clock and the machine do by themselves: no case stays where it is.
func TestStore_anything(t *testing.T) {
	w := newWorld(t)
	people := w.cast()
	codes := slices.Sorted(maps.Keys(tracked))
	for seed := range uint64(25) {
		dice := rand.New(rand.NewPCG(seed, 5))
		code := codes[int(seed)%len(codes)]
		number := w.submit(code, tracked[code]).Number
		for range 4 + dice.IntN(12) {
			w.anything(number, people, dice)
		}
		for range 30 {
			if w.read(number).State.Final() {
				break
			}
			w.onward(number, people)
		}
		a := w.read(number)
		require.True(t, a.State.Final(), "seed %d, %s: stands in %s/%s: %v", seed, code, a.State, a.Step, history(a.Events))
		require.Zero(t, w.count(`SELECT count(*) FROM invoices WHERE application_id = $1 AND status = 'open'`, a.ID), "nothing is to be paid for a closed case")
		require.Equal(t, a.State == Done, w.count(`SELECT count(*) FROM documents WHERE application_id = $1 AND revoked_at IS NULL`, a.ID) > 0, "seed %d: a result is there exactly when it was granted", seed)
		require.NoError(t, w.SilenceDue(t.Context()))
		require.Equal(t, a.Row, w.read(number).Row, "what is closed is left alone")
	}
}

// anything is one thing that somebody may do, or time that passes.
func (w *world) anything(number string, people []account.Official, dice *rand.Rand) {
	w.t.Helper()
	a, ctx := w.read(number), w.t.Context()
	w.clock.forward(time.Minute)
	switch roll := dice.IntN(10); {
	case a.State == New:
		require.NoError(w.t, w.Assess(ctx, a.ID))
	case roll == 1:
		w.clock.forward(time.Duration(1+dice.IntN(4)) * 24 * time.Hour)
		require.NoError(w.t, errors.Join(w.LapseDue(ctx), w.SilenceDue(ctx), w.OpinionsDue(ctx)))
	case a.State == AwaitingPayment:
		require.NoError(w.t, w.settle(ctx, a, newToken()))
	case a.State == ToBeCorrected:
		why := "kerak"
		if dice.IntN(2) == 0 {
			why = fmt.Sprint(roll, dice.IntN(1000))
		}
		err := w.Resubmit(ctx, w.citizen, number, Correction{Row: a.Row, Answers: form.Answers{"why": why}})
		require.NoError(w.t, err)
	default:
		actor := Citizen(w.citizen)
		if dice.IntN(8) > 0 {
			actor = Officer(people[dice.IntN(len(people))])
		}
		possible := slices.DeleteFunc(a.ActionsFor(actor), func(x Action) bool {
			return x == Assign || x == Reroute || x == Withdraw && dice.IntN(6) > 0 || x == AskOpinion && len(a.OpenOpinions()) > 1
		})
		if len(possible) == 0 {
			return
		}
		in := doing(a, possible[dice.IntN(len(possible))], actor, w.clock.now())
		if in.Action == AskCorrection && len(in.Marks) == 0 {
			return
		}
		err := w.Act(w.as(actor), actor, number, in)
		require.NoError(w.t, err, "%s in %s/%s: %v", in.Action, a.State, a.Step, history(a.Events))
	}
}

// onward is what brings a case nearer to its end: work that is done, or a term that passes.
func (w *world) onward(number string, people []account.Official) {
	w.t.Helper()
	require.NoError(w.t, w.Assess(w.t.Context(), w.read(number).ID))
	a := w.read(number)
	forward := []Action{GiveConsent, ApproveProposal, Grant, ProposeGrant, RecordResult, ScheduleVisit, Uphold, ClaimConsent, Claim}
	for _, action := range forward {
		for _, o := range people {
			if slices.Contains(a.ActionsFor(Officer(o)), action) {
				w.act(Officer(o), number, doing(a, action, Officer(o), w.clock.now()))
				return
			}
		}
	}
	w.clock.forward(20 * 24 * time.Hour)
	require.NoError(w.t, errors.Join(w.LapseDue(w.t.Context()), w.SilenceDue(w.t.Context())))
}
