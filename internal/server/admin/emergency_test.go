package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestEmergency: an official of another authority reads a case that cannot wait, for an hour and nothing more, and those
// whom it concerns know of it at once.
func TestEmergency(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	b := o.SignIn("agriculture-specialist")
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/cases/"+number).Status)
	list := b.Get("/uz/admin?queue=office&text=" + number)
	require.Contains(t, strings.Join(list.Links(), " "), "/uz/admin/emergency")

	const why = "Uyda odam bor, gaz chiqmoqda, egasining telefoni kerak."
	form := b.Get("/uz/admin/emergency").Form("/admin/emergency")
	short := form.Set("number", number).Set("reason", "Kerak.").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, short.Status)
	require.Contains(t, short.Text(), "kamida 20 ta belgi")
	ru := short.Form("/admin/emergency").In(locale.Ru)
	require.Equal(t, "Kerak.", ru.Form("/admin/emergency").Values.Get("reason"))
	unknown := short.Form("/admin/emergency").Set("number", "999 999 999").Set("reason", why).Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, unknown.Status)
	require.Contains(t, unknown.Text(), "Bunday raqamli ariza yoʻq")
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/cases/"+number).Status, "nothing is open yet")

	long := form.Set("number", number).Set("reason", strings.Repeat("ў", casework.MaxEmergencyText+1))
	for _, l := range locale.Langs {
		page := b.Post("/"+string(l)+"/admin/emergency", long.Values)
		require.Equal(t, http.StatusUnprocessableEntity, page.Status)
		require.Contains(t, page.Text(), l.T("emergency.too_long", "Limit", casework.MaxEmergencyText))
	}
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/cases/"+number).Status, "nothing is open yet")

	page := unknown.Form("/admin/emergency").Set("number", number[:3]+" "+number[3:6]+" "+number[6:]).Submit("")
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, "/uz/admin/cases/"+number, page.Path())
	require.Contains(t, page.Text(), "Favqulodda ochilgan")
	require.NotContains(t, page.Body, "/actions/", "it is there to be read")
	a := o.read("aziz", number)
	require.NotEqual(t, http.StatusOK, b.Post("/uz/admin/cases/"+number+"/actions/claim", url.Values{"row": {"1"}}).Status)
	require.Equal(t, a.Row, o.read("aziz", number).Row)

	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM messages WHERE event = 'emergency' AND account_id = $1 AND args->'Reason'->>'uz' = $2`, o.IDs["aziz"], why))
	for _, head := range []string{"justice-head", "agriculture-head"} {
		require.Contains(t, o.SignIn(head).Get("/uz/admin/notices").Text(), "“"+why+"”", "his own sentence, with its full stop")
	}
	require.NotContains(t, strings.Join(o.SignIn("agriculture-head").Get("/uz/admin/notices").Links(), " "), number)

	o.Clock.Pass(casework.EmergencyLasts + time.Minute)
	b = o.SignIn("agriculture-specialist")
	require.Equal(t, http.StatusNotFound, b.Get("/uz/admin/cases/"+number).Status, "the hour is over")
	longest := strings.Repeat("ў", casework.MaxEmergencyText)
	require.Equal(t, http.StatusOK, b.Get("/uz/admin/emergency").Form("/admin/emergency").Set("number", number).Set("reason", longest).Submit("").Status)
	require.Equal(t, 1, o.count(t, `SELECT count(*) FROM messages WHERE event = 'emergency' AND account_id = $1 AND args->'Reason'->>'uz' = $2`, o.IDs["aziz"], longest), "nothing is cut off")
	o.Clock.Pass(casework.EmergencyLasts + time.Minute)
	b = o.SignIn("agriculture-specialist")
	for range casework.MaxEmergencies - 2 {
		require.Equal(t, http.StatusOK, b.Get("/uz/admin/emergency").Form("/admin/emergency").Set("number", number).Set("reason", why).Submit("").Status)
		o.Clock.Pass(casework.EmergencyLasts + time.Minute)
		b = o.SignIn("agriculture-specialist")
	}
	most := b.Get("/uz/admin/emergency").Form("/admin/emergency").Set("number", number).Set("reason", why).Submit("")
	require.Equal(t, http.StatusTooManyRequests, most.Status)
	require.Contains(t, most.Text(), "koʻpi bilan 5 ta ish")

	for who, want := range map[string]int{"taskforce": http.StatusForbidden, "aziz": http.StatusForbidden} {
		v := o.SignIn(who)
		require.Equal(t, want, v.Post("/uz/admin/emergency", url.Values{"number": {number}, "reason": {why}}).Status, who)
	}
	require.Equal(t, "/uz/admin/cases/"+number, o.SignIn("justice-specialist").Post("/uz/admin/emergency", url.Values{"number": {number}, "reason": {why}}).Path(), "one's own case is simply opened")
	require.Equal(t, casework.MaxEmergencies, o.count(t, `SELECT count(*) FROM audit_entries WHERE action = 'application.emergency'`))
}
