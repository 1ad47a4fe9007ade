//go:build everything

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/browsertest"
	"github.com/yagona/portal/internal/server/servertest"
)

// mark stands in what is typed to do harm: an element or attribute of that name was not only shown.
const mark = "h4rm"

// corpus is what is typed into every field of every form.
var corpus = []string{
	`<` + mark + ` onclick=alert(1)>x</` + mark + `><script>` + mark + `()</script>`,
	`"><img src=x onerror=` + mark + `()>`,
	`' onmouseover='` + mark + `()' x='`,
	`</textarea></title></script><svg/onload=` + mark + `()>`,
	`javascript:` + mark + `()`,
	`{{7*7}}${7*7}<%= 7*7 %>{{` + mark + `}}#{7*7}`,
	`'; DROP TABLE applications; --`,
	"ism\r\nSet-Cookie: " + mark + "=1\r\n\r\n<" + mark + ">",
	"nol\x00nol <" + mark + ">",
	"\u202eteskari\u2066 <" + mark + ">",
	"\xed\xa0\x80\xff\xfe <" + mark + ">",
	"👩‍👩‍👧‍👦🇺🇿 <" + mark + ">",
	"=HYPERLINK(\"http://evil.example\";\"" + mark + "\")",
	strings.Repeat("ў", 10_000) + "<" + mark + ">",
}

// TestHostile types into every field of every form that the pages have what is meant to do harm. No answer is a fault of
// ours, and all of it is shown as text; then a real browser opens what now shows it, and hears nothing run.
func TestHostile(t *testing.T) {
	w := newRealm(t)
	var wrong []string
	fields := 0
	answer := func(s sheet, what string) {
		page := w.as(s.who.subject).Do(s.Request(""))
		if page.Status >= http.StatusInternalServerError {
			wrong = append(wrong, fmt.Sprintf("%s as %s: %s: %d", s.key, s.who.subject, what, page.Status))
		}
		for _, alive := range living(page) {
			wrong = append(wrong, fmt.Sprintf("%s as %s: %s: %s", s.key, s.who.subject, what, alive))
		}
	}
	known := w.forms(func(s sheet) bool {
		start := url.Values{}
		for name, values := range s.Values {
			start[name] = slices.Clone(values)
		}
		fields += len(s.text)
		for i, attack := range corpus {
			for _, name := range s.text {
				s.Set(name, attack)
			}
			if len(s.text) > 0 {
				answer(s, fmt.Sprintf("all = %.20q", attack))
			}
			for name := range s.Values { // and one field alone, so that another one's mistake doesn't hide it; hidden ones as well
				s.Values[name] = slices.Clone(start[name])
			}
			names := slices.Sorted(keys(start))
			if len(names) == 0 {
				continue
			}
			name := names[i%len(names)]
			s.Set(name, attack)
			answer(s, fmt.Sprintf("%s = %.20q", name, attack))
			s.Values[name] = slices.Clone(start[name])
		}
		return true
	})
	require.Greater(t, len(known), 40)
	require.Greater(t, fields, 60)

	shown := map[string]map[string]bool{} // by persona: pages that show what was typed
	for _, x := range w.sights(false) {
		page := w.send(w.as(x.who.subject), http.MethodGet, x.path, "")
		for _, alive := range living(page) {
			wrong = append(wrong, x.of(page)+": "+alive)
		}
		if strings.Contains(page.Body, mark) && strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") && x.who.role != "" {
			if shown[x.who.subject] == nil {
				shown[x.who.subject] = map[string]bool{}
			}
			shown[x.who.subject][x.path] = true
		}
	}
	slices.Sort(wrong)
	require.Empty(t, slices.Compact(wrong), strings.Join(wrong, "\n"))
	require.NotEmpty(t, shown, "something of it is shown somewhere")
	for subject, paths := range shown {
		t.Run(subject, func(t *testing.T) {
			b := browsertest.New(t, w.origin, 1280, 800)
			b.SignIn(subject)
			for path := range paths {
				b.Goto(path)
				require.Equal(t, http.StatusOK, b.Status(), path)
				require.Zero(t, browsertest.Value[int](b, `document.querySelectorAll("`+mark+`").length`), path)
			}
			b.Calm() // nothing ran, and the policy had nothing to refuse
		})
	}
}

func keys(v url.Values) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range v {
			if !yield(name) {
				return
			}
		}
	}
}

// living names what of the harm is more than text on a page.
func living(page *servertest.Page) (alive []string) {
	if page.Header.Get("Set-Cookie") != "" && strings.Contains(page.Header.Get("Set-Cookie"), mark) {
		alive = append(alive, "a header of its own")
	}
	if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		return alive
	}
	doc, err := html.Parse(strings.NewReader(page.Body))
	if err != nil {
		return append(alive, err.Error())
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == mark || n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, mark) {
			alive = append(alive, "element "+n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.Contains(a.Key, mark) {
				alive = append(alive, n.Data+" with "+a.Key)
			}
			if (a.Key == "href" || a.Key == "action" || a.Key == "src" || a.Key == "formaction") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				alive = append(alive, n.Data+" that leads to "+a.Val)
			}
		}
	}
	return alive
}
