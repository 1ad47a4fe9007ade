package participation

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Group(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.person(t), w.person(t), w.person(t)
	w.say(t, debts, slow, a, a, a)
	w.say(t, debts, rude, a, b)
	w.say(t, "other-service", slow, b, c)
	require.Equal(t, 7, w.group(t))
	require.Empty(t, w.list(t, w.above, Proposed), "one angry person, and too few elsewhere")

	w.say(t, debts, locale.ToCyrillic(slow), b)
	w.say(t, debts, "To'lovim o'tdi, ariza siljimadi", 0)
	require.Equal(t, 2, w.group(t), "only what is new is compared")
	list := w.list(t, w.ours, Proposed)
	require.Len(t, list, 1)
	p := list[0]
	require.Equal(t, debts, p.Service)
	require.Equal(t, "tax-committee", p.Authority)
	require.Equal(t, []int{3, 5}, []int{p.People, p.Entries}, "a, b and somebody")
	require.Zero(t, w.group(t))

	require.NoError(t, w.Reject(t.Context(), w.ours, p.Number, p.Row))
	w.say(t, debts, slow, c)
	w.group(t)
	require.Empty(t, w.list(t, w.ours, Proposed), "it does not come up again")
	require.Equal(t, 4, w.list(t, w.ours, Rejected)[0].People, "but is counted")
}

// TestStore_Group_authorities: feedback from the wall of an office is about no service, and must not reach another authority.
func TestStore_Group_authorities(t *testing.T) {
	w := newWorld(t)
	w.sayOf(t, "tax-committee", "", slow, 0, 0)
	w.sayOf(t, "justice", "", slow, 0, 0)
	w.group(t)
	require.Empty(t, w.list(t, w.above, Proposed), "two here and two there are not four")
	w.sayOf(t, "justice", "", slow, 0)
	w.group(t)
	require.Empty(t, w.list(t, w.ours, Proposed))
	list := w.list(t, w.above, Proposed)
	require.Len(t, list, 1)
	require.Equal(t, []any{"justice", 3}, []any{list[0].Authority, list[0].People})
}

// TestStore_Group_forgets: what is a problem already is found again however much was said in between.
func TestStore_Group_forgets(t *testing.T) {
	w := newWorld(t)
	p := w.confirmed(t, slow, 0, 0, 0)
	w.clock = w.clock.Add(2 * seedsLive)
	w.say(t, debts, slow, 0)
	w.group(t)
	require.Equal(t, 4, w.read(t, p.Number).People)
	require.Empty(t, w.list(t, w.ours, Proposed))
}

func TestStore_Group_bounded(t *testing.T) {
	w := newWorld(t)
	many := make([]int64, Batch+1)
	w.say(t, debts, slow, many...)
	require.Equal(t, Batch, w.group(t))
	require.Equal(t, 1, w.group(t))
	require.Equal(t, Batch+1, w.list(t, w.ours, Proposed)[0].People)
}

func TestStore_Problems_scope(t *testing.T) {
	w := newWorld(t)
	w.say(t, debts, slow, 0, 0, 0)
	w.group(t)
	require.Len(t, w.list(t, w.above, Proposed), 1)
	require.Empty(t, w.list(t, w.foreign, Proposed))
	p := w.list(t, w.ours, Proposed)[0]
	_, err := w.Problem(t.Context(), w.foreign, p.Number)
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
	require.True(t, problem.Is(w.Keep(t.Context(), w.foreign, p.Number, p.Row, words()), problem.NotFound))
	clerk := w.ours
	clerk.Region = "1726"
	require.True(t, problem.Is(w.Reject(t.Context(), clerk, p.Number, p.Row), problem.Forbidden))
	_, err = w.Where(t.Context(), w.foreign, debts)
	require.True(t, problem.Is(err, problem.NotFound))

	list, err := w.Problems(t.Context(), w.above, Filter{Authority: "justice"})
	require.NoError(t, err)
	require.Empty(t, list.Problems)
	require.Zero(t, list.Counts[Proposed])
}

func TestStore_Keep(t *testing.T) {
	w := newWorld(t)
	p := w.confirmed(t, slow, 0, 0, 0)
	require.Equal(t, Open, p.State)
	require.False(t, p.Public(), "three could be recognised")
	require.True(t, problem.Is(w.Keep(t.Context(), w.ours, p.Number, p.Row-1, words()), problem.Conflict), "somebody was faster")
	for id, change := range map[string]func(*Words){
		"cause.flaw.title":       func(w *Words) { w.Title.Ru = " " },
		"cause.flaw.promise":     func(w *Words) { w.Promise.Uz = "Tuzatamiz" },
		"cause.flaw.promise-day": func(w *Words) { w.PromiseOn = new(p.FoundAt) },
	} {
		flawed := words()
		change(&flawed)
		require.Equal(t, id, problem.Of(w.Keep(t.Context(), w.ours, p.Number, p.Row, flawed)).ID)
	}
	early := words()
	early.Listed = true
	require.NoError(t, w.Keep(t.Context(), w.ours, p.Number, p.Row, early))
	require.True(t, w.read(t, p.Number).Public(), "a head may publish it deliberately")
	var n int
	w.one(t, &n, `SELECT count(*) FROM audit_entries WHERE object = $1`, "problem:"+p.Number)
	require.Equal(t, 2, n, "what was refused is no act")
}

func TestStore_Merge(t *testing.T) {
	w := newWorld(t)
	a, b := w.person(t), w.person(t)
	p := w.confirmed(t, slow, a, b, 0)
	w.say(t, debts, rude, a, 0, 0)
	w.group(t)
	q := w.list(t, w.ours, Proposed)[0]
	require.NoError(t, w.Merge(t.Context(), w.ours, q.Number, q.Row, p.Number))
	require.Equal(t, []int{5, 6}, []int{w.read(t, p.Number).People, w.read(t, p.Number).Entries}, "a is one person")
	require.Empty(t, w.list(t, w.ours, Proposed))
	w.say(t, debts, rude, 0)
	w.group(t)
	require.Equal(t, 6, w.read(t, p.Number).People, "who says it later is counted there too")
	said, _, err := w.Said(t.Context(), p, 0)
	require.NoError(t, err)
	require.Len(t, said, 7)
	require.True(t, problem.Is(w.Merge(t.Context(), w.ours, p.Number, w.read(t, p.Number).Row, q.Number), problem.Invalid), "no circle")

	require.NoError(t, w.Unmerge(t.Context(), w.ours, q.Number))
	require.Equal(t, 3, w.read(t, p.Number).People)
	q = w.read(t, q.Number)
	require.Equal(t, []any{4, Proposed}, []any{q.People, q.State}, "as it was")
	require.True(t, problem.Is(w.Merge(t.Context(), w.ours, p.Number, w.read(t, p.Number).Row, q.Number), problem.Invalid), "what is public must not end in a proposal")
}

func TestStore_Split(t *testing.T) {
	w := newWorld(t)
	a := w.person(t)
	p := w.confirmed(t, slow, a, 0, 0, 0)
	said, _, err := w.Said(t.Context(), p, 0)
	require.NoError(t, err)
	first := said[len(said)-1].ID
	all := []int64{}
	for _, s := range said {
		all = append(all, s.ID)
	}
	_, err = w.Split(t.Context(), w.ours, p.Number, p.Row, all)
	require.True(t, problem.Is(err, problem.Invalid), "something must stay")
	drawn, err := w.Split(t.Context(), w.ours, p.Number, p.Row, []int64{first})
	require.NoError(t, err)
	out := w.read(t, drawn)
	require.Equal(t, []any{1, Proposed, p.Number}, []any{out.People, out.State, out.From})
	require.Equal(t, 3, w.read(t, p.Number).People)
	w.say(t, debts, slow, 0)
	w.group(t)
	require.Equal(t, 5, w.read(t, p.Number).People+w.read(t, drawn).People, "later ones still find a group")

	require.NoError(t, w.Merge(t.Context(), w.ours, drawn, w.read(t, drawn).Row, p.Number), "undone")
	require.Equal(t, 5, w.read(t, p.Number).People)
}

func TestStore_Merge_intoEachOther(t *testing.T) {
	w := newWorld(t)
	w.say(t, debts, slow, 0, 0, 0)
	w.say(t, debts, rude, 0, 0, 0)
	w.group(t)
	list := w.list(t, w.ours, Proposed)
	require.Len(t, list, 2)
	failed := make([]error, 2)
	var group sync.WaitGroup
	for i := range list {
		group.Go(func() { failed[i] = w.Merge(t.Context(), w.ours, list[i].Number, list[i].Row, list[1-i].Number) })
	}
	group.Wait()
	require.NotEqual(t, failed[0] == nil, failed[1] == nil, "one of them: %v", failed)
	left := w.list(t, w.ours, Proposed)
	require.Len(t, left, 1, "no circle")
	require.Equal(t, 6, left[0].People)
}
