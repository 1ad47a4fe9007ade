package server

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/account"
	"github.com/yagona/portal/internal/document"
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

	// What is far too large is not read for the sake of a page.
	flood := &counted{left: 1 << 30}
	r := httptest.NewRequest(http.MethodPost, "/en/x", flood)
	r.ContentLength = 1 << 30
	w := httptest.NewRecorder()
	limitBody(BodyLimit)(read).ServeHTTP(w, r.WithContext(locale.WithLang(r.Context(), locale.En)))
	require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
	require.Equal(t, "close", w.Header().Get("Connection"))
	require.Zero(t, flood.read)

	// A body whose length is not declared is stopped while it is read.
	undeclared := send(io.MultiReader(strings.NewReader(strings.Repeat("x", BodyLimit)), strings.NewReader("y")))
	require.Equal(t, http.StatusRequestEntityTooLarge, undeclared.Code)
	require.Contains(t, undeclared.Body.String(), "1 MB", "this page too")
}

// TestLimitBody_files: a stranger's large body is not read, that of who is signed in is, so that the page is seen.
func TestLimitBody_files(t *testing.T) {
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("passed on") })
	for _, c := range []struct {
		name   string
		size   int64
		known  bool
		passed int64
	}{
		{"a stranger", UploadLimit + 1, false, 0},
		{"somebody with one film more", UploadLimit + 1, true, UploadLimit + 1},
		{"somebody with a whole disk", 4 << 30, true, 0},
	} {
		body := &counted{left: c.size}
		r := httptest.NewRequest(http.MethodPost, "/en/x", body)
		r.ContentLength = c.size
		ctx := locale.WithLang(r.Context(), locale.En)
		if c.known {
			ctx = account.WithPrincipal(ctx, &account.Principal{AccountID: 1})
		}
		w := httptest.NewRecorder()
		limitBody(UploadLimit)(next).ServeHTTP(w, r.WithContext(ctx))
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code, c.name)
		require.Contains(t, w.Body.String(), "100 MB", c.name)
		require.Equal(t, c.passed, body.read, c.name)
	}
}

// TestLimitBody_photo: the form that takes a photo from anybody takes the largest one, and tells who sends more how much it may be.
func TestLimitBody_photo(t *testing.T) {
	read := respond.Handler(func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	})
	for _, l := range locale.Langs {
		for size, status := range map[int64]int{PhotoLimit: http.StatusOK, PhotoLimit + 1: http.StatusRequestEntityTooLarge} {
			for _, declared := range []int64{size, -1} {
				body := &counted{left: size}
				r := httptest.NewRequest(http.MethodPost, "/"+string(l)+"/feedback", body)
				r.ContentLength = declared
				w := httptest.NewRecorder()
				limitBody(PhotoLimit)(read).ServeHTTP(w, r.WithContext(locale.WithLang(r.Context(), l)))
				require.Equal(t, status, w.Code)
				require.Equal(t, status != http.StatusOK, strings.Contains(html.UnescapeString(w.Body.String()), l.T("document.file_too_large", "Limit", document.MaxPhoto>>20)), "the page names the limit")
			}
		}
	}
}

// counted is a body of zeros that knows how much of it was read.
type counted struct{ left, read int64 }

func (c *counted) Read(b []byte) (int, error) {
	n := min(int64(len(b)), c.left)
	c.left, c.read = c.left-n, c.read+n
	if n == 0 {
		return 0, io.EOF
	}
	return int(n), nil
}
