package admin

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Disputes is the pages of officials whose authority keeps a register: facts that people say are wrong.
type Disputes struct {
	disputes *dispute.Store
	sessions *session.Store
	now      func() time.Time
}

// NewDisputes is those pages over that store.
func NewDisputes(disputes *dispute.Store, sessions *session.Store, now func() time.Time) *Disputes {
	return &Disputes{disputes: disputes, sessions: sessions, now: now}
}

const disputesPath = "/admin/disputes"

// List is the queue of the office: GET /admin/disputes?list=answered&after=.
func (x *Disputes) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	ctx, l := r.Context(), locale.FromContext(r.Context())
	which := dispute.List(r.URL.Query().Get("list"))
	if which != dispute.Answered && which != dispute.Raised {
		which = dispute.Waiting
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	list, err := x.disputes.Queue(ctx, o, which, max(0, after))
	if err != nil {
		return err
	}
	open, raised, err := x.disputes.Waiting(ctx, o)
	if err != nil {
		return err
	}
	v := pages.Disputes{Page: x.page(r, l.T("dispute.admin.title"))}
	path := disputesPath
	if which != dispute.Waiting {
		path += "?list=" + string(which)
	}
	v.Tabs = []pages.Tab{
		{Label: l.T("dispute.admin.open"), Path: disputesPath, Count: count(l, open, dispute.Counted), Current: which == dispute.Waiting},
		{Label: l.T("dispute.admin.raised"), Path: disputesPath + "?list=raised", Count: count(l, raised, dispute.Counted), Current: which == dispute.Raised},
		{Label: l.T("dispute.admin.answered"), Path: disputesPath + "?list=answered", Current: which == dispute.Answered},
	}
	var last int64
	for _, d := range list {
		last = d.ID
		v.Rows = append(v.Rows, x.row(l, d))
	}
	v.Pager = ui.NewPager(l)
	if after > 0 {
		v.Pager.Previous = layout.URL(l, path)
	}
	if len(list) == dispute.PageSize {
		sep := "?"
		if which != dispute.Waiting {
			sep = "&"
		}
		v.Pager.Next = layout.URL(l, path+sep+"after="+strconv.FormatInt(last, 10))
	}
	return respond.HTML(w, r, http.StatusOK, pages.DisputesPage(v))
}

func (x *Disputes) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "disputes"
	return p
}

func (x *Disputes) row(l locale.Lang, d dispute.Dispute) pages.DisputeRow {
	row := pages.DisputeRow{
		Number: locale.ByThrees(d.Number), Path: disputesPath + "/" + d.Number, What: what(l, d), Claim: start(d.Claim), Due: l.DueShort(d.DueAt), Left: x.left(l, d),
		Late: d.Overdue(x.now()),
	}
	return row
}

// what is the fact: register and field in words.
func what(l locale.Lang, d dispute.Dispute) string {
	return catalogueTitle(l, d.Register) + ": " + register.Title(d.Register, d.Field).In(l)
}

func catalogueTitle(l locale.Lang, code string) string {
	book, _ := catalogue.Lists().Registers.Get(code)
	return book.Title.In(l)
}

func (x *Disputes) left(l locale.Lang, d dispute.Dispute) pages.Tag {
	switch d.State {
	case dispute.Corrected:
		return pages.Tag{Tone: ui.Leaf, Text: l.T("dispute.state.corrected")}
	case dispute.Kept:
		return pages.Tag{Tone: ui.Grey, Text: l.T("dispute.state.kept")}
	default:
		return left(l, x.disputes.Calendar(), x.now(), d.DueAt)
	}
}

// Case is one of them: GET /admin/disputes/{number}.
func (x *Disputes) Case(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return x.show(w, r, o, "", "", nil, http.StatusOK)
}

// Show is the same page with the personal numbers: POST /admin/disputes/{number}/show.
func (x *Disputes) Show(w http.ResponseWriter, r *http.Request, o account.Official) error {
	d, err := x.disputes.Shown(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return x.draw(w, r, d, r.PostFormValue("outcome"), r.PostFormValue("answer"), nil, http.StatusOK, true)
}

// Settle ends it: POST /admin/disputes/{number}.
func (x *Disputes) Settle(w http.ResponseWriter, r *http.Request, o account.Official) error {
	to, answer := r.PostFormValue("outcome"), r.PostFormValue("answer")
	if respond.Switched(r) {
		return x.show(w, r, o, to, answer, nil, http.StatusOK)
	}
	err := x.disputes.Settle(r.Context(), o, chi.URLParam(r, "number"), dispute.State(to), answer)
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.Conflict || p.ID == "dispute.own") {
		status, field := http.StatusUnprocessableEntity, "answer"
		if p.Kind == problem.Conflict {
			status = http.StatusConflict
		}
		if p.ID == "dispute.outcome" {
			field = "outcome-corrected"
		}
		return x.show(w, r, o, to, answer, []ui.Fault{{Field: field, Text: locale.FromContext(r.Context()).T(p.ID, p.Args...)}}, status)
	}
	if err != nil {
		return err
	}
	x.sessions.SetFlash(w, r, "dispute.admin.done")
	return respond.Redirect(w, r, disputesPath)
}

func (x *Disputes) show(w http.ResponseWriter, r *http.Request, o account.Official, to, answer string, faults []ui.Fault, status int) error {
	d, err := x.disputes.Case(r.Context(), o, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return x.draw(w, r, d, to, answer, faults, status, false)
}

func (x *Disputes) draw(w http.ResponseWriter, r *http.Request, d dispute.Dispute, to, answer string, faults []ui.Fault, status int, shown bool) error {
	l := locale.FromContext(r.Context())
	v := pages.Dispute{Page: x.page(r, what(l, d)), Number: locale.ByThrees(d.Number), Left: x.left(l, d), Due: l.DueName(d.DueAt), Open: d.State == dispute.Open, Faults: faults, Outcome: to, Answer: answer}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("dispute.admin.title"), Path: disputesPath}}
	v.Page.Path = disputesPath + "/" + d.Number
	if v.Open {
		v.Page.Form = v.Page.Path
	}
	v.Veil = veil(v.Page, shown)
	field, _ := register.Field(d.Register, d.Field)
	said := l.T("dispute.nothing")
	if d.Value != nil {
		said = value(l, field, d.Value)
	}
	owner := d.Name
	if d.For != "" {
		owner = d.For + " (" + d.Name + ")"
	}
	v.Rows = []ui.Row{
		{Key: l.T("dispute.admin.who"), Value: owner, Note: l.T("dispute.admin.key", "Key", d.Subject)},
		{Key: register.Title(d.Register, d.Field).In(l), Value: said, Note: l.T("admin.case.read", "Time", l.DateTime(d.ReadAt))},
		{Key: l.T("dispute.claim"), Value: d.Claim, Note: l.DateTime(d.OpenedAt)},
	}
	if d.RaisedAt != nil {
		v.Rows = append(v.Rows, ui.Row{Key: l.T("dispute.admin.raised"), Value: l.DateTime(*d.RaisedAt)})
	}
	if d.AnsweredAt != nil {
		v.Rows = append(v.Rows, ui.Row{Key: l.T("dispute.answer"), Value: d.Answer, Note: l.DateTime(*d.AnsweredAt)})
	}
	v.Language = l.T("admin.language." + string(d.Lang))
	return respond.HTML(w, r, status, pages.DisputePage(v))
}
