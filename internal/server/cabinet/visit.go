package cabinet

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// visit is a booked visit that can still be moved, with its question.
type visit struct {
	asking
	a casework.Application
	f form.Field
}

func (c *Cabinet) visit(r *http.Request, who account.Principal) (*visit, error) {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(a.Service.Form, func(f form.Field) bool { return f.Key == a.VisitKey() })
	if i < 0 {
		return nil, problem.New(problem.Conflict, "casework.not_now")
	}
	return &visit{a: a, f: a.Service.Form[i], asking: asking{
		c: c, ctx: r.Context(), who: who, svc: a.Service, facts: a.Facts, answers: a.Answers, today: register.DateOf(c.Now()), mine: booking.Holder{Application: a.ID},
	}}, nil
}

// Visit shows the calendar with the booked time.
func (c *Cabinet) Visit(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	v, err := c.visit(r, who)
	if err != nil {
		return err
	}
	in := &sent{values: form.Fill([]form.Field{v.f}, v.a.Answers)}
	return c.showVisit(w, r, v, in, nil, http.StatusOK)
}

// MoveVisit takes another time.
func (c *Cabinet) MoveVisit(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	v, err := c.visit(r, who)
	if err != nil {
		return err
	}
	fields := []form.Field{v.f}
	in, err := readSent(r, fields, nil)
	if err != nil {
		return err
	}
	if in.turned() || respond.Switched(r) {
		return c.showVisit(w, r, v, in, nil, http.StatusOK)
	}
	answers, problems := form.Parse(fields, in.values, v.context(fields, nil))
	if len(problems) > 0 {
		return c.showVisit(w, r, v, in, problems, http.StatusUnprocessableEntity)
	}
	err = c.Cases.MoveVisit(r.Context(), who, v.a.Number, in.row, form.Map(answers[v.f.Key]))
	if p := problem.Of(err); p != nil && p.ID == booking.Taken {
		return c.showVisit(w, r, v, in, form.Taken(v.f), http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, "cabinet.visit.done")
	return respond.Redirect(w, r, "/applications/"+v.a.Number)
}

func (c *Cabinet) showVisit(w http.ResponseWriter, r *http.Request, v *visit, in *sent, problems form.Problems, status int) error {
	l := locale.FromContext(r.Context())
	title := l.T("cabinet.visit.title")
	p := cabinet.Fill{
		Heading: title, Row: v.a.Row, Faults: ui.Faults(problems, l), FaultTitle: l.T("cabinet.fill.faults", "Count", len(problems)), Button: l.T("cabinet.visit.button"),
		Lead: l.T("cabinet.visit.lead", "Time", l.DateTime(v.a.Appointment.At), "Office", v.a.Appointment.Office.In(l)),
	}
	if len(problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	p.Page = c.page(r, title, "applications")
	p.NoTabs, p.Back = true, "/applications/"+v.a.Number
	p.Form = "/applications/" + v.a.Number + "/visit"
	p.Authority, p.Phone = authority(v.a.Authority, l)
	var err error
	b := controls{asking: v.asking, lang: l, values: in.values, problems: problems, path: p.Form, row: strconv.Itoa(v.a.Row)}
	if p.Controls, err = b.draw([]form.Field{v.f}); err != nil {
		return err
	}
	return respond.HTML(w, r, status, cabinet.FillPage(p))
}
