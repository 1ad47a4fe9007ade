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
