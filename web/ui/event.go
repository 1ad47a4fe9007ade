package ui

import (
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
)

// EventTitle is what happened to a case, as its history says it: with the authority, when it was another one than the
// case's own.
func EventTitle(l locale.Lang, e casework.Event) string {
	title := l.T(e.Title())
	if code, _ := e.Detail["authority"].(string); code != "" {
		office, _ := e.Detail["office"].(string)
		title += ": " + OfficeOf(l, code, office)
	}
	return title
}
