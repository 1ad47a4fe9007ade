package cabinet

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// WhyPage is what the rules made of an application, on a page that one prints and shows to a helper: GET
// /applications/{number}/why. An application that no rule spoke of has none.
func (c *Cabinet) WhyPage(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	reasons := why(a, l)
	if reasons == nil {
		return problem.New(problem.NotFound, "casework.not_found")
	}
	state, _ := catalogue.Lists().States.Get(string(a.State))
	v := cabinet.WhyPage{
		Page: c.caseShell(r, who, a, reasons.Title), Service: a.Service.Title.In(l), State: state.Title.In(l), Means: means(a, state, l),
		Facts: decided(a, l), Why: *reasons, Against: appeals(a, a.ActionsFor(casework.Citizen(who)), l), Next: nextStep(a, l),
	}
	v.Page.Crumbs = []layout.Crumb{
		{Title: l.T("cabinet.list.title"), Path: "/applications"}, {Title: locale.ByThrees(a.Number), Path: "/applications/" + a.Number},
	}
	v.Case = v.Link("/applications/" + a.Number)
	return respond.HTML(w, r, http.StatusOK, cabinet.Reasons(v))
}

// decided is which application the reasons are of, when the rules were evaluated and in which version of the service.
func decided(a casework.Application, l locale.Lang) []ui.Row {
	kept := a.Assessment()
	office, phone := authority(a.Authority, l)
	rows := []ui.Row{
		{Key: l.T("cabinet.case.number"), Value: locale.ByThrees(a.Number), Note: l.T("cabinet.case.sent-on", "Date", l.Date(a.SubmittedAt))},
		{Key: l.T("mandate.case.applicant"), Value: a.Applicant},
		{Key: l.T("cabinet.why.checked"), Value: l.DateTime(kept.At)},
		{Key: l.T("cabinet.case.office"), Value: office, Note: phone},
	}
	if svc := a.Service; svc.Number > 0 {
		version := ui.Row{Key: l.T("cabinet.why.version"), Value: l.T("cabinet.why.version-number", "Number", svc.Number)}
		// What is older than its rules was told in hindsight, as the year of the demonstration is: no day would be true.
		if !svc.Published.IsZero() && !svc.Published.After(kept.At) {
			version.Note = l.T("cabinet.why.published", "Date", l.Date(svc.Published))
		}
		rows = append(rows, version)
	}
	return rows
}
