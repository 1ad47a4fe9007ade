package browsertest

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// phoneAgent is what a telephone calls itself. Browsers say that they run on one whether or not pages may run scripts.
const phoneAgent = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"

// Plain opens a window 360 px wide on a telephone whose browser runs no scripts. The driver's own still work.
func Plain(t *testing.T, base string) *Browser {
	t.Helper()
	b := New(t, base, 360, 800)
	b.do("become a telephone", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
			UserAgent: phoneAgent, Platform: "Android",
			UserAgentMetadata: &emulation.UserAgentMetadata{Platform: "Android", PlatformVersion: "10", Model: "K", Mobile: true},
		})
		return err
	}))
	b.plain = true
	b.scripts(false)
	return b
}

// scripts lets the page run scripts from now on, or not. Those of a page that was read without them do not run later.
func (b *Browser) scripts(on bool) {
	b.t.Helper()
	b.do("switch scripts", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Forget throws the cookies away: nobody is signed in any more.
func (b *Browser) Forget() {
	b.t.Helper()
	b.do("forget", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

// Base is the address of the portal.
func (b *Browser) Base() string { return b.base }

// Status is what the server answered to the last page that was opened or sent.
func (b *Browser) Status() int { return b.status }

// HTML is the page as it stands.
func (b *Browser) HTML() string {
	b.t.Helper()
	return eval[string](b, "'<!DOCTYPE html>' + document.documentElement.outerHTML")
}

// Retype types over what the field holds, key by key.
func (b *Browser) Retype(selector, text string) {
	b.t.Helper()
	eval[bool](b, "(e => (e.focus(), e.select(), true))(document.querySelector("+quoted(selector)+"))")
	if text == "" {
		text = kb.Backspace
	}
	b.do("type into "+selector, chromedp.KeyEvent(text))
}

// Choose takes an option of a list by its value.
func (b *Browser) Choose(selector, value string) {
	b.t.Helper()
	b.Fill(selector, value)
	require.Equal(b.t, value, eval[string](b, "document.querySelector("+quoted(selector)+").value"), "%s has no such option on %s", selector, b.URL())
}

// Tick presses what the selector finds without a page that follows: a box, or one choice of several.
func (b *Browser) Tick(selector string) {
	b.t.Helper()
	label := eval[string](b, "document.querySelector("+quoted(selector)+").id")
	b.do("tick "+selector, chromedp.Click(`label[for=`+quoted(label)+`]`))
	require.True(b.t, eval[bool](b, "document.querySelector("+quoted(selector)+").checked"), "%s is not ticked on %s: something lies over it", selector, b.URL())
}

// Touch presses what the selector finds and stays on the page.
func (b *Browser) Touch(selector string) {
	b.t.Helper()
	b.do("press "+selector, chromedp.Click(selector))
}

// Attach chooses a file with that name and content.
func (b *Browser) Attach(selector, name string, content []byte) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	b.do("choose a file for "+selector, chromedp.SetUploadFiles(selector, []string{path}))
}

// Focus is the id of what has the focus, or its name, or its words.
func (b *Browser) Focus() string {
	b.t.Helper()
	return eval[string](b, `(e => e.id || e.getAttribute("name") || e.innerText || e.tagName)(document.activeElement)`)
}

// console is what pages complained of.
type console struct {
	sync.Mutex
	lines []string
}

// listen notes what pages write to the console, from now on.
func (b *Browser) listen() {
	messages := chromedp.Console(b.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			// A page that is sent back is an answer with the state of an error; every browser notes it.
			if m.Type == chromedp.ConsoleError && strings.Contains(m.Text, http.StatusText(http.StatusUnprocessableEntity)) {
				continue
			}
			if m.Type == chromedp.ConsoleError || m.IsException() || m.Source == "security" {
				b.console.Lock()
				b.console.lines = append(b.console.lines, m.String()+" "+m.URL)
				b.console.Unlock()
			}
		}
	}()
}

// Calm requires that no page has complained in the console so far, of its scripts, its policy or what it could not load.
func (b *Browser) Calm() {
	b.t.Helper()
	b.console.Lock()
	defer b.console.Unlock()
	require.Empty(b.t, b.console.lines, "complaints up to %s", b.URL())
}

// On is the same window for a test within the test.
func (b *Browser) On(t *testing.T) *Browser {
	t.Helper()
	return &Browser{t: t, ctx: b.ctx, base: b.base, width: b.width, height: b.height, plain: b.plain, console: b.console}
}
