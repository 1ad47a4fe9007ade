package taskforce_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/operation"
)

// TestOperations_mode: the portal is not forced without a reason that people can read, and each change is written down once.
func TestOperations_mode(t *testing.T) {
	p, store := newOperations(t)
	audited := func() (n int) {
		require.NoError(t, p.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_entries WHERE action = 'portal.mode'`).Scan(&n))
		return n
	}
	standing := func() operation.Standing {
		now, err := store.Standing(t.Context())
		require.NoError(t, err)
		return now
	}
	member := p.SignIn("taskforce")
	overview := member.Get("/en/taskforce/operations")
	require.Contains(t, overview.Text(), locale.En.T("operation.mode.open"))
	ask := overview.Follow(locale.En.T("operation.mode.change"))
	form := ask.Form("/operations/mode")
	require.Equal(t, "open", form.Values.Get("mode"))
	require.NotContains(t, ask.Text(), locale.En.T("form.optional", "Label", locale.En.T("operation.mode.why")), "two modes of three need it")

	page := form.Set("mode", "read-only").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	require.Contains(t, page.Text(), locale.En.T("operation.mode.why-missing"))
	require.Equal(t, "read-only", page.Form("/operations/mode").Values.Get("mode"), "what was chosen stays")
	require.Equal(t, operation.Open, standing().Mode)

	form = page.Form("/operations/mode").Set("why", "move")
	for range 2 {
		page = form.Submit("")
		require.Equal(t, http.StatusOK, page.Status)
		require.Contains(t, page.Text(), locale.En.T("ui.mode.why.move"))
	}
	require.Equal(t, operation.ReadOnly, standing().Mode)
	require.Equal(t, 1, audited(), "pressed twice")

	page = member.Get("/en/taskforce/operations/mode").Form("/operations/mode").Set("mode", "no-such").Submit("")
	require.Equal(t, http.StatusUnprocessableEntity, page.Status)
	page = member.Get("/en/taskforce/operations/mode").Form("/operations/mode").Set("mode", "open").Submit("")
	require.Equal(t, http.StatusOK, page.Status)
	require.Equal(t, operation.Standing{Mode: operation.Open, Since: standing().Since}, standing(), "the usual has no reason")
	require.Equal(t, 2, audited())

	require.Error(t, store.Turn(t.Context(), *p.Principal("cadastre-head").Office(), operation.ReadOnly, "move"))
}
