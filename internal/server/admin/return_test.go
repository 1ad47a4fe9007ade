package admin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/catalogue"
	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/server/servertest"
)

// TestJourney_returned: whoever prepared a decision reads at the top why it came back, not his own words, until he proposes
// again.
func TestJourney_returned(t *testing.T) {
	o := newOffice(t)
	path := "/uz/admin/cases/" + o.apply("aziz", catalogue.Approval, 3)
	specialist, head := o.SignIn("justice-specialist"), o.SignIn("justice-head")
	page := act(specialist.Get(path), "claim", nil)
	act(page, "propose-grant", func(f *servertest.Form) { f.Set("note", "Hujjatlar toʻliq.") })
	act(head.Get(path), "return", func(f *servertest.Form) { f.Set("note", "Qaysi bandga koʻra?") })

	why := locale.Uz.T("admin.case.returned", "Note", "Qaysi bandga koʻra?")
	page = specialist.Get(path)
	require.Contains(t, page.Text(), why)
	require.NotContains(t, page.Text(), why+" Hujjatlar toʻliq.")
	act(page, "propose-grant", func(f *servertest.Form) { f.Set("note", "5-bandga koʻra.") })
	require.NotContains(t, head.Get(path).Text(), why)
}
