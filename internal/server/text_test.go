package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadText(t *testing.T) {
	var got *http.Request
	page := readText(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }))
	send := func(method, path, kind string, body io.Reader) int {
		got = nil
		r := httptest.NewRequest(method, path, body)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		limitBody(BodyLimit)(page).ServeHTTP(w, r)
		return w.Code
	}
	const form = "application/x-www-form-urlencoded"

	require.Equal(t, http.StatusNotFound, send(http.MethodGet, "/en/verify/a%00b", "", nil))
	require.Equal(t, http.StatusNotFound, send(http.MethodGet, "/en/feedback/%ff%fe", "", nil))
	require.Nil(t, got, "no page meets such an address")

	require.Equal(t, http.StatusOK, send(http.MethodGet, "/en/services?q=%D0%BF%D0%B0&page=2", "", nil))
	require.Equal(t, "q=%D0%BF%D0%B0&page=2", got.URL.RawQuery, "as it came")
	require.Equal(t, http.StatusOK, send(http.MethodGet, "/en/admin?text=a%00b%ff&state=new", "", nil))
	require.Equal(t, "ab", got.URL.Query().Get("text"))
	require.Equal(t, "new", got.URL.Query().Get("state"))

	typed := url.Values{"note": {"a\x00b\r\nc\xff\u202e"}, "na\x00me": {"x"}}
	require.Equal(t, http.StatusOK, send(http.MethodPost, "/en/x", form, strings.NewReader(typed.Encode())))
	require.Equal(t, "ab\r\nc", got.PostFormValue("note"))
	require.Equal(t, "ab\r\nc", got.FormValue("note"))
	require.Len(t, got.PostForm, 1)

	require.Equal(t, http.StatusUnprocessableEntity, send(http.MethodPost, "/en/x", form, strings.NewReader("note=%zz")))
	require.Nil(t, got, "a form that can't be read is not an empty one")
	endless := io.MultiReader(strings.NewReader("note="), strings.NewReader(strings.Repeat("x", BodyLimit)))
	require.Equal(t, http.StatusRequestEntityTooLarge, send(http.MethodPost, "/en/x", form, endless))
	require.Nil(t, got, "nor is one that is too large")

	require.Equal(t, http.StatusOK, send(http.MethodPost, "/en/x", "multipart/form-data; boundary=b", strings.NewReader("--b--")))
	left, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	require.Equal(t, "--b--", string(left), "files are for their page to read")
}
