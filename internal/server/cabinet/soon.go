package cabinet

import (
	"net/http"
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

// soon is what falls due for the person: papers that end, fines that are unpaid. It reads the registers in the person's
// own name, on the person's own page; one that is down is left out.
func (c *Cabinet) soon(r *http.Request, who account.Principal, p layout.Page, l locale.Lang) []cabinet.Soon {
	now := c.Now()
	var out []cabinet.Soon
	for _, e := range expiring {
		fact, err := c.Registers.Read(r.Context(), register.Request{Register: e.register, Key: who.PINFL, Applicant: who.PINFL, Fields: []string{e.field}, Purpose: "cabinet"})
		if err != nil {
			continue
		}
		day, err := register.ParseDate(form.String(fact.Value[e.field]))
		if err != nil || day.Sub(now) > ahead {
			continue
		}
		out = append(out, cabinet.Soon{
			Title: register.Title(e.register, e.field).In(l), Text: l.Date(day.Time), Late: day.Before(now),
			Link: cabinet.Link{Title: l.T("cabinet.home.look"), Href: p.Link("/data/" + e.register)},
		})
	}
	return out
}
