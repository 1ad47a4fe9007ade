package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/postgres/postgrestest"
)

func TestJourney_feedback(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	aziz := o.SignIn("aziz")
	page := aziz.Get("/uz/feedback?application=" + number)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Sinov xizmati: review")
	require.Empty(t, page.Form("/uz/feedback").Values.Get("legality"), "no mark is chosen before")

	require.Equal(t, number, aziz.Get("/uz/feedback?page=/applications/"+number).Form("/uz/feedback").Values.Get("application"))
	require.Equal(t, http.StatusOK, o.SignIn("malika").Get("/uz/feedback?page=/applications/"+number).Status, "a footer never leads to an error")

	empty := page.Form("/uz/feedback").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)

	personal := page.Form("/uz/feedback").Set("timeliness", "2").Set("comment", "pasportim AA1234567").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, personal.Status, "a personal number is stopped")
	require.Contains(t, personal.Text(), "AA…67")
	require.Equal(t, "2", personal.Form("/uz/feedback").Values.Get("timeliness"), "what was given is kept")

	thanks := personal.Form("/uz/feedback").Set("comment", "Ikki hafta kutdim").Submit("")
	require.Equal(t, http.StatusOK, thanks.Status)
	require.Contains(t, thanks.Text(), "Adliya vazirligi", "who must answer")
	receipt := thanks.Path()
	again := personal.Form("/uz/feedback").Set("comment", "Ikki hafta kutdim").Submit("")
	require.Equal(t, receipt, again.Path(), "sent twice, kept once")
	require.Contains(t, aziz.Get("/uz/feedback?application="+number).Text(), "Bu arizani baholab boʻlgansiz")
	require.Equal(t, http.StatusNotFound, o.SignIn("malika").Get("/uz/feedback?application="+number).Status)

	b := o.SignIn("justice-specialist")
	list := b.Get("/uz/admin/feedback")
	require.Contains(t, list.Text(), "Ikki hafta kutdim")
	owner := postgrestest.Owner(t, o.Pool)
	_, err := owner.Exec(t.Context(), `ALTER TABLE feedback_entries DISABLE TRIGGER USER`)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `UPDATE feedback_entries SET comment = comment || ' AA1234567'`) // what slipped through once
	require.NoError(t, err)
	require.NotContains(t, b.Get("/uz/admin/feedback").Body, "AA1234567", "a list shows nobody's numbers")
	require.Contains(t, b.Get("/uz/admin/feedback").Text(), "Ikki hafta kutdim •••567")
	_, err = owner.Exec(t.Context(), `UPDATE feedback_entries SET comment = 'Ikki hafta kutdim'`)
	require.NoError(t, err)
	var link string
	for _, l := range list.Links() {
		if strings.HasPrefix(l, "/uz/admin/feedback/") {
			link = l
		}
	}
	c := b.Get(link)
	require.NotContains(t, c.Body, "Karimov", "who wrote it is nobody's business")
	require.NotContains(t, c.Body, number, "the application would name its author")
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-head").Get(link).Status)
	require.Equal(t, http.StatusUnprocessableEntity, c.Form("/admin/feedback/").Submit("").Status)
	noted := b.Get(link+"/notes").Form("/notes").Set("note", "  ").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, noted.Status)
	noted = noted.Form("/notes").Set("note", "Bahorga topshirildi").Submit("")
	require.Equal(t, link, noted.Path())
	require.Contains(t, noted.Text(), "Bahorga topshirildi")
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-head").Get(link+"/notes").Status)
	head := o.SignIn("justice-head").Get("/uz/admin/templates/new").Form("/admin/templates/new")
	for _, l := range []string{"uz", "ru", "en"} {
		head.Set("title-"+l, "Tuzatildi "+l).Set("text-"+l, "Sababini topdik "+l)
	}
	require.Equal(t, "/uz/admin/templates", head.Submit("").Path())
	filled := b.Get("/ru"+strings.TrimPrefix(link, "/uz")).Form("/admin/feedback/").Set("body", "Rahmat, tuzatdik.")
	var template string
	require.NoError(t, o.Pool.QueryRow(t.Context(), `SELECT id::text FROM thread_templates`).Scan(&template))
	c = filled.Set("template", template).Submit("Вставить")
	require.Equal(t, "Rahmat, tuzatdik.\n\nSababini topdik uz", strings.ReplaceAll(c.Form("/admin/feedback/").Values.Get("body"), "\r\n", "\n"), "in the author's language, after what was typed")
	require.Contains(t, b.Get("/uz/admin/feedback?service=justice-review").Text(), "Ikki hafta kutdim")
	require.NotContains(t, b.Get("/uz/admin/feedback?service=justice-approval").Text(), "Ikki hafta kutdim")
	sent := b.Get(link).Form("/admin/feedback/").Set("body", "Rahmat, tuzatdik.").Submit("Javobni yuborish")
	require.Equal(t, "/uz/admin/feedback", sent.Path())

	answered := aziz.Get(receipt)
	require.Contains(t, answered.Text(), "Rahmat, tuzatdik.")
	require.Contains(t, aziz.Get("/uz/feedback/mine").Text(), "Javob berildi")
	rated := answered.Form("/rate").Set("mark", "2").Submit("")
	require.Contains(t, rated.Text(), "5 dan 2")
	blank := rated.Form("/reopen").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, blank.Status)
	reopened := blank.Form("/reopen").Set("why", "Hali ham javob yoʻq").Submit("")
	require.Contains(t, reopened.Text(), "Hali ham javob yoʻq")
	require.Equal(t, receipt, blank.Form("/reopen").Set("why", "Hali ham javob yoʻq").Submit("").Path(), "pressed twice")
	late := blank.Form("/reopen").Set("why", "Yana bir gap bor").Submit("")
	require.Equal(t, http.StatusConflict, late.Status)
	require.Equal(t, "Yana bir gap bor", late.Form("/uz/feedback").Values.Get("comment"), "what came too late for the case can be said as a concern")
	require.Equal(t, http.StatusOK, late.Form("/uz/feedback").Submit("").Status)
	require.Contains(t, b.Get("/uz/admin/feedback").Text(), "Yana bir gap bor")
	require.Contains(t, b.Get("/uz/admin/feedback").Text(), "Ikki hafta kutdim", "it waits again")
	for _, l := range locale.Langs {
		for _, path := range []string{strings.TrimPrefix(receipt, "/uz"), "/feedback", "/feedback/mine", "/feedback?kind=corruption"} {
			require.NotContains(t, aziz.Get("/"+string(l)+path).Body, "⟦")
		}
		require.NotContains(t, b.Get("/"+string(l)+strings.TrimPrefix(link, "/uz")).Body, "⟦")
	}
}

func TestJourney_feedback_signedOut(t *testing.T) {
	o := newOffice(t)
	v := o.Visitor()
	page := v.Get("/ru/feedback?page=/services/justice-review")
	require.Contains(t, page.Text(), "Sinov xizmati: review", "the footer of a service's page knows the service")
	page = page.Follow("Просили взятку")
	thanks := page.Form("/ru/feedback").Set("comment", "Просили деньги за печать").Submit("")
	require.Equal(t, http.StatusOK, thanks.Status)
	require.NotContains(t, o.SignIn("justice-head").Get("/ru/admin/feedback").Text(), "Просили деньги", "the office that it is about")

	trap := v.Get("/uz/feedback").Form("/uz/feedback").Set("quality", "1").Set("website", "http://spam").Submit("")
	require.Equal(t, http.StatusOK, trap.Status)
	var n int
	require.NoError(t, o.Pool.QueryRow(t.Context(), `SELECT count(*) FROM feedback_entries`).Scan(&n))
	require.Equal(t, 1, n, "what a machine sends is not kept")

	for range 12 {
		page = v.Get("/uz/feedback?kind=suggestion").Form("/uz/feedback").Set("comment", "Taklif").Submit("")
	}
	require.Equal(t, http.StatusTooManyRequests, page.Status)
	require.Equal(t, "Taklif", page.Form("/uz/feedback").Values.Get("comment"), "what was typed can be sent later")
	require.Contains(t, page.Text(), locale.Uz.T("feedback.too-many"))
	require.NotEmpty(t, page.Header.Get("Retry-After"))
	require.Equal(t, http.StatusSeeOther, o.Visitor().Stay().Get("/uz/feedback/mine").Status)
	require.Equal(t, http.StatusNotFound, v.Get("/uz/feedback/NOSUCHRECEIPT").Status)
}
