package cabinet_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestAnswer_refusedFile: a refused file is told on any button, at its own field, and nothing else that was typed or chosen is lost.
func TestAnswer_refusedFile(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	page, key := x.toFile(t, aziz)
	page.Form("/apply/").Attach(key+"-file", "bor.pdf", pdf).Submit("")
	page = aziz.Get(page.URL.Path)
	typed := map[string]string{}
	for _, n := range append(page.All("textarea"), page.All("input", "type", "text")...) {
		if name := servertest.Attr(n, "name"); n.Data == "textarea" || servertest.Attr(n, "inputmode") == "" && name != "q" {
			typed[name] = "Yozilgan soʻz"
		}
	}
	next := servertest.Text(page.First("button", "value", "next"))
	for _, button := range []string{next, "Olib tashlash"} {
		f := page.Form("/apply/").Attach(key+"-file", "katta.pdf", append(bytes.Clone(pdf), make([]byte, 21<<20)...))
		for name, value := range typed {
			f.Set(name, value)
		}
		back := f.Submit(button)
		require.Equal(t, http.StatusRequestEntityTooLarge, back.Status, button)
		require.Contains(t, servertest.Text(back.First("div", "class", "govuk-error-summary")), locale.Uz.T("document.file_too_large", "Limit", 20), button)
		require.NotNil(t, back.First("a", "href", "#"+key), "the summary leads to the field")
		field := back.First("input", "id", key)
		require.Equal(t, "true", servertest.Attr(field, "aria-invalid"), button)
		require.Contains(t, strings.Fields(servertest.Attr(field, "aria-describedby")), key+"-error", button)
		for name, value := range typed {
			require.Equal(t, value, back.Form("/apply/").Values.Get(name), button)
		}
		require.Equal(t, button == next, strings.Contains(back.Text(), "bor.pdf"), "what was taken away is away, the rest is kept")
		require.Contains(t, aziz.Get(page.URL.Path).Text(), "bor.pdf", "nothing is saved before it is right")
	}
}
