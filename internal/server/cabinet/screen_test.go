package cabinet_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/form"
)

// together finds a service whose first page has several questions on a wide screen.
func (x *town) together(t *testing.T) *catalogue.Service {
	t.Helper()
	return x.service(t, "asks several things at once", func(s *catalogue.Service) bool {
		pages := form.Pages(s.Form, form.Together)
		return len(pages) > 0 && len(pages[0].Fields) > 1 && pages[0].Fields[0].Kind == form.KindText && s.Form[1].When == "" && s.Assurance != catalogue.Signature
	})
}

// TestScreens_oneThing fills in the same draft on a phone without scripts and on a wide screen.
func TestScreens_oneThing(t *testing.T) {
	x := newTown(t)
	svc := x.together(t)
	first, second := svc.Form[0].Key, svc.Form[1].Key
	wide := draftOf(x.SignIn("aziz"), svc.Code)
	path := wide.URL.Path
	require.True(t, asks(wide, first) && asks(wide, second), "a group stands together")

	b := browsertest.New(t, x.URL, 360, 800)
	b.SignIn("aziz")
	b.Goto("/uz/services/" + svc.Code + "/apply")
	b.Goto(path)
	require.True(t, b.Has("#"+first))
	require.False(t, b.Has("#"+second) || b.Has("#"+second+"-day"), "one thing on a phone")
	b.Fill("#"+first, "Bir narsa")
	b.Click(`button[value="next"]`)
	require.True(t, strings.HasSuffix(strings.Split(b.URL(), "?")[0], "/"+second), b.URL())
	b.Sound("one-thing")

	aziz := x.SignIn("aziz")
	both := aziz.Get(strings.TrimPrefix(strings.Split(b.URL(), "?")[0], x.URL))
	require.Equal(t, http.StatusOK, both.Status)
	require.True(t, asks(both, first) && asks(both, second), "the same address on a wide screen is the page with both")
	require.Equal(t, "Bir narsa", both.Form("/apply/").Values.Get(first))
}

// TestScreens_offline sends a page without a connection: what was typed stays in the page alone and goes by itself.
func TestScreens_offline(t *testing.T) {
	x := newTown(t)
	svc := x.together(t)
	key := svc.Form[0].Key
	path := draftOf(x.SignIn("aziz"), svc.Code).URL.Path
	b := browsertest.New(t, x.URL, 360, 800)
	b.SignIn("aziz")
	b.Goto("/uz/services/" + svc.Code + "/apply")
	b.Goto(path)
	b.Type("#"+key, "Uzilgan aloqa")
	b.Offline(true)
	require.True(t, browsertest.Value[bool](b, `document.querySelector("button[value=next]").click() || true`))
	b.Until(`!document.getElementById("offline-note").hidden`)
	b.Sound("offline-note")
	require.True(t, browsertest.Value[bool](b, `localStorage.length === 0 && sessionStorage.length === 0`), "nothing personal is stored on the device")
	require.Empty(t, x.answered(t, svc.Code, key))
	b.Offline(false)
	b.Until(`document.getElementById("` + key + `") === null || document.getElementById("` + key + `").value === ""`)
	require.Equal(t, []any{"Uzilgan aloqa"}, x.answered(t, svc.Code, key))
}
