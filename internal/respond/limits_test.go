package respond

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/problem"
)

// TestSent_readsOn: a file that could not be kept is read to its end, so that who sends it sees why.
func TestSent_readsOn(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	f, err := w.CreateFormFile("a-file", "a.pdf")
	require.NoError(t, err)
	_, _ = f.Write(make([]byte, 1<<20))
	require.NoError(t, w.Close())
	r := httptest.NewRequest(http.MethodPost, "/", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	away := problem.New(problem.Unavailable, "common.unavailable")
	_, err = Sent(r, func(string, string, io.Reader) error { return away })
	require.ErrorIs(t, err, away)
	require.Zero(t, body.Len(), "all of it was read")
}

// TestSent_limits: a form with files has as many values, and as much typed in them, as may be, and nothing more.
func TestSent_limits(t *testing.T) {
	send := func(values, each int) error {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for i := range values {
			require.NoError(t, w.WriteField("v"+strconv.Itoa(i), strings.Repeat("x", each)))
		}
		require.NoError(t, w.Close())
		r := httptest.NewRequest(http.MethodPost, "/", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		got, err := Sent(r, func(string, string, io.Reader) error { return nil })
		if err == nil {
			require.Len(t, got, values)
		}
		return err
	}
	require.NoError(t, send(maxValues, 1))
	require.True(t, problem.Is(send(maxValues+1, 1), problem.Invalid))
	const values = 1 << 10
	require.NoError(t, send(values, FormLimit/values))
	require.True(t, problem.Is(send(values+1, FormLimit/values), problem.TooLarge))
}

// TestRedirect_limit: an address that a balancer would break off is not sent.
func TestRedirect_limit(t *testing.T) {
	send := func(length int) (*httptest.ResponseRecorder, error) {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/en/services", nil)
		return w, Redirect(w, r, "/en/"+strings.Repeat("x", length-len("/en/")))
	}
	w, err := send(addressLimit)
	require.NoError(t, err)
	require.Len(t, w.Header().Get("Location"), addressLimit)
	w, err = send(addressLimit + 1)
	require.True(t, problem.Is(err, problem.Invalid))
	require.Empty(t, w.Header().Get("Location"))
}
