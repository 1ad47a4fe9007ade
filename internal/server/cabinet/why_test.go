package cabinet_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/server/servertest"
)

// readsReasons reads the page of a refusal's reasons as its applicant; another person has no such page.
func readsReasons(t *testing.T, own, other *servertest.Browser, application string) {
	t.Helper()
	page := own.Get(application + "/why")
	require.Equal(t, http.StatusOK, page.Status)
	for _, said := range []string{"Manba:", "Qoida soʻz bilan", "Nima qarorni oʻzgartirardi", "Xizmat versiyasi", "Nima qila olasiz", "Qoidalar tekshirilgan vaqt"} {
		require.Contains(t, page.Text(), said)
	}
	require.Equal(t, http.StatusNotFound, other.Get(application+"/why").Status)
}
