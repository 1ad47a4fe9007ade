package cabinet

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/dispute"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/web/cabinet"
	"github.com/yagona/portal/web/layout"
	"github.com/yagona/portal/web/ui"
)

// contested is a fact that a person looks at and says is wrong: whose it is, and as it was read.
type contested struct {
	who    account.Principal
	field  register.FieldType
	code   string
	key    string
	fact   register.Fact
	region string // whose office of the owner answers; empty: any
	back   string // path of the page where it stood
}

// wrongPath is where a fact is contested. Only codes stand in it: what the fact says is looked up again.
func wrongPath(code, field, at, id string) string {
	q := url.Values{"register": {code}, "field": {field}}
	if at != "" {
		q.Set(at, id)
	}
	return "/disputes/new?" + q.Encode()
}

// wrong is "this is wrong" beside a fact. A company that is only picked has an owner of its own, who acts for it first.
func wrong(p layout.Page, who account.Principal, code, at, id string, row ui.Row, name string) ui.Row {
	if code == register.CompanyKey && who.Company() == "" || !register.OfApplicant(code) {
		return row
	}
	row.Action = &ui.Action{Label: p.T("dispute.wrong"), About: row.Key, Href: p.Link(wrongPath(code, name, at, id))}
	return row
}

// contested finds the fact where the person saw it: in a draft, in an application, or in what the register says now.
func (c *Cabinet) contested(r *http.Request, who account.Principal) (contested, error) {
	q := r.URL.Query()
	x := contested{who: who, code: q.Get("register"), back: "/data/" + q.Get("register")}
	var known bool
	if x.field, known = register.Field(x.code, q.Get("field")); !known || !register.OfApplicant(x.code) {
		return x, problem.New(problem.NotFound, "dispute.none")
	}
	var facts register.Facts
	switch {
	case q.Get("draft") != "":
		id, _ := strconv.ParseInt(q.Get("draft"), 10, 64)
		d, err := c.Cases.Draft(r.Context(), who, id)
		if err != nil {
			return x, err
		}
		x.who, facts, x.back = who.As(d.Mandate), d.Facts, draftPath(d.ID, "check")
	case q.Get("application") != "":
		a, err := c.Cases.Application(r.Context(), who, q.Get("application"))
		if err != nil {
			return x, err
		}
		facts, x.back = a.Facts, "/applications/"+a.Number
		if x.who = who.As(a.Mandate); a.Concerns(who) {
			x.who = who.As(nil)
		}
	default:
		return x, c.lookUp(r, &x)
	}
	fact, read := facts[x.code]
	if !read {
		return x, problem.New(problem.NotFound, "dispute.none")
	}
	x.fact, x.key, x.region = fact, fact.Key, regionIn(facts[register.PersonKey])
	return x, nil
}

// lookUp reads the fact from its register, for who may look through all that it keeps.
func (c *Cabinet) lookUp(r *http.Request, x *contested) error {
	if !x.who.Browses() || x.code == register.CompanyKey {
		return problem.New(problem.NotFound, "dispute.none")
	}
	fields := []string{x.field.Name}
	if _, has := register.Field(x.code, "region"); has {
		fields = append(fields, "region")
	}
	fact, err := c.Registers.Read(r.Context(), register.Request{
		Register: x.code, Key: x.who.Person(), Applicant: x.who.PINFL, Fields: fields, Purpose: purpose,
	})
	if err == nil {
		err = c.note(r.Context(), x.who, x.code, purpose)
	}
	if err != nil {
		return err
	}
	x.fact, x.key, x.region = fact, x.who.Person(), regionIn(fact)
	return nil
}

// regionIn is the region that a record names, if it names one.
func regionIn(fact register.Fact) string {
	code, _ := fact.Value["region"].(string)
	if !catalogue.Lists().Regions.Has(code) {
		return ""
	}
	return code
}

// Contest asks what is wrong with a fact: GET /disputes/new?register=&field=&draft=.
func (c *Cabinet) Contest(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	x, err := c.contested(r, who)
	if err != nil {
		return err
	}
	return c.showContest(w, r, x, "", rand.Text(), nil, http.StatusOK)
}

// OpenDispute opens the case of the register's owner.
func (c *Cabinet) OpenDispute(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	x, err := c.contested(r, who)
	if err != nil {
		return respond.Unsaid(err, r.PostFormValue("claim"))
	}
	text, token, l := r.PostFormValue("claim"), r.PostFormValue("token"), locale.FromContext(r.Context())
	if respond.Switched(r) {
		return c.showContest(w, r, x, text, token, nil, http.StatusOK)
	}
	if token == "" {
		token = rand.Text()
	}
	d, err := c.Disputes.Contest(r.Context(), x.who, dispute.Claim{
		Register: x.code, Field: x.field.Name, Key: x.key, Fact: x.fact, Region: x.region, Text: text, Token: token, Lang: l,
	})
	if p := problem.Of(err); p != nil && (p.Kind == problem.Invalid || p.Kind == problem.TooMany) {
		return c.showContest(w, r, x, text, token, []ui.Fault{{Field: "claim", Text: l.T(p.ID, p.Args...)}}, respond.Status(p.Kind))
	}
	if err != nil {
		return respond.Unsaid(err, text)
	}
	c.Sessions.SetFlash(w, r, "dispute.opened", "Number", locale.ByThrees(d.Number))
	return respond.Redirect(w, r, "/disputes/"+d.Number)
}

func (c *Cabinet) showContest(w http.ResponseWriter, r *http.Request, x contested, text, token string, faults []ui.Fault, status int) error {
	l := locale.FromContext(r.Context())
	title := l.T("dispute.title")
	if len(faults) > 0 {
		title = l.T("form.error") + " " + title
	}
	v := cabinet.Contest{Page: c.about(r, x.who, title, "cabinet"), Claim: text, Token: token, Faults: faults}
	v.Back, v.NoTabs, v.Form = x.back, true, "/disputes/new?"+r.URL.RawQuery
	book, _ := catalogue.Lists().Registers.Get(x.code)
	v.Owner, _ = authority(book.Owner, l)
	row, said := factRow(l, x.code, x.field, x.fact.Value[x.field.Name])
	if !said {
		row = ui.Row{Key: register.Title(x.code, x.field.Name).In(l), Value: l.T("dispute.nothing")}
	}
	at := x.fact.FetchedAt
	if at.IsZero() {
		at = c.Now()
	}
	row.Note = source(l, x.code, at)
	v.Fact = []ui.Row{row}
	return respond.HTML(w, r, status, cabinet.ContestPage(v))
}

// DisputeList is what the person said is wrong, and what came of it.
func (c *Cabinet) DisputeList(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	list, err := c.Disputes.Mine(r.Context(), who)
	if err != nil {
		return err
	}
	v := cabinet.Disputes{Page: c.page(r, l.T("dispute.list"), "cabinet")}
	v.Crumbs = []layout.Crumb{{Title: l.T("cabinet.data.title"), Path: "/data"}}
	for _, d := range list {
		v.Items = append(v.Items, disputed(d, v.Page, l))
	}
	return respond.HTML(w, r, http.StatusOK, cabinet.DisputesPage(v))
}

// Dispute is one of them.
func (c *Cabinet) Dispute(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	l := locale.FromContext(r.Context())
	d, err := c.Disputes.Of(r.Context(), who, chi.URLParam(r, "number"))
	if err != nil {
		return err
	}
	v := cabinet.DisputeCase{Page: c.page(r, l.T("dispute.case", "Number", locale.ByThrees(d.Number)), "cabinet")}
	v.Crumbs = []layout.Crumb{{Title: l.T("cabinet.data.title"), Path: "/data"}, {Title: l.T("dispute.list"), Path: "/disputes"}}
	v.Said = disputed(d, v.Page, l)
	v.Rows = disputeRows(d, l)
	v.Owner, v.Phone = authority(d.Owner, l)
	return respond.HTML(w, r, http.StatusOK, cabinet.DisputePage(v))
}

func disputed(d dispute.Dispute, p layout.Page, l locale.Lang) cabinet.Disputed {
	x := cabinet.Disputed{
		Title: bookTitle(d.Register, l) + ": " + register.Title(d.Register, d.Field).In(l), Href: p.Link("/disputes/" + d.Number),
		Note: locale.ByThrees(d.Number) + " · " + l.Date(d.OpenedAt), Tag: l.T("dispute.state." + string(d.State)), Tone: ui.Plain,
	}
	if d.For != "" {
		x.Note += " · " + d.For
	}
	switch d.State {
	case dispute.Corrected:
		x.Tone = ui.Leaf
	case dispute.Kept:
		x.Tone = ui.Grey
	case dispute.Open:
		x.Note += " · " + l.T("dispute.due", "Date", l.Due(d.DueAt))
	}
	return x
}

// disputeRows is the fact as it was read, what was said, and the answer.
func disputeRows(d dispute.Dispute, l locale.Lang) []ui.Row {
	field, _ := register.Field(d.Register, d.Field)
	fact, said := factRow(l, d.Register, field, d.Value)
	if !said {
		fact = ui.Row{Key: register.Title(d.Register, d.Field).In(l), Value: l.T("dispute.nothing")}
	}
	fact.Note = source(l, d.Register, d.ReadAt)
	rows := []ui.Row{fact, {Key: l.T("dispute.claim"), Value: d.Claim, Note: d.Name + ", " + l.DateTime(d.OpenedAt)}}
	if d.AnsweredAt != nil {
		rows = append(rows, ui.Row{Key: l.T("dispute.answer"), Value: d.Answer, Note: l.DateTime(*d.AnsweredAt)})
	}
	return rows
}
