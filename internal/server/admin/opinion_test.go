package admin_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestJourney_opinion: another office is asked beside the case, reads it, answers, and the applicant learns that it was asked.
func TestJourney_opinion(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	clerk, asked := o.SignIn("justice-specialist"), o.SignIn("cadastre-head")
	require.Equal(t, http.StatusNotFound, asked.Get("/uz/admin/cases/"+number).Status)
	page := act(clerk.Get("/uz/admin/cases/"+number), "claim", nil)
	question := func(authority, region string) func(*servertest.Form) {
		return func(f *servertest.Form) {
			f.Set("authority", authority).Set("where", region).Set("note", "Yer kimniki?")
		}
	}
	wrong := act(page, "ask-opinion", question("justice", o.read("aziz", number).Region))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), locale.Uz.T("casework.opinion_own"))
	kept := wrong.Form("/actions/ask-opinion")
	require.Equal(t, "Yer kimniki?", kept.Values.Get("note"))
	require.Equal(t, "3", kept.Values.Get("days"), "as usual")
	require.Contains(t, wrong.Text(), locale.Uz.T("casework.opinion.question"))
	page = act(page, "ask-opinion", question("cadastre", ""))
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), locale.Uz.T("casework.opinion.title"))

	list := asked.Get("/uz/admin?queue=opinions")
	require.Contains(t, list.Body, "/admin/cases/"+number)
	require.Contains(t, asked.Get("/uz/admin/notices").Text(), locale.Uz.T("notify.opinion-asked.title"))
	require.NotContains(t, o.SignIn("justice-second").Get("/uz/admin?queue=opinions").Body, "/admin/cases/"+number)
	page = asked.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), "Yer kimniki?")
	require.Contains(t, page.Text(), locale.Uz.T("casework.opinion.runs"))
	require.NotContains(t, strings.Join(page.Links(), " "), "/actions/grant", "who is asked decides nothing")
	require.Empty(t, buttons(page, "/actions/claim"))
	row := url.Values{"row": {strconv.Itoa(o.read("aziz", number).Row)}, "note": {"x"}}
	require.Equal(t, http.StatusForbidden, asked.Post("/uz/admin/cases/"+number+"/actions/grant", row).Status)
	o.speaks(asked, "/admin/cases/"+number)
	o.speaks(asked, "/admin?queue=opinions")
	o.speaks(clerk, "/admin/cases/"+number+"/actions/withdraw-opinion")
	page = act(page, "answer-opinion", func(f *servertest.Form) {
		require.Contains(t, f.Page().Text(), "Yer kimniki?", "what is asked stands above the answer")
		require.Contains(t, f.Page().Text(), locale.Uz.T("casework.opinion.answer"))
		f.Set("note", "Davlatniki ekan.")
	})
	require.Equal(t, http.StatusOK, page.Status)
	require.NotContains(t, asked.Get("/uz/admin?queue=opinions").Body, "/admin/cases/"+number)

	page = clerk.Get("/uz/admin/cases/" + number)
	require.Contains(t, page.Text(), "Davlatniki ekan.")
	require.Contains(t, clerk.Get("/uz/admin/notices").Text(), locale.Uz.T("notify.opinion-answered.title"))
	mine := o.SignIn("aziz").Get("/uz/applications/" + number)
	for _, event := range []string{"ask-opinion", "answer-opinion"} {
		require.Contains(t, mine.Text(), locale.Uz.T("casework.event."+event)+": "+catalogue.Lists().Office("cadastre", locale.Uz))
	}
	require.NotContains(t, mine.Text(), "Yer kimniki?")
	require.NotContains(t, mine.Text(), "Davlatniki ekan.")
	require.Contains(t, act(page, "grant", func(*servertest.Form) {}).Text(), locale.Uz.T("casework.event.grant"))
}
