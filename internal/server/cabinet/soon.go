package cabinet

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/due"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/cabinet"
)

// falling is what falls due for the person by the registers, and which of them did not answer in time. They are asked
// in the person's own name, on the person's own page, and that is on record.
func (c *Cabinet) falling(r *http.Request, who account.Principal, v *cabinet.Home) {
	if c.Dues == nil || !who.Browses() {
		return
	}
	found := c.Dues.Of(r.Context(), who)
	if len(found.Read) > 0 {
		err := c.Audit.Record(r.Context(), audit.Entry{
			Kind: audit.Citizen, Actor: who.AccountID, Action: "register.read", Object: fmt.Sprintf("person:%d", who.AccountID), About: c.Cases.Seen(r.Context(), who),
			Detail: who.Detail("registers", found.Read, "service", "cabinet"),
		})
		if err != nil { // as note: what can't be put on record is not shown
			slog.WarnContext(r.Context(), "a reading of registers is not on record and not shown", "error", err.Error())
			return
		}
	}
	for _, d := range found.Dues {
		v.Due = append(v.Due, c.due(d, *v))
	}
	silent := make([]string, len(found.Silent))
	for i, code := range found.Silent {
		silent[i] = bookTitle(code, v.Lang)
	}
	if len(silent) > 0 {
		v.Silent = v.T("cabinet.home.silent", "Registers", strings.Join(silent, ", "))
	}
}

// due is one thing in words: what, by when or how much, who says so, and the service that helps.
func (c *Cabinet) due(d due.Due, v cabinet.Home) cabinet.Soon {
	l := v.Lang
	s := cabinet.Soon{Title: register.Title(d.Register, d.Field()).In(l), Source: source(l, d.Register, d.At)}
	if d.Item != "" {
		s.Title += ": " + d.Item
	}
	if d.By.IsZero() {
		s.Text, s.Late = l.Money(d.Amount), true
	} else {
		s.Text, s.Late = l.Date(d.By.Time), d.By.Before(c.Now())
	}
	if svc, ok := c.Catalogue.Snapshot().Service(d.Service); ok {
		s.Link = cabinet.Link{Title: svc.Title.In(l), Href: v.Link("/services/" + d.Service)}
	}
	return s
}

// mostAtHand is how many services of each list stand on the home page.
const mostAtHand = 5

// atHand is the services that the person keeps, and those used lately.
func (c *Cabinet) atHand(r *http.Request, who account.Principal, v *cabinet.Home) error {
	if c.Favourites == nil {
		return nil
	}
	kept, err := c.Favourites.Of(r.Context(), who)
	if err != nil {
		return err
	}
	used, err := c.Cases.Used(r.Context(), who, mostAtHand)
	if err != nil {
		return err
	}
	v.Kept, v.Used = c.services(kept, *v), c.services(used, *v)
	return nil
}

func (c *Cabinet) services(codes []string, v cabinet.Home) []cabinet.Link {
	var out []cabinet.Link
	for _, code := range codes {
		if svc, ok := c.Catalogue.Snapshot().Service(code); ok && len(out) < mostAtHand {
			out = append(out, cabinet.Link{Title: svc.Title.In(v.Lang), Href: v.Link("/services/" + code)})
		}
	}
	return out
}
