package cabinet

import (
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// mostKnown is how many facts of registers a page shows beside those of the person; the rest is on "my data".
const mostKnown = 8

// known is what the registers said, for a page on which it stands: locked, each fact with its source and time and with
// "this is wrong" beside it.
type known struct {
	page     layout.Page
	who      account.Principal
	svc      *catalogue.Service
	facts    register.Facts
	at, id   string // where the facts are kept: draft or application
	disputes []dispute.Dispute
}

// row is one fact, or false when there is nothing to show.
func (k known) row(code, name string) (ui.Row, bool) {
	fact, read := k.facts[code]
	t, _ := register.Field(code, name)
	row, ok := factRow(k.page.Lang, code, t, fact.Value[name])
	if !read || !ok {
		return row, false
	}
	row.Note = source(k.page.Lang, code, fact.FetchedAt)
	for _, d := range k.disputes {
		if d.Register == code && d.Field == name {
			row.Action = &ui.Action{Label: k.page.T("dispute.running"), About: row.Key, Href: k.page.Link("/disputes/" + d.Number)}
			return row, true
		}
	}
	return wrong(k.page, k.who, code, k.at, k.id, row, name), true
}

// person is what the population register says of who applies.
func (k known) person() []ui.Row {
	var rows []ui.Row
	for _, name := range []string{"full_name", "pinfl", "birth_date", "address"} {
		if row, ok := k.row(register.PersonKey, name); ok {
			rows = append(rows, row)
		}
	}
	if len(rows) > 0 {
		return rows
	}
	name := k.who.Name
	if k.who.For != nil && k.who.For.Kind == account.OfPerson {
		name = k.who.For.Name
	}
	return []ui.Row{{Key: register.Title(register.PersonKey, "full_name").In(k.page.Lang), Value: name}}
}

// others is the facts of other registers that the service reads.
func (k known) others() []ui.Row {
	var rows []ui.Row
	for _, need := range k.svc.Needs() {
		if need.Register == register.PersonKey || !register.OfApplicant(need.Register) {
			continue
		}
		for _, name := range need.Fields {
			if row, ok := k.row(need.Register, name); ok && len(rows) < mostKnown {
				rows = append(rows, row)
			}
		}
	}
	return rows
}
