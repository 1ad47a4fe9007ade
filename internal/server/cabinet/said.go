package cabinet

import (
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// saidRows is what the applicant said about an application, with the answers.
func saidRows(list []feedback.Own, l locale.Lang) (out []cabinet.Said) {
	for _, one := range list {
		s := cabinet.Said{
			What: l.T("feedback.kind."+string(one.Kind)) + ", " + l.DayMonth(one.At), State: l.T("feedback.state.none"), Tone: ui.Grey,
			Path: "/feedback/" + one.Receipt,
		}
		if one.CaseNumber != "" {
			s.State, s.Tone = l.T("feedback.state."+string(one.State)), ui.Plain
			if one.State == feedback.Answered || one.State == feedback.Closed {
				s.Tone = ui.Leaf
			}
		}
		if answer := one.Answer(); answer.Body != "" {
			title, _ := authority(answer.Authority, l)
			s.Answer, s.By = answer.Body, title+", "+l.Date(answer.At)
		}
		out = append(out, s)
	}
	return out
}
