package taskforce

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

func deadPath(kind string) string { return operationsPath + "/jobs/" + kind }

// Dead is the jobs of a kind that were given up: GET /taskforce/operations/jobs/{kind}.
func (d *Operations) Dead(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.dead(w, r, o, nil)
}

func (d *Operations) dead(w http.ResponseWriter, r *http.Request, o account.Official, sure *pages.Sure) error {
	kind := chi.URLParam(r, "kind")
	list, err := d.store.Dead(r.Context(), o, kind)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.DeadJobs{Page: d.page(r, l.T("operation.dead.of", "Kind", kind)), Sure: sure, Cancel: deadPath(kind)}
	v.Page.Crumbs = append(v.Page.Crumbs, layout.Crumb{Title: l.T("operation.title"), Path: operationsPath})
	v.Page.Form = deadPath(kind)
	v.Newest = l.T("operation.dead.newest", "Count", len(list))
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("operation.dead.job")},
		{Title: l.T("operation.dead.attempts"), Numeric: true},
		{Title: l.T("operation.dead.since")},
		{Title: l.T("operation.dead.error")},
		{Title: l.T("operation.dead.do")},
	}}
	for _, j := range list {
		id := strconv.FormatInt(j.ID, 10)
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: id, Note: j.Queue}, {Text: strconv.Itoa(j.Attempts)}, {Text: l.DateTime(j.Since)}, {Body: pages.Failure(j.Error)}, {Body: pages.DeadJob(v.Page, id)},
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.DeadJobsPage(v))
}

// Act tries jobs of a kind again or drops them, one or all: POST /taskforce/operations/jobs/{kind}. Before dropping it asks.
func (d *Operations) Act(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.dead(w, r, o, nil)
	}
	kind, l := chi.URLParam(r, "kind"), locale.FromContext(r.Context())
	do, number, one := strings.Cut(r.PostFormValue("do"), "-")
	var ids []int64
	if one {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return problem.New(problem.NotFound, "operation.dead.none")
		}
		ids = []int64{id}
	}
	act, said := d.store.Retry, "operation.dead.retried"
	switch do {
	case "retry":
	case "sure":
		act, said = d.store.Drop, "operation.dead.dropped"
	case "drop":
		sure := pages.Sure{Text: l.T("operation.dead.sure.all"), Do: "sure"}
		if one {
			sure = pages.Sure{Text: l.T("operation.dead.sure.single", "N", number), Do: "sure-" + number}
		}
		return d.dead(w, r, o, &sure)
	default:
		return d.dead(w, r, o, nil)
	}
	n, err := act(r.Context(), o, kind, ids...)
	if err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, said, "Count", n)
	return respond.Redirect(w, r, operationsPath)
}
