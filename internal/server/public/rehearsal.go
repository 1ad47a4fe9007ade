package public

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/layout"
	view "github.com/yagona/portal/web/public"
	"github.com/yagona/portal/web/ui"
)

// rehearsable reports whether there is a rule to try, and something to try it on.
func rehearsable(svc *catalogue.Service) bool { return len(svc.Checks) > 0 && len(svc.Probes()) > 0 }

// Rehearsal asks what a person knows: GET /services/{code}/check.
func (s *Site) Rehearsal(w http.ResponseWriter, req *http.Request) error {
	r := s.reader(req)
	svc, ok := r.snap.Service(code(req))
	if !ok || !rehearsable(svc) {
		return unknown()
	}
	v := s.rehearsal(req, r, svc, svc.Rehearse(nil, register.DateOf(s.Now())), nil, nil)
	return respond.HTML(w, req, http.StatusOK, view.RehearsalPage(v))
}

// Rehearse tries the rules on what was typed: POST /services/{code}/check. Nothing of it is kept, and so it stands in no
// address: an address is written down by every proxy on the way.
func (s *Site) Rehearse(w http.ResponseWriter, req *http.Request) error {
	r := s.reader(req)
	svc, ok := r.snap.Service(code(req))
	if !ok || !rehearsable(svc) {
		return unknown()
	}
	if err := req.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	var fields []form.Field
	for _, p := range svc.Probes() {
		fields = append(fields, p.Field)
	}
	today := register.DateOf(s.Now())
	answers, problems := form.Parse(fields, req.PostForm, form.Context{Today: today.Time, Territory: r.list.RegionOf})
	tried := svc.Rehearse(answers, today)
	switched := respond.Switched(req)
	problems = slices.DeleteFunc(problems, func(p form.Problem) bool { return switched || !asks(tried.Probes, p.Field) })
	v := s.rehearsal(req, r, svc, tried, req.PostForm, problems)
	if len(problems) > 0 {
		return respond.HTML(w, req, http.StatusUnprocessableEntity, view.RehearsalPage(v))
	}
	if !switched || req.PostFormValue("shown") != "" { // the switch tells again what stood there, and no more
		v.Result = r.rehearsed(svc, tried)
		if tried.Verdict == catalogue.No {
			v.Voice.Step = feedback.StepNotEligible
		}
	}
	return respond.HTML(w, req, http.StatusOK, view.RehearsalPage(v))
}

// asks reports whether a question with that key is on the page: what was typed into one that went away is no mistake.
func asks(probes []catalogue.Probe, key string) bool {
	return slices.ContainsFunc(probes, func(p catalogue.Probe) bool { return p.Field.Key == key })
}

func (s *Site) rehearsal(req *http.Request, r reader, svc *catalogue.Service, tried catalogue.Rehearsal, typed url.Values, problems form.Problems) view.Rehearsal {
	title, path := r.lang.T("rehearsal.title"), "/services/"+svc.Code+"/check"
	p := s.page(req, title+" "+svc.Title.In(r.lang), r.lang.T("rehearsal.lead"))
	if len(problems) > 0 {
		p.Title = r.lang.T("form.error") + " " + p.Title
	}
	p.Form = path
	p.Crumbs = []layout.Crumb{{Title: svc.Title.In(r.lang), Path: "/services/" + svc.Code}}
	v := view.Rehearsal{
		Page: p, Heading: title, Service: svc.Title.In(r.lang), Lead: r.lang.T("rehearsal.lead"),
		Again: r.link(path),
		Start: r.start(svc), StartHref: r.link("/services/" + svc.Code + "/apply"), Faults: ui.Faults(problems, r.lang),
	}
	v.FaultTitle = r.lang.T("cabinet.check.faults", "Count", len(v.Faults))
	told := ""
	for _, p := range tried.Probes {
		c := ui.Control{
			Field: p.Field, Name: p.Field.Key, Lang: r.lang, Values: typed, Problems: problems, InRow: true, Any: true, Open: -1,
			Territory: func(code string) string { return r.list.Territory(code, r.lang) },
		}
		switch p.Field.Kind {
		case form.KindRegion, form.KindDistrict, form.KindPlace:
			c.Regions = ui.Regions(r.lang)
		default: // has no list of places
		}
		heading, note := r.probeGroup(p)
		if note == told { // once is enough
			note = ""
		}
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Heading != heading {
			told = cmp.Or(note, told)
			v.Groups = append(v.Groups, view.ProbeGroup{Heading: heading, Note: note})
		}
		last := &v.Groups[len(v.Groups)-1]
		last.Controls = append(last.Controls, c)
	}
	return v
}

// probeGroup is the heading that a question stands under: the form, or the register that would answer.
func (r reader) probeGroup(p catalogue.Probe) (heading, note string) {
	if p.Register == "" {
		return r.lang.T("rehearsal.questions"), ""
	}
	book, _ := r.list.Registers.Get(p.Register)
	return book.Title.In(r.lang), r.lang.T("rehearsal.from-register")
}
