// Package cabinet answers a signed-in person: applying for a service, following the application, paying, documents,
// messages and one's own data. Rights are checked by the nouns: what is not one's own does not exist.
package cabinet

import (
	"net/http"
	"time"

	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/due"
	"github.com/yagona/portal/internal/favourite"
	"github.com/yagona/portal/internal/integration/signer"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Cabinet is the pages of a signed-in person.
type Cabinet struct {
	Catalogue *catalogue.Store
	Cases     *casework.Store
	Disputes  *dispute.Store // facts that people say are wrong
	Mandates  *mandate.Store // rights to act for others
	Documents *document.Store
	Bookings  *booking.Store
	Messages  *notify.Store
	Threads   *thread.Store

	Favourites *favourite.Store // nil: none are kept
	Dues       *due.Finder      // nil: nothing is looked for

	Registers register.Source
	Outages   func() *register.Outages // registers that do not answer now; nil says nothing of them
	Manual    *manual.Store            // services that people decide now; nil says nothing of them
	Audit     *audit.Store
	Sessions  *session.Store
	Now       func() time.Time

	// Tills is where fees are paid, in the order of offering; empty where no payment provider is configured.
	Tills []payment.Provider

	// Signer is the page where people sign; nil where they bring a signature in a file. Origin is ours, where they return to.
	Signer *signer.Client
	Origin string

	Map ui.PlaceMap // of questions about a place
}

// page is the shell of a page of the cabinet, with what the page before left to say.
func (c *Cabinet) page(r *http.Request, title, section string) layout.Page {
	p := respond.Page(r, title)
	p.Section = section
	p.AlternateOff = true
	return p
}

// dueIn says a day together with what is left until it: "26 November, Thursday" and "3 more working days". Where it is an
// hour, that is said too; in its last hour the minutes.
func (c *Cabinet) dueIn(l locale.Lang, due time.Time) (day, left string) {
	now, day := c.Now(), l.DueName(due)
	switch n := c.Cases.Calendar().Between(now, due); {
	case due.Sub(now) > 0 && due.Sub(now) < time.Hour:
		minutes := int(due.Sub(now).Minutes()) + 1
		return l.Clock(due), l.T("cabinet.due.minutes", "Count", minutes)
	case now.After(due):
		return day, l.T("cabinet.due.past")
	case n <= 0:
		return day, l.T("cabinet.due.today")
	default:
		return day, l.T("cabinet.due.days", "Count", n)
	}
}

// authority is the title and the phone of a body.
func authority(code string, l locale.Lang) (title, phone string) {
	a, _ := catalogue.Lists().Authorities.Get(code)
	return a.Title.In(l), a.Phone
}

// territory is a region or a district in words.
func territory(l locale.Lang) func(code string) string {
	return func(code string) string {
		lists := catalogue.Lists()
		if d, ok := lists.District(code); ok {
			region, _ := lists.Regions.Get(d.Region)
			return region.Title.In(l) + ", " + d.Title.In(l)
		}
		if region, ok := lists.Regions.Get(code); ok {
			return region.Title.In(l)
		}
		return code
	}
}

// bookTitle is a register in words.
func bookTitle(code string, l locale.Lang) string {
	book, ok := catalogue.Lists().Registers.Get(code)
	if !ok {
		return code
	}
	return book.Title.In(l)
}
