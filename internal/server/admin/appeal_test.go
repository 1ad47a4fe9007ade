package admin_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/payment"
	"github.com/yagona/portal/internal/server/servertest"
)

// refused is an application with a paid fee that the specialist proposed to refuse and the head of office refused.
func (o *office) refused() string {
	o.T.Helper()
	number := o.apply("aziz", "paid", 3)
	invoice, external := o.read("aziz", number).Invoice, "pay-"+number
	_, err := payment.NewStore(o.Pool, o.Clock.Now).Reserve(o.T.Context(), payment.Order{Provider: "test", External: external, Invoice: invoice.Number, Amount: invoice.Amount, MadeAt: o.Clock.Now()})
	require.NoError(o.T, err)
	_, err = o.cases.PerformPayment(o.T.Context(), "test", external)
	require.NoError(o.T, err)
	o.refuse(number)
	return number
}

func (o *office) refuse(number string) {
	o.T.Helper()
	page := act(o.SignIn("justice-specialist").Get("/uz/admin/cases/"+number), "claim", nil)
	act(page, "propose-refuse", func(f *servertest.Form) { f.Set("ground", "other").Set("note", "Shart bajarilmagan.") })
	act(o.SignIn("justice-head").Get("/uz/admin/cases/"+number), "approve", func(*servertest.Form) {})
	require.Equal(o.T, casework.Refused, o.read("aziz", number).State)
}

// appeal is what the applicant sees after appealing on the page of the application.
func (o *office) appeal(number string) *servertest.Page {
	o.T.Helper()
	page := o.SignIn("aziz").Get("/uz/applications/" + number)
	until := locale.Uz.Date(o.read("aziz", number).AppealBy())
	require.Contains(o.T, page.Text(), locale.Uz.T("cabinet.appeal.until", "Day", until))
	page = page.Form("/appeal").Set("note", "Hujjat ilova qilingan edi.").Submit("")
	require.Equal(o.T, http.StatusOK, page.Status)
	return page
}

func (o *office) speaks(b *servertest.Browser, path string) {
	o.T.Helper()
	for _, lang := range locale.Langs {
		page := b.Get("/" + string(lang) + path)
		require.Equal(o.T, http.StatusOK, page.Status, lang)
		require.NotContains(o.T, page.Body, "⟦", lang)
	}
}

// spaced is a number as the text of a page has it.
func spaced(number string) string { return strings.ReplaceAll(locale.ByThrees(number), "\u00a0", " ") }

func TestJourney_appeal_annulled(t *testing.T) {
	o := newOffice(t)
	number := o.refused()
	aziz := o.SignIn("aziz")
	wrong := aziz.Get("/uz/applications/" + number).Form("/appeal").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status, "an appeal has reasons")
	require.Contains(t, wrong.Text(), "Nimaga rozi emasligingizni va nega ekanini yozing.")
	require.NotNil(t, wrong.First("div", "class", "govuk-error-summary"))
	page := o.appeal(number)
	appeal := o.read("aziz", number).Appeal().Number
	require.Contains(t, page.Text(), spaced(appeal), "the appeal has a number of its own")

	for _, who := range []string{"justice-specialist", "justice-head"} {
		b := o.SignIn(who)
		page = b.Get("/uz/admin/cases/" + number)
		require.Contains(t, page.Text(), "Hujjat ilova qilingan edi.")
		for _, action := range []string{"claim", "uphold", "oblige", "overturn"} {
			require.NotContains(t, page.Body, "/actions/"+action, "%s neither claims nor hears it", who)
		}
		require.NotContains(t, b.Get("/uz/admin?queue=appeals").Body, number, who)
		row := strconv.Itoa(o.read("aziz", number).Row)
		forced := b.Post("/uz/admin/cases/"+number+"/actions/overturn", url.Values{"row": {row}, "note": {"x"}})
		require.Equal(t, http.StatusForbidden, forced.Status)
		require.Contains(t, forced.Text(), locale.Uz.T("casework.other_decider"))
	}
	given := o.SignIn("justice-head").Get("/uz/admin/cases/" + number + "/actions/assign")
	require.NotNil(t, given.First("option", "value", id(o.Principal("justice-second"))))
	require.Nil(t, given.First("option", "value", id(o.Principal("justice-specialist"))), "nor is it given to who prepared the decision")
	second := o.SignIn("justice-second")
	require.Contains(t, second.Get("/uz/admin?queue=appeals").Body, "/uz/admin/cases/"+number)
	require.Contains(t, second.Get("/uz/admin?queue=mine&text="+appeal).Body, "/uz/admin/cases/"+number, "found by the number of the appeal")
	page = second.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), spaced(appeal))
	require.Contains(t, second.Get("/uz/admin/cases/"+number+"/actions/overturn").Text(), locale.Uz.T("admin.action.overturn"), "it says what follows")
	page = act(page, "overturn", func(f *servertest.Form) { f.Set("note", "Hujjat bor ekan.") })
	require.Equal(t, http.StatusOK, page.Status)

	page = aziz.Get("/uz/applications/" + number)
	a := o.read("aziz", number)
	require.Equal(t, casework.Done, a.State)
	require.Contains(t, page.Text(), locale.Uz.T("casework.outcome.overturned"))
	require.Contains(t, page.Text(), "Hujjat bor ekan.")
	require.Contains(t, page.Text(), locale.Uz.T("cabinet.refund.title"))
	require.Contains(t, page.Text(), strings.ReplaceAll(locale.Uz.Money(a.Invoice.Amount), "\u00a0", " "))
	require.Contains(t, page.Text(), locale.Uz.T("payment.refund.reason.overturned"))
	require.Contains(t, aziz.Get("/uz/inbox").Text(), locale.Uz.T("notify.annulled.title"))
	o.speaks(aziz, "/applications/"+number)
	o.speaks(second, "/admin/cases/"+number)
}

func TestJourney_appeal_obliged(t *testing.T) {
	o := newOffice(t)
	number := o.refused()
	o.appeal(number)
	second := o.SignIn("justice-second")
	page := act(second.Get("/uz/admin/cases/"+number), "oblige", func(f *servertest.Form) { f.Set("note", "Ilovani koʻring.") })
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, o.SignIn("justice-specialist").Get("/uz/admin/cases/"+number).Text(), locale.Uz.T("admin.appeal.anew", "Reason", "Ilovani koʻring."), "whoever decides reads why")
	aziz := o.SignIn("aziz")
	page = aziz.Get("/uz/applications/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("casework.outcome.obliged"))
	require.Contains(t, page.Text(), "Ilovani koʻring.")
	require.NotContains(t, page.Text(), locale.Uz.T("cabinet.refund.title"), "what is decided anew is still paid for")
	o.speaks(aziz, "/applications/"+number)
	o.speaks(second, "/admin/cases/"+number)
	o.refuse(number)
	o.appeal(number)
	require.Len(t, o.read("aziz", number).Appeals, 2, "the new decision can be appealed again")
}

func TestJourney_appeal_kept(t *testing.T) {
	o := newOffice(t)
	number := o.refused()
	again := locale.Uz.T("cabinet.case.again-only")
	require.NotContains(t, o.SignIn("aziz").Get("/uz/applications/"+number).Text(), again)
	reason := locale.Uz.T("cabinet.why.official-reason", "Reason", "Boshqa sabab. Shart bajarilmagan.")
	require.Contains(t, o.appeal(number).Text(), reason, "nothing else on the page says what is appealed against")
	page := act(o.SignIn("justice-second").Get("/uz/admin/cases/"+number), "uphold", func(f *servertest.Form) { f.Set("note", "Qaror toʻgʻri.") })
	require.Equal(t, http.StatusOK, page.Status)
	aziz := o.SignIn("aziz")
	page = aziz.Get("/uz/applications/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("casework.outcome.upheld"))
	require.Contains(t, page.Text(), "Qaror toʻgʻri.")
	require.Contains(t, page.Text(), locale.Uz.T("cabinet.appeal.heard"))
	require.Contains(t, page.Text(), again, "the page calls for no appeal that it does not take")
	require.NotContains(t, page.Text(), "ustidan shikoyat qiling")
	require.Nil(t, page.First("textarea", "name", "note"), "nothing is asked for twice")
	twice := aziz.Post("/uz/applications/"+number+"/appeal", url.Values{"row": {strconv.Itoa(o.read("aziz", number).Row)}, "note": {"Yana."}})
	require.Equal(t, http.StatusConflict, twice.Status)
	require.Contains(t, twice.Text(), locale.Uz.T("casework.appealed_once"))
	o.speaks(aziz, "/applications/"+number)
}

func TestJourney_appeal_late(t *testing.T) {
	o := newOffice(t)
	number := o.refused()
	until := o.read("aziz", number).AppealBy()
	o.Clock.Pass(until.Sub(o.Clock.Now()) + time.Minute)
	aziz := o.SignIn("aziz")
	page := aziz.Get("/uz/applications/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("cabinet.appeal.over", "Day", locale.Uz.Date(until)))
	require.Nil(t, page.First("textarea", "name", "note"))
	late := aziz.Post("/uz/applications/"+number+"/appeal", url.Values{"row": {strconv.Itoa(o.read("aziz", number).Row)}, "note": {"Kech."}})
	require.Equal(t, http.StatusConflict, late.Status)
	require.Contains(t, late.Text(), locale.Uz.T("casework.appeal_late"))
	o.speaks(aziz, "/applications/"+number)
}

// TestJourney_review: one click on what the rules refused, and an appeal against what the reviewer keeps.
func TestJourney_review(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 0)
	require.Equal(t, casework.Refused, o.read("aziz", number).State)
	aziz := o.SignIn("aziz")
	page := aziz.Get("/uz/applications/" + number).Form("/review").Submit("")
	require.Equal(t, http.StatusOK, page.Status, "nothing has to be typed")
	review := o.read("aziz", number).Appeal().Number
	require.Contains(t, page.Text(), spaced(review))
	page = o.SignIn("justice-specialist").Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), locale.Uz.T("casework.remedy.review"))
	require.Contains(t, o.SignIn("justice-specialist").Get("/uz/admin/cases/"+number+"/actions/overturn").Text(), locale.Uz.T("admin.action.overturn-study"))
	act(page, "uphold", func(f *servertest.Form) { f.Set("note", "Shart bajarilmagan.") })
	page = aziz.Get("/uz/applications/" + number)
	require.NotContains(t, page.Body, "/review\"", "it was reviewed")
	require.Equal(t, http.StatusOK, page.Form("/appeal").Set("note", "Rozi emasman.").Submit("").Status)
	require.Equal(t, casework.Appealing, o.read("aziz", number).Appeal().Kind)
}
