package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/search"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// New is the form of a synonym to add, filled with what the address says: GET /admin/search/synonyms/new.
func (d *Words) New(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	return d.synonym(w, r, by, http.StatusOK, sent(r, 0), nil)
}

// Synonym is one synonym with its form and its history: GET /admin/search/synonyms/{id}.
func (d *Words) Synonym(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	return d.synonym(w, r, by, http.StatusOK, sent(r, synonymID(r)), nil)
}

// Save adds a synonym or changes one: POST /admin/search/synonyms/new and /admin/search/synonyms/{id}.
func (d *Words) Save(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	e := sent(r, 0)
	if chi.URLParam(r, "id") != "" {
		e.ID = synonymID(r)
	}
	if respond.Switched(r) {
		return d.synonym(w, r, by, http.StatusOK, e, nil)
	}
	id, problems, err := d.catalogue.SaveSynonym(r.Context(), by, e)
	return d.after(w, r, by, e, id, problems, err, "admin.words.saved")
}

// Remove takes a synonym out of the search: POST /admin/search/synonyms/{id}/remove.
func (d *Words) Remove(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	e := sent(r, synonymID(r))
	err = d.catalogue.RemoveSynonym(r.Context(), by, e.ID, e.Base, "")
	return d.after(w, r, by, e, e.ID, nil, err, "admin.words.gone")
}

// Restore makes a synonym what it was: POST /admin/search/synonyms/{id}/restore.
func (d *Words) Restore(w http.ResponseWriter, r *http.Request, o account.Official) error {
	by, err := o.Editing()
	if err != nil {
		return err
	}
	e, number := sent(r, synonymID(r)), whole(r.PostFormValue("number"))
	note := locale.FromContext(r.Context()).T("admin.words.restored-note", "Number", number)
	problems, err := d.catalogue.RestoreSynonym(r.Context(), by, e.ID, e.Base, number, note)
	return d.after(w, r, by, e, e.ID, problems, err, "admin.words.saved")
}

// after shows what came of a change: the synonym as it is now, or the form with what was typed.
func (d *Words) after(w http.ResponseWriter, r *http.Request, by catalogue.Editor, e catalogue.SynonymEdit, id int64, problems form.Problems, err error, done string) error {
	l := locale.FromContext(r.Context())
	switch p := problem.Of(err); {
	case p != nil && p.Kind == problem.Conflict:
		return d.synonym(w, r, by, http.StatusConflict, e, []ui.Fault{{Field: "words", Text: l.T(p.ID, p.Args...)}})
	case err != nil:
		return err
	case len(problems) > 0:
		faults := make([]ui.Fault, len(problems))
		for i, p := range problems {
			faults[i] = ui.Fault{Field: p.Field, Text: l.T(p.ID, p.Args...)}
		}
		return d.synonym(w, r, by, http.StatusUnprocessableEntity, e, faults)
	}
	if d.sessions != nil {
		d.sessions.SetFlash(w, r, done)
	}
	return respond.Redirect(w, r, synonymPath(id))
}

// sent is the synonym as the address or the form has it.
func sent(r *http.Request, id int64) catalogue.SynonymEdit {
	return catalogue.SynonymEdit{
		ID: id, Base: whole(r.FormValue("base")), Note: r.FormValue("note"),
		Synonym: search.Synonym{Words: r.FormValue("words"), Means: r.FormValue("means")},
	}
}

// synonymID is the number in the address; what is none is the number of nothing.
func synonymID(r *http.Request) int64 {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id == 0 {
		return -1
	}
	return id
}

// synonym draws the form with what was typed, else with what is stored. Somebody else's change is shown beside it, and
// the form then goes out on top of that.
func (d *Words) synonym(w http.ResponseWriter, r *http.Request, by catalogue.Editor, status int, e catalogue.SynonymEdit, faults []ui.Fault) error {
	l := locale.FromContext(r.Context())
	v := pages.Synonym{Page: respond.Page(r, l.T("admin.words.new")), Action: newSynonymPath, New: e.ID == 0, Faults: faults}
	var now catalogue.Synonym
	if e.ID != 0 {
		one, history, err := d.catalogue.Synonym(r.Context(), by, e.ID)
		if err != nil {
			return err
		}
		now = one
		if e.Base == 0 || status == http.StatusConflict {
			e.Base = now.Number
		}
		v.Page.Title, v.Action, v.Base, v.Removed = pair(now), synonymPath(now.ID), strconv.Itoa(e.Base), now.Removed
		v.Events = d.history(l, v, history)
	}
	if status == http.StatusConflict {
		v.Now = l.T("admin.words.now", "Pair", pair(now), "Author", author(l, now))
	}
	v.Words, v.Means, v.Note, v.Try = now.Words, now.Means, e.Note, strings.TrimSpace(r.FormValue("try"))
	if r.Form.Has("words") {
		v.Words, v.Means = e.Words, e.Means
		v.Trial = d.trial(l, now, e.Synonym, v.Try)
	}
	v.Page.Path, v.Page.Form = v.Action, v.Action
	v.Page.Dense, v.Page.Section = true, "words"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.words.title"), Path: "/admin/search"}, {Title: l.T("admin.words.synonyms"), Path: synonymsPath}}
	return respond.HTML(w, r, status, pages.SynonymPage(v))
}

// history is the versions, newest first, each with the way back to it.
func (d *Words) history(l locale.Lang, v pages.Synonym, history []catalogue.Synonym) []ui.Event {
	var events []ui.Event
	for i, s := range history {
		e := ui.Event{
			Title: did(l, s) + ": " + pair(s), By: author(l, s), When: l.DateTime(s.At), At: s.At.Format(time.RFC3339), Text: reason(s),
		}
		if i == 0 {
			e.Moment = ui.Now
		} else if !s.Removed && (s.Synonym != history[0].Synonym || history[0].Removed) {
			number := strconv.Itoa(s.Number)
			e.Detail = pages.RestoreButton(pages.Restore{Page: v.Page, Action: v.Action, Base: v.Base, Number: number, About: pair(s)})
		}
		events = append(events, e)
	}
	return events
}

// tried is how many services a trial shows on each side.
const tried = 5

// trial is what a query finds with the synonym as it is and as it is typed: without a query of its own, what is said.
func (d *Words) trial(l locale.Lang, now catalogue.Synonym, typed search.Synonym, query string) *pages.Trial {
	if query == "" {
		query = typed.Words
	}
	if query == "" || typed.Means == "" {
		return nil
	}
	before := d.catalogue.Snapshot()
	after := before.Trying(now.Synonym, typed)
	side := func(title string, snap *catalogue.Snapshot) pages.TrialSide {
		s := pages.TrialSide{Title: title}
		for _, svc := range snap.Search(query, tried) {
			s.Found = append(s.Found, ui.Entry{Title: svc.Title.In(l), Href: layout.URL(l, "/services/"+svc.Code), Note: catalogue.Lists().Office(svc.Authority, l)})
		}
		if len(s.Found) == 0 {
			s.Empty = l.T("admin.words.finds-nothing")
		}
		return s
	}
	return &pages.Trial{Query: query, Sides: []pages.TrialSide{side(l.T("admin.words.before"), before), side(l.T("admin.words.after"), after)}}
}
