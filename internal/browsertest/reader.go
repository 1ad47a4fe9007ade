package browsertest

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
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
	script, err := reader(root(b.t))
	require.NoError(b.t, err, "@guidepup/virtual-screen-reader is not installed: run `npm ci`, or `make test`, which does")
	eval[bool](b, script+"; globalThis.guidepup = guidepup; true")
	said := eval[[]string](b, `(async ({ virtual }) => {
		await virtual.start({ container: document.body });
		for (let n = 0; n < 5000 && await virtual.lastSpokenPhrase() !== "end of document"; n++) await virtual.next();
		const log = await virtual.spokenPhraseLog();
		await virtual.stop();
		return log;
	})(guidepup)`, chromedp.EvalAwaitPromise)
	for i, phrase := range said {
		said[i] = place.ReplaceAllString(strings.Join(strings.Fields(phrase), " "), "")
	}
	inside := "" // what a link or a button is called, whose parts are said once more
	for _, phrase := range said {
		end, ends := strings.CutPrefix(phrase, "end of ")
		switch {
		case ends && end == inside:
			inside = ""
		case inside != "" || quiet.MatchString(phrase) || strings.HasPrefix(phrase, "option, "): // lists are closed
		case ends && pressed.MatchString(end):
		default:
			phrase, level, _ := strings.Cut(phrase, ", level ")
			phrases = append(phrases, strings.TrimSuffix(lasting(phrase)+", level "+level, ", level "))
			if pressed.MatchString(phrase) && slices.Contains(said, "end of "+phrase) {
				inside = phrase
			}
		}
	}
	return phrases
}

// reader is the script of the screen reader, put together once in a run of the tests.
func reader(repository string) (string, error) {
	bundling.Do(func() {
		packages := filepath.Join(repository, "node_modules")
		var out []byte
		out, errBundle = exec.Command(filepath.Join(packages, ".bin", "esbuild"), //nolint:noctx // for all tests of the run
			filepath.Join(packages, "@guidepup", "virtual-screen-reader", "lib", "esm", "index.browser.js"), "--format=iife", "--global-name=guidepup", "--log-level=error").Output()
		bundle = string(out)
	})
	return bundle, errBundle
}

var (
	bundling  sync.Once
	bundle    string
	errBundle error
)

// lasting is a phrase without what is another each day or in each application: months, days of the week, figures and codes are 0.
func lasting(phrase string) string {
	months, days := calendar()
	phrase = months.ReplaceAllString(code.ReplaceAllString(phrase, "0"), "${1}0${2}")
	return figure.ReplaceAllString(days.ReplaceAllString(phrase, "${1}0${2}"), "0")
}

// calendar finds the names of months, and those of days of the week behind a date, in every language and in whichever case they stand.
var calendar = sync.OnceValues(func() (months, days *regexp.Regexp) {
	var month, day []string
	for _, l := range locale.Langs {
		for n := range 12 {
			month = append(month, l.T("common.month."+strconv.Itoa(n+1)), l.T("common.month-name."+strconv.Itoa(n+1)))
		}
		for n := range 7 {
			day = append(day, strings.TrimRight(l.T("common.weekday."+strconv.Itoa(n)), "аьея"))
		}
	}
	return regexp.MustCompile(`(^|\P{L})(?:` + strings.Join(month, "|") + `)(\P{L}|$)`),
		regexp.MustCompile(`(\d, )(?:` + strings.Join(day, "|") + `)\p{L}{0,5}(\P{L}|$)`)
})

var (
	place   = regexp.MustCompile(`, level \d+, position \d+, set size \d+$`) // of an item of a list
	quiet   = regexp.MustCompile(`^(end of )?(paragraph|strong|emphasis|term|definition|time|listitem)$`)
	pressed = regexp.MustCompile(`^(link|button), `)
	code    = regexp.MustCompile(`\b[0-9A-Z]{4} ?[0-9A-Z]{4}\b`)
	figure  = regexp.MustCompile(`\d+(?:[\s.,:]\d+)*`)
)
