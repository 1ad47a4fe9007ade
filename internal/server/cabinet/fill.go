package cabinet

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// Resume leads to where a draft stands: its first page without an answer, or the check.
func (c *Cabinet) Resume(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.current(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	return respond.Redirect(w, r, s.here())
}

func (s *sheet) here() string {
	if at := s.reached(); at < len(s.open) {
		return draftPath(s.draft.ID, s.open[at].Key)
	}
	return draftPath(s.draft.ID, "check")
}

// elsewhere leads on who comes to a draft that has no page now. Without consent it is the page that asks for it; when the
// service has changed, the one that says what; of a draft that was sent, by "back" or in another window, it is the
// application that it became.
func (c *Cabinet) elsewhere(w http.ResponseWriter, r *http.Request, who account.Principal, why error) error {
	id, err := draftID(r)
	if err != nil {
		return err
	}
	switch {
	case errors.Is(why, errOutdated):
		return respond.Redirect(w, r, draftPath(id, newerPage))
	case problem.Is(why, problem.Forbidden):
		if d, err := c.Cases.Draft(r.Context(), who, id); err == nil && d.ConsentAt == nil {
			return respond.Redirect(w, r, "/services/"+d.ServiceCode+"/apply")
		}
	case problem.Is(why, problem.NotFound):
		if number, err := c.Cases.SentAs(r.Context(), who, id); err == nil {
			c.Sessions.SetFlash(w, r, "cabinet.sent-before", "Number", locale.ByThrees(number))
			return respond.Redirect(w, r, "/applications/"+number)
		}
	}
	return why
}

// Questions shows a page of a form.
func (c *Cabinet) Questions(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.current(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	page, ok := s.page(r)
	if !ok {
		return respond.Redirect(w, r, s.here())
	}
	return c.showQuestions(w, r, s, page, form.Fill(page.Fields, s.draft.Answers), nil, http.StatusOK)
}

// page is the page that the address names, if one may go there now.
func (s *sheet) page(r *http.Request) (form.Page, bool) {
	at := form.FindPage(s.open, chi.URLParam(r, "page"))
	if at < 0 || at > s.reached() {
		return form.Page{}, false
	}
	return s.open[at], true
}

// Answer takes the answers of a page and saves them. What is not right comes back with what was typed.
func (c *Cabinet) Answer(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.sheet(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	page, ok := s.page(r)
	if !ok {
		return respond.Redirect(w, r, s.here())
	}
	fields := page.Asked(s.asked)
	in, err := readSent(r, fields, func(name, file string, body io.Reader) (string, error) {
		up, err := c.Documents.SaveUpload(r.Context(), who, s.draft.ID, name, file, body)
		return up.ID, err
	})
	if err != nil {
		return err
	}
	if in.verb == "undo" {
		return c.undo(w, r, s, page, in)
	}
	if in.row != s.draft.Row {
		over, err := c.overwrites(r, s, fields, in)
		if err != nil {
			return err
		}
		if over {
			return c.clash(w, r, s, page, in)
		}
	}
	in.overRows(fields, s.draft.Answers)
	if in.turned() || respond.Switched(r) {
		return c.showQuestions(w, r, s, page, in.values, in.faults, http.StatusOK) // a file that was refused is told whatever was pressed
	}
	return c.take(w, r, s, page, in)
}

// take does what the pressed button says.
func (c *Cabinet) take(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent) error {
	fields := page.Asked(s.asked)
	if in.verb == "drop" {
		in.values[in.of] = slices.DeleteFunc(in.values[in.of], func(id string) bool { return id == in.which })
	}
	if len(in.faults) > 0 && (in.verb == "drop" || in.verb == "remove") {
		return c.showQuestions(w, r, s, page, in.values, once(in.faults), in.status)
	}
	if in.verb == "drop" {
		if _, whole := fileField(fields, in.of); !whole || form.FindPage([]form.Page{page}, in.of) < 0 {
			return c.showQuestions(w, r, s, page, in.values, in.faults, http.StatusOK) // in a row: the row is saved with its button
		}
	}
	uploads, err := c.uploads(r.Context(), s.who, document.Place{Draft: s.draft.ID}, in.files(fields))
	if err != nil {
		return err
	}
	against := c.asking(r, s).context(fields, uploads)
	if in.verb == "add" || in.verb == "remove" {
		return c.changeRows(w, r, s, page, in, against)
	}
	answers, problems := form.Parse(fields, in.values, against)
	problems = append(in.faults, problems...)
	if len(problems) > 0 && in.verb != "drop" {
		return c.showQuestions(w, r, s, page, in.values, once(problems), in.status)
	}
	if in.verb == "drop" {
		s.undoable(in.of)
	}
	err = c.save(r, s, fields, answers)
	if p := problem.Of(err); p != nil && p.ID == booking.Taken { // at this very moment
		return c.showQuestions(w, r, s, page, in.values, form.Taken(page.Fields[0]), http.StatusUnprocessableEntity)
	}
	if err != nil {
		return c.clashOn(w, r, s, page, in, err)
	}
	if in.verb == "drop" {
		return respond.Redirect(w, r, draftPath(s.draft.ID, page.Key))
	}
	return respond.Redirect(w, r, s.next(page.Key, r.URL.Query().Get("from") == "check"))
}

// undoable has the answer to a question kept as it is now, to be put back after the removal that is saved next.
func (s *sheet) undoable(key string) {
	s.undo = &casework.Undo{Field: key, Was: s.draft.Answers[key]}
}

// undo puts back what the last removal took away. When something was saved since, there is nothing to put back.
func (c *Cabinet) undo(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent) error {
	u := s.draft.Undo
	at := slices.IndexFunc(page.Fields, func(f form.Field) bool { return u != nil && f.Key == u.Field })
	if at < 0 || u.Was == nil || in.row != s.draft.Row {
		return respond.Redirect(w, r, draftPath(s.draft.ID, page.Key))
	}
	if err := c.save(r, s, page.Fields[at:at+1], form.Answers{u.Field: u.Was}); err != nil {
		return c.clashOn(w, r, s, page, in, err)
	}
	return respond.Redirect(w, r, draftPath(s.draft.ID, page.Key))
}

// once leaves out that a file is missing when the reason is that it could not be taken.
func once(problems form.Problems) form.Problems {
	var out form.Problems
	for _, p := range problems {
		if _, said := out.Of(p.Field); !said {
			out = append(out, p)
		}
	}
	return out
}

// changeRows saves the rows of a group with the open one, or without the removed one.
func (c *Cabinet) changeRows(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, in *sent, against form.Context) error {
	f := page.Fields[0]
	if f.Kind != form.KindGroup || in.of != f.Key {
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	rows := form.Maps(s.draft.Answers[f.Key])
	if in.verb == "remove" {
		i, err := strconv.Atoi(in.which)
		if err != nil || i < 0 || i >= len(rows) {
			return respond.Redirect(w, r, draftPath(s.draft.ID, page.Key))
		}
		s.undoable(f.Key)
		rows = slices.Delete(slices.Clone(rows), i, i+1)
	} else {
		parsed, problems := form.ParseRows(f, in.values, against)
		if problems = append(in.faults, problems...); len(problems) > 0 {
			return c.showQuestions(w, r, s, page, in.values, once(problems), in.status)
		}
		rows = parsed
	}
	answers := form.Answers{}
	if len(rows) > 0 {
		answers[f.Key] = rows
	}
	if err := c.save(r, s, page.Fields, answers); err != nil {
		return c.clashOn(w, r, s, page, in, err)
	}
	path := draftPath(s.draft.ID, page.Key)
	if in.verb == "add" {
		path += "?row=" + strconv.Itoa(len(rows))
	}
	return respond.Redirect(w, r, path)
}

// save keeps the answers to those questions and works out what is asked now; what is no longer asked is dropped before
// it is kept, and so are files that the answers do not name any more.
func (c *Cabinet) save(r *http.Request, s *sheet, fields []form.Field, answers form.Answers) error {
	had := len(form.Files(s.svc.Form, s.draft.Answers)) > 0
	s.draft.Answers, s.draft.Undo = s.with(fields, answers), s.undo
	s.ask()
	saved, err := c.Cases.SaveDraft(r.Context(), s.who, s.draft, fields...)
	if err != nil {
		return err
	}
	s.draft.Row = saved.Row
	if had || form.TakesFiles(fields) {
		if err := c.Documents.DropOthers(r.Context(), s.who, s.draft.ID, s.settled(fields), s.files()); err != nil {
			return err
		}
	}
	return c.gather(r.Context(), s)
}

// files is the files that the answers name, and those that can still be put back.
func (s *sheet) files() []string {
	files := form.Files(s.svc.Form, s.draft.Answers)
	if u := s.draft.Undo; u != nil {
		files = append(files, form.Files(s.svc.Form, form.Answers{u.Field: u.Was})...)
	}
	return files
}

func (c *Cabinet) asking(r *http.Request, s *sheet) asking {
	return asking{c: c, ctx: r.Context(), who: s.who, svc: s.svc, facts: s.draft.Facts, answers: s.draft.Answers, today: s.today, mine: booking.Holder{Draft: s.draft.ID}}
}

func (c *Cabinet) showQuestions(w http.ResponseWriter, r *http.Request, s *sheet, page form.Page, values url.Values, problems form.Problems, status int) error {
	askWidth(w)
	l := locale.FromContext(r.Context())
	fields := page.Asked(s.asked)
	allowPlace(w, fields)
	at := form.FindPage(s.open, page.Key)
	title := l.T("cabinet.fill.heading")
	if len(fields) == 1 {
		title = fields[0].Label.In(l)
	}
	v := cabinet.Fill{Heading: title, Row: s.draft.Row, Faults: ui.Faults(problems, l), FaultTitle: l.T("cabinet.fill.faults", "Count", len(problems)), Silent: s.silence(l), Files: form.TakesFiles(fields)}
	if len(fields) == 1 {
		v.Heading = ""
	}
	if len(problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	v.Page = c.shell(r, s, title)
	v.NoTabs, v.Back = true, s.before(at, r)
	said, err := c.knownOf(r, s, v.Page)
	if err != nil {
		return err
	}
	v.Known = append(said.person(), said.others()...)
	v.Form = draftPath(s.draft.ID, page.Key) + s.sentTo(r)
	v.Later, v.Button = v.Link("/cabinet"), l.T("cabinet.fill.next")
	v.Authority, v.Phone = authority(s.svc.Authority, l)
	v.Stages = cabinet.Stages{
		Done: at + 1, Total: len(s.open) + 1,
		Label: l.T("cabinet.fill.step", "Number", at+1, "Total", len(s.open)+1) + " · " + s.svc.Title.In(l),
	}
	if u := s.draft.Undo; u != nil && slices.ContainsFunc(fields, func(f form.Field) bool { return f.Key == u.Field }) {
		v.Undo = v.Link(v.Form)
	}
	v.Outline = s.outline(v, at, l)
	if s.draft.Row > 1 {
		v.Saved = l.T("cabinet.fill.saved", "Time", l.Clock(s.draft.UpdatedAt))
	}
	if v.Fee, err = c.feeLine(r, s, l); err != nil {
		return err
	}
	uploads, err := c.uploads(r.Context(), s.who, document.Place{Draft: s.draft.ID}, fileIDs(fields, values))
	if err != nil {
		return err
	}
	base := controls{
		asking: c.asking(r, s), lang: l, values: values, problems: problems, uploads: uploads,
		path: draftPath(s.draft.ID, page.Key), row: r.URL.Query().Get("row"), alone: len(fields) == 1,
	}
	v.Controls, err = base.draw(fields)
	if err != nil {
		return err
	}
	return respond.HTML(w, r, status, cabinet.FillPage(v))
}

// before is the path of the page before, for "back": saved answers are never lost by it.
func (s *sheet) before(at int, r *http.Request) string {
	switch {
	case r.URL.Query().Get("from") == "check":
		return draftPath(s.draft.ID, "check")
	case at > 0:
		return draftPath(s.draft.ID, s.open[at-1].Key)
	default:
		return "/services/" + s.svc.Code + "/apply"
	}
}

func (s *sheet) outline(v cabinet.Fill, at int, l locale.Lang) []cabinet.Outline {
	reached := s.reached()
	out := make([]cabinet.Outline, 0, len(s.open)+1)
	for i, p := range s.open {
		o := cabinet.Outline{Title: p.Asked(s.asked)[0].Label.In(l), Now: i == at, Done: i < reached}
		if o.Done {
			o.Href = v.Link(draftPath(s.draft.ID, p.Key))
		}
		out = append(out, o)
	}
	last := cabinet.Outline{Title: l.T("cabinet.check.title"), Done: reached == len(s.open)}
	if last.Done {
		last.Href = v.Link(draftPath(s.draft.ID, "check"))
	}
	return append(out, last)
}
