package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
)

// TestGrantUnanswered: what nobody answered is granted once, after its term and not before, and nothing else is.
func TestGrantUnanswered(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	chief := w.official("chief", account.Official{Authority: taxes, Region: tashkentCity, Role: account.Head})
	above, _ := catalogue.Lists().Authorities.Get(taxes)
	minister := w.official("minister", account.Official{Authority: above.Supervisor, Role: account.Head})

	left := w.apply("sign-permit", form.Answers{"why": "kerak"})
	taken := w.apply("sign-permit", form.Answers{"why": "kerak"})
	w.act(Officer(w.clerk), taken.Number, ActionInput{Action: Claim})
	paused := w.apply("sign-permit", form.Answers{"why": "kerak"})
	w.act(Officer(w.clerk), paused.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), paused.Number, ActionInput{Action: AskCorrection, Marks: []Mark{{Key: "why", Reason: "Aniqroq"}}})
	doubted := w.apply("sign-permit", form.Answers{"why": "shubha"})
	other := w.apply("tax-review", form.Answers{"why": "kerak", "more": "ha"})
	refused := w.apply("sign-permit", form.Answers{"why": "kerak"})
	w.act(Officer(w.clerk), refused.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), refused.Number, ActionInput{Action: Refuse, Note: "Boshqa sabab.", Fields: map[string]string{groundField: "other"}})
	appealed := w.apply("sign-permit", form.Answers{"why": "kerak"})
	w.act(Officer(w.clerk), appealed.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), appealed.Number, ActionInput{Action: Refuse, Note: "Boshqa sabab.", Fields: map[string]string{groundField: "other"}})
	w.act(Citizen(w.citizen), appealed.Number, ActionInput{Action: FileAppeal, Note: "Asos bor."})
	w.act(Officer(w.head), appealed.Number, ActionInput{Action: Oblige, Note: "Qayta koʻring."})
	unpaid := w.apply("sign-approval", form.Answers{})
	require.Equal(t, AwaitingPayment, unpaid.State)
	paid := w.apply("sign-approval", form.Answers{})
	require.NoError(t, w.settle(ctx, paid, "silence"))
	paid = w.read(paid.Number)
	require.Equal(t, Prepare, paid.Step)
	w.act(Officer(w.clerk), paid.Number, ActionInput{Action: Claim})
	w.act(Officer(w.clerk), paid.Number, ActionInput{Action: ProposeRefuse, Note: "Boshqa sabab.", Fields: map[string]string{groundField: "other"}})

	at, ok := left.SilenceGrantsAt()
	require.True(t, ok)
	require.Equal(t, left.DueAt, at)
	for name, a := range map[string]Application{"doubted": doubted, "of another service": other, "paused": w.read(paused.Number), "appealed": w.read(appealed.Number), "unpaid": unpaid, "refused": w.read(refused.Number)} {
		_, ok := a.SilenceGrantsAt()
		require.False(t, ok, name)
	}
	list, err := w.Worklist(ctx, w.clerk, Filter{Queue: QueueOffice, Limit: 50})
	require.NoError(t, err)
	silent := map[string]bool{}
	for _, c := range list.Cases {
		silent[c.Number] = c.Silent
	}
	require.True(t, silent[left.Number])
	require.False(t, silent[doubted.Number], "a rule asks for a person")
	require.False(t, silent[other.Number])

	w.clock.at.Store(left.DueAt.UnixMicro())
	require.NoError(t, w.GrantUnanswered(ctx))
	require.Equal(t, InProcess, w.read(left.Number).State, "the last moment is the authority's")

	w.clock.at.Store(paid.DueAt.Add(72 * time.Hour).UnixMicro())
	for range 3 {
		require.NoError(t, w.GrantUnanswered(ctx))
	}
	for name, want := range map[string]struct {
		number string
		state  State
	}{
		"left": {left.Number, Done}, "taken": {taken.Number, Done}, "paid, and a refusal was only proposed": {paid.Number, Done},
		"paused": {paused.Number, ToBeCorrected}, "doubted": {doubted.Number, InProcess}, "of another service": {other.Number, InProcess},
		"refused": {refused.Number, Refused}, "appealed": {appealed.Number, InProcess}, "unpaid": {unpaid.Number, AwaitingPayment},
	} {
		require.Equal(t, want.state, w.read(want.number).State, name)
	}
	require.Equal(t, 3, w.count(`SELECT count(*) FROM report_silences WHERE authority = $1`, taxes))
	require.Equal(t, 3, w.count(`SELECT count(*) FROM audit_entries WHERE action = 'application.grant-by-silence'`), "once each")

	a := w.read(left.Number)
	require.Equal(t, BySilence, a.Cause)
	require.False(t, a.Automatic, "no rule decided it")
	require.Len(t, a.Documents, 1)
	require.Contains(t, a.Documents[0].In(a.Lang)[0].Value, "OʻRQ-701")
	require.Contains(t, a.Documents[0].In(a.Lang)[0].Value, a.Lang.Date(left.DueAt))
	last := a.Events[len(a.Events)-1]
	require.Equal(t, GrantBySilence, last.Action)
	require.Equal(t, left.DueAt.Format("2006-01-02"), last.Detail["due"])
	require.Equal(t, 3, w.count(`SELECT count(*) FROM messages WHERE event = 'granted-by-silence' AND account_id = $1`, w.citizen.AccountID))
	require.Equal(t, []string{"silence-decided", "silence-decided", "silence-decided"}, w.told(chief))
	require.Equal(t, []string{"silence-decided", "silence-decided", "silence-decided"}, w.told(minister))
	require.Empty(t, w.told(w.clerk))
}
