package ui

import "github.com/yagona/portal/internal/locale"

// NewPager is the way through a list of offices and registers, still without links: from any page one goes on, or back to
// the first.
func NewPager(l locale.Lang) Pager {
	return Pager{Label: l.T("ui.pages.label"), Words: [2]string{l.T("ui.pages.first"), l.T("ui.pages.more")}}
}
