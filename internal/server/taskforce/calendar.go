package taskforce

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/calendar"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/taskforce"
	"github.com/yagona/portal/web/ui"
)

const (
	calendarPath = "/taskforce/calendar"
	newDayPath   = calendarPath + "/new"
)

// Calendar answers for the pages on which the task force keeps the working-day calendar.
type Calendar struct {
	days     *calendar.Store
	sessions *session.Store
	now      func() time.Time
}

// NewCalendar is those pages over that store.
func NewCalendar(days *calendar.Store, sessions *session.Store, now func() time.Time) *Calendar {
	return &Calendar{days: days, sessions: sessions, now: now}
}

func (d *Calendar) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "calendar"
	return p
}

// Year is the holidays and the moved days of a year, this one unless ?year= says another: GET /taskforce/calendar.
func (d *Calendar) Year(w http.ResponseWriter, r *http.Request, o account.Official) error {
	l, this := locale.FromContext(r.Context()), d.now().In(workday.Zone).Year()
	year, err := strconv.Atoi(r.URL.Query().Get("year"))
	if err != nil || year < this-20 || year > this+20 {
		year = this
	}
	moved, err := d.days.Log(r.Context(), o, year)
	if err != nil {
		return err
	}
	v := pages.Calendar{Page: d.page(r, l.T("calendar.year", "N", year)), Added: newDayPath}
	for _, y := range []int{year - 1, year + 1} {
		v.Years = append(v.Years, pages.Link{Text: l.T("calendar.earlier", "N", y), Path: calendarPath + "?year=" + strconv.Itoa(y)})
	}
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("calendar.day")}, {Title: l.T("calendar.what")}, {Title: l.T("calendar.why")}, {Title: l.T("calendar.people")},
	}}
	holidays := workday.Fixed(year)
	for _, m := range moved {
		for len(holidays) > 0 && !holidays[0].After(m.Day) {
			v.Grid.Rows = append(v.Grid.Rows, holiday(l, holidays[0], moved))
			holidays = holidays[1:]
		}
		v.Grid.Rows = append(v.Grid.Rows, d.row(v.Page, m))
	}
	for _, day := range holidays {
		v.Grid.Rows = append(v.Grid.Rows, holiday(l, day, moved))
	}
	return respond.HTML(w, r, http.StatusOK, pages.CalendarPage(v))
}

// holiday is a row of the Labour Code.
func holiday(l locale.Lang, day time.Time, moved []calendar.Day) []ui.Cell {
	what := ui.Cell{Body: ui.Tag(ui.Leaf, l.T("calendar.off"))}
	if slices.ContainsFunc(moved, func(m calendar.Day) bool { return m.Holds() && m.Works && m.Day.Equal(day) }) {
		what = ui.Cell{Body: ui.Tag(ui.Grey, l.T("calendar.worked-instead"))}
	}
	return []ui.Cell{{Text: l.Date(day), Note: l.Weekday(day)}, what, {Text: l.T("calendar.fixed." + day.Format("d0102"))}, {Text: l.T("calendar.code")}}
}

// row is a moved day, with the way to withdraw it.
func (d *Calendar) row(p layout.Page, m calendar.Day) []ui.Cell {
	l := p.Lang
	day := ui.Cell{Text: l.Date(m.Day), Note: l.Weekday(m.Day)}
	if d.days.Open(m) {
		day.Href = p.Link(dayPath(m.ID))
	}
	why := ui.Cell{Text: m.Why.In(l), Note: progress(l, m)}
	return []ui.Cell{day, {Body: ui.Tag(tone(m), l.T("calendar."+kind(m)))}, why, people(l, m)}
}

func dayPath(id int64) string { return calendarPath + "/" + strconv.FormatInt(id, 10) }

func kind(m calendar.Day) string {
	switch {
	case !m.Holds():
		return "withdrawn"
	case m.Works:
		return "works"
	default:
		return "off"
	}
}

func tone(m calendar.Day) ui.Tone {
	switch kind(m) {
	case "off":
		return ui.Leaf
	case "works":
		return ui.Yellow
	default:
		return ui.Grey
	}
}

// progress says how many cases have another date by a day, and whether more are to come.
func progress(l locale.Lang, m calendar.Day) string {
	switch {
	case m.RecountAt == nil:
		return ""
	case m.RecountedAt == nil:
		return l.T("calendar.moving", "N", l.Number(int64(m.Moved)))
	default:
		return l.T("calendar.moved", "Count", m.Moved, "N", l.Number(int64(m.Moved)))
	}
}

// people is who entered a day, and who withdrew it.
func people(l locale.Lang, m calendar.Day) ui.Cell {
	c := ui.Cell{Text: l.T("calendar.with-program")}
	if m.EnteredBy != "" {
		c = ui.Cell{Text: m.EnteredBy, Note: l.DateTime(m.EnteredAt)}
	}
	if !m.Holds() {
		c.Note = l.T("calendar.withdrawn-by", "Name", m.WithdrawnBy, "Time", l.DateTime(*m.WithdrawnAt))
	}
	return c
}

// kinds of a day as the form sends them.
const (
	off   = "off"
	works = "works"
)

// dayFields are the questions about a day.
func dayFields() []form.Field {
	text := func(id string) locale.Text { return locale.TextOf("calendar." + id) }
	return []form.Field{
		{Key: "day", Kind: form.KindDate, Label: text("ask-day"), Hint: text("day-hint")},
		{Key: "works", Kind: form.KindChoice, Label: text("ask-works"), Options: []form.Option{{Value: off, Label: text("off")}, {Value: works, Label: text("works")}}},
		{Key: "why-uz", Kind: form.KindText, Label: text("why-uz"), Hint: text("why-hint")},
		{Key: "why-ru", Kind: form.KindText, Label: text("why-ru")},
		{Key: "why-en", Kind: form.KindText, Label: text("why-en")},
	}
}

// New asks which day is moved: GET /taskforce/calendar/new.
func (d *Calendar) New(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.form(w, r, o, http.StatusOK, nil, nil, nil)
}

// Add moves it: POST /taskforce/calendar/new. First it says what that does, and asks again.
func (d *Calendar) Add(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if respond.Switched(r) {
		return d.form(w, r, o, http.StatusOK, r.PostForm, nil, nil)
	}
	e, problems, err := d.read(r.PostForm)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.form(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems, nil)
	}
	if r.PostForm.Get("do") != "agree" {
		return d.agree(w, r, o, e)
	}
	problems, err = d.days.Add(r.Context(), o, e)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return d.form(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems, nil)
	}
	d.sessions.SetFlash(w, r, "calendar.saved")
	return respond.Redirect(w, r, calendarPath+"?year="+strconv.Itoa(e.Day.Year()))
}

func (d *Calendar) read(values url.Values) (calendar.Edit, form.Problems, error) {
	answers, problems := form.Parse(dayFields(), values, form.Context{Today: register.DateOf(d.now()).Time})
	if len(problems) > 0 {
		return calendar.Edit{}, problems, nil
	}
	day, err := register.ParseDate(form.String(answers["day"]))
	if err != nil {
		return calendar.Edit{}, nil, err // the form took it for a day
	}
	word := func(key string) string { return form.String(answers[key]) }
	return calendar.Edit{Day: day.Time, Works: word("works") == works, Why: locale.Text{Uz: word("why-uz"), Ru: word("why-ru"), En: word("why-en")}}, nil, nil
}

// agree says what moving the day does.
func (d *Calendar) agree(w http.ResponseWriter, r *http.Request, o account.Official, e calendar.Edit) error {
	l := locale.FromContext(r.Context())
	check, err := d.days.Check(r.Context(), o, e)
	if err != nil {
		return err
	}
	if len(check.Problems) > 0 {
		return d.form(w, r, o, http.StatusUnprocessableEntity, r.PostForm, check.Problems, nil)
	}
	agree := pages.Agree{Button: l.T("calendar.agree.button-off")}
	day := l.Date(e.Day) + ", " + l.Weekday(e.Day)
	switch {
	case e.Works:
		agree.Texts, agree.Button = []string{l.T("calendar.agree.works", "Day", day)}, l.T("calendar.agree.button-works")
	case check.Loses:
		agree.Texts = []string{concerned(l, check.Concerned), l.T("calendar.agree.off", "Day", day)}
	default:
		agree.Texts = []string{l.T("calendar.agree.weekend", "Day", day)}
	}
	return d.form(w, r, o, http.StatusOK, r.PostForm, nil, &agree)
}

func concerned(l locale.Lang, n int) string {
	return l.T("calendar.concerned", "Count", n, "N", l.Number(int64(n)))
}

func (d *Calendar) form(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems, agree *pages.Agree) error {
	if err := o.Steering(); err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.DayForm{Page: d.page(r, l.T("calendar.new")), Faults: ui.Faults(problems, l), Agree: agree}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("calendar.title"), Path: calendarPath}}
	v.Page.Form, v.Cancel = newDayPath, v.Page.Link(calendarPath)
	for _, f := range dayFields() {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true})
	}
	return respond.HTML(w, r, status, pages.DayFormPage(v))
}

// id is the number in the address; what is none is the number of nothing.
func id(r *http.Request) int64 {
	n, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Day asks whether a moved day is to be withdrawn: GET /taskforce/calendar/{id}.
func (d *Calendar) Day(w http.ResponseWriter, r *http.Request, o account.Official) error {
	m, n, err := d.days.Of(r.Context(), o, id(r))
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Withdrawal{Page: d.page(r, l.T("calendar.withdraw"))}
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("calendar.title"), Path: calendarPath}}
	v.Cancel = v.Page.Link(calendarPath + "?year=" + strconv.Itoa(m.Day.Year()))
	by := people(l, m)
	v.Rows = []ui.Row{
		{Key: l.T("calendar.day"), Value: l.Date(m.Day), Note: l.Weekday(m.Day)},
		{Key: l.T("calendar.what"), Value: l.T("calendar." + kind(m))},
		{Key: l.T("calendar.why"), Value: m.Why.In(l), Note: progress(l, m)},
		{Key: l.T("calendar.people"), Value: by.Text, Note: by.Note},
	}
	switch {
	case !d.days.Open(m):
		v.Texts = []string{l.T("calendar.closed")}
	case m.Works:
		v.Texts = []string{l.T("calendar.withdraw-works"), concerned(l, n)}
	default:
		v.Texts = []string{l.T("calendar.withdraw-off")}
	}
	if d.days.Open(m) {
		v.Action = v.Page.Link(dayPath(m.ID) + "/withdraw")
	}
	return respond.HTML(w, r, http.StatusOK, pages.WithdrawalPage(v))
}

// Withdraw lets the day be again what it was: POST /taskforce/calendar/{id}/withdraw.
func (d *Calendar) Withdraw(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := d.days.Withdraw(r.Context(), o, id(r)); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, "calendar.gone")
	return respond.Redirect(w, r, calendarPath)
}
