package ui

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTable_days: no line ends within a day, what is copied or searched is the text itself, and a cell that is stacked holds one thing.
func TestTable_days(t *testing.T) {
	for text, want := range map[string]string{
		"25-noyabr 2026-yil, 09:03": `<span><span class="app-nowrap">25-noyabr 2026-yil</span>, 09:03</span>`,
		"3-йил, 25-ноябрь":          `<span><span class="app-nowrap">3-йил</span>, <span class="app-nowrap">25-ноябрь</span></span>`,
		"25-noyabr":                 `<span class="app-nowrap">25-noyabr</span>`,
		"25 November 2026 & later":  `25 November 2026 &amp; later`,
		"AA-12 <b>":                 `AA-12 &lt;b&gt;`,
		"":                          "",
	} {
		var b strings.Builder
		require.NoError(t, cell(Cell{Text: text}).Render(t.Context(), &b))
		require.Equal(t, want, b.String())
		b.Reset()
		require.NoError(t, cell(Cell{Text: text, Href: "/x"}).Render(t.Context(), &b))
		require.Equal(t, `<a class="govuk-link" href="/x">`+want+`</a>`, strings.TrimSpace(b.String()))
	}
}
