package admin

import (
	"net/http"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
)

const emergencyPath = "/admin/emergency"

// Emergency asks which case somebody has to read that is not his, and why: GET /admin/emergency.
func (d *Desk) Emergency(w http.ResponseWriter, r *http.Request, _ account.Official) error {
	return d.emergency(w, r, http.StatusOK, nil)
}

// BreakGlass opens it for a while: POST /admin/emergency.
func (d *Desk) BreakGlass(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.emergency(w, r, http.StatusOK, nil)
	}
	number, err := d.cases.BreakGlass(r.Context(), o, r.PostForm.Get("number"), r.PostForm.Get("reason"))
	switch {
	case problem.Is(err, problem.Invalid):
		return d.emergency(w, r, http.StatusUnprocessableEntity, problem.Of(err))
	case problem.Is(err, problem.TooMany):
		return d.emergency(w, r, http.StatusTooManyRequests, problem.Of(err))
	case err != nil:
		return err
	}
	return respond.Redirect(w, r, "/admin/cases/"+number)
}

func (d *Desk) emergency(w http.ResponseWriter, r *http.Request, status int, flaw *problem.Error) error {
	l := locale.FromContext(r.Context())
	v := pages.Emergency{Page: respond.Page(r, l.T("emergency.title")), Number: r.PostFormValue("number"), Reason: r.PostFormValue("reason")}
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "cases", emergencyPath
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	v.About = l.T("emergency.about", "Minutes", int(casework.EmergencyLasts.Minutes()), "Limit", casework.MaxEmergencies)
	if flaw != nil {
		field := "reason"
		if flaw.ID == "emergency.no_case" {
			field = "number"
		}
		v.Fault(field, l.T(flaw.ID, flaw.Args...))
	}
	return respond.HTML(w, r, status, pages.EmergencyPage(v))
}
