package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/workday"
	pages "github.com/yagona/portal/web/admin"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const absencesPath = "/admin/absences"

// Absences is who is away and who acts for him, with the form for another absence: GET /admin/absences.
func (d *Desk) Absences(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.absences(w, r, o, http.StatusOK, url.Values{"who": {strconv.FormatInt(o.ID, 10)}}, nil)
}

// GoAway enters one: POST /admin/absences.
func (d *Desk) GoAway(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.absences(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	fields, err := d.absenceFields(r, o)
	if err != nil {
		return err
	}
	answers, problems := form.Parse(fields, r.PostForm, form.Context{Today: register.DateOf(d.Now()).Time})
	if len(problems) == 0 {
		a := account.Absence{Official: o.ID, Deputy: key(form.String(answers["deputy"])), From: midnight(answers["from"]), Until: midnight(answers["back"])}
		if who := form.String(answers["who"]); who != "" {
			a.Official = key(who)
		}
		err := d.Accounts.GoAway(r.Context(), o, a)
		if err == nil {
			d.done(w, r, "absence.kept")
			return respond.Redirect(w, r, absencesPath)
		}
		flaw := problem.Of(err)
		if !problem.Is(err, problem.Invalid) {
			return err
		}
		field, input := "back", "back-day"
		if slices.Contains([]string{"absence.no_deputy", "absence.deputy_away"}, flaw.ID) {
			field, input = "deputy", "deputy"
		}
		problems = form.Problems{{Field: field, Input: input, Label: locale.TextOf("absence." + field), ID: flaw.ID, Args: flaw.Args}}
	}
	return d.absences(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
}

// ComeBack ends one: POST /admin/absences/{id}/end.
func (d *Desk) ComeBack(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := d.Accounts.ComeBack(r.Context(), o, key(chi.URLParam(r, "id"))); err != nil {
		return err
	}
	d.done(w, r, "absence.ended")
	return respond.Redirect(w, r, absencesPath)
}

// key is the id of an account or a row; what is none finds nothing.
func key(s string) int64 {
	id, _ := strconv.ParseInt(s, 10, 64)
	return id
}

// midnight is the beginning of a day that the form took for one.
func midnight(v any) time.Time {
	d, err := register.ParseDate(form.String(v))
	if err != nil {
		return time.Time{} // a time that is past: refused
	}
	y, m, n := d.Date()
	return time.Date(y, m, n, 0, 0, 0, 0, workday.Zone)
}

// absenceFields are the questions: whom it is about only for a head, who enters others' as well.
func (d *Desk) absenceFields(r *http.Request, o account.Official) ([]form.Field, error) {
	staff, err := d.Accounts.Staff(r.Context(), o)
	if err != nil {
		return nil, err
	}
	deputies, err := d.Accounts.Deputies(r.Context(), o)
	if err != nil {
		return nil, err
	}
	l := locale.FromContext(r.Context())
	choice := func(name string, list []account.Official) form.Field {
		f := form.Field{Key: name, Kind: form.KindChoice, Label: locale.TextOf("absence." + name)}
		for _, x := range list {
			title := x.Name + ", " + l.T("admin.role."+string(x.Role))
			f.Options = append(f.Options, form.Option{Value: strconv.FormatInt(x.ID, 10), Label: locale.Text{Uz: title, Ru: title, En: title}})
		}
		return f
	}
	var fields []form.Field
	if len(staff) > 1 {
		fields = append(fields, choice("who", staff))
	}
	return append(fields,
		form.Field{Key: "from", Kind: form.KindDate, Label: locale.TextOf("absence.from")},
		form.Field{Key: "back", Kind: form.KindDate, Label: locale.TextOf("absence.back"), Hint: locale.TextOf("absence.back-hint")},
		choice("deputy", deputies),
	), nil
}

func (d *Desk) absences(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	fields, err := d.absenceFields(r, o)
	if err != nil {
		return err
	}
	list, err := d.Accounts.Absences(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Absences{Page: respond.Page(r, l.T("absence.title")), Faults: ui.Faults(problems, l)}
	v.Page.Dense, v.Page.Section, v.Page.Form = true, "cases", absencesPath
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("admin.title"), Path: "/admin"}}
	for _, f := range fields {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true})
	}
	for _, a := range list {
		one := pages.Absence{Name: a.Name, When: l.T("absence.when", "From", l.Date(a.From), "Until", l.Date(a.Until)), Deputy: a.For}
		if a.From.After(d.Now()) {
			one.End = l.T("absence.call-off")
		} else {
			one.End = l.T("absence.end")
		}
		if a.Official == o.ID || o.Role == account.Head {
			one.Path = absencesPath + "/" + strconv.FormatInt(a.ID, 10) + "/end"
		}
		v.List = append(v.List, one)
	}
	return respond.HTML(w, r, status, pages.AbsencesPage(v))
}
