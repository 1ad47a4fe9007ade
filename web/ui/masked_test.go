package ui

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
)

// TestMasked: what people read is masked, what forms send is not.
func TestMasked(t *testing.T) {
	const page = `<p>Aziz &amp; 31204862260015<br/>+998` + "\u00a0" + `90` + "\u00a0" + `123` + "\u00a0" + `45` + "\u00a0" + `67</p>
<input name="a" value="31204862260015"/><a href="/x/31204862260015">123 456 789</a><textarea name="b">31204862260015</textarea><b>AA1234567</b><span data-personal>@aziz &amp; 1</span>`
	draw := func(v Veil) string {
		var b strings.Builder
		children := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, page)
			return err
		})
		require.NoError(t, Masked(v).Render(templ.WithChildren(t.Context(), children), &b))
		return b.String()
	}
	shown := draw(Veil{Lang: locale.En, Lives: true})
	require.Equal(t, page, shown)
	hidden := draw(Veil{Lang: locale.En, Show: "/en/x/show"})
	require.Contains(t, hidden, `<p>Aziz &amp; •••0015<br/>•••4567</p>`)
	require.Contains(t, hidden, `value="31204862260015"/><a href="/x/31204862260015">123 456 789</a><textarea name="b">31204862260015</textarea><b>•••567</b><span data-personal>••• &amp; 1</span>`)
	require.Contains(t, hidden, `action="/en/x/show"`)
	require.Contains(t, hidden, "4 personal details")
	require.Contains(t, hidden, "reads")
	require.NotContains(t, draw(Veil{Lang: locale.En, Own: true}), "reads")
	beside := draw(Veil{Lang: locale.En, Show: "/en/x/show", Form: "typed"})
	require.Contains(t, beside, `form="typed" formaction="/en/x/show" formnovalidate`, "what was typed goes along")
	require.NotContains(t, beside, "<form")
	require.Equal(t, strings.Count(page, "<"), strings.Count(hidden, "<")-6, "nothing else changes")
}
