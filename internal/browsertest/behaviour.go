package browsertest

import (
	"context"
	_ "embed" // the script
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

//go:embed behaviour.js
var behaviour string

// tabsAtOnce is how many times Tab is pressed before the page is asked whether the walk is over.
const tabsAtOnce = 25

// glance is what is looked at in a window of one size.
type glance struct {
	width, height int64
	criterion     string // that the checks of the window are about; empty where each line names its own
	checks        []string
}

// glances are the windows in which a page is looked at: a telephone, the smallest window with what is folded away and what is not, the
// same with wider spaces, a telephone on its side, and there with text of twice the size.
var glances = []glance{
	{360, 780, "", []string{"pointer", "letters", "codes", "targets", "described", "status", "changes"}},
	{320, 640, "1.4.10 in 320 px", []string{"fits", "open(true)", "fits", "open(false)"}},
	{320, 640, "1.4.12 with wider spaces", []string{"space(true)", "fits", "space(false)"}},
	{640, 360, "1.3.4 on its side", []string{"lies", "fits"}},
	{640, 360, "1.4.4 with text of 200 %", []string{"enlarge(true)", "fits", "enlarge(false)"}},
}

// Behaves requires of the page what a browser can decide of WCAG 2.2 beyond the rules of axe: that it flows, bears other spaces and
// larger text, works by keyboard alone, shows the focus, does nothing unasked, and says what was wrong where it was.
func (b *Browser) Behaves() {
	b.t.Helper()
	wrong := b.Misbehaves()
	require.Empty(b.t, wrong, "%s:\n%s", b.URL(), strings.Join(wrong, "\n"))
}

// Misbehaves is what Behaves would complain of, a line for each place. The window has its size again afterwards.
func (b *Browser) Misbehaves() (wrong []string) {
	b.t.Helper()
	defer b.resize(b.width, b.height)
	b.behaviour()
	wrong = append(wrong, b.judge("errors")...) // before the focus goes elsewhere
	wrong = append(wrong, b.tabs()...)
	for _, g := range glances {
		b.resize(g.width, g.height)
		for _, check := range g.checks {
			for _, line := range b.judge(check) {
				wrong = append(wrong, strings.TrimSpace(g.criterion+" "+line))
			}
		}
	}
	return wrong
}

// SendEmpty takes out everything that is typed into the form with that action and sends it, though the browser may know better. It reports whether
// the page has such a form.
func (b *Browser) SendEmpty(action string) bool {
	b.t.Helper()
	form := "[...document.forms].find((f) => f.getAttribute('action') === " + quoted(action) + ")"
	if !eval[bool](b, "!!"+form) {
		return false
	}
	script := `((form) => {
		for (const e of form.elements) if (e.matches("textarea, input:not([type]), [type=text], [type=tel], [type=email]")) e.value = "";
		form.noValidate = true;
		form.requestSubmit([...form.elements].find((e) => e.matches("button[type=submit]:not([formaction], [tabindex])")) ?? null);
	})(` + form + `)`
	b.follow("send nothing to "+action, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: script})
		return err
	}))
	return true
}

// behaviour has the page know the checks.
func (b *Browser) behaviour() {
	b.t.Helper()
	eval[bool](b, behaviour+"; true")
}

func (b *Browser) judge(check string) []string {
	b.t.Helper()
	if !strings.HasSuffix(check, ")") {
		check += "()"
	}
	return eval[[]string](b, "behaviour."+check, chromedp.EvalAwaitPromise)
}

// tabs walks through the page by Tab alone, in the window as it is, from its top until it leaves it. What is folded away is open meanwhile.
func (b *Browser) tabs() []string {
	b.t.Helper()
	b.judge("open(true)")
	defer b.judge("open(false)")
	stops := eval[int](b, "behaviour.begin()")
	for pressed := 0; pressed < 3*stops+2*tabsAtOnce; pressed += tabsAtOnce {
		b.do(fmt.Sprintf("press Tab %d times", tabsAtOnce), chromedp.Func(pressTabs))
		if eval[bool](b, "behaviour.ended()") {
			break
		}
	}
	return b.judge("walked")
}

// pressTabs presses Tab and does not let it go: each key that comes up would cost the browser another picture of the page.
func pressTabs(ctx context.Context, t *chromedp.Target) error {
	down := kb.Encode('\t')[0]
	asKeyboards(down)
	for range tabsAtOnce {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *down); err != nil {
			return err
		}
	}
	return nil
}

func (b *Browser) resize(width, height int64) {
	b.t.Helper()
	b.do("resize the window", chromedp.EmulateViewport(width, height))
}
