package admin

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestActions_keys: whoever presses a key does one thing, also where a visit can be recorded and moved.
func TestActions_keys(t *testing.T) {
	o := account.Official{ID: 7, Authority: "justice", Role: account.Specialist}
	a := casework.Application{State: casework.InProcess, Step: casework.Visit, Process: catalogue.Inspection, Authority: "justice", Assignee: o.ID}
	shown := map[string][]string{}
	for _, x := range actions(locale.En, o, a) {
		shown[x.Key] = append(shown[x.Key], x.Name)
	}
	require.Equal(t, []string{string(casework.RecordResult)}, shown["v"])
	require.Contains(t, shown[""], string(casework.ScheduleVisit))
}
