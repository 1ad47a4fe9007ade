package public

import (
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/web/ui"
)

// steps is how an application goes, from the sign-in to the result: what the track of its process does, in words.
func (r reader) steps(svc *catalogue.Service) []ui.Step {
	minutes := form.FillMinutes(svc.Form)
	you := r.lang.T("public.step.you")
	youFor := r.lang.T("public.step.you-for", "Count", minutes, "N", minutes)
	portal := r.lang.T("public.step.portal")
	within := r.lang.T("public.step.within", "Term", r.term(svc.Term))
	if r.untimed(svc) {
		within = r.lang.T("public.step.specialist")
	}

	first := ui.Step{Title: r.lang.T("public.step.sign-in"), Who: you, Text: r.lang.T("public.step.sign-in-text")}
	fill := ui.Step{Title: r.lang.T("public.step.answer"), Who: youFor, Text: r.lang.T("public.step.answer-text")}
	if len(svc.Form) == 0 {
		fill = ui.Step{Title: r.lang.T("public.step.confirm"), Who: you, Text: r.lang.T("public.step.confirm-text")}
	}
	out := []ui.Step{first, fill}
	if r.priced(svc) && svc.Process != catalogue.Payment {
		out = append(out, ui.Step{Title: r.lang.T("public.step.pay"), Who: you, Text: r.lang.T("public.step.pay-text")})
	}
	rules := ui.Step{Title: r.lang.T("public.step.rules"), Who: portal, Text: r.lang.T("public.step.rules-text")}
	switch svc.Process {
	case catalogue.Extract:
		out = append(out, ui.Step{Title: r.lang.T("public.step.read"), Who: portal, Text: r.lang.T("public.step.read-text")})
	case catalogue.Decision:
		out = append(out, ui.Step{Title: r.lang.T("public.step.decide"), Who: portal, Text: r.lang.T("public.step.decide-text")})
	case catalogue.Registration:
		out = append(out, ui.Step{Title: r.lang.T("public.step.record"), Who: portal, Text: r.lang.T("public.step.record-text")})
	case catalogue.Booking:
		out = append(out, ui.Step{Title: r.lang.T("public.step.book"), Who: portal, Text: r.lang.T("public.step.book-text")})
	case catalogue.Payment:
		out = append(out, ui.Step{Title: r.lang.T("public.step.bill"), Who: you, Text: r.lang.T("public.step.bill-text")})
	case catalogue.Review:
		out = append(out, rules, ui.Step{Title: r.lang.T("public.step.review"), Who: within, Text: r.lang.T("public.step.review-text")})
	case catalogue.Approval:
		out = append(out, rules,
			ui.Step{Title: r.lang.T("public.step.prepare"), Who: r.lang.T("public.step.specialist"), Text: r.lang.T("public.step.prepare-text")},
			ui.Step{Title: r.lang.T("public.step.approve"), Who: within, Text: r.lang.T("public.step.approve-text")})
	case catalogue.Inspection:
		out = append(out, rules,
			ui.Step{Title: r.lang.T("public.step.visit"), Who: r.lang.T("public.step.specialist"), Text: r.lang.T("public.step.visit-text")},
			ui.Step{Title: r.lang.T("public.step.review"), Who: within, Text: r.lang.T("public.step.review-text")})
	case catalogue.Consent:
		out = append(out, rules,
			ui.Step{Title: r.lang.T("public.step.consent"), Who: r.lang.T("public.step.authorities"), Text: r.lang.T("public.step.consent-text")},
			ui.Step{Title: r.lang.T("public.step.review"), Who: within, Text: r.lang.T("public.step.review-text")})
	}
	kind, _ := r.list.ResultKinds.Get(svc.Result.Kind)
	return append(out, ui.Step{Title: r.lang.T("public.step.result"), Who: portal, Text: kind.Lead.In(r.lang)})
}
