package taskforce_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/browsertest"
)

// TestBrowser_board looks at the board in a real browser: axe finds nothing, and a phone needs no sideways scroll.
func TestBrowser_board(t *testing.T) {
	p := newPortal(t)
	_, err := p.Pool.Exec(t.Context(), `
		INSERT INTO feedback_entries (token, receipt, kind, service_code, authority, region, quality, timeliness, lang, created_at)
		SELECT 't' || n, 'r' || n, 'rating', 'tax-debt-certificate', 'tax-committee', '1726', 2, 5, 'uz', now() FROM generate_series(1, 12) n`)
	require.NoError(t, err)
	for name, width := range map[string]int64{"desk": 1280, "phone": 360} {
		b := browsertest.New(t, p.URL, width, 900)
		b.SignIn("taskforce")
		for _, path := range []string{"/uz/taskforce", "/ru/taskforce/worst", "/uz-cyrl/taskforce?region=1726&months=3", "/en/feedback", "/ru/feedback?kind=corruption"} {
			b.Goto(path)
			b.Fits()
			b.Axe()
		}
		b.Screenshot("board-" + name)
	}
}

// TestBrowser_grey looks at the charts of the board without colour: neighbouring shades can be told apart, and whoever does
// not see them has every number in a table.
func TestBrowser_grey(t *testing.T) {
	p := newPortal(t)
	b := browsertest.New(t, p.URL, 1280, 900)
	b.SignIn("taskforce")
	b.Goto("/uz/taskforce")
	require.Positive(t, browsertest.Value[int](b, `document.querySelectorAll('main svg[role="img"].app-chart--line, main svg[role="img"].app-chart--map').length`), "there are charts to look at")
	shades := browsertest.Value[[]float64](b, `(() => {
		const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
		svg.classList.add("app-chart");
		document.querySelector("main").append(svg);
		return ["q1", "q2", "q3", "q4"].map((name) => {
			const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
			rect.classList.add(name);
			svg.append(rect);
			const [r, g, b] = getComputedStyle(rect).fill.match(/\d+/g).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		});
	})()`)
	for i := 1; i < len(shades); i++ {
		require.Greater(t, (shades[i-1]+0.05)/(shades[i]+0.05), 1.3, "shades %d and %d of %v", i, i+1, shades)
	}
	require.Empty(t, browsertest.Value[[]string](b, `[...document.querySelectorAll('main svg[role="img"].app-chart--line, main svg[role="img"].app-chart--map')]
		.filter((svg) => !svg.closest(".app-card")?.querySelector("table")).map((svg) => svg.getAttribute("aria-label"))`), "charts without a table")
}
