// Package admin answers for the workplace of officials. Every handler takes an official, so that none can exist
// without one; what the official may see and do is checked in the nouns (casework, feedback), not here.
package admin

import (
	"net/http"
	"strconv"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/internal/view"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Desk answers for the pages of officials.
type Desk struct {
	Cases     *casework.Store
	Accounts  *account.Store
	Documents *document.Store
	Said      *feedback.Store
	Messages  *notify.Store
	Threads   *thread.Store
	Sessions  *session.Store
	Saved     *view.Store // views of the worklist
	Bulks     *bulk.Store
	Snapshot  func() *catalogue.Snapshot
	Now       func() time.Time
}

// done leaves a word about what was just done for the next page.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, id string, args ...any) {
	if d.Sessions != nil {
		d.Sessions.SetFlash(w, r, id, args...)
	}
}

// office names whose work is shown, and the day.
func (d *Desk) office(l locale.Lang, o account.Official) string {
	a, _ := catalogue.Lists().Authorities.Get(o.Authority)
	name := a.Short.In(l)
	if o.Region != "" {
		name += ", " + catalogue.Lists().Territory(o.Region, l)
	}
	now := d.Now()
	return name + " · " + l.Date(now) + ", " + l.Weekday(now)
}

// territory names regions and districts.
func territory(l locale.Lang) func(string) string {
	return func(code string) string { return catalogue.Lists().Territory(code, l) }
}

// soon is how many working days before its due date a case is marked as due soon.
const soon = 2

// left says in working days how much time is left, or how late it is.
func left(l locale.Lang, calendar *workday.Calendar, now, due time.Time) pages.Tag {
	days := calendar.Between(now, due)
	switch {
	case now.After(due) && days == 0:
		return pages.Tag{Tone: ui.Red, Text: l.T("admin.left.late-now")}
	case now.After(due):
		return pages.Tag{Tone: ui.Red, Text: l.T("admin.left.late", "Count", -days)}
	case days == 0:
		return pages.Tag{Tone: ui.Yellow, Text: l.T("admin.left.today")}
	case days <= soon:
		return pages.Tag{Tone: ui.Yellow, Text: l.T("admin.left.days", "Count", days)}
	default:
		return pages.Tag{Text: l.T("admin.left.days", "Count", days)}
	}
}

// count is a number on a tab, of which no more than a most is counted: "99+" says that there are a hundred or more.
func count(l locale.Lang, n, most int) string {
	if n >= most {
		return l.Number(int64(most-1)) + "+"
	}
	return l.Number(int64(n))
}

func whole(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// veil is what masks the personal numbers on the page of a case until they are asked for. The page knows its form already.
func veil(p layout.Page, shown bool) ui.Veil {
	return ui.Veil{Lang: p.Lang, Show: p.Link(p.Path + "/show"), Lives: shown, Form: p.TypedID()}
}
