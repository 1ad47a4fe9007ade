package owner

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/routing"
	"github.com/yagona/portal/internal/session"
	"github.com/yagona/portal/web/layout"
	pages "github.com/yagona/portal/web/owner"
	"github.com/yagona/portal/web/ui"
)

const routesPath = "/admin/routes"

// Routes answers for the pages on which heads see where cases go, and owners say so.
type Routes struct {
	rules    *routing.Store
	cases    *casework.Store
	accounts *account.Store
	sessions *session.Store
	snapshot func() *catalogue.Snapshot
	now      func() time.Time
}

// NewRoutes is those pages over those stores.
func NewRoutes(rules *routing.Store, cases *casework.Store, accounts *account.Store, sessions *session.Store, snapshot func() *catalogue.Snapshot, now func() time.Time) *Routes {
	return &Routes{rules: rules, cases: cases, accounts: accounts, sessions: sessions, snapshot: snapshot, now: now}
}

func (d *Routes) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "offices"
	p.Crumbs = []layout.Crumb{{Title: p.T("office.title"), Path: officesPath}, {Title: p.T("route.title"), Path: routesPath}}
	return p
}

// List is the rules of the authority: GET /admin/routes.
func (d *Routes) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	rules, err := d.rules.Rules(r.Context(), o)
	if err != nil {
		return err
	}
	names, err := d.names(r, o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.Routes{Page: d.page(r, l.T("route.title"))}
	v.Crumbs, v.Try = v.Crumbs[:1], v.Link(routesPath+"/try")
	if o.Owner() {
		v.New = v.Link(routesPath + "/new")
	}
	for i, rule := range rules {
		row := pages.Route{Number: title(l, i, rule), When: d.when(l, rule), Then: d.then(l, rule, names), Note: l.T("route.default")}
		if rule.ID != 0 {
			row.Note = l.T("route.made", "Name", rule.MadeBy, "Time", l.DateTime(rule.MadeAt))
		}
		if rule.ID != 0 && o.Owner() {
			row.Remove = v.Link(rulePath(rule.ID, "remove"))
			if i > 0 {
				row.Raise = v.Link(rulePath(rule.ID, "raise"))
			}
		}
		v.Rules = append(v.Rules, row)
	}
	return respond.HTML(w, r, http.StatusOK, pages.RoutesPage(v))
}

func rulePath(id int64, do string) string {
	return routesPath + "/" + strconv.FormatInt(id, 10) + "/" + do
}

// title is what a rule is called by its place in the list.
func title(l locale.Lang, i int, rule routing.Rule) string {
	if rule.ID == 0 {
		return l.T("route.last")
	}
	return l.T("route.rule", "N", i+1)
}

// when is which cases a rule fits.
func (d *Routes) when(l locale.Lang, rule routing.Rule) string {
	title := rule.Service
	if svc, ok := d.snapshot().Service(rule.Service); ok {
		title = svc.Title.In(l)
	}
	return ui.RouteWhen(l, rule, title)
}

// then is to whom it sends them.
func (d *Routes) then(l locale.Lang, rule routing.Rule, names map[int64]string) string {
	said := ui.RouteOffice(l, rule.Office) + ". " + l.T("route.share."+string(rule.Share))
	if len(rule.Named) == 0 {
		return said
	}
	list := make([]string, len(rule.Named))
	for i, id := range rule.Named {
		if list[i] = names[id]; list[i] == "" {
			list[i] = l.T("route.gone")
		}
	}
	return said + " " + l.T("route.among", "Names", strings.Join(list, ", "))
}

// names is the officials of the authority.
func (d *Routes) names(r *http.Request, o account.Official) (map[int64]string, error) {
	staff, err := d.accounts.Officials(r.Context(), o.Authority, "")
	names := make(map[int64]string, len(staff))
	for _, x := range staff {
		names[x.ID] = x.Name
	}
	return names, err
}

// Remove ends a rule: POST /admin/routes/{id}/remove.
func (d *Routes) Remove(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.change(w, r, "route.removed", func(id int64) error { return d.rules.Remove(r.Context(), o, id) })
}

// Raise has it tried earlier: POST /admin/routes/{id}/raise.
func (d *Routes) Raise(w http.ResponseWriter, r *http.Request, o account.Official) error {
	return d.change(w, r, "route.raised", func(id int64) error { return d.rules.Raise(r.Context(), o, id) })
}

func (d *Routes) change(w http.ResponseWriter, r *http.Request, said string, do func(id int64) error) error {
	id, err := routing.ParseID(chi.URLParam(r, "id"))
	if err != nil {
		return err
	}
	if err := do(id); err != nil {
		return err
	}
	d.sessions.SetFlash(w, r, said)
	return respond.Redirect(w, r, routesPath)
}

// New asks for a rule: GET /admin/routes/new.
func (d *Routes) New(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := o.Owning(o.Authority); err != nil {
		return err
	}
	return d.ask(w, r, o, http.StatusOK, url.Values{"share": {string(routing.Pool)}}, nil)
}

// Add keeps it: POST /admin/routes/new.
func (d *Routes) Add(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := o.Owning(o.Authority); err != nil {
		return err
	}
	if respond.Switched(r) {
		return d.ask(w, r, o, http.StatusOK, r.PostForm, nil)
	}
	fields, err := d.shareFields(r, o)
	if err != nil {
		return err
	}
	answers, problems := form.Parse(append(whereFields(), fields...), r.PostForm, form.Context{Territory: catalogue.Lists().RegionOf})
	if len(problems) == 0 {
		rule := routing.Rule{
			Service: r.PostForm.Get("service"), Territory: territory(answers), Applicant: r.PostForm.Get("applicant"), Office: r.PostForm.Get("office"),
			Share: routing.Share(form.String(answers["share"])),
		}
		for _, id := range form.Strings(answers["named"]) {
			n, _ := strconv.ParseInt(id, 10, 64)
			rule.Named = append(rule.Named, n)
		}
		err := d.rules.Add(r.Context(), o, rule)
		if err == nil {
			d.sessions.SetFlash(w, r, "route.added")
			return respond.Redirect(w, r, routesPath)
		}
		flaw := problem.Of(err)
		if !problem.Is(err, problem.Invalid) {
			return err
		}
		field := "share"
		if slices.Contains([]string{"route.no_official", "route.pool_named", "route.too_many_named"}, flaw.ID) {
			field = "named"
		}
		problems = form.Problems{{Field: field, Input: field, Label: locale.TextOf("route.ask-" + field), ID: flaw.ID, Args: flaw.Args}}
	}
	return d.ask(w, r, o, http.StatusUnprocessableEntity, r.PostForm, problems)
}

// territory is the narrower of the region and the district that were chosen; empty: neither.
func territory(answers form.Answers) string {
	if district := form.String(answers["district"]); district != "" {
		return district
	}
	return form.String(answers["region"])
}

// whereFields ask where a case belongs; both may be left empty.
func whereFields() []form.Field {
	optional := false
	return []form.Field{
		{Key: "region", Kind: form.KindRegion, Label: locale.TextOf("route.ask-region"), Required: &optional},
		{Key: "district", Kind: form.KindDistrict, Label: locale.TextOf("route.ask-district"), Required: &optional},
	}
}

// shareFields ask who gets what comes to the office.
func (d *Routes) shareFields(r *http.Request, o account.Official) ([]form.Field, error) {
	staff, err := d.accounts.Officials(r.Context(), o.Authority, "")
	if err != nil {
		return nil, err
	}
	l, optional := locale.FromContext(r.Context()), false
	share := form.Field{Key: "share", Kind: form.KindChoice, Label: locale.TextOf("route.ask-share")}
	for _, s := range []routing.Share{routing.Pool, routing.Load} {
		share.Options = append(share.Options, form.Option{Value: string(s), Label: locale.TextOf("route.share." + string(s))})
	}
	named := form.Field{Key: "named", Kind: form.KindChoices, Label: locale.TextOf("route.ask-named"), Hint: locale.TextOf("route.named-hint"), Required: &optional}
	for _, x := range staff {
		if x.Role == account.Specialist || x.Role == account.Head {
			title := x.Name + ", " + l.T("admin.role."+string(x.Role))
			if x.Region != "" {
				title += ", " + catalogue.Lists().Territory(x.Region, l)
			}
			named.Options = append(named.Options, form.Option{Value: strconv.FormatInt(x.ID, 10), Label: locale.Text{Uz: title, Ru: title, En: title}})
		}
	}
	return []form.Field{share, named}, nil
}

// conditions are the lists of what a case can be.
func (d *Routes) conditions(l locale.Lang, o account.Official, values url.Values, unchosen string) []pages.Choose {
	services := pages.Choose{Name: "service", Label: l.T("route.ask-service"), Options: []pages.Chosen{{Title: unchosen}}}
	for _, svc := range d.snapshot().ByAuthority(o.Authority) {
		services.Options = append(services.Options, pages.Chosen{Value: svc.Code, Title: svc.Title.In(l), Chosen: values.Get("service") == svc.Code})
	}
	applicants := pages.Choose{Name: "applicant", Label: l.T("route.ask-applicant")}
	for _, kind := range []string{routing.Anybody, routing.Person, routing.Company} {
		title := l.T("route.anybody")
		if kind != routing.Anybody {
			title = l.T("route.applicant." + kind)
		}
		applicants.Options = append(applicants.Options, pages.Chosen{Value: kind, Title: title, Chosen: values.Get("applicant") == kind})
	}
	return []pages.Choose{services, applicants}
}

func controls(l locale.Lang, fields []form.Field, values url.Values, problems form.Problems) []ui.Control {
	list := make([]ui.Control, len(fields))
	for i, f := range fields {
		list[i] = ui.Control{Field: f, Name: f.Key, Lang: l, Values: values, Problems: problems, InRow: true, Regions: ui.Regions(l)}
	}
	return list
}

func (d *Routes) ask(w http.ResponseWriter, r *http.Request, o account.Official, status int, values url.Values, problems form.Problems) error {
	fields, err := d.shareFields(r, o)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.NewRoute{Page: d.page(r, l.T("route.new")), Faults: ui.Faults(problems, l), When: d.conditions(l, o, values, l.T("route.any-service"))}
	v.Form = routesPath + "/new"
	v.Where, v.Share = controls(l, whereFields(), values, problems), controls(l, fields, values, problems)
	office := pages.Choose{Name: "office", Label: l.T("route.ask-office"), Options: []pages.Chosen{
		{Title: l.T("route.office.own")}, {Value: routing.WholeAuthority, Title: l.T("route.office.all"), Chosen: values.Get("office") == routing.WholeAuthority},
	}}
	for code := range catalogue.Lists().Regions.All() {
		office.Options = append(office.Options, pages.Chosen{Value: code, Title: ui.RouteOffice(l, code), Chosen: values.Get("office") == code})
	}
	v.Then = []pages.Choose{office}
	return respond.HTML(w, r, status, pages.NewRoutePage(v))
}
