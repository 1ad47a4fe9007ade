// Package notices answers people who say how they want to be told of what is new, and the mailboxes that end it for
// them.
package notices

import (
	"net/http"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/notify"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
)

// Notices is the pages around being told.
type Notices struct {
	Messages *notify.Store
	Sessions *session.Store
	Demo     *Demo // nil outside of a demonstration
}

// page is the shell of a page below the choices.
func (n *Notices) page(r *http.Request, title string, below bool) layout.Page {
	p := respond.Page(r, locale.FromContext(r.Context()).T(title))
	p.Section, p.AlternateOff = "cabinet", true
	p.Crumbs = []layout.Crumb{{Title: p.T("ui.nav.cabinet"), Path: "/cabinet"}}
	if below {
		p.Crumbs = append(p.Crumbs, layout.Crumb{Title: p.T("notices.title"), Path: notify.ChoicesPath})
	}
	p.Form = p.Path
	return p
}

// done leaves a word for the choices and goes there.
func (n *Notices) done(w http.ResponseWriter, r *http.Request, said string) error {
	n.Sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, notify.ChoicesPath)
}

// device is what people call the browser that asks.
func device(r *http.Request) string { return session.Device(r.UserAgent()) }
