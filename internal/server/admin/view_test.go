package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
)

// TestViews: an official keeps a state of the worklist, opens with it, removes it and takes that back; nobody else meets it.
func TestViews(t *testing.T) {
	o := newOffice(t)
	number := o.apply("aziz", catalogue.Review, 12)
	b, other := o.SignIn("justice-specialist"), o.SignIn("justice-head")
	list := b.Get("/uz/admin?queue=office&limit=50&text=Aziz&service=justice-review")
	var keep string
	for _, l := range list.Links() {
		if strings.HasPrefix(l, "/uz/admin/views?") {
			keep = l
		}
	}
	require.NotContains(t, keep, "Aziz", "a name is not kept")
	page := b.Get(keep)
	require.Contains(t, page.Text(), "Sinov xizmati: review")
	require.NotContains(t, page.Text(), "Avval yangilari")
	require.Contains(t, b.Get(keep+"&sort=newest").Text(), "Sinov xizmati: review, Avval yangilari")
	f := page.Form("/admin/views").Set("name", "Mening <ishim>").In(locale.Ru).Form("/admin/views")
	require.Equal(t, "Mening <ishim>", f.Values.Get("name"), "the language switch keeps what is typed")
	empty := page.Form("/admin/views").Set("name", " ").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, empty.Status)
	require.Contains(t, empty.Text(), "Nomini yozing")
	list = page.Form("/admin/views").Set("name", "Mening <ishim>").Submit("")
	require.Equal(t, "limit=50&queue=office&service=justice-review", list.URL.RawQuery)
	require.Contains(t, list.Text(), "Mening <ishim>")

	views := b.Get("/uz/admin/views").Form("/standard").Submit("")
	require.Contains(t, views.Text(), "birinchi ochiladi")
	require.Equal(t, "limit=50&queue=office&service=justice-review", b.Get("/uz/admin").URL.RawQuery, "the worklist opens with it")
	require.Equal(t, "queue=mine", b.Get("/uz/admin?queue=mine").URL.RawQuery)
	require.Empty(t, other.Get("/uz/admin").URL.RawQuery)
	require.NotContains(t, other.Get("/uz/admin/views").Text(), "<ishim>")
	for _, change := range []string{"standard", "usual", "remove"} {
		require.Equal(t, http.StatusNotFound, other.Post(strings.Replace(views.Form("/usual").Action, "usual", change, 1), url.Values{}).Status, change)
	}
	gone := views.Form("/remove").Submit("")
	require.Contains(t, gone.Text(), "olib tashlandi")
	require.Empty(t, b.Get("/uz/admin").URL.RawQuery)
	require.Contains(t, gone.Form("/restore").Submit("").Text(), "Mening <ishim>")
	require.Contains(t, b.Get("/uz/admin?text="+number).Text(), number[:3]+" "+number[3:6]+" "+number[6:], "a number is found from any queue")
	for _, who := range []string{"taskforce", "aziz"} {
		require.Equal(t, http.StatusForbidden, o.SignIn(who).Get("/uz/admin/views").Status, who)
	}

	desk := browsertest.New(t, o.URL, 360, 800)
	desk.SignIn("justice-specialist")
	for _, path := range []string{"/ru/admin/views?queue=office&due=week", "/uz-cyrl/admin?queue=office"} {
		desk.Goto(path)
		desk.Fits()
		desk.Axe()
		desk.Screenshot("views")
	}
}
