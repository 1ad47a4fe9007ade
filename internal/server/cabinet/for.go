package cabinet

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/mandate"
	"github.com/yagona/portal/internal/problem"
	"github.com/yagona/portal/internal/respond"
	"github.com/yagona/portal/internal/server/gate"
	"github.com/yagona/portal/web/cabinet"
)

// onward is where the choice may lead on to: pages that are there for everybody one acts for.
var onward = regexp.MustCompile(`^/(cabinet|applications|documents|data|services/[a-z0-9-]+/apply)$`)

func next(path string) string {
	if onward.MatchString(path) {
		return path
	}
	return "/cabinet"
}

// ForWhom lists for whom the person may act, as the registers say it at this moment.
func (c *Cabinet) ForWhom(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	chosen := ""
	if who.For != nil {
		chosen = refOf(*who.For)
	}
	return c.showForWhom(w, r, who, next(r.URL.Query().Get("next")), chosen, "", http.StatusOK)
}

// ActFor takes up the choice. What was sent names it only: the right is read from its register once more.
func (c *Cabinet) ActFor(w http.ResponseWriter, r *http.Request, who account.Principal) error {
	ref, to := r.PostFormValue("for"), next(r.PostFormValue("next"))
	if respond.Switched(r) {
		return c.showForWhom(w, r, who, to, ref, "", http.StatusOK)
	}
	if ref == "self" {
		if err := c.Sessions.ActFor(r.Context(), who, 0); err != nil {
			return err
		}
		c.Sessions.SetFlash(w, r, "mandate.now-self")
		return respond.Redirect(w, r, to)
	}
	m, err := c.Mandates.Take(r.Context(), who, ref)
	if p := problem.Of(err); p != nil {
		l := locale.FromContext(r.Context())
		status := http.StatusUnprocessableEntity
		if p.Kind == problem.Unavailable {
			status, p = http.StatusServiceUnavailable, problem.New(problem.Unavailable, "mandate.page.silent-now")
		}
		return c.showForWhom(w, r, who, to, ref, l.T(p.ID, p.Args...), status)
	}
	if err != nil {
		return err
	}
	if err := c.Sessions.ActFor(r.Context(), who, m.ID); err != nil {
		return err
	}
	c.Sessions.SetFlash(w, r, "mandate.now-"+string(m.Ground), "Name", m.Name)
	return respond.Redirect(w, r, to)
}

func (c *Cabinet) showForWhom(w http.ResponseWriter, r *http.Request, who account.Principal, to, chosen, fault string, status int) error {
	l := locale.FromContext(r.Context())
	title := l.T("mandate.page.title")
	if fault != "" {
		title = l.T("form.error") + " " + title
	}
	v := cabinet.ForWhom{Page: c.page(r, title, "cabinet"), Next: to, Chosen: chosen, Self: who.Name, Fault: fault}
	v.Form = "/cabinet/for"
	if !account.Reaches(who.Level, catalogue.Verified) {
		v.Level = l.T("mandate.level")
		v.StepUp = v.Link(gate.SignInPath(catalogue.Verified, string(v.Link("/cabinet/for?next="+to))))
		return respond.HTML(w, r, status, cabinet.ForWhomPage(v))
	}
	offers, silent, err := c.Mandates.Offers(r.Context(), who)
	if err != nil {
		return err
	}
	for _, g := range mandate.Grounds {
		if !slices.Contains(silent, g.Register) {
			v.Groups = append(v.Groups, represented(g.Ground, offers, l))
		}
	}
	v.Silent = silence(silent, "mandate.page.silent", l)
	return respond.HTML(w, r, status, cabinet.ForWhomPage(v))
}

// silence is a sentence about registers that do not answer, empty when all do.
func silence(codes []string, id string, l locale.Lang) string {
	if len(codes) == 0 {
		return ""
	}
	titles := make([]string, len(codes))
	for i, code := range codes {
		titles[i] = bookTitle(code, l)
	}
	slices.Sort(titles)
	return l.T(id, "Registers", strings.Join(titles, ", "))
}

// represented is those whom one may act for on a ground, with the register that says so and when it did.
func represented(ground account.Ground, offers []mandate.Offer, l locale.Lang) cabinet.Represented {
	g := cabinet.Represented{Title: l.T("mandate.group." + string(ground))}
	for i, o := range offers {
		if o.Ground != ground {
			continue
		}
		g.Source = source(l, mandate.RegisterOf(ground), o.ReadAt)
		ch := cabinet.Choice{Ref: o.Ref, ID: "for-" + strconv.Itoa(i), Name: o.Name, Note: rightNote(o.Mandate, l)}
		if o.Open() {
			g.Open = append(g.Open, ch)
			continue
		}
		ch.Note = l.T("mandate.why." + o.Why)
		g.Shut = append(g.Shut, ch)
	}
	if len(g.Open) == 0 {
		g.Empty = l.T("mandate.none-of." + string(ground))
	}
	return g
}

// rightNote is a right in a line: its ground, what it is for, until when.
func rightNote(m account.Mandate, l locale.Lang) string {
	parts := []string{l.T("mandate.ground."+string(m.Ground), "Number", m.Number)}
	if m.Ground == account.Attorney {
		parts = append(parts, scopeWords(m, l))
	}
	if !m.Until.IsZero() {
		parts = append(parts, l.T("mandate.until", "Date", l.Date(m.Until.Time)))
	}
	return strings.Join(parts, " · ")
}

func scopeWords(m account.Mandate, l locale.Lang) string {
	if len(m.Scope) == 0 {
		return l.T("mandate.scope-all")
	}
	titles := make([]string, len(m.Scope))
	for i, code := range m.Scope {
		topic, _ := catalogue.Lists().Categories.Get(code)
		titles[i] = topic.Title.In(l)
	}
	return l.T("mandate.scope-only", "Topics", strings.Join(titles, ", "))
}

// refOf names a right as the choice does.
func refOf(m account.Mandate) string {
	if m.Ground == account.Attorney {
		return string(m.Ground) + ":" + m.Number
	}
	return string(m.Ground) + ":" + m.Subject
}

// unsuited is why whom one acts for can't apply for a service, in words; empty when nothing is in the way.
func unsuited(svc *catalogue.Service, who account.Principal, l locale.Lang) string {
	if p := problem.Of(casework.Unsuited(svc, who)); p != nil {
		return l.T(p.ID, p.Args...)
	}
	return ""
}

// by is who sent an application and by which right, for its page; empty when the applicant did.
func by(a casework.Application, l locale.Lang) string {
	if a.Mandate == nil {
		return ""
	}
	return a.Sender + ", " + l.T("mandate.ground."+string(a.Mandate.Ground), "Number", a.Mandate.Number)
}
