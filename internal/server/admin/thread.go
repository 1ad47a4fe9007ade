package admin

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/threads"
	"github.com/yagona/portal/internal/thread"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Thread is the messages about a case: GET /admin/cases/{number}/messages. Authorities that were asked for their consent
// have no part in them.
func (d *Desk) Thread(w http.ResponseWriter, r *http.Request, o account.Official) error {
	s, err := d.sheet(w, r, o)
	if err != nil {
		return err
	}
	return s.Show(w, r)
}

// Write sends a message to the applicant: POST /admin/cases/{number}/messages.
func (d *Desk) Write(w http.ResponseWriter, r *http.Request, o account.Official) error {
	s, err := d.sheet(w, r, o)
	if err != nil {
		return threads.Unsaid(r, err)
	}
	return s.Write(w, r)
}

// ThreadFile sends a file of a message: GET /admin/cases/{number}/messages/files/{id}.
func (d *Desk) ThreadFile(w http.ResponseWriter, r *http.Request, o account.Official) error {
	up, err := d.Threads.File(r.Context(), thread.Officer(o), chi.URLParam(r, "number"), chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	return d.send(w, r, up)
}

func (d *Desk) sheet(w http.ResponseWriter, r *http.Request, o account.Official) (threads.Sheet, error) {
	a, err := d.Cases.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return threads.Sheet{}, err
	}
	templates, err := d.Threads.Templates(r.Context(), o)
	if err != nil {
		return threads.Sheet{}, err
	}
	keep := ""
	if o.Role == account.Head {
		keep = "/admin/templates"
	}
	l, of := locale.FromContext(r.Context()), "/admin/cases/"+a.Number
	return threads.Sheet{
		Keep: keep, Threads: d.Threads, Reader: thread.Officer(o), Number: a.Number, Case: of, Official: true, Templates: templates,
		Subject: a.Service.Title.In(l) + " · " + applicant(l, a),
		Shell: func(title string) layout.Page {
			p := respond.Page(r, title)
			p.Dense, p.Section = true, "cases"
			p.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}, {Title: locale.ByThrees(a.Number), Path: of}}
			return p
		},
		Done: func() { d.done(w, r, "thread.sent") },
	}, nil
}

// written is the newest messages on the page of a case, for the office that has it.
func (d *Desk) written(r *http.Request, o account.Official, a casework.Application, v *pages.Case) error {
	t, err := d.Threads.Open(r.Context(), thread.Officer(o), a.Number, 0, threads.Shown)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l, of := locale.FromContext(r.Context()), "/admin/cases/"+a.Number
	v.Thread = &ui.ThreadCard{
		Lang: l, Messages: ui.Thread(l, t.Messages, threads.File(l, of)), More: t.Before > 0, Open: t.Open, Href: layout.URL(l, threads.Path(of)),
	}
	return nil
}

// unread is how many messages of applicants wait in each of those cases.
func (d *Desk) unread(r *http.Request, o account.Official, list []casework.Summary) (map[string]int, error) {
	numbers := make([]string, len(list))
	for i, m := range list {
		numbers[i] = m.Number
	}
	return d.Threads.Unread(r.Context(), thread.Officer(o), numbers)
}
