package participation

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
)

func long(n int) locale.Text {
	text := strings.Repeat("ў", n)
	return locale.Text{Uz: text, Ru: text, En: text}
}

// TestStore_checkDraft_limits: a change says as much and answers as many problems as may be; one more is refused with the number.
func TestStore_checkDraft_limits(t *testing.T) {
	w := newWorld(t)
	full := func() *Draft {
		return &Draft{Kind: ChangeKinds[1], Title: long(MaxTitle), Text: long(MaxText), Day: w.today(), Problems: make([]string, maxAnswered)}
	}
	require.NoError(t, w.checkDraft(full()))
	for id, c := range map[string]struct {
		more func(*Draft)
		most int
	}{
		"cause.flaw.title":       {func(d *Draft) { d.Title.Ru += "ў" }, MaxTitle},
		"cause.flaw.change-text": {func(d *Draft) { d.Text.En += "ў" }, MaxText},
		"cause.flaw.problems":    {func(d *Draft) { d.Problems = append(d.Problems, "1") }, maxAnswered},
	} {
		d := full()
		c.more(d)
		require.Equal(t, problem.New(problem.Invalid, id, "Max", c.most), w.checkDraft(d))
	}
}

// TestStore_Keep_limits: the words of a problem.
func TestStore_Keep_limits(t *testing.T) {
	w := newWorld(t)
	w.say(t, debts, slow, 0, 0, 0)
	w.group(t)
	p := w.list(t, w.ours, Proposed)[0]
	on := w.clock.AddDate(0, 1, 0)
	keep := func(title, promise locale.Text) error {
		return w.Keep(t.Context(), w.ours, p.Number, p.Row, Words{Title: title, Promise: promise, PromiseOn: &on})
	}
	require.Equal(t, problem.New(problem.Invalid, "cause.flaw.title", "Max", MaxTitle), problem.Of(keep(long(MaxTitle+1), long(MaxText))))
	require.Equal(t, problem.New(problem.Invalid, "cause.flaw.promise", "Max", MaxText), problem.Of(keep(long(MaxTitle), long(MaxText+1))))
	require.Equal(t, Proposed, w.read(t, p.Number).State)
	require.NoError(t, keep(long(MaxTitle), long(MaxText)))
	require.Equal(t, long(MaxTitle), w.read(t, p.Number).Title, "nothing is cut off")
}
