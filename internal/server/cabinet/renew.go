package cabinet

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/ui"
)

// newerPage is the page of a draft that says what changed in its service. No question has a key with a hyphen.
const newerPage = "what-changed"

// errOutdated leads from the pages of a draft to the one that says what changed in its service.
var errOutdated = problem.New(problem.Conflict, casework.DraftOutdated)

// current is the sheet of a draft that is under the rules of today.
func (c *Cabinet) current(r *http.Request, who account.Principal) (*sheet, error) {
	s, err := c.sheet(r, who)
	if err == nil && c.Cases.Newer(s.draft, s.svc) != nil {
		return s, errOutdated
	}
	return s, err
}

// Changed says what changed in a service since the draft was begun, which answers stay and which have no place any
// more. Nothing is moved before the person agrees.
func (c *Cabinet) Changed(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.sheet(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	newer := c.Cases.Newer(s.draft, s.svc)
	if newer == nil {
		return respond.Redirect(w, r, draftPath(s.draft.ID, ""))
	}
	l := locale.FromContext(r.Context())
	v := cabinet.Changed{Page: c.page(r, l.T("cabinet.changed.title"), "services"), Service: newer.Title.In(l), Row: s.draft.Row, Version: newer.VersionID}
	v.NoTabs, v.Back = true, "/applications"
	v.Action, v.Later = v.Link(draftPath(s.draft.ID, newerPage)), v.Link("/applications")
	if v.Changes, err = c.changes(r, s, newer, l); err != nil {
		return err
	}
	kept, lost := form.Fit(s.svc.Form, newer.Form, s.draft.Answers)
	v.Kept, v.Lost = shownRows(newer.Form, kept, l), shownRows(lost, s.draft.Answers, l)
	if !account.Reaches(who.Level, newer.Assurance) {
		v.Level = l.T("cabinet.start.needs." + string(newer.Assurance))
		v.StepUp = v.Link(gate.SignInPath(newer.Assurance, string(v.Action)))
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.ChangedPage(v))
}

// Renew brings the draft under the rules of today.
func (c *Cabinet) Renew(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	s, err := c.sheet(r, who)
	if err != nil {
		return c.elsewhere(w, r, who, err)
	}
	row, _ := strconv.Atoi(r.PostFormValue("row"))
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	err = c.Cases.Renew(r.Context(), who, s.draft.ID, row, version, locale.FromContext(r.Context()))
	if problem.Is(err, problem.Conflict) || problem.Is(err, problem.Forbidden) { // look at what it is now
		return respond.Redirect(w, r, draftPath(s.draft.ID, newerPage))
	}
	if err != nil {
		return err
	}
	if s, err = c.sheet(r, who); err != nil {
		return c.elsewhere(w, r, who, err)
	}
	c.Sessions.SetFlash(w, r, "cabinet.changed.done")
	return respond.Redirect(w, r, s.here())
}

// changes is the differences in words.
func (c *Cabinet) changes(r *http.Request, s *sheet, newer *catalogue.Service, l locale.Lang) ([]string, error) {
	var out []string
	for _, change := range newer.Since(s.svc) {
		switch {
		case change.Aspect == catalogue.Fees:
			line, err := c.feeChange(r, s, newer, l)
			if err != nil {
				return nil, err
			}
			out = append(out, line)
		case change.Aspect == catalogue.Terms:
			out = append(out, l.T("cabinet.changed.term", "Was", termWords(s.svc.Term, l), "Is", termWords(newer.Term, l)))
		case change.Aspect == catalogue.Reads:
			out = append(out, l.T("cabinet.changed.reads", "Register", bookTitle(change.Register, l)))
		case change.Aspect != catalogue.Question:
			out = append(out, l.T("cabinet.changed."+string(change.Aspect)))
		case change.Was == nil:
			out = append(out, l.T("cabinet.changed.added", "Question", change.Is.Label.In(l)))
		case change.Is == nil:
			out = append(out, l.T("cabinet.changed.gone", "Question", change.Was.Label.In(l)))
		default:
			out = append(out, l.T("cabinet.changed.otherwise", "Question", change.Is.Label.In(l)))
		}
	}
	return out, nil
}

// feeChange is the fee before and now, where both can be worked out with what is known.
func (c *Cabinet) feeChange(r *http.Request, s *sheet, newer *catalogue.Service, l locale.Lang) (string, error) {
	was, before := c.Cases.Quote(r.Context(), s.svc, s.input())
	is, now := c.Cases.Quote(r.Context(), newer, s.input())
	err := errors.Join(before, now)
	switch {
	case errors.Is(err, casework.ErrUncertain):
		return l.T("cabinet.changed.fee"), nil
	case err != nil:
		return "", err
	default:
		return l.T("cabinet.changed.amount", "Was", l.Money(was.Amount), "Is", l.Money(is.Amount)), nil
	}
}

// shownRows is answers in words, those that there are.
func shownRows(fields []form.Field, answers form.Answers, l locale.Lang) []ui.Row {
	var rows []ui.Row
	for _, f := range fields {
		if shown := form.Show(f, answers[f.Key], l, territory(l)); len(shown) > 0 {
			rows = append(rows, ui.Row{Key: f.Label.In(l), Value: strings.Join(shown, "\n")})
		}
	}
	return rows
}
