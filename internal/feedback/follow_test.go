package feedback

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/problem"
)

func TestStore_Note(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)
	require.True(t, problem.Is(w.Note(t.Context(), w.ours, r.CaseNumber, " \r\n "), problem.Invalid))
	require.True(t, problem.Is(w.Note(t.Context(), w.elsewhere, r.CaseNumber, "qayd"), problem.NotFound))
	for range 2 {
		require.NoError(t, w.Note(t.Context(), w.ours, r.CaseNumber, "Bahorga topshirildi"))
	}
	c, err := w.Case(t.Context(), w.ours, r.CaseNumber)
	require.NoError(t, err)
	require.Len(t, c.Notes, 1, "two clicks are one note")
	require.Equal(t, Note{By: "official-1", Body: "Bahorga topshirildi", At: c.Notes[0].At}, c.Notes[0])
	above, err := w.Case(t.Context(), w.above, r.CaseNumber)
	require.NoError(t, err)
	require.Empty(t, above.Notes, "of another office")
	own, err := w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Empty(t, own.Notes, "the author never reads them")
	for i := range mostNotes - 1 {
		require.NoError(t, w.Note(t.Context(), w.ours, r.CaseNumber, time.Duration(i).String()))
	}
	require.True(t, problem.Is(w.Note(t.Context(), w.ours, r.CaseNumber, "yana bitta"), problem.Invalid), "the limit")
}

// head makes the official the head of the office, as the database knows him.
func (w *world) head(t *testing.T, o account.Official) account.Official {
	t.Helper()
	o.Role = account.Head
	_, err := w.pool.Exec(t.Context(), `INSERT INTO officials (account_id, authority, region, role, granted_at) VALUES ($1, $2, $3, $4, $5)`,
		o.ID, o.Authority, o.Region, o.Role, w.clock)
	require.NoError(t, err)
	return o
}

func TestStore_EscalateDue(t *testing.T) {
	w := newWorld(t)
	ours, elsewhere, above := w.head(t, w.ours), w.head(t, w.elsewhere), w.head(t, w.above)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)
	told := func(o account.Official) (events []string) {
		for range 2 { // a second run tells nobody again
			require.NoError(t, w.EscalateDue(t.Context()))
		}
		list, err := notify.NewStore(w.pool, w.now).Desk(t.Context(), o, 0)
		require.NoError(t, err)
		for _, m := range list {
			require.Contains(t, m.Text("en"), r.CaseNumber)
			events = append(events, m.Event)
		}
		return events
	}
	w.clock = r.DueAt
	require.Empty(t, told(ours), "it is not late yet")
	w.clock = r.DueAt.Add(time.Second)
	require.Equal(t, []string{"feedback-late"}, told(ours))
	require.Empty(t, told(above), "the head comes first")
	w.clock = r.DueAt.AddDate(0, 0, 5).Add(time.Second)
	require.Equal(t, []string{"feedback-late-below"}, told(above))
	w.clock = w.clock.AddDate(0, 0, 30)
	require.Len(t, told(ours), 1)
	require.Len(t, told(above), 1)
	require.Empty(t, told(elsewhere), "another region's head can't see the case")

	c, err := w.Case(t.Context(), ours, r.CaseNumber)
	require.NoError(t, err)
	require.Equal(t, EventEscalated, c.Events[1].Kind)
	require.Equal(t, "tax-committee", c.Events[1].Authority)
	require.Equal(t, "economy-finance", c.Events[2].Authority)
	require.NoError(t, w.Answer(t.Context(), ours, r.CaseNumber, "javob", c.Row))
	require.NoError(t, w.Reopen(t.Context(), r.Code, "yordam bermadi"))
	require.Len(t, told(ours), 1, "the new date is not over")
	w.clock = w.clock.AddDate(0, 0, 20)
	require.Len(t, told(ours), 2, "it is late again")
}

func TestStore_AskDue(t *testing.T) {
	w := newWorld(t)
	r, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)
	quiet, err := w.Submit(t.Context(), nil, Submission{Kind: Concern, Service: w.service, Comment: "muammo", Contact: "a@example.uz", Lang: "uz", Token: "t2"})
	require.NoError(t, err)
	asked := func() (n int) {
		for range 2 {
			require.NoError(t, w.AskDue(t.Context()))
		}
		w.exec(t, &n, `SELECT count(*) FROM messages WHERE event = 'feedback-solved'`)
		return n
	}
	require.NoError(t, w.Answer(t.Context(), w.ours, r.CaseNumber, "javob", 1))
	require.True(t, problem.Is(w.Settle(t.Context(), r.Code, true, ""), problem.Conflict), "nobody has asked yet")
	w.clock = w.clock.AddDate(0, 0, 28).Add(-time.Second)
	require.Zero(t, asked())
	w.clock = w.clock.Add(time.Second)
	require.Equal(t, 1, asked())

	require.True(t, problem.Is(w.Settle(t.Context(), r.Code, false, "kartam 8600 0000 0000 0007"), problem.Invalid), "a personal number")
	for range 2 {
		require.NoError(t, w.Settle(t.Context(), r.Code, false, "hali ham kech"), "two clicks say it once")
	}
	c, err := w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Equal(t, Reopened, c.State)
	require.True(t, c.DueAt.After(w.clock))
	require.Equal(t, "hali ham kech", c.Events[len(c.Events)-1].Body)
	require.True(t, problem.Is(w.Settle(t.Context(), r.Code, true, ""), problem.Conflict), "it waits for another answer")

	require.NoError(t, w.Answer(t.Context(), w.ours, r.CaseNumber, "endi tuzatildi", c.Row))
	require.Equal(t, 1, asked())
	w.clock = w.clock.AddDate(0, 0, 28)
	require.Equal(t, 2, asked(), "another answer, another question")
	require.NoError(t, w.Settle(t.Context(), r.Code, true, "keraksiz"))
	c, err = w.ByReceipt(t.Context(), r.Code)
	require.NoError(t, err)
	require.Equal(t, Closed, c.State)
	require.Empty(t, c.Events[len(c.Events)-1].Body)

	counted := func() map[string]Replies {
		require.NoError(t, w.CountReplies(t.Context()))
		all, err := w.Replies(t.Context())
		require.NoError(t, err)
		return all
	}
	require.Equal(t, Replies{Due: 1, InTime: 1, Solved: 1, Unsolved: 1}, counted()["tax-committee"])
	require.Equal(t, Replies{Due: 1, Overdue: 1}, counted()[PortalOwner])

	portal := w.official(t, "official-5", PortalOwner, "")
	require.NoError(t, w.Answer(t.Context(), portal, quiet.CaseNumber, "javob", 1))
	w.clock = w.clock.AddDate(0, 0, 30)
	require.Equal(t, 2, asked(), "who left no account is not written to")
	late, err := w.ByReceipt(t.Context(), quiet.Code)
	require.NoError(t, err)
	require.True(t, late.MaySettle(w.clock), "the page of the receipt asks")
	w.clock = late.ReopenUntil.Add(time.Second)
	require.True(t, problem.Is(w.Settle(t.Context(), quiet.Code, false, "yana"), problem.Conflict), "the window is over")
	require.Equal(t, Replies{Due: 1}, counted()[PortalOwner], "an answer that came late")
}

func TestStore_Cases_service(t *testing.T) {
	w := newWorld(t)
	_, err := w.Submit(t.Context(), &w.aziza, w.rating("t1", Marks{Quality: 2}))
	require.NoError(t, err)
	list, err := w.Cases(t.Context(), w.ours, Filter{Service: w.service})
	require.NoError(t, err)
	require.Len(t, list.Cases, 1)
	require.Equal(t, []string{w.service}, list.Services)
	list, err = w.Cases(t.Context(), w.ours, Filter{Service: "tax-other"})
	require.NoError(t, err)
	require.Empty(t, list.Cases)
}
