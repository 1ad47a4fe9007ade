package cabinet

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/document"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
)

// Decision is the paper of an application of one's own that ended without a result, in the language of the page:
// GET /applications/{number}/decision.
func (c *Cabinet) Decision(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	a, err := c.Cases.Application(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	return c.SendDecision(w, r, a)
}

// SendDecision sends that paper of an application to whoever has been let see it: its officials get what its applicant
// reads.
func (c *Cabinet) SendDecision(w http.ResponseWriter, r *http.Request, a casework.Application) error {
	e := a.Ending()
	if e == nil {
		return problem.New(problem.NotFound, "document.not_found")
	}
	l := locale.FromContext(r.Context())
	var b bytes.Buffer
	if err := c.Documents.Decision(r.Context(), c.decision(a, *e, l), l, &b); err != nil {
		return err
	}
	return respond.Save(w, e.Number+".pdf", "application/pdf", b.Bytes())
}

// decision is an end in words: what was decided and by whom, why and on which facts, what to do next, and how to appeal
// until when. It says nothing of the day on which it is drawn.
func (c *Cabinet) decision(a casework.Application, e casework.Ending, l locale.Lang) document.Decision {
	state, _ := catalogue.Lists().States.Get(string(e.State))
	d := document.Decision{Document: a.Notice(e), Decided: state.Title.In(l), Sent: l.DateTime(a.SubmittedAt)}
	if e.State != casework.Refused {
		d.Sections = []document.Section{{Title: l.T("document.decision.what"), Text: []string{state.Means.In(l)}}}
		return d
	}
	because := document.Section{Title: l.T("document.decision.why"), Text: []string{a.Reason.In(l)}}
	next := document.Section{Title: l.T("document.decision.next")}
	if x := why(a, l); x != nil && x.Against {
		if x.Rule != "" && x.Rule != a.Reason.In(l) {
			because.Text = append(because.Text, x.Rule)
		}
		for _, row := range x.No {
			because.Lines = append(because.Lines, document.Line{Label: row.Key, Value: strings.TrimSpace(row.Value + "\n" + row.Note)})
		}
		if x.What != "" {
			next.Text = append(next.Text, x.What)
		}
	}
	if text := nextStep(a, l); text != "" {
		next.Text = append(next.Text, text)
	}
	if by := decidedBy(a, l); by != "" {
		because.Text = append(because.Text, by)
	}
	d.Sections = append(d.Sections, because)
	if len(next.Text) > 0 {
		d.Sections = append(d.Sections, next)
	}
	against := document.Section{Title: l.T("document.decision.appeal")}
	switch remedy := a.Remedy(); remedy {
	case casework.NoRemedy:
		against.Text = []string{l.T("cabinet.appeal.heard")}
	default:
		against.Text = []string{
			l.T("cabinet." + string(remedy) + ".text"), l.T("cabinet.appeal.until", "Day", l.Date(a.AppealBy())),
			l.T("document.decision.where", "Address", c.Origin+"/"+string(l)+"/applications/"+a.Number),
		}
	}
	d.Sections = append(d.Sections, against)
	return d
}
