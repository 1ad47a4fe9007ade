package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestValid shows that the validator reads and can fail.
func TestValid(t *testing.T) {
	page := func(body string) string {
		return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title></head><body>` + body + `</body></html>`
	}
	Valid(t, map[string]string{"good": page(`<main><h1>Good</h1></main>`)})
	for name, body := range map[string]string{
		"close-order": `<main><p><div>x</div></p></main>`, "no-dup-id": `<h1 id="a">x</h1><p id="a">y</p>`,
		"element-permitted-content": `<h1>x</h1><ul><p>y</p></ul>`,
	} {
		lines := invalid(t, map[string]string{"bad": page(body)})
		require.Contains(t, strings.Join(lines, "\n"), "("+name+")")
	}
}

// TestBrowser shows that the tools can fail: axe names a seeded barrier, and a good page passes.
func TestBrowser(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/refused":
			w.Header().Set("Content-Security-Policy", "style-src 'self'")
			_, _ = w.Write([]byte(`<html><body><p style="color: red">Red</p></body></html>`))
		case "/undecided":
			_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Undecided</title></head><body><main><h1>Hello</h1><p style="background: linear-gradient(red, blue)">On what?</p></main></body></html>`))
		case "/covered":
			_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Covered</title></head><body class="app-dense"><main><h1>Hello</h1><div style="position: relative"><p style="margin: 0; line-height: 20px">One line can be seen<br>and one stands under something</p>
				<div ` + r.URL.Query().Get("by") + ` style="position: absolute; left: 0; top: 20px; width: 300px; height: 20px; background: #ddd"></div></div></main></body></html>`))
		case "/bad":
			_, _ = w.Write([]byte(`<html><body><img src="/x.png"><input></body></html>`))
		default:
			_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Good</title></head><body><main><h1>Hello ` + r.URL.Query().Get("name") +
				`</h1><form><label for="n">Name</label> <input id="n" name="name"> <button id="go">Go</button></form></main></body></html>`))
		}
	}))
	defer srv.Close()
	b := New(t, srv.URL, 360, 740)
	b.Goto("/")
	b.Axe()
	b.Fits()
	b.Fill("#n", "Aziz")
	b.Click("#go")
	require.Equal(t, "Hello Aziz", b.Text("h1"))
	require.True(t, b.Has("#n"))
	require.False(t, b.Has("#nothing"))

	b.Obeys()
	b.Goto("/refused")
	require.NotEmpty(t, b.refused())

	b.Goto("/undecided")
	require.Contains(t, strings.Join(b.Barriers(), "\n"), "look at it and name it in reviewed.json: color-contrast")

	b.Goto("/covered")
	require.Contains(t, strings.Join(b.Barriers(), "\n"), "bgOverlap", "by anything")
	b.Goto("/covered?by=class=app-decide")
	require.Empty(t, b.Barriers(), "by a bar that was looked at")

	b.Goto("/bad")
	var ids []string
	violations, _ := b.violations()
	for _, v := range violations {
		ids = append(ids, v.ID)
	}
	require.Contains(t, ids, "image-alt")
	require.Contains(t, ids, "label")
	require.Contains(t, ids, "html-has-lang")
}
