package owner

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/thread"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

const templatesPath = "/admin/templates"

// Templates answers for the pages on which heads keep the texts that their officials begin messages with.
type Templates struct {
	threads  *thread.Store
	sessions *session.Store
}

// NewTemplates is those pages over those stores.
func NewTemplates(threads *thread.Store, sessions *session.Store) *Templates {
	return &Templates{threads: threads, sessions: sessions}
}

// List is the templates of the authority: GET /admin/templates.
func (d *Templates) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.threads.Templates(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Templates{Page: d.page(r, l.T("thread.templates.title"))}
	for _, t := range list {
		v.Entries = append(v.Entries, ui.Entry{Title: t.Title.In(l), Href: v.Link(templatePath(t.ID)), Note: t.Text.In(l)})
	}
	v.New = v.Link(templatesPath + "/new")
	return respond.HTML(w, r, http.StatusOK, pages.TemplatesPage(v))
}

func (d *Templates) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "cases"
	p.Crumbs = []layout.Crumb{{Title: p.T("admin.title"), Path: "/admin"}}
	return p
}

func templatePath(id int64) string {
	if id == 0 {
		return templatesPath + "/new"
	}
	return templatesPath + "/" + strconv.FormatInt(id, 10)
}

// Template is the form of one, or of a new one: GET /admin/templates/{id}.
func (d *Templates) Template(w http.ResponseWriter, r *http.Request, o account.Official) error {
	t, err := d.one(r, o)
	if err != nil {
		return err
	}
	return d.show(w, r, t, nil, http.StatusOK)
}

// Save keeps it: POST /admin/templates/{id}.
func (d *Templates) Save(w http.ResponseWriter, r *http.Request, o account.Official) error {
	t, err := d.one(r, o)
	if err != nil {
		return err
	}
	said := func(key string) locale.Text {
		return locale.Text{Uz: r.PostFormValue(key + "-uz"), Ru: r.PostFormValue(key + "-ru"), En: r.PostFormValue(key + "-en")}
	}
	t.Title, t.Text = said("title"), said("text")
	if respond.Switched(r) {
		return d.show(w, r, t, nil, http.StatusOK)
	}
	err = d.threads.SaveTemplate(r.Context(), o, t)
	if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
		return d.show(w, r, t, p, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "thread.templates.saved")
	return respond.Redirect(w, r, templatesPath)
}

// Drop removes it: POST /admin/templates/{id}/remove.
func (d *Templates) Drop(w http.ResponseWriter, r *http.Request, o account.Official) error {
	t, err := d.one(r, o)
	if err != nil {
		return err
	}
	if err := d.threads.DropTemplate(r.Context(), o, t.ID); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "thread.templates.removed")
	return respond.Redirect(w, r, templatesPath)
}

// one is the template of the address; "new" is an empty one.
func (d *Templates) one(r *http.Request, o account.Official) (thread.Template, error) {
	name := chi.URLParam(r, "id")
	if name == "new" {
		return thread.Template{}, nil
	}
	id, _ := strconv.ParseInt(name, 10, 64)
	return d.threads.Template(r.Context(), o, id)
}

func (d *Templates) show(w http.ResponseWriter, r *http.Request, t thread.Template, wrong *problem.Error, status int) error {
	l := locale.FromContext(r.Context())
	v := pages.Template{Page: d.page(r, l.T("thread.templates.name"))}
	v.Crumbs = append(v.Crumbs, layout.Crumb{Title: l.T("thread.templates.title"), Path: templatesPath})
	v.Form = templatePath(t.ID)
	if t.ID != 0 {
		v.Remove = v.Link(templatePath(t.ID) + "/remove")
	}
	values := url.Values{}
	var problems form.Problems
	for _, of := range []struct {
		key  string
		kind form.Kind
		text locale.Text
	}{{"title", form.KindText, t.Title}, {"text", form.KindTextarea, t.Text}} {
		for _, in := range []locale.Lang{locale.Uz, locale.Ru, locale.En} {
			key := of.key + "-" + string(in)
			values.Set(key, of.text.In(in))
			f := form.Field{Key: key, Kind: of.kind, Label: locale.TextOf("thread.templates." + key)}
			if wrong != nil && len(problems) == 0 && (wrong.ID != "thread.template_incomplete" || of.text.In(in) == "") {
				problems = form.Problems{{Input: key, Field: key, Label: f.Label, ID: wrong.ID, Args: wrong.Args}}
			}
			v.Controls = append(v.Controls, ui.Control{Field: f, Name: key, Lang: l, Values: values, InRow: true})
		}
	}
	for i := range v.Controls {
		v.Controls[i].Problems = problems
	}
	v.Faults = ui.Faults(problems, l)
	return respond.HTML(w, r, status, pages.TemplatePage(v))
}
