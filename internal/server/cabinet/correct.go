package cabinet

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// correction is an application that came back, and the questions to mend: the marked ones, and those that are asked
// only because of what is typed into them.
type correction struct {
	a      casework.Application
	asking asking
	values url.Values
	fields []form.Field
}

func (c *Cabinet) correction(r *http.Request, who account.Principal) (*correction, error) {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return nil, err
	}
	if a.State != casework.ToBeCorrected {
		return nil, problem.New(problem.Conflict, "casework.not_now")
	}
	x := &correction{a: a, asking: asking{c: c, ctx: r.Context(), who: who.As(a.Mandate), svc: a.Service, facts: a.Facts, answers: a.Answers, today: register.DateOf(c.Now())}}
	x.choose(x.before())
	return x, nil
}

// before is the answers that the page begins with: those that wait for their signature, else those that were sent.
func (x *correction) before() form.Answers {
	if x.a.Correction != nil {
		return x.a.Correction
	}
	return x.a.Answers
}

// choose sets which questions stand on the page with those answers.
func (x *correction) choose(answers form.Answers) {
	in := catalogue.Input{Facts: x.a.Facts, Form: x.a.Answers, Today: x.asking.today}
	before := x.a.Service.Asked(in)
	in.Form = answers
	now := x.a.Service.Asked(in)
	x.fields = nil
	for _, f := range x.a.Service.Form {
		if mark, marked := x.mark(f.Key); now[f.Key] && (marked || !before[f.Key]) {
			if mark.Reason != "" {
				f.Hint = locale.Text{Uz: mark.Reason, Ru: mark.Reason, En: mark.Reason} // as the official wrote it
			}
			x.fields = append(x.fields, f)
		}
	}
}

// path is a page of the correction, without language.
func (x *correction) path(page string) string {
	return "/applications/" + x.a.Number + "/correct/" + page
}

func (x *correction) mark(key string) (casework.Mark, bool) {
	i := slices.IndexFunc(x.a.Marks, func(m casework.Mark) bool { return m.Key == key })
	if i < 0 {
		return casework.Mark{}, false
	}
	return x.a.Marks[i], true
}

// Correction shows the questions to mend with what was answered.
func (c *Cabinet) Correction(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	x, err := c.correction(r, who)
	if err != nil {
		return err
	}
	x.values = form.Fill(x.fields, x.before())
	return c.showCorrection(w, r, x, nil, http.StatusOK)
}

// Correct sends the mended answers back.
func (c *Cabinet) Correct(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	x, err := c.correction(r, who)
	if err != nil {
		return respond.UnsaidForm(r, err)
	}
	ctx := r.Context()
	in, err := readSent(r, x.a.Service.Form, func(name, file string, body io.Reader) (string, error) {
		up, err := c.Documents.SaveCorrection(ctx, who, x.a.ID, name, file, body)
		return up.ID, err
	})
	if err != nil {
		return err
	}
	x.values = in.values
	if in.verb == "drop" {
		x.values[in.of] = slices.DeleteFunc(x.values[in.of], func(id string) bool { return id == in.which })
	}
	uploads, err := c.uploads(r.Context(), who, document.Place{Application: x.a.ID}, fileIDs(x.a.Service.Form, x.values))
	if err != nil {
		return err
	}
	// What is typed can bring up a question that was not asked before: it comes back to be answered.
	typed, _ := form.Parse(x.fields, x.values, x.asking.context(x.fields, uploads))
	all := maps.Clone(x.a.Answers)
	maps.Copy(all, typed)
	x.choose(all)
	switch {
	case in.verb == "drop" || in.turned() || respond.Switched(r):
		return c.showCorrection(w, r, x, in.faults, http.StatusOK)
	case in.verb == "add" || in.verb == "open" || in.verb == "remove":
		return c.correctRows(w, r, x, in, uploads)
	}
	answers, problems := form.Parse(x.fields, x.values, x.asking.context(x.fields, uploads))
	if problems = append(in.faults, problems...); len(problems) > 0 {
		return c.showCorrection(w, r, x, once(problems), in.status)
	}
	correction := casework.Correction{Row: in.row, Answers: answers}
	if needed, _ := c.Cases.Signs(x.a.Service); needed {
		if err := c.Cases.KeepCorrection(r.Context(), who, x.a.Number, correction); err != nil {
			return c.correctAgain(w, r, x, err)
		}
		return respond.Redirect(w, r, x.path("sign"))
	}
	if err := c.Cases.Resubmit(r.Context(), who, x.a.Number, correction); err != nil {
		return c.correctAgain(w, r, x, err)
	}
	c.Sessions.SetFlash(w, r, "cabinet.correct.done")
	return respond.Redirect(w, r, "/applications/"+x.a.Number)
}

// correctAgain draws the form anew with what was typed, where the way on is to choose another time, or to look at it once
// more because the case changed meanwhile and is still to be mended: a colleague's remark, a date that moved; or to send it
// later, while something does not answer. What is in the way otherwise is the answer, and gives back what was written.
func (c *Cabinet) correctAgain(w http.ResponseWriter, r *http.Request, x *correction, err error) error {
	p := problem.Of(err)
	slot := slices.IndexFunc(x.fields, func(f form.Field) bool { return f.Kind == form.KindSlot })
	switch {
	case p == nil:
	case p.Kind == problem.Unavailable && len(x.fields) > 0:
		return c.showCorrection(w, r, x, form.Problems{{ID: p.ID, Args: p.Args}}, respond.Status(p.Kind))
	case p.ID == booking.Taken && slot >= 0:
		return c.showCorrection(w, r, x, form.Taken(x.fields[slot]), http.StatusUnprocessableEntity)
	case p.ID == casework.ChangedMeanwhile && len(x.fields) > 0: // x was read after the change, and asks what is marked now
		f := x.fields[0]
		again := form.Problem{Input: f.Key, Field: f.Key, Label: f.Label, ID: "cabinet.correct.changed"}
		return c.showCorrection(w, r, x, form.Problems{again}, http.StatusConflict)
	}
	return respond.Unsaid(err, respond.Written(x.values))
}

// correctRows adds, opens or removes a row. Nothing keeps a correction between two pages, so the rows go along.
func (c *Cabinet) correctRows(w http.ResponseWriter, r *http.Request, x *correction, in *sent, uploads map[string]form.Upload) error {
	at := slices.IndexFunc(x.fields, func(f form.Field) bool { return f.Key == in.of && f.Kind == form.KindGroup })
	if at < 0 {
		return problem.New(problem.Invalid, "ui.problem.invalid-text")
	}
	if len(in.faults) > 0 {
		return c.showCorrection(w, r, x, once(in.faults), in.status)
	}
	f := x.fields[at]
	n, _ := strconv.Atoi(in.which)
	if in.verb == "remove" {
		for name := range x.values {
			if strings.HasPrefix(name, f.Key+"-"+in.which+"-") {
				delete(x.values, name)
			}
		}
		n = -1
	}
	rows, problems := form.ParseRows(f, x.values, x.asking.context(x.fields, uploads))
	if len(problems) > 0 {
		return c.showCorrection(w, r, x, problems, http.StatusUnprocessableEntity)
	}
	if in.verb == "add" {
		n = len(rows)
	}
	for name := range x.values {
		if strings.HasPrefix(name, f.Key+"-") {
			delete(x.values, name)
		}
	}
	maps.Copy(x.values, form.Fill([]form.Field{f}, form.Answers{f.Key: rows}))
	x.values.Set(f.Key+"-row", strconv.Itoa(n))
	return c.showCorrection(w, r, x, nil, http.StatusOK)
}

func (c *Cabinet) showCorrection(w http.ResponseWriter, r *http.Request, x *correction, problems form.Problems, status int) error {
	l := locale.FromContext(r.Context())
	title := l.T("cabinet.correct.title")
	v := cabinet.Fill{Heading: title, Lead: x.a.Reason.In(l), Row: x.a.Row, Faults: ui.Faults(problems, l), FaultTitle: l.T("cabinet.fill.faults", "Count", len(problems)), Files: form.TakesFiles(x.fields), Button: l.T("casework.action.resubmit")}
	if needed, _ := c.Cases.Signs(x.a.Service); needed {
		v.Button, v.Note = l.T("signature.check.button"), l.T("signature.page.again-note")
	}
	if len(problems) > 0 {
		title = l.T("form.error") + " " + title
	}
	if len(x.fields) == 0 {
		v.Silent = l.T("cabinet.correct.nothing")
	}
	if len(x.fields) > 0 && len(x.a.Consents) > 0 {
		v.Silent = l.T("cabinet.correct.reconsent")
	}
	v.Page = c.caseShell(r, x.asking.who, x.a, title)
	v.NoTabs, v.Back = true, "/applications/"+x.a.Number
	v.Form = "/applications/" + x.a.Number + "/correct"
	v.Later = v.Link("/applications/" + x.a.Number)
	v.Authority, v.Phone = authority(x.a.Authority, l)
	uploads, err := c.uploads(r.Context(), x.asking.who, document.Place{Application: x.a.ID}, fileIDs(x.fields, x.values))
	if err != nil {
		return err
	}
	b := controls{asking: x.asking, lang: l, values: x.values, problems: problems, uploads: uploads, path: v.Form}
	for _, f := range x.fields {
		drawn, err := x.control(b, f, uploads)
		if err != nil {
			return err
		}
		v.Controls = append(v.Controls, drawn...)
	}
	return respond.HTML(w, r, status, cabinet.FillPage(v))
}

// control is one question; a group carries the rows that are not open.
func (x *correction) control(b controls, f form.Field, uploads map[string]form.Upload) ([]ui.Control, error) {
	if f.Kind != form.KindGroup {
		return b.draw([]form.Field{f})
	}
	rows, _ := form.ParseRows(f, b.values, b.context(x.fields, uploads))
	b.answers = form.Answers{f.Key: rows}
	drawn, err := b.draw([]form.Field{f})
	if err != nil {
		return nil, err
	}
	g := &drawn[0]
	for i := range g.Rows {
		g.Rows[i].Change = ""
	}
	open := f.Key + "-" + strconv.Itoa(g.Open) + "-"
	for name, values := range b.values {
		if strings.HasPrefix(name, f.Key+"-") && name != f.Key+"-row" && !strings.HasPrefix(name, open) {
			for _, value := range values {
				g.Kept = append(g.Kept, ui.Option{Value: name, Title: value})
			}
		}
	}
	slices.SortFunc(g.Kept, func(a, b ui.Option) int { return strings.Compare(a.Value, b.Value) })
	return drawn, nil
}
