package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/locale"
	"github.com/yagona/portal/internal/respond"
)

func TestLimitBody(t *testing.T) {
	read := respond.Handler(func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	})
	send := func(body io.Reader) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/en/x", body)
		r = r.WithContext(locale.WithLang(r.Context(), locale.En))
		w := httptest.NewRecorder()
		limitBody(BodyLimit)(read).ServeHTTP(w, r)
		return w
	}
	require.Equal(t, http.StatusOK, send(strings.NewReader(strings.Repeat("x", BodyLimit))).Code)

	declared := send(strings.NewReader(strings.Repeat("x", BodyLimit+1)))
	require.Equal(t, http.StatusRequestEntityTooLarge, declared.Code)
	require.Contains(t, declared.Body.String(), "1 MB", "the page names the limit")

	// A body whose length is not declared is stopped while it is read.
	undeclared := send(io.MultiReader(strings.NewReader(strings.Repeat("x", BodyLimit)), strings.NewReader("y")))
	require.Equal(t, http.StatusRequestEntityTooLarge, undeclared.Code)
	require.Contains(t, undeclared.Body.String(), "1 MB", "this page too")
}
