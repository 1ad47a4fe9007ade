package proposal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
)

// TestDraft_problems_limits: as many rules of as many characters as fit are taken, and one more is refused at its own field.
func TestDraft_problems_limits(t *testing.T) {
	text := func(n int) string { return strings.Repeat("ў", n) }
	full := func() *Draft {
		d := &Draft{Note: text(MaxNote)}
		for range MaxRules {
			reason := text(MaxReason)
			d.Checks = append(d.Checks, catalogue.Check{Require: text(MaxRule), Reason: locale.Text{Uz: reason, Ru: reason, En: reason}})
		}
		return d
	}
	d := full()
	require.Empty(t, d.problems())
	require.Equal(t, full(), d, "nothing is cut off")
	last := MaxRules - 1
	for input, c := range map[string]struct {
		more  func(*Draft)
		id    string
		limit int
	}{
		"note":                            {func(d *Draft) { d.Note += "ў" }, "long", MaxNote},
		"rule-0":                          {func(d *Draft) { d.Checks = append(d.Checks, d.Checks[0]) }, "rules", MaxRules},
		fmt.Sprintf("rule-%d", last):      {func(d *Draft) { d.Checks[last].Require += "ў" }, "long", MaxRule},
		fmt.Sprintf("reason-uz-%d", last): {func(d *Draft) { d.Checks[last].Reason.Uz += "ў" }, "long", MaxReason},
		fmt.Sprintf("reason-ru-%d", last): {func(d *Draft) { d.Checks[last].Reason.Ru += "ў" }, "long", MaxReason},
		fmt.Sprintf("reason-en-%d", last): {func(d *Draft) { d.Checks[last].Reason.En += "ў" }, "long", MaxReason},
	} {
		d := full()
		c.more(d)
		require.Equal(t, form.Problems{{Input: input, Field: input, ID: "proposal.problem." + c.id, Args: []any{"Max", c.limit}}}, d.problems(), input)
	}
}
