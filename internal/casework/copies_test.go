package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/record"
)

// TestStore_copies: what one application of a person was told serves the others, each use with consent and on record, and
// decides only what was sent before it was asked for.
func TestStore_copies(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.Store.registers = record.NewStore(w.pool, keyringtest.Ring(), w.clock.now, w.registers)
	gather := func() Draft {
		t.Helper()
		d, err := w.Draft(ctx, w.citizen, w.draft("tax-debt", form.Answers{}).ID)
		require.NoError(t, err)
		_, err = w.Gather(ctx, w.citizen, d)
		require.NoError(t, err)
		d, err = w.Draft(ctx, w.citizen, d.ID)
		require.NoError(t, err)
		return d
	}
	send := func(d Draft) Application {
		t.Helper()
		a, err := w.sends(ctx, w.citizen, Submission{DraftID: d.ID, Row: d.Row, Token: d.Token, Lang: "uz"})
		require.NoError(t, err)
		return a
	}
	looks := func() int { return w.count(`SELECT count(*) FROM audit_entries WHERE action = 'register.read'`) }

	w.registers.set("tax", "debt", 5000.0)
	first := gather()
	asked, seen := w.registers.reads.Load(), looks()
	require.Positive(t, asked)
	w.clock.forward(time.Minute)
	one := send(first)
	second := gather()
	require.Equal(t, asked, w.registers.reads.Load(), "the second application asks nothing")
	require.Equal(t, seen+1, looks(), "and its applicant reads that it was told")
	require.Equal(t, first.Facts["tax"].Source, second.Facts["tax"].Source)
	require.True(t, first.Facts["tax"].FetchedAt.Equal(second.Facts["tax"].FetchedAt), "as of when it is")

	w.registers.set("tax", "debt", 0.0)
	two := send(second)
	w.work()
	require.Equal(t, Done, w.read(one.Number).State, "a copy from before it was sent refuses nobody")
	require.Equal(t, Done, w.read(two.Number).State)
	require.Equal(t, 2*asked, w.registers.reads.Load(), "both are decided by one answer")
	require.Equal(t, seen+3, looks(), "and each says so")
}

// TestStore_Disagree_copies: whoever withdraws a consent leaves no copy of what registers told him, and takes nobody else's.
func TestStore_Disagree_copies(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.Store.registers = record.NewStore(w.pool, keyringtest.Ring(), w.clock.now, w.registers)
	copies := func() int { return w.count(`SELECT count(*) FROM register_copies`) }
	var kept []int
	for _, who := range []account.Principal{w.other, w.citizen} {
		d, err := w.StartDraft(ctx, who, "tax-debt")
		require.NoError(t, err)
		require.NoError(t, w.Consent(ctx, who, d.ID, locale.Uz))
		d, err = w.Draft(ctx, who, d.ID)
		require.NoError(t, err)
		_, err = w.Gather(ctx, who, d)
		require.NoError(t, err)
		kept = append(kept, copies())
	}
	require.Positive(t, kept[0])
	require.Greater(t, kept[1], kept[0])
	list, err := w.Agreements(ctx, w.citizen, 0)
	require.NoError(t, err)
	require.NoError(t, w.Disagree(ctx, w.citizen, list[0].ID))
	require.Equal(t, kept[0], copies())
	require.Zero(t, w.count(`SELECT count(*) FROM register_copies WHERE applicant_index = $1`, keyringtest.Ring().Index(w.citizen.PINFL)))
}
