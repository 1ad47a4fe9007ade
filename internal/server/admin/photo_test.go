package admin_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// TestJourney_feedbackPhoto is a photo that somebody who is signed out adds to a concern: it outlives what is wrong with the
// form, only officials who see the case get it, and then as a file to be saved.
func TestJourney_feedbackPhoto(t *testing.T) {
	o := newOffice(t)
	v := o.Visitor()
	page := v.Get("/uz/feedback?kind=concern&service=justice-review")
	require.NotNil(t, page.First("input", "name", "photo-file", "accept", "image/jpeg,image/png"))
	require.Nil(t, v.Get("/uz/feedback?kind=suggestion").First("input", "name", "photo-file"), "nobody would look at it")

	var camera bytes.Buffer
	require.NoError(t, jpeg.Encode(&camera, image.NewGray(image.Rect(0, 0, 64, 48)), nil))
	wrong := page.Form("/uz/feedback").Set("comment", "Navbat eshikkacha").Attach("photo-file", "navbat.html", []byte("<html><script>alert(1)</script>")).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	require.Contains(t, wrong.Text(), locale.Uz.T("document.no-photo"))
	wrong = wrong.Form("/uz/feedback").Set("comment", "").Attach("photo-file", "IMG_0042.jpg", camera.Bytes()).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.Status)
	id := wrong.Form("/uz/feedback").Values.Get("photo")
	require.Len(t, id, 26, "the photo is kept beside what is to be mended")
	require.Equal(t, id, wrong.Form("/uz/feedback").In(locale.Ru).Form("/ru/feedback").Values.Get("photo"), "and through the language switch")
	require.Empty(t, wrong.Form("/uz/feedback").Submit(locale.Uz.T("form.file.drop")).Form("/uz/feedback").Values.Get("photo"))

	thanks := wrong.Form("/uz/feedback").Set("comment", "Navbat eshikkacha").Submit(locale.Uz.T("feedback.send"))
	require.Equal(t, http.StatusOK, thanks.Status)
	require.Contains(t, thanks.Text(), locale.Uz.T("photo.sent"))
	require.NotContains(t, thanks.Body, id, "a public page does not lead to it")

	link := "/uz/admin/feedback/" + o.one(`SELECT number FROM feedback_cases`)
	desk := o.SignIn("justice-specialist")
	require.Contains(t, desk.Get(link).Links(), link+"/photo")
	file := desk.Get(link + "/photo")
	require.Equal(t, http.StatusOK, file.Status)
	require.Equal(t, "image/jpeg", file.Header.Get("Content-Type"))
	require.True(t, strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment"), file.Header)
	require.Contains(t, file.Header.Get("Content-Security-Policy"), "sandbox")
	require.Equal(t, "private, no-store", file.Header.Get("Cache-Control"))
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-head").Get(link+"/photo").Status)
	for _, who := range []string{"aziz", "taskforce"} {
		require.NotEqual(t, http.StatusOK, o.SignIn(who).Get(link+"/photo").Status, who)
	}
	require.NotEqual(t, "image/jpeg", v.Get(link+"/photo").Header.Get("Content-Type"))

	_, err := o.Pool.Exec(t.Context(), `UPDATE uploads SET scanned_at = NULL WHERE id = $1`, id)
	require.NoError(t, err)
	require.NotContains(t, desk.Get(link).Links(), link+"/photo", "not before the scanner has seen it")
	require.Equal(t, http.StatusServiceUnavailable, desk.Get(link+"/photo").Status)
}
