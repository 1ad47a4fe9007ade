package layout

import (
	"slices"

	"github.com/yagona/portal/internal/account"
)

// item is an entry of the menu: in the header, and on a phone in the tab bar.
type item struct {
	Section string
	Path    string
	Label   string // message id
	Icon    string
}

var (
	citizenMenu = []item{
		{"home", "/", "ui.nav.home", "home"},
		{"services", "/services", "ui.nav.services", "search"},
		{"applications", "/applications", "ui.nav.applications", "file"},
		{"cabinet", "/cabinet", "ui.nav.cabinet", "person"},
	}
	officialMenu = []item{
		{"cases", "/admin", "ui.nav.cases", "file"},
		{"reception", "/admin/reception", "ui.nav.reception", "clock"},
		{"feedback", "/admin/feedback", "ui.nav.feedback", "message"},
		{"disputes", "/admin/disputes", "ui.nav.disputes", "shield"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	// headMenu is that of heads, who say when their offices receive people.
	headMenu = []item{
		{"cases", "/admin", "ui.nav.cases", "file"},
		{"reception", "/admin/reception", "ui.nav.reception", "clock"},
		{"offices", "/admin/offices", "ui.nav.offices", "home"},
		{"feedback", "/admin/feedback", "ui.nav.feedback", "message"},
		{"actions", "/admin/actions", "ui.nav.actions", "hand"},
		{"disputes", "/admin/disputes", "ui.nav.disputes", "shield"},
		{"retention", "/admin/retention", "retention.nav", "clock"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	// ownerMenu is that of heads who answer for services as well.
	ownerMenu = []item{
		{"cases", "/admin", "ui.nav.cases", "file"},
		{"switches", "/admin/services", "ui.nav.switches", "hand"},
		{"reception", "/admin/reception", "ui.nav.reception", "clock"},
		{"offices", "/admin/offices", "ui.nav.offices", "home"},
		{"feedback", "/admin/feedback", "ui.nav.feedback", "message"},
		{"problems", "/admin/problems", "cause.nav", "message"},
		{"actions", "/admin/actions", "ui.nav.actions", "hand"},
		{"disputes", "/admin/disputes", "ui.nav.disputes", "shield"},
		{"retention", "/admin/retention", "retention.nav", "clock"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	taskforceMenu = []item{
		{"board", "/taskforce", "ui.nav.board", "chart"},
		{"lost", "/taskforce/lost-hours", "ui.nav.lost", "clock"},
		{"actions", "/taskforce/actions", "ui.nav.actions", "hand"},
		{"monthly", "/taskforce/monthly", "bulletin.menu", "file"},
		{"feedback", "/taskforce/voices", "ui.nav.feedback", "message"},
		{"problems", "/admin/problems", "cause.nav", "message"},
		{"registers", "/taskforce/registers", "ui.nav.registers", "shield"},
		{"calendar", "/taskforce/calendar", "ui.nav.calendar", "clock"},
		{"operations", "/taskforce/operations", "operation.nav", "ok"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	editorMenu = []item{
		{"words", "/admin/search", "ui.nav.words", "message"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	financeMenu = []item{
		{"refunds", "/admin/money/refunds", "ui.nav.refunds", "file"},
		{"books", "/admin/money/books", "ui.nav.books", "search"},
		{"rates", "/admin/money/rates", "ui.nav.rates", "chart"},
		{"services", "/services", "ui.nav.services", "search"},
	}
	administratorMenu = []item{
		{"access", "/admin/access", "access.nav", "person"},
		{"services", "/services", "ui.nav.services", "search"},
	}
)

// menu is that of the office on an official's pages, and the citizen's everywhere else. Who is an official and nothing
// else keeps the office's menu everywhere: the citizen's leads to pages that are closed to such an account.
func (p Page) menu() []item {
	if p.Principal == nil || p.Principal.Official == nil || !p.Dense && p.Principal.PINFL != "" {
		return citizenMenu
	}
	switch p.Principal.Official.Role {
	case account.TaskForce:
		return taskforceMenu
	case account.Editor:
		return editorMenu
	case account.Finance:
		return financeMenu
	case account.Administrator:
		return administratorMenu
	default:
		if p.Principal.Official.Owner() {
			return ownerMenu
		}
		if p.Principal.Official.Receiving() {
			return headMenu
		}
		return officialMenu
	}
}

// inBar is how many items the phone's tab bar has room for.
const inBar = 4

// bar is the menu in the phone's tab bar: where it is longer, its beginning and its end, the way to the services. The
// rest is one touch further, in the header of the office's pages.
func (p Page) bar() []item {
	all := p.menu()
	if len(all) <= inBar {
		return all
	}
	return append(slices.Clone(all[:inBar-1]), all[len(all)-1])
}

// tabs reports whether the phone's tab bar is shown.
func (p Page) tabs() bool { return !p.NoTabs && !p.Dense }

// subtitle is the line under the name of the portal.
func (p Page) subtitle() string {
	switch {
	case !p.Dense || p.Principal == nil || p.Principal.Official == nil:
		return p.T("ui.portal.subtitle")
	case p.Principal.Official.Role == account.TaskForce:
		return p.T("ui.portal.subtitle-taskforce")
	default:
		return p.T("ui.portal.subtitle-official")
	}
}

// Home is where a signed-in person begins: an official's cases, the board of the task force, the words of an editor,
// the money of finance, a citizen's cabinet.
func Home(who account.Principal) string {
	office := who.Office()
	switch {
	case office == nil:
		return "/cabinet"
	case office.Role == account.TaskForce:
		return "/taskforce"
	case office.Role == account.Editor:
		return "/admin/search"
	case office.Role == account.Finance:
		return "/admin/money"
	case office.Role == account.Administrator:
		return "/admin/access"
	default:
		return "/admin"
	}
}

// accountPath is where the name in the header leads.
func (p Page) accountPath() string { return Home(*p.Principal) }
