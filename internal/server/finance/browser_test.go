package finance_test

import (
	"testing"

	"github.com/yagona/portal/internal/browsertest"
)

// TestBrowser looks at the pages of finance in a real browser, on a phone and on a desk.
func TestBrowser(t *testing.T) {
	p, _ := office(t)
	propose(p, p.SignIn("finance-second"), 5, "430 000")
	for _, width := range []int64{360, 1280} {
		b := browsertest.New(t, p.URL, width, 800)
		b.SignIn("finance")
		for _, path := range []string{"/uz/admin/money/rates", "/ru/admin/money/rates/new", "/en/admin/money/refunds", "/uz-cyrl/admin/money/books"} {
			b.Goto(path)
			b.Axe()
			b.Fits()
		}
	}
}
