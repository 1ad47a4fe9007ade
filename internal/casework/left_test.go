package casework

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/consent"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
)

// TestReleaseLeft: what an official had when his office ended comes back to those who can go on with it, and nobody waits
// for him.
func TestReleaseLeft(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	answers := form.Answers{"why": "kerak", "more": "ha"}
	a, b, kept := w.apply("tax-review", answers), w.apply("tax-review", answers), w.apply("tax-review", answers)
	for _, n := range []string{a.Number, b.Number} {
		w.act(Officer(w.clerk), n, ActionInput{Action: Claim})
	}
	w.act(Officer(w.second), kept.Number, ActionInput{Action: Claim})
	proposed := w.apply("tax-approval", form.Answers{})
	require.NoError(t, w.settle(ctx, proposed, "paid"))
	w.act(Officer(w.clerk), proposed.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), proposed.Number, ActionInput{Action: ProposeGrant, Note: "Hammasi joyida."})
	require.NoError(t, w.ReleaseLeft(ctx))
	require.Equal(t, w.clerk.ID, w.read(a.Number).Assignee, "who is in office keeps what he has")

	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).EndOffice(ctx, w.clerk.ID))
	returned := w.act(Officer(w.head), proposed.Number, ActionInput{Action: Return, Note: "Yana qarang."})
	require.Zero(t, returned.Assignee, "who prepared it is not there to mend it")
	_, err := w.pool.Exec(ctx, `UPDATE ladders SET next_at = $1`, w.clock.now())
	require.NoError(t, err)
	w.clock.forward(time.Second)
	require.NoError(t, w.EscalateDue(ctx))
	warned := func(id int64, number string) int {
		return w.count(`SELECT count(*) FROM messages WHERE account_id = $1 AND number = $2 AND event = 'escalate-80'`, id, number)
	}
	require.Equal(t, []int{0, 1}, []int{warned(w.clerk.ID, a.Number), warned(w.second.ID, a.Number)}, "the desk is warned, not who left")

	for range 2 {
		require.NoError(t, w.ReleaseLeft(ctx))
	}
	for _, n := range []string{a.Number, b.Number} {
		got := w.read(n)
		require.Zero(t, got.Assignee)
		last := got.Events[len(got.Events)-1]
		require.Equal(t, []string{string(Release), "machine"}, []string{string(last.Action), last.Kind})
		require.Contains(t, got.ActionsFor(Officer(w.second)), Claim)
	}
	require.Equal(t, w.second.ID, w.read(kept.Number).Assignee)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE account_id = $1 AND event = 'cases-left' AND (args->>'N')::int = 2`, w.head.ID))

	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).GrantOfficial(ctx, w.second.ID, account.Official{Authority: taxes, Region: samarkand, Role: account.Specialist}))
	require.NoError(t, w.ReleaseLeft(ctx))
	require.Zero(t, w.read(kept.Number).Assignee, "nor who serves elsewhere now")
}

// TestReleaseLeft_others: a request for consent and a visit that somebody who left was to see to do not wait for him either.
func TestReleaseLeft_others(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	accounts := account.NewStore(w.pool, keyringtest.Ring(), w.clock.now)
	green := w.official("green", account.Official{Authority: "ecology", Role: account.Head})
	asked := w.apply("tax-consent", form.Answers{"why": "kerak"})
	w.act(Officer(w.stranger), asked.Number, ActionInput{Action: ClaimConsent})
	plan := func() Application {
		a := w.apply("tax-inspection", form.Answers{})
		w.act(Officer(w.clerk), a.Number, ActionInput{Action: Claim})
		return w.act(Officer(w.clerk), a.Number, ActionInput{Action: ScheduleVisit, Fields: map[string]string{
			"at": "2026-11-27T10:00", "place": "Navoiy 1", "inspector": strconv.FormatInt(w.second.ID, 10),
		}})
	}
	visited, freed := plan(), plan()
	w.act(Officer(w.clerk), freed.Number, ActionInput{Action: Release})
	require.NoError(t, w.ReleaseLeft(ctx))
	require.Equal(t, w.stranger.ID, consent.Of(w.read(asked.Number).Consents, "ecology").Assignee, "who is in office keeps what he has")
	require.Equal(t, w.second.ID, w.read(visited.Number).OpenVisit().Inspector)

	require.NoError(t, accounts.EndOffice(ctx, w.stranger.ID))
	require.NoError(t, accounts.EndOffice(ctx, w.second.ID))
	for range 2 {
		require.NoError(t, w.ReleaseLeft(ctx))
	}
	told := func(who int64, event, number string) int {
		return w.count(`SELECT count(*) FROM messages WHERE account_id = $1 AND event = $2 AND number = $3`, who, event, number)
	}
	asked = w.read(asked.Number)
	require.Zero(t, consent.Of(asked.Consents, "ecology").Assignee)
	last := asked.Events[len(asked.Events)-1]
	require.Equal(t, []string{string(ReleaseConsent), "machine"}, []string{string(last.Action), last.Kind})
	require.Equal(t, 1, told(green.ID, "cases-left", ""))
	w.act(Officer(green), asked.Number, ActionInput{Action: ClaimConsent})

	v := w.read(visited.Number).OpenVisit()
	require.Zero(t, v.Inspector)
	require.True(t, v.At.Equal(visited.OpenVisit().At), "the applicant waits at that time")
	require.Equal(t, w.clerk.ID, w.read(visited.Number).Assignee)
	require.Equal(t, []int{1, 0}, []int{told(w.clerk.ID, "visit-to-plan", visited.Number), told(w.head.ID, "visit-to-plan", visited.Number)}, "who has the case")
	require.Equal(t, 1, told(w.clerk.ID, "visit-to-plan", freed.Number), "or the desk")
}

// TestReleaseLeft_each: one case that cannot be released keeps no other one, and what came back is told.
func TestReleaseLeft_each(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	answers := form.Answers{"why": "kerak", "more": "ha"}
	a, b := w.apply("tax-review", answers), w.apply("tax-review", answers)
	for _, n := range []string{a.Number, b.Number} {
		w.act(Officer(w.clerk), n, ActionInput{Action: Claim})
	}
	require.NoError(t, account.NewStore(w.pool, keyringtest.Ring(), w.clock.now).EndOffice(ctx, w.clerk.ID))
	_, err := w.pool.Exec(ctx, `UPDATE applications SET row = $2 WHERE id = $1`, a.ID, math.MaxInt32) // the next one is out of range
	require.NoError(t, err)
	require.Error(t, w.ReleaseLeft(ctx))
	require.Equal(t, w.clerk.ID, w.read(a.Number).Assignee)
	require.Zero(t, w.read(b.Number).Assignee)
	require.Equal(t, 1, w.count(`SELECT count(*) FROM messages WHERE account_id = $1 AND event = 'cases-left' AND (args->>'N')::int = 1`, w.head.ID))
}
