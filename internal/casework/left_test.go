package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
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

	require.NoError(t, account.NewStore(w.pool, w.clock.now).EndOffice(ctx, w.clerk.ID))
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

	require.NoError(t, account.NewStore(w.pool, w.clock.now).GrantOfficial(ctx, w.second.ID, account.Official{Authority: taxes, Region: samarkand, Role: account.Specialist}))
	require.NoError(t, w.ReleaseLeft(ctx))
	require.Zero(t, w.read(kept.Number).Assignee, "nor who serves elsewhere now")
}
