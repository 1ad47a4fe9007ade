package servertest

import (
	"maps"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/yagona/portal/internal/locale"
)

// In is this page in another written form, by the links of its language switch.
func (p *Page) In(l locale.Lang) *Page {
	p.browser.T.Helper()
	a := p.First("a", "hreflang", l.Tag())
	require.NotNil(p.browser.T, a, "no link to %s on %s", l, p.URL)
	to, err := p.URL.Parse(Attr(a, "href"))
	require.NoError(p.browser.T, err)
	return p.browser.Get(to.String())
}

// In presses the language switch of the page while the form holds what was typed. Enter must not press it: browsers
// take the first button of a form for that.
func (f *Form) In(l locale.Lang) *Page {
	b := f.page.browser
	b.T.Helper()
	var first, press *html.Node
	for _, n := range f.page.All("button", "form", f.id) {
		if first == nil {
			first = n
		}
		if Attr(n, "lang") == l.Tag() {
			press = n
		}
	}
	require.NotEmpty(b.T, f.id, "the form %s of %s does not belong to the language switch", f.Action, f.page.URL)
	require.NotNil(b.T, press, "no switch to %s for the form %s of %s", l, f.Action, f.page.URL)
	require.Empty(b.T, Attr(first, "formaction"), "Enter would change the language")
	require.Equal(b.T, "post", Attr(press, "formmethod"))
	values := maps.Clone(f.Values)
	values.Set(Attr(press, "name"), Attr(press, "value"))
	for _, x := range f.files { // sent without their files, as formenctype says
		values.Add(x.Field, x.Name)
	}
	to, err := f.page.URL.Parse(Attr(press, "formaction"))
	require.NoError(b.T, err)
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodPost, to.String(), strings.NewReader(values.Encode()))
	require.NoError(b.T, err)
	r.Header.Set("Content-Type", Attr(press, "formenctype"))
	return b.Do(r)
}
