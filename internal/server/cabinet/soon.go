package cabinet

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
)

// expiring are the papers whose last day the cabinet reminds of.
var expiring = []struct{ register, field string }{
	{register.PersonKey, "document_valid_until"},
	{"driving", "valid_until"},
	{"insurance", "vehicle_policy_until"},
}

// ahead is how long before its last day a paper is mentioned.
const ahead = 120 * 24 * time.Hour

// soonBudget is how long the page waits for the registers.
const soonBudget = 1500 * time.Millisecond

// soon is what falls due for the person: papers that end. It reads the registers in the person's own name, on the
// person's own page; one that is down or slow is left out.
func (c *Cabinet) soon(r *http.Request, who account.Principal, p layout.Page, l locale.Lang) []cabinet.Soon {
	now := c.Now()
	days := c.expiry(r.Context(), who)
	var out []cabinet.Soon
	for i, e := range expiring {
		day := days[i]
		if day.IsZero() || day.Sub(now) > ahead {
			continue
		}
		out = append(out, cabinet.Soon{
			Title: register.Title(e.register, e.field).In(l), Text: l.Date(day.Time), Late: day.Before(now),
			Link: cabinet.Link{Title: l.T("cabinet.home.look"), Href: p.Link("/data/" + e.register)},
		})
	}
	return out
}

// expiry is the day of each of expiring, zero when its register has none or did not answer in time. The registers are
// read side by side: one that is slow must not hold up the page on which a person's day begins.
func (c *Cabinet) expiry(ctx context.Context, who account.Principal) []register.Date {
	ctx, cancel := context.WithTimeout(ctx, soonBudget)
	defer cancel()
	days := make([]register.Date, len(expiring))
	var all sync.WaitGroup
	for i, e := range expiring {
		all.Go(func() {
			fact, err := c.Registers.Read(ctx, register.Request{Register: e.register, Key: who.PINFL, Applicant: who.PINFL, Fields: []string{e.field}, Purpose: "cabinet"})
			if err == nil {
				days[i], _ = register.ParseDate(form.String(fact.Value[e.field])) // no date, nothing that ends
			}
		})
	}
	all.Wait()
	return days
}
