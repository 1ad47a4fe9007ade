package admin_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/internal/workday"
)

func TestJourney_visit(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Inspection, 12)
	b := o.SignIn("justice-specialist")
	page := act(b.Get("/uz/admin/cases/"+number), "claim", nil)
	day := o.Clock.Now().AddDate(0, 0, 3)
	for !workday.New().Works(day) {
		day = day.AddDate(0, 0, 1)
	}
	at := day.In(workday.Zone).Format(time.DateOnly) + "T10:00"
	page = act(page, "schedule-visit", func(f *servertest.Form) { f.Set("at", at).Set("place", "Mustaqillik maydoni, 1") })
	require.Contains(t, page.Text(), "Mustaqillik maydoni, 1 · Xodim: "+o.Principal("justice-specialist").Name)
	require.Contains(t, b.Get("/uz/admin").Body, "/uz/admin/visits")
	require.Contains(t, b.Get("/uz/admin/visits").Text(), "Mustaqillik maydoni, 1")
	require.Contains(t, o.SignIn("justice-head").Get("/uz/admin/visits?of=office").Text(), "Mustaqillik maydoni, 1")
	require.NotContains(t, o.SignIn("justice-head").Get("/uz/admin/visits").Text(), "Mustaqillik maydoni, 1")
	require.NotContains(t, o.SignIn("cadastre-specialist").Get("/uz/admin/visits?of=office").Text(), "Mustaqillik maydoni, 1")

	at = "/uz/admin/cases/" + number + "/actions/record-result"
	page = b.Get(at)
	page = page.Form("/actions/record-result").Set("exits", "yes").Set("width", "keng").Submit("Saqlab")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status, "what is no number is not lost in silence")
	require.Equal(t, "keng", page.Form("/actions/record-result").Values.Get("width"))
	page = page.Form("/actions/record-result").Set("width", "1,5").Submit("Saqlab")
	require.Contains(t, page.Text(), "Yozganlaringiz saqlandi", "no conclusion is needed to go on later")
	page = b.Get(at)
	require.Equal(t, "yes", page.Form("/actions/record-result").Values.Get("exits"))
	page = page.Form("/actions/record-result").Attach("photos-file", "eshik.exe", []byte("MZ\x90\x00program")).Submit(recordIt)
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	russian := page.Form("/actions/record-result").Set("result-note", "Hammasi joyida.").In(locale.Ru)
	require.Equal(t, "Hammasi joyida.", russian.Form("/actions/record-result").Values.Get("result-note"))
	page = page.Form("/actions/record-result").Attach("photos-file", "eshik.png", photo(t)).Set("result-passed", "yes").Set("result-note", "Hammasi joyida.").Submit(recordIt)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.Text(), "Hammasi joyida.")
	require.Contains(t, page.Text(), "Eshik kengligi, m 1,5")
	citizen := o.SignIn("aziz").Get("/uz/applications/" + number)
	require.Contains(t, citizen.Text(), "Eshik kengligi, m 1,5")
	file := regexp.MustCompile(`/uz/applications/` + number + `/visits/files/[^"]+`).FindString(citizen.Body)
	require.NotEmpty(t, file)
	require.Equal(t, http.StatusOK, o.SignIn("aziz").Get(file).Status)
	require.Equal(t, http.StatusNotFound, o.SignIn("malika").Get(file).Status)
	require.Equal(t, http.StatusOK, b.Get(strings.Replace(file, "/applications/", "/admin/cases/", 1)).Status)
	require.Equal(t, http.StatusNotFound, o.SignIn("cadastre-specialist").Get(strings.Replace(file, "/applications/", "/admin/cases/", 1)).Status)
	page = b.Get("/uz/admin/cases/" + number)
	act(page, "grant", func(*servertest.Form) {})
	require.Equal(t, casework.Done, o.read("aziz", number).State)
}

const recordIt = "Natijani yozish"

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))))
	return b.Bytes()
}
