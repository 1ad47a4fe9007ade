package cabinet_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJourney_extract(t *testing.T) {
	x := newTown(t)
	svc, ok := x.catalogue.Snapshot().Service("tax-debt-certificate")
	require.True(t, ok)
	w := &walker{t: t, town: x, svc: svc}
	page := w.apply(x.SignIn("aziz"))
	require.Empty(t, w.stuck)
	require.Equal(t, http.StatusOK, page.Status)
	require.Contains(t, page.URL.Path, "/uz/applications/")
	t.Log(page.Text())
}
