package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
)

// TestCase_masked: an official reads who applied and no number of his, until he asks for them; the applicant reads of that.
func TestCase_masked(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	_, err := o.Pool.Exec(t.Context(), `UPDATE application_payloads SET answers = answers || '{"purpose": "JSHSHIR 31204862260015, +998 90 123 45 67, AA1234567, aziz@pochta.example"}'`)
	require.NoError(t, err)
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
