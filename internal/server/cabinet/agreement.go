package cabinet

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Agreements is the consents to readings of registers that the person gave.
func (c *Cabinet) Agreements(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	list, err := c.Cases.Agreements(r.Context(), who, before(r))
	if err != nil {
		return err
	}
	v := cabinet.Agreements{Page: c.page(r, l.T("agreement.title"), "cabinet")}
	v.Crumbs = []layout.Crumb{{Title: l.T("cabinet.data.title"), Path: "/data"}}
	var last int64
	for _, a := range list {
		last = a.ID
		v.Items = append(v.Items, c.agreed(a, v.Page, l))
	}
	v.Pager = pager(v.Page, r, "/agreements", len(list) == casework.PageSize, last)
	return respond.HTML(w, r, http.StatusOK, cabinet.AgreementsPage(v))
}

func (c *Cabinet) agreed(a casework.Agreement, p layout.Page, l locale.Lang) cabinet.Agreed {
	one := cabinet.Agreed{Title: a.Service}
	if svc, ok := c.Catalogue.Snapshot().Service(a.Service); ok {
		one.Title = svc.Title.In(l)
	}
	given := l.DateTime(a.GivenAt) + " · " + l.T("agreement.channel."+a.Channel)
	one.Rows = []ui.Row{{Key: l.T("agreement.given"), Value: given, Note: l.T("agreement.wording", "Version", a.Wording)}}
	if a.For != "" {
		one.Rows = append(one.Rows, ui.Row{Key: l.T("mandate.case.applicant"), Value: a.For})
	}
	var books []string
	for _, code := range inOrder(a.Reads) {
		var facts []string
		for _, name := range a.Reads[code] {
			if title := register.Title(code, name).In(l); title != "" {
				facts = append(facts, title)
			}
		}
		books = append(books, bookTitle(code, l)+": "+strings.Join(facts, ", "))
	}
	one.Rows = append(one.Rows, ui.Row{Key: l.T("agreement.reads"), Value: strings.Join(books, "\n")})
	switch {
	case a.WithdrawnAt != nil:
		one.Rows = append(one.Rows, ui.Row{Key: l.T("agreement.withdrawn"), Value: l.DateTime(*a.WithdrawnAt)})
	case a.Open:
		one.Withdraw = p.Link("/agreements/" + strconv.FormatInt(a.ID, 10) + "/withdraw")
	case a.Number != "":
		one.Case = p.Link("/applications/" + a.Number)
	}
	return one
}

// Disagree withdraws a consent: nothing is read for its draft any more.
func (c *Cabinet) Disagree(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "casework.no_agreement")
	}
	if err := c.Cases.Disagree(r.Context(), who, id); err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, "agreement.done")
	return respond.Redirect(w, r, "/agreements")
}
