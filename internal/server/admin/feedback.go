package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/personal"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Feedback is what people said and the office must answer: GET /admin/feedback.
func (d *Desk) Feedback(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, lang, q := r.Context(), locale.FromContext(r.Context()), r.URL.Query()
	f := feedback.Filter{Queue: feedback.Queue(q.Get("queue")), Kind: feedback.Kind(q.Get("kind")), Service: q.Get("service"), After: q.Get("after")}
	if !slices.Contains(feedback.Queues, f.Queue) {
		f.Queue = feedback.QueueOpen
	}
	if !slices.Contains(feedback.Kinds, f.Kind) {
		f.Kind = ""
	}
	list, err := d.Said.Cases(ctx, o, f)
	if err != nil {
		return err
	}
	v := pages.Feedback{Page: respond.Page(r, lang.T("admin.feedback.title")), Office: d.office(lang, o), Queue: string(f.Queue)}
	v.Page.Dense, v.Page.Section = true, "feedback"
	for _, queue := range feedback.Queues {
		if queue == feedback.QueueConfidential && !feedback.Confides(o) {
			continue
		}
		v.Tabs = append(v.Tabs, pages.Tab{
			Label: lang.T("admin.feedback.queue." + string(queue)), Path: feedbackPath(feedback.Filter{Queue: queue, Kind: f.Kind, Service: f.Service}), Count: count(lang, list.Counts[queue], feedback.Counted),
			Hot: queue == feedback.QueueOverdue && list.Counts[queue] > 0, Current: queue == f.Queue,
		})
	}
	d.sift(lang, &v, f, list.Services)
	for _, c := range list.Cases {
		v.Rows = append(v.Rows, d.feedbackRow(lang, c))
	}
	v.Pager = ui.NewPager(lang)
	page := f
	if page.After = ""; f.After != "" {
		v.Pager.Previous = layout.URL(lang, feedbackPath(page))
	}
	if page.After = list.Next; list.Next != "" {
		v.Pager.Next = layout.URL(lang, feedbackPath(page))
	}
	return respond.HTML(w, r, http.StatusOK, pages.FeedbackPage(v))
}

// sift is the choice of kinds and services, and what was chosen.
func (d *Desk) sift(l locale.Lang, v *pages.Feedback, f feedback.Filter, services []string) {
	v.Kinds = []pages.Choice{{Label: l.T("admin.any")}}
	for _, kind := range feedback.Kinds {
		if kind != feedback.Suggestion { // opens no case
			v.Kinds = append(v.Kinds, pages.Choice{Value: string(kind), Label: l.T("feedback.kind." + string(kind)), Chosen: kind == f.Kind})
		}
	}
	if f.Service != "" && !slices.Contains(services, f.Service) {
		services = append(services, f.Service)
	}
	for _, code := range services {
		v.Services = append(v.Services, pages.Choice{Value: code, Label: d.titled(l, code), Chosen: code == f.Service})
	}
	slices.SortFunc(v.Services, func(a, b pages.Choice) int { return strings.Compare(a.Label, b.Label) })
	v.Services = append([]pages.Choice{{Label: l.T("admin.any")}}, v.Services...)
	v.Clear = feedbackPath(feedback.Filter{Queue: f.Queue})
	if f.Kind != "" {
		v.Chips = append(v.Chips, pages.Chip{Label: l.T("feedback.kind." + string(f.Kind)), Path: feedbackPath(feedback.Filter{Queue: f.Queue, Service: f.Service})})
	}
	if f.Service != "" {
		v.Chips = append(v.Chips, pages.Chip{Label: d.titled(l, f.Service), Path: feedbackPath(feedback.Filter{Queue: f.Queue, Kind: f.Kind})})
	}
}

func feedbackPath(f feedback.Filter) string {
	q := url.Values{}
	if f.Queue != feedback.QueueOpen {
		q.Set("queue", string(f.Queue))
	}
	for name, value := range map[string]string{"kind": string(f.Kind), "service": f.Service, "after": f.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/admin/feedback"
	}
	return "/admin/feedback?" + q.Encode()
}

func (d *Desk) feedbackRow(l locale.Lang, c feedback.Case) pages.FeedbackRow {
	row := pages.FeedbackRow{
		Number: locale.ByThrees(c.CaseNumber), Path: "/admin/feedback/" + c.CaseNumber, Kind: l.T("feedback.kind." + string(c.Kind)),
		Service: d.about(l, c), Marks: marked(l, c.Marks), Comment: start(c.Comment), Due: l.DueShort(c.DueAt),
	}
	row.Tongue = tongue(c)
	if c.Service != "" {
		row.Office = c.Office.In(l)
	}
	row.Left = d.feedbackLeft(l, c)
	row.Late = c.Overdue(d.Now())
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
		return left(l, d.Cases.Calendar(), d.Now(), c.DueAt)
	}
}

// tongue is the tag of the language in which a comment is written; empty: nobody can tell.
func tongue(c feedback.Case) string {
	if lang, known := feedback.Tongue(c.Comment); known {
		return lang.Tag()
	}
	return ""
}

// about is the service or the office that a case is about, or the portal.
func (d *Desk) about(l locale.Lang, c feedback.Case) string {
	if office := c.Office.In(l); office != "" && c.Service == "" {
		return office
	}
	return d.titled(l, c.Service)
}

// titled names a service; no code is the portal itself.
func (d *Desk) titled(l locale.Lang, service string) string {
	if svc, ok := d.Snapshot().Service(service); ok {
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

// covered is what somebody said with the personal numbers in it masked. A list shows them to nobody: a case does, on record.
func covered(s string) string {
	s, _ = personal.Mask(s)
	return s
}

// start is the beginning of a comment: enough to tell cases apart in a list.
func start(s string) string {
	r := []rune(covered(s))
	if len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return string(r)
}
