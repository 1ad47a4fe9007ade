// Package mine is what a signed-in person keeps and may know about himself, beside the applications: who looked at the
// data, and services at hand.
package mine

import (
	"net/http"
	"strconv"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/takeout"
	"github.com/yagona/portal/web/layout"
)

// Mine is those pages.
type Mine struct {
	Audit      *audit.Store
	Cases      *casework.Store
	Favourites *favourite.Store
	Feedback   *feedback.Store
	Sessions   *session.Store
	Snapshot   func() *catalogue.Snapshot
	Takeouts   *takeout.Store
}

// page is the shell of a page below the cabinet.
func page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Section, p.AlternateOff = "cabinet", true
	p.Crumbs = []layout.Crumb{{Title: p.T("ui.nav.cabinet"), Path: "/cabinet"}}
	return p
}

// before is the key of a page of a list: the entries older than this one.
func before(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// office is a body in words, with the region that an official of it works for.
func office(l locale.Lang, code, region string) string {
	lists := catalogue.Lists()
	a, ok := lists.Authorities.Get(code)
	if !ok {
		return code
	}
	title := a.Title.In(l)
	if in, ok := lists.Regions.Get(region); ok {
		title += ", " + in.Title.In(l)
	}
	return title
}
