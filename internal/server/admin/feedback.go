package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Feedback is what people said and the office must answer: GET /admin/feedback.
func (d *Desk) Feedback(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, lang, q := r.Context(), locale.FromContext(r.Context()), r.URL.Query()
	f := feedback.Filter{Queue: feedback.Queue(q.Get("queue")), Kind: feedback.Kind(q.Get("kind")), After: q.Get("after")}
	if !slices.Contains(feedback.Queues, f.Queue) {
		f.Queue = feedback.QueueOpen
	}
	list, err := d.feedback.Cases(ctx, o, f)
	if err != nil {
		return err
	}
	v := pages.Feedback{Page: respond.Page(r, lang.T("admin.feedback.title")), Office: d.office(lang, o), Queue: string(f.Queue)}
	v.Page.Dense, v.Page.Section = true, "feedback"
	for _, queue := range feedback.Queues {
		v.Tabs = append(v.Tabs, pages.Tab{
			Label: lang.T("admin.feedback.queue." + string(queue)), Path: feedbackPath(queue, f.Kind, ""), Count: count(lang, list.Counts[queue]),
			Hot: queue == feedback.QueueOverdue && list.Counts[queue] > 0, Current: queue == f.Queue,
		})
	}
	v.Kinds = []pages.Choice{{Label: lang.T("admin.any")}}
	for _, kind := range feedback.Kinds {
		if kind != feedback.Suggestion { // opens no case
			v.Kinds = append(v.Kinds, pages.Choice{Value: string(kind), Label: lang.T("feedback.kind." + string(kind)), Chosen: kind == f.Kind})
		}
	}
	if slices.Contains(feedback.Kinds, f.Kind) {
		v.Clear = feedbackPath(f.Queue, "", "")
		v.Chips = []pages.Chip{{Label: lang.T("feedback.kind." + string(f.Kind)), Path: v.Clear}}
	}
	for _, c := range list.Cases {
		v.Rows = append(v.Rows, d.feedbackRow(lang, c))
	}
	v.Pager = ui.Pager{Label: lang.T("admin.pages"), Words: [2]string{lang.T("admin.first"), lang.T("admin.more")}}
	if f.After != "" {
		v.Pager.Previous = layout.URL(lang, feedbackPath(f.Queue, f.Kind, ""))
	}
	if list.Next != "" {
		v.Pager.Next = layout.URL(lang, feedbackPath(f.Queue, f.Kind, list.Next))
	}
	return respond.HTML(w, r, http.StatusOK, pages.FeedbackPage(v))
}

func feedbackPath(queue feedback.Queue, kind feedback.Kind, after string) string {
	q := url.Values{}
	if queue != feedback.QueueOpen {
		q.Set("queue", string(queue))
	}
	if kind != "" {
		q.Set("kind", string(kind))
	}
	if after != "" {
		q.Set("after", after)
	}
	if len(q) == 0 {
		return "/admin/feedback"
	}
	return "/admin/feedback?" + q.Encode()
}

func (d *Desk) feedbackRow(l locale.Lang, c feedback.Case) pages.FeedbackRow {
	row := pages.FeedbackRow{
		Number: locale.ByThrees(c.CaseNumber), Path: "/admin/feedback/" + c.CaseNumber, Kind: l.T("feedback.kind." + string(c.Kind)),
		Service: d.about(l, c), Marks: marked(l, c.Marks), Comment: start(c.Comment), Due: l.DayMonth(c.DueAt),
	}
	row.Left = d.feedbackLeft(l, c)
	row.Late = c.Overdue(d.now())
	row.Soon = !row.Late && row.Left.Tone == ui.Yellow
	return row
}

func (d *Desk) feedbackLeft(l locale.Lang, c feedback.Case) pages.Tag {
	switch c.State {
	case feedback.Answered:
		return pages.Tag{Tone: ui.Leaf, Text: l.T("feedback.state.answered")}
	case feedback.Closed:
		return pages.Tag{Tone: ui.Leaf, Text: l.T("feedback.state.closed")}
	default:
		return left(l, d.cases.Calendar(), d.now(), c.DueAt)
	}
}

// about is the service that a case is about, or the portal.
func (d *Desk) about(l locale.Lang, c feedback.Case) string {
	if svc, ok := d.snapshot().Service(c.Service); ok {
		return svc.Title.In(l)
	}
	return l.T("feedback.subject-portal")
}

// marked is what was given: "Legality 5, quality 2".
func marked(l locale.Lang, m feedback.Marks) string {
	text := ""
	for _, c := range feedback.Criteria {
		if v := m.Of(c); v > 0 {
			if text != "" {
				text += ", "
			}
			text += l.T("feedback.criterion."+string(c)) + " " + strconv.Itoa(v)
		}
	}
	return text
}

// start is the beginning of a comment: enough to tell cases apart in a list.
func start(s string) string {
	r := []rune(s)
	if len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// FeedbackCase is one of them on a page: GET /admin/feedback/{number}.
func (d *Desk) FeedbackCase(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.feedbackCase(w, r, o, http.StatusOK, d.ready(r), nil)
}

// Answer sends the answer to the author: POST /admin/feedback/{number}.
func (d *Desk) Answer(w http.ResponseWriter, r *http.Request, o account.Official) error {
	number, body := chi.URLParam(r, "number"), r.PostFormValue("body")
	if respond.Switched(r) {
		return d.feedbackCase(w, r, o, http.StatusOK, body, nil)
	}
	err := d.feedback.Answer(r.Context(), o, number, body, whole(r.PostFormValue("row")))
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.Conflict) {
		status := http.StatusUnprocessableEntity
		if p.Kind == problem.Conflict {
			status = http.StatusConflict
		}
		return d.feedbackCase(w, r, o, status, body, []ui.Fault{{Field: "body", Text: locale.FromContext(r.Context()).T(p.ID, p.Args...)}})
	}
	if err != nil {
		return err
	}
	d.done(w, r, "admin.feedback.answered")
	return respond.Redirect(w, r, "/admin/feedback")
}

// readyTexts are what an answer can begin with; the official writes on.
var readyTexts = []string{"sorry", "mended", "rule"}

// ready is the text that was chosen to begin with, in the language of the page.
func (d *Desk) ready(r *http.Request) string {
	if name := r.URL.Query().Get("ready"); slices.Contains(readyTexts, name) {
		return locale.FromContext(r.Context()).T("admin.ready." + name + "-text")
	}
	return ""
}

func (d *Desk) feedbackCase(w http.ResponseWriter, r *http.Request, o account.Official, status int, body string, faults []ui.Fault) error {
	ctx, lang := r.Context(), locale.FromContext(r.Context())
	c, err := d.feedback.Case(ctx, o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := pages.FeedbackCase{
		Page: respond.Page(r, d.about(lang, c)), Number: c.CaseNumber, Comment: c.Comment, Due: day(lang, c.DueAt), Left: d.feedbackLeft(lang, c),
		Answers: c.State.Waits(), Row: strconv.Itoa(c.Row), Body: body, Faults: faults, Events: feedbackEvents(lang, c),
		Language: lang.T("admin.language." + c.Lang), About: aboutRows(lang, o, c),
		Tags: []pages.Tag{{Text: lang.T("feedback.kind." + string(c.Kind))}, {Tone: ui.Grey, Text: lang.T("feedback.state." + string(c.State))}},
	}
	for _, name := range readyTexts {
		v.Ready = append(v.Ready, pages.Ready{Title: lang.T("admin.ready." + name), Path: "/admin/feedback/" + c.CaseNumber + "?ready=" + name})
	}
	v.Notes = append(v.Notes, lang.T("admin.feedback.owner", "Authority", catalogue.Lists().Office(c.Owner, lang)))
	if c.Supervisor != "" {
		v.Notes = append(v.Notes, lang.T("admin.feedback.supervisor", "Authority", catalogue.Lists().Office(c.Supervisor, lang)))
	}
	v.Page.Dense, v.Page.Section = true, "feedback"
	if v.Answers {
		v.Page.Form = v.Page.Path
	}
	v.Page.Crumbs = []layout.Crumb{{Title: lang.T("admin.feedback.title"), Path: "/admin/feedback"}}
	return respond.HTML(w, r, status, pages.FeedbackCasePage(v))
}

// aboutRows is what the case is about. The author is not in it, unless he or she left a contact.
func aboutRows(l locale.Lang, o account.Official, c feedback.Case) []ui.Row {
	rows := []ui.Row{{Key: l.T("admin.feedback.sent"), Value: l.DateTime(c.At)}}
	if text := marked(l, c.Marks); text != "" {
		rows = append(rows, ui.Row{Key: l.T("feedback.kind.rating"), Value: text})
	}
	if c.Number != "" {
		row := ui.Row{Key: l.T("admin.column.number"), Value: locale.ByThrees(c.Number)}
		rows = append(rows, row)
	}
	if c.Region != "" && o.Region == "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.region"), Value: catalogue.Lists().Territory(c.Region, l)})
	}
	if c.Page != "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.page"), Value: c.Page + " " + c.Step})
	}
	if c.Contact != "" {
		rows = append(rows, ui.Row{Key: l.T("admin.feedback.contact"), Value: c.Contact})
	}
	return rows
}

// feedbackEvents is the history, the newest first.
func feedbackEvents(l locale.Lang, c feedback.Case) []ui.Event {
	var list []ui.Event
	for i, e := range c.Events {
		v := ui.Event{
			Title: l.T("admin.feedback.event."+string(e.Kind), "Mark", e.Mark), When: l.DateTime(e.At), At: e.At.Format(time.RFC3339), Text: e.Body,
		}
		if e.Kind == feedback.EventAnswered {
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
