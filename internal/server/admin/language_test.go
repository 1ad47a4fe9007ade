package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestLanguage_keepsWhatIsTyped changes the language on the forms of officials and of feedback while something is typed.
func TestLanguage_keepsWhatIsTyped(t *testing.T) {
	o := newOffice(t)
	same := func(page *servertest.Page, l locale.Lang) *servertest.Page {
		t.Helper()
		require.Equal(t, http.StatusOK, page.Status, page.Text())
		require.True(t, strings.HasPrefix(page.URL.Path, "/"+string(l)+"/"), page.URL.Path)
		require.Nil(t, page.First("div", "class", "govuk-error-summary"), "nothing is refused")
		return page
	}
	count := func(sql string) (n int) {
		require.NoError(t, o.Pool.QueryRow(t.Context(), sql).Scan(&n))
		return n
	}

	number := o.apply("aziz", catalogue.Review, 12)
	aziz, b := o.SignIn("aziz"), o.SignIn("justice-specialist")
	page := aziz.Get("/uz/feedback?kind=rating&application=" + number)
	f := same(page.Form("/feedback").Set("timeliness", "2").Set("comment", "Ikki hafta kutdim").In(locale.Ru), locale.Ru).Form("/feedback")
	require.Equal(t, "2", f.Values.Get("timeliness"))
	require.Equal(t, "Ikki hafta kutdim", f.Values.Get("comment"))
	require.Equal(t, number, f.Values.Get("application"))
	require.Equal(t, page.Form("/feedback").Values.Get("token"), f.Values.Get("token"), "still one form")
	require.Contains(t, f.Action, "application="+number, "the address says what it is about")
	require.Zero(t, count(`SELECT count(*) FROM feedback_entries`))
	concern := aziz.Get("/uz/feedback?kind=concern").Form("/feedback").Set("unnamed", "yes").In(locale.UzCyrl)
	require.Equal(t, "yes", same(concern, locale.UzCyrl).Form("/feedback").Values.Get("unnamed"))
	receipt := f.Submit("").URL.Path

	act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	ask := b.Get("/uz/admin/cases/"+number+"/actions/ask-correction").Form("/actions/").Set("mark", "years").Set("why-years", "Uzoq").Set("note", "Izoh")
	f = same(ask.In(locale.Ru), locale.Ru).Form("/actions/")
	require.Equal(t, []string{"years", "Uzoq", "Izoh"}, []string{f.Values.Get("mark"), f.Values.Get("why-years"), f.Values.Get("note")})
	require.Equal(t, ask.Values.Get("row"), f.Values.Get("row"), "whoever changed it meanwhile is still noticed")
	require.Equal(t, casework.InProcess, o.read("aziz", number).State)

	var link string
	for _, l := range b.Get("/uz/admin/feedback").Links() {
		if strings.HasPrefix(l, "/uz/admin/feedback/") {
			link = l
		}
	}
	f = same(b.Get(link+"?ready=mended").Form("/admin/feedback/").Set("body", "Rahmat.").In(locale.En), locale.En).Form("/admin/feedback/")
	require.Equal(t, "Rahmat.", f.Values.Get("body"))
	require.Equal(t, http.StatusOK, f.Submit("").Status)

	again := aziz.Get(receipt).Form("/reopen").Set("why", "Hali ham yoʻq").In(locale.En)
	require.Equal(t, "Hali ham yoʻq", same(again, locale.En).Form("/reopen").Values.Get("why"))
	require.Contains(t, aziz.Get(receipt).Text(), locale.Ru.T("feedback.answer-title"), "the case was not sent back")
}
