package casework

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/routing"
)

// rules replaces the rules of routing of the tax committee.
func (w *world) rules(list ...routing.Rule) *routing.Store {
	w.t.Helper()
	s := routing.NewStore(w.pool, w.clock.now, w.catalogue.Snapshot)
	_, err := w.pool.Exec(w.t.Context(), `UPDATE routes SET ended_at = $1, ended_by = $2 WHERE ended_at IS NULL`, w.clock.now(), w.head.ID)
	require.NoError(w.t, err)
	for _, r := range list {
		require.NoError(w.t, s.Add(w.t.Context(), w.head, r))
	}
	return s
}

func (w *world) study() Application {
	w.t.Helper()
	return w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
}

func (w *world) arrived(a Application) Arrival {
	w.t.Helper()
	got, ok := a.Arrived()
	require.True(w.t, ok, "the event says by which rule")
	return got
}

// TestStore_route: a case goes by the first rule that fits and has somebody, in the transaction that brings it to people.
func TestStore_route(t *testing.T) {
	w := newWorld(t)
	byLoad := routing.Rule{Share: routing.Load}

	w.run("default", func(t *testing.T) {
		t.Helper()
		a := w.study()
		came := w.arrived(a)
		require.Zero(t, came.Rule.ID)
		require.Zero(t, came.Place)
		require.False(t, came.Given)
		require.Equal(t, tashkentCity, a.Region)
		require.Zero(t, a.Assignee, "anybody of the office takes it")
	})
	w.run("by load", func(t *testing.T) {
		t.Helper()
		w.rules(byLoad)
		got := map[int64]int{}
		for range 4 {
			a := w.study()
			require.True(t, w.arrived(a).Given)
			require.Equal(t, 1, w.arrived(a).Place)
			got[a.Assignee]++
		}
		require.Equal(t, map[int64]int{w.clerk.ID: 2, w.second.ID: 2}, got, "specialists of the office in turn: not the head, not another region's")
	})
	w.run("who is away gets none", func(t *testing.T) {
		t.Helper()
		now := w.clock.now()
		accounts := account.NewStore(w.pool, keyringtest.Ring(), w.clock.now)
		require.NoError(t, accounts.GoAway(t.Context(), w.clerk, account.Absence{Official: w.clerk.ID, Deputy: w.second.ID, From: now, Until: now.Add(48 * time.Hour)}))
		for range 3 {
			require.Equal(t, w.second.ID, w.study().Assignee)
		}
		w.rules(routing.Rule{Share: routing.Load, Named: []int64{w.clerk.ID}}, routing.Rule{Applicant: routing.Person, Office: samarkand, Share: routing.Load})
		a := w.study()
		require.Equal(t, w.far.ID, a.Assignee, "the rule that finds nobody at work is passed over")
		require.Equal(t, samarkand, a.Region)
		require.Equal(t, 2, w.arrived(a).Place)
		list, err := accounts.Absences(t.Context(), w.clerk)
		require.NoError(t, err)
		require.NoError(t, accounts.ComeBack(t.Context(), w.clerk, list[0].ID))
	})
	w.run("named", func(t *testing.T) {
		t.Helper()
		w.rules(routing.Rule{Service: "tax-decision", Share: routing.Pool}, routing.Rule{Service: "tax-review", Applicant: routing.Company, Share: routing.Pool},
			routing.Rule{Service: "tax-review", Territory: samarkand, Share: routing.Pool}, routing.Rule{Service: "tax-review", Share: routing.Load, Named: []int64{w.head.ID}})
		a := w.study()
		require.Equal(t, w.head.ID, a.Assignee)
		require.Equal(t, 4, w.arrived(a).Place)
		a = w.act(Officer(w.head), a.Number, ActionInput{Action: Grant})
		require.Equal(t, Done, a.State, "who got it decides it without claiming it first")
	})
	w.run("rerouted by an official", func(t *testing.T) {
		t.Helper()
		w.rules(routing.Rule{Office: tashkentCity, Share: routing.Load}, byLoad)
		a := w.study()
		require.Equal(t, tashkentCity, a.Region)
		head := Officer(w.head)
		a = w.act(head, a.Number, ActionInput{Action: Reroute, Note: "U yerda yashaydi.", Fields: map[string]string{"region": samarkand}})
		require.Equal(t, samarkand, a.Region, "no rule sends it back")
		require.Equal(t, w.far.ID, a.Assignee, "among the officials there by the rules of today")
		require.Equal(t, 2, w.arrived(a).Place)
		w.act(Officer(w.far), a.Number, ActionInput{Action: Recheck})
		w.work()
		a = w.read(a.Number)
		require.Equal(t, samarkand, a.Region, "nor do the registers")
		require.Equal(t, w.far.ID, a.Assignee)
	})
	w.run("after a correction", func(t *testing.T) {
		t.Helper()
		w.rules(byLoad)
		a := w.study()
		had := a.Assignee
		who := Officer(w.clerk)
		if had == w.second.ID {
			who = Officer(w.second)
		}
		for range 2 {
			w.study()
		}
		a = w.act(who, a.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})
		for range 3 { // he has more to do than the other by then
			more := w.study()
			if more.Assignee == had {
				continue
			}
			w.act(Officer(w.head), more.Number, ActionInput{Action: Assign, Fields: map[string]string{"official": strconv.FormatInt(had, 10)}})
		}
		err := w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "juda kerak"}})
		require.NoError(t, err)
		w.work()
		require.Equal(t, had, w.read(a.Number).Assignee, "who has it keeps it")

		a = w.act(who, a.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Yana"}}})
		require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).EndOffice(t.Context(), had))
		err = w.Resubmit(t.Context(), w.citizen, a.Number, Correction{Row: a.Row, Answers: form.Answers{"why": "zarur"}})
		require.NoError(t, err)
		w.work()
		a = w.read(a.Number)
		require.NotEqual(t, had, a.Assignee, "who has left has nothing any more")
		require.NotZero(t, a.Assignee)
	})
	w.run("nobody in the office", func(t *testing.T) {
		t.Helper()
		w.rules()
		_, err := w.pool.Exec(t.Context(), `UPDATE officials SET ended_at = $1 WHERE authority = $2 AND region IN ('', $3)`, w.clock.now(), taxes, tashkentCity)
		require.NoError(t, err)
		a := w.study()
		require.Empty(t, a.Region, "left to nobody while there is anybody")
		require.Equal(t, tashkentCity, w.arrived(a).Raised)
		require.Contains(t, w.queued(w.far, QueueUnassigned), a.Number)
	})
}

// TestStore_route_race: of cases that come at once each counts the others.
func TestStore_route_race(t *testing.T) {
	w := newWorld(t)
	w.rules(routing.Rule{Share: routing.Load})
	var ids []int64
	for range 8 {
		ids = append(ids, w.submit("tax-review", form.Answers{"why": "kerak", "more": "ha"}).ID)
	}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() { require.NoError(t, w.Assess(t.Context(), id)) })
	}
	all.Wait()
	for _, o := range []account.Official{w.clerk, w.second} {
		require.Equal(t, 4, w.count(`SELECT count(*) FROM applications WHERE assignee = $1 AND state = 'in-process'`, o.ID))
	}
	require.Equal(t, 8, w.count(`SELECT count(*) FROM application_events WHERE action = 'route' AND detail ? 'official'`))
}

// TestRouting: who may change the rules, what is no rule, and what is foreseen is what is done.
func TestRouting(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	s := w.rules()
	for who, o := range map[string]account.Official{"specialist": w.clerk, "head of a region": {ID: w.second.ID, Authority: taxes, Region: tashkentCity, Role: account.Head}, "citizen": {}} {
		require.True(t, problem.Is(s.Add(ctx, o, routing.Rule{Share: routing.Load}), problem.Forbidden), who)
	}
	for id, r := range map[string]routing.Rule{
		"route.no_service":   {Service: "nothing", Share: routing.Pool},
		"route.no_territory": {Territory: "9999", Share: routing.Pool},
		"route.no_applicant": {Applicant: "dog", Share: routing.Pool},
		"route.no_office":    {Office: "17262", Share: routing.Pool},
		"route.no_share":     {},
		"route.pool_named":   {Share: routing.Pool, Named: []int64{w.clerk.ID}},
		"route.no_official":  {Share: routing.Load, Named: []int64{w.stranger.ID}},
	} {
		require.ErrorContains(t, s.Add(ctx, w.head, r), id)
	}
	require.ErrorContains(t, s.Add(ctx, w.head, routing.Rule{Office: samarkand, Share: routing.Load, Named: []int64{w.clerk.ID}}), "route.no_official", "he can't act there")
	district := tashkentCity + "269"
	require.NoError(t, s.Add(ctx, w.head, routing.Rule{Territory: district, Office: samarkand, Share: routing.Load}))
	require.NoError(t, s.Add(ctx, w.head, routing.Rule{Share: routing.Load}))
	require.ErrorContains(t, s.Add(ctx, w.head, routing.Rule{Share: routing.Load}), "route.twice")
	list, err := s.Rules(ctx, w.clerk)
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, routing.Default(taxes), list[2], "always at the end")

	foresee := func(territory string) routing.Decision {
		t.Helper()
		d, err := s.Foresee(ctx, w.head, routing.Case{Authority: taxes, Service: "tax-review", Territory: territory})
		require.NoError(t, err)
		return d
	}
	d := foresee(district)
	require.Equal(t, 1, d.Place())
	require.Equal(t, w.far.ID, d.Official)
	d = foresee(tashkentCity)
	require.Equal(t, []routing.Why{routing.OtherTerritory, routing.Fits}, []routing.Why{d.Tried[0].Why, d.Tried[1].Why})
	a := w.study()
	require.Equal(t, d.Official, a.Assignee, "what was foreseen is done")
	_, asked, err := w.Routing(ctx, w.head, a.Number)
	require.NoError(t, err)
	require.Equal(t, tashkentCity, asked.Territory)
	_, _, err = w.Routing(ctx, w.far, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), "another region's case")
	_, err = s.Foresee(ctx, w.head, routing.Case{Authority: "ecology", Service: "x"})
	require.True(t, problem.Is(err, problem.NotFound), "another authority's rules")
	_, err = s.Foresee(ctx, w.clerk, routing.Case{Authority: taxes})
	require.True(t, problem.Is(err, problem.NotFound))

	require.NoError(t, s.Raise(ctx, w.head, list[1].ID))
	require.NoError(t, s.Raise(ctx, w.head, list[1].ID), "the first stays the first")
	require.Equal(t, 1, foresee(district).Place(), "the order decides")
	require.Equal(t, list[1].ID, foresee(district).Rule().ID)
	require.True(t, problem.Is(s.Remove(ctx, w.head, 0), problem.NotFound), "the default can't be removed")
	require.True(t, problem.Is(s.Remove(ctx, w.stranger, list[1].ID), problem.Forbidden))
	other := w.official("other-head", account.Official{Authority: "ecology", Role: account.Head})
	require.True(t, problem.Is(s.Remove(ctx, other, list[1].ID), problem.NotFound))
	require.NoError(t, s.Remove(ctx, w.head, list[1].ID))
	require.True(t, problem.Is(s.Remove(ctx, w.head, list[1].ID), problem.NotFound), "once")
	require.Equal(t, list[1].ID, w.arrived(w.read(a.Number)).Rule.ID, "the case still says how it came")
	require.Equal(t, 4, w.count(`SELECT count(*) FROM audit_entries WHERE action LIKE 'route.%'`))

	errs := make(chan error, 2)
	for range 2 {
		go func() { errs <- s.Add(ctx, w.head, routing.Rule{Service: "tax-review", Share: routing.Load}) }()
	}
	first, second := <-errs, <-errs
	require.NotEqual(t, first == nil, second == nil, "two at once are one rule: %v, %v", first, second)
}
