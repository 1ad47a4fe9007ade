package respond

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/problem"
)

// TestKept: files that are kept are values of their question, one that is wrong is told and the rest is read; a form that
// breaks off after a file was kept is an error.
func TestKept(t *testing.T) {
	sent := func(cut int) *http.Request {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		require.NoError(t, form.WriteField("photos", "a"))
		for _, name := range []string{"a", "wrong", "b"} {
			part, err := form.CreateFormFile("photos-file", name)
			require.NoError(t, err)
			_, err = part.Write([]byte("photo"))
			require.NoError(t, err)
		}
		require.NoError(t, form.WriteField("note", "words"))
		require.NoError(t, form.Close())
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(b.Bytes()[:b.Len()-cut]))
		r.Header.Set("Content-Type", form.FormDataContentType())
		return r
	}
	var wrong []string
	save := func(name string, body io.Reader) (string, error) {
		if _, err := io.ReadAll(body); err != nil {
			return "", err
		}
		if name == "wrong" {
			return "", problem.New(problem.Invalid, "wrong")
		}
		return name, nil
	}
	blame := func(p *problem.Error) { wrong = append(wrong, p.ID) }
	values, err := Kept(sent(0), "photos", save, blame)
	require.NoError(t, err)
	require.Equal(t, []string{"wrong"}, wrong)
	require.Equal(t, []string{"a", "b"}, values["photos"])
	require.Equal(t, "words", values.Get("note"))

	_, err = Kept(sent(72), "photos", save, blame)
	require.Error(t, err, "broken off")
	down := errors.New("down")
	_, err = Kept(sent(0), "photos", func(string, io.Reader) (string, error) { return "", down }, blame)
	require.ErrorIs(t, err, down)
}

// TestUnsaidForm: of any form the page of the error gives back what was written in it, and nothing that a page sends along.
func TestUnsaidForm(t *testing.T) {
	typed := url.Values{"row": {"3"}, "token": {"K5ZQ4WUQ2LRS7T3VXYZA"}, "named": {"Samarqand"}, "why": {"first line\r\nsecond"}, "note": {"it was closed", " "}, "kind": {"concern"}}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(typed.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	away := problem.New(problem.Unavailable, "common.unavailable")
	var u unsaid
	require.ErrorAs(t, UnsaidForm(r, away), &u)
	require.Equal(t, "Samarqand\nit was closed\nfirst line\r\nsecond", u.text)
	require.ErrorIs(t, u, away)

	r = httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, error(away), UnsaidForm(r, away), "what cannot be read says nothing")
}
