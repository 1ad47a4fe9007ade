package objects_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/yagona/portal/internal/integration/objects"
	"github.com/yagona/portal/internal/integration/objects/objectstest"
	"github.com/yagona/portal/internal/problem"
)

func TestClient(t *testing.T) {
	store := objectstest.New(t)
	c, err := objects.NewClient(store.Config())
	require.NoError(t, err)
	require.NoError(t, c.Ready(t.Context()))
	for _, size := range []int{1, 64<<10 + 1, 20 << 20} {
		content := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		require.NoError(t, c.Put(t.Context(), "A", io.NewSectionReader(bytes.NewReader(content), 0, int64(size)), int64(size)))
		body, err := c.Open(t.Context(), "A")
		require.NoError(t, err)
		back, err := io.ReadAll(body)
		require.NoError(t, err)
		require.NoError(t, body.Close())
		require.True(t, bytes.Equal(content, back), "%d bytes", size)
	}
	// A file that breaks off leaves nothing.
	require.Error(t, c.Put(t.Context(), "B", io.MultiReader(bytes.NewReader(make([]byte, 100)), broken{}), 1000))
	require.NoError(t, c.Put(t.Context(), "C", bytes.NewReader([]byte("c")), 1))
	var names []string
	require.NoError(t, c.Each(t.Context(), func(id string, at time.Time) error {
		require.WithinDuration(t, time.Now(), at, time.Minute)
		names = append(names, id)
		return nil
	}))
	require.Equal(t, []string{"A", "C"}, names)
	require.NoError(t, c.Delete(t.Context(), "A"))
	require.NoError(t, c.Delete(t.Context(), "A"), "gone already")
	_, err = c.Open(t.Context(), "A")
	require.True(t, problem.Is(err, problem.Unavailable), "%v", err)
	require.Zero(t, store.Refused())

	store.Down(true)
	require.True(t, problem.Is(c.Ready(t.Context()), problem.Unavailable))
	store.Down(false)

	wrong := store.Config()
	wrong.Secret = "guessed"
	c, err = objects.NewClient(wrong)
	require.NoError(t, err)
	require.Error(t, c.Put(t.Context(), "D", bytes.NewReader([]byte("d")), 1))
	require.NotZero(t, store.Refused(), "the signature is checked")
	require.Equal(t, []string{"uploads/C"}, store.Names())
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestNewClient(t *testing.T) {
	for _, url := range []string{"", "https://s3.example", "https://s3.example/", "s3.example/portal", "ftp://s3.example/portal", "https://s3.example/a/b", "https://key@s3.example/portal"} {
		_, err := objects.NewClient(objects.Config{URL: url})
		require.Error(t, err, url)
	}
}
