package cabinet_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/casework"
	"github.com/yagona/portal/internal/catalogue"
)

// everythingKept is all that the browser has on the device, by address: caches, and what scripts may store.
const everythingKept = `(async () => {
	const kept = {storage: JSON.stringify({...localStorage, ...sessionStorage})};
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) kept[new URL(request.url).pathname] = await (await cache.match(request, {ignoreVary: true})).text();
	}
	return kept;
})()`

// personalPath is an address that leads to somebody's own, or to the door before it.
var personalPath = regexp.MustCompile(`/(sign-in|signed-out|cabinet|apply|applications|documents|inbox|data|files|feedback|track|verify|admin|taskforce|demo|auth)(/|$)`)

// TestOffline_nothingPersonalIsKept walks through everything that a person has, with the service worker at work, and
// looks at all that stays on the device.
func TestOffline_nothingPersonalIsKept(t *testing.T) {
	x := newTown(t)
	number := x.stateOf(t, x.SignIn("aziz"), "aziz", casework.Done, catalogue.Extract)
	who := x.Principal("aziz")
	b := browsertest.New(t, x.URL, 360, 800)
	const before, during = "/uz/services/residence-certificate", "/uz/services/tax-debt-certificate"
	kept := func(path string) string {
		return `caches.match("` + path + `", {ignoreVary: true}).then(x => x !== undefined)`
	}

	b.Goto(before)
	b.Until(kept(before))
	b.SignIn("aziz")
	for _, path := range []string{
		"/uz/cabinet", "/uz/applications", "/uz/applications/" + number, "/uz/documents", "/uz/inbox", "/uz/data", "/uz/data/vehicle",
		during + "/apply", "/uz/cabinet/sessions", "/uz/sign-in", "/uz/sign-in/expired", "/uz/verify", "/uz/track", "/uz/", "/uz/services?q=pasport",
		"/uz/topics/taxes", before, during,
	} {
		b.Goto(path)
	}
	require.True(t, b.Has(".app-footer__leave"), "signed in")
	b.Until(kept(during))
	b.Until(kept("/uz/services/index.json"))

	for path, body := range browsertest.Value[map[string]string](b, everythingKept) {
		require.NotRegexp(t, personalPath, path)
		for _, secret := range append(strings.Fields(who.Name)[:2], who.PINFL, number) { // the rest says "son of"
			require.NotContains(t, body, secret, path)
		}
		if strings.HasPrefix(body, "<!") {
			require.Contains(t, body, `/sign-in?next=`, "%s is drawn for a visitor", path)
			require.NotContains(t, body, `/sign-out`, path)
		}
	}

	b.Click(`.app-footer__leave button`)
	require.True(t, strings.HasSuffix(b.URL(), "/uz/signed-out"), b.URL())
	b.Until(kept("/uz/offline"))
	for path := range browsertest.Value[map[string]string](b, everythingKept) {
		require.NotContains(t, path, "/uz/services/residence", "the next person at this device does not see what was read")
		require.NotRegexp(t, personalPath, path)
	}
}
