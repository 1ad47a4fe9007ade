package cabinet

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/web/layout"
)

// sheet is a draft with what its pages are drawn from: the version of the service, the facts, what is asked now.
type sheet struct {
	who    account.Principal
	draft  casework.Draft
	svc    *catalogue.Service
	silent []string // registers that the service needs and that did not answer
	today  register.Date
	asked  map[string]bool
	open   []form.Page    // pages on which something is asked
	undo   *casework.Undo // kept with the next save: what it takes away

	together int // small questions on a page
}

// sheet opens a draft of one's own and reads the registers that its pages need. A register that is down is no error:
// the person goes on, and the page says so.
func (c *Cabinet) sheet(r *http.Request, who account.Principal) (*sheet, error) {
	ctx := r.Context()
	id, err := draftID(r)
	if err != nil {
		return nil, err
	}
	d, err := c.Cases.Draft(ctx, who, id)
	if err != nil {
		return nil, err
	}
	svc, err := c.Cases.Service(ctx, d)
	if err != nil {
		return nil, err
	}
	s := &sheet{together: together(r), who: who.As(d.Mandate), draft: d, svc: svc, today: register.DateOf(c.Now())}
	if s.draft.Answers == nil {
		s.draft.Answers = form.Answers{}
	}
	return s, c.gather(ctx, s)
}

// gather reads the registers for the answers as they are now.
func (c *Cabinet) gather(ctx context.Context, s *sheet) error {
	facts, err := c.Cases.Gather(ctx, s.who, s.draft)
	if err != nil && !problem.Is(err, problem.Unavailable) {
		return err
	}
	s.draft.Facts = facts
	s.silent = nil
	if err != nil {
		s.silent = missing(s.svc, facts)
	}
	s.ask()
	return nil
}

// missing is the registers of the person that the service needs and that gave nothing.
func missing(svc *catalogue.Service, facts register.Facts) []string {
	var out []string
	for _, n := range svc.Needs() {
		if _, ok := facts[n.Register]; !ok && register.OfApplicant(n.Register) && n.Register != register.CompanyKey {
			out = append(out, n.Register)
		}
	}
	return out
}

// ask works out which questions are asked with the answers as they are, and drops answers to others: they must not
// decide anything. Dropping one can hide the next question, so it goes on until nothing changes.
func (s *sheet) ask() {
	for range len(s.svc.Form) + 1 {
		s.asked = s.svc.Asked(s.input())
		kept := form.Keep(s.svc.Form, s.draft.Answers, s.asked)
		if len(kept) == len(s.draft.Answers) {
			break
		}
		s.draft.Answers = kept
	}
	s.open = form.Open(form.Pages(s.svc.Form, s.together), s.asked)
}

func (s *sheet) input() catalogue.Input {
	return catalogue.Input{Facts: s.draft.Facts, Form: s.draft.Answers, Today: s.today}
}

// reached is the place of the first page that still needs an answer.
func (s *sheet) reached() int { return form.Reached(s.open, s.draft.Answers, s.asked) }

// fields is the questions that are asked now, in order.
func (s *sheet) fields() []form.Field {
	var out []form.Field
	for _, p := range s.open {
		out = append(out, p.Asked(s.asked)...)
	}
	return out
}

// next is the path after the page: the check once everything is answered and the person came from there, else the
// first page that needs an answer or the one that follows.
func (s *sheet) next(page string, fromCheck bool) string {
	reached, at := s.reached(), form.FindPage(s.open, page)
	switch {
	case reached == len(s.open) && (fromCheck || at+1 >= len(s.open)):
		return draftPath(s.draft.ID, "check")
	case !fromCheck && at >= 0 && at+1 <= reached && at+1 < len(s.open):
		return draftPath(s.draft.ID, s.open[at+1].Key)
	case reached < len(s.open):
		return draftPath(s.draft.ID, s.open[reached].Key)
	default:
		return draftPath(s.draft.ID, "check")
	}
}

// with is the answers with those of a page put in: an answer that is gone is gone.
func (s *sheet) with(fields []form.Field, answers form.Answers) form.Answers {
	out := maps.Clone(s.draft.Answers)
	for _, f := range fields {
		delete(out, f.Key)
		if v, ok := answers[f.Key]; ok {
			out[f.Key] = v
		}
	}
	return out
}

// settled is the questions whose files can be told from what was saved just now: those of the page, and those that are not
// asked. Another page may be open in another tab, with files that are not saved yet.
func (s *sheet) settled(page []form.Field) []string {
	var keys []string
	for _, f := range s.svc.Form {
		if !s.asked[f.Key] || slices.ContainsFunc(page, func(q form.Field) bool { return q.Key == f.Key }) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

// silence is the sentence about registers that do not answer, empty when all do.
func (s *sheet) silence(l locale.Lang) string {
	return silence(s.silent, "cabinet.fill.silent", l)
}

// knownOf is what the registers said of whom the draft is for, with what of it is contested.
func (c *Cabinet) knownOf(r *http.Request, s *sheet, p layout.Page) (known, error) {
	k := known{page: p, who: s.who, svc: s.svc, facts: s.draft.Facts, at: "draft", id: strconv.FormatInt(s.draft.ID, 10)}
	keys := []string{s.who.Person()}
	if tin := s.who.Company(); tin != "" {
		keys = append(keys, tin)
	}
	var err error
	k.disputes, err = c.Disputes.Running(r.Context(), keys...)
	return k, err
}

// shell is the shell of a page of a draft. Whom the draft is for stands above it, whatever the person acts for at the
// moment in another window.
func (c *Cabinet) shell(r *http.Request, s *sheet, title string) layout.Page {
	p := c.about(r, s.who, title, "services")
	if p.Voice.Service = s.svc.Code; len(s.silent) > 0 {
		p.Voice.Step = feedback.StepRegister
	}
	return p
}

// caseShell is the shell of a page of an application, which says for whom it was sent to everybody but him.
func (c *Cabinet) caseShell(r *http.Request, who account.Principal, a casework.Application, title string) layout.Page {
	of := who.As(a.Mandate)
	if a.Concerns(who) {
		of = who.As(nil)
	}
	p := c.about(r, of, title, "applications")
	p.Voice.Step = string(a.State)
	return p
}

// about is the shell of a page about something for which somebody acts, whatever he acts for at the moment.
func (c *Cabinet) about(r *http.Request, who account.Principal, title, section string) layout.Page {
	p := c.page(r, title, section)
	p.Himself = p.Principal != nil && p.Principal.For != nil && who.For == nil
	p.Principal = &who
	return p
}

func draftID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "draft"), 10, 64)
	if err != nil || id <= 0 {
		return 0, problem.New(problem.NotFound, "casework.no_draft")
	}
	return id, nil
}
