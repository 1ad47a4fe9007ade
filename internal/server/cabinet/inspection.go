package cabinet

import (
	"net/http"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/ui"
)

// visits is the visits of the authority, planned and made, with what came of each.
func visits(a casework.Application, l locale.Lang) (rows []ui.Row) {
	for _, v := range a.Visits {
		lines := v.Place
		say := func(s string) {
			if s != "" {
				lines += "\n" + s
			}
		}
		if v.InspectorName != "" {
			say(l.T("casework.inspector", "Name", v.InspectorName))
		}
		say(v.Note)
		if v.AskedAt != nil {
			say(l.T("cabinet.inspection.asked", "Date", l.Date(*v.AskedAt)))
		}
		switch {
		case v.Missed:
			say(l.T("cabinet.inspection.missed"))
		case v.Passed != nil && *v.Passed:
			say(l.T("cabinet.inspection.passed"))
		case v.Passed != nil:
			say(l.T("cabinet.inspection.failed"))
		default:
			say(l.T("cabinet.inspection.planned"))
		}
		say(v.Result)
		rows = append(rows, ui.Row{Key: l.DateTime(v.At), Value: lines})
	}
	return rows
}

// AskOtherTime asks for another time for a visit of the authority: POST /applications/{number}/other-time.
func (c *Cabinet) AskOtherTime(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if respond.Switched(r) {
		return c.Application(w, r, who)
	}
	return c.act(w, r, who, casework.AskOtherTime, "cabinet.inspection.done")
}
