package browsertest

import (
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
	Tab    = kb.Tab
	Space  = " "
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
	b.follow("press a key", chromedp.KeyEvent(key, asKeyboards))
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

// Reach goes by Tab, from where the focus is, until it is on what the selector finds. On the way every stop has to show
// that it has the focus, inside the window and with nothing over it.
func (b *Browser) Reach(selector string) {
	b.t.Helper()
	for range 200 {
		if eval[bool](b, "document.activeElement.matches("+quoted(selector)+")") {
			return
		}
		b.Key(Tab)
		require.Empty(b.t, eval[string](b, behaviour+"; behaviour.focus()"), "the focus on %s", b.URL())
	}
	require.Failf(b.t, "not within reach of Tab", "%s on %s", selector, b.URL())
}
