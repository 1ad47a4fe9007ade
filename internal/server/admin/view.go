package admin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
)

const viewsPath = "/admin/views"

// tail is the state as it is kept in a view: the first page, without what was typed into the search, which may be a name.
func (s query) tail() string {
	_, tail, _ := strings.Cut(s.with(func(q *query) { q.text = "" }), "?")
	return tail
}

// kept is the views of an official, the one that is looked at marked.
func (d *Desk) kept(ctx context.Context, o account.Official, now query) ([]pages.View, error) {
	list, err := d.Saved.Of(ctx, o)
	if err != nil {
		return nil, err
	}
	shown := make([]pages.View, len(list))
	for i, v := range list {
		shown[i] = pages.View{
			Name: v.Name, Path: "/admin?" + v.Query, Action: viewsPath + "/" + strconv.FormatInt(v.ID, 10), Standard: v.Standard,
			Current: v.Query == now.tail(),
		}
	}
	return shown, nil
}

// standard is the address of the view with which the worklist opens; empty: with what is as usual.
func (d *Desk) standard(ctx context.Context, o account.Official) (string, error) {
	list, err := d.Saved.Of(ctx, o)
	if err != nil {
		return "", err
	}
	for _, v := range list {
		if v.Standard {
			return "/admin?" + v.Query, nil
		}
	}
	return "", nil
}

// Views is the views of the official, and the form that keeps another: GET /admin/views?{state of the worklist}.
func (d *Desk) Views(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.showViews(w, r, o, http.StatusOK, nil)
}

// Keep keeps a view: POST /admin/views?{state of the worklist}.
func (d *Desk) Keep(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.Views(w, r, o)
	}
	s := parse(r.URL.Query())
	err := d.Saved.Keep(r.Context(), o, r.PostForm.Get("name"), s.tail())
	if p := problem.Of(err); problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return d.showViews(w, r, o, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	d.done(w, r, "admin.views.kept")
	return respond.Redirect(w, r, "/admin?"+s.tail())
}

func (d *Desk) showViews(w http.ResponseWriter, r *http.Request, o account.Official, status int, p *problem.Error) error {
	l := locale.FromContext(r.Context())
	s := parse(r.URL.Query())
	list, err := d.kept(r.Context(), o, s)
	if err != nil {
		return err
	}
	v := pages.Views{Page: respond.Page(r, l.T("admin.views.title")), List: list, Name: r.FormValue("name"), Of: l.T("casework.queue." + s.queue)}
	v.Page.Dense, v.Page.Section = true, "cases"
	v.Page.Form = viewsPath + "?" + s.tail()
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin?" + s.tail()}}
	s.text = ""
	for _, chip := range s.show(l, s.named(l, d.Snapshot())).Chips {
		v.Of += ", " + chip.Label
	}
	if s.sort == newestFirst {
		v.Of += ", " + l.T("admin.sort-newest")
	}
	if p != nil {
		v.Fault = l.T(p.ID, p.Args...)
	}
	if id, err := strconv.ParseInt(r.URL.Query().Get("removed"), 10, 64); err == nil {
		gone, err := d.Saved.Removed(r.Context(), o, id)
		if err == nil {
			v.Removed = &pages.View{Name: gone.Name, Action: viewsPath + "/" + strconv.FormatInt(id, 10)}
		} else if !problem.Is(err, problem.NotFound) {
			return err
		}
	}
	return respond.HTML(w, r, status, pages.ViewsPage(v))
}

// named is the title of the service of the filter.
func (s query) named(l locale.Lang, snap *catalogue.Snapshot) map[string]string {
	svc, ok := snap.Service(s.service)
	if !ok {
		return map[string]string{s.service: s.service}
	}
	return map[string]string{s.service: svc.Title.In(l)}
}

// ChangeView makes a view the standard one or an ordinary one, removes or restores it: POST /admin/views/{id}/{change}.
func (d *Desk) ChangeView(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "admin.views.none")
	}
	ctx, back := r.Context(), viewsPath
	switch chi.URLParam(r, "change") {
	case "standard":
		err = d.Saved.SetStandard(ctx, o, id, true)
	case "usual":
		err = d.Saved.SetStandard(ctx, o, id, false)
	case "remove":
		err, back = d.Saved.Remove(ctx, o, id), viewsPath+"?"+url.Values{"removed": {strconv.FormatInt(id, 10)}}.Encode()
	case "restore":
		err = d.Saved.Restore(ctx, o, id)
	default:
		err = problem.New(problem.NotFound, "admin.views.none")
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, back)
}
