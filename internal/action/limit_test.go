package action

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/form"
)

// TestStore_check_limits: as much as fits is taken, and one more is refused with the number in the message.
func TestStore_check_limits(t *testing.T) {
	s := NewStore(nil, nil, func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) })
	full := Draft{
		Title: strings.Repeat("ў", TitleLimit), Plan: strings.Repeat("ў", NoteLimit), Authority: "tax-committee",
		Due: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Expected: HoursLimit,
	}
	require.Empty(t, s.check(full))
	for input, c := range map[string]struct {
		more  func(*Draft)
		id    string
		limit int
	}{
		"title":    {func(d *Draft) { d.Title += "ў" }, "long", TitleLimit},
		"plan":     {func(d *Draft) { d.Plan += "ў" }, "long", NoteLimit},
		"expected": {func(d *Draft) { d.Expected++ }, "expected", HoursLimit},
	} {
		d := full
		c.more(&d)
		require.Equal(t, form.Problems{fault(input, c.id, c.limit)}, s.check(d), input)
	}
	note, err := short(strings.Repeat("ў", NoteLimit))
	require.NoError(t, err)
	require.Len(t, []rune(note), NoteLimit, "nothing is cut off")
	_, err = short(strings.Repeat("ў", NoteLimit+1))
	require.ErrorContains(t, err, "action.problem.long")
}
