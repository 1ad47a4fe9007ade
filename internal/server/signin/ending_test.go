package signin_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
	"github.com/yagona/portal/web/layout"
)

// TestEnding_inABrowser: three minutes before a session ends its person is warned, in each tab, and goes on with one press in any of them. The
// clocks of the portal and of the pages are turned, as for a computer that slept.
func TestEnding_inABrowser(t *testing.T) {
	p := servertest.New(t)
	b := browsertest.New(t, p.URL, 360, 780)
	b.SignIn("nodira")
	other := b.Tab()
	sleep := func(d time.Duration) {
		p.Clock.Pass(d)
		for _, tab := range []*browsertest.Browser{b, other} {
			browsertest.Value[bool](tab, `(() => {
				window.slept = (window.slept ?? 0) + `+ms(d)+`;
				if (!window.awake) { window.awake = Date.now; Date.now = () => window.awake() + window.slept; }
				document.dispatchEvent(new Event("visibilitychange"));
				return true;
			})()`)
		}
	}
	fresh := func() {
		t.Helper()
		for _, tab := range []*browsertest.Browser{b, other} {
			tab.Goto(devices)
			require.Equal(t, p.URL+devices, tab.URL())
			tab.Until(`performance.getEntriesByType("resource").some(({ name }) => name.includes("/ending."))`)
			tab.Until(`document.readyState === "complete"`)
		}
	}
	seen := func() (at time.Time) {
		require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT max(seen_at) FROM sessions`).Scan(&at))
		return at
	}

	fresh()
	require.InDelta(t, (30 * time.Minute).Seconds(), browsertest.Value[float64](b, `Number(document.getElementById("ending").dataset.left)`), 61)
	sleep(26 * time.Minute)
	require.False(t, b.Shown("#ending"))
	before := seen()
	sleep(90 * time.Second)
	for _, tab := range []*browsertest.Browser{b, other} {
		tab.See("#ending [data-press=stay]")
		require.False(t, tab.Shown("#ending [data-press=close]"))
		require.Equal(t, "ending-title", browsertest.Value[string](tab, `document.activeElement.id`), "who types presses no button by it")
		require.Equal(t, []string{"soon"}, browsertest.Value[[]string](tab, `[...document.querySelectorAll("#ending p:not([hidden])")].map(({ dataset }) => dataset.when)`))
	}
	require.Equal(t, before, seen(), "a warning moves nothing")
	b.Axe()
	b.Fits()
	b.Screenshot("ending")
	browsertest.Value[bool](b, `(window.connected = window.fetch, window.fetch = () => Promise.reject(new TypeError("no connection")), true)`)
	b.Touch("#ending [data-press=stay]")
	b.See(`#ending [data-when=failed]`)
	b.Touch("#ending [data-press=close]")
	b.Gone("#ending [data-press=close]")
	browsertest.Value[bool](b, `(window.fetch = window.connected, true)`)
	other.Touch("#ending [data-press=stay]")
	b.Gone("#ending [data-press=stay]")
	other.Gone("#ending [data-press=stay]")
	require.True(t, seen().After(before.Add(27*time.Minute)), "extended in one is extended in both")
	sleep(20 * time.Minute)
	require.False(t, b.Shown("#ending"))
	require.False(t, other.Shown("#ending"))

	// Who closes it, as Escape does, is here as well.
	sleep(8 * time.Minute)
	b.See("#ending [data-press=stay]")
	browsertest.Value[bool](b, `(document.getElementById("ending").close(), true)`)
	b.Gone("#ending [data-press=stay]")
	other.Gone("#ending [data-press=stay]")

	// The longest that a session lasts can't be moved, and who is signed out is told, with what he typed still there.
	_, err := p.Pool.Exec(t.Context(), `UPDATE sessions SET expires_at = $1`, p.Clock.Now().Add(2*time.Minute))
	require.NoError(t, err)
	fresh()
	b.See("#ending [data-press=stay]")
	b.Touch("#ending [data-press=stay]")
	b.See(`#ending [data-when=last]`)
	b.Touch("#ending [data-press=close]")
	b.Gone("#ending [data-press=close]")
	sleep(3 * time.Minute)
	b.See(`#ending [data-when=over]`)
	b.Touch("#ending [data-press=close]")
	b.Gone("#ending [data-press=close]")
	require.Equal(t, p.URL+devices, b.URL(), "the page stays as it is")
}

func ms(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// TestEnding: each page says when the session ends; who is signed out meanwhile signs in, and nothing that he sent before is lost by it.
func TestEnding(t *testing.T) {
	p := servertest.New(t)
	left := func(b *servertest.Browser) string {
		return servertest.Attr(b.Get(devices).First("dialog", "id", "ending"), "data-left")
	}
	require.Nil(t, p.Visitor().Get("/uz/help").First("dialog"), "a visitor has no session")
	aziz := p.SignIn("aziz")
	p.Clock.Pass(2 * time.Minute)
	require.Regexp(t, `^(1800|1799)$`, left(aziz))
	clerk := p.SignIn("cadastre-head")
	p.Clock.Pass(2 * time.Minute)
	require.Regexp(t, `^(900|899)$`, left(clerk))
	for _, l := range locale.Langs {
		page := aziz.Get("/" + string(l) + "/cabinet/sessions")
		require.Contains(t, page.Body, l.T("account.ending.soon", "Count", 3))
		require.Equal(t, "/"+string(l)+layout.StayPath, servertest.Attr(page.First("dialog", "id", "ending"), "data-stay"))
	}
	p.Clock.Pass(29 * time.Minute)
	stay := "/uz" + layout.StayPath
	answer := aziz.Post(stay, nil)
	require.Equal(t, http.StatusOK, answer.Status)
	require.Regexp(t, `^(1800|1799)$`, answer.Body)
	p.Clock.Pass(29 * time.Minute)
	require.True(t, signedIn(aziz))
	require.Equal(t, http.StatusMethodNotAllowed, aziz.Get(stay).Status, "no link or picture moves the end")
	p.Clock.Pass(31 * time.Minute)
	over := aziz.Post(stay, nil)
	require.Equal(t, "/uz/sign-in", over.URL.Path)
	var kept int
	require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE kept_path IS NOT NULL`).Scan(&kept))
	require.Zero(t, kept, "it takes the place of no form that came too late")
}
