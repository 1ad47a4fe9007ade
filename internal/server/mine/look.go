package mine

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/audit"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	view "github.com/yagona/portal/web/mine"
	"github.com/yagona/portal/web/ui"
)

// filters are the parts of the list; the first is what the page opens with. Words: look.by.<code>.
var filters = []struct {
	code string
	by   []audit.Kind
}{
	{"others", []audit.Kind{audit.Official, audit.Machine}},
	{"official", []audit.Kind{audit.Official}},
	{"machine", []audit.Kind{audit.Machine}},
	{"me", []audit.Kind{audit.Citizen}},
}

// Looks is who looked at the person's data: GET /cabinet/looks?by=&before=.
func (m *Mine) Looks(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	v := view.Looks{Page: page(r, l.T("look.title"))}
	chosen := filters[0]
	for _, f := range filters {
		if f.code == r.URL.Query().Get("by") {
			chosen = f
		}
	}
	for _, f := range filters {
		v.Filters = append(v.Filters, view.Filter{Title: l.T("look.by." + f.code), Href: v.Link(looksPath(f.code, 0)), Current: f.code == chosen.code})
	}
	list, err := m.Audit.Looks(r.Context(), who.AccountID, chosen.by, before(r))
	if err != nil {
		return err
	}
	ids := make([]int64, len(list))
	for i, row := range list {
		ids[i] = row.ID
	}
	asked, err := m.Feedback.Questioned(r.Context(), who, ids)
	if err != nil {
		return err
	}
	for _, row := range list {
		one := m.look(l, who, row)
		if n := application(row); n != "" {
			one.Case = v.Link("/applications/" + n)
		}
		if receipt := asked[row.ID]; receipt != "" {
			one.Answer = v.Link("/feedback/" + receipt)
		} else if row.Kind != audit.Citizen {
			one.Question = v.Link("/cabinet/looks/" + strconv.FormatInt(row.ID, 10) + "/question")
		}
		v.Items = append(v.Items, one)
	}
	v.Pager = ui.Pager{Label: l.T("cabinet.pages.label"), Words: [2]string{l.T("cabinet.pages.newest"), l.T("cabinet.pages.older")}}
	if before(r) > 0 {
		v.Pager.Previous = v.Link(looksPath(chosen.code, 0))
	}
	if len(list) == audit.Page {
		v.Pager.Next = v.Link(looksPath(chosen.code, list[len(list)-1].ID))
	}
	return respond.HTML(w, r, http.StatusOK, view.LooksPage(v))
}

func looksPath(by string, before int64) string {
	q := url.Values{}
	if by != filters[0].code {
		q.Set("by", by)
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return "/cabinet/looks"
	}
	return "/cabinet/looks?" + q.Encode()
}

// Question opens a concern about one look, with the office that looked, and leads to its page.
func (m *Mine) Question(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "look.not_found")
	}
	row, err := m.Audit.Look(r.Context(), who.AccountID, id)
	if err != nil {
		return err
	}
	if row.Kind == audit.Citizen {
		return problem.New(problem.NotFound, "look.not_found")
	}
	l := locale.FromContext(r.Context())
	said := m.look(l, who, row)
	comment := l.T("look.comment", "What", said.What, "Who", said.Who, "Time", said.Time, "ID", row.ID)
	receipt, err := m.Feedback.Question(r.Context(), who, feedback.Look{ID: row.ID, Authority: form.String(row.Detail["authority"]), Application: application(row)}, comment, l)
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+receipt.Code)
}

// look is an entry of the record in words: what was seen, by whom, why and when.
func (m *Mine) look(l locale.Lang, who account.Principal, row audit.Row) view.Look {
	v := view.Look{Time: l.DateTime(row.At)}
	switch row.Kind {
	case audit.Official:
		v.Who = office(l, form.String(row.Detail["authority"]), form.String(row.Detail["region"]))
	case audit.Machine:
		v.Who = l.T("look.portal")
	default:
		v.Who = l.T("look.you")
		if row.Actor != who.AccountID {
			v.Who = l.T("look.acting")
		}
	}
	v.What = l.T("look.what."+strings.ReplaceAll(row.Action, ".", "-"), "Number", locale.ByThrees(application(row)), "Paper", strings.TrimPrefix(row.Object, "document:"), "Registers", registers(l, row))
	service := form.String(row.Detail["service"])
	switch svc, ok := m.Snapshot().Service(service); {
	case row.Action == "application.emergency":
		v.Why = l.T("look.why.emergency", "Reason", form.String(row.Detail["reason"]))
	case ok:
		v.Why = l.T("look.why.service", "Service", svc.Title.In(l))
	case service == "my-data" || service == "cabinet" || service == "mandate":
		v.Why = l.T("look.why." + service)
	case strings.HasPrefix(row.Action, "takeout."):
		v.Why = l.T("look.why.takeout")
	case strings.HasPrefix(row.Action, "dispute."):
		v.Why = l.T("look.why.dispute")
	case strings.HasPrefix(row.Action, "document."):
		v.Why = l.T("look.why.paper")
	case row.Action == "worklist.search":
		v.Why = l.T("look.why.search")
	default:
		v.Why = l.T("look.why.work")
	}
	return v
}

// application is the number of the application that an entry is about, or empty.
func application(row audit.Row) string {
	n, ok := strings.CutPrefix(row.Object, "application:")
	if !ok {
		return ""
	}
	return n
}

// registers is the registers of an entry in words.
func registers(l locale.Lang, row audit.Row) string {
	codes := form.Strings(row.Detail["registers"])
	if one, ok := strings.CutPrefix(row.Object, "register:"); ok {
		codes = append(codes, one)
	}
	for i, code := range codes {
		if book, ok := catalogue.Lists().Registers.Get(code); ok {
			codes[i] = book.Title.In(l)
		}
	}
	return strings.Join(codes, ", ")
}
