package signin

import (
	"net/http"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/integration/identity"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
	view "github.com/yagona/portal/web/signin"
)

// Personas is the page of the demo provider, drawn with the portal's own shell.
func Personas(w http.ResponseWriter, r *http.Request, c identity.Choice) error {
	l := c.Lang
	v := view.Personas{Page: respond.Page(r, l.T("account.demo.title")), Action: c.Action, Lead: l.T("account.demo.lead")}
	// The page belongs to the provider: it has no address in another language, and nobody is signed in on it.
	v.Path, v.Query, v.Principal = "/sign-in", "", nil
	v.AlternateOff, v.NoTabs, v.LowerToo = true, true, c.Level == catalogue.Basic
	if !v.LowerToo {
		v.Lead += " " + l.T("account.demo.lead-level", "Level", levelTitle(l, c.Level))
	}
	for _, p := range c.Personas {
		one := view.Persona{
			Subject: p.Subject, Name: p.Name, Story: p.Story.In(l), Level: levelTitle(l, p.Level), Lower: p.Official == nil && p.Level != catalogue.Basic,
		}
		if p.Official == nil {
			v.Citizens = append(v.Citizens, one)
			continue
		}
		one.Office = office(l, *p.Official)
		v.Officials = append(v.Officials, one)
	}
	return respond.HTML(w, r, http.StatusOK, view.PersonasPage(v))
}

// office is role, authority and territory in words.
func office(l locale.Lang, o account.Official) string {
	switch o.Role {
	case account.TaskForce:
		return l.T("account.demo.role-taskforce")
	case account.Editor:
		return l.T("account.demo.role-editor")
	case account.Finance:
		return l.T("account.demo.role-finance")
	case account.Administrator:
		return l.T("access.role.administrator")
	case account.Specialist, account.Head: // of an authority, somewhere
	}
	role := l.T("account.demo.role-specialist")
	if o.Role == account.Head {
		role = l.T("account.demo.role-head")
	}
	authority, _ := catalogue.Lists().Authorities.Get(o.Authority)
	where := l.T("account.demo.country")
	if region, ok := catalogue.Lists().Regions.Get(o.Region); ok {
		where = region.Title.In(l)
	}
	return strings.Join([]string{role, authority.Title.In(l), where}, " · ")
}
