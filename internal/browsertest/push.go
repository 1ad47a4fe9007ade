package browsertest

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Pushed hands the service worker a message as a push service would, with notices allowed.
func (b *Browser) Pushed(payload string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	_, err := chromedp.Call(ctx, browser.SetPermission, browser.SetPermissionParams{
		Origin: b.base, Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted,
	})
	require.NoError(b.t, err)
	_, err = chromedp.Call(ctx, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{
		Origin: b.base, RegistrationID: b.worker(ctx), Data: payload,
	})
	require.NoError(b.t, err)
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
