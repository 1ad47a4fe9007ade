package cabinet_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/postgres/postgrestest"
)

// TestData_unrecorded: what can't be put on record is not shown, and nothing is contested by it.
func TestData_unrecorded(t *testing.T) {
	x := newTown(t)
	aziz := x.SignIn("aziz")
	const field = "/uz/disputes/new?register=person&field=full_name"
	facts := func() (shown int) {
		page := aziz.Get("/uz/data/person")
		require.Equal(t, http.StatusOK, page.Status)
		for _, link := range page.Links() {
			if strings.Contains(link, "/disputes/new?") { // beside each fact
				shown++
			}
		}
		return shown
	}
	require.Positive(t, facts())
	require.Equal(t, http.StatusOK, aziz.Get(field).Status)

	_, err := postgrestest.Owner(t, x.Pool).Exec(t.Context(), `ALTER TABLE audit_entries ADD CONSTRAINT full_disk CHECK (action <> 'register.read') NOT VALID`)
	require.NoError(t, err)
	require.Zero(t, facts())
	require.GreaterOrEqual(t, aziz.Get(field).Status, http.StatusInternalServerError)
	require.Equal(t, http.StatusOK, aziz.Get("/uz/cabinet").Status, "everything else goes on")
}
