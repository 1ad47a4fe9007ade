// Package reception answers for the pages of those who receive people at an office: who comes on a day, who is next,
// who came.
package reception

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/reception"
	"github.com/yagona/portal/web/ui"
)

const path = "/admin/reception"

// Desk answers for these pages.
type Desk struct {
	cases    *casework.Store
	bookings *booking.Store
	sessions *session.Store
	now      func() time.Time
}

// New is the pages over those stores.
func New(cases *casework.Store, bookings *booking.Store, sessions *session.Store, now func() time.Time) *Desk {
	return &Desk{cases: cases, bookings: bookings, sessions: sessions, now: now}
}

// List is the offices at which the official receives people; the only one is opened at once: GET /admin/reception.
func (d *Desk) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.bookings.Desks(r.Context(), o)
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return respond.Redirect(w, r, officePath(list[0].ID))
	}
	l := locale.FromContext(r.Context())
	v := pages.Offices{Page: respond.Page(r, l.T("reception.title"))}
	v.Dense, v.Section = true, "reception"
	v.Grid = ui.Grid{Caption: v.Title, HideCaption: true, Stack: true, Columns: []ui.Column{{Title: l.T("office.office")}, {Title: l.T("office.hours")}}}
	for _, x := range list {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{{Text: x.Name.In(l), Href: v.Link(officePath(x.ID))}, {Text: strings.Join(x.Week.Words(l), "; ")}})
	}
	return respond.HTML(w, r, http.StatusOK, pages.OfficesPage(v))
}

func officePath(id int64) string { return path + "/" + strconv.FormatInt(id, 10) }

func dayPath(id int64, day time.Time) string {
	return officePath(id) + "?" + url.Values{"day": {day.Format(time.DateOnly)}}.Encode()
}

func (d *Desk) desk(r *http.Request, o account.Official) (booking.Office, error) {
	id, err := booking.ParseOffice(chi.URLParam(r, "id"))
	if err != nil {
		return booking.Office{}, err
	}
	return d.bookings.Desk(r.Context(), o, id)
}

// Day is who comes to an office on a day, today unless ?day= says another; with ?number= it is the appointment of that
// application: GET /admin/reception/{id}.
func (d *Desk) Day(w http.ResponseWriter, r *http.Request, o account.Official) error {
	office, err := d.desk(r, o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	today := booking.Midnight(d.now())
	day, err := time.ParseInLocation(time.DateOnly, r.URL.Query().Get("day"), workday.Zone)
	if err != nil {
		day = today
	}
	number := strings.TrimSpace(r.URL.Query().Get("number"))
	list, err := d.cases.DayList(r.Context(), o, office, day, number)
	if err != nil {
		return err
	}
	if number != "" && len(list) > 0 {
		day = booking.Midnight(list[0].At)
	}
	v := pages.Day{
		Page: respond.Page(r, office.Name.In(l)), Path: officePath(office.ID), Number: number,
		Lead:     l.T("reception.day", "Date", l.Date(day)+", "+l.Weekday(day), "Hours", d.bookings.Hours(office, day).Words(l)),
		Previous: dayPath(office.ID, day.AddDate(0, 0, -1)), Next: dayPath(office.ID, day.AddDate(0, 0, 1)), Count: counts(l, list),
	}
	v.Dense, v.Section = true, "reception"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("reception.title"), Path: path}}
	if !day.Equal(today) {
		v.Today = officePath(office.ID)
	}
	if number != "" && len(list) == 0 {
		v.Count = l.T("reception.not-found", "Number", number)
	}
	v.Grid = ui.Grid{Caption: l.T("reception.list"), HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("office.when")}, {Title: l.T("reception.who")}, {Title: l.T("reception.service")}, {Title: l.T("office.application")}, {Title: l.T("reception.noted")},
	}}
	for _, x := range list {
		if v.Turn == "" && x.Came == nil && !x.Displaced && day.Equal(today) {
			v.Turn = l.T("reception.turn", "Time", l.Clock(x.At), "Name", x.Applicant, "Number", locale.ByThrees(x.Number))
		}
		v.Grid.Rows = append(v.Grid.Rows, d.row(v.Page, office, x))
	}
	return respond.HTML(w, r, http.StatusOK, pages.DayPage(v))
}

func (d *Desk) row(p layout.Page, office booking.Office, x casework.Reception) []ui.Cell {
	l, now := p.Lang, d.now()
	n := pages.Note{
		Page: p, Path: officePath(office.ID), Number: x.Number, Time: l.Clock(x.At) + ", " + x.Applicant,
		Came: !now.Before(booking.Midnight(x.At)), Missed: !now.Before(x.At.Add(time.Duration(office.Length) * time.Minute)),
	}
	switch {
	case x.Came != nil && *x.Came:
		n.Said, n.Tone, n.Came = l.T("reception.said-came"), ui.Plain, false
	case x.Came != nil:
		n.Said, n.Tone, n.Missed = l.T("reception.said-missed"), ui.Red, false
	case x.Displaced:
		n.Said, n.Tone = l.T("reception.displaced"), ui.Yellow
	}
	number := ui.Cell{Text: locale.ByThrees(x.Number)}
	if x.Open {
		number.Href = p.Link("/admin/cases/" + x.Number)
	}
	return []ui.Cell{{Text: l.Clock(x.At)}, {Text: x.Applicant}, {Text: x.Title.In(l)}, number, {Body: pages.Noted(n)}}
}

// counts says how many are expected, came, and did not.
func counts(l locale.Lang, list []casework.Reception) string {
	came, missed := 0, 0
	for _, x := range list {
		switch {
		case x.Came != nil && *x.Came:
			came++
		case x.Came != nil:
			missed++
		}
	}
	if len(list) == 0 {
		return l.T("reception.nobody")
	}
	return l.T("reception.counts", "All", len(list), "Came", came, "Missed", missed, "Left", len(list)-came-missed)
}

// Note notes whether somebody came: POST /admin/reception/{id}.
func (d *Desk) Note(w http.ResponseWriter, r *http.Request, o account.Official) error {
	office, err := d.desk(r, o)
	if err != nil {
		return err
	}
	came := r.PostFormValue("came")
	if came != "yes" && came != "no" {
		return problem.New(problem.Invalid, "booking.came_needed")
	}
	number := r.PostFormValue("number")
	found, err := d.cases.DayList(r.Context(), o, office, d.now(), number)
	if err != nil {
		return err
	}
	if number == "" || len(found) == 0 {
		return problem.New(problem.NotFound, "booking.no_appointment")
	}
	if err := d.cases.Attend(r.Context(), o, office.ID, number, came == "yes"); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "reception.done-"+came, "Name", found[0].Applicant)
	return respond.Redirect(w, r, dayPath(office.ID, booking.Midnight(found[0].At)))
}
