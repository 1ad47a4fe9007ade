package cabinet

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/booking"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Check shows everything before it is sent.
func (c *Cabinet) Check(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.current(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	if s.reached() < len(s.open) {
		return respond.Redirect(w, r, s.here())
	}
	problems, err := c.recheck(r, s)
	if err != nil {
		return err
	}
	return c.showCheck(w, r, s, problems, "", http.StatusOK)
}

// Send submits. The token of the draft makes a double click one application: the second one finds the draft gone and
// gets the same number.
func (c *Cabinet) Send(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := draftID(r)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	row, _ := strconv.Atoi(r.PostFormValue("row"))
	in := casework.Submission{DraftID: id, Row: row, Token: r.PostFormValue("token"), Lang: l}
	s, err := c.current(r, who)
	if problem.Is(err, problem.NotFound) && !respond.Switched(r) {
		if err = c.submit(w, r, who, in); problem.Is(err, problem.NotFound) {
			return c.elsewhere(w, r, who, err)
		}
		return err
	}
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	if s.reached() < len(s.open) {
		return respond.Redirect(w, r, s.here())
	}
	problems, err := c.recheck(r, s)
	if err != nil {
		return err
	}
	if respond.Switched(r) {
		return c.showCheck(w, r, s, problems, "", http.StatusOK)
	}
	undeclared := ""
	if r.PostFormValue("declare") != "yes" {
		undeclared = l.T("cabinet.check.undeclared")
	}
	if row != s.draft.Row { // changed in another window: look at it again
		problems = slices.Concat(changedElsewhere, problems)
	}
	if len(problems) > 0 {
		if _, err := c.Cases.SentAs(r.Context(), who, id); err == nil { // the first press was quicker: what it took is not missing
			return c.submit(w, r, who, in)
		}
	}
	if len(problems) > 0 || undeclared != "" {
		return c.showCheck(w, r, s, problems, undeclared, http.StatusUnprocessableEntity)
	}
	if needed, _ := c.Cases.Signs(s.svc); needed {
		return respond.Redirect(w, r, signPath(s.draft.ID))
	}
	err = c.submit(w, r, who, in)
	if p := problem.Of(err); p != nil && p.ID == casework.DraftOutdated {
		return c.elsewhere(w, r, who, errOutdated)
	} else if p != nil && p.ID == casework.DraftChanged { // at this very moment
		if s, err = c.current(r, who); err != nil {
			return c.elsewhere(w, r, who, err)
		}
		return c.showCheck(w, r, s, changedElsewhere, "", http.StatusUnprocessableEntity)
	}
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.Conflict) {
		return c.showCheck(w, r, s, form.Problems{{ID: p.ID, Args: p.Args}}, "", http.StatusUnprocessableEntity)
	}
	return err
}

// changedElsewhere asks to look at the answers once more.
var changedElsewhere = form.Problems{{Input: "declare", ID: "cabinet.check.changed"}}

func (c *Cabinet) submit(w http.ResponseWriter, r *http.Request, who account.Principal, in casework.Submission) error {
	number, err := c.Cases.Submit(r.Context(), who, in)
	if err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, "cabinet.sent", "Number", locale.ByThrees(number))
	return respond.Redirect(w, r, "/applications/"+number)
}

// recheck holds every answer once more against what is known now: a time can be taken, a thing sold, a question come up.
func (c *Cabinet) recheck(r *http.Request, s *sheet) (form.Problems, error) {
	fields := s.fields()
	values := form.Fill(fields, s.draft.Answers)
	uploads, err := c.uploads(r.Context(), s.who, document.Place{Draft: s.draft.ID}, fileIDs(fields, values))
	if err != nil {
		return nil, err
	}
	against := c.asking(r, s).context(fields, uploads)
	against.Find = func(form.Kind, string) (map[string]any, form.Finding) { return nil, form.NoAnswer } // asked when it was typed
	problems := form.Check(fields, s.draft.Answers, against)
	for i, p := range problems { // the summary leads to the row of the answer
		key, _, _ := strings.Cut(p.Field, "-")
		problems[i].Input = "answer-" + key
	}
	return problems, nil
}

func (c *Cabinet) showCheck(w http.ResponseWriter, r *http.Request, s *sheet, problems form.Problems, undeclared string, status int) error {
	l := locale.FromContext(r.Context())
	title := l.T("cabinet.check.title")
	v := cabinet.Check{Silent: s.silence(l), Row: s.draft.Row, Token: s.draft.Token, Undeclared: undeclared, Button: l.T("cabinet.check.send")}
	v.Faults = ui.Faults(problems, l)
	if undeclared != "" {
		v.Faults = append(v.Faults, ui.Fault{Field: "declare", Text: undeclared})
	}
	if m := s.who.For; m != nil && c.Now().Sub(m.CheckedAt) > account.MandateFresh {
		v.Unconfirmed = l.T("mandate.unconfirmed")
	}
	v.FaultTitle = l.T("cabinet.check.faults", "Count", len(v.Faults))
	if len(v.Faults) > 0 {
		title = l.T("form.error") + " " + title
	}
	if needed, possible := c.Cases.Signs(s.svc); needed {
		v.Button, v.Signing = l.T("signature.check.button"), l.T("signature.check.note")
		if !possible {
			v.Signing = l.T("signature.off")
		}
	}
	v.Page = c.shell(r, s, title)
	v.NoTabs, v.Back = true, "/services/"+s.svc.Code+"/apply"
	if n := len(s.open); n > 0 {
		v.Back = draftPath(s.draft.ID, s.open[n-1].Key)
	}
	v.Stages = cabinet.Stages{
		Done: len(s.open) + 1, Total: len(s.open) + 1,
		Label: l.T("cabinet.fill.step", "Number", len(s.open)+1, "Total", len(s.open)+1) + " · " + s.svc.Title.In(l),
	}
	v.Form = draftPath(s.draft.ID, "check")
	// A tick is for the answers that stood there when it was set.
	v.Declared = r.PostFormValue("declare") == "yes" && r.PostFormValue("row") == strconv.Itoa(s.draft.Row)
	v.Discard = v.Link(draftPath(s.draft.ID, "discard"))
	v.Later = v.Link("/cabinet")
	said, err := c.knownOf(r, s, v.Page)
	if err != nil {
		return err
	}
	v.Person = said.person()
	kept := ""
	if slices.ContainsFunc(s.fields(), func(f form.Field) bool { return f.Kind == form.KindSlot }) {
		if kept, err = c.kept(r.Context(), booking.Holder{Draft: s.draft.ID}, l); err != nil {
			return err
		}
	}
	v.Answers = answerRows(s, v.Page, l, kept)
	v.Known = said.others()
	v.After = afterSteps(s.svc, l)
	q, err := c.Cases.Quote(r.Context(), s.svc, s.input())
	switch {
	case errors.Is(err, casework.ErrUncertain):
		v.FeeNote = l.T("cabinet.fee.uncertain")
	case err != nil:
		return err
	case q.Amount == 0:
		v.FeeNote = l.T("cabinet.fee.free")
	default:
		v.Fee, v.FeeNote = feeRows(q, l), l.T("cabinet.fee.when")
	}
	return respond.HTML(w, r, status, cabinet.CheckPage(v))
}

// answerRows is the answers, each with a link to its page; kept is what is said of a time that is held.
func answerRows(s *sheet, p layout.Page, l locale.Lang, kept string) []ui.Row {
	var rows []ui.Row
	for _, page := range s.open {
		for _, f := range page.Asked(s.asked) {
			shown := form.Show(f, s.draft.Answers[f.Key], l, territory(l))
			if len(shown) == 0 {
				shown = []string{l.T("cabinet.check.nothing")}
			}
			label, note := f.Label.In(l), ""
			if f.Kind == form.KindSlot {
				note = kept
			}
			rows = append(rows, ui.Row{
				Key: label, Value: strings.Join(shown, "\n"), Note: note,
				Action: &ui.Action{ID: "answer-" + f.Key, Label: l.T("cabinet.check.change"), About: label, Href: p.Link(draftPath(s.draft.ID, page.Key) + "?from=check")},
			})
		}
	}
	return rows
}

// afterSteps is what happens after sending.
func afterSteps(svc *catalogue.Service, l locale.Lang) []ui.Step {
	term := termWords(svc.Term, l)
	office, _ := authority(svc.Authority, l)
	steps := []ui.Step{{Title: l.T("cabinet.after.now"), Text: l.T("cabinet.after.number")}}
	if svc.Process.Automatic() {
		steps = append(steps, ui.Step{Title: l.T("cabinet.after.within", "Term", term), Text: l.T("cabinet.after.rules")})
	} else {
		steps = append(steps, ui.Step{Title: l.T("cabinet.after.within", "Term", term), Text: l.T("cabinet.after.people", "Office", office)})
	}
	return append(steps, ui.Step{Title: l.T("cabinet.after.then"), Text: l.T("cabinet.after.result")})
}

// termWords is a term in words: "5 working days".
func termWords(t catalogue.Term, l locale.Lang) string {
	unit, _ := catalogue.Lists().Units.Get(string(t.Unit))
	return l.Number(int64(t.Value)) + "\u00a0" + unit.After(l, int64(t.Value))
}

// Discard throws a draft away.
func (c *Cabinet) Discard(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	id, err := draftID(r)
	if err != nil {
		return err
	}
	if err := c.Cases.DiscardDraft(r.Context(), who, id); err != nil {
		return c.elsewhere(w, r, who, err)
	}
	c.Sessions.SetFlash(w, r, "cabinet.discarded")
	return respond.Redirect(w, r, "/applications")
}
