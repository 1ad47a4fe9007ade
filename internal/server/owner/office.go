package owner

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

const officesPath = "/admin/offices"

// Offices answers for the pages on which heads say when their offices receive people.
type Offices struct {
	bookings *booking.Store
	sessions *session.Store
	origin   string // scheme and host of the portal, for what is printed
	now      func() time.Time
}

// NewOffices is those pages over those stores.
func NewOffices(bookings *booking.Store, sessions *session.Store, origin string, now func() time.Time) *Offices {
	return &Offices{bookings: bookings, sessions: sessions, origin: origin, now: now}
}

// List is the offices that the official may change: GET /admin/offices.
func (d *Offices) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	list, err := d.bookings.Kept(r.Context(), o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Offices{Page: respond.Page(r, l.T("office.title")), Count: l.T("office.count", "Count", len(list), "N", l.Number(int64(len(list))))}
	v.Dense, v.Section = true, "offices"
	v.Grid = ui.Grid{Caption: v.Page.Title, HideCaption: true, Stack: true, Columns: []ui.Column{
		{Title: l.T("office.office")}, {Title: l.T("office.hours")}, {Title: l.T("office.places"), Numeric: true}, {Title: l.T("office.contacts")}, {Title: l.T("voice.poster.column")},
	}}
	for _, x := range list {
		v.Grid.Rows = append(v.Grid.Rows, []ui.Cell{
			{Text: x.Name.In(l), Href: v.Page.Link(officePath(x.ID))},
			{Text: strings.Join(x.Week.Words(l), "; ")},
			{Text: l.Number(int64(x.Places)), Note: l.T("office.minutes", "N", x.Length)},
			{Text: x.Reach(l)},
			{Text: l.T("voice.poster.title"), Href: v.Page.Link(officePath(x.ID) + "/poster")},
		})
	}
	return respond.HTML(w, r, http.StatusOK, pages.OfficesPage(v))
}

func officePath(id int64) string { return officesPath + "/" + strconv.FormatInt(id, 10) }

// Office is the form of one of them: GET /admin/offices/{id}. With ?from= it is filled with how things were before that
// change: saved, it undoes it and what came after it.
func (d *Offices) Office(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.show(w, r, o, http.StatusOK, officeForm{})
}

// Change changes the office: POST /admin/offices/{id}. Where appointments would lose their place it first shows which,
// and asks again.
func (d *Offices) Change(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := booking.ParseOffice(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	in := officeForm{values: r.PostForm}
	if respond.Switched(r) {
		return d.show(w, r, o, http.StatusOK, in)
	}
	e := booking.Edit{Office: id}
	in.problems = d.read(r.PostForm, &e)
	if len(in.problems) == 0 {
		in.problems, in.agree, err = d.save(r, o, e)
	}
	switch p := problem.Of(err); {
	case p != nil && p.Kind == problem.Conflict: // saved once more it stands on what the office is now
		in.overtaken = true
		in.problems = form.Problems{{Input: "reason", Field: "reason", ID: p.ID, Args: p.Args}}
		return d.show(w, r, o, http.StatusConflict, in)
	case err != nil:
		return err
	case len(in.problems) > 0:
		return d.show(w, r, o, http.StatusUnprocessableEntity, in)
	case len(in.agree) > 0:
		return d.show(w, r, o, http.StatusOK, in)
	}
	d.sessions.SetFlash(w, r, "office.saved")
	return respond.Redirect(w, r, officePath(id))
}

// save changes the office, unless people lose their places of whom its author has not read yet.
func (d *Offices) save(r *http.Request, o account.Official, e booking.Edit) (form.Problems, []booking.Appointment, error) {
	problems, err := d.bookings.Change(r.Context(), o, e)
	if p := problem.Of(err); p == nil || p.ID != booking.More {
		return problems, nil, err
	}
	lose, err := d.bookings.Displaced(r.Context(), o, e.Office, e.Setup)
	return nil, lose, err
}

// officeFields are the questions besides the hours.
func officeFields() (contacts, slots []form.Field, closing, reason form.Field) {
	optional := false
	text := func(id string) locale.Text { return locale.TextOf("booking.setup." + id) }
	contacts = []form.Field{
		{Key: "address-uz", Kind: form.KindAddress, Label: text("address-uz"), Hint: text("address-hint"), Required: &optional},
		{Key: "address-ru", Kind: form.KindAddress, Label: text("address-ru"), Required: &optional},
		{Key: "address-en", Kind: form.KindAddress, Label: text("address-en"), Required: &optional},
		{Key: "phone", Kind: form.KindPhone, Label: text("phone"), Required: &optional},
		{Key: "email", Kind: form.KindEmail, Label: text("email"), Required: &optional},
	}
	slots = []form.Field{
		{Key: "length", Kind: form.KindInteger, Label: text("length"), Hint: text("length-hint")},
		{Key: "places", Kind: form.KindInteger, Label: text("places"), Hint: text("places-hint")},
	}
	closing = form.Field{Key: "closing", Kind: form.KindPeriod, Label: text("closed"), Hint: text("closed-hint"), Required: &optional}
	reason = form.Field{Key: "reason", Kind: form.KindText, Label: text("reason"), Hint: text("reason-hint")}
	return contacts, slots, closing, reason
}

// read takes the form for an edit.
func (d *Offices) read(values url.Values, e *booking.Edit) form.Problems {
	contacts, slots, closing, reason := officeFields()
	fields := append(append(slices.Clone(slots), closing), append(contacts, reason)...)
	answers, problems := form.Parse(fields, values, form.Context{Today: register.DateOf(d.now()).Time})
	word := func(key string) string { return form.String(answers[key]) }
	number := func(key string) int { n, _ := form.Number(answers[key]); return int(n) }
	e.Row, _ = strconv.Atoi(values.Get("row"))
	e.Agreed, _ = strconv.Atoi(values.Get("agreed"))
	if values.Get("do") != "agree" {
		e.Agreed = 0
	}
	e.Reason = word("reason")
	e.Setup = booking.Setup{
		Address: locale.Text{Uz: word("address-uz"), Ru: word("address-ru"), En: word("address-en")}, Phone: word("phone"), Email: word("email"),
		Length: number("length"), Places: number("places"), Closed: d.closed(values, form.Map(answers["closing"])),
	}
	var wrong form.Problems
	for i := range e.Setup.Week {
		var ok bool
		if e.Setup.Week[i], ok = hoursOf(values, i); !ok {
			day := dayName(i)
			wrong = append(wrong, form.Problem{Input: day, Field: day, Label: locale.TextOf("booking.setup." + day), ID: "booking.problem.hours"})
		}
	}
	return append(wrong, problems...)
}

// closed is the days that stay closed, those that are over left out, and those that are closed now.
func (d *Offices) closed(values url.Values, added map[string]any) []booking.Span {
	spans := []booking.Span{}
	today := register.DateOf(d.now())
	add := func(s string) {
		if span, ok := spanOf(s); ok && !span.Until.Before(today.Time) {
			spans = append(spans, span)
		}
	}
	for _, s := range values["closed"] {
		if !slices.Contains(values["reopen"], s) {
			add(s)
		}
	}
	add(form.String(added["from"]) + between + form.String(added["to"]))
	slices.SortFunc(spans, func(a, b booking.Span) int { return a.From.Compare(b.From.Time) })
	return slices.Compact(spans)
}

// between is what stands between the days of a span in the form.
const between = "_"

// spanOf reads a span as the form sends it.
func spanOf(s string) (booking.Span, bool) {
	from, until, _ := strings.Cut(s, between)
	a, errA := register.ParseDate(from)
	z, errZ := register.ParseDate(until)
	return booking.Span{From: a, Until: z}, errA == nil && errZ == nil
}

// parts of the hours of a day, as their inputs are named.
var parts = [4]string{"opens", "closes", "break-from", "break-to"}

func dayName(i int) string { return "day-" + strconv.Itoa(i+1) }

// hoursOf reads the hours of a day; nothing typed is a day on which the office is closed.
func hoursOf(values url.Values, i int) (h booking.Hours, ok bool) {
	for n, into := range []*int{&h.Opens, &h.Closes, &h.BreakFrom, &h.BreakTo} {
		s := strings.TrimSpace(values.Get(dayName(i) + "-" + parts[n]))
		if s == "" {
			*into = -1
			continue
		}
		at, err := time.Parse("15:04", s)
		if err != nil {
			return booking.Hours{}, false
		}
		*into = at.Hour()*60 + at.Minute()
	}
	if h.BreakFrom < 0 && h.BreakTo < 0 {
		h.BreakFrom, h.BreakTo = 0, 0
	}
	if h.Opens < 0 && h.Closes < 0 && h.BreakTo == 0 {
		return booking.Hours{}, true
	}
	return h, h.Opens >= 0 && h.Closes >= 0 && h.BreakFrom >= 0 && h.BreakTo >= 0
}

// fill is a setup as the form would send it.
func fill(s booking.Setup) url.Values {
	values := url.Values{
		"address-uz": {s.Address.Uz}, "address-ru": {s.Address.Ru}, "address-en": {s.Address.En}, "phone": {s.Phone}, "email": {s.Email},
		"length": {strconv.Itoa(s.Length)}, "places": {strconv.Itoa(s.Places)},
	}
	for _, c := range s.Closed {
		values.Add("closed", c.From.String()+between+c.Until.String())
	}
	for i, h := range s.Week {
		for n, minute := range []int{h.Opens, h.Closes, h.BreakFrom, h.BreakTo} {
			if h.Open() && (n < 2 || h.BreakFrom != h.BreakTo) {
				values.Set(dayName(i)+"-"+parts[n], time.Date(0, 1, 1, minute/60, minute%60, 0, 0, time.UTC).Format("15:04"))
			}
		}
	}
	return values
}

func (d *Offices) show(w http.ResponseWriter, r *http.Request, o account.Official, status int, in officeForm) error {
	id, err := booking.ParseOffice(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	office, displaced, changes, err := d.bookings.KeptOffice(r.Context(), o, id)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Office{Page: respond.Page(r, office.Name.In(l)), Row: office.Row, Faults: ui.Faults(in.problems, l)}
	v.Dense, v.Section = true, "offices"
	v.Page.Crumbs = []layout.Crumb{{Title: l.T("office.title"), Path: officesPath}}
	v.Page.Form, v.Poster = officePath(id), v.Page.Link(officePath(id)+"/poster")
	v.Lead = strings.Join(office.Week.Words(l), "; ") + ". " + office.Reach(l)
	if in.overtaken {
		in.follow(office, changes)
	}
	values := in.values
	if values == nil {
		values = fill(office.Setup)
		for _, c := range changes {
			if r.URL.Query().Get("from") == strconv.FormatInt(c.ID, 10) {
				values = fill(c.Was)
				v.Lead = l.T("office.as-before", "Time", l.DateTime(c.At))
			}
		}
	} else if row, err := strconv.Atoi(values.Get("row")); err == nil {
		v.Row = row
	}
	d.controls(&v, values, in.problems, l)
	if len(in.agree) > 0 {
		v.Agree = &pages.Agree{
			Count: len(in.agree), Title: l.T("office.agree", "Count", len(in.agree)), Text: l.T("office.agree-text"), Button: l.T("office.agree-button", "Count", len(in.agree)),
			Grid: visits(v.Page, o, l.T("office.agree-list"), in.agree),
		}
	}
	if len(displaced) > 0 {
		grid := visits(v.Page, o, l.T("office.displaced", "Count", len(displaced)), displaced)
		v.Displaced = &grid
	}
	v.History = history(v.Page, id, changes)
	return respond.HTML(w, r, status, pages.OfficePage(v))
}

// controls draws the form.
func (d *Offices) controls(v *pages.Office, values url.Values, problems form.Problems, l locale.Lang) {
	control := func(f form.Field) ui.Control {
		return ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true}
	}
	contacts, slots, closing, reason := officeFields()
	for _, f := range contacts {
		v.Contacts = append(v.Contacts, control(f))
	}
	for _, f := range slots {
		v.Slots = append(v.Slots, control(f))
	}
	v.Close, v.Reason = control(closing), control(reason)
	for _, s := range values["closed"] {
		if span, ok := spanOf(s); ok {
			v.Closings = append(v.Closings, pages.Closing{Value: s, Words: span.Words(l), Reopen: slices.Contains(values["reopen"], s)})
		}
	}
	v.Week = ui.Grid{Caption: l.T("office.week"), HideCaption: true, Stack: true, Columns: []ui.Column{{Title: l.T("office.day")}}}
	for _, part := range parts {
		v.Week.Columns = append(v.Week.Columns, ui.Column{Title: l.T("office." + part)})
	}
	for i := range 7 {
		day, fault := dayName(i), ""
		title := locale.TextOf("booking.setup." + day).In(l)
		if p, wrong := problems.Of(day); wrong {
			fault = l.T(p.ID, p.Args...)
		}
		row := []ui.Cell{{Body: pages.Day(v.Page, day, title, fault)}}
		for n, part := range parts {
			t := pages.TimeOfDay{ID: day + "-" + part, Name: day + "-" + part, Label: title + ", " + l.T("office."+part), Value: values.Get(day + "-" + part), Wrong: fault != ""}
			if n == 0 {
				t.ID = day // where the summary of faults leads
			}
			row = append(row, ui.Cell{Body: pages.Time(t)})
		}
		v.Week.Rows = append(v.Week.Rows, row)
	}
}

// visits is a table of appointments. Whose they are stands in the case, and looking there is recorded. The head of one
// region may not see the case of somebody from another.
func visits(p layout.Page, o account.Official, caption string, list []booking.Appointment) ui.Grid {
	l := p.Lang
	grid := ui.Grid{Caption: caption, Stack: true, Columns: []ui.Column{{Title: l.T("office.when")}, {Title: l.T("office.application")}}}
	for _, a := range list {
		number := ui.Cell{Text: locale.ByThrees(a.Number)}
		if o.Region == "" {
			number.Href = p.Link("/admin/cases/" + a.Number)
		}
		grid.Rows = append(grid.Rows, []ui.Cell{{Text: l.DateTime(a.At)}, number})
	}
	return grid
}

// history is what was changed, and the way back.
func history(p layout.Page, id int64, changes []booking.Changed) ui.Grid {
	l := p.Lang
	grid := ui.Grid{Caption: l.T("office.history"), Stack: true, Columns: []ui.Column{
		{Title: l.T("office.changed")}, {Title: l.T("office.what")}, {Title: l.T("office.reason")}, {Title: l.T("office.undo")},
	}}
	for _, c := range changes {
		note := ""
		if c.Displaced > 0 {
			note = l.T("office.displaced", "Count", c.Displaced)
		}
		grid.Rows = append(grid.Rows, []ui.Cell{
			{Text: l.DateTime(c.At), Note: c.By},
			{Text: strings.Join(differences(c, l), "; "), Note: note},
			{Text: c.Reason},
			{Text: l.T("office.before"), Href: p.Link(officePath(id) + "?from=" + strconv.FormatInt(c.ID, 10))},
		})
	}
	return grid
}

// differences says what a change changed.
func differences(c booking.Changed, l locale.Lang) (all []string) {
	say := func(what, was, became string) {
		if was != became {
			all = append(all, l.T("office."+what)+": "+was+" → "+became)
		}
	}
	spans := func(s booking.Setup) string {
		var words []string
		for _, x := range s.Closed {
			words = append(words, x.Words(l))
		}
		if len(words) == 0 {
			return "—"
		}
		return strings.Join(words, ", ")
	}
	say("hours", strings.Join(c.Was.Week.Words(l), ", "), strings.Join(c.Became.Week.Words(l), ", "))
	say("length", strconv.Itoa(c.Was.Length), strconv.Itoa(c.Became.Length))
	say("places", strconv.Itoa(c.Was.Places), strconv.Itoa(c.Became.Places))
	say("closed", spans(c.Was), spans(c.Became))
	say("contacts", c.Was.Reach(l), c.Became.Reach(l))
	if len(all) == 0 {
		all = append(all, l.T("office.other-language"))
	}
	return all
}
