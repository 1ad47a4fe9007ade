package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/thread"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// opinionForm is the answer to a case of feedback, or a note about it, as it was typed.
type opinionForm struct {
	status int
	text   string
	fill   string // id of the ready text to be put into the answer
	faults []ui.Fault
}

// blame is the form with what a store refused, and whether that is for its author to mend.
func (in *opinionForm) blame(l locale.Lang, field string, err error) bool {
	p := problem.Of(err)
	if p == nil || p.Kind != problem.Invalid && p.Kind != problem.Conflict {
		return false
	}
	in.status = http.StatusUnprocessableEntity
	if p.Kind == problem.Conflict {
		in.status = http.StatusConflict
	}
	in.faults = []ui.Fault{{Field: field, Text: l.T(p.ID, p.Args...)}}
	return true
}

// FeedbackCase is one of them on a page: GET /admin/feedback/{number}.
func (d *Desk) FeedbackCase(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.feedbackCase(w, r, o, opinionForm{status: http.StatusOK})
}

// Answer sends the answer to the author, or puts a ready text into it: POST /admin/feedback/{number}.
func (d *Desk) Answer(w http.ResponseWriter, r *http.Request, o account.Official) error {
	in := opinionForm{status: http.StatusOK, text: r.PostFormValue("body")}
	if r.PostFormValue("do") == "fill" {
		in.fill = r.PostFormValue("template")
	}
	if r.PostFormValue("do") == "fill" || respond.Switched(r) {
		return d.feedbackCase(w, r, o, in)
	}
	err := d.Said.Answer(r.Context(), o, chi.URLParam(r, "number"), in.text, whole(r.PostFormValue("row")))
	if in.blame(locale.FromContext(r.Context()), "body", err) {
		return d.feedbackCase(w, r, o, in)
	}
	if err != nil {
		return err
	}
	d.done(w, r, "admin.feedback.answered")
	return respond.Redirect(w, r, "/admin/feedback")
}

// FeedbackPhoto sends the photo that came with it: GET /admin/feedback/{number}/photo.
func (d *Desk) FeedbackPhoto(w http.ResponseWriter, r *http.Request, o account.Official) error {
	up, err := d.Said.Photo(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return d.send(w, r, up)
}

// photo is the photo that came with a case, and whether it can be opened.
func photo(l locale.Lang, c feedback.Case) *pages.Photo {
	if c.Photo.ID == "" {
		return nil
	}
	v := &pages.Photo{Label: l.T("photo.title"), Note: form.FileSize(l, c.Photo.Size)}
	if _, err := c.Photo.Openable(); err != nil {
		p := problem.Of(err)
		v.Note = l.T(p.ID, p.Args...)
		return v
	}
	v.Path = "/admin/feedback/" + c.CaseNumber + "/photo"
	return v
}

// AskNote is what the office wrote about a case for itself, and the form for one more: GET /admin/feedback/{number}/notes.
func (d *Desk) AskNote(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.noting(w, r, o, opinionForm{status: http.StatusOK})
}

// KeepNote keeps one: POST /admin/feedback/{number}/notes.
func (d *Desk) KeepNote(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number, in := chi.URLParam(r, "number"), opinionForm{status: http.StatusOK, text: r.PostFormValue("note")}
	if respond.Switched(r) {
		return d.noting(w, r, o, in)
	}
	err := d.Said.Note(r.Context(), o, number, in.text)
	if in.blame(locale.FromContext(r.Context()), "note", err) {
		return d.noting(w, r, o, in)
	}
	if err != nil {
		return err
	}
	d.done(w, r, "voice.note.kept")
	return respond.Redirect(w, r, "/admin/feedback/"+number)
}

func (d *Desk) noting(w http.ResponseWriter, r *http.Request, o account.Official, in opinionForm) error {
	lang := locale.FromContext(r.Context())
	c, err := d.Said.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := pages.FeedbackNotes{Page: respond.Page(r, lang.T("voice.note.title")), Subject: d.about(lang, c), Noted: noted(lang, c), Note: in.text, Faults: in.faults}
	of := "/admin/feedback/" + c.CaseNumber
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "feedback", of+"/notes"
	v.Page.Crumbs = []layout.Crumb{{Title: lang.T("admin.feedback.title"), Path: "/admin/feedback"}, {Title: locale.ByThrees(c.CaseNumber), Path: of}}
	return respond.HTML(w, r, in.status, pages.FeedbackNotesPage(v))
}

func noted(l locale.Lang, c feedback.Case) (list []ui.Event) {
	for _, n := range c.Notes {
		list = append(list, ui.Event{Title: n.By, Detail: pages.Noted(n.Body), When: l.DateTime(n.At), At: n.At.Format(time.RFC3339)})
	}
	return list
}

func (d *Desk) feedbackCase(w http.ResponseWriter, r *http.Request, o account.Official, in opinionForm) error {
	c, err := d.Said.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return d.feedbackPage(w, r, o, c, in, false)
}

// ShowFeedback is the page of a case with the contact that its author left: POST /admin/feedback/{number}/show.
func (d *Desk) ShowFeedback(w http.ResponseWriter, r *http.Request, o account.Official) error {
	c, err := d.Said.Shown(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return d.feedbackPage(w, r, o, c, opinionForm{status: http.StatusOK, text: r.PostFormValue("body")}, true)
}

func (d *Desk) feedbackPage(w http.ResponseWriter, r *http.Request, o account.Official, c feedback.Case, in opinionForm, shown bool) error {
	lang := locale.FromContext(r.Context())
	v := pages.FeedbackCase{
		Page: respond.Page(r, d.about(lang, c)), Number: c.CaseNumber, Comment: c.Comment, Tongue: tongue(c), Due: lang.DueName(c.DueAt), Left: d.feedbackLeft(lang, c),
		Answers: c.State.Waits(), Row: strconv.Itoa(c.Row), Body: in.text, Faults: in.faults, Events: feedbackEvents(lang, c),
		Language: lang.T("admin.language." + c.Lang), About: d.aboutRows(lang, o, c),
		Tags: []pages.Tag{{Text: lang.T("feedback.kind." + string(c.Kind))}, {Tone: ui.Grey, Text: lang.T("feedback.state." + string(c.State))}},
	}
	v.Noted, v.Photo = noted(lang, c), photo(lang, c)
	if v.Answers {
		if err := d.readyTexts(r, o, c, in.fill, &v); err != nil {
			return err
		}
	}
	v.Clock = append(v.Clock, lang.T("admin.feedback.owner", "Authority", catalogue.Lists().Office(c.Owner, lang)))
	if c.Supervisor != "" {
		v.Clock = append(v.Clock, lang.T("admin.feedback.supervisor", "Authority", catalogue.Lists().Office(c.Supervisor, lang)))
	}
	v.Page.Dense, v.Page.Section, v.Page.Path = true, "feedback", "/admin/feedback/"+c.CaseNumber
	if v.Answers {
		v.Page.Form = v.Page.Path
	}
	v.Veil = veil(v.Page, shown)
	v.Page.Crumbs = []layout.Crumb{{Title: lang.T("admin.feedback.title"), Path: "/admin/feedback"}}
	return respond.HTML(w, r, in.status, pages.FeedbackCasePage(v))
}

// readyTexts is what an answer can begin with: the texts with which officials of the authority begin messages. The chosen
// one stands in the author's language, after what is there.
func (d *Desk) readyTexts(r *http.Request, o account.Official, c feedback.Case, fill string, v *pages.FeedbackCase) error {
	list, err := d.Threads.Templates(r.Context(), o)
	if err != nil {
		return err
	}
	for _, t := range list {
		v.Ready = append(v.Ready, ui.Option{Value: strconv.FormatInt(t.ID, 10), Title: t.Title.In(v.Page.Lang)})
	}
	if o.Role == account.Head {
		v.Keep = "/admin/templates"
	}
	at := slices.IndexFunc(list, func(t thread.Template) bool { return strconv.FormatInt(t.ID, 10) == fill })
	if at < 0 {
		return nil
	}
	to, _ := locale.ParseLang(c.Lang)
	text := list[at].Text.In(to)
	if before := strings.TrimSpace(v.Body); before != "" {
		text = before + "\n\n" + text
	}
	v.Body = text
	return nil
}

// aboutRows is what the case is about. The author is not in it, unless he or she left a contact.
func (d *Desk) aboutRows(l locale.Lang, o account.Official, c feedback.Case) []ui.Row {
	rows := []ui.Row{{Key: l.T("admin.feedback.sent"), Value: l.DateTime(c.At)}}
	if text := marked(l, c.Marks); text != "" {
		rows = append(rows, ui.Row{Key: l.T("feedback.kind.rating"), Value: text})
	}
	if lang, known := feedback.Tongue(c.Comment); known {
		rows = append(rows, ui.Row{Key: l.T("voice.written"), Value: l.T("admin.language." + string(lang))})
	}
	if c.Number != "" {
		row := ui.Row{Key: l.T("admin.column.number"), Value: locale.ByThrees(c.Number)}
		rows = append(rows, row)
	}
	if office := c.Office.In(l); office != "" {
		rows = append(rows, ui.Row{Key: l.T("voice.office"), Value: office})
	}
	if c.Region != "" && o.Region == "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.region"), Value: catalogue.Lists().Territory(c.Region, l)})
	}
	if c.Page != "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.page"), Value: c.Page})
	}
	if c.Step != "" {
		rows = append(rows, ui.Row{Key: l.T("voice.step-title"), Value: d.stepWords(l, c.Service, c.Step)})
	}
	if c.Contact != "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.contact"), Content: ui.Personal(c.Contact)})
	}
	return rows
}

// stepWords names where the author had come to; a link that somebody made up may say anything.
func (d *Desk) stepWords(l locale.Lang, service, step string) string {
	if slices.Contains(feedback.Steps, step) {
		return l.T("voice.step." + step)
	}
	if state, ok := catalogue.Lists().States.Get(step); ok {
		return state.Title.In(l)
	}
	if svc, ok := d.Snapshot().Service(service); ok {
		if i := slices.IndexFunc(svc.Form, func(f form.Field) bool { return f.Key == step }); i >= 0 {
			return strconv.Itoa(i+1) + ". " + svc.Form[i].Label.In(l)
		}
	}
	return step
}

// eventWords is the message that names an event.
func eventWords(k feedback.EventKind) string {
	switch k {
	case feedback.EventEscalated, feedback.EventAsked, feedback.EventSolved, feedback.EventUnsolved:
		return "voice.event." + string(k)
	default:
		return "admin.feedback.event." + string(k)
	}
}

// feedbackEvents is the history, the newest first.
func feedbackEvents(l locale.Lang, c feedback.Case) []ui.Event {
	var list []ui.Event
	for i, e := range c.Events {
		v := ui.Event{
			Title: l.T(eventWords(e.Kind), "Mark", e.Mark), When: l.DateTime(e.At), At: e.At.Format(time.RFC3339), Text: e.Body,
		}
		if e.Kind == feedback.EventAnswered || e.Kind == feedback.EventEscalated {
			v.By = catalogue.Lists().Office(e.Authority, l)
		}
		if i == len(c.Events)-1 {
			v.Moment = ui.Now
		}
		list = append(list, v)
	}
	slices.Reverse(list)
	return list
}
