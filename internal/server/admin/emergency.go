package admin

import (
	"net/http"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
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
	number, err := d.Cases.BreakGlass(r.Context(), o, r.PostForm.Get("number"), r.PostForm.Get("reason"))
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
	var problems form.Problems
	if flaw != nil {
		field := "reason"
		if flaw.ID == "emergency.no_case" {
			field = "number"
		}
		problems = form.Problems{{Input: field, Field: field, ID: flaw.ID, Args: flaw.Args}}
	}
	v := pages.Emergency{
		Page: respond.Page(r, l.T("emergency.title")), Faults: ui.Faults(problems, l),
		About: l.T("emergency.about", "Minutes", int(casework.EmergencyLasts.Minutes()), "Limit", casework.MaxEmergencies),
	}
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "cases", emergencyPath
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	for _, f := range []form.Field{
		{Key: "number", Kind: form.KindInteger, Label: locale.TextOf("emergency.number"), Hint: locale.TextOf("emergency.number-hint")},
		{Key: "reason", Kind: form.KindTextarea, Label: locale.TextOf("emergency.reason"), Hint: locale.TextOf("emergency.reason-hint")},
	} {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: r.PostForm, Problems: problems, InRow: true})
	}
	return respond.HTML(w, r, status, pages.EmergencyPage(v))
}
