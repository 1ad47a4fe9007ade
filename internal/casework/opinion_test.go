package casework

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/problem"
)

func (w *world) heard(event string, o account.Official) int {
	w.t.Helper()
	return w.count(`SELECT count(*) FROM messages WHERE event = $1 AND account_id = $2 AND office = $3`, event, o.ID, o.Authority)
}

func asking(authority, region, days string) ActionInput {
	return ActionInput{Action: AskOpinion, Note: "Bu yer kimniki?", Fields: map[string]string{"authority": authority, "where": region, "days": days}}
}

// TestStore_opinion: an official who has a case asks another office; the case runs on, and what is answered decides nothing.
func TestStore_opinion(t *testing.T) {
	w := newWorld(t)
	clerk, stranger := Officer(w.clerk), Officer(w.stranger)
	local := w.official("local", account.Official{Authority: "ecology", Region: samarkand, Role: account.Specialist})
	a := w.study()
	err := w.try(clerk, a.Number, asking("ecology", "", ""))
	require.ErrorContains(t, err, "claim_first")
	a = w.act(clerk, a.Number, ActionInput{Action: Claim})
	term, due := a.TermAt, a.DueAt

	for id, in := range map[string]ActionInput{
		"field_needed.authority": asking("", "", ""), "field_needed.where": asking("ecology", "99", ""),
		"opinion_own": asking(taxes, tashkentCity, ""), "opinion_days": asking("ecology", "", "11"), "opinion_nobody": asking("water", "", ""),
	} {
		err = w.try(clerk, a.Number, in)
		require.ErrorContains(t, err, id)
	}
	err = w.try(clerk, a.Number, ActionInput{Action: AskOpinion, Fields: map[string]string{"authority": "ecology"}})
	require.ErrorContains(t, err, "note_needed")
	_, err = w.Case(t.Context(), w.stranger, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), "not before it is asked")

	a = w.act(clerk, a.Number, asking("ecology", samarkand, ""))
	require.Equal(t, InProcess, a.State)
	require.Equal(t, w.clerk.ID, a.Assignee)
	require.True(t, a.TermAt.Equal(term) && a.DueAt.Equal(due) && a.StoppedAt == nil, "the clock runs on")
	require.True(t, a.Opinions[0].DueAt.Equal(w.calendar.Add(w.clock.now(), OpinionDays)))
	err = w.try(clerk, a.Number, asking("ecology", "", ""))
	require.ErrorContains(t, err, "opinion_twice")
	require.Equal(t, 1, w.heard("opinion-asked", local))
	require.Zero(t, w.heard("opinion-asked", w.stranger), "who sits there is told")
	require.Equal(t, []string{a.Number}, w.queued(local, QueueOpinions))
	require.Equal(t, []string{a.Number}, w.queued(w.stranger, QueueOpinions), "the head office sees every office's")
	elsewhere := w.official("elsewhere", account.Official{Authority: "ecology", Region: tashkentCity, Role: account.Specialist})
	require.Empty(t, w.queued(elsewhere, QueueOpinions), "another office of the same authority is not asked")
	require.Empty(t, w.queued(w.clerk, QueueOpinions))

	seen, err := w.Case(t.Context(), local, a.Number)
	require.NoError(t, err)
	require.Equal(t, []Action{AnswerOpinion}, seen.ActionsFor(Officer(local)), "read, and one answer")
	require.Equal(t, 1, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.view' AND actor = $1 AND object = $2`, local.ID, "application:"+a.Number), "the applicant sees who looked")
	for who, o := range map[string]account.Official{"another office": elsewhere, "another authority": {ID: 999, Authority: "water", Role: account.Head}, "task force": {ID: 998, Role: account.TaskForce}} {
		err = w.try(Officer(o), a.Number, ActionInput{Action: AnswerOpinion, Note: "x"})
		require.True(t, problem.Is(err, problem.NotFound), who)
	}
	err = w.try(clerk, a.Number, ActionInput{Action: AnswerOpinion, Note: "x"})
	require.True(t, problem.Is(err, problem.Forbidden), "who asks does not answer")
	err = w.try(Officer(local), a.Number, ActionInput{Action: AnswerOpinion})
	require.ErrorContains(t, err, "note_needed")

	w.run("late", func(t *testing.T) {
		t.Helper()
		require.NoError(t, w.OpinionsDue(t.Context()))
		require.Zero(t, w.heard("opinion-late", local))
		w.clock.forward(6 * 24 * time.Hour)
		for range 2 {
			require.NoError(t, w.OpinionsDue(t.Context()))
		}
		require.Equal(t, 1, w.heard("opinion-late", local), "once")
		require.Equal(t, 1, w.heard("opinion-waited", w.clerk))
	})
	w.run("two answers at once", func(t *testing.T) {
		t.Helper()
		row := w.read(a.Number).Row
		var errs [2]error
		var all sync.WaitGroup
		for i, o := range []account.Official{local, w.stranger} {
			all.Go(func() {
				errs[i] = w.Act(t.Context(), Officer(o), a.Number, ActionInput{Action: AnswerOpinion, Note: "Davlatniki.", Row: row})
			})
		}
		all.Wait()
		require.NotEqual(t, errs[0] == nil, errs[1] == nil, "one: %v, %v", errs[0], errs[1])
		require.Equal(t, 1, w.heard("opinion-answered", w.clerk))
		require.Empty(t, w.queued(local, QueueOpinions))
		x := w.read(a.Number).Opinions[0]
		require.Equal(t, "Davlatniki.", x.Answer)
		require.NotNil(t, x.AnsweredAt)
	})
	_, err = w.Case(t.Context(), local, a.Number)
	require.NoError(t, err, "the office still sees what it said")
	for _, e := range w.read(a.Number).Events {
		if e.Action == AskOpinion || e.Action == AnswerOpinion {
			require.Empty(t, e.Note, "the applicant reads that an office was asked, not what was said")
			require.Equal(t, "ecology", e.Detail["authority"])
		}
	}
	w.clock.forward(6 * 24 * time.Hour)
	_, err = w.Case(t.Context(), local, a.Number)
	require.True(t, problem.Is(err, problem.NotFound), "and then no longer")

	w.run("taken back", func(t *testing.T) {
		t.Helper()
		a := w.act(clerk, a.Number, asking("ecology", samarkand, "1"))
		id := itoa(a.Opinions[1].ID)
		take := ActionInput{Action: WithdrawOpinion, Fields: map[string]string{"opinion": id}}
		err := w.try(Officer(w.second), a.Number, take)
		require.ErrorContains(t, err, "claimed", "whose case it is not")
		err = w.try(clerk, a.Number, ActionInput{Action: WithdrawOpinion, Fields: map[string]string{"opinion": itoa(a.Opinions[0].ID)}})
		require.ErrorContains(t, err, "field_needed.opinion", "what is answered stays")
		w.act(clerk, a.Number, take)
		require.Equal(t, 1, w.heard("opinion-withdrawn", local))
		err = w.try(stranger, a.Number, ActionInput{Action: AnswerOpinion, Note: "x"})
		require.True(t, problem.Is(err, problem.NotFound))
	})
	w.run("an office of the own authority, and the end of the case", func(t *testing.T) {
		t.Helper()
		a := w.act(clerk, a.Number, asking(taxes, samarkand, ""))
		require.Equal(t, []string{a.Number}, w.queued(w.far, QueueOpinions))
		require.Equal(t, []Action{AnswerOpinion}, w.caseOf(w.far, a.Number).ActionsFor(Officer(w.far)))
		now := w.clock.now()
		require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).GoAway(t.Context(), w.clerk, account.Absence{Official: w.clerk.ID, Deputy: w.second.ID, From: now, Until: now.Add(time.Hour)}))
		w.act(Officer(w.far), a.Number, ActionInput{Action: AnswerOpinion, Note: "Bizda yoʻq."})
		require.Equal(t, 1, w.heard("opinion-answered", w.second), "the deputy of who has the case hears it too")
		w.act(clerk, a.Number, asking("ecology", "", ""))
		a = w.act(clerk, a.Number, ActionInput{Action: Grant})
		require.Equal(t, Done, a.State, "nothing waits for an answer")
		require.Empty(t, a.OpenOpinions())
		require.Empty(t, w.queued(w.stranger, QueueOpinions))
		_, err := w.Case(t.Context(), w.stranger, a.Number)
		require.True(t, problem.Is(err, problem.NotFound))
	})
}

func (w *world) caseOf(o account.Official, number string) Application {
	w.t.Helper()
	a, err := w.Case(w.t.Context(), o, number)
	require.NoError(w.t, err)
	return a
}
