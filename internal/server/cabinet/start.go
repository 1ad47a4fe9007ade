package cabinet

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/manual"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/workday"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// Start shows what a service takes before the first question, what will be read, and asks for the consent to it.
func (c *Cabinet) Start(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	svc, ok := c.Catalogue.Snapshot().Service(chi.URLParam(r, "code"))
	if !ok {
		return problem.New(problem.NotFound, "casework.no_service")
	}
	return c.showStart(w, r, who, svc, http.StatusOK)
}

// Begin takes the consent and opens the draft.
func (c *Cabinet) Begin(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	svc, ok := c.Catalogue.Snapshot().Service(chi.URLParam(r, "code"))
	if !ok {
		return problem.New(problem.NotFound, "casework.no_service")
	}
	if !account.Reaches(who.Level, svc.Assurance) || unsuited(svc, who, locale.FromContext(r.Context())) != "" {
		return c.showStart(w, r, who, svc, http.StatusForbidden)
	}
	if r.PostFormValue("for") != actingFor(who) { // chosen anew in another window: look at it again
		c.Sessions.SetFlash(w, r, "mandate.changed")
		return respond.Redirect(w, r, "/services/"+svc.Code+"/apply")
	}
	d, err := c.open(r, who, svc)
	if p := problem.Of(err); p != nil && p.Kind == problem.TooMany { // the drafts that stand in the way are on the next page
		c.Sessions.SetFlash(w, r, p.ID, p.Args...)
		return respond.Redirect(w, r, "/applications")
	}
	if err != nil {
		return err
	}
	if err := c.Cases.Consent(r.Context(), who, d.ID, locale.FromContext(r.Context())); err != nil {
		return err
	}
	return respond.Redirect(w, r, draftPath(d.ID, ""))
}

// open begins the draft: with the answers of an earlier application where the person came from one.
func (c *Cabinet) open(r *http.Request, who account.Principal, svc *catalogue.Service) (casework.Draft, error) {
	a, err := c.earlier(r, who, svc)
	if err != nil {
		return casework.Draft{}, err
	}
	if a == nil {
		return c.Cases.StartDraft(r.Context(), who, svc.Code)
	}
	return c.Cases.Again(r.Context(), who, a.Number)
}

// earlier is the application whose answers the new one begins with, or nil: ?again=<number>. One that can't be is left out:
// another person acts meanwhile, or it is not one's own.
func (c *Cabinet) earlier(r *http.Request, who account.Principal, svc *catalogue.Service) (*casework.Application, error) {
	number := r.URL.Query().Get("again")
	if number == "" {
		return nil, nil
	}
	a, err := c.Cases.Earlier(r.Context(), who, number)
	if problem.Is(err, problem.NotFound) || err == nil && a.Service.Code != svc.Code {
		return nil, nil
	}
	return &a, err
}

func (c *Cabinet) showStart(w http.ResponseWriter, r *http.Request, who account.Principal, svc *catalogue.Service, status int) error {
	l := locale.FromContext(r.Context())
	p := c.page(r, svc.Title.In(l), "services")
	p.Back, p.NoTabs = "/services/"+svc.Code, true
	since, byHand, err := c.byHand(r.Context(), svc.Code)
	if err != nil {
		return err
	}
	shown := svc
	if byHand {
		shown = manual.ByHand(svc)
	}
	v := cabinet.Start{
		Page: p, Service: svc.Title.In(l), Summary: svc.Summary.In(l), Glance: glance(shown, l), Reads: reads(svc, l),
		Action: p.Link("/services/" + svc.Code + "/apply"), Button: startButton(shown, l),
	}
	if byHand {
		v.Manual = l.T("passport.manual", "Time", l.DateTime(since))
		if svc.Term.Unit == workday.Minutes { // no minute is promised where people decide
			v.Glance[0].Value = l.T("public.not-at-once")
		}
	}
	v.For = c.forWhom(svc, who, v.Page, l)
	v.Authority, v.Phone = authority(svc.Authority, l)
	if c.Outages != nil {
		v.Outages = ui.Outages(l, casework.Reads(svc), c.Outages())
	}
	for _, f := range svc.Form {
		v.Asked = append(v.Asked, f.Label.In(l))
	}
	if !account.Reaches(who.Level, svc.Assurance) {
		v.Level = l.T("cabinet.start.needs." + string(svc.Assurance))
		v.StepUp = p.Link(gate.SignInPath(svc.Assurance, string(v.Action)))
	}
	if needed, possible := c.Cases.Signs(svc); needed {
		v.Signing = l.T("signature.start.text")
		if !possible {
			v.Signing = l.T("signature.off")
		}
	}
	again, err := c.earlier(r, who, svc)
	if err != nil {
		return err
	}
	if again != nil {
		v.Again = l.T("cabinet.start.again", "Number", locale.ByThrees(again.Number))
		v.Action = p.Link("/services/" + svc.Code + "/apply?again=" + again.Number)
	}
	drafts, err := c.Cases.Drafts(r.Context(), who)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.ServiceCode == svc.Code && len(d.Answers) > 0 {
			v.Again = "" // what is typed already is not overwritten
			v.Begun = &cabinet.Begun{Saved: l.T("cabinet.start.begun", "Time", l.DateTime(d.UpdatedAt)), Href: p.Link(draftPath(d.ID, ""))}
		}
	}
	if v.How, v.Prices, err = c.prices(r, svc, l); err != nil {
		return err
	}
	askWidth(w)
	return respond.HTML(w, r, status, cabinet.StartPage(v))
}

// byHand reports whether people decide the service now, and since when.
func (c *Cabinet) byHand(ctx context.Context, code string) (since time.Time, is bool, err error) {
	if c.Manual == nil {
		return since, false, nil
	}
	open, err := c.Manual.Open(ctx)
	since, is = open[code]
	return since, is, err
}

// actingFor names for whom a page was drawn, so that what it sends can be held against it.
func actingFor(who account.Principal) string {
	if who.For == nil {
		return "self"
	}
	return strconv.FormatInt(who.For.ID, 10)
}

// forWhom is for whom the application would be, and where that is changed.
func (c *Cabinet) forWhom(svc *catalogue.Service, who account.Principal, p layout.Page, l locale.Lang) cabinet.Applying {
	f := cabinet.Applying{Ref: actingFor(who), Name: who.Name, Change: p.Link("/cabinet/for?next=/services/" + svc.Code + "/apply")}
	switch {
	case who.For != nil:
		f.Name, f.Ground, f.Unsuited = who.For.Name, rightNote(*who.For, l), unsuited(svc, who, l)
	case casework.ForCompanies(svc):
		f.Hint = l.T("mandate.start.companies")
	}
	return f
}

// glance is the four answers before anything else.
func glance(svc *catalogue.Service, l locale.Lang) []ui.Glimpse {
	lists := catalogue.Lists()
	when := ui.Glimpse{Key: l.T("cabinet.start.when"), Value: termWords(svc.Term, l)}
	fee := ui.Glimpse{Key: l.T("cabinet.start.fee"), Value: l.T("cabinet.start.fee-later")}
	if free(svc) {
		fee.Value = l.T("cabinet.start.free")
	} else {
		fee.Note = l.T("cabinet.start.fee-before")
	}
	level, _ := lists.Assurances.Get(string(svc.Assurance))
	process, _ := lists.Processes.Get(string(svc.Process))
	return []ui.Glimpse{
		when, fee,
		{Key: l.T("cabinet.start.how"), Value: process.Title.In(l)},
		{Key: l.T("cabinet.start.level"), Value: level.Title.In(l)},
	}
}

// free reports whether nothing is paid whatever is answered.
func free(svc *catalogue.Service) bool {
	for _, row := range svc.Definition.Fee {
		if n, err := strconv.ParseFloat(row.BHM, 64); err != nil || n != 0 {
			return false
		}
	}
	return svc.Process != catalogue.Payment
}

// reads is the registers that are read for the service: which facts of each, who keeps it, and why. The population
// register stands first, because every application needs to know who applies.
func reads(svc *catalogue.Service, l locale.Lang) []cabinet.Read {
	want := casework.Reads(svc)
	var out []cabinet.Read
	for _, code := range inOrder(want) {
		book, ok := catalogue.Lists().Registers.Get(code)
		if !ok {
			continue
		}
		read := cabinet.Read{Title: book.Title.In(l), Why: l.T("agreement.why." + readFor(svc, code))}
		read.Owner, _ = authority(book.Owner, l)
		for _, name := range want[code] {
			if title := register.Title(code, name).In(l); title != "" && !slices.Contains(read.Facts, title) {
				read.Facts = append(read.Facts, title)
			}
		}
		out = append(out, read)
	}
	return out
}

func inOrder(want map[string][]string) []string {
	codes := slices.Sorted(maps.Keys(want))
	slices.SortStableFunc(codes, func(a, b string) int {
		return cmp.Compare(btoi(a != register.PersonKey), btoi(b != register.PersonKey))
	})
	return codes
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readFor names what a register is read for.
func readFor(svc *catalogue.Service, code string) string {
	switch {
	case code == register.PersonKey:
		return "person"
	case code == register.CompanyKey:
		return "company"
	case svc.Lookup != nil && svc.Lookup.Register == code:
		return "lookup"
	case slices.ContainsFunc(svc.Needs(), func(n catalogue.Need) bool { return n.Register == code }):
		return "rules"
	default:
		return "discount"
	}
}

// startButton says what happens.
func startButton(svc *catalogue.Service, l locale.Lang) string {
	switch {
	case svc.Process == catalogue.Extract && len(svc.Form) == 0:
		return l.T("cabinet.start.get")
	case svc.Process == catalogue.Booking:
		return l.T("cabinet.start.book")
	default:
		return l.T("cabinet.start.begin")
	}
}

// draftPath is the address of a draft or of one of its pages, without language.
func draftPath(id int64, page string) string {
	path := "/apply/" + strconv.FormatInt(id, 10)
	if page != "" {
		path += "/" + page
	}
	return path
}
