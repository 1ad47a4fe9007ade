package signin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestSignin_inABrowser walks in and out in Chromium, on a narrow phone and on a desk, and lets axe look at each page.
// It also proves that cookies, the content policy and the redirects suit a browser that enforces them.
func TestSignin_inABrowser(t *testing.T) {
	p := servertest.New(t)
	for name, width := range map[string]int64{"phone": 360, "desk": 1280} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t, p.URL, width, 800)
			look := func(page string) {
				t.Helper()
				b.Axe()
				b.Fits()
				b.Screenshot(page + "-" + name)
			}
			b.Goto("/ru/cabinet/sessions")
			look("sign-in")
			b.Click(`main form button`)
			look("personas")
			b.Click(`form:has(input[value="nodira"]) button`)
			require.Equal(t, p.URL+"/ru/cabinet/sessions", b.URL())
			look("sessions")
			b.Goto("/ru/sign-in?level=signature")
			look("step-up")
			b.Goto("/ru/sign-in/level?level=signature")
			look("level")
			b.Goto("/ru/cabinet/sessions")
			b.Click(`form[action$="/end-all"] button`)
			require.Equal(t, p.URL+"/ru/signed-out", b.URL())
			look("signed-out")
			b.Goto("/ru/sign-in/unavailable")
			look("unavailable")
		})
	}
}
