package browsertest

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// renew has Reads write what it hears instead of comparing it: go test ./internal/server/… -run Spoken -args -renew. Read the difference
// before you commit it, as somebody would hear it who sees nothing.
var renew = flag.Bool("renew", false, "write what the virtual screen reader says to testdata/spoken")

// Reads requires that a virtual screen reader says of the page what testdata/spoken keeps of it under that name, a phrase on a line. Figures, dates
// and numbers are left out, because they change.
func (b *Browser) Reads(name string) {
	b.t.Helper()
	said := strings.Join(b.spoken(), "\n") + "\n"
	path := filepath.Join("testdata", "spoken", name+".txt")
	if *renew {
		require.NoError(b.t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(b.t, os.WriteFile(path, []byte(said), 0o600))
	}
	kept, err := os.ReadFile(path)
	require.NoError(b.t, err, "nothing is kept of %s: run the test with -args -renew", b.URL())
	require.Equal(b.t, string(kept), said, "%s is read otherwise: where that is right, run the test with -args -renew", b.URL())
}

// spoken is what the screen reader says from the top of the page to its end. It is the npm package @guidepup/virtual-screen-reader.
func (b *Browser) spoken() (phrases []string) {
	b.t.Helper()
	packages := filepath.Join(root(b.t), "node_modules")
	bundle := exec.CommandContext(b.t.Context(), filepath.Join(packages, ".bin", "esbuild"),
		filepath.Join(packages, "@guidepup", "virtual-screen-reader", "lib", "esm", "index.browser.js"), "--format=iife", "--global-name=guidepup", "--log-level=error")
	script, err := bundle.Output()
	require.NoError(b.t, err, "@guidepup/virtual-screen-reader is not installed: run `npm ci`, or `make test`, which does")
	eval[bool](b, string(script)+"; globalThis.guidepup = guidepup; true")
	said := eval[[]string](b, `(async ({ virtual }) => {
		await virtual.start({ container: document.body });
		for (let n = 0; n < 5000 && await virtual.lastSpokenPhrase() !== "end of document"; n++) await virtual.next();
		const log = await virtual.spokenPhraseLog();
		await virtual.stop();
		return log;
	})(guidepup)`, chromedp.EvalAwaitPromise)
	inside := "" // what a link or a button is called, whose parts are said once more
	for _, phrase := range said {
		phrase = place.ReplaceAllString(strings.Join(strings.Fields(phrase), " "), "")
		end, ends := strings.CutPrefix(phrase, "end of ")
		switch {
		case ends && end == inside:
			inside = ""
		case inside != "" || quiet.MatchString(phrase):
		case ends && pressed.MatchString(end):
		default:
			phrase, level, _ := strings.Cut(phrase, ", level ")
			phrases = append(phrases, strings.TrimSuffix(figure.ReplaceAllString(phrase, "0")+", level "+level, ", level "))
			if pressed.MatchString(phrase) && slices.Contains(said, "end of "+phrase) {
				inside = phrase
			}
		}
	}
	return phrases
}

var (
	place   = regexp.MustCompile(`, level \d+, position \d+, set size \d+$`) // of an item of a list
	quiet   = regexp.MustCompile(`^(end of )?(paragraph|strong|emphasis|term|definition|time|listitem)$`)
	pressed = regexp.MustCompile(`^(link|button), `)
	figure  = regexp.MustCompile(`\d+(?:[\s.,:]\d+)*`)
)
