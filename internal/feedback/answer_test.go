package feedback

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Answer(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)

	require.True(t, problem.Is(w.Answer(t.Context(), w.ours, r.CaseNumber, "  ", 1), problem.Invalid))
	require.True(t, problem.Is(w.Answer(t.Context(), w.ours, r.CaseNumber, "javob", 7), problem.Conflict), "an older version")
	require.NoError(t, w.Answer(t.Context(), w.ours, r.CaseNumber, "Sababi topildi.", 1))
	require.True(t, problem.Is(w.Answer(t.Context(), w.ours, r.CaseNumber, "yana", 2), problem.Conflict), "answered already")

	said := func(who account.Principal) (list []Own) {
		var b pgx.Batch
		OfApplication(who, w.number, &list)(&b)
		require.NoError(t, w.pool.SendBatch(t.Context(), &b).Close())
		return list
	}
	mine := said(w.aziza)
	require.Len(t, mine, 1)
	require.Equal(t, Answered, mine[0].State)
	require.Equal(t, "Sababi topildi.", mine[0].Answer().Body)
	require.Equal(t, "tax-committee", mine[0].Answer().Authority)

	inbox, err := notify.NewStore(w.pool, w.now).Inbox(t.Context(), w.aziza, 0)
	require.NoError(t, err)
	require.Len(t, inbox, 1)
	require.Equal(t, "feedback-answered", inbox[0].Event)
	require.Contains(t, inbox[0].Text("en"), r.CaseNumber)

	require.Empty(t, said(w.bobur))
}

func TestStore_RateAnswer_Reopen(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)
	require.True(t, problem.Is(w.RateAnswer(t.Context(), r.Code, 5), problem.Conflict), "not answered yet")
	require.NoError(t, w.Answer(t.Context(), w.ours, r.CaseNumber, "javob", 1))

	require.True(t, problem.Is(w.RateAnswer(t.Context(), r.Code, 6), problem.Invalid))
	require.NoError(t, w.RateAnswer(t.Context(), r.Code, 2))
	require.True(t, problem.Is(w.RateAnswer(t.Context(), r.Code, 5), problem.Conflict), "rated already")
	require.True(t, problem.Is(w.Reopen(t.Context(), r.Code, " "), problem.Invalid))
	require.NoError(t, w.Reopen(t.Context(), r.Code, "hali ham kech"))
	c, err := w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Equal(t, Reopened, c.State)
	require.True(t, c.DueAt.After(w.clock))

	require.NoError(t, w.Answer(t.Context(), w.above, r.CaseNumber, "endi tuzatildi", c.Row))
	require.NoError(t, w.RateAnswer(t.Context(), r.Code, 5))
	c, err = w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Equal(t, Closed, c.State)

	w.clock = c.ReopenUntil.AddDate(0, 0, 1)
	require.True(t, problem.Is(w.Reopen(t.Context(), r.Code, "yana"), problem.Conflict), "the window is over")
}

func TestStore_Cases_overdueAndPages(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		_, err := w.Submit(t.Context(), &w.aziza, Submission{
			Kind: Concern, Application: w.number, Comment: "muammo", Lang: "uz", Token: string(rune('a' + i)),
		})
		require.NoError(t, err)
		w.clock = w.clock.AddDate(0, 0, 3)
	}
	seen := map[string]bool{}
	f := Filter{Queue: QueueOpen, Limit: 2}
	for range 3 {
		list, err := w.Cases(t.Context(), w.ours, f)
		require.NoError(t, err)
		for _, c := range list.Cases {
			require.False(t, seen[c.CaseNumber], "twice")
			seen[c.CaseNumber] = true
		}
		f.After = list.Next
	}
	require.Len(t, seen, 5)
	require.Empty(t, f.After)

	w.clock = w.clock.AddDate(0, 0, 3)
	list, err := w.Cases(t.Context(), w.ours, Filter{Queue: QueueOverdue})
	require.NoError(t, err)
	require.NotEmpty(t, list.Cases)
	for _, c := range list.Cases {
		require.True(t, c.Overdue(w.clock))
	}
	require.Equal(t, len(list.Cases), list.Counts[QueueOverdue])
	above, err := w.Cases(t.Context(), w.above, Filter{Queue: QueueOverdue})
	require.NoError(t, err)
	require.Len(t, above.Cases, len(list.Cases), "the supervisor sees what is late below")
}

func TestSubmission_place(t *testing.T) {
	for page, want := range map[string]string{
		"/services/tax-debt-certificate": "/services/tax-debt-certificate", "/services?q=qarz": "/services",
		"/applications/204817356": "/applications/…", "/verify/k4nr2xw7cq5pz3m6t8b9dfghj": "/verify/…", "/feedback/QX7ABC": "/feedback/…",
		"/cabinet/sessions": "/cabinet/sessions", "": "", "/": "/", "javascript:alert(1)": "/…",
	} {
		require.Equal(t, want, Submission{Page: page}.tidy().Page, page)
	}
}

func TestStore_Case_contact(t *testing.T) {
	w := newWorld(t)
	s := w.rating("t1", Marks{Quality: 1})
	s.Contact = "+998901234567"
	r, err := w.Submit(t.Context(), &w.aziza, s)
	require.NoError(t, err)
	c, err := w.Case(t.Context(), w.ours, r.CaseNumber)
	require.NoError(t, err)
	require.Equal(t, w.number, c.Number, "who leaves a contact wants to be found")
	require.Equal(t, s.Contact, c.Contact)
}

func TestSubmission_Check(t *testing.T) {
	ids := func(s Submission) (out []string) {
		for _, f := range s.Check() {
			out = append(out, f.ID)
		}
		return out
	}
	require.Equal(t, []string{"feedback.flaw.nothing"}, ids(Submission{Kind: Rating}))
	require.Empty(t, ids(Submission{Kind: Rating, Comment: "yaxshi"}))
	require.Equal(t, []string{"feedback.flaw.no-comment"}, ids(Submission{Kind: Concern}))
	require.Equal(t, []string{"feedback.flaw.personal.passport"}, ids(Submission{Kind: Concern, Comment: "AA1234567"}))
	require.Empty(t, ids(Submission{Kind: Concern, Comment: "muammo", Contact: "+998901234567"}), "a contact is given by will")
}
