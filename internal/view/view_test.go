package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/keyring/keyringtest"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestStore(t *testing.T) {
	pool, ctx := postgrestest.New(t), t.Context()
	s := NewStore(pool, time.Now)
	ids, err := account.NewStore(pool, keyringtest.Ring(), time.Now).Announce(ctx, []account.Claims{
		{Issuer: "test", Subject: "one", Name: "One", At: time.Now(), Level: "basic"}, {Issuer: "test", Subject: "two", Name: "Two", At: time.Now(), Level: "basic"},
	})
	require.NoError(t, err)
	me, other := account.Official{ID: ids[0]}, account.Official{ID: ids[1]}
	of := func(o account.Official) []View {
		t.Helper()
		list, err := s.Of(ctx, o)
		require.NoError(t, err)
		return list
	}
	require.NoError(t, s.Keep(ctx, me, " Muddati oʻtgan ", "queue=overdue"))
	require.NoError(t, s.Keep(ctx, me, "Apellyatsiya", "queue=appeals"))
	require.NoError(t, s.Keep(ctx, me, "muddati oʻtgan", "queue=overdue&limit=50"))
	list := of(me)
	require.Len(t, list, 2, "the same name is the same view")
	late := list[1]
	require.Equal(t, View{ID: late.ID, Name: "muddati oʻtgan", Query: "queue=overdue&limit=50"}, late)
	require.Empty(t, of(other))

	require.NoError(t, s.SetStandard(ctx, me, list[0].ID, true))
	require.NoError(t, s.SetStandard(ctx, me, late.ID, true))
	require.Equal(t, []bool{false, true}, []bool{of(me)[0].Standard, of(me)[1].Standard}, "one at most")
	for _, err := range []error{s.SetStandard(ctx, other, late.ID, true), s.Remove(ctx, other, late.ID)} {
		require.True(t, problem.Is(err, problem.NotFound), "%v", err)
	}

	require.NoError(t, s.Remove(ctx, me, late.ID))
	require.Len(t, of(me), 1)
	gone, err := s.Removed(ctx, me, late.ID)
	require.NoError(t, err)
	require.Equal(t, late.Name, gone.Name)
	_, err = s.Removed(ctx, other, late.ID)
	require.True(t, problem.Is(err, problem.NotFound))
	require.True(t, problem.Is(s.Restore(ctx, other, late.ID), problem.Conflict))
	require.NoError(t, s.Restore(ctx, me, late.ID))
	require.Len(t, of(me), 2)
	require.NoError(t, s.Remove(ctx, me, late.ID))
	require.NoError(t, s.Keep(ctx, me, late.Name, "queue=mine"))
	require.True(t, problem.Is(s.Restore(ctx, me, late.ID), problem.Conflict), "the name has been taken")

	require.True(t, problem.Is(s.Keep(ctx, me, "  ", ""), problem.Invalid))
	longest := strings.Repeat("ў", MaxName)
	require.Equal(t, problem.New(problem.Invalid, "admin.views.name-long", "Limit", MaxName), problem.Of(s.Keep(ctx, me, longest+"ў", "")))
	require.NoError(t, s.Keep(ctx, me, longest, ""))
	require.True(t, slices.ContainsFunc(of(me), func(v View) bool { return v.Name == longest }), "nothing is cut off")
	for i := len(of(me)); i < Most; i++ {
		require.NoError(t, s.Keep(ctx, me, string(rune('A'+i)), ""))
	}
	require.True(t, problem.Is(s.Keep(ctx, me, "one more", ""), problem.Conflict))
	require.NoError(t, s.Keep(ctx, me, "Apellyatsiya", "queue=office"), "a change of one that is there")
}
