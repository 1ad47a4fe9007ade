package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestNotices: officials read of terms that run out, apart from what concerns them as people, and both sides of the case
// read what was done about it.
func TestNotices(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	a := o.read("aziz", number)
	require.Contains(t, o.SignIn("justice-specialist").Get("/uz/admin/notices").Text(), "Xabarnoma yoʻq")
	o.Clock.Pass(a.DueAt.Sub(o.Clock.Now()) + time.Hour)
	require.NoError(t, o.cases.EscalateDue(t.Context()))
	require.NoError(t, o.cases.EscalateDue(t.Context()))

	b, head := o.SignIn("justice-specialist"), o.SignIn("justice-head") // sessions of days ago are over
	list := b.Get("/uz/admin?queue=office")
	require.Contains(t, list.Text(), "rahbar xabardor")
	require.Contains(t, strings.Join(list.Links(), " "), "/uz/admin/notices")
	page := b.Get("/uz/admin/notices")
	require.Contains(t, page.Text(), "Muddat tugayapti")
	require.Contains(t, page.Text(), "Oʻqilmagan: 1")
	require.NotContains(t, page.Text(), a.Applicant)
	require.Contains(t, strings.Join(page.Links(), " "), "/uz/admin/cases/"+number)
	require.NotContains(t, page.Form("/admin/notices/read").Submit("").Text(), "Oʻqilmagan")
	require.Contains(t, head.Get("/uz/admin/notices").Text(), "Sababini aniqlang")
	require.NotContains(t, o.SignIn("cadastre-specialist").Get("/uz/admin/notices").Text(), "Muddat tugayapti")
	for who, want := range map[string]int{"taskforce": http.StatusForbidden, "aziz": http.StatusForbidden} {
		v := o.SignIn(who)
		require.Equal(t, want, v.Get("/uz/admin/notices").Status, who)
		require.Equal(t, want, v.Post("/uz/admin/notices/read", url.Values{}).Status, who)
	}
	for _, l := range locale.Langs {
		for _, path := range []string{"/admin/notices", "/admin?queue=office", "/admin/cases/" + number} {
			require.NotContains(t, head.Get("/"+string(l)+path).Body, "⟦", "%s in %s", path, l)
		}
	}
	require.Contains(t, head.Get("/uz/admin/cases/"+number).Text(), "idora rahbariga xabar berildi")

	// What is late and who knows of it stands in the list without pushing it off the screen.
	desk := browsertest.New(t, o.URL, 1024, 800)
	desk.SignIn("justice-specialist")
	desk.Goto("/ru/admin?queue=office")
	desk.Fits()
	desk.Axe()
}
