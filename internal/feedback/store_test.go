package feedback

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Submit_lowMarkOpensCase(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Legality: 5, Timeliness: 2}))
	require.NoError(t, err)
	require.Len(t, r.CaseNumber, 9)
	require.Equal(t, "9 December 2026", locale.En.Date(r.DueAt), "the fifteenth day is a holiday")

	c, err := w.Case(t.Context(), w.ours, r.CaseNumber)
	require.NoError(t, err)
	require.Equal(t, ReasonLowMark, c.Reason)
	require.Equal(t, "tax-committee", c.Owner)
	require.Equal(t, "economy-finance", c.Supervisor)
	require.Equal(t, Open, c.State)
	require.Empty(t, c.Number, "the application would name its author")
	require.Equal(t, "uz", c.Lang)
	require.Equal(t, Marks{Legality: 5, Timeliness: 2}, c.Marks)
}

func TestStore_Submit_goodMarkOpensNone(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Legality: 5, Quality: 4}))
	require.NoError(t, err)
	require.Empty(t, r.CaseNumber)
	own, err := w.Own(t.Context(), w.aziza)
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Empty(t, own[0].CaseNumber)
}

func TestStore_Submit_caseAndEntryTogether(t *testing.T) {
	w := newWorld(t)
	_, err := postgrestest.Owner(t, w.pool).Exec(t.Context(), `ALTER TABLE feedback_cases ADD CONSTRAINT nothing_goes_in CHECK (number = '')`)
	require.NoError(t, err)
	_, err = w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 1}))
	require.Error(t, err)
	own, err := w.Own(t.Context(), w.aziza)
	require.NoError(t, err)
	require.Empty(t, own, "an entry without the case that it must open")
}

func TestStore_Submit_oncePerToken(t *testing.T) {
	w := newWorld(t)
	receipts := make([]Receipt, 4)
	var group sync.WaitGroup
	for i := range receipts {
		group.Go(func() {
			var err error
			receipts[i], err = w.Submit(t.Context(), &w.aziza, w.rating("same", Marks{Quality: 1}))
			require.NoError(t, err)
		})
	}
	group.Wait()
	for _, r := range receipts {
		require.Equal(t, receipts[0].Code, r.Code)
		require.Equal(t, receipts[0].CaseNumber, r.CaseNumber)
	}
	own, err := w.Own(t.Context(), w.aziza)
	require.NoError(t, err)
	require.Len(t, own, 1)
}

func TestStore_Submit_oneRatingPerApplication(t *testing.T) {
	w := newWorld(t)
	_, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 5}))
	require.NoError(t, err)
	_, err = w.Submit(t.Context(), &w.aziza, w.rating("t2", Marks{Quality: 1}))
	require.True(t, problem.Is(err, problem.Conflict), "%v", err)

	s := w.rating("t3", Marks{})
	s.Kind = Concern
	_, err = w.Submit(t.Context(), &w.aziza, s)
	require.NoError(t, err, "a concern about the same application is welcome")
}

func TestStore_Submit_othersApplication(t *testing.T) {
	w := newWorld(t)
	_, err := w.Submit(t.Context(), &w.bobur, w.rating("t1", Marks{Quality: 5}))
	require.True(t, problem.Is(err, problem.NotFound), "%v", err)
}

func TestStore_Submit_signedOut(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), nil, Submission{Kind: Concern, Comment: "sahifa ochilmadi", Page: "/services", Lang: "ru", Token: "t1"})
	require.NoError(t, err)
	c, err := w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Equal(t, PortalOwner, c.Owner)
	require.Equal(t, "/services", c.Page)
	_, err = w.ByReceipt(t.Context(), "nothing")
	require.True(t, problem.Is(err, problem.NotFound))
}

func TestStore_Submit_corruptionGoesAbove(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, Submission{
		Kind: Corruption, Application: w.number, Comment: "pul soʻradi", Unnamed: true, Lang: "uz", Token: "t1",
	})
	require.NoError(t, err)
	_, err = w.Case(t.Context(), w.ours, r.CaseNumber)
	require.True(t, problem.Is(err, problem.NotFound), "the office that it is about must not see it")
	for name, o := range map[string]account.Official{"a specialist of the body above": w.above, "the task force": {ID: w.above.ID, Authority: "economy-finance", Role: account.TaskForce}} {
		_, err = w.Case(t.Context(), o, r.CaseNumber)
		require.True(t, problem.Is(err, problem.NotFound), "%s: %v", name, err)
		require.True(t, problem.Is(w.Answer(t.Context(), o, r.CaseNumber, "javob", 1), problem.NotFound), name)
		require.True(t, problem.Is(w.Note(t.Context(), o, r.CaseNumber, "eslatma"), problem.NotFound), name)
		for _, q := range Queues {
			list, err := w.Cases(t.Context(), o, Filter{Queue: q})
			require.NoError(t, err)
			require.Empty(t, list.Cases, "%s, %s", name, q)
			require.Zero(t, list.Counts[q], "nor that there is one: %s, %s", name, q)
			require.Empty(t, list.Services, "%s, %s", name, q)
		}
	}
	for _, q := range []Queue{QueueOpen, QueueConfidential} {
		list, err := w.Cases(t.Context(), w.aboveHead, Filter{Queue: q})
		require.NoError(t, err)
		require.Len(t, list.Cases, map[Queue]int{QueueOpen: 0, QueueConfidential: 1}[q], "a queue of its own: %s", q)
	}
	c, err := w.Case(t.Context(), w.aboveHead, r.CaseNumber)
	require.NoError(t, err)
	require.Empty(t, c.Number, "the application would name its author")
	own, err := w.Own(t.Context(), w.aziza)
	require.NoError(t, err)
	require.Empty(t, own, "nothing ties it to the account")
}

func TestStore_Submit_limit(t *testing.T) {
	w := newWorld(t)
	send := func(i int, sender string) error {
		_, err := w.Submit(t.Context(), nil, Submission{
			Kind: Suggestion, Comment: "taklif", Lang: "uz", Token: fmt.Sprint(sender, i), Sender: sender,
		})
		return err
	}
	for i := range limitBurst {
		require.NoError(t, send(i, "a"))
	}
	require.True(t, problem.Is(send(100, "a"), problem.TooMany))
	require.NoError(t, send(1, "b"), "another sender")
	require.NoError(t, send(0, "a"), "the same form again is not one more")
	w.clock = w.clock.Add(limitEvery)
	require.NoError(t, send(101, "a"))
	require.True(t, problem.Is(send(102, "a"), problem.TooMany))
	w.clock = w.clock.Add(48 * time.Hour)
	require.NoError(t, w.Sweep(t.Context()))
	var left int
	w.exec(t, &left, `SELECT count(*) FROM feedback_limits`)
	require.Zero(t, left)
}

func TestStore_Case_scope(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 1}))
	require.NoError(t, err)
	for name, o := range map[string]struct {
		who  func() (int, error)
		sees bool
	}{
		"office":    {w.sees(t, r.CaseNumber, "ours"), true},
		"elsewhere": {w.sees(t, r.CaseNumber, "elsewhere"), false},
		"above":     {w.sees(t, r.CaseNumber, "above"), true},
		"foreign":   {w.sees(t, r.CaseNumber, "foreign"), false},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := o.who()
			if o.sees {
				require.NoError(t, err)
				require.Equal(t, 1, n)
				return
			}
			require.True(t, problem.Is(err, problem.NotFound), "%v", err)
			require.Zero(t, n)
		})
	}
}
