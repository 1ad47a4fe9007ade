// Package browsertest drives a real Chromium for the few tests that need one: that pages work as people use them, and
// that axe finds no barrier on them.
package browsertest

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// stepLimit bounds every single step, so that a page that never comes fails its test and not the whole run.
const stepLimit = 30 * time.Second

// Browser is one window with cookies of its own. Every failed step fails the test and says on which page.
type Browser struct {
	t       *testing.T
	ctx     context.Context
	base    string
	width   int64
	height  int64
	plain   bool // pages run no scripts
	status  int  // of the last page
	console *console
}

// New opens a window of that size on the portal at base. A machine without Chromium fails the test: nothing is skipped.
func New(t *testing.T, base string, width, height int64) *Browser {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox,
		chromedp.Flag("headless", true),
		chromedp.Flag("disable-gpu", true),
		// As on phones. A bar that comes back after a screenshot would move the page under a press.
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("no-first-run", true),
		chromedp.Flag("disable-quic", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &Browser{t: t, ctx: ctx, base: strings.TrimSuffix(base, "/"), width: width, height: height, console: &console{}}
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, height)), "start Chromium")
	b.listen()
	return b
}

// Tab opens another tab of the same browser: it has the same cookies and storage.
func (b *Browser) Tab() *Browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	tab := &Browser{t: b.t, ctx: ctx, base: b.base, width: b.width, height: b.height, console: &console{}}
	require.NoError(b.t, chromedp.Do(ctx, chromedp.EmulateViewport(b.width, b.height)), "open a tab")
	tab.listen()
	return tab
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	require.Fail(t, "no Chromium on this machine", "install it (Debian: apt-get install chromium) or run `make test`, which does")
	return ""
}

func (b *Browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		require.NoError(b.t, err, "%s on %s\n%s", what, b.URL(), b.mainText())
	}
}

// Goto opens a path of the portal.
func (b *Browser) Goto(path string) {
	b.t.Helper()
	b.follow("open "+path, chromedp.Navigate(b.base+path))
}

// follow does steps that lead to another page and waits for it.
func (b *Browser) follow(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	b.status = 0
	answer, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		require.NoError(b.t, err, "%s on %s\n%s", what, b.URL(), b.mainText())
	}
	if answer != nil {
		b.status = int(answer.Status)
	}
}

// Click presses what the CSS selector finds and waits for the page that follows.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	b.near(selector)
	b.follow("press "+selector, chromedp.Click(selector))
}

// near scrolls to what the selector finds, as whoever wants to press it: what stands far down a page has no place before.
func (b *Browser) near(selector string) {
	b.t.Helper()
	b.do("wait for "+selector, chromedp.WaitReady(selector))
	eval[bool](b, `(document.querySelector(`+quoted(selector)+`)?.scrollIntoView({block: "center", behavior: "instant"}), true)`)
	b.drawn()
}

// drawn waits until the browser has drawn the page as it is now. A page whose scripts are off can't say when.
func (b *Browser) drawn() {
	b.t.Helper()
	if !b.plain {
		eval[bool](b, "new Promise(then => requestAnimationFrame(() => requestAnimationFrame(() => then(true))))", chromedp.EvalAwaitPromise)
	}
}

// Press is Click by the keyboard: it puts the focus on what the selector finds and presses Enter.
func (b *Browser) Press(selector string) {
	b.t.Helper()
	b.follow("press "+selector, chromedp.Focus(selector), chromedp.KeyEvent("\r"))
}

// SignIn signs a persona of the demonstration in, the way a person does it.
func (b *Browser) SignIn(persona string) {
	b.t.Helper()
	b.Goto("/uz/sign-in")
	b.Click(`main form[action*="/sign-in"] button`)
	b.Click(`form:has(input[value="` + persona + `"]) button`)
	b.Confirm(persona)
}

// Confirm goes on through the second step, where the page that was opened led an official to it.
func (b *Browser) Confirm(persona string) {
	b.t.Helper()
	if at := b.URL(); strings.Contains(at, "/cabinet/second-step") || strings.Contains(at, "/cabinet/factors") {
		b.second(persona, at)
	}
}

// second goes on through the second step of an official, with the code that the demonstration shows.
func (b *Browser) second(persona, at string) {
	b.t.Helper()
	shown := `code[data-persona="` + persona + `"]`
	b.Goto("/uz/demo/codes")
	for range 60 {
		if code := b.Text(shown); code != "" {
			_, query, _ := strings.Cut(at, "?")
			b.Goto("/uz/cabinet/second-step?" + query)
			b.Fill("#code", code)
			b.Click(`main form[action$="/cabinet/second-step"] button`)
			return
		}
		time.Sleep(time.Second)
		b.Goto("/uz/demo/codes")
	}
	require.Fail(b.t, "no code for "+persona)
}

// Fill types into the field that the CSS selector finds.
func (b *Browser) Fill(selector, value string) {
	b.t.Helper()
	b.do("fill "+selector, chromedp.SetValue(selector, value))
}

// Text is the text of what the CSS selector finds.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Text(selector))
	require.NoError(b.t, err, "read %s on %s", selector, b.URL())
	return s
}

// Has reports whether the page has what the CSS selector finds.
func (b *Browser) Has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, "document.querySelector("+quoted(selector)+") !== null")
}

// URL is the address of the page.
func (b *Browser) URL() string { return eval[string](b, "location.href") }

func (b *Browser) mainText() string {
	return eval[string](b, "(document.querySelector('main') || document.body || {innerText: ''}).innerText.slice(0, 1500)")
}

func eval[T any](b *Browser, script string, opts ...chromedp.EvaluateOption) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, opts...))
	require.NoError(b.t, err, "run %s", script)
	return v
}

// Fits requires that the page has no sideways scroll, and that no text is cut off at its edge.
func (b *Browser) Fits() {
	b.t.Helper()
	b.behaviour()
	require.Empty(b.t, b.judge("edges"), b.URL())
}

// Screenshot keeps a picture of the whole page among the test's artifacts, when somebody asks for these
// (go test -artifacts).
func (b *Browser) Screenshot(name string) {
	b.t.Helper()
	if asked := flag.Lookup("test.artifacts"); asked == nil || asked.Value.String() != "true" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	// The window is as high as the page meanwhile: what stands far down is painted only when a reader could see it.
	high := max(b.height, eval[int64](b, "document.documentElement.scrollHeight"))
	b.resize(b.width, high)
	defer b.resize(b.width, b.height)
	b.drawn()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), png, 0o600))
}

// Value is what a script of the page comes to; a promise is waited for.
func Value[T any](b *Browser, script string) T {
	b.t.Helper()
	return eval[T](b, script, chromedp.EvalAwaitPromise)
}

// Installable requires that the browser would put the portal on the home screen.
func (b *Browser) Installable() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepLimit)
	defer cancel()
	answer, err := chromedp.Call(ctx, page.GetInstallabilityErrors, cdp.Empty{})
	require.NoError(b.t, err)
	for _, e := range answer.InstallabilityErrors {
		require.Fail(b.t, "the portal cannot be installed", "%s %v on %s", e.ErrorID, e.ErrorArguments, b.URL())
	}
}

// Until waits until a script of the page comes to true.
func (b *Browser) Until(script string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return Value[bool](b, script) }, stepLimit, 50*time.Millisecond, "%s on %s", script, b.URL())
}
