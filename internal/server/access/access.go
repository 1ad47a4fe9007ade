// Package access answers administrators, who say with each other who holds which office, and heads, who look after what
// their people confirm with.
package access

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/access"
	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/factor"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/internal/session"
	pages "github.com/yagona/portal/web/access"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

const (
	// Path is the list of officials and of proposals.
	Path = "/admin/access"
	// FirstPath is where the first administrator comes in.
	FirstPath = "/cabinet/first-administrator"

	newPath = Path + "/new"
)

// Desk is those pages.
type Desk struct {
	access   *access.Store
	factors  *factor.Store
	sessions *session.Store
}

// New is the pages over those stores.
func New(offices *access.Store, factors *factor.Store, sessions *session.Store) *Desk {
	return &Desk{access: offices, factors: factors, sessions: sessions}
}

// List shows what waits for a second person, and who holds an office: GET /admin/access; ?after= is the last account of
// the page before.
func (d *Desk) List(w http.ResponseWriter, r *http.Request, o account.Official) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	holders, err := d.access.Holders(r.Context(), o, after)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.List{Page: d.page(r, l.T("access.title"))}
	if o.Administering() == nil {
		v.New = newPath
		open, err := d.access.Open(r.Context(), o)
		if err != nil {
			return err
		}
		for _, p := range open {
			words := "№ " + strconv.FormatInt(p.ID, 10) + " · " + office(l, p.Role, p.Authority, p.Region)
			if p.PresentRole != "" {
				words += " · " + l.T("access.instead", "Office", office(l, p.PresentRole, p.PresentAuthority, p.PresentRegion))
			}
			v.Open = append(v.Open, pages.Proposal{
				Path: Path + "/proposals/" + strconv.FormatInt(p.ID, 10), Name: p.Name, Office: words, Reason: p.Reason,
				By: l.T("access.by", "Name", p.Proposer, "Time", l.DateTime(p.ProposedAt)), Mine: p.ProposedBy == o.ID, About: p.AccountID == o.ID,
			})
		}
	}
	if len(holders) > access.Page {
		holders = holders[:access.Page]
		v.More = Path + "?after=" + strconv.FormatInt(holders[len(holders)-1].ID, 10)
	}
	for _, h := range holders {
		v.Holders = append(v.Holders, pages.Holder{Path: holderPath(h.ID), Name: h.Name, Office: office(l, h.Role, h.Authority, h.Region), Bare: h.Factors == 0})
	}
	return respond.HTML(w, r, http.StatusOK, pages.ListPage(v))
}

// Ask asks for whom an office is proposed: GET /admin/access/new.
func (d *Desk) Ask(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := o.Administering(); err != nil {
		return err
	}
	return d.ask(w, r, http.StatusOK, nil)
}

// Propose takes it: POST /admin/access/new.
func (d *Desk) Propose(w http.ResponseWriter, r *http.Request, o account.Official) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "ui.problem.invalid-text").Because(err)
	}
	if respond.Switched(r) {
		return d.Ask(w, r, o)
	}
	typed := r.PostForm
	err := d.access.Propose(r.Context(), o, typed.Get("person"), access.Proposal{
		Role: account.Role(typed.Get("role")), Authority: typed.Get("authority"), Region: typed.Get("region"), Reason: typed.Get("reason"),
	})
	if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
		return d.ask(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return d.done(w, r, "access.proposed", Path)
}

// fields of the faults of a proposal.
var fields = map[string]string{
	"access.no_person": "person", "access.not_oneself": "person", "access.open_already": "person", "access.no_role": "role", "access.no_authority": "authority",
	"access.no_region": "region", "access.no_reason": "reason", "access.long_reason": "reason",
}

func (d *Desk) ask(w http.ResponseWriter, r *http.Request, status int, p *problem.Error) error {
	l := locale.FromContext(r.Context())
	var problems form.Problems
	if p != nil {
		problems = form.Problems{{Input: fields[p.ID], Field: fields[p.ID], ID: p.ID, Args: p.Args}}
	}
	v := pages.New{Page: d.page(r, l.T("access.new")), Faults: ui.Faults(problems, l), Back: Path}
	v.Form = newPath
	v.Crumbs = []layout.Crumb{{Title: l.T("access.title"), Path: Path}}
	for _, f := range questions() {
		v.Controls = append(v.Controls, ui.Control{Field: f, Name: f.Key, Lang: l, Values: r.PostForm, Problems: problems, InRow: true})
	}
	return respond.HTML(w, r, status, pages.NewPage(v))
}

func questions() []form.Field {
	optional := false
	role := form.Field{Key: "role", Kind: form.KindChoice, Label: locale.TextOf("access.role-label")}
	for _, x := range access.Roles {
		role.Options = append(role.Options, form.Option{Value: string(x), Label: locale.TextOf("access.role." + string(x))})
	}
	authority := form.Field{Key: "authority", Kind: form.KindChoice, Label: locale.TextOf("access.authority"), Hint: locale.TextOf("access.authority-hint"), Required: &optional}
	for code, x := range catalogue.Lists().Authorities.All() {
		authority.Options = append(authority.Options, form.Option{Value: code, Label: x.Title})
	}
	region := form.Field{Key: "region", Kind: form.KindChoice, Label: locale.TextOf("access.region"), Hint: locale.TextOf("access.region-hint"), Required: &optional}
	for code, x := range catalogue.Lists().Regions.All() {
		region.Options = append(region.Options, form.Option{Value: code, Label: x.Title})
	}
	return []form.Field{
		{Key: "person", Kind: form.KindText, Label: locale.TextOf("access.person"), Hint: locale.TextOf("access.person-hint")},
		role, authority, region,
		{Key: "reason", Kind: form.KindTextarea, Label: locale.TextOf("access.reason"), Hint: locale.TextOf("access.reason-hint")},
	}
}

// Settle confirms a proposal or turns it down: POST /admin/access/proposals/{id}/{verb}.
func (d *Desk) Settle(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := number(r)
	if err != nil {
		return err
	}
	switch chi.URLParam(r, "verb") {
	case "confirm":
		if err := d.access.Confirm(r.Context(), o, id); err != nil {
			return err
		}
		return d.done(w, r, "access.confirmed", Path)
	case "turn-down":
		if err := d.access.TurnDown(r.Context(), o, id); err != nil {
			return err
		}
		return d.done(w, r, "access.turned-down", Path)
	}
	return problem.New(problem.NotFound, "access.not_found")
}

// Holder is one official, and what may be done: GET /admin/access/officials/{id}.
func (d *Desk) Holder(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := number(r)
	if err != nil {
		return err
	}
	h, err := d.access.Holder(r.Context(), o, id)
	if err != nil {
		return err
	}
	l := locale.FromContext(r.Context())
	v := pages.One{Page: d.page(r, h.Name), Path: holderPath(id)}
	v.Crumbs = []layout.Crumb{{Title: l.T("access.title"), Path: Path}}
	v.Rows = []ui.Row{
		{Key: l.T("access.office"), Value: office(l, h.Role, h.Authority, h.Region)},
		{Key: l.T("access.since"), Value: l.DateTime(h.Since)},
		{Key: l.T("access.factors"), Value: l.Number(int64(h.Factors))},
	}
	v.Oneself = h.ID == o.ID
	v.MayEnd = !v.Oneself && o.Administering() == nil
	v.MayReset = h.Factors > 0 && factor.MayReset(o, h.Official)
	return respond.HTML(w, r, http.StatusOK, pages.OnePage(v))
}

// End takes the office away: POST /admin/access/officials/{id}/end.
func (d *Desk) End(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := number(r)
	if err != nil {
		return err
	}
	if err := d.access.End(r.Context(), o, id); err != nil {
		return err
	}
	return d.done(w, r, "access.ended", Path)
}

// Reset lets the official set up anew what he confirms with: POST /admin/access/officials/{id}/reset.
func (d *Desk) Reset(w http.ResponseWriter, r *http.Request, o account.Official) error {
	id, err := number(r)
	if err != nil {
		return err
	}
	if err := d.factors.Reset(r.Context(), o, id); err != nil {
		return err
	}
	return d.done(w, r, "access.reset-done", holderPath(id))
}

// First asks for the token of the first administrator: GET /cabinet/first-administrator. It is typed and stands in no
// address: addresses are written down on their way.
func (d *Desk) First(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	if !account.Reaches(who.Level, catalogue.Verified) {
		return respond.Redirect(w, r, gate.SignInPath(catalogue.Verified, string(layout.URL(locale.FromContext(r.Context()), FirstPath))))
	}
	return d.first(w, r, http.StatusOK, nil)
}

// BecomeFirst takes it: POST /cabinet/first-administrator.
func (d *Desk) BecomeFirst(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	token := r.PostFormValue("token")
	if respond.Switched(r) {
		return d.first(w, r, http.StatusOK, nil)
	}
	err := d.access.UseToken(r.Context(), who, token)
	if p := problem.Of(err); p != nil && p.Kind == problem.Invalid {
		return d.first(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return respond.Redirect(w, r, Path)
}

func (d *Desk) first(w http.ResponseWriter, r *http.Request, status int, p *problem.Error) error {
	l := locale.FromContext(r.Context())
	v := pages.First{Page: respond.Page(r, l.T("access.first.title"))}
	v.AlternateOff, v.NoTabs, v.Form = true, true, FirstPath
	var problems form.Problems
	if p != nil {
		problems = form.Problems{{Input: "token", Field: "token", ID: p.ID, Args: p.Args}}
	}
	v.Faults = ui.Faults(problems, l)
	f := form.Field{Key: "token", Kind: form.KindText, Label: locale.TextOf("access.first.token"), Hint: locale.TextOf("access.first.token-hint")}
	v.Control = ui.Control{Field: f, Name: f.Key, Lang: l, Problems: problems, InRow: true}
	return respond.HTML(w, r, status, pages.FirstPage(v))
}

func (d *Desk) page(r *http.Request, title string) layout.Page {
	p := respond.Page(r, title)
	p.Dense, p.Section = true, "access"
	return p
}

func (d *Desk) done(w http.ResponseWriter, r *http.Request, id, path string) error {
	d.sessions.SetFlash(w, r, id)
	return respond.Redirect(w, r, path)
}

func holderPath(id int64) string { return Path + "/officials/" + strconv.FormatInt(id, 10) }

func number(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return 0, problem.New(problem.NotFound, "access.not_found")
	}
	return id, nil
}

// office is a role, and where it is held, in words.
func office(l locale.Lang, role account.Role, authority, region string) string {
	words := l.T("access.role." + string(role))
	if !access.OfAuthority(role) {
		return words
	}
	a, _ := catalogue.Lists().Authorities.Get(authority)
	words += " · " + a.Title.In(l)
	if region != "" {
		words += " · " + catalogue.Lists().Territory(region, l)
	}
	return words
}
