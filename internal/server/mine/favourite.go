package mine

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	view "github.com/yagona/portal/web/mine"
	"github.com/yagona/portal/web/ui"
)

// mostUsed is how many services the list of the recently used has.
const mostUsed = 10

// favouritesPath is the list, and where stars are sent.
const favouritesPath = "/cabinet/favourites"

// AtHand is the services that a person keeps, and those used lately: GET /cabinet/favourites?dropped=.
func (m *Mine) AtHand(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	v := view.AtHand{Page: page(r, l.T("favourite.title"))}
	kept, err := m.Favourites.Of(r.Context(), who)
	if err != nil {
		return err
	}
	used, err := m.Cases.Used(r.Context(), who, mostUsed)
	if err != nil {
		return err
	}
	v.Kept, v.Used = m.services(v, kept, kept), m.services(v, used, kept)
	if code := r.URL.Query().Get("dropped"); code != "" && !slices.Contains(kept, code) {
		if svc, ok := m.Snapshot().Service(code); ok {
			v.Dropped = l.T("favourite.dropped", "Service", svc.Title.In(l))
			v.Undo = &ui.Star{Action: v.Link(favouritesPath), Service: code, About: svc.Title.In(l), Back: string(v.Link(favouritesPath)), Label: l.T("favourite.undo")}
		}
	}
	return respond.HTML(w, r, http.StatusOK, view.AtHandPage(v))
}

// services is those of the codes that are published, each with its star.
func (m *Mine) services(v view.AtHand, codes, kept []string) []view.Service {
	var out []view.Service
	for _, code := range codes {
		svc, ok := m.Snapshot().Service(code)
		if !ok {
			continue
		}
		star := &ui.Star{
			Action: v.Link(favouritesPath), Service: code, About: svc.Title.In(v.Lang), Back: string(v.Link(favouritesPath)), Label: v.T("favourite.keep"),
			Kept: slices.Contains(kept, code),
		}
		if star.Kept {
			star.Label, star.Back = v.T("favourite.drop"), string(v.Link(favouritesPath+"?dropped="+url.QueryEscape(code)))
		}
		out = append(out, view.Service{Title: svc.Title.In(v.Lang), Summary: svc.Summary.In(v.Lang), Href: v.Link("/services/" + code), Star: star})
	}
	return out
}

// Star puts a service at hand or takes it away, and leads back to where the star was pressed.
func (m *Mine) Star(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	svc, ok := m.Snapshot().Service(r.PostFormValue("service"))
	if !ok {
		return problem.New(problem.NotFound, "favourite.none")
	}
	change, said := m.Favourites.Keep, "favourite.kept"
	if r.PostFormValue("do") == "drop" {
		change, said = m.Favourites.Drop, "favourite.gone"
	}
	if err := change(r.Context(), who, svc.Code); err != nil {
		return err
	}
	back := r.PostFormValue("back")
	if back == "" {
		back = favouritesPath
	}
	to, _ := url.Parse(back) // what can't be read leads home; see respond.Local
	if to == nil || !to.Query().Has("dropped") {
		m.Sessions.SetFlash(w, r, said)
	}
	return respond.Redirect(w, r, back)
}
