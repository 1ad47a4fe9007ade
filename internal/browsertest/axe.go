package browsertest

import (
	_ "embed" // what was reviewed
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// axeTags are the rules of WCAG 2.2 A and AA, and axe's best practices.
const axeTags = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`

// judged is what axe says of one rule.
type judged struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML   string `json:"html"`
		Target []any  `json:"target"`
		Reason string `json:"reason"` // why axe cannot decide
	} `json:"nodes"`
}

func (v judged) lines() (lines []string) {
	for _, n := range v.Nodes {
		lines = append(lines, fmt.Sprintf("%s (%s) %s: %v %.200s", v.ID, v.Help, n.Reason, n.Target, n.HTML))
	}
	return lines
}

// reviewed is what axe could not decide and somebody has looked at: the rule, where it may stand as a CSS selector, by what it has to be
// touched for that reason, and why it is no barrier.
//
//go:embed reviewed.json
var reviewed string

// Axe requires that axe finds no violation on the page. The rules come from the npm package axe-core.
func (b *Browser) Axe() {
	b.t.Helper()
	violations, _ := b.violations()
	var lines []string
	for _, v := range violations {
		lines = append(lines, v.lines()...)
	}
	require.Empty(b.t, lines, "axe on %s:\n%s", b.URL(), strings.Join(lines, "\n"))
}

// Barriers is what Axe would complain of, and what axe cannot decide but for what reviewed.json names: a line for each place.
func (b *Browser) Barriers() (lines []string) {
	b.t.Helper()
	violations, undecided := b.violations()
	for _, v := range violations {
		lines = append(lines, v.lines()...)
	}
	for _, v := range undecided {
		for _, line := range v.lines() {
			lines = append(lines, "look at it and name it in reviewed.json: "+line)
		}
	}
	return lines
}

// Sound requires of a page that axe finds nothing and that nothing scrolls sideways, and keeps its picture.
func (b *Browser) Sound(name string) {
	b.t.Helper()
	b.Seems(name)
	b.Axe()
}

// Seems requires of a page that nothing scrolls sideways, and keeps its picture: for a page that axe has seen in another
// size or language.
func (b *Browser) Seems(name string) {
	b.t.Helper()
	b.Screenshot(name)
	b.Fits()
}

func (b *Browser) violations() (violations, undecided []judged) {
	b.t.Helper()
	script, err := os.ReadFile(filepath.Join(root(b.t), "node_modules", "axe-core", "axe.min.js"))
	require.NoError(b.t, err, "axe-core is not installed: run `npm ci`, or `make test`, which does")
	if b.plain { // axe waits by timers, which the page may not run: its own scripts are not read again
		b.scripts(true)
		defer b.scripts(false)
	}
	eval[bool](b, string(script)+"; true")
	found := eval[[2][]judged](b, `axe.run(document, {runOnly: `+axeTags+`, resultTypes: ["violations", "incomplete"]}).then(({ violations, incomplete }) => {
		const known = `+reviewed+`;
		const touched = (e, by) => [...document.querySelectorAll(by)].some((o) => {
			const [a, b] = [e.getBoundingClientRect(), o.getBoundingClientRect()];
			return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
		});
		const fits = (x, e) => e?.matches(x.where) && (!x.by || touched(e, x.by));
		const reason = (n) => n.any.concat(n.all, n.none).map((c) => c.data?.messageKey ?? "").find(Boolean) ?? "";
		const open = ({ id, help, nodes }) => ({ id, help, nodes: nodes.map((n) => ({ html: n.html, target: n.target, reason: reason(n) }))
			.filter((n) => !known.some((x) => x.rule === id && (!x.reason || x.reason === n.reason) && fits(x, document.querySelector(n.target[0])))) });
		return [violations, incomplete.map(open).filter((x) => x.nodes.length > 0)];
	})`, chromedp.EvalAwaitPromise)
	return found[0], found[1]
}

// Obeys requires that the page's content security policy had nothing to refuse.
func (b *Browser) Obeys() {
	b.t.Helper()
	require.Empty(b.t, b.refused(), "the policy refused something on %s", b.URL())
}

func (b *Browser) refused() []string {
	b.t.Helper()
	return eval[[]string](b, `(() => {
		const watch = new ReportingObserver(() => {}, {types: ["csp-violation"], buffered: true});
		watch.observe();
		return watch.takeRecords().map(r => r.body.effectiveDirective + " " + r.body.blockedURL + " " + r.body.sample);
	})()`)
}

// root is the folder of go.mod, above the package under test.
func root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	require.NoError(tb, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		require.NotEqual(tb, parent, dir, "no go.mod above the test")
		dir = parent
	}
}
