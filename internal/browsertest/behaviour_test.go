package browsertest

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// faulty are the pages of testdata/faults, each with one fault, and how the complaint about it begins; none is without.
var faulty = map[string]string{
	"none":      "",
	"reflow":    "1.4.10 in 320 px the page scrolls sideways by 180 px",
	"spacing":   "1.4.12 with wider spaces “A line that just fits here” is cut off",
	"overlap":   "1.4.12 with wider spaces “A line that fits as it is, but no” and “Another line that fits as it is” lie over each other",
	"enlarged":  "1.4.4 with text of 200 % “Its box does not grow” is cut off",
	"landscape": "1.3.4 on its side there is no content",
	"bars":      "1.3.4 on its side bars take 240 of 360 px",
	"pointer":   "2.1.1 no key reaches <div role=\"button\"",
	"unreached": "2.1.1 Tab does not reach <button id=\"b\"",
	"trap":      "2.1.2 Tab does not come out: <button id=",
	"order":     "2.4.3 out of its order: <button tabindex=\"2\"",
	"jump":      "2.4.3 the focus jumps back to <button id=\"b\"",
	"ring":      "2.4.7 the focus is not shown: <button>No ring",
	"shadow":    "2.4.7 the focus is not shown: <button>Always the same shadow",
	"covered":   "2.4.11 the focus is covered by <div class=\"bar\"",
	"onfocus":   "3.2.1 getting the focus goes to /elsewhere",
	"onchange":  "3.2.2 a change goes to /sent",
	"paste":     "3.3.8 nothing can be pasted into <input id=\"c\"",
	"manager":   "3.3.8 no password manager fills in <input id=\"p\"",
	"target":    "2.5.8 18 × 18 px: <button class=\"small\"",
	"button":    "2.5.5 32 px high, and a main button: <button class=\"govuk-button\"",
	"unlinked":  "3.3.1 “Say your name” leads nowhere",
	"untold":    "3.3.1 the field does not say “Say your name”: <input id=\"n\"",
	"unfocused": "3.3.1 the focus is not on the summary",
	"nosummary": "3.3.1 no summary says what is wrong with <input id=\"n\"",
	"described": "1.3.1 there is no #nothing: <input id=\"n\"",
	"letters":   "2.1.4 g alone presses <button id=\"g\"",
	"folded":    "2.4.7 the focus is not shown: <button>No ring",
	"later":     "2.4.7 the focus is not shown: <button id=\"late\"",
	"desk":      "2.4.7 the focus is not shown: <button>No ring on a desk",
	"onclick":   "3.2.2 a change goes to /sent",
	"controls":  "1.3.1 there is no #nothing: <button aria-controls",
	"silent":    "4.1.3 is no status: <div class=\"app-done\"",
}

// follows is what cannot be without the fault: a page that is too wide is so with wider spaces too, and a browser that was led to a place out
// of order does not come to it again.
var follows = map[string]string{"reflow": "1.4.12", "order": "2.1.1"}

// TestBehaves shows that each check can fail, and that none complains of a page that is right.
func TestBehaves(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.html")
	require.NoError(t, err)
	require.Len(t, files, len(faulty))
	srv := httptest.NewServer(http.FileServer(http.Dir("testdata/faults")))
	defer srv.Close()
	window := New(t, srv.URL, 800, 600)
	for name, complaint := range faulty {
		t.Run(name, func(t *testing.T) {
			b := window.On(t)
			b.Goto("/" + name + ".html")
			wrong := b.Misbehaves()
			require.Equal(t, 800, eval[int](b, "innerWidth"), "the window has its size again")
			if complaint == "" {
				require.Empty(t, wrong)
				return
			}
			require.Contains(t, "\n"+strings.Join(wrong, "\n"), "\n"+complaint)
			criterion, _, _ := strings.Cut(complaint, " ")
			for _, line := range wrong {
				of, _, _ := strings.Cut(line, " ")
				require.Contains(t, []string{criterion, follows[name]}, of, "one fault, and not also %s", line)
			}
		})
	}
}
