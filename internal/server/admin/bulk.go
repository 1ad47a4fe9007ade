package admin

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/bulk"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const bulkPath = "/admin/bulk"

// chosen is a case as the forms send it: number, version that was seen, and service.
func chosen(c casework.Summary) string { return c.Number + "." + strconv.Itoa(c.Row) + "." + c.Service }

// picked reads the chosen cases; service is that of all of them, or empty.
func picked(values []string) (cases []bulk.Case, service string) {
	for i, v := range values {
		number, rest, _ := strings.Cut(v, ".")
		row, of, _ := strings.Cut(rest, ".")
		cases = append(cases, bulk.Case{Number: number, Row: whole(row)})
		if i == 0 {
			service = of
		} else if of != service {
			service = ""
		}
	}
	return cases, service
}

// bulkActions is what an official may order, for the choice under the list.
func bulkActions(l locale.Lang, o account.Official) []pages.Choice {
	var list []pages.Choice
	for _, a := range bulk.Actions {
		if a != casework.Assign || o.Role == account.Head {
			list = append(list, pages.Choice{Value: string(a), Label: l.T("casework.action." + string(a))})
		}
	}
	return list
}

// AskBulk asks what an action on many cases needs: GET /admin/bulk?act=&case=, or with all=yes and the state of the list.
func (d *Desk) AskBulk(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.askBulk(w, r, o, http.StatusOK, nil)
}

// Order takes the order: POST /admin/bulk?act=.
func (d *Desk) Order(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.AskBulk(w, r, o)
	}
	order := bulk.Order{ActionInput: typed(r).input(casework.Action(r.URL.Query().Get("act"))), Token: r.PostForm.Get("token")}
	order.Cases, _ = picked(r.PostForm["case"])
	id, err := d.Bulks.Order(r.Context(), o, order)
	if p := problem.Of(err); problem.Is(err, problem.Invalid) {
		return d.askBulk(w, r, o, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, bulkPath+"/"+strconv.FormatInt(id, 10))
}

func (d *Desk) askBulk(w http.ResponseWriter, r *http.Request, o account.Official, status int, flaw *problem.Error) error {
	l := locale.FromContext(r.Context())
	action := casework.Action(r.URL.Query().Get("act"))
	if !slices.ContainsFunc(bulkActions(l, o), func(c pages.Choice) bool { return c.Value == string(action) }) {
		return problem.New(problem.NotFound, "bulk.no_action")
	}
	in, need := typed(r), casework.NeedOf(action)
	v := pages.BulkForm{Cases: r.Form["case"], Token: r.FormValue("token"), ActionForm: pages.ActionForm{
		Page: respond.Page(r, l.T("bulk.title", "Action", l.T("casework.action."+string(action)))), Name: string(action), Public: public(action), Note: in.note,
		NoteAsked: need.Note != casework.No, Optional: need.Note == casework.Optional, Main: !slices.Contains(refusals, action),
	}}
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "cases", bulkPath+"?act="+string(action)
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}, {Title: l.T("bulk.orders"), Path: bulkPath + "/orders"}}
	if v.Token == "" {
		v.Token = rand.Text()
	}
	if r.Method == http.MethodGet && r.Form.Get("all") != "" {
		found, err := d.Cases.Matching(r.Context(), o, parse(r.URL.Query()).filter(d.Now()), bulk.Most)
		if err != nil {
			return err
		}
		v.Cases = nil
		for _, c := range found {
			v.Cases = append(v.Cases, chosen(c))
		}
		v.Capped = len(found) == bulk.Most
	}
	cases, service := picked(v.Cases)
	for _, c := range cases {
		v.Numbers = append(v.Numbers, locale.ByThrees(c.Number))
	}
	svc, ok := d.Snapshot().Service(service)
	if need.Marks {
		if !ok && flaw == nil && len(cases) > 0 {
			flaw = problem.New(problem.Invalid, "bulk.one_service")
		}
		if ok {
			v.Marks = marks(l, casework.Application{Service: svc, Process: svc.Process}, in.marks)
		}
	}
	for _, f := range need.Fields {
		field, err := d.field(r, o, l, casework.Application{Region: o.Region, Service: svc}, f, in.fields[f.Name])
		if err != nil {
			return err
		}
		v.Fields = append(v.Fields, field)
	}
	if len(cases) == 0 && flaw == nil {
		flaw = problem.New(problem.Invalid, "bulk.none_chosen")
	}
	if flaw != nil {
		v.Faults = []ui.Fault{{Field: blamed(flaw.ID, v.ActionForm), Text: l.T(flaw.ID, flaw.Args...)}}
	}
	v.Ready = len(cases) > 0 && (!need.Marks || len(v.Marks) > 0)
	return respond.HTML(w, r, status, pages.BulkPage(v))
}

// Orders is what the official has ordered lately: GET /admin/bulk/orders.
func (d *Desk) Orders(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.Bulks.Recent(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.BulkOrders{Page: respond.Page(r, l.T("bulk.orders"))}
	v.Page.Dense, v.Page.Section = true, "cases"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{{Title: l.T("bulk.order")}, {Title: l.T("bulk.when")}, {Title: l.T("bulk.progress")}}}
	for _, b := range list {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: l.T("casework.action." + string(b.Action)), Href: v.Page.Link(bulkPath + "/" + strconv.FormatInt(b.ID, 10))}, {Text: l.DateTime(b.OrderedAt)}, {Text: progress(l, b)},
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.BulkOrdersPage(v))
}

// progress says in words how many cases an order has done, and what became of the others.
func progress(l locale.Lang, b bulk.Bulk) string {
	parts := []string{l.T("bulk.so-far", "N", l.Number(int64(b.Counts[bulk.Done])), "Total", l.Number(int64(b.Total)))}
	for _, result := range bulk.Undone {
		if n := b.Counts[result]; n > 0 {
			parts = append(parts, became(l, result)+": "+l.Number(int64(n)))
		}
	}
	return strings.Join(parts, "; ")
}

func became(l locale.Lang, result bulk.Result) string {
	if result == bulk.Waiting {
		return l.T("bulk.waiting")
	}
	return l.T("bulk.result." + string(result))
}

// BulkOrder is how far an order has got, and what came of each case: GET /admin/bulk/{id}.
func (d *Desk) BulkOrder(w http.ResponseWriter, r *http.Request, o account.Official) error {
	b, err := d.Bulks.Of(r.Context(), o, bulkID(r))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.BulkOrder{
		Page: respond.Page(r, l.T("bulk.title", "Action", l.T("casework.action."+string(b.Action)))), Path: bulkPath + "/" + strconv.FormatInt(b.ID, 10),
		Progress: progress(l, b), Total: b.Total, Seen: b.Total - b.Counts[bulk.Waiting], Note: b.Note, Running: b.EndedAt == nil, Cancelled: b.Counts[bulk.Cancelled] > 0,
	}
	if v.Running {
		respond.Underway(w)
	}
	v.Page.Dense, v.Page.Section = true, "cases"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}, {Title: l.T("bulk.orders"), Path: bulkPath + "/orders"}}
	v.Grid = ui.Grid{Caption: l.T("bulk.cases"), Stack: true, Columns: []ui.Column{{Title: l.T("admin.column.number")}, {Title: l.T("bulk.outcome")}, {Title: l.T("bulk.why")}}}
	for _, i := range b.Items {
		why := ""
		if i.Why != "" {
			why = l.T(i.Why)
		}
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{{Text: locale.ByThrees(i.Number), Href: v.Page.Link("/admin/cases/" + i.Number)}, {Text: became(l, i.Result)}, {Text: why}})
	}
	return respond.HTML(w, r, http.StatusOK, pages.BulkOrderPage(v))
}

// CancelBulk calls off what of an order has not been done: POST /admin/bulk/{id}/cancel.
func (d *Desk) CancelBulk(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id := bulkID(r)
	off, err := d.Bulks.Cancel(r.Context(), o, id)
	if err != nil {
		return err
	}
	said := "bulk.cancelled"
	if off == 0 {
		said = "bulk.nothing-left"
	}
	d.done(w, r, said)
	return respond.Redirect(w, r, bulkPath+"/"+strconv.FormatInt(id, 10))
}

func bulkID(r *http.Request) int64 {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
