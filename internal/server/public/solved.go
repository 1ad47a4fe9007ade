package public

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Case leads from a message to the page of one's own case, or to the question that is open: GET /feedback/cases/{number}.
func (f *Feedback) Case(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	c, err := f.store.OwnReceipt(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	if c.MaySettle(f.now()) {
		return respond.Redirect(w, r, "/feedback/"+c.Receipt+"/solved")
	}
	return respond.Redirect(w, r, "/feedback/"+c.Receipt)
}

// AskSolved asks whether it is solved: GET /feedback/{receipt}/solved. The address itself is the right to answer, for 130
// drawn bits stand in it; nobody has to sign in.
func (f *Feedback) AskSolved(w http.ResponseWriter, r *http.Request) error {
	return f.asked(w, r, http.StatusOK, "", nil)
}

// Solved keeps what was said: POST /feedback/{receipt}/solved.
func (f *Feedback) Solved(w http.ResponseWriter, r *http.Request) error {
	code, why, said := chi.URLParam(r, "receipt"), r.PostFormValue("why"), r.PostFormValue("solved")
	if respond.Switched(r) {
		return f.asked(w, r, http.StatusOK, why, nil)
	}
	lang := locale.FromContext(r.Context())
	if said != "yes" && said != "no" {
		return f.asked(w, r, http.StatusUnprocessableEntity, why, []ui.Fault{{Field: "why", Text: lang.T("voice.solved.choose")}})
	}
	err := f.store.Settle(r.Context(), code, said == "yes", why)
	p := problem.Of(err)
	switch {
	case p != nil && p.Kind == problem.Invalid:
		return f.asked(w, r, http.StatusUnprocessableEntity, why, []ui.Fault{{Field: "why", Text: lang.T(p.ID, p.Args...)}})
	case p != nil && p.Kind == problem.Conflict && said == "no" && why != "":
		return f.anew(w, r, code, why, p)
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+code)
}

func (f *Feedback) asked(w http.ResponseWriter, r *http.Request, status int, why string, faults []ui.Fault) error {
	code, lang := chi.URLParam(r, "receipt"), locale.FromContext(r.Context())
	c, err := f.store.ByReceipt(r.Context(), code)
	if err != nil {
		return err
	}
	if !c.MaySettle(f.now()) { // it was said before, or the time is over: the page of the case says which
		return respond.Redirect(w, r, "/feedback/"+code)
	}
	v := pages.FeedbackSolved{
		Page:    respond.Page(r, lang.T("voice.solved.title")),
		Lead:    lang.T("voice.solved.lead", "Case", c.CaseNumber, "Subject", f.subjectOf(lang, c), "Date", lang.Date(c.AnsweredAt)),
		Receipt: layout.URL(lang, "/feedback/"+code), Why: why, Faults: faults,
	}
	v.Page.AlternateOff, v.Page.Path = true, "/feedback/"+code+"/solved"
	v.Page.Form = v.Page.Path
	w.Header().Set("Referrer-Policy", "no-referrer")
	return respond.HTML(w, r, status, pages.FeedbackAsked(v))
}

// Reopen sends the case back because the answer did not help.
func (f *Feedback) Reopen(w http.ResponseWriter, r *http.Request) error {
	code, why := chi.URLParam(r, "receipt"), r.PostFormValue("why")
	if respond.Switched(r) {
		return f.receipt(w, r, http.StatusOK, why, nil)
	}
	err := f.store.Reopen(r.Context(), code, why)
	switch p := problem.Of(err); {
	case p != nil && p.Kind == problem.Invalid:
		return f.receipt(w, r, http.StatusUnprocessableEntity, why, []ui.Fault{{Field: "why", Text: locale.FromContext(r.Context()).T(p.ID, p.Args...)}})
	case p != nil && p.Kind == problem.Conflict:
		return f.anew(w, r, code, why, p)
	case err != nil:
		return err
	}
	return respond.Redirect(w, r, "/feedback/"+code)
}

// anew is for what came when its case had moved on. While it can still be sent back, it is shown as it is now, with what was
// written. Later that is offered as a case of its own about the same: a report of corruption stays one, which its office
// never sees, and who gave no account then gives none now. What is said already was pressed twice.
func (f *Feedback) anew(w http.ResponseWriter, r *http.Request, code, why string, late *problem.Error) error {
	c, err := f.store.ByReceipt(r.Context(), code)
	if err != nil {
		return err
	}
	if n := len(c.Events); n > 0 && c.Events[n-1].Body == strings.TrimSpace(why) {
		return respond.Redirect(w, r, "/feedback/"+code)
	}
	lang := locale.FromContext(r.Context())
	if c.MayReopen(f.now()) {
		return f.receipt(w, r, http.StatusConflict, why, []ui.Fault{{Field: "why", Text: lang.T(late.ID, late.Args...)}})
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // see receipt
	in := feedback.Submission{Kind: feedback.Concern, Service: c.Service, Page: c.Page, Step: c.Step, Comment: why, Unnamed: !c.Inbox, Token: rand.Text(), Lang: lang}
	if c.Kind == feedback.Corruption {
		in.Kind = c.Kind
	}
	return f.form(w, r, http.StatusConflict, in, []feedback.Flaw{{Field: "comment", ID: late.ID, Args: late.Args}})
}
