package casework

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestStore_Worklist(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	var numbers []string
	for range 7 {
		numbers = append(numbers, w.submit("tax-review", form.Answers{"why": "kerak", "more": "ha"}).Number)
		w.clock.forward(time.Minute)
	}
	w.submit("tax-debt", form.Answers{})
	w.work()
	w.act(Officer(w.clerk), numbers[0], ActionInput{Action: Claim})

	list := func(o account.Official, f Filter) Worklist {
		t.Helper()
		got, err := w.Worklist(ctx, o, f)
		require.NoError(t, err)
		return got
	}
	got := list(w.clerk, Filter{Queue: QueueMine})
	require.Len(t, got.Cases, 1)
	require.Equal(t, numbers[0], got.Cases[0].Number)
	require.Equal(t, 7, got.Counts[QueueOffice], "what the machine finished is not there")
	require.Equal(t, 6, got.Counts[QueueUnassigned])
	require.Zero(t, got.Counts[QueueOverdue])
	require.Zero(t, list(w.second, Filter{Queue: QueueMine}).Counts[QueueMine])
	require.Zero(t, list(w.far, Filter{Queue: QueueOffice}).Counts[QueueOffice], "another region")
	require.Zero(t, list(w.stranger, Filter{Queue: QueueOffice}).Counts[QueueOffice], "another authority")
	require.Len(t, list(w.head, Filter{Queue: QueueOffice}).Cases, 7, "a head of the whole country")

	t.Run("pages", func(t *testing.T) {
		var seen []string
		f := Filter{Queue: QueueOffice, Limit: 3}
		for pages := 0; ; pages++ {
			page := list(w.clerk, f)
			for _, c := range page.Cases {
				seen = append(seen, c.Number)
			}
			if page.Next == "" {
				require.Equal(t, 2, pages)
				break
			}
			f.After = page.Next
		}
		require.Equal(t, numbers, seen, "each once, the most urgent first")
	})
	t.Run("filters", func(t *testing.T) {
		require.Len(t, list(w.clerk, Filter{Queue: QueueOffice, Text: numbers[3]}).Cases, 1)
		require.Len(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "karim"}).Cases, 7)
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "%"}).Cases, "a typed % is only a character")
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "arimov"}).Cases, "words are searched from their beginning")
		require.Len(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "anv Каримов"}).Cases, 7, "in any order and script")
		require.Len(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "karim' & !anvar"}).Cases, 7, "what is typed is words, no query")
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "aliyeva"}).Cases)
		_, err := w.pool.Exec(ctx, `INSERT INTO accounts (issuer, subject, name, level, created_at, sessions_from)
			SELECT 'crowd', n::text, 'Karimova ' || n, 'basic', now(), now() FROM generate_series(1, $1) n`, mostNamed)
		require.NoError(t, err)
		require.Len(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "karim"}).Cases, 7, "a name of very many people")
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Text: "karimova"}).Cases)
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Service: "tax-consent"}).Cases)
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, State: Appealed}).Cases)
		require.Empty(t, list(w.clerk, Filter{Queue: QueueOffice, Due: w.clock.now()}).Cases)
	})
	t.Run("a number", func(t *testing.T) {
		debt := w.submit("tax-debt", form.Answers{})
		w.work()
		require.True(t, w.read(debt.Number).State.Final())
		found := list(w.clerk, Filter{Queue: QueueMine, Text: debt.Number[:3] + " " + debt.Number[3:]})
		require.Len(t, found.Cases, 1, "whatever its queue and state")
		require.Empty(t, list(w.far, Filter{Queue: QueueMine, Text: numbers[3]}).Cases, "another region")
		require.Empty(t, list(w.stranger, Filter{Queue: QueueMine, Text: numbers[3]}).Cases, "another authority")
	})
	t.Run("time goes by", func(t *testing.T) {
		w.clock.forward(6 * 24 * time.Hour)
		require.Equal(t, 7, list(w.clerk, Filter{Queue: QueueDueSoon}).Counts[QueueDueSoon])
		w.clock.forward(2 * 24 * time.Hour)
		late := list(w.clerk, Filter{Queue: QueueOverdue})
		require.Equal(t, 7, late.Counts[QueueOverdue])
		require.Len(t, late.Cases, 7)
	})
	_, err := w.Worklist(ctx, account.Official{Role: account.TaskForce}, Filter{Queue: QueueOffice})
	require.True(t, problem.Is(err, problem.NotFound), "the task force sees no case")
	_, err = w.Worklist(ctx, w.clerk, Filter{Queue: "everything"})
	require.True(t, problem.Is(err, problem.NotFound))
	services, err := w.QueueServices(ctx, w.clerk)
	require.NoError(t, err)
	require.Len(t, services, 1)
}

func TestStore_Applications(t *testing.T) {
	w := newWorld(t)
	for range PageSize + 2 {
		w.submit("tax-debt", form.Answers{})
	}
	first, err := w.Applications(t.Context(), w.citizen, 0)
	require.NoError(t, err)
	require.Len(t, first, PageSize)
	rest, err := w.Applications(t.Context(), w.citizen, first[len(first)-1].ID)
	require.NoError(t, err)
	require.Len(t, rest, 2)
	none, err := w.Applications(t.Context(), w.other, 0)
	require.NoError(t, err)
	require.Empty(t, none)
}
