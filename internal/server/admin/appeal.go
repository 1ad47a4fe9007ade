package admin

import (
	"slices"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	pages "github.com/yagona/portal/web/admin"
)

// appeals is the reviews and the appeals in a case, the newest first.
func appeals(l locale.Lang, a casework.Application) []pages.Appeal {
	var list []pages.Appeal
	for _, p := range slices.Backward(a.Appeals) {
		v := pages.Appeal{
			Title: l.T("casework.remedy." + string(p.Kind)), Number: locale.ByThrees(p.Number), Reason: p.Reason,
			When: l.T("admin.appeal.filed", "Date", l.DateTime(p.FiledAt)),
		}
		switch {
		case p.Outcome != casework.Unheard:
			v.Outcome, v.Note = l.T("casework.outcome."+string(p.Outcome))+", "+l.DateTime(*p.DecidedAt), p.Note
		case p.RaisedFrom != "":
			v.Note = l.T("admin.appeal.raised")
			fallthrough
		default:
			v.When += " · " + l.T("admin.appeal.due", "Day", l.DueName(p.DueAt))
		}
		list = append(list, v)
	}
	return list
}

// anew is what an appeal obliges whoever decides now to, with its reasons; empty where none does.
func anew(l locale.Lang, a casework.Application) string {
	p := a.Anew()
	if p == nil {
		return ""
	}
	return l.T("admin.appeal.anew", "Reason", p.Note)
}
