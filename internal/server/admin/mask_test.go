package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/feedback"
	"github.com/yagona/portal/internal/form"
	"github.com/yagona/portal/internal/keyring/keyringtest"
)

// TestCase_masked: an official reads who applied and no number of his, until he asks for them; the applicant reads of that.
func TestCase_masked(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	for id, answers := range keyringtest.Documents[form.Answers](t, o.Pool, casework.SealedOfApplication[0]) {
		answers["purpose"] = "JSHSHIR 31204862260015, +998 90 123 45 67, AA1234567, aziz@pochta.example"
		keyringtest.Rewrite(t, o.Pool, casework.SealedOfApplication[0], id, answers)
	}
	b, path := o.SignIn("justice-specialist"), "/en/admin/cases/"+number
	secrets := []string{"31204862260015", "123 45 67", "AA1234567", "aziz@"}
	page := b.Get(path)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), o.Principal("aziz").Name)
	for _, secret := range secrets {
		require.NotContains(t, page.Body, secret)
	}
	require.Contains(t, page.Text(), "•••0015, •••4567, •••567, •••@pochta.example")
	looks := func() string { return o.SignIn("aziz").Get("/en/cabinet/looks").Text() }
	require.NotContains(t, looks(), "Personal numbers")

	shown := page.Form("/show").Submit("")
	require.Equal(t, http.StatusOK, shown.Status)
	for _, secret := range secrets {
		require.Contains(t, shown.Body, secret)
	}
	require.Contains(t, looks(), "Personal numbers in application")
	require.NotContains(t, b.Get(path).Body, secrets[0], "each page is asked for")
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-specialist").Post(path+"/show", url.Values{}).Status)
	require.NotContains(t, strings.Join(shown.Links(), " "), "/show", "the language switch leads to the page that is masked")
}

// TestForms_masked: what an official typed comes back as it was typed on a page that is masked, and so is it kept.
func TestForms_masked(t *testing.T) {
	o := newOffice(t)
	const said = "Qoʻngʻiroq qiling: +998 90 123 45 67, JSHSHIR 31204862260015, aziz@pochta.example"
	number := o.apply("aziz", catalogue.Review, 12)
	b := o.SignIn("justice-specialist")
	act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	path := "/admin/cases/" + number + "/actions/ask-correction"
	again := b.Get("/uz"+path).Form("/actions/ask-correction").Set("mark", "years").Set("why-years", said).Submit("Oldindan koʻrish")
	require.Equal(t, said, again.Form("/actions/ask-correction").Values.Get("why-years"))
	require.Equal(t, http.StatusOK, again.Form("/actions/ask-correction").Submit("").Status)
	require.Equal(t, said, o.read("aziz", number).Marks[0].Reason)

	o.Visitor().Get("/uz/feedback?kind=concern&page=/services/justice-review").Form("/uz/feedback").Set("comment", "Meni qabul qilishmadi").Set("contact", "someone@example.uz").Submit("")
	link := "/uz/admin/feedback/" + o.one(`SELECT number FROM feedback_cases`)
	long := b.Get(link).Form(link).Set("body", said+strings.Repeat("ў", feedback.MaxComment)).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, long.Status)
	require.NotContains(t, long.Text(), "someone@example.uz", "the page is masked still")
	require.Contains(t, long.Form(link).Values.Get("body"), said)
	require.Equal(t, http.StatusOK, long.Form(link).Set("body", said).Submit("").Status)
	require.Equal(t, said, o.one(`SELECT body FROM feedback_events WHERE kind = 'answered'`))
}
