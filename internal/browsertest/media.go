package browsertest

import (
	"context"
	"encoding/json"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Media shows pages as that medium does ("print", or empty for the screen), with the features given in pairs of name
// and value: "forced-colors", "active".
func (b *Browser) Media(medium string, features ...string) {
	b.t.Helper()
	p := emulation.SetEmulatedMediaParams{Media: medium}
	for i := 0; i+1 < len(features); i += 2 {
		p.Features = append(p.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	b.do("show as "+medium, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, p)
		return err
	}))
}

// Offline tells pages that the connection is gone, or is back.
func (b *Browser) Offline(gone bool) {
	b.t.Helper()
	p := network.OverrideNetworkStateParams{Offline: gone, DownloadThroughput: -1, UploadThroughput: -1}
	b.do("go offline or back", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.OverrideNetworkState, p)
		return err
	}))
}

// Enlarge doubles the size of the text on the page, as people set it in their browser.
func (b *Browser) Enlarge() {
	b.t.Helper()
	eval[bool](b, `document.documentElement.style.fontSize = "200%"; true`)
}

// Shown reports whether anything that the selector finds takes room on the page.
func (b *Browser) Shown(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `[...document.querySelectorAll(`+quoted(selector)+`)].some(x => x.getClientRects().length > 0)`)
}

// Style is the values that a property of CSS has on what the selector finds, each once.
func (b *Browser) Style(selector, property string) []string {
	b.t.Helper()
	return eval[[]string](b, `[...new Set([...document.querySelectorAll(`+quoted(selector)+`)].map(x => getComputedStyle(x).getPropertyValue(`+quoted(property)+`)))]`)
}

// quoted is a string as a script writes it.
func quoted(s string) string {
	q, _ := json.Marshal(s) // a string can always be written
	return string(q)
}
