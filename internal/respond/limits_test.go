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
