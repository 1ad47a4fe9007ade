package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// Keys with names.
const (
	Enter  = kb.Enter
	Escape = kb.Escape
	Down   = kb.ArrowDown
	Up     = kb.ArrowUp
)

// Type types key by key into the field that the CSS selector finds, after what it holds.
func (b *Browser) Type(selector, text string) {
	b.t.Helper()
	b.do("type into "+selector, chromedp.SendKeys(selector, text))
}

// Key presses a key where the focus is.
func (b *Browser) Key(key string) {
	b.t.Helper()
	b.do("press a key", chromedp.KeyEvent(key, asKeyboards))
}

// Leave presses a key where the focus is and waits for the page that follows.
func (b *Browser) Leave(key string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key, asKeyboards)); err != nil {
		require.NoError(b.t, err, "press a key on %s\n%s", b.URL(), b.mainText())
	}
}

// asKeyboards makes a key what a keyboard sends: a page that takes it keeps it from typing and from sending a form.
func asKeyboards(p *input.DispatchKeyEventParams) {
	if p.Type == kb.KeyDown {
		p.Type = input.DispatchKeyEventTypeRawKeyDown
	}
}

// See waits until what the CSS selector finds is on the page for people to see.
func (b *Browser) See(selector string) {
	b.t.Helper()
	b.do("wait for "+selector, chromedp.WaitVisible(selector))
}

// Gone waits until what the CSS selector finds is hidden.
func (b *Browser) Gone(selector string) {
	b.t.Helper()
	b.do("wait until "+selector+" is gone", chromedp.WaitNotVisible(selector))
}
