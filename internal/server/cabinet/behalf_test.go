package cabinet_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/integration/registers"
	"github.com/yagona/portal/internal/register"
	"github.com/yagona/portal/internal/server/servertest"
)

// The people whose stories acting for others is tested with (see the cast and the powers of the demo world).
const (
	azizPINFL   = "31204862260015" // two children, a power of attorney of olim for everything
	malikaPINFL = "40309832260014" // three companies, a power of attorney of gulnora for property
)

// rights is what the choice on the page offers on a ground: "parent", "director", "attorney".
func rights(b *servertest.Browser, ground string) []string {
	var refs []string
	for _, n := range b.Get("/uz/cabinet/for").All("input", "name", "for") {
		if ref := servertest.Attr(n, "value"); strings.HasPrefix(ref, ground+":") {
			refs = append(refs, ref)
		}
	}
	return refs
}

// actFor chooses for whom a person acts.
func actFor(b *servertest.Browser, ref string) *servertest.Page {
	return b.Get("/uz/cabinet/for").Form("/cabinet/for").Set("for", ref).Submit("")
}

// lists is a field of a record of the world that is a list, to be changed.
func (x *town) lists(t *testing.T, code, key, field string) []map[string]any {
	t.Helper()
	record, found := x.world.Fields(code, key, key, []string{field})
	require.True(t, found)
	list := form.Maps(record[field])
	require.NotEmpty(t, list)
	return list
}

// banner is what the strip above a page says of whom it is about.
func banner(p *servertest.Page) string {
	n := p.First("div", "class", "app-acting")
	if n == nil {
		return ""
	}
	return servertest.Text(n)
}

func TestBehalf_child(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	children := rights(aziz, "parent")
	require.Len(t, children, 2)
	child := strings.TrimPrefix(children[0], "parent:")
	who, ok := x.world.Person(child)
	require.True(t, ok)

	home := actFor(aziz, children[0])
	require.Equal(t, "/uz/cabinet", home.URL.Path)
	require.Contains(t, banner(home), who.Name)
	check := x.toCheck(t, aziz, "tax-debt-certificate")
	require.Contains(t, banner(check), who.Name)
	require.Contains(t, check.Text(), child, "prefilled with the child's data")
	require.NotContains(t, check.Text(), azizPINFL)
	page := check.Form("/check").Set("declare", "yes").Submit("")
	require.Contains(t, banner(page), who.Name)
	require.Contains(t, page.Text(), "Karimov Aziz", "who sent it")

	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number(page))
	require.NoError(t, err)
	require.Equal(t, child, a.PINFL)
	require.Equal(t, who.Name, a.Applicant)
	require.Equal(t, child, a.Facts[register.PersonKey].Key, "the rules see the child's facts")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'application.submit' AND actor = $1 AND detail->>'for' LIKE 'mandate:%'`, x.IDs["aziz"]))

	// Lists follow the choice; the page of one application stays, and says for whom it is.
	require.Contains(t, aziz.Get("/uz/applications").Text(), "Soliq qarzi")
	actFor(aziz, "self")
	require.NotContains(t, aziz.Get("/uz/applications").Text(), "Soliq qarzi")
	again := aziz.Get(page.URL.Path)
	require.Equal(t, http.StatusOK, again.Status)
	require.Contains(t, banner(again), who.Name)
	require.Empty(t, banner(aziz.Get("/uz/cabinet")))

	// The other parent sees the child's applications as well; a stranger none.
	require.Equal(t, http.StatusNotFound, x.SignIn("malika").Get(page.URL.Path).Status)

	// Once the child is of age nothing of it is open to the parent, by no address.
	born := x.lists(t, "civil", azizPINFL, "children")[0]["birth_date"]
	day, err := register.ParseDate(form.String(born))
	require.NoError(t, err)
	pdf := a.Documents
	x.Clock.Pass(day.AddDate(18, 0, 0).Sub(x.Clock.Now()))
	aziz = x.SignIn("aziz")
	require.NotContains(t, rights(aziz, "parent"), children[0])
	require.Equal(t, http.StatusNotFound, aziz.Get(page.URL.Path).Status)
	for path, field := range map[string]string{page.URL.Path + "/appeal": "note", page.URL.Path + "/messages": "text", "/uz/disputes/new?register=civil&field=children&application=" + a.Number: "claim"} {
		late := aziz.Post(path, url.Values{"row": {"1"}, "token": {"t"}, field: {"Bolam nomidan yozgan edim"}})
		require.Equal(t, http.StatusNotFound, late.Status, path)
		require.Contains(t, late.Text(), "Yozganingiz yuborilmadi: Bolam nomidan yozgan edim", path)
	}
	require.NotEmpty(t, pdf)
	require.Equal(t, http.StatusNotFound, aziz.Get("/uz/documents/"+pdf[0].Number+"/pdf").Status)
}

func TestBehalf_nothingIsBelieved(t *testing.T) {
	x := newTown(t)
	aziz, malika := x.SignIn("aziz"), x.SignIn("malika")
	child := rights(aziz, "parent")[0]
	for _, ref := range []string{child, "parent:" + azizPINFL, "director:123456789", "attorney:", "attorney:NT00000000", "king:1", "", rights(aziz, "attorney")[0]} {
		page := actFor(malika, ref)
		require.GreaterOrEqual(t, page.Status, 400, ref)
		require.Empty(t, banner(malika.Get("/uz/cabinet")), ref)
	}
	// Another's draft and application, under a right of one's own.
	actFor(aziz, child)
	check := x.toCheck(t, aziz, "tax-debt-certificate")
	actFor(malika, rights(malika, "director")[0])
	for _, path := range []string{check.URL.Path, strings.TrimSuffix(check.URL.Path, "/check")} {
		require.Equal(t, http.StatusNotFound, malika.Get(path).Status)
	}
	require.Equal(t, http.StatusNotFound, malika.Post(check.URL.Path, map[string][]string{"declare": {"yes"}}).Status)
	// Who is not verified acts for himself only.
	zilola := x.SignIn("zilola")
	require.Empty(t, rights(zilola, "parent"))
	require.Equal(t, http.StatusUnprocessableEntity, zilola.Post("/uz/cabinet/for", map[string][]string{"for": {child}}).Status)
	// A form that was drawn for one does not begin an application for another.
	start := aziz.Get("/uz/services/tax-debt-certificate/apply")
	actFor(aziz, "self")
	begun := start.Form("/apply").Submit("")
	require.Equal(t, start.URL.Path, begun.URL.Path, "for whom was changed meanwhile: look at it again")
	require.Zero(t, x.count(t, `SELECT count(*) FROM drafts WHERE account_id = $1 AND mandate_id IS NULL`, x.IDs["aziz"]))
}

func TestBehalf_company(t *testing.T) {
	x := newTown(t)
	malika := x.SignIn("malika")
	companies := rights(malika, "director")
	require.Len(t, companies, 3)
	tin := strings.TrimPrefix(companies[0], "director:")
	actFor(malika, companies[0])
	check := x.toCheck(t, malika, "tax-debt-certificate")
	a := number(check.Form("/check").Set("declare", "yes").Submit(""))
	kept, err := x.cases.Application(t.Context(), x.Principal("malika"), a)
	require.NoError(t, err)
	require.Equal(t, tin, kept.Company)
	require.Equal(t, tin, kept.Facts[register.CompanyKey].Key)
	require.Equal(t, malikaPINFL, kept.PINFL, "a person acts for it")

	// What is for people is not for companies, and the page says so with the way out.
	start := malika.Get("/uz/services/pension-sms-notifications/apply")
	require.Contains(t, start.Text(), "oʻzingiz yoki boshqa shaxs uchun")
	require.Equal(t, http.StatusForbidden, malika.Post(start.URL.Path, nil).Status)

	// The director changes between the first page and the sending: a clear refusal, and the draft is kept.
	check = x.toCheck(t, malika, "tax-debt-certificate")
	list := x.lists(t, "business", malikaPINFL, "companies")
	for _, c := range list {
		if c["tin"] == tin {
			c["is_director"] = false
		}
	}
	x.gateway.Amend("business", malikaPINFL, map[string]any{"companies": list})
	refused := check.Form("/check").Set("declare", "yes").Submit("")
	require.Equal(t, http.StatusForbidden, refused.Status)
	require.Contains(t, refused.Text(), "Hech narsa yuborilmadi")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM drafts WHERE account_id = $1 AND application_id IS NULL`, x.IDs["malika"]))
	require.Equal(t, http.StatusForbidden, malika.Get(check.URL.Path).Status, "the draft is closed to her")
	require.Equal(t, http.StatusNotFound, malika.Get("/uz/applications/"+a).Status, "and so is what she sent before")
	require.Contains(t, banner(malika.Get("/uz/cabinet")), "huquqingiz tugadi")
	require.Equal(t, 1, x.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'mandate.end'`))

	// She is director again: the draft opens and goes out.
	x.gateway.Amend("business", malikaPINFL, nil)
	actFor(malika, companies[0])
	sent := malika.Get(check.URL.Path).Form("/check").Set("declare", "yes").Submit("")
	require.Len(t, number(sent), 9)
}

func TestBehalf_powerOfAttorney(t *testing.T) {
	x := newTown(t)
	aziz, malika, olim := x.SignIn("aziz"), x.SignIn("malika"), x.SignIn("olim")
	powers := rights(aziz, "attorney")
	require.Len(t, powers, 1, "one has run out")
	require.Contains(t, aziz.Get("/uz/cabinet/for").Text(), "ishonchnoma muddati tugagan")
	actFor(aziz, powers[0])
	page := x.toCheck(t, aziz, "tax-debt-certificate").Form("/check").Set("declare", "yes").Submit("")
	n := number(page)

	// The represented person sees it among his own, with who acted, and was told.
	require.Contains(t, olim.Get("/uz/applications").Text(), "Soliq qarzi")
	his := olim.Get("/uz/applications/" + n)
	require.Contains(t, his.Text(), "Karimov Aziz")
	require.Empty(t, banner(his))
	require.Contains(t, olim.Get("/uz/inbox").Text(), "ishonchnoma boʻyicha siz uchun")
	require.Contains(t, olim.Get("/uz/documents").Text(), "Soliq qarzi")

	// The holder does not see what the represented person does himself, nor all that registers keep of him.
	own := x.toCheck(t, olim, "tax-debt-certificate").Form("/check").Set("declare", "yes").Submit("")
	require.Equal(t, http.StatusNotFound, aziz.Get(own.URL.Path).Status)
	require.Equal(t, http.StatusForbidden, aziz.Get("/uz/data/health").Status)

	// A power for other things does not reach.
	actFor(malika, rights(malika, "attorney")[0])
	start := malika.Get("/uz/services/tax-debt-certificate/apply")
	require.Contains(t, start.Text(), "bunday xizmatlar uchun emas")
	require.Equal(t, http.StatusForbidden, malika.Post(start.URL.Path, nil).Status)

	// It is revoked: after ten minutes at the latest nothing is open, what is new least of all.
	list := x.lists(t, "notary", azizPINFL, "attorneys")
	for _, p := range list {
		p["status"] = "revoked"
	}
	x.gateway.Amend("notary", azizPINFL, map[string]any{"attorneys": list})
	require.Equal(t, http.StatusOK, aziz.Get("/uz/applications/"+n).Status)
	x.Clock.Pass(11 * time.Minute)
	require.Equal(t, http.StatusNotFound, aziz.Get("/uz/applications/"+n).Status)
	require.Equal(t, http.StatusOK, olim.Get("/uz/applications/"+n).Status)
}

func TestBehalf_twoTabs(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	children := rights(aziz, "parent")
	first, _ := x.world.Person(strings.TrimPrefix(children[0], "parent:"))
	actFor(aziz, children[0])
	check := x.toCheck(t, aziz, "tax-debt-certificate")
	actFor(aziz, children[1])
	own := aziz.Get(check.URL.Path)
	require.Contains(t, banner(own), first.Name, "the draft's subject wins")
	require.Contains(t, own.Text(), strings.TrimPrefix(children[0], "parent:"))
	second := x.toCheck(t, aziz, "tax-debt-certificate")
	require.NotEqual(t, check.URL.Path, second.URL.Path, "a draft for each")
	page := own.Form("/check").Set("declare", "yes").Submit("")
	require.Contains(t, banner(page), first.Name)
	a, err := x.cases.Application(t.Context(), x.Principal("aziz"), number(page))
	require.NoError(t, err)
	require.Equal(t, first.PINFL, a.PINFL)
	actFor(aziz, "self")
	mine := x.toCheck(t, aziz, "tax-debt-certificate")
	actFor(aziz, children[1])
	require.Contains(t, banner(aziz.Get(mine.URL.Path)), "oʻzingizga tegishli")
}

func TestBehalf_silentRegister(t *testing.T) {
	x := newTown(t)
	malika := x.SignIn("malika")
	company := rights(malika, "director")[0]
	actFor(malika, company)
	check := x.toCheck(t, malika, "tax-debt-certificate")
	x.gateway.SetFaults(map[string]registers.Fault{"business": {Down: true}})
	x.Clock.Pass(20 * time.Minute)

	// The word of twenty minutes ago still opens the draft, which says that it could not be confirmed.
	page := malika.Get(check.URL.Path)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "huquq yana tekshiriladi")
	require.Contains(t, malika.Get("/uz/cabinet/for").Text(), "Hozir javob bermayapti")
	require.Equal(t, http.StatusServiceUnavailable, malika.Post("/uz/cabinet/for", map[string][]string{"for": {company}}).Status)
	sent := page.Form("/check").Set("declare", "yes").Submit("")
	n := number(sent)
	require.Len(t, n, 9)
	a, err := x.cases.Application(t.Context(), x.Principal("malika"), n)
	require.NoError(t, err)
	require.Equal(t, casework.New, a.State, "nothing is decided while the right is not confirmed")

	// The register is back and does not know her as director any more: to a person, with that cause, and nothing is granted.
	list := x.lists(t, "business", malikaPINFL, "companies")
	for _, c := range list {
		c["is_director"] = false
	}
	x.gateway.Amend("business", malikaPINFL, map[string]any{"companies": list})
	x.gateway.SetFaults(nil)
	require.Eventually(t, func() bool {
		_ = x.cases.Assess(t.Context(), a.ID)
		return x.count(t, `SELECT count(*) FROM applications WHERE number = $1 AND state = 'in-process' AND cause = 'no-right'`, n) == 1
	}, 20*time.Second, 200*time.Millisecond)
	require.Zero(t, x.count(t, `SELECT count(*) FROM documents WHERE application = $1`, n))

	// A register that says nothing for half a day closes what was open; oneself is always there.
	x.gateway.Amend("business", malikaPINFL, nil)
	actFor(malika, company)
	check = x.toCheck(t, malika, "tax-debt-certificate")
	x.gateway.SetFaults(map[string]registers.Fault{"business": {Down: true}})
	x.Clock.Pass(13 * time.Hour)
	malika = x.SignIn("malika")
	require.Equal(t, http.StatusServiceUnavailable, malika.Get(check.URL.Path).Status)
}
