package signin

import "github.com/yagona/portal/web/ui"

// history is the sign-ins as a table.
func history(v Sessions) ui.Grid {
	g := ui.Grid{Caption: v.T("account.sessions.history"), Stack: true, Columns: []ui.Column{
		{Title: v.T("account.sessions.history-time")},
		{Title: v.T("account.sessions.history-device")},
		{Title: v.T("account.sessions.history-level")},
		{Title: v.T("account.sessions.history-note")},
	}}
	for _, x := range v.History {
		note := ""
		if x.New {
			note = v.T("account.sessions.new-device")
		}
		g.Rows = append(g.Rows, ui.Text(x.Time, x.Device, x.Level, note))
	}
	return g
}
