package browsertest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// pushPause is what the browser gets to draw a notice before its list is read: reading the list takes out of it what is
// written down and not drawn yet, so whoever reads on and on loses the notice he waits for.
const pushPause = 2 * time.Second

// Pushed hands the service worker a message as a push service would, with notices allowed, until the page's script comes
// to true. A push service delivers twice when it is not sure, and a notice that is shown already takes the place of itself.
func (b *Browser) Pushed(payload, script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	_, err := chromedp.Call(ctx, browser.SetPermission, browser.SetPermissionParams{
		Origin: b.base, Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted,
	})
	require.NoError(b.t, err)
	worker := b.worker(ctx)
	for {
		_, err = chromedp.Call(ctx, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{
			Origin: b.base, RegistrationID: worker, Data: payload,
		})
		require.NoError(b.t, err, script)
		time.Sleep(pushPause)
		if Value[bool](b, script) {
			return
		}
	}
}

// worker asks for the number of the portal's registration: it is not always the first, because leaving the page while
// the worker is fetched breaks the registration off.
func (b *Browser) worker(ctx context.Context) serviceworker.RegistrationID {
	b.t.Helper()
	find := func(e serviceworker.EventWorkerRegistrationUpdated) int {
		return slices.IndexFunc(e.Registrations, func(r *serviceworker.Registration) bool {
			return !r.IsDeleted && strings.HasPrefix(r.ScopeURL, b.base)
		})
	}
	// The browser tells what it has when it is asked to begin, so whoever asks again ends first.
	again := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, serviceworker.Disable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, serviceworker.Enable, cdp.Empty{})
		return err
	})
	known, err := chromedp.Run(ctx, chromedp.WaitEvent(serviceworker.WorkerRegistrationUpdated,
		func(e serviceworker.EventWorkerRegistrationUpdated) bool { return find(e) >= 0 }, again))
	require.NoError(b.t, err)
	return known.Registrations[find(known)].RegistrationID
}
