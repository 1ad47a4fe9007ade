package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
)

// Pushed hands the service worker a message as a push service would, with notices allowed.
func (b *Browser) Pushed(payload string) {
	b.t.Helper()
	b.do("push", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		allow := browser.SetPermissionParams{Origin: b.base, Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted}
		if _, err := cdp.Call(ctx, t, browser.SetPermission, allow); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, serviceworker.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: b.base, RegistrationID: "0", Data: payload})
		return err
	}))
}
