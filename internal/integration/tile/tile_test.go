package tile

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"
)

func TestServer(t *testing.T) {
	s, err := New([]Town{{"Toshkent", 41.31, 69.28}})
	require.NoError(t, err)
	router := chi.NewRouter()
	router.Method(http.MethodGet, Path, s)
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}

	// Tashkent stands in column 5672 and row 3062 of zoom 13, by the formula of web maps.
	w := ask("/demo/tiles/13/5672/3062.png")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "image/png", w.Header().Get("Content-Type"))
	require.Less(t, w.Body.Len(), 4<<10)
	picture, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
	require.NoError(t, err)
	require.Equal(t, side, picture.Bounds().Dx())
	require.Equal(t, side, picture.Bounds().Dy())
	marked := 0
	for y := range side {
		for x := range side {
			if picture.At(x, y) == mark {
				marked++
			}
		}
	}
	require.Greater(t, marked, 40, "the town is marked")
	require.NotEqual(t, w.Body.Bytes(), ask("/demo/tiles/13/5600/3062.png").Body.Bytes())

	for _, path := range []string{"/demo/tiles/3/8/0.png", "/demo/tiles/3/0/8.png", "/demo/tiles/19/0/0.png", "/demo/tiles/-1/0/0.png", "/demo/tiles/a/0/0.png", "/demo/tiles/99999999999999999999/0/0.png"} {
		require.Equal(t, http.StatusNotFound, ask(path).Code, path)
	}
}

// TestNew_letters: the names of our towns have letters that not every font has.
func TestNew_letters(t *testing.T) {
	s, err := New(nil)
	require.NoError(t, err)
	for _, r := range letters.Replace("Fargʻona") + " °" {
		i, err := s.font.GlyphIndex(nil, r)
		require.NoError(t, err)
		require.NotZero(t, i, "%q", r)
	}
}
