package public

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// Service is the passport of a service.
func (s *Site) Service(req *http.Request) (templ.Component, error) {
	r := s.reader(req)
	svc, ok := r.snap.Service(code(req))
	if !ok {
		return nil, unknown()
	}
	if r.hand.holds(svc.Code) {
		svc = manual.ByHand(svc)
	}
	title, summary := svc.Title.In(r.lang), svc.Summary.In(r.lang)
	category, _ := r.list.Categories.Get(svc.Category)
	authority, _ := r.list.Authorities.Get(svc.Authority)
	p := s.page(req, title, summary)
	p.Crumbs = []layout.Crumb{{Title: category.Title.In(r.lang), Path: "/topics/" + svc.Category}}
	p.Linked = []any{r.linkedService(p, svc)}
	v := view.Service{
		Page: p, Heading: title, Summary: summary, Authority: authority.Short.In(r.lang), Pilot: svc.Status == catalogue.Pilot,
		Glance: r.glance(svc), Start: r.start(svc), StartHref: r.link("/services/" + svc.Code + "/apply"), StartNote: r.startNote(svc),
		Steps: r.steps(svc), Reads: r.reads(svc), Passport: r.passport(svc), Refusals: r.refusals(svc),
		Appeal: r.appeal(svc), Contact: r.contact(svc.Authority),
	}
	v.Star = s.stars(req, p).of(svc)
	if r.open != nil && r.open.of[svc.Code] > 0 {
		v.Known, v.KnownHref = r.lang.T("cause.known", "Count", r.open.of[svc.Code]), r.link(knownPath(svc.Code, ""))
	}
	if rehearsable(svc) {
		v.Rehearsal = r.link("/services/" + svc.Code + "/check")
	}
	if v.Outages = ui.Outages(r.lang, casework.Reads(svc), r.out); len(v.Outages) > 0 {
		v.Voice.Step = feedback.StepRegister
	}
	if r.hand.holds(svc.Code) {
		v.Manual = r.lang.T("passport.manual", "Time", r.lang.DateTime(r.hand.since[svc.Code]))
	}
	v.Tone, v.Tag = r.tag(svc)
	v.Rating, v.Counters = r.record(svc), r.counters(svc)
	v.Fees, v.FeeNote = r.fees(svc)
	v.Prepare, v.Maybe = r.questions(svc)
	for _, f := range svc.Visit {
		v.Looked = append(v.Looked, f.Label.In(r.lang))
	}
	for _, c := range svc.LifeEvents {
		e, _ := r.list.LifeEvents.Get(c)
		v.Related = append(v.Related, view.Link{Title: e.Title.In(r.lang), Href: r.link("/life-events/" + c)})
	}
	for _, c := range svc.Groups {
		g, _ := r.list.Groups.Get(c)
		v.Groups = append(v.Groups, view.Link{Title: g.Title.In(r.lang), Href: r.link("/groups/" + c)})
	}
	return view.ServicePage(v), nil
}

// tag says in a word how the service is decided.
func (r reader) tag(svc *catalogue.Service) (ui.Tone, string) {
	switch {
	case r.hand.holds(svc.Code):
		return ui.Yellow, r.lang.T("public.tag.manual")
	case atOnce(svc):
		return ui.Leaf, r.lang.T("public.tag.at-once")
	case svc.Process.Automatic():
		return ui.Leaf, r.lang.T("public.tag.automatic")
	default:
		p, _ := r.list.Processes.Get(string(svc.Process))
		return ui.Plain, p.Title.In(r.lang)
	}
}

// glance is the four answers on top: when, how much, how many questions, which sign-in.
func (r reader) glance(svc *catalogue.Service) []ui.Glimpse {
	when := ui.Glimpse{Key: r.lang.T("public.glance.when"), Value: r.due(svc), Note: r.lang.T("public.glance.at-most")}
	if atOnce(svc) {
		when.Value, when.Note = r.lang.T("public.at-once"), r.lang.T("public.glance.within", "Term", r.term(svc.Term))
	}
	if usual := r.usualTime(svc); usual != "" {
		when.Note = usual
	}
	if r.hand.holds(svc.Code) { // how long it takes the rules says nothing now
		when.Note = r.lang.T("public.tag.manual")
	}
	questions := ui.Glimpse{
		Key: r.lang.T("public.glance.questions"), Value: r.lang.T("public.glance.count", "Count", len(svc.Form), "N", len(svc.Form)),
		Note: r.lang.T("public.glance.minutes", "Count", form.FillMinutes(svc.Form), "N", form.FillMinutes(svc.Form)),
	}
	if len(svc.Form) == 0 {
		questions.Note = r.lang.T("public.glance.from-registers")
	}
	return []ui.Glimpse{
		when,
		{Key: r.lang.T("public.glance.fee"), Value: r.fee(svc), Note: r.feeNote(svc)},
		questions,
		{Key: r.lang.T("public.glance.sign-in"), Value: r.lang.T("public.assurance." + string(svc.Assurance)), Note: r.lang.T("public.assurance." + string(svc.Assurance) + "-note")},
	}
}

// start is what the button does.
func (r reader) start(svc *catalogue.Service) string {
	id := "public.start." + string(svc.Process)
	if special := id + "-" + svc.Result.Kind; svc.Process == catalogue.Extract && r.lang.Has(special) {
		id = special
	}
	return r.lang.T(id)
}

func (r reader) startNote(svc *catalogue.Service) string {
	switch {
	case len(svc.Form) == 0 && svc.Process.Automatic():
		return r.lang.T("public.start.note-nothing")
	case r.priced(svc):
		return r.lang.T("public.start.note-fee")
	default:
		return r.lang.T("public.start.note")
	}
}

// refusals is what the rules tell whoever does not pass, each once.
func (r reader) refusals(svc *catalogue.Service) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range svc.Checks {
		text := c.Reason.In(r.lang)
		if c.Otherwise != catalogue.ToReview && text != "" && !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

func (r reader) appeal(svc *catalogue.Service) string {
	if svc.Process.Automatic() {
		return r.lang.T("public.service.appeal-automatic", "N", casework.DaysToAppeal)
	}
	return r.lang.T("public.service.appeal-official", "N", casework.DaysToAppeal)
}

// questions is what only the applicant can answer: always, and in some cases.
func (r reader) questions(svc *catalogue.Service) (always, sometimes []string) {
	for _, f := range svc.Form {
		label := f.Label.In(r.lang)
		switch {
		case f.When != "":
			sometimes = append(sometimes, label)
		case !f.IsRequired():
			always = append(always, r.lang.T("public.service.optional", "Label", label))
		default:
			always = append(always, label)
		}
	}
	return always, sometimes
}
